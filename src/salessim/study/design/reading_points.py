"""Reads how factors are combined into points: a scheme, or a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

from salessim.model.draws import SEED_LIMIT
from salessim.scenario import Scenario
from salessim.scenario.files import rows_of_file
from salessim.scenario.kinds import Integer, did_you_mean
from salessim.scenario.schema_types import UnknownPath
from salessim.scenario.tree import Items, Leaf, Map, Node, Table, plain
from salessim.study.design.experiment import Point
from salessim.study.design.factors import UNCHANGED, Factor, Level
from salessim.study.design.figures import kind_at, number_of
from salessim.study.design.reading import Reader, words
from salessim.study.design.reading_factors import check_levels
from salessim.study.design.schemes import SAMPLED, Scheme, combined, points_of_sobol

NAMES = ("grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "sobol_sequence")
MOST_POINTS = 1_000_000


def read_scheme(
    nodes: Mapping[str, Node], factors: Sequence[Factor], root: Map, reader: Reader
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
    name = reader.value(entries["kind"], words(NAMES), "grid")
    order = reader.value(entries.get("second_order"), words(("none", "estimated")), "none")
    crossed = _crossed(entries.get("crossed"), factors, reader)
    points = reader.value(entries.get("points"), Integer(1, MOST_POINTS), 0)
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
    scheme: Scheme, factors: Sequence[Factor], base: Scenario, root: Map, reader: Reader
) -> tuple[Point, ...]:
    """The points of a scheme; what cannot be combined becomes a problem."""
    place = root.place.under("factors")
    if not factors:
        reader.refuse(place, "nothing is varied: add factors, or a list of points")
        return ()
    open_ended = [f.name for f in factors if f.spread is not None and not f.levels]
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
    if count > MOST_POINTS:
        reader.refuse(place, f"the design has {count:,} points; at most {MOST_POINTS:,} are run")
        return ()
    points = tuple(Point(number, row) for number, row in enumerate(combined(scheme, factors)))
    _check_drawn(points, factors, base, root, reader)
    return points


def listed_points(
    nodes: Mapping[str, Node],
    factors: Sequence[Factor],
    base: Scenario,
    folder: Path,
    reader: Reader,
) -> tuple[tuple[Factor, ...], tuple[Point, ...]]:
    """The points of a list of maps, or of a CSV file, from factor or key path to a value."""
    node = nodes.get("points")
    if isinstance(node, Leaf) and str(node.value).lower().endswith(".csv"):
        node, found = rows_of_file(str(node.value), folder, node.place)
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
        known.get(name) or Factor(name, (name,), _distinct(column))
        for name, column in zip(names, columns, strict=True)
    )
    points = [Point(number, levels) for number, levels in enumerate(zip(*columns, strict=True))]
    return widened, tuple(points)


def _listed_level(
    name: str, node: Node | None, known: Mapping[str, Factor], base: Scenario, reader: Reader
) -> Level:
    if node is None or (isinstance(node, Leaf) and node.value in (None, "")):
        return UNCHANGED
    text = str(plain(node))
    factor = known.get(name)
    for level in factor.levels if factor else ():
        if level.label == text:
            return level
    if factor and (len(factor.paths) > 1 or factor.levels):
        labels = [level.label for level in factor.levels]
        hint = did_you_mean(text, labels) or f"; known: {', '.join(labels)}"
        reader.refuse(node, f"{name} has no such level{hint}")
        return UNCHANGED
    path = factor.paths[0] if factor else name
    try:
        kind = kind_at(path)
    except UnknownPath as unknown:
        reader.refuse(node.place, str(unknown))
        return UNCHANGED
    check_levels([{path: node}], base, reader)
    return Level(text, {path: plain(node)}, number_of(kind, plain(node), base.plan.currency))


def _distinct(column: Sequence[Level]) -> tuple[Level, ...]:
    return tuple({level.label: level for level in column}.values())


def _crossed(node: Node | None, factors: Sequence[Factor], reader: Reader) -> tuple[str, ...]:
    if node is None:
        return ()
    kind = words(tuple(factor.name for factor in factors))
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
    points: Sequence[Point], factors: Sequence[Factor], base: Scenario, root: Map, reader: Reader
) -> None:
    """Hold each drawn number to its field's range."""
    for place, factor in enumerate(factors):
        if factor.spread is None:
            continue
        for point in points:
            level = point.levels[place]
            if level.number is None:
                continue
            refusal = factor.spread.figure.refusal(level.number, base.plan.currency)
            if refusal:
                where = root.place.under("factors").under(factor.name)
                reader.refuse(
                    where,
                    f"point {point.number} draws {level.label}, but {refusal}; choose a narrower "
                    "distribution, such as uniform or triangular",
                )
                return
