"""Capacity arithmetic of sales operations: ramped reps, judgment, quota to assign, velocity.

    roster = [Cohort(9, starts=-8), Cohort(3, starts=-2), Cohort(2, starts=1, leaves=3.5)]
    plan = capacity_plan(roster, periods=4, ramp=(0, .25, .5, .75), sales_per_period=250_000,
                         over_assignment=.2, judgment=(-300_000, 0, 0, 0))

Source: D. Kellogg, The SaaS bookings capacity model, kellblog.com (February 2020).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, inf, isfinite, log1p

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessim import arguments
from salessim.errors import InputError
from salessim.units import MONTHS_PER_YEAR

MOST_PERIODS = 10_000


@dataclass(frozen=True)
class Cohort:
    """People who start and leave together.

    Attributes:
        people: how many, 0 or more; part-time ones may count in part.
        starts: first moment at work, in periods from the first one's beginning: -2 two periods
            before it, 1.5 in the middle of the second; or a date.
        leaves: moment of leaving, in the same way; None to stay.
    """

    people: float
    starts: float | date
    leaves: float | date | None = None


@dataclass(frozen=True)
class CapacityPlan:
    """Sales that a team can be expected to make, by period.

    Attributes:
        ramped_reps: ramped-rep equivalents, by period.
        capacity: what they sell.
        plan: capacity after judgment.
        quota: to be assigned: capacity and the over-assignment on top of it, before judgment.
    """

    ramped_reps: tuple[float, ...]
    capacity: tuple[float, ...]
    plan: tuple[float, ...]
    quota: tuple[float, ...]


def ramped_rep_equivalents(
    roster: Sequence[Cohort],
    *,
    periods: int,
    ramp: Sequence[float] = (),
    attrition: float = 0.0,
    first: date | None = None,
    months_per_period: int = 3,
) -> tuple[float, ...]:
    """Count people by the share of a ramped rep's sales that their tenure gives.

    Args:
        roster: who starts and leaves when.
        periods: number of periods, 1 or more.
        ramp: share in each period of tenure, 0 or more; 1 after the last.
        attrition: share of people who leave within a period and are not followed, 0 or more and
            below 1; it begins with the first period, or with the first day of who comes later.
        first: the first day of the first period; needed where the roster has dates.
        months_per_period: whole months, 1 or more; for dates.

    Returns:
        Ramped reps in each period. Who is there for part of a period counts for that part.

    Raises:
        InputError: a number is out of range, or a date has no first day to be counted from.
    """
    periods = arguments.integer("periods", periods, 1, MOST_PERIODS)
    months_per_period = arguments.integer("months_per_period", months_per_period, 1, MOST_PERIODS)
    if first is not None:
        arguments.instance("first", first, date, "a date, such as date(2027, 1, 1)")
    ramp = [
        arguments.real("ramp", share, 0.0) for share in arguments.sequence("ramp", ramp, "shares")
    ]
    if not (arguments.is_number(attrition) and 0 <= attrition < 1):
        raise arguments.refusal("attrition", attrition, "a share of 0 or more and below 1")
    totals = np.zeros(periods)
    for cohort in arguments.sequence("roster", roster, "cohorts, such as Cohort(3, starts=-2)"):
        arguments.instance("roster", cohort, Cohort, "cohorts, such as Cohort(3, starts=-2)")
        arguments.real("people", cohort.people, 0.0)
        starts = _moment(cohort.starts, first, months_per_period)
        leaves = inf if cohort.leaves is None else _moment(cohort.leaves, first, months_per_period)
        if not (isfinite(starts) and leaves >= starts):
            raise InputError(
                f"A cohort starts at {cohort.starts} and leaves at {cohort.leaves}: it must leave"
                " after it starts."
            )
        there = _ramped(starts, min(leaves, periods), ramp, periods, -log1p(-attrition))
        totals += cohort.people * there
    return tuple(totals.tolist())


def _ramped(
    starts: float, leaves: float, ramp: Sequence[float], periods: int, hazard: float
) -> np.ndarray:
    """Ramped reps that one person counts for, by period: the time in each step of the ramp.

    Under attrition each moment counts by the chance of still being there.
    """
    totals = np.zeros(periods)
    borders = np.arange(periods + 1)
    counted_from = max(starts, 0.0)
    for step, share in enumerate((*ramp, 1.0)):
        begin = starts + step
        end = leaves if step == len(ramp) else min(starts + step + 1, leaves)
        since = np.maximum(borders[:-1], begin) - counted_from
        there = np.maximum(np.minimum(borders[1:], end) - counted_from - since, 0.0)
        if hazard > 0.0:
            there = np.exp(-hazard * since) * -np.expm1(-hazard * there) / hazard
        totals += share * there
    return totals


def _moment(when: float | date, first: date | None, months_per_period: int) -> float:
    """Periods from the first day to a moment; a date means its morning."""
    if not isinstance(when, date):
        if not arguments.is_number(when):
            raise arguments.refusal("a moment", when, "periods such as -2, or a date")
        return float(when)
    if first is None:
        raise InputError(f"To place {when}, give the first day of the first period: first=.")
    months = _months(when) - _months(first)
    return months / months_per_period


def _months(day: date) -> float:
    return (
        day.year * MONTHS_PER_YEAR
        + day.month
        - 1
        + (day.day - 1) / monthrange(day.year, day.month)[1]
    )


def capacity_plan(
    roster: Sequence[Cohort],
    *,
    periods: int,
    ramp: Sequence[float] = (),
    sales_per_period: ArrayLike,
    over_assignment: ArrayLike = 0.0,
    judgment: ArrayLike = 0.0,
    attrition: float = 0.0,
    first: date | None = None,
    months_per_period: int = 3,
) -> CapacityPlan:
    """Work out what a roster can sell, by period, and what quota to assign.

    Args:
        roster: who starts and leaves when.
        periods: number of periods, 1 or more.
        ramp: share of a ramped rep's sales in each period of tenure; 1 after the last.
        sales_per_period: of a ramped rep, one number or one a period; 0 or more.
        over_assignment: share of capacity assigned on top of it, such as .2; one or by period.
        judgment: money added to capacity, or taken off, to get the plan; one or by period.
        attrition: share of people who leave within a period and are not followed; see
            `ramped_rep_equivalents`.
        first: the first day of the first period; needed where the roster has dates.
        months_per_period: whole months, 1 or more; for dates.

    Raises:
        InputError: a number is out of range.
    """
    reps = ramped_rep_equivalents(
        roster,
        periods=periods,
        ramp=ramp,
        attrition=attrition,
        first=first,
        months_per_period=months_per_period,
    )
    return capacity_of(
        reps,
        sales_per_period=sales_per_period,
        over_assignment=over_assignment,
        judgment=judgment,
    )


def capacity_of(
    ramped_reps: Sequence[float],
    *,
    sales_per_period: ArrayLike,
    over_assignment: ArrayLike = 0.0,
    judgment: ArrayLike = 0.0,
) -> CapacityPlan:
    """Work out the plan of ramped-rep equivalents that are already counted.

    Args:
        ramped_reps: by period.
        sales_per_period: see `capacity_plan`.
        over_assignment: see `capacity_plan`.
        judgment: see `capacity_plan`.

    Raises:
        InputError: a number is out of range.
    """
    count = len(arguments.sequence("ramped_reps", ramped_reps, "numbers"))
    reps = _by_period("ramped_reps", ramped_reps, count, minimum=0.0)
    sales = _by_period("sales_per_period", sales_per_period, len(reps), minimum=0.0)
    over = _by_period("over_assignment", over_assignment, len(reps), minimum=-1.0)
    capacity = reps * sales
    plan = capacity + _by_period("judgment", judgment, len(reps))
    quota = capacity * (1 + over)
    return CapacityPlan(*(tuple(row.tolist()) for row in (reps, capacity, plan, quota)))


def ramped_sales(sales_per_period: float, ramp: Sequence[float], periods: float) -> float:
    """Sales of one new rep in the first periods: `ramped_sales(250e3, (.3, .7), 4)` is 750,000.

    Args:
        sales_per_period: of a ramped rep, 0 or more.
        ramp: share in each period of tenure; 1 after the last.
        periods: how long, 0 or more; part of a period counts for that part.

    Raises:
        InputError: a number is out of range.
    """
    periods = arguments.real("periods", periods, 0.0, MOST_PERIODS)
    sales_per_period = arguments.real("sales_per_period", sales_per_period, 0.0)
    newcomer = [Cohort(1, starts=0, leaves=periods)]
    reps = ramped_rep_equivalents(newcomer, periods=max(1, ceil(periods)), ramp=ramp)
    return float(sales_per_period * sum(reps))


def simple_capacity(groups: Sequence[tuple[float, float, float]]) -> float:
    """Sum of people x quota x attainment: `[(7, 150e3, .85), (3, 150e3, .40)]` gives 1,072,500.

    Raises:
        InputError: a number is below 0.
    """
    rows = [
        _by_period("people, quota and attainment", group, 3, minimum=0.0)
        for group in arguments.sequence("groups", groups, "people, quota and attainment")
    ]
    return float(sum(row.prod() for row in rows))


def sales_velocity(deals: float, value: float, win_rate: float, cycle_days: float) -> float:
    """Money a day: deals x value x win rate / days of the cycle.

    Args:
        deals: open at a time, 0 or more.
        value: money a deal, 0 or more.
        win_rate: share of deals won, 0..1.
        cycle_days: from opening to signature, above 0.

    Raises:
        InputError: a number is out of range.
    """
    deals = arguments.real("deals", deals, 0.0)
    value = arguments.real("value", value, 0.0)
    win_rate = arguments.real("win_rate", win_rate, 0.0, 1.0)
    return deals * value * win_rate / arguments.real("cycle_days", cycle_days, 0.0, above=True)


def _by_period(name: str, values: ArrayLike, length: int, minimum: float = -inf) -> np.ndarray:
    array = arguments.numbers(name, values, length)
    if not (np.isfinite(array).all() and (array >= minimum).all()):
        allowed = "finite numbers" if minimum == -inf else f"{minimum:g} or more"
        raise arguments.refusal(name, values, allowed)
    return array


ROUNDING = 1e-9
"""How far a row of chances may exceed 1."""


@dataclass(frozen=True, eq=False)
class AbsorbingChain:
    """What becomes of those who enter each of n stages.

    Attributes:
        visits: (n, n) mean visits to the second stage from the first, the entry counted.
        win: (n,) chance of winning from each stage; (n, k) where there are k ends.
        steps: (n,) mean steps until won or lost, the first one counted.
        steps_variance: (n,) variance of the steps.
        steps_if_won: as `win`: mean steps of those who end there; NaN where nobody does.
    """

    visits: NDArray[np.float64]
    win: NDArray[np.float64]
    steps: NDArray[np.float64]
    steps_variance: NDArray[np.float64]
    steps_if_won: NDArray[np.float64]


def absorbing_chain(moves: ArrayLike, win: ArrayLike) -> AbsorbingChain:
    """Solve a chain of stages that are repeated, passed, won or lost.

    Args:
        moves: Q, (n, n) chances of going from one stage to another; what is missing to 1 in a row
            ends there.
        win: (n,) chances of winning at the next step; or (n, k), those of reaching each of k ends,
            such as won, lost to a rival, and no decision.

    Raises:
        InputError: a chance lies outside 0..1, a row exceeds 1, or some stages are never left.
    """
    q, r = arguments.numbers("moves", moves), arguments.numbers("win", win)
    n = len(r) if r.ndim in (1, 2) else -1
    if q.shape != (n, n):
        raise InputError(f"Moves of shape {q.shape} do not fit chances of shape {r.shape}.")
    chances = np.column_stack([q, r])
    if not ((chances >= 0) & (chances <= 1)).all():
        raise InputError("Each chance is 0 to 1.")
    over = np.flatnonzero(chances.sum(axis=1) > 1 + ROUNDING)
    if len(over):
        total = chances[over[0]].sum()
        raise InputError(f"The chances of stage {over[0] + 1} add up to {total:.6g}: 1 at most.")
    stuck = _never_left(q)
    if stuck is not None:
        raise InputError(f"Stage {stuck + 1} is never left: its chances of moving on lead nowhere.")
    visits = np.linalg.inv(np.eye(n) - q)
    won, steps = visits @ r, visits.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps_if_won = np.where(won > 0, visits @ won / won, np.nan)
    variance = (2 * visits - np.eye(n)) @ steps - steps**2
    return AbsorbingChain(visits, won, steps, np.maximum(variance, 0.0), steps_if_won)


def _never_left(moves: NDArray[np.float64]) -> int | None:
    """A stage from which no end can be reached; None without one."""
    ends = moves.sum(axis=1) < 1 - ROUNDING
    for _ in range(len(moves)):
        ends = ends | (moves[:, ends] > 0).any(axis=1)
    return None if ends.all() else int(np.flatnonzero(~ends)[0])
