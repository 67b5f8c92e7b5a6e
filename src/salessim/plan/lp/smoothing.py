"""Which of the plans that are good enough: who earns no more than needed, who changes least."""

import numpy as np

from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.lp.people import assured_terms
from salessim.plan.lp.variables import Variables
from salessim.plan.lp.work import hours_there
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    LpBuilder,
    Terms,
    VariableFamily,
)

type Movers = list[tuple[list[int], float]]
"""Groups whose shares of hours count together, and their people."""

_SHARE = ("mover", "segment", "motion", "month")
CHANGE = VariableFamily("change of a share", _SHARE)
DISTANCE = VariableFamily("distance from today", _SHARE)
CHANGE_UP = ConstraintFamily(
    "change up", _SHARE, "change[g,s,m,t] >= share[g,s,m,t] - share[g,s,m,t-1]"
)
CHANGE_DOWN = ConstraintFamily(
    "change down", _SHARE, "change[g,s,m,t] >= share[g,s,m,t-1] - share[g,s,m,t]"
)
DISTANCE_UP = ConstraintFamily(
    "from today up", _SHARE, "distance[g,s,m,t] >= share[g,s,m,t] - today's share[g,s,m,t]"
)
DISTANCE_DOWN = ConstraintFamily(
    "from today down", _SHARE, "distance[g,s,m,t] >= today's share[g,s,m,t] - share[g,s,m,t]"
)

FROM_TODAY = 0.3
"""What a month's difference from today weighs beside a change from month to month."""
IDLE = 1.0
"""What a share of hours left idle weighs beside a change from month to month: while work waits,
nobody sits still for the sake of smoothness."""
SOONER = 0.01
"""How much less a difference from today weighs with each month that it comes later: what is later
can still be planned anew, and of two equal changes the later one is chosen, always."""
BEYOND = 6
"""Months after the printed ones whose changes count too: else a plan puts its unrest just there,
and the same year looks otherwise at the end of a longer horizon."""

EARLY = 0.001
"""Weight of advances that are not earned yet, a month, against pay."""


def smoothing_terms(
    lp: LpBuilder, coefficients: LpCoefficients, x: Variables, *, pooled: bool
) -> Terms:
    """Return what is made least among the plans that are good enough.

    Variable pay in units of money + changes of shares of hours from month to month, times people
    + .3 * differences of a month's shares from today's, times people, + shares of hours left idle,
    times people. By people, so that a group moves as much as the groups that it can be split into.

    Args:
        lp: where rows of changes are written.
        coefficients: what hours bring.
        x: the plan's variables.
        pooled: whether the whole team's shares count instead of each group's: where groups are
            many, rows of each would outnumber all others.
    """
    movers = _movers(coefficients, pooled=pooled)
    moved = shares_move(lp, coefficients, x, movers)
    left = shares_leave_today(lp, coefficients, x, movers)
    pay: Terms = [(x.variable[x.variable != NONE], 1.0)]
    for g in range(len(coefficients.groups)):
        pay += assured_terms(coefficients, x, g, coefficients.months)
    # Of equal plans the one in which advances are earned as early as they can be.
    pay.append((x.advanced[x.advanced != NONE], EARLY))
    idle = hours_idle(coefficients, x, movers)
    return [
        *pay,
        *moved,
        *[(column, FROM_TODAY * part) for column, part in left],
        *[(column, IDLE * part) for column, part in idle],
    ]


def _movers(coefficients: LpCoefficients, *, pooled: bool) -> Movers:
    """Whose shares count: the whole team's or each group's."""
    groups = coefficients.groups
    if pooled:
        return [(list(range(len(groups))), sum(group.size for group in groups))]
    return [([g], group.size) for g, group in enumerate(groups)]


def shares_move(lp: LpBuilder, coefficients: LpCoefficients, x: Variables, movers: Movers) -> Terms:
    """Shares of hours change from month to month.

    moves[g,s,m,t] >= |hours[g,s,m,t] / selling[g,t] - hours[g,s,m,t-1] / selling[g,t-1]|
    """
    terms: Terms = []
    for number, (members, people) in enumerate(movers):
        selling = coefficients.hours.selling[members].sum(axis=0)
        own = x.hours[members]
        for s, motion in np.ndindex(own.shape[1:3]):
            for t in range(1, _smoothed_months(coefficients)):
                now, before = own[:, s, motion, t], own[:, s, motion, t - 1]
                now, before = now[now != NONE], before[before != NONE]
                if len(now) == 0 or min(selling[t], selling[t - 1]) <= 0.0:
                    continue
                change: Terms = [(now, 1.0 / selling[t]), (before, -1.0 / selling[t - 1])]
                at = (number, s, motion, t)
                size = _size_of(lp, CHANGE, (CHANGE_UP, CHANGE_DOWN), at, change, 0.0)
                terms.append((size, people))
    return terms


def shares_leave_today(
    lp: LpBuilder, coefficients: LpCoefficients, x: Variables, movers: Movers
) -> Terms:
    """Shares of hours of a month differ from today's.

    leaves[g,s,m,t] >= |hours[g,s,m,t] / selling[g,t] - today's share[g,s,m,t]|
    """
    terms: Terms = []
    today = today_shares(coefficients, _smoothed_months(coefficients))
    for number, (members, people) in enumerate(movers):
        selling = coefficients.hours.selling[members]
        total = selling.sum(axis=0)
        own = x.hours[members]
        for s, motion in np.ndindex(own.shape[1:3]):
            for t in range(_smoothed_months(coefficients)):
                now = own[:, s, motion, t]
                now = now[now != NONE]
                if len(now) == 0 or total[t] <= 0.0:
                    continue
                meant = float(today[members, s, motion, t] @ selling[:, t] / total[t])
                at, both = (number, s, motion, t), (DISTANCE_UP, DISTANCE_DOWN)
                size = _size_of(lp, DISTANCE, both, at, [(now, 1.0 / total[t])], meant)
                terms.append((size, people * (1.0 - SOONER * t)))
    return terms


def _smoothed_months(coefficients: LpCoefficients) -> int:
    return min(coefficients.months, coefficients.printed + BEYOND)


def hours_idle(coefficients: LpCoefficients, x: Variables, movers: Movers) -> Terms:
    """Shares of hours that nobody works, but for a constant.

    idle[g,t] = (hours of the people there[g,t] - sum over s, m of hours[g,s,m,t]) / selling[g,t]
    """
    terms: Terms = []
    free = {one.group: one for one in coefficients.free}
    for members, people in movers:
        total = coefficients.hours.selling[members].sum(axis=0)
        own = x.hours[members]
        for t in range(_smoothed_months(coefficients)):
            now = own[..., t]
            now = now[now != NONE]
            if len(now) == 0 or total[t] <= 0.0:
                continue
            weight = people / total[t]
            terms.append((now, -weight))
            for g in members:
                there, _ = hours_there(coefficients, x, free.get(g), g, t)
                terms += [(columns, np.asarray(each) * weight) for columns, each in there]
    return terms


def _size_of(
    lp: LpBuilder,
    family: VariableFamily,
    rows: tuple[ConstraintFamily, ConstraintFamily],
    at: tuple[int, ...],
    change: Terms,
    zero: float,
) -> int:
    """A variable of at least the size of a sum's distance from `zero`, either way."""
    size = lp.add_variable(family, *at)
    less: Terms = [(columns, -np.asarray(part)) for columns, part in change]
    lp.add_row(rows[0], at, [(size, 1.0), *less], minimum=-zero)
    lp.add_row(rows[1], at, [(size, 1.0), *change], minimum=zero)
    return size
