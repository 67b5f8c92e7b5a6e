"""What people cost, by month: fixed pay, and variable pay as a line on what is credited."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.rules.pay import top_up
from salessim.model.rules.spans import years_passed
from salessim.model.state.codes import BOOKINGS, COLLECTED, REVENUE
from salessim.model.state.tables import World
from salessim.plan.expected.world import ExpectedWorld, RepGroup
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import MONTHS_PER_YEAR


@dataclass(frozen=True)
class Payroll:
    """Costs of people, in currency.

    Attributes:
        fixed: (groups, months) of one person, base pay with charges.
        target_variable: (groups, months) variable pay of one person at quota, without charges.
        quota: (groups, months) of one person; 0 without one.
        charges, accelerator: (groups,).
        by_revenue: (groups,) whether quota is credited with revenue, not with bookings.
        shared: (groups,) share of the credit for a customer handed over that goes to the keeper.
        managers: (months,) of all managers.
        hiring, severance: (groups,) of one person.
        margin: (segments,) share of revenue kept after the cost of goods.
        seat: (months,) tools of one person.
        other: (months,) other costs of selling: marketing, and moving to another tool.
    """

    fixed: NDArray[np.float64]
    target_variable: NDArray[np.float64]
    quota: NDArray[np.float64]
    charges: NDArray[np.float64]
    accelerator: NDArray[np.float64]
    by_revenue: NDArray[np.bool_]
    shared: NDArray[np.float64]
    managers: NDArray[np.float64]
    hiring: NDArray[np.float64]
    severance: NDArray[np.float64]
    margin: NDArray[np.float64]
    seat: NDArray[np.float64]
    other: NDArray[np.float64]


def payroll_of(expected: ExpectedWorld, groups: tuple[RepGroup, ...], plan: SalesPlan) -> Payroll:
    """Return what people cost, by the rules of pay."""
    world, months = expected.world, expected.months
    rows = [world.people[group.first] for group in groups]
    raises = np.array(
        [
            [(1.0 + row.raise_per_year) ** years_passed(world, t) for t in range(months)]
            for row in rows
        ]
    )
    monthly = expected.bills
    charges = np.array([float(row.charges) for row in rows])
    base = np.array([float(row.base_per_year) for row in rows])
    lines = [pay_line(world, group.first) for group in groups]
    target, quota, accelerator, by_revenue = (
        np.array(column) for column in zip(*lines, strict=True)
    )
    managers = sum(
        float((row.base_per_year + top_up(world, number)) * (1.0 + row.charges))
        for number, row in enumerate(world.managers)
    )
    company = world.company[0]
    other = float(company.marketing_per_month) * MONTHS_PER_YEAR * monthly
    other[0] += float(company.migration_cost)
    return Payroll(
        fixed=base[:, None] * monthly * raises * (1.0 + charges)[:, None],
        target_variable=target[:, None] * monthly * raises,
        quota=quota[:, None] * monthly,
        charges=charges,
        accelerator=accelerator,
        by_revenue=by_revenue.astype(bool),
        shared=np.array([float(row.shared_credit) for row in rows]),
        managers=managers * monthly,
        hiring=np.array([float(row.hiring_cost) for row in rows]),
        severance=np.array([severance_of(row) for row in rows]),
        margin=np.array(world.segments["margin"], float),
        seat=float(company.seat_per_month) * MONTHS_PER_YEAR * monthly,
        other=other,
    )


def pay_line(world: World, rep: int) -> tuple[float, float, float, float]:
    """Return a rep's variable pay as one convex line on money that is credited.

    It is what all components that count one's own money pay at the first quota of money. Counts,
    credit of others, gates, caps, thresholds, retroactive tiers and what newcomers are assured of
    are left to the simulation.

    Returns:
        Pay at the quota a year, the quota a year, the accelerator, and 1 where revenue is credited.
    """
    person, found = world.people[rep], []
    for place, plan in enumerate(world.components[rep]):
        if plan.of not in (BOOKINGS, REVENUE, COLLECTED) or not _is_own(world, rep, place):
            continue
        steps = world.tiers[rep, place][: int(plan.tiers)]
        target = person.on_target_per_year - person.base_per_year
        if not plan.above_base:
            target = plan.target_per_year
        found.append((plan, steps, float(target)))
    quotas = [one for one in found if one[0].has_quota and not one[0].quota_once]
    if not found:
        return 0.0, 0.0, 1.0, 0.0
    main, steps, _ = (quotas or found)[0]
    quota = float(main.quota_per_year) if quotas else 1.0
    at_quota = 0.0
    for plan, tiers, target in found:
        at_quota += quota * float(tiers[0].pays) if plan.pays_for_credit else target
    steep = float(steps[-1].pays / steps[0].pays) if steps[0].pays > 0.0 and quotas else 1.0
    is_marginal = not main.retroactive
    return at_quota, quota, steep if is_marginal else 1.0, float(main.of != BOOKINGS)


def _is_own(world: World, rep: int, place: int) -> bool:
    own = world.credits[(world.credits["payee"] == rep) & (world.credits["component"] == place)]
    return bool(len(own) == 1 and own["rep"][0] == rep)


def severance_of(person: np.record) -> float:
    """Return what parting with a person costs, charges included."""
    months = float(person.severance) / MONTHS_PER_YEAR
    return months * float(person.base_per_year) * (1.0 + float(person.charges))
