"""An experiment: a base scenario, its points and replications; its description and digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario
from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, Table
from salessim.study.design.factors import Factor, FactorLevel, Scheme

MAX_SHOWN = 60


@dataclass(frozen=True)
class Replications:
    """How many replications each point gets.

    Attributes:
        first: that every point gets.
        maximum: after which a point ends in any case; `first` where their number is fixed.
        precision: half the 95 % interval of the mean over the mean at which a point ends (share),
            or None where the number is fixed.
        of: the indicator that is to be so precise.
    """

    first: int
    maximum: int
    precision: float | None = None
    of: str = "revenue"


@dataclass(frozen=True)
class RunBudget:
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
    levels: tuple[FactorLevel, ...]

    @cached_property
    def changes(self) -> dict[str, Any]:
        """Key paths and values as typed, of all factors."""
        return {path: value for level in self.levels for path, value in level.changes.items()}


@dataclass(frozen=True)
class Experiment:
    """A question to the model, as its design file asks it.

    Attributes:
        name: what reports call it.
        question: what it is to answer; may be empty.
        base: the scenario that is varied.
        factors: what is varied.
        scheme: how the settings are combined.
        points: the combinations, in order.
        replications: of each point.
        seed: of the simulations.
        common: whether all points use common random numbers.
        indicators: names of those that are stored of each run.
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
    budget: RunBudget = RunBudget()

    def scenario_at(self, point: Point) -> Scenario:
        """The scenario of a point.

        Raises:
            ScenarioError: its settings cannot stand together.
        """
        return self.base.vary(point.changes, f"point {point.number}")


def description_of(experiment: Experiment) -> dict[str, Any]:
    """Everything that the results depend on beside the base scenario, as plain data for digests."""
    plan = experiment.replications
    return {
        "seed": experiment.seed,
        "random_numbers": "common" if experiment.common else "independent",
        "replications": plan.first
        if plan.precision is None
        else {"precision": plan.precision, "of": plan.of, "from": plan.first, "to": plan.maximum},
        "indicators": list(experiment.indicators),
        "optimise": None if experiment.planning is None else experiment.planning.described(),
        "design": {
            "kind": experiment.scheme.name,
            "points": experiment.scheme.points,
            "seed": experiment.scheme.seed,
            "second_order": experiment.scheme.second_order,
            "crossed": list(experiment.scheme.crossed),
        },
        "factors": {factor.name: _factor(factor) for factor in experiment.factors},
        "points": len(experiment.points),
        "settings": _hash([point.changes for point in experiment.points]),
    }


def scenario_as_typed(experiment: Experiment) -> dict[str, str]:
    """The base scenario's figures as typed, by key path."""
    return dict(_leaves(experiment.base.document, ()))


def design_digest(experiment: Experiment) -> str:
    """Equal for experiments with equal results."""
    return _hash([experiment.base.digest, description_of(experiment)])


def point_key(experiment: Experiment, point: Point) -> str:
    """Equal for points whose runs are equal, number by number, in any experiment."""
    planned = None if experiment.planning is None else experiment.planning.described()
    return _hash([experiment.base.digest, point.changes, seed_of(experiment, point), planned])


def seed_of(experiment: Experiment, point: Point) -> int:
    """The seed of a point: the experiment's own, or one by the point's settings."""
    if experiment.common:
        return experiment.seed
    return int(_hash([experiment.seed, point.changes])[7:21], 16)


def description_differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Sentences on what differs between two descriptions."""
    before, after = dict(_flat(was, ())), dict(_flat(now, ()))
    sentences: list[str] = []
    for path in dict.fromkeys([*before, *after]):
        if path == "settings" and any(not s.startswith("settings") for s in sentences):
            continue
        if path not in after:
            sentences.append(f"{path} was {_short(before[path])} and is not there now")
        elif path not in before:
            sentences.append(f"{path} was not there and is {_short(after[path])} now")
        elif before[path] != after[path]:
            sentences.append(f"{path} was {_short(before[path])} and is {_short(after[path])} now")
    return sentences


def _factor(factor: Factor) -> dict[str, Any]:
    if factor.distribution is not None and not factor.levels:
        return {"paths": list(factor.paths), "distribution": factor.distribution.text}
    return {"levels": {level.label: dict(level.changes) for level in factor.levels}}


def _flat(value: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        return [row for key, child in value.items() for row in _flat(child, (*path, str(key)))]
    return [(".".join(path), value)]


def _leaves(node: Node, path: tuple[str, ...]) -> list[tuple[str, str]]:
    name = ".".join(path)
    match node:
        case Map():
            return [
                row
                for key, child in node.nodes.items()
                if path or key not in ("variants", "sources")
                for row in _leaves(child, (*path, key))
            ]
        case Items():
            return [
                row
                for place, child in enumerate(node.nodes)
                for row in _leaves(child, (*path, str(place)))
            ]
        case Table():
            return [(name, f"{len(node.rows)} rows of {node.file}, {_hash(list(node.rows))}")]
        case Leaf(value=BooleanWord(word=word)):
            return [(name, word)]
    return [(name, str(node.value))]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."


def _hash(content: Any) -> str:
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, default=str)
    return "sha256:" + sha256(text.encode()).hexdigest()
