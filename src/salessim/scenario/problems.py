"""From validation errors to problems that a user can act on: file, line, key path, what to type."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from salessim.errors import InputProblem
from salessim.scenario.kinds import did_you_mean
from salessim.scenario.schema.section import tag_of
from salessim.scenario.schema_types import (
    ROOT,
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaField,
    SchemaType,
    SectionType,
    UnknownPath,
    step_into,
)
from salessim.scenario.tree import BooleanWord, Broken, Leaf, Map, Node, Place, place_at

MAX_PROBLEMS = 200
LONGEST_VALUE = 60

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
    value = node.value
    text = value.word if isinstance(value, BooleanWord) else " ".join(str(value).split())
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
        yield location, None if is_reported else problem_at(root, location, message)


def _message(root: Map, location: Location, error: Any) -> str:
    kind = error["type"]
    if kind == "unreadable":
        return str(error["ctx"]["message"])
    field, above = _expected_at(location)
    if kind == "extra_forbidden" and isinstance(above, SectionType):
        return _unknown_key(str(location[-1]), above)
    schema = field.type if isinstance(field, SchemaField) else field
    if kind == "missing":
        sentence = (field.info.description or "") if isinstance(field, SchemaField) else ""
        return f"this is missing; {sentence[:1].lower()}{sentence[1:]} Type {_example(schema)}"
    _, node = place_at(root, location)
    if isinstance(node, Leaf) and isinstance(node.value, BooleanWord):
        return f"YAML readers disagree on this word; type {_example(schema)}"
    return f"{_expected(schema)} is needed here; type {_example(schema)}"


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


def _unknown_key(key: str, group: SectionType) -> str:
    for name, field in ROOT.fields.items():
        inner = field.type.item if isinstance(field.type, MappingType) else field.type
        if isinstance(inner, SectionType) and inner.models != group.models and key in inner.fields:
            return f"there is no such key here; it belongs to {name}"
    near = did_you_mean(key, group.fields)
    return f"there is no such key{near or '; known: ' + ', '.join(group.fields)}"


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


def _example(schema: SchemaType) -> str:
    match schema:
        case ScalarType(kind=kind):
            return kind.example
        case SectionType(shorthand=shorthand):
            word = f"{shorthand.word}, or " if shorthand and shorthand.word else ""
            return word + "{" + ", ".join(f"{key}: ..." for key in list(schema.fields)[:3]) + "}"
        case MappingType(item=ScalarType(kind=kind)):
            return f"{{name: {kind.example}}}"
        case MappingType():
            return "{name: {...}}"
        case ListType(item=ScalarType()):
            return "[first, second]"
        case ListType():
            return "a list of maps, or the name of a .csv file"
        case AnyType():
            return "something else"


def in_order(problems: Iterable[InputProblem]) -> list[InputProblem]:
    """Problems by file and line, without repetitions, cut where nobody would read on."""
    files: dict[str, int] = {}
    unique = dict.fromkeys(problems)
    for problem in unique:
        files.setdefault(problem.file, len(files))
    ordered = sorted(unique, key=lambda p: (files[p.file], p.line or 0))
    if len(ordered) > MAX_PROBLEMS:
        more = len(ordered) - MAX_PROBLEMS
        last = InputProblem(ordered[0].file, None, "", "", f"and {more:,} problems more")
        ordered = [*ordered[:MAX_PROBLEMS], last]
    return ordered
