"""What may be another one in each month, read span by span in which nothing moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.assembly.customer_classes import rises_of_today
from salessim.model.state.tables import World
from salessim.plan.expected.conquest import ConquestFunnel
from salessim.plan.expected.delays import WorkingPace
from salessim.plan.expected.loyalty import (
    Line,
    OpportunityCoefficients,
    churn_of,
    churn_today,
    opportunities_of,
    orders_of,
)
from salessim.plan.expected.payroll import Payroll, payroll_of
from salessim.plan.expected.people import Hours
from salessim.plan.expected.world import ExpectedWorld, RepGroup, mean_of_law


@dataclass(frozen=True)
class MovingCoefficients:
    """What may move, by month; see `LpCoefficients`."""

    churn: tuple[tuple[Line, ...], ...]
    churn_today: NDArray[np.float64]
    rises: NDArray[np.float64]
    orders: tuple[tuple[Line, ...], ...]
    opportunities: tuple[tuple[tuple[OpportunityCoefficients, ...], ...], ...]
    prices: NDArray[np.float64]
    pay: Payroll


def moving_coefficients(
    expected: ExpectedWorld,
    funnel: ConquestFunnel,
    groups: tuple[RepGroup, ...],
    paces: list[WorkingPace],
    hours: Hours,
) -> MovingCoefficients:
    """Read churn, orders, opportunities, prices and pay of each month."""
    world = expected.world
    segments = range(int(world.sizes[0].segments))
    churn: list[list[Line]] = [[] for _ in segments]
    hazards = np.zeros((len(segments), expected.months))
    orders: list[list[Line]] = [[] for _ in segments]
    opportunities: list[list[tuple[OpportunityCoefficients, ...]]] = [[] for _ in segments]
    prices = np.zeros((len(segments), expected.months))
    pay: Payroll | None = None
    for begins, ends in expected.spans:
        expected.hold(begins)
        funnel.forget()
        for s in segments:
            count = ends - begins
            churn[s] += [churn_of(world, s)] * count
            hazards[s, begins:ends] = float(world.segments["churn_per_year"][s])
            orders[s] += [orders_of(world, s)] * count
            price = price_of(world, s)
            sold = price if len(world.products) else 0.0
            opportunities[s] += [opportunities_of(funnel, groups, s, paces, sold)] * count
            prices[s, begins:ends] = price
        now = payroll_of(expected, groups, hours)
        pay = now if pay is None else pay.followed_by(now, begins)
    expected.hold(0)
    funnel.forget()
    assert pay is not None
    there = np.stack([churn_today(expected, s, hazards[s]) for s in segments], axis=2)
    of_day_one = expected.inputs.world
    here, months = expected.customers_of_day_one, expected.months
    rises = [rises_of_today(of_day_one, s, here, hazards[s, 0], months) for s in segments]
    return MovingCoefficients(
        tuple(map(tuple, churn)), there, np.stack(rises), tuple(map(tuple, orders)),
        tuple(map(tuple, opportunities)), prices, pay,
    )  # fmt: skip


def price_of(world: World, segment: int) -> float:
    """Mean currency of a first contract: that of its products, or of the segment."""
    total = weight = 0.0
    for product in world.products:
        if (int(product.segments) >> segment) & 1:
            total += float(product.mix) * mean_of_law(world, product.price_distribution)
            weight += float(product.mix)
    if weight > 0.0:
        return total / weight
    return mean_of_law(world, world.segments["deal_distribution"][segment])
