"""From validation errors to problems that a user can act on: file, line, key path, what to type."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from salessim import arguments
from salessim.errors import InputProblem
from salessim.scenario.dates import Day
from salessim.scenario.kinds import Kind
from salessim.scenario.schema.horizon import Calendar, Horizon, Target
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.market import Channel, Segment
from salessim.scenario.schema.motivation import Attrition
from salessim.scenario.schema.section import Section, Shorthand, tag_of
from salessim.scenario.schema.strategy import Today
from salessim.scenario.schema.team import Role
from salessim.scenario.schema.time import Crm, Time
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
)
from salessim.scenario.tree import (
    BooleanWord,
    Broken,
    Items,
    Leaf,
    Map,
    Node,
    Place,
    place_at,
    plain,
)
from salessim.units import UnreadableError

MAX_PROBLEMS = 200
LONGEST_VALUE = 60
MOST_KINDS = 3
"""Kinds of problem that are told of one column of a table."""
MOST_LINES = 5
"""Lines that are named of one column."""
NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
"""Names in advice for entries that have none."""
MAIN_KEYS: Mapping[type[Section], tuple[str, ...]] = MappingProxyType(
    {
        Segment: ("deal",),
        Channel: ("leads",),
        Role: ("people",),
        Horizon: ("months",),
        Calendar: ("country",),
        Target: ("revenue",),
        Manager: ("coaching",),
        Crm: ("adoption",),
        Today: ("cash",),
        Time: ("administration",),
        Attrition: ("rate",),
    }
)
"""Keys that a section says most with, beside those that it must have."""

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


def shown(node: Node | None) -> str:
    """What was given, as short text."""
    if not isinstance(node, Leaf) or node.value is None:
        return ""
    value = node.value.word if isinstance(node.value, BooleanWord) else node.value
    text = " ".join(value.split()) if isinstance(value, str) else arguments.shown(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def schema_problems(
    root: Map, errors: Iterable[Any]
) -> Iterator[tuple[Location, InputProblem | None]]:
    """One problem for each of pydantic's errors, with its location in the tree.

    An error about a value whose problem is known already has no problem of its own.
    """
    for error in errors:
        location = tuple(part for part in error["loc"] if part != "[key]")
        _, node = place_at(root, location)
        is_reported = isinstance(node, Leaf) and isinstance(node.value, Broken)
        message = _message(root, location, error)
        problem = None if is_reported else problem_at(root, location, message)
        if problem and error["type"] == "extra_forbidden" and problem.file != root.place.file:
            # A key that the language does not have: in a file that is none of ours, perhaps.
            problem = replace(problem, path=problem.path.rpartition(".")[0], value="")
        yield location, problem


def _message(root: Map, location: Location, error: Any) -> str:
    kind = error["type"]
    if kind == "unreadable":
        return str(error["ctx"]["message"])
    field, above = _expected_at(location)
    _, node = place_at(root, location)
    if kind == "extra_forbidden" and isinstance(above, SectionType):
        return _unknown_key(root, location, above, node)
    schema = field.type if isinstance(field, SchemaField) else field
    if kind == "missing":
        sentence = (field.info.description or "") if isinstance(field, SchemaField) else ""
        typed = _within_horizon(root, f"{location[-1]}: {sample(schema)}")
        return f"this is missing; {sentence[:1].lower()}{sentence[1:]} Type {typed}"
    if isinstance(node, Leaf) and isinstance(node.value, BooleanWord):
        return f"YAML readers disagree on this word; type {_with_word(schema)}"
    instead = instead_of(schema, node)
    if node is not None and Day().sample not in _as_typed(node):
        instead = _within_horizon(root, instead)
    return f"{_expected(schema)} is needed here; type {instead}"


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
    """The section of a group that a tag of the schema names."""
    models = schema.models if isinstance(schema, SectionType) else ()
    named = tuple(model for model in models if tag == tag_of(model))
    return SectionType(named) if named else schema


def _unknown_key(root: Map, location: Location, group: SectionType, node: Node | None) -> str:
    key = str(location[-1])
    here = tuple(str(part) for part in location[:-1] if not str(part).startswith("«"))
    near = near_key(key, group)
    place = place_elsewhere(key, group, here)
    if place is None or (near and here):
        return f"there is no such key{near or '; known: ' + ', '.join(group.fields)}"
    if _is_place(here, place[:-1]):
        return "there is no such key beside the others: it is another way to say it; keep one way"
    path = _with_names(root, place)
    value = "..." if node is None else _as_typed(node)
    where = f"it belongs to {'.'.join(path[:-1])}" if path[1:] else "it stands at the top"
    for part in reversed(path[1:]):
        value = f"{{{part}: {value}}}"
    return f"there is no such key here{near}; {where}: type {path[0]}: {value}"


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


def _expected(schema: SchemaType) -> str:
    match schema:
        case SectionType():
            return "a map of keys"
        case MappingType():
            return "a map of names"
        case ListType():
            return "a list"
        case _:
            return "one value"


def sample(schema: SchemaType) -> str:
    """Something that may be typed where the schema expects this."""
    match schema:
        case ScalarType(kind=kind) | SectionType(shorthand=Shorthand(kind=Kind() as kind)):
            return kind.sample
        case SectionType():
            keys = _main_keys(schema)
            return "{" + ", ".join(f"{k}: {sample(schema.fields[k].type)}" for k in keys) + "}"
        case MappingType(item=item):
            return f"{{first: {sample(item)}}}"
        case ListType(item=ScalarType()):
            return "[first, second]"
        case ListType():
            return "a list of maps, or the name of a .csv file"
        case AnyType():
            return "something else"


def _with_word(schema: SchemaType) -> str:
    """What may be typed, with the word that may stand for it."""
    word = schema.shorthand.word if isinstance(schema, SectionType) and schema.shorthand else ""
    return f"{word}, or {sample(schema)}" if word else sample(schema)


def _main_keys(group: SectionType) -> list[str]:
    """The keys without which a section says nothing, or else its first ones."""
    fields = group.fields
    main = [key for model in group.models for key in MAIN_KEYS.get(model, ())]
    keys = [key for key, field in fields.items() if field.info.is_required() or key in main]
    return keys or list(fields)[:2]


def instead_of(schema: SchemaType, node: Node | None) -> str:
    """What to type in place of a node that has another shape, with its own words where they fit."""
    match schema, node:
        case SectionType(shorthand=Shorthand(word=str(word))), _:
            return f"{word}, or {sample(schema)}"
        case SectionType(), Leaf(value=value):
            return _section_with(schema, value, _as_typed(node))
        case SectionType(), Items(nodes=nodes) if all(isinstance(one, Leaf) for one in nodes):
            return _section_with(schema, plain(node), _as_typed(node))
        case MappingType(item=item), Leaf(value=value):
            if str(value).isdecimal() and 0 < int(value) <= len(NUMBERS):
                return _named({name: sample(item) for name in NUMBERS[: int(value)]})
            return _named({_as_typed(node): sample(item)})
        case MappingType(item=item), Items(nodes=nodes):
            return _named(dict(_named_entry(k, child, item) for k, child in enumerate(nodes)))
        case ListType(item=ScalarType()), Leaf():
            return f"[{_as_typed(node)}]"
        case ListType(item=ScalarType()), Map(nodes=named):
            return f"[{', '.join(named)}]"
    return _with_word(schema)


def _named(entries: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in entries.items()) + "}"


def _named_entry(index: int, node: Node, item: SchemaType) -> tuple[str, str]:
    """An entry of a list as one of a map: by its own name, or else by its number."""
    number = NUMBERS[min(index, len(NUMBERS) - 1)]
    if isinstance(node, Map):
        name = next((key for key in ("name", "id", "label", "title") if key in node.nodes), None)
        if name is None:
            return number, _as_typed(node)
        rest = Map({key: child for key, child in node.nodes.items() if key != name}, node.place)
        return _as_typed(node.nodes[name]), _as_typed(rest)
    kind = item.shorthand.kind if isinstance(item, SectionType) and item.shorthand else None
    kind = item.kind if isinstance(item, ScalarType) else kind
    if isinstance(node, Leaf) and kind is not None and _is_read(kind, node.value):
        return number, _as_typed(node)
    return _as_typed(node), sample(item)


def _section_with(group: SectionType, value: Any, typed: str) -> str:
    """A section that says what a single value, or a list of them, probably meant."""
    entries = {key: sample(group.fields[key].type) for key in _main_keys(group)}
    for key in entries:
        schema = group.fields[key].type
        if isinstance(schema, SectionType) and schema.shorthand and schema.shorthand.kind:
            schema = ScalarType(schema.shorthand.kind)
        if isinstance(schema, ScalarType) and _is_read(schema.kind, value):
            return _named({**entries, key: typed})
    return _named(entries)


def _is_read(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value, None)
    except UnreadableError:
        return False
    return True


def _as_typed(node: Node) -> str:
    """A node in one line of YAML."""
    match node:
        case Map(nodes=named):
            return _named({key: _as_typed(child) for key, child in named.items()})
        case Items(nodes=nodes):
            return f"[{', '.join(map(_as_typed, nodes))}]"
        case _:
            return shown(node) or "..."


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
