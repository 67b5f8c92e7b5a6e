"""What people cost, and what a new one can do so many months after the decision."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from salessim.model.compiled import plain
from salessim.model.rules.pay import MONTHS_PER_YEAR
from salessim.model.rules.people import ramp_share
from salessim.model.state.codes import SECONDS_PER_DAY
from salessim.plan.expected.delays import MONTH_DAYS
from salessim.plan.expected.groups import Group
from salessim.plan.expected.hours import SLIPS, Hours
from salessim.plan.expected.world import ExpectedWorld
from salessim.scenario.schema.plan import Plan

DAYS_READ = 4
"""Days of a month on which the ramp is read."""


@dataclass(frozen=True)
class Payroll:
    """Costs of people, in currency.

    Attributes:
        fixed: (groups, months) of one person, base pay with charges.
        target_variable: (groups, months) variable pay of one person at quota, without charges.
        quota: (groups, months) of one person; 0 without one.
        charges, accelerator: (groups,).
        by_revenue: (groups,) whether quota is credited with revenue, not with bookings.
        managers: (months,) of all managers.
        hiring, severance: (groups,) of one person.
        margin: share of revenue kept.
        other: (months,) other costs of selling: marketing and seats.
    """

    fixed: NDArray[np.float64]
    target_variable: NDArray[np.float64]
    quota: NDArray[np.float64]
    charges: NDArray[np.float64]
    accelerator: NDArray[np.float64]
    by_revenue: NDArray[np.bool_]
    managers: NDArray[np.float64]
    hiring: NDArray[np.float64]
    severance: NDArray[np.float64]
    margin: float
    other: NDArray[np.float64]


@dataclass(frozen=True)
class FreeNumber:
    """A group whose number of people is to be found.

    Attributes:
        least, most: bounds of its number.
        found_in, notice: months before somebody new can start, or somebody can go.
        hours: (months, months) selling hours in month t of one who is to start in month u.
        paid: (months, months) share of month t for which the same is paid.
    """

    group: int
    least: int
    most: int
    found_in: int
    notice: int
    hours: NDArray[np.float64]
    paid: NDArray[np.float64]


def payroll_of(expected: ExpectedWorld, groups: tuple[Group, ...], plan: Plan) -> Payroll:
    """Return what people cost, by the rules of pay."""
    world, months = expected.world, expected.months
    shares = np.array([1.0] * months)
    shares[0] = float(world.company["first_month"][0])
    rows = [world.people[group.first] for group in groups]
    raises = np.array(
        [
            [(1.0 + row.raise_per_year) ** (t // MONTHS_PER_YEAR) for t in range(months)]
            for row in rows
        ]
    )
    monthly = shares / MONTHS_PER_YEAR
    charges = np.array([float(row.charges) for row in rows])
    base = np.array([float(row.base_per_year) for row in rows])
    target = np.array([float(row.on_target_per_year) for row in rows])
    quota = np.array([float(row.quota_per_year) for row in rows])
    managers = sum(float(row.base_per_year * (1.0 + row.charges)) for row in world.managers)
    company = world.company[0]
    return Payroll(
        fixed=base[:, None] * monthly * raises * (1.0 + charges)[:, None],
        target_variable=(target - base)[:, None] * monthly * raises,
        quota=quota[:, None] * monthly,
        charges=charges,
        accelerator=np.array([float(row.accelerator) for row in rows]),
        by_revenue=np.array([bool(row.credit_is_revenue) for row in rows]),
        managers=managers * monthly,
        hiring=np.array([float(row.hiring_cost) for row in rows]),
        severance=np.array([severance_of(row) for row in rows]),
        margin=float(company.margin),
        other=(float(company.marketing_per_month) * shares),
    )


def severance_of(person: np.record) -> float:
    """Return what parting with a person costs, charges included."""
    months = float(person.severance) / MONTHS_PER_YEAR
    return months * float(person.base_per_year) * (1.0 + float(person.charges))


def free_numbers(
    expected: ExpectedWorld, groups: tuple[Group, ...], hours: Hours, plan: Plan
) -> tuple[FreeNumber, ...]:
    """Return the groups whose number the scenario leaves open: those of day one in free roles."""
    found = []
    seen: set[str] = set()
    for number, group in enumerate(groups):
        people = plan.team[group.role].people
        if not people.is_free or group.role in seen:
            continue
        if expected.world.people["is_new"][group.first] == 1.0:
            continue
        seen.add(group.role)
        others = sum(g.size for g in groups if g.role == group.role) - group.size
        least, most = people.bounds
        each = _full_hours(hours, number)
        slips = [0.0]
        if people.slips is not None:
            low, high = people.slips.cases or (people.slips.typical, people.slips.typical)
            slips = [low + (high - low) * chance for chance in SLIPS]
        use, paid = _tenure(expected, group, slips)
        months = expected.months
        table, paying = np.zeros((months, months)), np.zeros((months, months))
        for start in range(months):
            ahead = months - start
            table[start, start:] = each[start:] * use[:ahead]
            paying[start, start:] = paid[:ahead]
        found.append(
            FreeNumber(
                group=number,
                least=max(0, least - others),
                most=max(0, most - others),
                found_in=ceil(people.found_in.typical / MONTH_DAYS),
                notice=ceil(people.notice.typical / MONTH_DAYS),
                hours=table,
                paid=paying,
            )
        )
    return tuple(found)


def _full_hours(hours: Hours, group: int) -> NDArray[np.float64]:
    """Selling hours by month of one settled person of a group."""
    return np.asarray(hours.selling[group] / np.maximum(1e-9, hours.heads[group]))


def _tenure(
    expected: ExpectedWorld, group: Group, slips: list[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of selling time used, and of pay due, by months since the planned first day."""
    world = expected.world
    row, person = world.reps[group.first], world.people[group.first]
    was = int(row.ramps), int(row.hired_at)
    row.ramps, row.hired_at = 1, 0
    use, paid = np.zeros(expected.months), np.zeros(expected.months)
    for slip in slips:
        for month in range(expected.months):
            for k in range(DAYS_READ):
                tenure = (month + (k + 0.5) / DAYS_READ) * MONTH_DAYS - slip
                if tenure < 0.0:
                    continue
                paid[month] += 1.0
                seconds = int(tenure * SECONDS_PER_DAY)
                if seconds >= person.onboarding:
                    use[month] += float(plain(ramp_share)(world, seconds, group.first))
    row.ramps, row.hired_at = was
    scale = len(slips) * DAYS_READ
    return use / scale, paid / scale
