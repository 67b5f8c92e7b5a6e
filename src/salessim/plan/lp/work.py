"""Work: hours that there are and that it takes, the calling list, and the contracts that come."""

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, MOTIONS
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.people import FreeNumber
from salessim.plan.lp.variables import Variables
from salessim.plan.solving.linear_program import (
    NONE,
    Columns,
    ConstraintFamily,
    Label,
    LpBuilder,
    Term,
    Terms,
    VariableFamily,
)
from salessim.units import MONTHS_PER_YEAR

SMALLEST = 1e-9
"""Coefficients below this are left out: hours and contracts of a single call are far above."""

_GROUP_MONTH = ("group", "month")
WORK = ConstraintFamily(
    "work",
    ("group", "segment", "motion", "month"),
    "hours[g,s,m,t] = hours of all work of g in s and m that falls into t",
)
SELLING_HOURS = ConstraintFamily(
    "hours",
    _GROUP_MONTH,
    "sum over s, m of hours[g,s,m,t] <= selling hours of the people of g in t",
    sentence="all selling hours of {where} are used",
)
BLOCK = ConstraintFamily(
    "block",
    _GROUP_MONTH,
    "sum over s of calls[g,s,t] * hours of a call + carried over[g,t] <= hours of the block[g,t]",
    sentence="the prospecting block of {where} is full",
)
BLOCK_KEPT = ConstraintFamily(
    "block kept",
    _GROUP_MONTH,
    "sum over s of calls[g,s,t] * hours of a call + carried over[g,t] + unfilled[g,t] >= "
    "hours of the block[g,t]",
)
UNFILLED_BLOCK = VariableFamily("unfilled block", _GROUP_MONTH)
REFERRALS_COME = ConstraintFamily(
    "referrals",
    ("segment", "month"),
    "sum over g of referrals[g,s,t] <= referrals that customers won over so far bring in t",
)
CALLS_OF_GRADES = ConstraintFamily(
    "calls by grade",
    ("segment", "month"),
    "sum over g of calls[g,s,t] = sum over grades of by_grade[s,grade,t]",
)
CALLING_LIST = ConstraintFamily(
    "list",
    ("segment", "grade", "month"),
    "by_grade[s,grade,t] <= calls that firms on the list can get in t",
    sentence="the calling list of {where} is worked through",
)
LISTED_AT_START = ConstraintFamily(
    "listed at the start", ("segment", "grade"), "listed[s,grade,0] = calls on today's list"
)
CALLS_LISTED = ConstraintFamily(
    "listed",
    ("segment", "grade", "month"),
    "listed[s,grade,t+1] = listed[s,grade,t] - by_grade[s,grade,t] + calls that come back",
)
CONTRACTS = ConstraintFamily(
    "contracts",
    ("segment", "month"),
    "wins[s,t] = contracts of all that was begun up to t and arrives in t",
)


def lagged(
    columns: Columns, kernel: NDArray[np.float64], month: int
) -> tuple[Columns, NDArray[np.float64]]:
    """Return what was begun up to a month and what of it falls into that month.

    Args:
        columns: (months,) what is begun in each month.
        kernel: (months, lags) what one of it brings, by months since.
        month: the month.
    """
    since = np.arange(min(month + 1, kernel.shape[1]))
    begun = month - since
    coefficients = kernel[begun, since]
    kept = (coefficients > SMALLEST) & (columns[begun] != NONE)
    return columns[begun][kept], coefficients[kept]


def work_takes_hours(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Work takes hours, those of what was begun before included.

    hours[g,s,conquest,t] = sum of calls, leads, referrals and open deals begun up to t, each
    with the hours that it takes so many months after it began; and
    hours[g,s,loyalty,t] = contacts * their hours + opportunities * their hours.
    """
    calls, leads, opening = coefficients.calls, coefficients.leads, coefficients.opening
    for g in range(len(coefficients.groups)):
        for s in range(coefficients.segments):
            for t in range(coefficients.months):
                for motion in range(MOTIONS):
                    column = x.hours[g, s, motion, t]
                    if column == NONE:
                        continue
                    terms: Terms = [(column, -1.0)]
                    if motion == CONQUEST:
                        terms.append(lagged(x.calls[g, s], calls.work[g, s], t))
                        terms.append(lagged(x.leads[g, s], leads.work[g, s], t))
                        terms.append(lagged(x.referrals[g, s], leads.referral_work[g, s], t))
                        if x.pipeline[g, s] != NONE and t < opening.hours.shape[-1]:
                            terms.append((x.pipeline[g, s], opening.hours[g, s, t]))
                        terms += taken_over(coefficients, x, "work", g, s, t)
                        if x.assisted[g, s, t] != NONE:
                            terms.append((x.assisted[g, s, t], 1.0))
                    else:
                        if x.contacts[g, s, t] != NONE:
                            terms.append((x.contacts[g, s, t], coefficients.care[s].hours))
                        for j, one in enumerate(coefficients.opportunities[s][t]):
                            terms.append((x.opportunities[s][g, j, t], one.hours))
                    lp.add_row(WORK, (g, s, motion, t), terms, equals=0.0)


def taken_over(
    coefficients: LpCoefficients, x: Variables, name: str, g: int, s: int, t: int
) -> Terms:
    """What falls into a month of cases that a group took over, as terms; `name`: wins or work."""
    handed = coefficients.handed
    terms: Terms = []
    for run in np.flatnonzero(handed.works[:, g, s]):
        terms.append(lagged(x.taken[run, g, s], getattr(handed, name)[run, g, s], t))
    return terms


def hours_of_people(
    lp: LpBuilder, coefficients: LpCoefficients, x: Variables, free: tuple[FreeNumber, ...]
) -> None:
    """Sum over s, m of hours[g,s,m,t] <= selling hours of the group's people in t.

    Where their number is free, these are kept[g,t] * hours of one person of day one plus
    sum over u <= t of hired[g,u] * hours that one has left t - u months after the start.
    """
    by_group = {one.group: one for one in free}
    for g in range(len(coefficients.groups)):
        for t in range(coefficients.months):
            columns = x.hours[g, :, :, t]
            terms: Terms = [(columns[columns != NONE], 1.0)]
            paid, maximum = hours_there(coefficients, x, by_group.get(g), g, t)
            terms += [(people, -np.asarray(each)) for people, each in paid]
            lp.add_row(SELLING_HOURS, (g, t), terms, maximum=maximum)


def hours_there(
    coefficients: LpCoefficients, x: Variables, free: FreeNumber | None, g: int, t: int
) -> tuple[Terms, float]:
    """Selling hours of a group's people in a month, as terms and a constant.

    Args:
        coefficients: what hours bring.
        x: the plan's variables.
        free: the group's free number of people; None where it is given.
        g: the group.
        t: the month.
    """
    maximum = float(coefficients.hours.selling[g, t])
    if free is None:
        return [], maximum
    each = maximum / max(1e-9, float(coefficients.hours.heads[g, t]))
    return [(x.kept[g, t], each), (x.hired[g, : t + 1], free.hours[: t + 1, t])], 0.0


def calls_in_the_block(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Calls and what is carried over from the day before fit into the prospecting block.

    Sum over s of calls[g,s,t] * hours of a call + carried over[g,t] <= hours of the block,

    where calls are made in the block only; outside it the company's policy forbids them.
    """
    if not (coefficients.block_only and coefficients.can_call):
        return
    for g in range(len(coefficients.groups)):
        for t in range(coefficients.months):
            columns = x.calls[g, :, t]
            there = columns != NONE
            if there.any():
                maximum = float(coefficients.hours.block[g, t])
                terms: Terms = [(columns[there], coefficients.calls.hours[there])]
                terms += carried_over(coefficients, x, g, t)
                if x.kept[g, t] != NONE:
                    each = maximum / max(1e-9, float(coefficients.hours.heads[g, t]))
                    terms += [(x.kept[g, t], -each), (x.hired[g, : t + 1], -each)]
                    maximum = 0.0
                lp.add_row(BLOCK, (g, t), terms, maximum=maximum)


def block_is_kept(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> Columns:
    """Sum over s of calls[g,s,t] * hours of a call + carried over + unfilled[g,t] >= the block.

    Returns the columns of what stays unfilled because the list is empty.
    """
    unfilled: list[int] = []
    if not coefficients.can_call:
        return np.zeros(0, np.intp)
    for g in range(len(coefficients.groups)):
        for t in range(coefficients.months):
            columns = x.calls[g, :, t]
            there = columns != NONE
            minimum = float(coefficients.hours.block[g, t])
            if minimum <= 0.0 or not there.any():
                continue
            gap = lp.add_variable(UNFILLED_BLOCK, g, t)
            unfilled.append(gap)
            terms: Terms = [(columns[there], coefficients.calls.hours[there]), (gap, 1.0)]
            terms += carried_over(coefficients, x, g, t)
            if x.kept[g, t] != NONE:
                terms.append(
                    (x.kept[g, t], -minimum / max(1e-9, float(coefficients.hours.heads[g, t])))
                )
                minimum = 0.0
            lp.add_row(BLOCK_KEPT, (g, t), terms, minimum=minimum)
    return np.array(unfilled, np.intp)


def carried_over(
    coefficients: LpCoefficients, x: Variables, g: int, t: int
) -> list[tuple[Columns, NDArray[np.float64]]]:
    """Hours of the block that go to work begun the day before, as terms.

    Sum over s, m of carried[g,s,m] (hours[g,s,m,t] - hours of calls).
    """
    hours, calls = x.hours[g, :, :, t], x.calls[g, :, t]
    taken = coefficients.carried[g]
    there, called = (hours != NONE) & (taken > 0.0), calls != NONE
    freed = -taken[called, CONQUEST] * coefficients.calls.hours[called]
    return [(hours[there], taken[there]), (calls[called], freed)]


def leads_come(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Sum over g of referrals[g,s,t] <= referrals that customers won over so far bring in t."""
    for s in range(coefficients.segments):
        for t in range(coefficients.months):
            columns = x.referrals[:, s, t]
            there = columns[columns != NONE]
            if len(there) == 0:
                continue
            terms: Terms = [(there, 1.0)]
            for j in range(len(coefficients.opportunities[s][0])):
                in_months = coefficients.of_opportunity(s, j)
                if any(one.referral_rate > 0.0 for one in in_months):
                    for g in range(len(coefficients.groups)):
                        kernel = np.array(
                            [one.passes[g] * one.referral_rate * one.later for one in in_months]
                        )
                        columns_j, part = lagged(x.opportunities[s][g, j], kernel, t)
                        terms.append((columns_j, -part))
            lp.add_row(REFERRALS_COME, (s, t), terms, maximum=0.0)


def calls_go_down_the_list(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Calls go down the list, and no faster than firms can be called again.

    Sum over g of calls[g,s,t] = sum over grades of by_grade[s,grade,t], and
    by_grade[s,grade,t] / years[t] * years between two calls on one firm
    <= mean of listed[s,grade] at both ends of t / calls that a firm on the list still gets.
    """
    if not coefficients.can_call:
        return
    calls = coefficients.calls
    for s in range(coefficients.segments):
        for t in range(coefficients.months):
            own = x.calls[:, s, t]
            terms: Terms = [(own[own != NONE], 1.0), (x.by_grade[s, :, t], -1.0)]
            lp.add_row(CALLS_OF_GRADES, (s, t), terms, equals=0.0)
            each = calls.waits_years[s] * calls.left[s] / coefficients.expected.years[t]
            for grade in range(x.listed.shape[1]):
                lp.add_row(
                    CALLING_LIST,
                    (s, grade, t),
                    [(x.by_grade[s, grade, t], each), (x.listed[s, grade, t : t + 2], -0.5)],
                    maximum=0.0,
                )


def list_is_used_up(
    coefficients: LpCoefficients, binding: Set[Label], segment: int, month: int
) -> bool:
    """Whether a plan calls all firms of a segment that can be called in a month."""
    grades = coefficients.calls.listed.shape[1]
    return all((CALLING_LIST, (segment, grade, month)) in binding for grade in range(grades))


def the_list_is_worked(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """A list holds so many calls; firms that were called off it come back to it.

    listed[t+1] = listed[t] (1 - asking[t]) - calls[t]
    + anew (calls[t-c] rested + refused[t-c]) + listed[t-c] asking[t-c] refused
    + calls on firms that cooled off at the start and come back in t,

    by segment and grade. Counted in calls, not in firms: a list that is new or half worked gives
    no more of them than it has. c: months of cooling off; asking: share of firms that become leads,
    whether anybody answers them or not; anew: calls on a firm that comes back.
    """
    if not coefficients.can_call:
        return
    calls = coefficients.calls
    hunters = coefficients.callers()
    for s in range(coefficients.segments):
        months_off = max(1, round(MONTHS_PER_YEAR * float(calls.cooling_years[s])))
        asking, refusing = _leads_ask(coefficients, s)
        for grade in range(x.listed.shape[1]):
            listed, made = x.listed[s, grade], x.by_grade[s, grade]
            begins = float(calls.listed[s, grade])
            lp.add_row(LISTED_AT_START, (s, grade), [(listed[0], 1.0)], equals=begins)
            for t in range(coefficients.months):
                terms: Terms = [(listed[t + 1], 1.0), (listed[t], asking[t] - 1.0), (made[t], 1.0)]
                back = t - months_off
                returning = float(calls.cooling[s, grade]) / months_off if back < 0 else 0.0
                if back >= 0:
                    terms.append((listed[back], -asking[back] * refusing))
                    anew = float(calls.anew[s])
                    rested = float(hunters[:, s] @ calls.rested[:, s, t])
                    refused = np.tensordot(hunters[:, s], calls.refused[:, s], axes=1)
                    terms.append((made[back], -anew * rested))
                    terms.append(negative(lagged(made, anew * refused, back)))
                lp.add_row(CALLS_LISTED, (s, grade, t), terms, equals=returning)


def _leads_ask(coefficients: LpCoefficients, s: int) -> tuple[NDArray[np.float64], float]:
    """The share of firms that ask in each month, and the share of these that says no."""
    come = coefficients.leads.come[:, s].sum(axis=0)
    prospects = float(coefficients.expected.world.segments["prospects"][s])
    asking = np.minimum(1.0, come / prospects) if prospects > 0.0 else np.zeros_like(come)
    market = coefficients.leads.market
    if market is not None and market.follows[s]:
        asking = market.asking[s]
    weights = coefficients.leads.come[:, s]
    total = float(weights.sum())
    said_no = float((weights * coefficients.leads.refused[:, s].sum(axis=-1)).sum())
    return asking, min(1.0, said_no / total) if total > 0.0 else 0.0


def contracts_arrive(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Contracts arrive as long after the work as the buyers take.

    wins[s,t] = sum over g and u <= t of calls, leads, referrals begun in u times the share of
    contracts that arrive t - u months later, plus open deals, plus what a call in a better grade
    brings above the list's mean.
    """
    calls, leads, opening = coefficients.calls, coefficients.leads, coefficients.opening
    hunters = coefficients.callers()
    for s in range(coefficients.segments):
        for t in range(coefficients.months):
            terms: Terms = [(x.wins[s, t], -1.0)]
            for g in range(len(coefficients.groups)):
                terms.append(lagged(x.calls[g, s], calls.wins[g, s], t))
                terms.append(lagged(x.leads[g, s], leads.wins[g, s], t))
                terms.append(lagged(x.referrals[g, s], leads.referral_wins[g, s], t))
                if x.pipeline[g, s] != NONE and t < opening.wins.shape[-1]:
                    terms.append((x.pipeline[g, s], opening.wins[g, s, t]))
                terms += taken_over(coefficients, x, "wins", g, s, t)
            if x.by_grade.shape[1] > 1:
                mean = np.tensordot(hunters[:, s], calls.wins[:, s], axes=1)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, part * (calls.worth[s, grade] - 1.0)))
            lp.add_row(CONTRACTS, (s, t), terms, equals=0.0)


def negative(term: Term) -> Term:
    """The same columns with coefficients of the other sign."""
    return term[0], -term[1]
