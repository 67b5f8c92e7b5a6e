"""The type that the schema gives to each key path: a value, a section, a mapping, or a list.

It is derived from the annotations of the sections, so a field is described in one place.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, TypeAliasType, get_args, get_origin

from pydantic.fields import FieldInfo

from salessim.near_words import is_slip, means, near_words
from salessim.scenario.kinds import NONE_WORD, Kind, Name
from salessim.scenario.schema.hires import HiringRule, WithRule
from salessim.scenario.schema.horizon import Target
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.section import Section, Shorthand
from salessim.scenario.uncertain_default import UncertainDefault


@dataclass(frozen=True)
class ScalarType:
    """A single value."""

    kind: Kind


@dataclass(frozen=True)
class SectionType:
    """A map with known keys: those of one section, or of two that take turns."""

    models: tuple[type[Section], ...]
    shorthand: Shorthand | None = None

    @property
    def fields(self) -> "dict[str, SchemaField]":
        """What stands at each key."""
        return _fields(self.models)


@dataclass(frozen=True)
class MappingType:
    """A map whose keys are names that the user chooses.

    Attributes:
        item: what stands under a name.
        beside: a section whose keys may stand among the names.
        names: what a name may be.
    """

    item: "SchemaType"
    beside: SectionType | None = None
    names: Name = field(default_factory=Name)


@dataclass(frozen=True)
class ListType:
    """A list, or the rows of a table."""

    item: "SchemaType"


@dataclass(frozen=True)
class AnyType:
    """Whatever is typed; checked elsewhere."""


type SchemaType = ScalarType | SectionType | MappingType | ListType | AnyType


@dataclass(frozen=True)
class SchemaField:
    """A field of a section: what the schema says of it, and its type."""

    info: FieldInfo
    type: SchemaType

    @property
    def source(self) -> str:
        """Source of the default: a citation, or the word assumption; empty without a default."""
        return self._extra("source")

    @property
    def otherwise(self) -> str:
        """What holds where the default is None or empty, if that is a figure too."""
        return self._extra("otherwise")

    @property
    def default_text(self) -> str:
        """The default as it would be typed; empty where there is none."""
        default = self.info.default
        if self.info.is_required():
            return ""
        if default is None:
            return self.otherwise or NONE_WORD
        if isinstance(default, dict | tuple):
            return self.otherwise or ", ".join(default)
        if isinstance(default, UncertainDefault):
            return default.in_words
        return str(default) or self.otherwise

    def _extra(self, key: str) -> str:
        extra = self.info.json_schema_extra
        return str(extra[key]) if isinstance(extra, dict) else ""


class UnknownPath(Exception):
    """A key path does not exist in the schema; `str()` says what to type."""


def type_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> SchemaType:
    """The type that an annotation describes."""
    for mark in metadata:
        if isinstance(mark, Kind):
            return ScalarType(mark)
        if isinstance(mark, WithRule):
            schema = type_of(annotation)
            beside = SectionType((HiringRule,))
            return replace(schema, beside=beside) if isinstance(schema, MappingType) else schema
        if isinstance(mark, Shorthand):
            schema = type_of(annotation)
            return SectionType(schema.models, mark) if isinstance(schema, SectionType) else schema
    if isinstance(annotation, TypeAliasType):
        return type_of(annotation.__value__)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_of(arguments[0], arguments[1:])
    if origin is dict:
        marks = get_args(arguments[0])[1:]
        names = next((mark for mark in marks if isinstance(mark, Name)), Name())
        return MappingType(type_of(arguments[1]), names=names)
    if origin is tuple:
        return ListType(type_of(arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return SectionType((annotation,))
    members = [type_of(argument) for argument in arguments if argument is not NoneType]
    groups = [member for member in members if isinstance(member, SectionType)]
    if groups:
        return SectionType(tuple(model for group in groups for model in group.models))
    return members[0] if members else AnyType()


@lru_cache
def _fields(models: tuple[type[Section], ...]) -> dict[str, SchemaField]:
    return {
        field.alias or name: SchemaField(field, type_of(field.annotation, tuple(field.metadata)))
        for model in models
        for name, field in model.model_fields.items()
    }


ROOT = SectionType((ScenarioSections,))
"""The top level of a scenario file."""


def split_path(path: str) -> tuple[str, ...]:
    """The names of a key path, without the spaces around them."""
    return tuple(part.strip() for part in path.split("."))


def step_into(schema: SchemaType, key: str, path: tuple[str, ...]) -> SchemaType:
    """The type below one key; `path` is the path so far, for messages.

    Raises:
        UnknownPath: the schema has no such key there.
    """
    here = ".".join(path)
    match schema:
        case SectionType():
            field = schema.fields.get(key)
            if field is None:
                raise UnknownPath(unknown_key(key, schema, here))
            return field.type
        case MappingType(beside=SectionType(fields=fields)) if key in fields:
            return fields[key].type
        case MappingType():
            return schema.item
        case ListType(item=SectionType(models=(model,)) as goal) if model is Target:
            return goal if key.isdecimal() else step_into(goal, key, path)
        case ListType():
            raise UnknownPath(f"{here} is a list; set it as a whole")
        case _:
            raise UnknownPath(f"{here} is a single value; nothing lies below it")


def type_at(path: tuple[str, ...]) -> SchemaType:
    """The type at a key path; raises UnknownPath."""
    schema: SchemaType = ROOT
    for index, key in enumerate(path):
        schema = step_into(schema, key, path[:index])
    return schema


def unknown_key(key: str, group: SectionType, here: str) -> str:
    """The sentence about a key of a path that a section does not have."""
    where = f" in {here}" if here else ""
    place = place_elsewhere(key, group, split_path(here) if here else ())
    hint = near_key(key, group)
    if place is not None:
        hint += f"; there is {'.'.join(place)}"
    return f"there is no key '{key}'{where}{hint or '; known: ' + ', '.join(group.fields)}"


def near_key(key: str, group: SectionType) -> str:
    """A hint at the keys of a section that were probably meant, or nothing.

    Where it is not the spelling that says so, the field's sentence tells what it is.
    """
    near = near_words(key, group.fields)
    if not near:
        return ""
    hint = f"; did you mean {' or '.join(near)}?"
    if len(near) == 1 and not is_slip(key, near[0]):
        hint += f" ({(group.fields[near[0]].info.description or '').rstrip('.')})"
    return hint


NAME = "<name>"
"""Stands in a place of the schema for a name that the user chooses."""


def place_elsewhere(key: str, group: SectionType, here: tuple[str, ...]) -> tuple[str, ...] | None:
    """Where a key stands that a section does not have, by its name or else by what it means.

    Args:
        key: as typed.
        group: the section that lacks it.
        here: the section's key path.

    Returns:
        A key path with `NAME` for names; the nearest to `here` of several. None if there is none.
    """
    exact = [place for place in _places() if place[-1] == key]
    found = exact or [
        place for place in _places() if means(key, place[-1]) and place[-1] not in group.fields
    ]
    if not exact and near_words(key, group.fields):
        return None

    def distance(place: tuple[str, ...]) -> tuple[int, int]:
        pairs = zip(place, here, strict=False)
        shared = next((k for k, (a, b) in enumerate(pairs) if a not in (b, NAME)), len(here))
        return -shared, len(place)

    return min(found, key=distance, default=None)


@lru_cache
def _places() -> tuple[tuple[str, ...], ...]:
    """The key path of every field of the schema."""
    found: list[tuple[str, ...]] = []

    def walk(schema: SchemaType, path: tuple[str, ...]) -> None:
        match schema:
            case SectionType(fields=fields):
                for key, field in fields.items():
                    found.append((*path, key))
                    if (*path, key) not in (("pay",), ("variants",), ("sources",)):
                        walk(field.type, (*path, key))
            case MappingType(item=item):
                walk(item, (*path, NAME))

    walk(ROOT, ())
    return tuple(found)


def human_name(path: str) -> str:
    """A name for a key path, fit for a sentence: the figure, and whose it is.

    Args:
        path: a key path such as `team.closer.base`.

    Returns:
        Words such as `base pay of closer`; the path itself where the schema does not know it.
    """
    parts = split_path(path)
    schema: SchemaType = ROOT
    figure = owner = part = ""
    for index, key in enumerate(parts):
        try:
            below = step_into(schema, key, parts[:index])
        except UnknownPath:
            return path
        if isinstance(schema, SectionType) and key in schema.fields:
            figure = schema.fields[key].info.title or key.replace("_", " ")
        elif isinstance(schema, MappingType) and isinstance(below, SectionType):
            figure, owner = "", f"{owner} {key}".strip()
        elif isinstance(schema, MappingType):
            part = f" for {key}"
        schema = below
    return f"{figure} of {owner}{part}" if figure and owner else f"{figure or owner}{part}"
