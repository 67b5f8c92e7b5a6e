"""Reads the factors of a design file, and how they are combined into points: a scheme or a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

from salessim.errors import ScenarioError
from salessim.model.draws import SEED_LIMIT
from salessim.near_words import did_you_mean
from salessim.scenario import Scenario
from salessim.scenario.files import rows_of_file
from salessim.scenario.kinds import Integer, Kind, Name, Text
from salessim.scenario.schema_types import UnknownPath
from salessim.scenario.text_files import FileReader
from salessim.scenario.tree import Items, Leaf, Map, Node, Table, plain
from salessim.study.design.experiment import (
    AS_IT_STANDS,
    SAMPLED,
    UNCHANGED_LEVEL,
    Factor,
    FactorLevel,
    Point,
    Scheme,
    combined,
    points_of_sobol,
)
from salessim.study.design.values import (
    FactorDistribution,
    NodeReader,
    kind_at,
    number_of,
    read_factor_distribution,
    word_kind,
)
from salessim.units import UnreadableError

MAX_STEPS = 1_000
UNKNOWN = Text()
"""The kind of a path that does not exist, which has been noted as a problem."""
EXAMPLE = (
    "a factor is a list of levels [first, second], a range low..high, a distribution such as "
    "{uniform: [low, high]}, or a map with path (or paths) and one of these; levels that set "
    "several figures are named: {levels: {small: {path: value}, large: {path: value}}}"
)
NAMES = ("grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "sobol_sequence")
MAX_POINTS = 1_000_000


def read_factor(name: str, node: Node, base: Scenario, reader: NodeReader) -> Factor | None:
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
    steps = reader.value(given.pop("steps", None), Integer(2, MAX_STEPS))
    if len(given) != 1:
        reader.refuse(node.place, EXAMPLE)
        return None
    ((family, parameters),) = given.items()
    return _sampled_factor(name, paths, family, parameters, steps, base, reader)


def check_levels(nodes: Sequence[Mapping[str, Node]], base: Scenario, reader: NodeReader) -> bool:
    """Set each level in the base scenario by itself, and note what is refused."""
    before = len(reader.problems)
    for changes in nodes:
        try:
            base.vary(changes)
        except ScenarioError as error:
            reader.problems += [p for p in error.problems if p not in reader.problems]
    return len(reader.problems) == before


def _paths(name: str, entries: Mapping[str, Node], reader: NodeReader) -> tuple[str, ...]:
    if "paths" in entries:
        return tuple(
            str(node.value) for node in reader.items(entries["paths"]) if isinstance(node, Leaf)
        )
    node = entries.get("path")
    return (str(node.value),) if isinstance(node, Leaf) else (name,)


def _of_paths(
    name: str, paths: tuple[str, ...], node: Node, base: Scenario, reader: NodeReader
) -> Factor | None:
    """A factor whose levels are values that one path takes, or several alike."""
    if isinstance(node, Leaf):
        return _sampled_factor(name, paths, "between", node, None, base, reader)
    if isinstance(node, Map):
        named = list(node.nodes.items())
    else:
        named = [(_label(child), child) for child in reader.items(node)]
    kind = _kind(paths, node, reader)
    if kind is UNKNOWN:
        return None
    levels = [
        FactorLevel(
            label,
            dict.fromkeys(paths, plain(child)),
            number_of(kind, plain(child), base.plan.currency),
        )
        for label, child in named
    ]
    factor = _with_distinct_levels(Factor(name, paths, tuple(levels)), node, reader)
    changes = [dict.fromkeys(paths, child) for _, child in named]
    return factor if factor and check_levels(changes, base, reader) else None


def _tied(name: str, node: Node, base: Scenario, reader: NodeReader) -> Factor | None:
    """A factor whose levels are named, and set several figures together."""
    named = reader.map(node)
    changes = [reader.map(child) for child in named.values()]
    levels = [
        FactorLevel(label, {path: plain(value) for path, value in setting.items()})
        for label, setting in zip(named, changes, strict=True)
    ]
    paths = tuple(dict.fromkeys(path for setting in changes for path in setting))
    factor = _with_distinct_levels(Factor(name, paths, tuple(levels)), node, reader)
    return factor if factor and check_levels(changes, base, reader) else None


def _sampled_factor(
    name: str,
    paths: tuple[str, ...],
    family: str,
    node: Node,
    steps: int | None,
    base: Scenario,
    reader: NodeReader,
) -> Factor | None:
    """A factor with a distribution; with `steps`, so many levels evenly spaced over its range."""
    kind = _kind(paths, node, reader)
    if kind is UNKNOWN:
        return None
    try:
        distribution = read_factor_distribution(kind, family, plain(node), base.plan.currency)
    except UnreadableError as error:
        reader.refuse(node, f"{error}")
        return None
    if not _is_within_range(distribution, paths, node, base, reader):
        return None
    sampled = Factor(name, paths, (), distribution)
    if steps is None:
        return sampled
    if family != "uniform" or isinstance(kind, Integer):
        reader.refuse(
            node.place,
            "steps go with {uniform: [low, high]} of a field that takes fractions; "
            "otherwise list the levels, such as [1, 2, 3]",
        )
        return None
    levels = (sampled.at(k / (steps - 1)) for k in range(steps))
    return _with_distinct_levels(Factor(name, paths, tuple(levels)), node, reader)


def _is_within_range(
    distribution: FactorDistribution,
    paths: tuple[str, ...],
    node: Node,
    base: Scenario,
    reader: NodeReader,
) -> bool:
    """Whether the middle of the distribution can stand, and its ends are in the field's range."""
    for chance in (0.001, 0.999):
        value = distribution.quantile(chance)
        if refusal := distribution.field.refusal(value, base.plan.currency):
            reader.refuse(
                node, f"values such as {distribution.field.typed(value)} occur, but {refusal}"
            )
            return False
    middle = Leaf(distribution.field.typed(distribution.quantile(0.5)), node.place)
    return check_levels([dict.fromkeys(paths, middle)], base, reader)


def _kind(paths: tuple[str, ...], node: Node, reader: NodeReader) -> Kind | None:
    try:
        kinds = [kind_at(path) for path in paths]
    except UnknownPath as unknown:
        reader.refuse(
            node.place, f"{unknown}; a factor is named after its key path, or holds it under path"
        )
        return UNKNOWN
    return kinds[0] if kinds else None


def _with_distinct_levels(factor: Factor, node: Node, reader: NodeReader) -> Factor | None:
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


def read_scheme(
    nodes: Mapping[str, Node], factors: Sequence[Factor], root: Map, reader: NodeReader
) -> Scheme:
    """Read `design`; where it is left out, a grid of the factors, or the list of points."""
    node = nodes.get("design")
    if node is None:
        return Scheme("list" if "points" in nodes else "grid")
    if isinstance(node, Leaf):
        node = Map({"kind": node}, node.place)
    entries = reader.map(node, ("kind", "points", "seed", "second_order", "crossed"))
    if "kind" not in entries:
        reader.refuse(node.place, f"kind is missing; type one of {', '.join(NAMES)}")
        return Scheme()
    name = reader.value(entries["kind"], word_kind(NAMES), "grid")
    order = reader.value(entries.get("second_order"), word_kind(("none", "estimated")), "none")
    crossed = _crossed(entries.get("crossed"), factors, reader)
    points = reader.value(entries.get("points"), Integer(1, MAX_POINTS), 0)
    if name in SAMPLED and not points and "points" not in entries:
        reader.refuse(node.place, f"{name} needs points: how many, such as {{points: 64}}")
    for key in ("points", "seed", "crossed"):
        if name not in SAMPLED and key in entries:
            reader.refuse(entries[key], f"{name} takes no {key}; delete it")
    if name == "sobol" and points & (points - 1):
        reader.refuse(entries["points"], "sobol needs a power of two: 64, 128, 256 ...")
    if name == "sobol" and crossed:
        reader.refuse(entries["crossed"], "Sobol indices take all factors as sampled; delete it")
    if name != "sobol" and "second_order" in entries:
        reader.refuse(entries["second_order"], "only sobol estimates it; delete it")
    seed = reader.value(entries.get("seed"), Integer(0, min(SEED_LIMIT, 2**32) - 1), 1)
    return Scheme(name, points, seed, order == "estimated", crossed)


def scheme_points(
    scheme: Scheme, factors: Sequence[Factor], base: Scenario, root: Map, reader: NodeReader
) -> tuple[Point, ...]:
    """The points of a scheme; what cannot be combined becomes a problem."""
    place = root.place.under("factors")
    if not factors:
        reader.refuse(place, "nothing is varied: add factors, or a list of points")
        return ()
    open_ended = [f.name for f in factors if f.distribution is not None and not f.levels]
    needs_levels = (
        open_ended if scheme.name == "grid" else [n for n in open_ended if n in scheme.crossed]
    )
    if needs_levels:
        reader.refuse(
            place,
            f"{needs_levels[0]} has a distribution: in a grid it needs levels, such as "
            "{uniform: [low, high], steps: 5}, or choose the design latin_hypercube",
        )
        return ()
    if scheme.name in SAMPLED and len(scheme.crossed) == len(factors):
        reader.refuse(place, "all factors are crossed: choose the design grid")
        return ()
    count = _count(scheme, factors)
    if count > MAX_POINTS:
        reader.refuse(place, f"the design has {count:,} points; at most {MAX_POINTS:,} are run")
        return ()
    points = tuple(Point(number, row) for number, row in enumerate(combined(scheme, factors)))
    _check_drawn(points, factors, base, root, reader)
    return points


def listed_points(
    nodes: Mapping[str, Node],
    factors: Sequence[Factor],
    base: Scenario,
    folder: Path,
    reader: NodeReader,
    files: FileReader,
) -> tuple[tuple[Factor, ...], tuple[Point, ...]]:
    """The points of a list of maps, or of a CSV file, from factor or key path to a value."""
    node = nodes.get("points")
    if isinstance(node, Leaf) and str(node.value).lower().endswith(".csv"):
        node, found = rows_of_file(str(node.value), folder, node.place, files)
        reader.problems += found
    if not isinstance(node, Items | Table):
        if "points" not in nodes:
            reader.refuse(nodes["design"].place, "the design list needs points")
        elif node is not None:
            reader.refuse(node, "points is a list of maps, or the name of a .csv file")
        return tuple(factors), ()
    rows = reader.rows(node)
    known = {factor.name: factor for factor in factors}
    names = list(dict.fromkeys([*known, *(name for row in rows for name in row)]))
    columns = [
        [_listed_level(name, row.get(name), known, base, reader) for row in rows] for name in names
    ]
    widened = tuple(
        known.get(name) or Factor(name, (name,), _distinct_levels(column))
        for name, column in zip(names, columns, strict=True)
    )
    points = [Point(number, levels) for number, levels in enumerate(zip(*columns, strict=True))]
    return widened, tuple(points)


def _listed_level(
    name: str, node: Node | None, known: Mapping[str, Factor], base: Scenario, reader: NodeReader
) -> FactorLevel:
    if node is None or (isinstance(node, Leaf) and node.value in (None, "")):
        return UNCHANGED_LEVEL
    text = str(plain(node))
    factor = known.get(name)
    for level in factor.levels if factor else ():
        if level.label == text:
            return level
    if factor and (len(factor.paths) > 1 or factor.levels):
        labels = [level.label for level in factor.levels]
        hint = did_you_mean(text, labels) or f"; known: {', '.join(labels)}"
        reader.refuse(node, f"{name} has no such level{hint}")
        return UNCHANGED_LEVEL
    path = factor.paths[0] if factor else name
    try:
        kind = kind_at(path)
    except UnknownPath as unknown:
        reader.refuse(node.place, str(unknown))
        return UNCHANGED_LEVEL
    check_levels([{path: node}], base, reader)
    return FactorLevel(text, {path: plain(node)}, number_of(kind, plain(node), base.plan.currency))


def _distinct_levels(column: Sequence[FactorLevel]) -> tuple[FactorLevel, ...]:
    return tuple({level.label: level for level in column}.values())


def _crossed(node: Node | None, factors: Sequence[Factor], reader: NodeReader) -> tuple[str, ...]:
    if node is None:
        return ()
    kind = word_kind(tuple(factor.name for factor in factors))
    names = [reader.value(child, kind) for child in reader.items(node)]
    return tuple(name for name in names if name is not None)


def _count(scheme: Scheme, factors: Sequence[Factor]) -> int:
    if scheme.name == "one_at_a_time":
        return 1 + sum(len(factor.levels) or 2 for factor in factors)
    if scheme.name == "sobol":
        return points_of_sobol(scheme, len(factors))
    crossed = scheme.name in SAMPLED
    levels = [len(f.levels) for f in factors if not crossed or f.name in scheme.crossed]
    return prod(levels) * (scheme.points if crossed else 1)


def _check_drawn(
    points: Sequence[Point],
    factors: Sequence[Factor],
    base: Scenario,
    root: Map,
    reader: NodeReader,
) -> None:
    """Hold each drawn number to its field's range."""
    for place, factor in enumerate(factors):
        if factor.distribution is None:
            continue
        for point in points:
            level = point.levels[place]
            if level.number is None:
                continue
            refusal = factor.distribution.field.refusal(level.number, base.plan.currency)
            if refusal:
                where = root.place.under("factors").under(factor.name)
                reader.refuse(
                    where,
                    f"point {point.number} draws {level.label}, but {refusal}; choose a narrower "
                    "distribution, such as uniform or triangular",
                )
                return
