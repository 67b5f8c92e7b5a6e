"""Work: hours that there are and that it takes, the calling list, and the contracts that come."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.codes import CONQUEST, MOTION_NAMES, MOTIONS
from salessim.plan.expected.coefficients import Response
from salessim.plan.expected.people import FreeNumber
from salessim.plan.lp.variables import NONE, Columns, Variables
from salessim.plan.solving.linear_program import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]

SMALLEST = 1e-9
"""Coefficients below this are left out: hours and contracts of a single call are far above."""


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


def work_takes_hours(write: Rows, response: Response, x: Variables) -> None:
    """Work takes hours, those of what was begun before included.

    hours[g,s,conquest,t] = sum of calls, leads, referrals and open deals begun up to t, each
    with the hours that it takes so many months after it began; and
    hours[g,s,loyalty,t] = contacts * their hours + opportunities * their hours.
    """
    calls, leads, opening = response.calls, response.leads, response.opening
    for g, group in enumerate(response.groups):
        for s, segment in enumerate(response.book.segments):
            for t, month in enumerate(response.book.months):
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
                    else:
                        if x.contacts[g, s, t] != NONE:
                            terms.append((x.contacts[g, s, t], response.care[s].hours))
                        for j, opportunity in enumerate(response.opportunities[s]):
                            terms.append((x.opportunities[s][g, j, t], opportunity.hours))
                    name = f"work: {group.name}, {segment}, {MOTION_NAMES[motion]}, {month}"
                    write.row(name, terms, equals=0.0)


def hours_of_people(
    write: Rows, response: Response, x: Variables, free: tuple[FreeNumber, ...]
) -> None:
    """Sum over s, m of hours[g,s,m,t] <= selling hours of the group's people in t.

    Where their number is free, these are kept[g,t] * hours of one person of day one plus
    sum over u <= t of hired[g,u] * hours that one has left t - u months after the start.
    """
    by_group = {one.group: one for one in free}
    for g, group in enumerate(response.groups):
        for t, month in enumerate(response.book.months):
            columns = x.hours[g, :, :, t]
            terms: Terms = [(columns[columns != NONE], 1.0)]
            paid, most = hours_there(response, x, by_group.get(g), g, t)
            terms += [(people, -np.asarray(each)) for people, each in paid]
            write.row(f"hours: {group.name}, {month}", terms, most=most)


def hours_there(
    response: Response, x: Variables, free: FreeNumber | None, g: int, t: int
) -> tuple[Terms, float]:
    """Selling hours of a group's people in a month, as terms and a constant.

    Args:
        response: what hours bring.
        x: the plan's variables.
        free: the group's free number of people; None where it is given.
        g: the group.
        t: the month.
    """
    most = float(response.hours.selling[g, t])
    if free is None:
        return [], most
    each = most / max(1e-9, float(response.hours.heads[g, t]))
    return [(x.kept[g, t], each), (x.hired[g, : t + 1], free.hours[: t + 1, t])], 0.0


def calls_in_the_block(write: Rows, response: Response, x: Variables) -> None:
    """Calls and what is carried over from the day before fit into the prospecting block.

    Sum over s of calls[g,s,t] * hours of a call + carried over[g,t] <= hours of the block,

    where calls are made in the block only; outside it the policy forbids them.
    """
    if not (response.block_only and response.can_call):
        return
    for g, group in enumerate(response.groups):
        for t, month in enumerate(response.book.months):
            columns = x.calls[g, :, t]
            there = columns != NONE
            if there.any():
                most = float(response.hours.block[g, t])
                terms: Terms = [(columns[there], response.calls.hours[there])]
                terms += carried_over(response, x, g, t)
                if x.kept[g, t] != NONE:
                    each = most / max(1e-9, float(response.hours.heads[g, t]))
                    terms += [(x.kept[g, t], -each), (x.hired[g, : t + 1], -each)]
                    most = 0.0
                write.row(f"block: {group.name}, {month}", terms, most=most)


def carried_over(
    response: Response, x: Variables, g: int, t: int
) -> list[tuple[Columns, NDArray[np.float64]]]:
    """Hours of the block that go to work begun the day before, as terms.

    Sum over s, m of carried[g,s,m] (hours[g,s,m,t] - hours of calls).
    """
    hours, calls = x.hours[g, :, :, t], x.calls[g, :, t]
    taken = response.carried[g]
    there, called = (hours != NONE) & (taken > 0.0), calls != NONE
    freed = -taken[called, CONQUEST] * response.calls.hours[called]
    return [(hours[there], taken[there]), (calls[called], freed)]


def leads_come(write: Rows, response: Response, x: Variables) -> None:
    """Sum over g of referrals[g,s,t] <= referrals that customers won over so far bring in t."""
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            columns = x.referrals[:, s, t]
            there = columns[columns != NONE]
            if len(there) == 0:
                continue
            terms: Terms = [(there, 1.0)]
            for j, opportunity in enumerate(response.opportunities[s]):
                if opportunity.refers > 0.0:
                    for g in range(len(response.groups)):
                        brings = opportunity.passes[g] * opportunity.refers * opportunity.later
                        kernel = np.broadcast_to(brings, (response.months, len(brings)))
                        columns_j, part = lagged(x.opportunities[s][g, j], kernel, t)
                        terms.append((columns_j, -part))
            write.row(f"referrals: {segment}, {month}", terms, most=0.0)


def calls_go_down_the_list(write: Rows, response: Response, x: Variables) -> None:
    """Calls go down the list, and no faster than firms can be called again.

    Sum over g of calls[g,s,t] = sum over grades of by_grade[s,grade,t], and
    by_grade[s,grade,t] / years[t] * years between two calls on one firm
    <= mean of listed[s,grade] at both ends of t / calls that a firm on the list still gets.
    """
    if not response.can_call:
        return
    calls = response.calls
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            own = x.calls[:, s, t]
            terms: Terms = [(own[own != NONE], 1.0), (x.by_grade[s, :, t], -1.0)]
            write.row(f"list: {segment}, {month}", terms, equals=0.0)
            each = calls.waits_years[s] * calls.left[s] / response.expected.years[t]
            for grade in range(x.listed.shape[1]):
                write.row(
                    f"list: {segment}, grade {grade + 1}, {month}",
                    [(x.by_grade[s, grade, t], each), (x.listed[s, grade, t : t + 2], -0.5)],
                    most=0.0,
                )


def the_list_is_worked(write: Rows, response: Response, x: Variables) -> None:
    """A list holds so many calls; firms that were called off it come back to it.

    listed[t+1] = listed[t] (1 - asking[t]) - calls[t]
    + anew (calls[t-c] rested + refused[t-c]) + listed[t-c] asking[t-c] refused
    + calls on firms that cooled off at the start and come back in t,

    by segment and grade. Counted in calls, not in firms: a list that is new or half worked gives
    no more of them than it has. c: months of cooling off; asking: share of firms that become leads,
    whether anybody answers them or not; anew: calls on a firm that comes back.
    """
    if not response.can_call:
        return
    calls = response.calls
    hunters = response.heads_at(CONQUEST)
    for s, segment in enumerate(response.book.segments):
        months_off = max(1, round(12.0 * float(calls.cooling_years[s])))
        asking, refusing = _leads_ask(response, s)
        for grade in range(x.listed.shape[1]):
            place = f"{segment}, grade {grade + 1}"
            listed, made = x.listed[s, grade], x.by_grade[s, grade]
            begins = float(calls.listed[s, grade])
            write.row(f"listed: {place}, start", [(listed[0], 1.0)], equals=begins)
            for t, month in enumerate(response.book.months):
                terms: Terms = [(listed[t + 1], 1.0), (listed[t], asking[t] - 1.0), (made[t], 1.0)]
                back = t - months_off
                returning = float(calls.cooling[s, grade]) / months_off if back < 0 else 0.0
                if back >= 0:
                    terms.append((listed[back], -asking[back] * refusing))
                    anew = float(calls.anew[s])
                    rested = float(hunters[:, s] @ calls.rested[:, s, t])
                    refused = np.tensordot(hunters[:, s], calls.refused[:, s], axes=1)
                    terms.append((made[back], -anew * rested))
                    terms.append(_negative(lagged(made, anew * refused, back)))
                write.row(f"listed: {place}, {month}", terms, equals=returning)


def _leads_ask(response: Response, s: int) -> tuple[NDArray[np.float64], float]:
    """The share of firms that ask in each month, and the share of these that says no."""
    come = response.leads.come[:, s].sum(axis=0)
    prospects = float(response.expected.world.segments["prospects"][s])
    asking = np.minimum(1.0, come / prospects) if prospects > 0.0 else np.zeros_like(come)
    weights = response.leads.come[:, s]
    total = float(weights.sum())
    said_no = float((weights * response.leads.refused[:, s].sum(axis=-1)).sum())
    return asking, min(1.0, said_no / total) if total > 0.0 else 0.0


def contracts_arrive(write: Rows, response: Response, x: Variables) -> None:
    """Contracts arrive as long after the work as the buyers take.

    wins[s,t] = sum over g and u <= t of calls, leads, referrals begun in u times the share of
    contracts that arrive t - u months later, plus open deals, plus what a call in a better grade
    brings above the list's mean.
    """
    calls, leads, opening = response.calls, response.leads, response.opening
    hunters = response.heads_at(CONQUEST)
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            terms: Terms = [(x.wins[s, t], -1.0)]
            for g in range(len(response.groups)):
                terms.append(lagged(x.calls[g, s], calls.wins[g, s], t))
                terms.append(lagged(x.leads[g, s], leads.wins[g, s], t))
                terms.append(lagged(x.referrals[g, s], leads.referral_wins[g, s], t))
                if x.pipeline[g, s] != NONE and t < opening.wins.shape[-1]:
                    terms.append((x.pipeline[g, s], opening.wins[g, s, t]))
            if x.by_grade.shape[1] > 1:
                mean = np.tensordot(hunters[:, s], calls.wins[:, s], axes=1)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, part * (calls.worth[s, grade] - 1.0)))
            write.row(f"contracts: {segment}, {month}", terms, equals=0.0)


def _negative(
    terms: tuple[Columns, NDArray[np.float64]],
) -> tuple[Columns, NDArray[np.float64]]:
    return terms[0], -terms[1]
