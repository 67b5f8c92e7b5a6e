"""What determines an experiment's results, as plain data: for digests, and to tell changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, Table
from salessim.study.design.experiment import Experiment, Point
from salessim.study.design.factors import Factor

LONGEST_SHOWN = 60


def described(experiment: Experiment) -> dict[str, Any]:
    """Everything that the results depend on, but the base scenario's own figures."""
    plan = experiment.replications
    return {
        "seed": experiment.seed,
        "random_numbers": "common" if experiment.common else "independent",
        "replications": plan.first
        if plan.precision is None
        else {"precision": plan.precision, "of": plan.of, "from": plan.first, "to": plan.most},
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
    return _hash([experiment.base.digest, described(experiment)])


def point_key(experiment: Experiment, point: Point) -> str:
    """Equal for points whose runs are equal, number by number, in any experiment."""
    planned = None if experiment.planning is None else experiment.planning.described()
    return _hash([experiment.base.digest, point.changes, seed_of(experiment, point), planned])


def seed_of(experiment: Experiment, point: Point) -> int:
    """The seed of a point: the experiment's own, or one by the point's settings."""
    if experiment.common:
        return experiment.seed
    return int(_hash([experiment.seed, point.changes])[7:21], 16)


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Sentences on what differs between two descriptions."""
    before, after = dict(_flat(was, ())), dict(_flat(now, ()))
    said: list[str] = []
    for path in dict.fromkeys([*before, *after]):
        if path == "settings" and any(not s.startswith("settings") for s in said):
            continue
        if path not in after:
            said.append(f"{path} was {_short(before[path])} and is not there now")
        elif path not in before:
            said.append(f"{path} was not there and is {_short(after[path])} now")
        elif before[path] != after[path]:
            said.append(f"{path} was {_short(before[path])} and is {_short(after[path])} now")
    return said


def _factor(factor: Factor) -> dict[str, Any]:
    if factor.spread is not None and not factor.levels:
        return {"paths": list(factor.paths), "distribution": factor.spread.text}
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
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def _hash(content: Any) -> str:
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, default=str)
    return "sha256:" + sha256(text.encode()).hexdigest()
