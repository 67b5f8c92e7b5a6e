"""From the schema's findings to problems that a user can act on."""

from collections.abc import Iterable, Iterator
from typing import Any

from salessim.errors import Problem
from salessim.scenario.kinds import did_you_mean
from salessim.scenario.nodes import BooleanWord, Broken, Leaf, Map, Node, Place, place_at
from salessim.scenario.schema.section import tag_of
from salessim.scenario.shape import (
    PLAN,
    Anything,
    Group,
    Named,
    Rows,
    Shape,
    Spot,
    UnknownPath,
    Value,
    step_into,
)

MOST_PROBLEMS = 200
LONGEST_VALUE = 60

type Location = tuple[str | int, ...]


def problem_at(root: Map, location: Location, message: str, value: Any = None) -> Problem:
    """A problem at a location of the tree; `value` where it is not what stands there."""
    place, node = place_at(root, location)
    given = node if value is None else Leaf(value, place)
    return problem_of(place, shown(given), message)


def problem_of(place: Place, value: str, message: str) -> Problem:
    """A problem at a place."""
    return Problem(place.file, place.line, ".".join(place.path), value, message)


def shown(node: Node | None) -> str:
    """What was given, as short text."""
    if not isinstance(node, Leaf) or node.value is None:
        return ""
    value = node.value
    text = value.word if isinstance(value, BooleanWord) else " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def schema_problems(
    root: Map, findings: Iterable[Any]
) -> Iterator[tuple[Location, Problem | None]]:
    """One problem for each of pydantic's findings, with its location in the tree.

    A finding about a value whose problem is known already has no problem of its own.
    """
    for finding in findings:
        location = tuple(part for part in finding["loc"] if part != "[key]")
        _, node = place_at(root, location)
        known = isinstance(node, Leaf) and isinstance(node.value, Broken)
        message = _message(root, location, finding)
        yield location, None if known else problem_at(root, location, message)


def _message(root: Map, location: Location, finding: Any) -> str:
    kind = finding["type"]
    if kind == "unreadable":
        return str(finding["ctx"]["message"])
    spot, above = _spots(location)
    if kind == "extra_forbidden" and isinstance(above, Group):
        return _unknown_key(str(location[-1]), above)
    shape = spot.shape if isinstance(spot, Spot) else spot
    if kind == "missing":
        sentence = (spot.field.description or "") if isinstance(spot, Spot) else ""
        return f"this is missing; {sentence[:1].lower()}{sentence[1:]} Type {_example(shape)}"
    _, node = place_at(root, location)
    if isinstance(node, Leaf) and isinstance(node.value, BooleanWord):
        return f"YAML readers disagree on this word; type {_example(shape)}"
    return f"{_expected(shape)} is needed here; type {_example(shape)}"


def _spots(location: Location) -> tuple[Spot | Shape, Shape]:
    """What the schema has at a location, and the shape above it."""
    shape: Shape = PLAN
    above: Shape = PLAN
    spot: Spot | Shape = PLAN
    for part in location:
        if isinstance(part, str) and part.startswith("«"):
            shape = _member(shape, part)
            continue
        above = shape
        if isinstance(shape, Rows) and isinstance(part, int):
            shape = spot = shape.item
            continue
        if isinstance(shape, Group) and part in shape.fields:
            spot = shape.fields[str(part)]
            shape = spot.shape
            continue
        try:
            shape = spot = step_into(shape, str(part), ())
        except UnknownPath:
            shape = spot = Anything()
    return spot, above


def _member(shape: Shape, tag: str) -> Shape:
    """The section of a group that a tag of the schema names."""
    models = shape.models if isinstance(shape, Group) else ()
    named = tuple(model for model in models if tag == tag_of(model))
    return Group(named) if named else shape


def _unknown_key(key: str, group: Group) -> str:
    for name, spot in PLAN.fields.items():
        inner = spot.shape.item if isinstance(spot.shape, Named) else spot.shape
        if isinstance(inner, Group) and inner.models != group.models and key in inner.fields:
            return f"there is no such key here; it belongs to {name}"
    near = did_you_mean(key, group.fields)
    return f"there is no such key{near or '; known: ' + ', '.join(group.fields)}"


def _expected(shape: Shape) -> str:
    match shape:
        case Group():
            return "a map of keys"
        case Named():
            return "a map of names"
        case Rows():
            return "a list"
        case _:
            return "one value"


def _example(shape: Shape) -> str:
    match shape:
        case Value(kind=kind):
            return kind.example
        case Group(shorthand=shorthand):
            word = f"{shorthand.word}, or " if shorthand and shorthand.word else ""
            return word + "{" + ", ".join(f"{key}: ..." for key in list(shape.fields)[:3]) + "}"
        case Named(item=Value(kind=kind)):
            return f"{{name: {kind.example}}}"
        case Named():
            return "{name: {...}}"
        case Rows(item=Value()):
            return "[first, second]"
        case Rows():
            return "a list of maps, or the name of a .csv file"
        case Anything():
            return "something else"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line, without repetitions, cut where nobody would read on."""
    files: dict[str, int] = {}
    unique = dict.fromkeys(problems)
    for problem in unique:
        files.setdefault(problem.file, len(files))
    ordered = sorted(unique, key=lambda p: (files[p.file], p.line or 0))
    if len(ordered) > MOST_PROBLEMS:
        more = len(ordered) - MOST_PROBLEMS
        last = Problem(ordered[0].file, None, "", "", f"and {more:,} problems more")
        ordered = [*ordered[:MOST_PROBLEMS], last]
    return ordered
