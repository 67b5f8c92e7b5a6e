"""The world as a plan sees it: a longer horizon, and unknown figures at their mean."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.engine.kernel import BEGIN, Drive
from salessim.engine.run import warm_up
from salessim.engine.state import check, reset, working_copy
from salessim.model.assembly import Inputs, build
from salessim.model.compiled import plain
from salessim.model.distributions import mean_of, value_between
from salessim.model.state.codes import CUSTOMER, SECONDS_PER_YEAR
from salessim.model.state.tables import World
from salessim.scenario import Scenario
from salessim.scenario.schema.plan import Plan

TRUTHS = 99
"""Truths, equally likely, over which the mean of an unknown figure is taken."""
SEED = 0


@dataclass(frozen=True)
class ExpectedWorld:
    """A derived world at the mean of what nobody knows.

    Attributes:
        world: begun, its rates derived; nothing has happened yet.
        inputs: the pristine world, in which what is not known of single firms is negative.
        months: months of the plan: the horizon's and those of the tail.
        printed: months of the horizon.
        years: (months,) length of each month in years.
    """

    world: World
    inputs: Inputs
    months: int
    printed: int
    years: NDArray[np.float64]


def expected_world(scenario: Scenario, tail: int) -> ExpectedWorld:
    """Return the world of a scenario over its horizon and `tail` months more."""
    printed = scenario.plan.horizon.months
    inputs = build(longer(scenario, printed + tail))
    warm_up(inputs)
    world = working_copy(inputs)
    world.sizes[0].uncertain_parameters = 0
    reset(world, inputs, SEED, 0)
    put_means(world)
    check(Drive(world)(BEGIN))
    borders = np.asarray(inputs.book.month_borders, float)
    years = np.diff(borders) / SECONDS_PER_YEAR
    return ExpectedWorld(world, inputs, printed + tail, printed, years)


def longer(scenario: Scenario, months: int) -> Scenario:
    """The scenario over more months than a file may ask for."""
    plan = _longer(scenario.plan, months)
    base = scenario.base
    if base is not None:
        base = replace(base, plan=_longer(base.plan, months))
    return replace(scenario, plan=plan, base=base)


def _longer(plan: Plan, months: int) -> Plan:
    horizon = plan.horizon.model_copy(update={"months": months})
    return plan.model_copy(update={"horizon": horizon})


def put_means(world: World) -> None:
    """Give each unknown figure the mean of its truths."""
    between = plain(value_between)
    chances = (np.arange(TRUTHS) + 0.5) / TRUTHS
    for row in world.uncertain_parameters:
        truths = [between(int(row.family), row.low, row.high, chance) for chance in chances]
        world.parameters[row.slot] = float(np.mean(truths))


def mean_of_law(world: World, law: float) -> float:
    """Return the mean over cases of the law in a row."""
    return float(plain(mean_of)(world, int(law)))


def customers_of_day_one(expected: ExpectedWorld) -> NDArray[np.bool_]:
    """Return which firms are customers at the start, shape (firms,)."""
    firms = expected.inputs.world.firms
    unnamed = expected.world.segments["customers"][firms["segment"]].astype(int)
    return np.asarray((firms["state"] == CUSTOMER) & (firms["place"] < unnamed))
