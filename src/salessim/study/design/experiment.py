"""An experiment: a base scenario, the points at which it is simulated, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario
from salessim.study.design.factors import Factor, Level
from salessim.study.design.schemes import Scheme


@dataclass(frozen=True)
class Replications:
    """How many futures each point gets.

    Attributes:
        first: futures that every point gets.
        most: futures after which a point ends in any case; `first` where their number is fixed.
        precision: half the 95 % interval of the mean over the mean at which a point ends (share),
            or None where the number is fixed.
        of: the indicator that is to be so precise.
    """

    first: int
    most: int
    precision: float | None = None
    of: str = "revenue"


@dataclass(frozen=True)
class Budget:
    """What may be spent; it changes no result, so it may be raised later.

    Attributes:
        runs: replications of all points together.
        hours: time of a session.
    """

    runs: int | None = None
    hours: float | None = None


@dataclass(frozen=True)
class Point:
    """One combination of settings.

    Attributes:
        number: 0 for the first.
        levels: a setting of each factor.
        changes: what is set in the base scenario.
    """

    number: int
    levels: tuple[Level, ...]

    @cached_property
    def changes(self) -> dict[str, Any]:
        """Key paths and values as typed, of all factors."""
        return {path: value for level in self.levels for path, value in level.changes.items()}


@dataclass(frozen=True)
class Experiment:
    """A question to the model, as its design file asks it.

    Attributes:
        name: what reports call it.
        question: what it is to answer; empty if not said.
        base: the scenario that is varied.
        factors: what is varied.
        scheme: how the settings are combined.
        points: the combinations, in order.
        replications: futures of each point.
        seed: of the simulations.
        common: whether all points meet the same chance (common random numbers).
        indicators: names of what is kept of each run.
        planning: the optimiser's task at each point before it is simulated, or None.
        budget: what may be spent.
    """

    name: str
    question: str
    base: Scenario
    factors: tuple[Factor, ...]
    scheme: Scheme
    points: tuple[Point, ...]
    replications: Replications
    seed: int
    common: bool
    indicators: tuple[str, ...]
    planning: PlanRequest | None = None
    budget: Budget = Budget()

    def scenario_at(self, point: Point) -> Scenario:
        """The scenario of a point.

        Raises:
            ScenarioError: its settings cannot stand together.
        """
        return self.base.vary(point.changes, f"point {point.number}")
