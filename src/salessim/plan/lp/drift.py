"""Drift: what reps do whatever the plan says, customers' work before any other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.lp.variables import NEW, Variables
from salessim.plan.solving.linear_program import (
    NONE,
    Columns,
    ConstraintFamily,
    LpBuilder,
    Terms,
    VariableFamily,
)
from salessim.units import MONTHS_PER_YEAR

CONTACTS_DUE = ConstraintFamily(
    "all contacts due",
    ("segment", "month"),
    "sum over g of contacts[g,s,t] <= due[s,t]",
    sentence="every contact due in {where} is made",
)
DRIFT_TO_CONTACTS = ConstraintFamily(
    "drift to contacts",
    ("segment", "month"),
    "sum over g of contacts[g,s,t] >= served[s,t] * due[s,t]",
    sentence="reps drift to customers of {where}: more of their work than asked for",
)
DRIFT_TO_OPPORTUNITIES = ConstraintFamily(
    "drift to opportunities",
    ("segment", "step", "month"),
    "sum over cohorts of worked[c,s,j,t] >= served[s,t] * opportunities that show[s,j,t]",
)
DRIFT_TO_PROSPECTS = ConstraintFamily(
    "drift to prospects",
    ("group", "month"),
    "customers' work[g,t] + conquest of least potential[g,t] >= drift[g] * all work outside blocks",
)
DRIFT_TO_LEADS = ConstraintFamily(
    "drift to leads",
    ("group", "month"),
    "leads[g,s,t] + unanswered[g,t] >= answered[g,t] * leads that come[g,s,t]",
)
UNANSWERED_LEADS = VariableFamily("unanswered leads", ("group", "month"))


@dataclass(frozen=True)
class Drift:
    """Pieces of work that drift reaches.

    Attributes:
        served: (segments, months) share of customers' work that is done because reps drift to it.
    """

    served: NDArray[np.float64]


def hours_of_a_piece(coefficients: LpCoefficients, g: int, s: int, motion: int) -> float:
    """Return the mean hours of one piece of a group's work in a bucket."""
    if motion == CONQUEST:
        begun = coefficients.calls if coefficients.can_call else coefficients.leads
        pieces = float(begun.pieces[g, s].sum())
        return max(1e-3, float(begun.work[g, s].sum()) / pieces) if pieces > 0.0 else 1.0
    care = coefficients.care[s]
    rates = [(care.maximum_per_year, care.hours)]
    rates += [(o.per_year, o.hours) for o in coefficients.opportunities[s][0]]
    total = sum(rate for rate, _ in rates)
    return max(1e-3, sum(rate * hours for rate, hours in rates) / total) if total > 0 else 1.0


def drift_of(coefficients: LpCoefficients, customers: NDArray[np.float64]) -> Drift:
    """Work out how far drift reaches.

    A rep who drifts takes customers' work before any other, that of the least potential first. So
    whatever the plan says, it is done as far as drifting choices go.

    Args:
        coefficients: what hours bring.
        customers: (cohorts, segments, months + 1) as far as they are known.
    """
    months, years = coefficients.months, coefficients.expected.years
    reach = np.zeros(months)
    for g, group in enumerate(coefficients.groups):
        if not group.serves[:, LOYALTY].any():
            continue
        drift = float(coefficients.drift[g])
        care = hunt = _mean_piece(coefficients, g, LOYALTY)
        if group.serves[:, CONQUEST].any():
            hunt = _mean_piece(coefficients, g, CONQUEST)
        hours = coefficients.hours.selling[g]
        if coefficients.block_only:
            # Outside the block nothing but waiting work is there to choose.
            reach += np.maximum(0.0, hours - coefficients.hours.block[g]) / care
        else:
            reach += drift * hours / hunt / (1.0 - drift + drift * care / hunt)
    served = np.zeros((coefficients.segments, months))
    middle = 0.5 * (customers[:, :, 1:] + customers[:, :, :-1]).sum(axis=0)
    for s in reversed(range(coefficients.segments)):
        rate = coefficients.care[s].maximum_per_year + sum(
            o.per_year for o in coefficients.opportunities[s][0]
        )
        due = middle[s] * rate * years
        # Customers who are still to be won are all served, if anybody serves customers at all.
        first = (reach > 0.0).astype(float)
        served[s] = np.clip(np.divide(reach, due, out=first, where=due > 0.0), 0.0, 1.0)
        reach = np.maximum(0.0, reach - due)
    return Drift(served)


def _mean_piece(coefficients: LpCoefficients, g: int, motion: int) -> float:
    """Mean hours of a piece over the segments that a group works on."""
    there = np.flatnonzero(coefficients.groups[g].serves[:, motion])
    return float(np.mean([hours_of_a_piece(coefficients, g, int(s), motion) for s in there]))


def contacts_fall_due(
    lp: LpBuilder, coefficients: LpCoefficients, x: Variables, drift: Drift
) -> None:
    """Contacts are made as they fall due, and at least as drift makes them.

    Sum over g of contacts[g,s,t] <= due[s,t] and >= served * due[s,t],
    due = contacts a year as planned * years * (customers of day one + those won
    one interval ago or earlier), from below those of them who are surely still here: more contacts
    than there are customers would keep a plan from winning anybody. The same from below for
    opportunities worked on.
    """
    for s in range(coefficients.segments):
        care = coefficients.care[s]
        for t in range(coefficients.months):
            years = float(coefficients.expected.years[t])
            served = float(drift.served[s, t])
            made = x.contacts[:, s, t]
            made = made[made != NONE]
            if len(made):
                lag = round(MONTHS_PER_YEAR / care.maximum_per_year)
                due = care.maximum_per_year * years
                terms: Terms = [(made, 1.0), (x.customers[0, s, t : t + 2], -0.5 * due)]
                below: Terms = [(made, 1.0), (x.customers[0, s, t : t + 2], -0.5 * due * served)]
                if t >= lag:
                    won = x.customers[NEW, s, t - lag : t - lag + 2]
                    terms.append((won, -0.5 * due))
                    here = _still_here(coefficients, x, s, t, lag)
                    below += [(columns, -due * served * np.asarray(part)) for columns, part in here]
                lp.add_row(CONTACTS_DUE, (s, t), terms, maximum=0.0)
                lp.add_row(DRIFT_TO_CONTACTS, (s, t), below, minimum=0.0)
            for j, opportunity in enumerate(coefficients.opportunities[s][t]):
                rate = 0.5 * years * opportunity.per_year * served
                below = [(x.worked[s][:, j, t], 1.0), (x.customers[:, s, t : t + 2], -rate)]
                lp.add_row(DRIFT_TO_OPPORTUNITIES, (s, j, t), below, minimum=0.0)


def _still_here(coefficients: LpCoefficients, x: Variables, s: int, t: int, lag: int) -> Terms:
    """Customers of some months ago who are surely still here, as terms.

    Those of then, as many as stay at the churn of who has no relationship, less those whose pilots
    have ended meanwhile and do not pass; the mean of the month's two ends.
    """
    stay = 1.0
    for month in range(t - lag, t):
        leaves = float(coefficients.churn_today[0, NEW, s, month])
        leaves *= 0.5 * float(coefficients.expected.years[month])
        leaves *= coefficients.churn[s][month].per_customer
        stay *= max(0.0, 1.0 - leaves) / (1.0 + leaves)
    terms: Terms = [(x.customers[NEW, s, t - lag : t - lag + 2], 0.5 * stay)]
    row = coefficients.expected.inputs.world.contracts[s]
    months = int(row.pilot_months)
    if months and lag:
        for end in (t, t + 1):
            ended = x.wins[s, max(0, end - lag - months) : max(0, end - max(lag, months))]
            terms.append((ended, -0.5 * (1.0 - float(row.pilot_passes))))
    return terms


def is_of_least_potential(coefficients: LpCoefficients, g: int, s: int) -> bool:
    """Whether a segment is the one of least potential that a group hunts in."""
    return bool(s == np.flatnonzero(coefficients.groups[g].serves[:, CONQUEST])[-1])


def drift_goes_on_to_calls(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Who drifts and finds no customer waiting works on the least of the prospects.

    Pieces of customers' work + pieces of conquest in the segment of least potential
    >= drift * (all pieces - calls that fill the prospecting block), by group and month.
    """
    calls, leads = coefficients.calls, coefficients.leads
    if not coefficients.can_call or coefficients.block_only:
        return
    for g, group in enumerate(coefficients.groups):
        hunted = np.flatnonzero(group.hunts(0))
        if len(hunted) < 2 or coefficients.drift[g] <= 0.0:
            continue
        minimum = hunted[-1]
        for t in range(coefficients.months):
            drift = float(coefficients.drift[g])
            terms: Terms = []
            for s in range(coefficients.segments):
                for columns, pieces in (
                    (x.calls, calls.pieces), (x.leads, leads.pieces),
                    (x.referrals, leads.referral_pieces),
                ):  # fmt: skip
                    if columns[g, s, t] != NONE:
                        part = float(pieces[g, s, t]) * ((s == minimum) - drift)
                        terms.append((columns[g, s, t], part))
                for column in (x.contacts[g, s, t], *x.opportunities[s][g, :, t]):
                    if column != NONE:
                        terms.append((column, 1.0 - drift))
            in_block = float(coefficients.hours.block[g, t]) / max(1e-9, calls.hours[hunted].mean())
            lp.add_row(DRIFT_TO_PROSPECTS, (g, t), terms, minimum=-drift * in_block)


def leads_wait_before_calls(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> Columns:
    """Who drifts to the least of the prospects answers its leads before any call.

    leads[g,s,t] + unanswered[g,t] >= answered[g,t] * leads that come, in the segment s of least
    potential. Returns the columns of what stays unanswered because there are no hours.
    """
    unanswered: list[int] = []
    if not coefficients.can_call or coefficients.block_only:
        return np.zeros(0, np.intp)
    for g, group in enumerate(coefficients.groups):
        hunted = np.flatnonzero(group.hunts(0))
        if len(hunted) < 2 or coefficients.drift[g] <= 0.0:
            continue
        minimum = int(hunted[-1])
        piece = hours_of_a_piece(coefficients, g, minimum, CONQUEST)
        for t in range(coefficients.months):
            come = float(coefficients.leads.come[g, minimum, t])
            if x.leads[g, minimum, t] == NONE or come <= 0.0:
                continue
            drifting = float(coefficients.drift[g] * coefficients.hours.selling[g, t]) / piece
            pieces = come * float(coefficients.leads.pieces[g, minimum, t])
            gap = lp.add_variable(UNANSWERED_LEADS, g, t)
            unanswered.append(gap)
            lp.add_row(
                DRIFT_TO_LEADS,
                (g, t),
                [(x.leads[g, minimum, t], 1.0), (gap, 1.0)],
                minimum=come * min(1.0, drifting / pieces),
            )
    return np.array(unanswered, np.intp)
