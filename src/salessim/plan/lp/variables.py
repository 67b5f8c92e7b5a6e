"""The variables of a plan: one family for each thing that is decided or follows from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import LOYALTY, MOTION_NAMES, MOTIONS, NOBODY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.solving.linear_program import Columns, LpBuilder, VariableFamily

COHORTS = ("loyalty", "conquest")
"""Customers of day one, and those won during the horizon: whose revenue counts as which motion."""
OLD, NEW = 0, 1

_WORK = ("group", "segment", "month")
_STOCK = ("cohort", "segment", "end")
_FLOW = ("cohort", "segment", "month")

HOURS = VariableFamily("hours", ("group", "segment", "motion", "month"))
CALLS = VariableFamily("calls", _WORK)
LEADS = VariableFamily("leads", _WORK)
REFERRALS = VariableFamily("referrals", _WORK)
CONTACTS = VariableFamily("contacts", _WORK)
OPPORTUNITIES = VariableFamily("opportunities", ("segment", "group", "step", "month"))
OPEN_DEALS = VariableFamily("open deals", ("group", "segment"))
TAKEN_OVER = VariableFamily("taken over", ("stage", "group", "segment", "month"))
SENT = VariableFamily("sent", ("stage", "segment", "end"))
ASSISTED = VariableFamily("assisted", ("group", "segment", "month"))
WINS = VariableFamily("wins", ("segment", "month"))
CALLS_BY_GRADE = VariableFamily("calls by grade", ("segment", "grade", "month"))
LISTED = VariableFamily("listed", ("segment", "grade", "end"))
FREE_FIRMS = VariableFamily("free firms", ("segment", "end"))
CUSTOMERS = VariableFamily("customers", _STOCK)
RELATIONSHIP = VariableFamily("relationship", _STOCK)
SUBSCRIPTIONS = VariableFamily("subscriptions", _STOCK)
GROWTH = VariableFamily("growth", _STOCK)
CARE = VariableFamily("care", _FLOW)
TENDS_TO = VariableFamily("tends to", _FLOW)
WORKED = VariableFamily("worked", ("segment", "cohort", "step", "month"))
WAITING = VariableFamily("waiting", ("segment", "cohort", "step", "end"))
REVENUE = VariableFamily("revenue", _FLOW)
VARIABLE_PAY = VariableFamily("variable pay", ("component", "month"))
CREDIT = VariableFamily("credit", ("component", "month"))
GUARANTEED = VariableFamily("guaranteed", ("group", "month"))
ADVANCED = VariableFamily("advanced", ("group", "month"))
TOPPED_UP = VariableFamily("topped up", ("group", "month"))
PEOPLE_KEPT = VariableFamily("people kept", ("group", "month"))
PEOPLE_HIRED = VariableFamily("people hired", ("group", "month"))


@dataclass(frozen=True)
class Variables:
    """Columns by what they mean; NONE where there is no such variable. Months t, ends t + 1.

    Attributes:
        hours: (groups, segments, motions, months) hours worked.
        calls, leads, referrals, contacts: (groups, segments, months) pieces of work.
        opportunities: per segment (groups, steps, months) pieces of work.
        pipeline: (groups, segments) share of today's open deals worked on.
        taken: (runs, groups, segments, months) cases of other roles that are begun.
        sent: (runs, segments, months + 1) cases that wait to be.
        assisted: (groups, segments, months) hours of specialists.
        wins: (segments, months) contracts that arrive.
        by_grade: (segments, grades, months) calls by grade of the list.
        listed: (segments, grades, months + 1) calls that firms on the list still get.
        free: (segments, months + 1) firms that may become leads, where leads follow them.
        customers, relationship, subscriptions, growth: (cohorts, segments, months + 1) stocks;
            growth is size above that of the segment's typical customer.
        care: (cohorts, segments, months) contacts made, as effective as today's.
        tends_to: (cohorts, segments, months) relationship to which contacts lead, in all.
        worked: per segment (cohorts, steps, months) opportunities worked on.
        waiting: per segment (cohorts, steps, months + 1) opportunities that wait.
        revenue: (cohorts, segments, months).
        variable: (components, months) variable pay, in the last month of each pay period.
        credit: (components, months) what counts for it; money in units.
        guaranteed, topped_up: (groups, months) what guarantee and legal minimum add to pay.
        advanced: (groups, months) advances not earned yet at a month's end.
        kept: (groups, months) people of day one who are still there; NONE where fixed.
        hired: (groups, months) people who are planned to start in a month; NONE where fixed.
    """

    hours: Columns
    calls: Columns
    leads: Columns
    referrals: Columns
    contacts: Columns
    opportunities: tuple[Columns, ...]
    pipeline: Columns
    taken: Columns
    sent: Columns
    assisted: Columns
    wins: Columns
    by_grade: Columns
    listed: Columns
    free: Columns
    customers: Columns
    relationship: Columns
    subscriptions: Columns
    growth: Columns
    care: Columns
    tends_to: Columns
    worked: tuple[Columns, ...]
    waiting: tuple[Columns, ...]
    revenue: Columns
    variable: Columns
    credit: Columns
    guaranteed: Columns
    advanced: Columns
    topped_up: Columns
    kept: Columns
    hired: Columns


def coordinate_names(coefficients: LpCoefficients) -> dict[str, list[str]]:
    """The names of coordinates by dimension, for messages and findings."""
    months = list(coefficients.book.months)
    grades = coefficients.calls.listed.shape[1]
    return {
        "group": [group.name for group in coefficients.groups],
        "segment": list(coefficients.book.segments),
        "motion": list(MOTION_NAMES),
        "month": months,
        "end": [*months, "end"],
        "grade": [f"grade {grade + 1}" for grade in range(grades)],
        "stage": list(coefficients.handed.names),
        "cohort": list(COHORTS),
        "component": [line.name for line in coefficients.pay.lines],
        "stock": ["customers", "relationship", "growth", "subscriptions"],
    }


def declare(
    lp: LpBuilder, coefficients: LpCoefficients, free: NDArray[np.bool_], *, integer: bool = False
) -> Variables:
    """Declare all variables.

    Args:
        lp: where they are declared.
        coefficients: what the plan is about.
        free: (groups,) whose number of people is to be found.
        integer: whether people are whole.
    """
    groups, segments, months = len(coefficients.groups), coefficients.segments, coefficients.months
    serves = np.array([group.serves for group in coefficients.groups])
    work = (groups, segments, months)
    handed = coefficients.handed
    hunts = np.broadcast_to(np.array([g.hunts(0) for g in coefficients.groups])[..., None], work)
    refers_to = hunts
    if coefficients.referral_run > 0:
        refers_to = np.broadcast_to(handed.works[coefficients.referral_run - 1][..., None], work)
    assists = np.array([g.assists for g in coefficients.groups])
    keeps = np.broadcast_to(serves[:, :, LOYALTY, None], work)
    come, market = coefficients.leads.come, coefficients.leads.market
    follows = np.zeros(segments, bool) if market is None else market.follows
    is_stock = follows if market is None else follows & market.is_whole
    bound = np.where(follows[None, :, None], np.inf, come)
    refers = np.array(
        [
            any(o.referral_rate > 0 for found in row for o in found)
            for row in coefficients.opportunities
        ]
    )
    has_care = np.array(
        [care.hours > 0 and care.maximum_per_year > 0 for care in coefficients.care]
    )
    steps = [len(row[0]) for row in coefficients.opportunities]
    grades = coefficients.calls.listed.shape[1]
    cohorts, ends = len(COHORTS), months + 1
    stock, flow = (cohorts, segments, ends), (cohorts, segments, months)
    opening = coefficients.opening
    is_open = opening.wins.any(axis=-1) | opening.hours.any(axis=-1)
    may_call = coefficients.can_call
    by_number = np.broadcast_to(free[:, None], (groups, months))
    paid_in = np.array([line.ends for line in coefficients.pay.lines]).reshape(-1, months)

    return Variables(
        hours=lp.add_variables(
            HOURS, np.broadcast_to(serves[..., None], (groups, segments, MOTIONS, months))
        ),
        calls=lp.add_variables(CALLS, hunts & may_call),
        leads=lp.add_variables(LEADS, hunts & (come > 0), upper=bound),
        referrals=lp.add_variables(REFERRALS, refers_to & refers[None, :, None]),
        contacts=lp.add_variables(CONTACTS, keeps & has_care[None, :, None]),
        opportunities=tuple(
            lp.add_variables(
                OPPORTUNITIES,
                np.broadcast_to(keeps[:, s][:, None], (groups, steps[s], months)),
                at=(s,),
            )
            for s in range(segments)
        ),
        pipeline=lp.add_variables(OPEN_DEALS, is_open, upper=1.0),
        taken=lp.add_variables(
            TAKEN_OVER, np.broadcast_to(handed.works[..., None], (handed.runs, *work))
        ),
        sent=lp.add_variables(SENT, np.ones((handed.runs, segments, ends), bool)),
        assisted=lp.add_variables(ASSISTED, np.broadcast_to(assists[..., None], work)),
        wins=lp.add_variables(WINS, np.ones((segments, months), bool)),
        by_grade=lp.add_variables(CALLS_BY_GRADE, np.full((segments, grades, months), may_call)),
        listed=lp.add_variables(LISTED, np.full((segments, grades, ends), may_call)),
        free=lp.add_variables(
            FREE_FIRMS, np.broadcast_to(is_stock[:, None], (segments, ends)), lower=-np.inf
        ),
        customers=lp.add_variables(CUSTOMERS, np.ones(stock, bool)),
        relationship=lp.add_variables(RELATIONSHIP, np.ones(stock, bool)),
        subscriptions=lp.add_variables(
            SUBSCRIPTIONS, np.broadcast_to(coefficients.subscribed[None, :, None], stock)
        ),
        growth=lp.add_variables(GROWTH, np.ones(stock, bool), lower=-np.inf),
        care=lp.add_variables(CARE, np.broadcast_to(has_care[None, :, None], flow)),
        tends_to=lp.add_variables(TENDS_TO, np.ones(flow, bool)),
        worked=tuple(
            lp.add_variables(WORKED, np.ones((cohorts, steps[s], months), bool), at=(s,))
            for s in range(segments)
        ),
        waiting=tuple(
            lp.add_variables(WAITING, np.ones((cohorts, steps[s], ends), bool), at=(s,))
            for s in range(segments)
        ),
        revenue=lp.add_variables(REVENUE, np.ones(flow, bool)),
        variable=lp.add_variables(VARIABLE_PAY, paid_in == np.arange(months)),
        credit=lp.add_variables(CREDIT, paid_in != NOBODY),
        guaranteed=lp.add_variables(GUARANTEED, coefficients.pay.guarantee > 0.0),
        advanced=lp.add_variables(ADVANCED, coefficients.pay.draw > 0.0),
        topped_up=lp.add_variables(TOPPED_UP, coefficients.pay.minimum > 0.0),
        kept=lp.add_variables(PEOPLE_KEPT, by_number, integer=integer),
        hired=lp.add_variables(PEOPLE_HIRED, by_number, integer=integer),
    )
