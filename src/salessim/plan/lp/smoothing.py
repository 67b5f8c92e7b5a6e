"""Which of the plans that are good enough: who earns no more than needed, who changes least."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.coefficients import Response, today_shares
from salessim.plan.lp.variables import NONE, Columns, Variables
from salessim.plan.lp.work import hours_there
from salessim.plan.solving.linear_program import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]
type Movers = list[tuple[str, list[int], float]]

FROM_TODAY = 0.3
"""What a month's difference from today weighs beside a change from month to month."""
IDLE = 1.0
"""What a share of hours left idle weighs beside a change from month to month: while work waits,
nobody sits still for the sake of calm."""
SOONER = 0.01
"""How much less a difference from today weighs with each month that it comes later: what is later
can still be planned anew, and of two equal changes the later one is chosen, always."""
BEYOND = 6
"""Months after the printed ones whose calm counts too: else a plan puts its unrest just there, and
the same year looks otherwise at the end of a longer horizon."""


def calm_terms(write: Rows, response: Response, x: Variables, *, pooled: bool) -> Terms:
    """Return what is made least among the plans that are good enough.

    Variable pay in units of money + changes of shares of hours from month to month, times people
    + .3 * differences of a month's shares from today's, times people, + shares of hours left idle,
    times people. By people, so that a group moves as much as the groups that it can be split into.

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
    idle = hours_idle(response, x, movers)
    return [
        *pay,
        *moved,
        *[(column, FROM_TODAY * part) for column, part in left],
        *[(column, IDLE * part) for column, part in idle],
    ]


def _movers(response: Response, *, pooled: bool) -> Movers:
    """Whose shares count: a name, the groups, and their people."""
    groups = response.groups
    if pooled:
        return [("the team", list(range(len(groups))), sum(group.size for group in groups))]
    return [(group.name, [g], group.size) for g, group in enumerate(groups)]


def shares_move(write: Rows, response: Response, x: Variables, movers: Movers) -> Terms:
    """Shares of hours change from month to month.

    moves[g,s,m,t] >= |hours[g,s,m,t] / selling[g,t] - hours[g,s,m,t-1] / selling[g,t-1]|
    """
    terms: Terms = []
    for name, members, people in movers:
        selling = response.hours.selling[members].sum(axis=0)
        own = x.hours[members]
        for s, motion in np.ndindex(own.shape[1:3]):
            for t in range(1, _calm_months(response)):
                now, before = own[:, s, motion, t], own[:, s, motion, t - 1]
                now, before = now[now != NONE], before[before != NONE]
                if len(now) == 0 or min(selling[t], selling[t - 1]) <= 0.0:
                    continue
                change: Terms = [(now, 1.0 / selling[t]), (before, -1.0 / selling[t - 1])]
                label = f"{name}, {s}, {motion}, {t}"
                terms.append((_size_of(write, f"movement: {label}", change, 0.0), people))
    return terms


def shares_leave_today(write: Rows, response: Response, x: Variables, movers: Movers) -> Terms:
    """Shares of hours of a month differ from today's.

    leaves[g,s,m,t] >= |hours[g,s,m,t] / selling[g,t] - today's share[g,s,m,t]|
    """
    terms: Terms = []
    today = today_shares(response, _calm_months(response))
    for name, members, people in movers:
        selling = response.hours.selling[members]
        total = selling.sum(axis=0)
        own = x.hours[members]
        for s, motion in np.ndindex(own.shape[1:3]):
            for t in range(_calm_months(response)):
                now = own[:, s, motion, t]
                now = now[now != NONE]
                if len(now) == 0 or total[t] <= 0.0:
                    continue
                meant = float(today[members, s, motion, t] @ selling[:, t] / total[t])
                label = f"from today: {name}, {s}, {motion}, {t}"
                size = _size_of(write, label, [(now, 1.0 / total[t])], meant)
                terms.append((size, people * (1.0 - SOONER * t)))
    return terms


def _calm_months(response: Response) -> int:
    return min(response.months, response.printed + BEYOND)


def hours_idle(response: Response, x: Variables, movers: Movers) -> Terms:
    """Shares of hours that nobody works, but for a constant.

    idle[g,t] = (hours of the people there[g,t] - sum over s, m of hours[g,s,m,t]) / selling[g,t]
    """
    terms: Terms = []
    free = {one.group: one for one in response.free}
    for _, members, people in movers:
        total = response.hours.selling[members].sum(axis=0)
        own = x.hours[members]
        for t in range(_calm_months(response)):
            now = own[..., t]
            now = now[now != NONE]
            if len(now) == 0 or total[t] <= 0.0:
                continue
            weight = people / total[t]
            terms.append((now, -weight))
            for g in members:
                there, _ = hours_there(response, x, free.get(g), g, t)
                terms += [(columns, np.asarray(each) * weight) for columns, each in there]
    return terms


def _size_of(write: Rows, name: str, change: Terms, zero: float) -> int:
    """A variable of at least the size of a sum's distance from `zero`, either way."""
    size = write.variable(name)
    less: Terms = [(columns, -np.asarray(part)) for columns, part in change]
    write.row(f"{name}, up", [(size, 1.0), *less], least=-zero)
    write.row(f"{name}, down", [(size, 1.0), *change], least=zero)
    return size
