"""The world as a plan sees it: a longer horizon, unknown figures at their mean, groups of reps."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from salessim.engine.kernel import BEGIN, HOLD, Drive
from salessim.engine.run import warm_up
from salessim.engine.state import check, reset, working_copy
from salessim.model.assembly import Inputs, build
from salessim.model.assembly.customer_classes import customers_of_day_one
from salessim.model.distributions import mean_of, value_between
from salessim.model.rules.spans import part_of_year
from salessim.model.state.codes import CONQUEST, MOTIONS, NOBODY
from salessim.model.state.tables import World
from salessim.scenario import Person, Scenario
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import SECONDS_PER_YEAR

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
        bills: (months,) share of a year that is billed and paid in each month: a twelfth, or a part
            of it for the first.
        drive: what lets the world be as it is in a month.
    """

    world: World
    inputs: Inputs
    months: int
    printed: int
    years: NDArray[np.float64]
    bills: NDArray[np.float64]
    drive: Drive

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Spans of months, each as its first and its end, in which no parameter moves."""
        changes = self.inputs.world.changes_of_month
        moves = np.flatnonzero(changes["first"] < changes["end"])
        firsts = sorted({0, *map(int, moves)})
        return tuple(zip(firsts, [*firsts[1:], self.months], strict=True))

    @property
    def customers_of_day_one(self) -> NDArray[np.bool_]:
        """Which firms are customers at the start, shape (firms,)."""
        return customers_of_day_one(self.inputs.world, self.world.segments["customers"])

    def hold(self, month: int) -> None:
        """Let the world's parameters be those of a month."""
        if len(self.inputs.world.changes):
            check(self.drive(HOLD, month))


def expected_world(scenario: Scenario, tail: int) -> ExpectedWorld:
    """Return the world of a scenario over its horizon and `tail` months more."""
    printed = scenario.plan.horizon.months
    inputs = build(longer(scenario, printed + tail))
    warm_up(inputs)
    world = working_copy(inputs)
    world.sizes[0].uncertain_parameters = 0
    reset(world, inputs, SEED, 0)
    put_means(world)
    drive = Drive(world)
    check(drive(BEGIN))
    borders = np.asarray(inputs.book.month_borders, float)
    years = np.diff(borders) / SECONDS_PER_YEAR
    bills = [part_of_year(world, t, borders[t + 1] - borders[t]) for t in range(printed + tail)]
    return ExpectedWorld(world, inputs, printed + tail, printed, years, np.array(bills), drive)


def longer(scenario: Scenario, months: int) -> Scenario:
    """The scenario over more months than a file may ask for."""
    plan = _longer(scenario.plan, months)
    base = scenario.base
    if base is not None:
        base = replace(base, plan=_longer(base.plan, months))
    return replace(scenario, plan=plan, base=base)


def with_people(scenario: Scenario, changed: Callable[[Person], Person]) -> Scenario:
    """The scenario with other people in the place of its own; figures are those of today."""
    people = tuple(map(changed, scenario.plan.people))
    plan = scenario.plan.model_copy(update={"people": people})
    return replace(scenario, plan=plan, base=scenario.today)


def _longer(plan: SalesPlan, months: int) -> SalesPlan:
    horizon = plan.horizon.model_copy(update={"months": months})
    return plan.model_copy(update={"horizon": horizon})


def put_means(world: World) -> None:
    """Give each unknown figure the mean of its truths."""
    for row in world.uncertain_parameters:
        world.parameters[row.slot] = mean_of_truths(
            int(row.family), float(row.low), float(row.high), float(row.least), float(row.greatest)
        )


@lru_cache(4096)
def mean_of_truths(family: int, low: float, high: float, least: float, greatest: float) -> float:
    """Return the mean of a figure that is not known; defaults are the same in every segment."""
    chances = (np.arange(TRUTHS) + 0.5) / TRUTHS
    truths = [value_between(family, low, high, least, greatest, chance) for chance in chances]
    return float(np.mean(truths))


def truths_of(world: World, parameter: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """Return equally likely truths of a parameter whose mean the world holds, shape (number,).

    They scale with the mean where that moves by month; of a figure that is known all are the same.
    parameter: a view of one entry of a table of parameters.
    """
    start = world.parameters.__array_interface__["data"][0]
    slot = (parameter.__array_interface__["data"][0] - start) // world.parameters.itemsize
    now = float(parameter[0])
    rows = world.uncertain_parameters[world.uncertain_parameters["slot"] == slot]
    if len(rows) == 0:
        return np.full(number, now)
    family = int(rows[0].family)
    low, high, least, greatest = (float(rows[0][k]) for k in ("low", "high", "least", "greatest"))
    chances = (np.arange(number) + 0.5) / number
    truths = np.array(
        [value_between(family, low, high, least, greatest, chance) for chance in chances]
    )
    mean = mean_of_truths(family, low, high, least, greatest)
    return np.asarray(truths * (now / mean) if mean > 0.0 else truths)


def mean_of_law(world: World, law: float) -> float:
    """Return the mean over cases of the law in a row."""
    return float(mean_of(world, int(law)))


def products_of_deals(world: World) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each product's chance in a deal, and what that brings to the mean, by segment.

    Both are (segments, products); 0 where a segment has no product.
    """
    segments = np.arange(len(world.segments))
    mix = np.zeros((len(segments), len(world.products)))
    prices = np.zeros(len(world.products))
    for number, row in enumerate(world.products):
        mix[:, number] = ((int(row.segments) >> segments) & 1) * float(row.mix)
        prices[number] = mean_of_law(world, row.price_distribution)
    total = mix.sum(axis=1, keepdims=True)
    chances = np.divide(mix, total, out=np.zeros_like(mix), where=total > 0.0)
    return chances, chances * prices


OWN = ("key", "calendar", "ramp_first")
"""Fields of a rep that differ between equal ones: the name, and rows of their own."""


@dataclass(frozen=True)
class RepGroup:
    """Reps that differ by name only.

    Attributes:
        name: the role, or the role and what tells its groups apart.
        role: name of the role.
        reps: rows of the reps, in the scenario's order; the first stands for all.
        serves: (segments, motions) whether they work there.
        works: (steps,) whether they work a step.
        role_number: place of the role in the scenario.
        assists: (segments,) whether they do pieces of work beside somebody else's stage.
        is_there: whether they are in the team; else one stands for those who may be hired.
    """

    name: str
    role: str
    reps: tuple[int, ...]
    serves: NDArray[np.bool_]
    works: NDArray[np.bool_]
    role_number: int
    assists: NDArray[np.bool_]
    is_there: bool = True

    @property
    def first(self) -> int:
        """The rep that stands for all."""
        return self.reps[0]

    def hunts(self, step: int) -> NDArray[np.bool_]:
        """Where they work a conquest stage, (segments,)."""
        return self.serves[:, CONQUEST] & self.works[step]

    @property
    def size(self) -> int:
        """Reps who are there today."""
        return len(self.reps) if self.is_there else 0


def groups_of(inputs: Inputs) -> tuple[RepGroup, ...]:
    """Return the groups of a world in the order of their first rep."""
    world, book = inputs.world, inputs.book
    reps = world.reps.copy()
    for field in OWN:
        reps[field] = 0
    alike: dict[bytes, list[int]] = {}
    for row in range(len(reps)):
        ramp = slice(
            world.reps["ramp_first"][row],
            world.reps["ramp_first"][row] + world.reps["ramp_steps"][row],
        )
        kind = (
            book.roles[row].encode()
            + reps[row : row + 1].tobytes()
            + world.skills[row].tobytes()
            + world.people[row : row + 1].tobytes()
            + world.ramps[ramp].tobytes()
            + world.buckets["share"][row].tobytes()
            + world.splits[:, row].tobytes()
        )
        alike.setdefault(kind, []).append(row)
    rows = list(alike.values())
    names = _names([book.roles[members[0]] for members in rows], rows, book.reps)
    segments = len(book.segments)
    return tuple(
        RepGroup(
            name,
            book.roles[members[0]],
            tuple(members),
            _serves(world.reps[members[0]], segments),
            np.asarray(world.step_roles[:, world.reps["role"][members[0]]] != NOBODY),
            int(world.reps["role"][members[0]]),
            _serves(world.reps[members[0]], segments)[:, CONQUEST]
            & _is_specialist(world, int(world.reps["role"][members[0]])),
        )
        for name, members in zip(names, rows, strict=True)
    )


def _is_specialist(world: World, role: int) -> bool:
    beside = world.specialist_groups[world.specialist_groups != NOBODY]
    return bool(world.group_roles[beside, role].any())


def _names(roles: list[str], rows: list[list[int]], reps: tuple[str, ...]) -> list[str]:
    """The role where it has one group; else the person, or the first and the number of others."""
    names = []
    for role, members in zip(roles, rows, strict=True):
        if roles.count(role) == 1:
            names.append(role)
        elif len(members) == 1:
            names.append(reps[members[0]])
        else:
            names.append(f"{reps[members[0]]} and {len(members) - 1} like this")
    return names


def _serves(rep: np.record, segments: int) -> NDArray[np.bool_]:
    there = (int(rep.segments) >> np.arange(segments)) & 1
    does = (int(rep.motions) >> np.arange(MOTIONS)) & 1
    return np.asarray(np.outer(there, does), bool)


def group_of_rep(groups: tuple[RepGroup, ...], reps: int) -> NDArray[np.intp]:
    """Return each rep's group, shape (reps,)."""
    found = np.full(reps, NOBODY, np.intp)
    for number, group in enumerate(groups):
        found[list(group.reps)] = number
    return found


def sections_of(world: World) -> tuple[tuple[int, int], ...]:
    """The runs of conquest stages that the same roles work, each as its first and its end."""
    groups = world.step_groups[: int(world.sizes[0].conquest_steps)]
    firsts = [k for k in range(len(groups)) if k == 0 or groups[k] != groups[k - 1]]
    return tuple(zip(firsts, [*firsts[1:], len(groups)], strict=True))
