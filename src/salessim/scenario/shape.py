"""What the schema expects at a key path: a value, a group of keys, named entries, or rows."""

from dataclasses import dataclass
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, TypeAliasType, get_args, get_origin

from pydantic.fields import FieldInfo

from salessim.scenario.kinds import NONE_WORD, Kind, did_you_mean
from salessim.scenario.schema.plan import Plan
from salessim.scenario.schema.section import Section, Shorthand
from salessim.scenario.schema.target import Target


@dataclass(frozen=True)
class Value:
    """A single value."""

    kind: Kind


@dataclass(frozen=True)
class Group:
    """A map with known keys: those of one section, or of two that take turns."""

    models: tuple[type[Section], ...]
    shorthand: Shorthand | None = None

    @property
    def fields(self) -> "dict[str, Spot]":
        """What stands at each key."""
        return _fields(self.models)


@dataclass(frozen=True)
class Named:
    """A map whose keys are names that the user chooses."""

    item: "Shape"


@dataclass(frozen=True)
class Rows:
    """A list, or the rows of a table."""

    item: "Shape"


@dataclass(frozen=True)
class Anything:
    """Whatever is typed; checked elsewhere."""


type Shape = Value | Group | Named | Rows | Anything


@dataclass(frozen=True)
class Spot:
    """A field of a section and its shape."""

    field: FieldInfo
    shape: Shape

    @property
    def source(self) -> str:
        """Where the default comes from; empty where nothing is meant by it."""
        return self._said("source")

    @property
    def otherwise(self) -> str:
        """What holds where the default is None or empty, if that is a figure too."""
        return self._said("otherwise")

    @property
    def default_text(self) -> str:
        """The default as it would be typed; empty where there is none."""
        default = self.field.default
        if self.field.is_required():
            return ""
        if default is None:
            return self.otherwise or NONE_WORD
        if isinstance(default, dict | tuple):
            return self.otherwise or ", ".join(default)
        return str(default)

    def _said(self, what: str) -> str:
        extra = self.field.json_schema_extra
        return str(extra[what]) if isinstance(extra, dict) else ""


class UnknownPath(Exception):
    """A key path does not exist in the schema; `str()` says what to type."""


def shape_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """The shape that an annotation describes."""
    for mark in metadata:
        if isinstance(mark, Kind):
            return Value(mark)
        if isinstance(mark, Shorthand):
            shape = shape_of(annotation)
            return Group(shape.models, mark) if isinstance(shape, Group) else shape
    if isinstance(annotation, TypeAliasType):
        return shape_of(annotation.__value__)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0], arguments[1:])
    if origin is dict:
        return Named(shape_of(arguments[1]))
    if origin is tuple:
        return Rows(shape_of(arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return Group((annotation,))
    members = [shape_of(argument) for argument in arguments if argument is not NoneType]
    groups = [member for member in members if isinstance(member, Group)]
    if groups:
        return Group(tuple(model for group in groups for model in group.models))
    return members[0] if members else Anything()


@lru_cache
def _fields(models: tuple[type[Section], ...]) -> dict[str, Spot]:
    return {
        field.alias or name: Spot(field, shape_of(field.annotation, tuple(field.metadata)))
        for model in models
        for name, field in model.model_fields.items()
    }


PLAN = Group((Plan,))


def split_path(path: str) -> tuple[str, ...]:
    """The names of a key path, without the spaces around them."""
    return tuple(part.strip() for part in path.split("."))


def step_into(shape: Shape, key: str, path: tuple[str, ...]) -> Shape:
    """The shape below one key; `path` is the path so far, for messages.

    Raises:
        UnknownPath: the schema has no such key there.
    """
    here = ".".join(path)
    match shape:
        case Group():
            spot = shape.fields.get(key)
            if spot is None:
                raise UnknownPath(unknown_key(key, shape, here))
            return spot.shape
        case Named():
            return shape.item
        case Rows(item=Group(models=(model,)) as goal) if model is Target:
            return goal if key.isdecimal() else step_into(goal, key, path)
        case Rows():
            raise UnknownPath(f"{here} is a list; set it as a whole")
        case _:
            raise UnknownPath(f"{here} is a single value; nothing lies below it")


def shape_at(path: tuple[str, ...]) -> Shape:
    """The shape at a key path; raises UnknownPath."""
    shape: Shape = PLAN
    for index, key in enumerate(path):
        shape = step_into(shape, key, path[:index])
    return shape


def unknown_key(key: str, group: Group, here: str) -> str:
    """The sentence about a key that a group does not have."""
    where = f" in {here}" if here else ""
    near = did_you_mean(key, group.fields)
    return f"there is no key '{key}'{where}{near or '; known: ' + ', '.join(group.fields)}"
