"""An experiment: what it varies and how settings become points; its description and digests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import product
from typing import Any, Literal

import numpy as np

from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario
from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, Table
from salessim.study.design.values import FactorDistribution
from salessim.units import CENTRAL_80_PERCENT

AS_IT_STANDS = "as it stands"
type SchemeName = Literal[
    "grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "sobol_sequence"
]
SAMPLED = ("latin_hypercube", "sobol", "sobol_sequence")
"""Schemes that spread a number of points over the factors' distributions."""
LOW, HIGH = CENTRAL_80_PERCENT
"""Where one at a time sets a factor with a distribution: 8 in 10 values lie between."""
INNERMOST, OUTERMOST = 1e-6, 1 - 1e-6
"""Shares at which a distribution without ends is cut."""
type Row = tuple[FactorLevel, ...]


@dataclass(frozen=True)
class FactorLevel:
    """One setting of a factor.

    Attributes:
        label: what tables call it.
        changes: key path to a value as typed; None removes the key.
        number: the value as a number in the unit typed, where it is one.
    """

    label: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    number: float | None = None


UNCHANGED_LEVEL = FactorLevel(AS_IT_STANDS)
"""The base scenario's own setting."""


@dataclass(frozen=True)
class Factor:
    """Something that is varied.

    Attributes:
        name: what tables call it.
        paths: the key paths that it sets, all to the same value where it has a distribution.
        levels: its settings, in the order typed; empty where it has a distribution.
        distribution: of its settings, or None.
    """

    name: str
    paths: tuple[str, ...]
    levels: tuple[FactorLevel, ...] = ()
    distribution: FactorDistribution | None = None

    def at(self, chance: float) -> FactorLevel:
        """The setting below which a share `chance` (0..1) of all settings lies.

        Levels are taken in their order, each with the same share.
        """
        if self.distribution is None:
            return self.levels[min(int(chance * len(self.levels)), len(self.levels) - 1)]
        typed = self.distribution.field.typed(self.distribution.quantile(chance))
        number = float(typed.partition(" ")[0])
        return FactorLevel(typed, dict.fromkeys(self.paths, typed), number)


@dataclass(frozen=True)
class Scheme:
    """How points are chosen.

    Attributes:
        name: which scheme.
        points: of a sampled scheme, how many points (of `sobol`: base points N, which give
            N (factors + 2) points, or N (2 factors + 2) with `second_order`).
        seed: of a sampled scheme.
        second_order: whether `sobol` estimates interactions of two factors.
        crossed: factors whose levels are all combined with each sampled point.
    """

    name: SchemeName = "grid"
    points: int = 0
    seed: int = 1
    second_order: bool = False
    crossed: tuple[str, ...] = ()


def combined(scheme: Scheme, factors: Sequence[Factor]) -> list[Row]:
    """The rows of a scheme, each with one level of every factor, in the order of `factors`."""
    match scheme.name:
        case "grid":
            return list(product(*(factor.levels for factor in factors)))
        case "one_at_a_time":
            return _one_at_a_time(factors)
    sampled = [factor for factor in factors if factor.name not in scheme.crossed]
    crossed = [factor for factor in factors if factor.name in scheme.crossed]
    rows = []
    for fixed in product(*(factor.levels for factor in crossed)):
        settings = dict(zip((factor.name for factor in crossed), fixed, strict=True))
        for chances in unit_points(scheme, len(sampled)):
            drawn = {
                factor.name: factor.at(float(chance))
                for factor, chance in zip(sampled, chances, strict=True)
            }
            rows.append(tuple((settings | drawn)[factor.name] for factor in factors))
    return rows


def unit_points(scheme: Scheme, factors: int) -> np.ndarray:
    """Points of a sampled scheme in the unit cube, shape (points, factors).

    Latin hypercube: M. McKay, R. Beckman and W. Conover, Technometrics 21 (1979) 239-245. Sobol's
    sequence is scrambled (A. Owen, 1998). `sobol` is the scheme for Sobol indices of A. Saltelli,
    Computer Physics Communications 145 (2002) 280-297, in the order that SALib analyses.
    """
    if scheme.name == "latin_hypercube":
        from scipy.stats.qmc import LatinHypercube

        cube = LatinHypercube(factors, rng=np.random.default_rng(scheme.seed))
        points = cube.random(scheme.points)
    elif scheme.name == "sobol_sequence":
        from scipy.stats.qmc import Sobol

        points = Sobol(factors, rng=np.random.default_rng(scheme.seed)).random(scheme.points)
    else:
        from SALib.sample.sobol import sample

        points = sample(
            unit_problem(factors),
            scheme.points,
            calc_second_order=scheme.second_order,
            seed=scheme.seed,
        )
    return np.clip(points, INNERMOST, OUTERMOST)


def unit_problem(factors: int) -> dict[str, object]:
    """What SALib calls the problem: so many factors, each from 0 to 1."""
    names = [f"x{number}" for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def points_of_sobol(scheme: Scheme, factors: int) -> int:
    """How many points the scheme `sobol` has."""
    return scheme.points * points_a_base(factors, second_order=scheme.second_order)


def points_a_base(factors: int, *, second_order: bool) -> int:
    """How many points `sobol` has for each of its base points."""
    return (2 * factors if second_order else factors) + 2


def _one_at_a_time(factors: Sequence[Factor]) -> list[Row]:
    """The base scenario, then each setting of each factor with the others as they stand."""
    base = (UNCHANGED_LEVEL,) * len(factors)
    rows = [base]
    for place, factor in enumerate(factors):
        levels = factor.levels or (factor.at(LOW), factor.at(HIGH))
        rows += [(*base[:place], level, *base[place + 1 :]) for level in levels]
    return rows


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
        "settings": _hash([_settings(experiment, point) for point in experiment.points]),
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
    settings = _settings(experiment, point)
    return _hash([experiment.base.digest, settings, seed_of(experiment, point), planned])


def _settings(experiment: Experiment, point: Point) -> dict[str, Any]:
    """What a point changes, as typed; of rules in files, what these say."""
    if not any(path.partition(".")[0] == "rules" for path in point.changes):
        return dict(point.changes)
    rules = experiment.scenario_at(point).plan.rules.filled
    return {
        **point.changes,
        "rules": {name: [code.function, code.text] for name, code in rules.items()},
    }


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
