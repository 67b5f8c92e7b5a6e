"""Hours: what a group has, and what its work takes."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, MOTION_NAMES, MOTIONS
from salessim.plan.expected.payroll import FreeNumber
from salessim.plan.expected.response import Response
from salessim.plan.programme.columns import NONE, Columns, Variables
from salessim.plan.rows import Rows

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
