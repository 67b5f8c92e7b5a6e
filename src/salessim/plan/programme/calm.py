"""Which of the plans that are good enough: who earns no more than needed, who changes least."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.response import Response, today_shares
from salessim.plan.programme.columns import NONE, Columns, Variables
from salessim.plan.rows import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]
type Movers = list[tuple[str, list[int], float]]

FROM_TODAY = 0.1
"""What a change from today weighs beside one from month to month: it decides between calm plans."""


def calm_terms(write: Rows, response: Response, x: Variables, *, pooled: bool) -> Terms:
    """Return what is made least among the plans that are good enough.

    Variable pay in units of money + changes of shares of hours from month to month, times people
    + .1 * changes of shares over the horizon from today's, times people. By people, so that a
    group moves as much as the groups that it can be split into.

    Args:
        write: where rows of changes are written.
        response: what hours bring.
        x: the plan's variables.
        pooled: whether the whole team's shares count instead of each group's: where groups are
            many, rows of each would outnumber all others.
    """
    movers = _movers(response, pooled=pooled)
    moved = shares_move(write, response, x, movers)
    left = shares_leave_today(write, response, x, movers)
    pay: Terms = [(x.variable[x.variable != NONE], 1.0)]
    return [*pay, *moved, *[(column, FROM_TODAY * part) for column, part in left]]


def _movers(response: Response, *, pooled: bool) -> Movers:
    """Whose shares count: a name, the groups, and their people."""
    groups = response.groups
    if pooled:
        return [("the team", list(range(len(groups))), sum(group.size for group in groups))]
    return [(group.name, [g], group.size) for g, group in enumerate(groups)]


def shares_move(write: Rows, response: Response, x: Variables, movers: Movers) -> Terms:
    """Shares of hours change from month to month.

    moves[g,s,m,t] >= |hours[g,s,m,t] / selling[g,t] - hours[g,s,m,t-1] / selling[g,t-1]|

    in the months that are printed: the tail lets the plan look ahead, and nobody works by it.
    """
    terms: Terms = []
    for name, members, people in movers:
        selling = response.hours.selling[members].sum(axis=0)
        own = x.hours[members]
        for s, motion in np.ndindex(own.shape[1:3]):
            for t in range(1, response.printed):
                now, before = own[:, s, motion, t], own[:, s, motion, t - 1]
                now, before = now[now != NONE], before[before != NONE]
                if len(now) == 0 or min(selling[t], selling[t - 1]) <= 0.0:
                    continue
                change: Terms = [(now, 1.0 / selling[t]), (before, -1.0 / selling[t - 1])]
                label = f"{name}, {s}, {motion}, {t}"
                terms.append((_size_of(write, f"movement: {label}", change, 0.0), people))
    return terms


def shares_leave_today(write: Rows, response: Response, x: Variables, movers: Movers) -> Terms:
    """Shares of hours over the horizon differ from today's.

    leaves[g,s,m] >= |sum over t of hours[g,s,m,t] / sum over t of selling[g,t] - today's share|
    """
    terms: Terms = []
    today = today_shares(response, response.printed)
    for name, members, people in movers:
        selling = response.hours.selling[members, : response.printed]
        if selling.sum() <= 0.0:
            continue
        own = x.hours[members, ..., : response.printed]
        for s, motion in np.ndindex(own.shape[1:3]):
            columns = own[:, s, motion]
            columns = columns[columns != NONE]
            if len(columns) == 0:
                continue
            share = float((today[members, s, motion] * selling).sum() / selling.sum())
            change: Terms = [(columns, 1.0 / selling.sum())]
            label = f"from today: {name}, {s}, {motion}"
            terms.append((_size_of(write, label, change, share), people))
    return terms


def _size_of(write: Rows, name: str, change: Terms, zero: float) -> int:
    """A variable of at least the size of a sum's distance from `zero`, either way."""
    size = write.variable(name)
    less: Terms = [(columns, -np.asarray(part)) for columns, part in change]
    write.row(f"{name}, up", [(size, 1.0), *less], least=-zero)
    write.row(f"{name}, down", [(size, 1.0), *change], least=zero)
    return size
