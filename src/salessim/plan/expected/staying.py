"""Which share of a post is filled and worked, month by month, as people leave and others follow.

A post is a renewal process: who sits on it leaves by a hazard that is lower or higher while new
(`rules.attrition`), stays vacant for a time, and is filled by somebody who ramps. The renewal
equation is solved week by week for the mean (Cox, Renewal Theory, 1962, chapter 4).
"""

from dataclasses import dataclass, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from salessim.elementary import exp
from salessim.model.distributions import mean_of
from salessim.model.state.codes import NEVER, NOBODY
from salessim.plan.expected.people import Hours, use_and_pay
from salessim.plan.expected.world import ExpectedWorld, RepGroup
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, SECONDS_PER_DAY, SECONDS_PER_YEAR

WEEK = DAYS_PER_WEEK * SECONDS_PER_DAY
SETTLED = 1_000.0
"""Years after which nobody is new."""


@dataclass(frozen=True)
class KindOfStay:
    """People who leave alike.

    Attributes:
        share: of all who come to the post, 0..1.
        hazard: of leaving once settled, a year.
        newcomers: factor on it while new.
        new_for: years until settled.
    """

    share: float
    hazard: float
    newcomers: float
    new_for: float

    def left(self, age: float) -> float:
        """Hazard added up to an age, in years."""
        new = min(age, self.new_for)
        return self.hazard * (self.newcomers * new + age - new)


def survival(kinds: list[KindOfStay], age: float, weeks: int) -> NDArray[np.float64]:
    """Share of people who are still there after 0, 1, ... weeks, shape (weeks + 1,).

    age: years that they have been there at first.
    """
    step = WEEK / SECONDS_PER_YEAR
    return np.array(
        [
            sum(kind.share * exp(kind.left(age) - kind.left(age + k * step)) for kind in kinds)
            for k in range(weeks + 1)
        ]
    )


def filled(
    first: NDArray[np.float64], later: NDArray[np.float64], vacant: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of a post that its first person fills with whoever follows, and who follow.

    Args:
        first: survival of the first person by week, shape (weeks + 1,).
        later: that of each who follows, same shape.
        vacant: weeks for which the post is vacant, 1 at least; None where nobody follows.

    Returns:
        The share filled by week, and the share that is filled anew in each week, shape (weeks + 1,)
        each.
    """
    weeks = len(first)
    come = np.zeros(weeks)
    if vacant is not None:
        gone = np.zeros(weeks)
        leave_later = -np.diff(later, prepend=later[:1])
        leave_first = -np.diff(first, prepend=first[:1])
        for week in range(weeks):
            gone[week] = leave_first[week] + fsum(come[:week] * leave_later[1 : week + 1][::-1])
            if week >= vacant:
                come[week] = gone[week - vacant]
    return still_there(first, come, later), come


def still_there(
    first: NDArray[np.float64], come: NDArray[np.float64], later: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Who is there by week: the first, and of those who have come so many weeks ago their part."""
    return np.array(
        [
            first[week] + fsum(come[: week + 1] * later[: week + 1][::-1])
            for week in range(len(first))
        ]
    )


def with_attrition(
    hours: Hours, expected: ExpectedWorld, groups: tuple[RepGroup, ...], plan: SalesPlan
) -> Hours:
    """Return the hours of groups whose people leave, and are followed, as the scenario says.

    Where a plan may change the number of people, heads stay the posts that it counts; hours are
    those that are worked on them.
    """
    selling, paid = hours.selling.copy(), hours.paid.copy()
    heads, block = hours.heads.copy(), hours.block.copy()
    for number, group in enumerate(groups):
        shares = _shares_of_months(expected, group)
        if shares is None:
            continue
        there, works = shares
        selling[number] *= works
        block[number] *= works
        paid[number] *= there
        if not plan.team[group.role].people.is_free:
            heads[number] *= there
    return replace(hours, selling=selling, paid=paid, heads=heads, block=block)


def _shares_of_months(
    expected: ExpectedWorld, group: RepGroup
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Shares of a post that are filled and worked, (months,) each; None where nobody leaves."""
    pristine = expected.inputs.world
    row = pristine.reps[group.first]
    if row.start == NEVER:
        return None
    kinds = _kinds(expected, group, int(row.first_kind), int(row.kinds))
    if all(kind.hazard <= 0.0 for kind in kinds):
        return None
    later = _kinds(expected, group, int(row.first_later_kind), int(row.later_kinds))
    borders = np.asarray(expected.inputs.book.month_borders, float)
    begins = max(0.0, float(row.start))
    weeks = int((borders[-1] - begins) // WEEK) + 1
    dated = expected.world.people["is_dated"][group.first] == 1.0
    age = (begins - float(row.start)) / SECONDS_PER_YEAR if dated else SETTLED
    stays, of_later = survival(kinds, age, weeks), survival(later, 0.0, weeks)
    there, come = filled(stays, of_later, _vacant(expected))
    use, _ = use_and_pay(expected, group)
    ages = np.arange(weeks + 1) * WEEK / SECONDS_PER_DAY / DAYS_PER_MONTH
    use_of_week = use[np.minimum(ages.astype(int), len(use) - 1)]
    works = still_there(stays, come, of_later * use_of_week)
    middles = (np.maximum(borders[:-1], begins) + borders[1:]) / 2.0 - begins
    at = np.maximum(0.0, middles) / WEEK
    grid = np.arange(weeks + 1)
    return np.interp(at, grid, there), np.interp(at, grid, works)


def _kinds(expected: ExpectedWorld, group: RepGroup, first: int, count: int) -> list[KindOfStay]:
    """Kinds of people on a post, by how they leave; one where recruits are all alike."""
    world = expected.world
    company = world.company[0]
    rate = float(world.people["attrition_per_year"][group.first])
    new_for = float(company.new_for) / SECONDS_PER_YEAR
    usual = KindOfStay(1.0, rate, float(company.newcomers), new_for)
    if first == NOBODY:
        return [usual]
    kinds, before = [], 0.0
    for row in range(first, first + count):
        kind = world.kinds[row]
        share = (float(kind.until) if row < first + count - 1 else 1.0) - before
        before += share
        if kind.stays > 0.0:
            kinds.append(KindOfStay(share, SECONDS_PER_YEAR / float(kind.stays), 1.0, 0.0))
        else:
            kinds.append(replace(usual, share=share))
    return kinds


def _vacant(expected: ExpectedWorld) -> int | None:
    """Weeks, 1 at least, from a last day to the successor's first; None where nobody follows."""
    world = expected.world
    company = world.company[0]
    if company.hire_distribution == NOBODY:
        return None
    days = float(mean_of(world, int(company.hire_distribution)))
    if company.hire_slip_distribution != NOBODY:
        days += float(mean_of(world, int(company.hire_slip_distribution)))
    seconds = days * SECONDS_PER_DAY - float(company.notice)
    return max(1, round(seconds / WEEK))
