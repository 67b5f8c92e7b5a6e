"""From validation errors to problems that a user can act on: file, line, key path, what to type."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from salessim.errors import InputProblem
from salessim.near_words import near_words
from salessim.scenario.dates import Day
from salessim.scenario.habits import habit, named_months
from salessim.scenario.schema.section import tag_of
from salessim.scenario.schema_types import (
    NAME,
    ROOT,
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaField,
    SchemaType,
    SectionType,
    UnknownPath,
    near_key,
    place_elsewhere,
    step_into,
    type_at,
)
from salessim.scenario.shapes import as_typed, expected, instead_of, named, sample, shown, with_word
from salessim.scenario.tree import (
    BooleanWord,
    Broken,
    Leaf,
    Map,
    Node,
    Place,
    place_at,
)
from salessim.units import UnreadableError

MAX_PROBLEMS = 200
NO_SUCH_KEY = "there is no such key"
MOST_KINDS = 3
"""Kinds of problem that are told of one column of a table."""
MOST_LINES = 5
"""Lines that are named of one column."""
type Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Inconsistency:
    """What a check between sections finds: figures that do not fit together.

    Attributes:
        location: keys and row numbers down to what is wrong.
        message: what is expected and what to do.
        value: what was given, where the location alone does not show it.
        about: the name that is not known, if that is the matter.
    """

    location: Location
    message: str
    value: str | None = None
    about: str | None = None


def problem_at(root: Map, location: Location, message: str, value: Any = None) -> InputProblem:
    """A problem at a location of the tree; `value` where it is not what stands there."""
    place, node = place_at(root, location)
    given = node if value is None else Leaf(value, place)
    return problem_of(place, shown(given), message)


def problem_of(place: Place, value: str, message: str) -> InputProblem:
    """A problem at a place."""
    return InputProblem(place.file, place.line, ".".join(place.path), value, message)


def schema_problems(
    root: Map, errors: Iterable[Any]
) -> Iterator[tuple[Location, InputProblem | None]]:
    """One problem for each of pydantic's errors, with its location in the tree.

    An error about a value whose problem is known already has no problem of its own, nor has a key
    that is missing because it was typed under another name. Where most keys are none of ours, only
    the first are told what they may have meant: nobody reads on.
    """
    unknown = 0
    errors = list(errors)
    misnamed = _misnamed(errors[:MAX_PROBLEMS])
    for error in errors:
        location = tuple(part for part in error["loc"] if part != "[key]")
        _, node = place_at(root, location)
        is_reported = isinstance(node, Leaf) and isinstance(node.value, Broken)
        is_reported |= error["type"] == "missing" and location in misnamed
        unknown += error["type"] == "extra_forbidden"
        message = NO_SUCH_KEY if unknown > MAX_PROBLEMS else _message(root, location, error)
        problem = None if is_reported else problem_at(root, location, message)
        if problem and error["type"] == "extra_forbidden" and problem.file != root.place.file:
            # A key that the language does not have: in a file that is none of ours, perhaps.
            problem = replace(problem, path=problem.path.rpartition(".")[0], value="")
        yield location, problem


def _misnamed(errors: Iterable[Any]) -> set[Location]:
    """Locations of the keys that unknown keys beside them surely meant."""
    found: set[Location] = set()
    for error in errors:
        location = tuple(part for part in error["loc"] if part != "[key]")
        _, above = _expected_at(location)
        if error["type"] == "extra_forbidden" and isinstance(above, SectionType):
            near = near_words(location[-1], above.fields)
            found |= {(*location[:-1], near[0])} if len(near) == 1 else set()
    return found


def _message(root: Map, location: Location, error: Any) -> str:
    kind = error["type"]
    _, node = place_at(root, location)
    if answer := habit(root, location, node):
        return answer
    field, above = _expected_at(location)
    if kind == "unreadable":
        months = named_months(root, node)
        if months and isinstance(field, SchemaField | ScalarType) and _moves(field):
            return f"a month is typed with its year: type {months}"
        return str(error["ctx"]["message"])
    if kind == "extra_forbidden" and isinstance(above, SectionType):
        return _unknown_key(root, location, above, node)
    schema = field.type if isinstance(field, SchemaField) else field
    if kind == "missing":
        sentence = (field.info.description or "") if isinstance(field, SchemaField) else ""
        typed = _within_horizon(root, f"{location[-1]}: {sample(schema)}")
        return f"this is missing; {sentence[:1].lower()}{sentence[1:]} Type {typed}"
    if isinstance(node, Leaf) and isinstance(node.value, BooleanWord):
        return f"YAML readers disagree on this word; type {with_word(schema)}"
    instead = instead_of(schema, node)
    if node is not None and Day().sample not in as_typed(node):
        instead = _within_horizon(root, instead)
    return f"{expected(schema)} is needed here; type {instead}"


def _moves(field: SchemaField | ScalarType) -> bool:
    """Whether a field may differ by month."""
    schema = field.type if isinstance(field, SchemaField) else field
    return isinstance(schema, ScalarType) and schema.kind.moves


def _within_horizon(root: Map, advice: str) -> str:
    """Advice whose sample of a month lies within the horizon that was typed."""
    horizon = root.nodes.get("horizon")
    start = horizon.nodes.get("from") if isinstance(horizon, Map) else None
    try:
        first = Day().read(start.value, None) if isinstance(start, Leaf) else None
    except UnreadableError:
        first = None
    return advice if first is None else advice.replace(Day().sample, f"{first:%Y-%m}")


def _expected_at(location: Location) -> tuple[SchemaField | SchemaType, SchemaType]:
    """What the schema has at a location, and the type above it."""
    schema: SchemaType = ROOT
    above: SchemaType = ROOT
    field: SchemaField | SchemaType = ROOT
    for part in location:
        if isinstance(part, str) and part.startswith("«"):
            schema = _member(schema, part)
            continue
        above = schema
        if isinstance(schema, ListType) and isinstance(part, int):
            schema = field = schema.item
            continue
        if isinstance(schema, SectionType) and part in schema.fields:
            field = schema.fields[str(part)]
            schema = field.type
            continue
        try:
            schema = field = step_into(schema, str(part), ())
        except UnknownPath:
            schema = field = AnyType()
    return field, above


def _member(schema: SchemaType, tag: str) -> SchemaType:
    """The section of a group that a tag of the schema names, or what stands under a name."""
    if isinstance(schema, MappingType):
        return schema.item
    models = schema.models if isinstance(schema, SectionType) else ()
    named = tuple(model for model in models if tag == tag_of(model))
    return SectionType(named) if named else schema


def _unknown_key(root: Map, location: Location, group: SectionType, node: Node | None) -> str:
    key = str(location[-1])
    here = tuple(str(part) for part in location[:-1] if not str(part).startswith("«"))
    near = near_key(key, group)
    if (
        not near
        and isinstance(node, Map)
        and all(isinstance(field.type, MappingType) for field in group.fields.values())
    ):
        first, *_ = group.fields
        inside = named({first: named({key: as_typed(node)})})
        return f"this stands inside {' or '.join(group.fields)}: type {inside}"
    place = place_elsewhere(key, group, here)
    if place is None or (near and here):
        return f"{NO_SUCH_KEY}{near or '; known: ' + ', '.join(group.fields)}"
    if _is_place(here, place[:-1]):
        return "there is no such key beside the others: it is another way to say it; keep one way"
    path = _with_names(root, place)
    value = "..." if node is None else as_typed(node)
    where = f"it belongs to {'.'.join(path[:-1])}" if path[1:] else "it stands at the top"
    trouble = _unreadable(root, path, node)
    value = "..." if trouble else value
    for part in reversed(path[1:]):
        value = f"{{{part}: {value}}}"
    return f"there is no such key here{near}; {where}: type {path[0]}: {value}{trouble}"


def _unreadable(root: Map, path: tuple[str, ...], node: Node | None) -> str:
    """What is wrong with a value for the field that it belongs to; empty where it can be read."""
    field = type_at(path)
    if not isinstance(node, Leaf) or not isinstance(field, ScalarType):
        return ""
    currency = root.nodes.get("currency")
    try:
        field.kind.read(node.value, str(currency.value) if isinstance(currency, Leaf) else "EUR")
    except UnreadableError as error:
        return f"; of the value: {error}"
    return ""


def _is_place(here: tuple[str, ...], place: tuple[str, ...]) -> bool:
    """Whether a key path is of a place of the schema."""
    pairs = zip(here, place, strict=False)
    return len(here) == len(place) and all(part in (NAME, key) for key, part in pairs)


def _with_names(root: Map, place: tuple[str, ...]) -> tuple[str, ...]:
    """A place of the schema with the first name that the tree has, for each that a user chooses."""
    node: Node | None = root
    path: list[str] = []
    for part in place:
        names = list(node.nodes) if isinstance(node, Map) else []
        key = (names or ["name"])[0] if part == NAME else part
        node = node.nodes.get(key) if isinstance(node, Map) else None
        path.append(key)
    return tuple(path)


def in_order(problems: Iterable[InputProblem]) -> list[InputProblem]:
    """Problems by file and line, without repetitions, cut where nobody would read on.

    Of a column of a table there is one, however many rows have it.
    """
    files: dict[str, int] = {}
    unique = dict.fromkeys(problems)
    for problem in unique:
        files.setdefault(problem.file, len(files))
    ordered = sorted(unique, key=lambda p: (files[p.file], p.line or 0))
    ordered = _one_a_column(ordered)
    if len(ordered) > MAX_PROBLEMS:
        more = len(ordered) - MAX_PROBLEMS
        last = InputProblem(ordered[0].file, None, "", "", f"and {more:,} problems more")
        ordered = [*ordered[:MAX_PROBLEMS], last]
    return ordered


def _one_a_column(ordered: list[InputProblem]) -> list[InputProblem]:
    """The problems, those of a table's column told by the first row that has each kind."""
    columns: dict[tuple[str, str], list[InputProblem]] = {}
    for problem in ordered:
        if problem.file.lower().endswith(".csv") and problem.line != 1:  # the line of the names
            columns.setdefault((problem.file, problem.path), []).append(problem)
    found = []
    for problem in ordered:
        rows = columns.get((problem.file, problem.path), [problem])
        rows = [problem] if problem.line == 1 else rows
        if problem is rows[0]:
            found.append(replace(problem, message=problem.message + _further_rows(rows)))
    return found


def _further_rows(rows: list[InputProblem]) -> str:
    """What to add to the problem of a column's first row about its other rows."""
    if len(rows) == 1:
        return ""
    kinds: dict[str, InputProblem] = {}
    for row in rows:
        kinds.setdefault(_kind_of(row), row)
    others = list(kinds.values())[1:MOST_KINDS]
    further = "".join(f"; line {row.line}: '{row.value}' given: {row.message}" for row in others)
    lines = [str(row.line) for row in rows[1 : MOST_LINES + 1]]
    more = ", ..." if len(rows) - 1 > MOST_LINES else ""
    count = "1 row more has" if len(rows) == 2 else f"{len(rows) - 1:,} rows more have"
    return f"{further}; {count} a problem in this column (lines {', '.join(lines)}{more})"


def _kind_of(problem: InputProblem) -> str:
    """The message without what differs from row to row."""
    bare = re.sub(r"'[^']*'|type .*?(?=;|$)|did you mean .*|known: .*", "", problem.message)
    return re.sub("[0-9]+", "", bare)
