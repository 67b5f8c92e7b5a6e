"""What a plan is held to beyond the scenario: a request's limits, or a way of working.

A further limit is a field of `PlanRequest`, a family and its function here, and a line in
`add_request_limits`.
"""

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.variables import HOURS, NEW, OLD, Variables
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import RevenueGoal
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    Label,
    LpBuilder,
    Terms,
    VariableFamily,
)
from salessim.units import MONTHS_PER_YEAR

FEWEST = 2
"""Places whose shares say the same: of two, one share is what the other leaves."""

GOAL = ConstraintFamily(
    "goal",
    ("month",),
    "sum over cohorts, segments and months up to t of revenue[c,s,u] >= goal[t]",
    sentence="the target {where} is just reached",
)
MOST_CHANGE = ConstraintFamily(
    "most change",
    HOURS.dims,
    "hours[g,s,m,t] <= (today's share + largest change) * sum over s, m of hours[g,s,m,t]",
    sentence="the largest change allowed is reached upwards for {where}",
    reason="the largest change that was asked for",
)
LEAST_CHANGE = ConstraintFamily(
    "least change",
    HOURS.dims,
    "hours[g,s,m,t] >= (today's share - largest change) * sum over s, m of hours[g,s,m,t]",
    sentence="the largest change allowed is reached downwards for {where}",
    reason="the largest change that was asked for",
)
LEAST_CARE = ConstraintFamily(
    "least care",
    ("segment", "month"),
    "sum over g of contacts[g,s,t] >= least care * contacts due[s,t]",
    sentence="the least care of {where} is just given",
    reason="the least care that was asked for",
    motion=LOYALTY,
)
LEAST_PROSPECTING = ConstraintFamily(
    "least prospecting",
    ("month",),
    "sum over g, s of (calls[g,s,t] + leads[g,s,t]) * hours of a call[s] >= "
    "least prospecting * selling hours of hunters[t]",
    sentence="the least prospecting of {where} is just done",
)
LEAST_SHARE = ConstraintFamily(
    "least share",
    ("segment", "month"),
    "sum over g, m of hours[g,s,m,t] >= least share[s] * sum over g, s, m of hours[g,s,m,t]",
    sentence="{where} has just the least share of hours",
    reason="the least share that was asked for",
)
MOST_SHARE = ConstraintFamily(
    "most share",
    ("segment", "month"),
    "sum over g, m of hours[g,s,m,t] <= most share[s] * sum over g, s, m of hours[g,s,m,t]",
    sentence="{where} has the largest share of hours allowed",
    reason="the largest share that was asked for",
)
LIMITS = (MOST_CHANGE, LEAST_CHANGE, MOST_SHARE, LEAST_SHARE, LEAST_CARE, LEAST_PROSPECTING)
"""In the order in which they explain hours."""


def add_request_limits(customers: Customers, request: PlanRequest) -> None:
    """Write the rows of a request."""
    goals_are_reached(customers, request.goals)
    if request.largest_change is not None:
        shares_stay_near_today(customers, request.largest_change)
    if request.least_care > 0.0:
        care_is_given(customers, request.least_care)
    if request.least_prospecting > 0.0:
        prospecting_is_done(customers, request.least_prospecting)
    for segment, (low, high) in request.shares.items():
        segment_has_its_share(customers, segment, low, high)


def goals_are_reached(customers: Customers, goals: tuple[RevenueGoal, ...]) -> None:
    """Sum over cohorts, segments and months up to the goal's of revenue >= goal."""
    for goal in goals:
        columns = customers.x.revenue[:, :, : goal.month + 1]
        minimum = goal.revenue / customers.unit
        customers.lp.add_row(GOAL, (goal.month,), [(columns, 1.0)], minimum=minimum)


def shares_stay_near_today(customers: Customers, change: float) -> None:
    """Shares of hours stay near today's.

    hours[g,s,m,t] <= (today's share + change) * sum over s, m of hours[g,s,m,t], and >= with -.
    """
    lp, x, coefficients = customers.lp, customers.x, customers.coefficients
    for g, t in np.ndindex(len(coefficients.groups), coefficients.months):
        columns, shares = x.hours[g, :, :, t], customers.today_shares[g, :, :, t]
        places = np.argwhere(columns != NONE).tolist()
        everything = columns[columns != NONE]
        for s, motion in places[:1] if len(places) == FEWEST else places:
            share, own = float(shares[s, motion]), columns[s, motion]
            at, high, low = (g, s, motion, t), share + change, share - change
            if high < 1.0:
                lp.add_row(MOST_CHANGE, at, [(own, 1.0), (everything, -high)], maximum=0.0)
            if low > 0.0:
                lp.add_row(LEAST_CHANGE, at, [(own, 1.0), (everything, -low)], minimum=0.0)


def care_is_given(customers: Customers, share: float) -> None:
    """Sum over g of contacts[g,s,t] >= share * contacts due to customers of an interval ago."""
    x, coefficients = customers.x, customers.coefficients
    for s, care in enumerate(coefficients.care):
        for t in range(coefficients.months):
            made = x.contacts[:, s, t]
            made = made[made != NONE]
            if len(made) == 0 or care.maximum_per_year <= 0.0:
                continue
            due = 0.5 * care.maximum_per_year * float(coefficients.expected.years[t]) * share
            terms: Terms = [(made, 1.0), (x.customers[OLD, s, t : t + 2], -due)]
            lag = round(MONTHS_PER_YEAR / care.maximum_per_year)
            if t >= lag:
                terms.append((x.customers[NEW, s, t - lag : t - lag + 2], -due))
            customers.lp.add_row(LEAST_CARE, (s, t), terms, minimum=0.0)


def prospecting_is_done(customers: Customers, share: float) -> None:
    """Sum over g, s of (calls + leads) * hours of a call >= share * selling hours of hunters."""
    x, coefficients = customers.x, customers.coefficients
    hunts = [bool(group.serves[:, CONQUEST].any()) for group in coefficients.groups]
    for t in range(coefficients.months):
        terms: Terms = []
        for s in range(coefficients.segments):
            for columns in (x.calls[:, s, t], x.leads[:, s, t]):
                there = columns[columns != NONE]
                terms.append((there, float(coefficients.calls.hours[s])))
        minimum = share * float(coefficients.hours.selling[hunts, t].sum())
        customers.lp.add_row(LEAST_PROSPECTING, (t,), terms, minimum=minimum)


def segment_has_its_share(customers: Customers, segment: str, low: float, high: float) -> None:
    """Low * all hours <= hours of a segment <= high * all hours, in every month."""
    x, coefficients = customers.x, customers.coefficients
    s = coefficients.book.segments.index(segment)
    for t in range(coefficients.months):
        own, all_hours = x.hours[:, s, :, t], x.hours[:, :, :, t]
        own, all_hours = own[own != NONE], all_hours[all_hours != NONE]
        at_low: Terms = [(own, 1.0), (all_hours, -low)]
        at_high: Terms = [(own, 1.0), (all_hours, -high)]
        customers.lp.add_row(LEAST_SHARE, (s, t), at_low, minimum=0.0)
        customers.lp.add_row(MOST_SHARE, (s, t), at_high, maximum=0.0)


def requested_reason(binding: Set[Label], place: tuple[int, ...]) -> str:
    """Why hours are as they are where a limit of the request binds; empty where none does.

    Args:
        binding: the rows whose limit is reached.
        place: group, segment, motion and month of the hours.
    """
    coordinates = dict(zip(HOURS.dims, place, strict=True))
    for family in LIMITS:
        at = tuple(coordinates[dim] for dim in family.dims)
        is_of_motion = family.motion in (None, coordinates["motion"])
        if family.reason is not None and is_of_motion and (family, at) in binding:
            return family.reason
    return ""


ABOVE = VariableFamily("hours above those followed", HOURS.dims)
BELOW = VariableFamily("hours below those followed", HOURS.dims)
FOLLOWED = ConstraintFamily(
    "followed", HOURS.dims, "hours[g,s,m,t] = those + above[g,s,m,t] - below[g,s,m,t]"
)
KEPT_AS_FOLLOWED = ConstraintFamily("kept as followed", ("group", "month"), "kept[g,t] = those")
HIRED_AS_FOLLOWED = ConstraintFamily("hired as followed", ("group", "month"), "hired[g,t] = those")


def hours_are_followed(lp: LpBuilder, x: Variables, hours: NDArray[np.float64]) -> Terms:
    """Write rows that hold hours against given ones; return the hours that miss them, as terms.

    hours: (groups, segments, motions, months of the horizon).
    """
    there = x.hours != NONE
    there[..., hours.shape[-1] :] = False
    above, below = lp.add_variables(ABOVE, there), lp.add_variables(BELOW, there)
    for place in np.argwhere(there).tolist():
        at = tuple(place)
        terms: Terms = [(x.hours[at], 1.0), (above[at], -1.0), (below[at], 1.0)]
        lp.add_row(FOLLOWED, at, terms, equals=float(hours[at]))
    return [(above[there], 1.0), (below[there], 1.0)]


def people_are_followed(
    lp: LpBuilder,
    coefficients: LpCoefficients,
    x: Variables,
    kept: NDArray[np.float64],
    hired: NDArray[np.float64],
) -> None:
    """Write rows by which people who are free in number come and go as given, (groups, months)."""
    for one in coefficients.free:
        g = one.group
        for t in range(kept.shape[-1]):
            lp.add_row(KEPT_AS_FOLLOWED, (g, t), [(x.kept[g, t], 1.0)], equals=float(kept[g, t]))
            lp.add_row(HIRED_AS_FOLLOWED, (g, t), [(x.hired[g, t], 1.0)], equals=float(hired[g, t]))
