"""Reads the factors of a design file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salessim.errors import ScenarioError
from salessim.scenario import Scenario
from salessim.scenario.kinds import Integer, Kind, Name, Text
from salessim.scenario.schema_types import UnknownPath
from salessim.scenario.tree import Items, Leaf, Map, Node, plain
from salessim.study.design.factors import AS_IT_STANDS, Factor, Level
from salessim.study.design.figures import Figure, Spread, kind_at, number_of, read_spread
from salessim.study.design.reading import Reader
from salessim.units import UnreadableError

MOST_STEPS = 1_000
UNKNOWN = Text()
"""Stands for the kind of a path that does not exist, a problem that has been noted."""
EXAMPLE = (
    "a factor is a list of levels [first, second], a range low..high, a distribution such as "
    "{uniform: [low, high]}, or a map with path (or paths) and one of these; levels that set "
    "several figures are named: {levels: {small: {path: value}, large: {path: value}}}"
)


def read_factor(name: str, node: Node, base: Scenario, reader: Reader) -> Factor | None:
    """Read one factor; problems are noted, and None returned."""
    if "." not in name and reader.value(Leaf(name, node.place), Name()) is None:
        return None
    if isinstance(node, Items | Leaf):
        return _of_paths(name, (name,), node, base, reader)
    entries = reader.map(node)
    if "levels" in entries and not {"path", "paths"} & set(entries):
        reader.map(node, ("levels",))
        return _tied(name, entries["levels"], base, reader)
    paths = _paths(name, entries, reader)
    given = {key: child for key, child in entries.items() if key not in ("path", "paths")}
    if "levels" in given:
        reader.map(node, ("path", "paths", "levels"))
        return _of_paths(name, paths, given["levels"], base, reader)
    steps = reader.value(given.pop("steps", None), Integer(2, MOST_STEPS))
    if len(given) != 1:
        reader.refuse(node.place, EXAMPLE)
        return None
    ((family, parameters),) = given.items()
    return _spread_out(name, paths, family, parameters, steps, base, reader)


def check_levels(nodes: Sequence[Mapping[str, Node]], base: Scenario, reader: Reader) -> bool:
    """Set each level in the base scenario by itself, and note what is refused."""
    before = len(reader.problems)
    for changes in nodes:
        try:
            base.vary(changes)
        except ScenarioError as error:
            reader.problems += [p for p in error.problems if p not in reader.problems]
    return len(reader.problems) == before


def _paths(name: str, entries: Mapping[str, Node], reader: Reader) -> tuple[str, ...]:
    if "paths" in entries:
        return tuple(
            str(node.value) for node in reader.items(entries["paths"]) if isinstance(node, Leaf)
        )
    node = entries.get("path")
    return (str(node.value),) if isinstance(node, Leaf) else (name,)


def _of_paths(
    name: str, paths: tuple[str, ...], node: Node, base: Scenario, reader: Reader
) -> Factor | None:
    """A factor whose levels are values that one path takes, or several alike."""
    if isinstance(node, Leaf):
        return _spread_out(name, paths, "between", node, None, base, reader)
    if isinstance(node, Map):
        named = list(node.nodes.items())
    else:
        named = [(_label(child), child) for child in reader.items(node)]
    kind = _kind(paths, node, reader)
    if kind is UNKNOWN:
        return None
    levels = [
        Level(
            label,
            dict.fromkeys(paths, plain(child)),
            number_of(kind, plain(child), base.plan.currency),
        )
        for label, child in named
    ]
    factor = _distinct(Factor(name, paths, tuple(levels)), node, reader)
    changes = [dict.fromkeys(paths, child) for _, child in named]
    return factor if factor and check_levels(changes, base, reader) else None


def _tied(name: str, node: Node, base: Scenario, reader: Reader) -> Factor | None:
    """A factor whose levels are named, and set several figures together."""
    named = reader.map(node)
    changes = [reader.map(child) for child in named.values()]
    levels = [
        Level(label, {path: plain(value) for path, value in setting.items()})
        for label, setting in zip(named, changes, strict=True)
    ]
    paths = tuple(dict.fromkeys(path for setting in changes for path in setting))
    factor = _distinct(Factor(name, paths, tuple(levels)), node, reader)
    return factor if factor and check_levels(changes, base, reader) else None


def _spread_out(
    name: str,
    paths: tuple[str, ...],
    family: str,
    node: Node,
    steps: int | None,
    base: Scenario,
    reader: Reader,
) -> Factor | None:
    """A factor with a distribution; with `steps`, so many levels evenly spaced over its range."""
    kind = _kind(paths, node, reader)
    if kind is UNKNOWN:
        return None
    try:
        spread = read_spread(kind, family, plain(node), base.plan.currency)
    except UnreadableError as error:
        reader.refuse(node, f"{error}")
        return None
    if not _stays_allowed(spread, paths, node, base, reader):
        return None
    if steps is None:
        return Factor(name, paths, (), spread)
    if family != "uniform" or isinstance(kind, Integer):
        reader.refuse(
            node.place,
            "steps go with {uniform: [low, high]} of a field that takes fractions; "
            "otherwise list the levels, such as [1, 2, 3]",
        )
        return None
    levels = (_level(spread.figure, paths, spread, k / (steps - 1)) for k in range(steps))
    return _distinct(Factor(name, paths, tuple(levels)), node, reader)


def _level(figure: Figure, paths: tuple[str, ...], spread: Spread, chance: float) -> Level:
    typed = figure.typed(spread.quantile(chance))
    number = float(typed.partition(" ")[0])
    return Level(typed, dict.fromkeys(paths, typed), number)


def _stays_allowed(
    spread: Spread, paths: tuple[str, ...], node: Node, base: Scenario, reader: Reader
) -> bool:
    """Whether the middle of the distribution can stand, and its ends are in the field's range."""
    for chance in (0.001, 0.999):
        value = spread.quantile(chance)
        if refusal := spread.figure.refusal(value, base.plan.currency):
            reader.refuse(node, f"values such as {spread.figure.typed(value)} occur, but {refusal}")
            return False
    middle = Leaf(spread.figure.typed(spread.quantile(0.5)), node.place)
    return check_levels([dict.fromkeys(paths, middle)], base, reader)


def _kind(paths: tuple[str, ...], node: Node, reader: Reader) -> Kind | None:
    try:
        kinds = [kind_at(path) for path in paths]
    except UnknownPath as unknown:
        reader.refuse(
            node.place, f"{unknown}; a factor is named after its key path, or holds it under path"
        )
        return UNKNOWN
    return kinds[0] if kinds else None


def _distinct(factor: Factor, node: Node, reader: Reader) -> Factor | None:
    labels = [level.label for level in factor.levels]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        reader.refuse(node.place, f"the level '{twice}' is given twice; keep one of them")
        return None
    return factor if labels else None


def _label(node: Node) -> str:
    value: Any = plain(node)
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {child}" for key, child in value.items()) or AS_IT_STANDS
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
