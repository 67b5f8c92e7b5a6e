"""What to type in place of a value of another shape, in the user's own words where they fit."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from salessim import arguments
from salessim.scenario.kinds import Kind, Text
from salessim.scenario.schema.horizon import Calendar, Horizon, Target
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.market import Channel, Segment
from salessim.scenario.schema.motivation import Attrition
from salessim.scenario.schema.section import Section, Shorthand
from salessim.scenario.schema.strategy import Today
from salessim.scenario.schema.team import RampLine, Role
from salessim.scenario.schema.time import Crm, Time
from salessim.scenario.schema_types import (
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaType,
    SectionType,
)
from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, plain
from salessim.units import UnreadableError

LONGEST_VALUE = 60
MAIN_KEYS: Mapping[type[Section], tuple[str, ...]] = MappingProxyType(
    {
        Segment: ("deal",),
        Channel: ("leads",),
        Role: ("people",),
        Horizon: ("months",),
        Calendar: ("country",),
        Target: ("revenue",),
        Manager: ("people",),
        RampLine: ("months",),
        Crm: ("adoption",),
        Today: ("cash",),
        Time: ("administration",),
        Attrition: ("rate",),
    }
)
"""Keys that a section says most with, beside those that it must have."""


def shown(node: Node | None) -> str:
    """What was given, as short text."""
    if not isinstance(node, Leaf) or node.value is None:
        return ""
    value = node.value.word if isinstance(node.value, BooleanWord) else node.value
    text = " ".join(value.split()) if isinstance(value, str) else arguments.shown(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def expected(schema: SchemaType) -> str:
    """What a part of the schema takes, in a few words."""
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
        case MappingType(item=item, names=names):
            return f"{{{names.samples[0]}: {sample(item)}}}"
        case ListType(item=ScalarType()):
            return "[first, second]"
        case ListType():
            return "a list of maps, or the name of a .csv file"
        case AnyType():
            return "something else"


def with_word(schema: SchemaType) -> str:
    """What may be typed, with the word that may stand for it."""
    word = schema.shorthand.word if isinstance(schema, SectionType) and schema.shorthand else ""
    return f"{word}, or {sample(schema)}" if word else sample(schema)


def _main_keys(group: SectionType) -> list[str]:
    """The keys without which a section says nothing, or else its first ones."""
    [first, *_] = group.models
    own = [field.alias or name for name, field in first.model_fields.items()]
    return _says_most(group) or own[:2]


def _says_most(group: SectionType) -> list[str]:
    """The keys without which a section says nothing; empty where any alone will do."""
    [first, *_] = group.models
    main = MAIN_KEYS.get(first, ())
    own = [field.alias or name for name, field in first.model_fields.items()]
    return [key for key in own if group.fields[key].info.is_required() or key in main]


def instead_of(schema: SchemaType, node: Node | None) -> str:
    """What to type in place of a node that has another shape, with its own words where they fit."""
    match schema, node:
        case SectionType(shorthand=Shorthand(word=str(word))), Leaf(value=value):
            return f"{word}, or {_section_with(schema, value, as_typed(node))}"
        case SectionType(), Leaf(value=value):
            return _section_with(schema, value, as_typed(node))
        case SectionType(), Items(nodes=nodes) if all(isinstance(one, Leaf) for one in nodes):
            return _section_with(schema, plain(node), as_typed(node))
        case MappingType(item=item, names=names), Leaf(value=value):
            samples = names.samples
            if isinstance(item, AnyType) and "=" in str(value):
                path, _, typed = str(value).partition("=")
                return named({path.strip(): typed.strip()})
            if fitting := _fitting(item, value, as_typed(node)):
                return named({samples[0]: fitting})
            if str(value).isdecimal() and 0 < int(value) <= len(samples):
                return named({name: sample(item) for name in samples[: int(value)]})
            is_name = re.match("[A-Za-z]", str(value)) and not samples[0].isdecimal()
            name = as_typed(node) if is_name else samples[0]
            return named({name: sample(item)})
        case MappingType(item=item, names=names), Items(nodes=nodes):
            entries = (
                _named_entry(names.samples[min(k, len(names.samples) - 1)], child, item)
                for k, child in enumerate(nodes)
            )
            return named(dict(entries))
        case ListType(item=ScalarType()), Leaf():
            return f"[{as_typed(node)}]"
        case ListType(item=ScalarType()), Map(nodes=entries):
            return f"[{', '.join(entries)}]"
    return with_word(schema)


def _fitting(item: SchemaType, value: Any, typed: str) -> str:
    """An entry of a map that holds a value typed for the map; empty if it does not fit."""
    if str(value).isdecimal():  # so many of them
        return ""
    if isinstance(item, SectionType) and not (item.shorthand and item.shorthand.kind):
        section = _section_with(item, value, typed)
        return section if f": {typed}" in section else ""
    kind = item.shorthand.kind if isinstance(item, SectionType) and item.shorthand else None
    kind = item.kind if isinstance(item, ScalarType) else kind
    return (
        typed if kind is not None and not isinstance(kind, Text) and _is_read(kind, value) else ""
    )


def named(entries: dict[str, str]) -> str:
    """A map in one line of YAML."""
    return "{" + ", ".join(f"{name}: {value}" for name, value in entries.items()) + "}"


def _named_entry(number: str, node: Node, item: SchemaType) -> tuple[str, str]:
    """An entry of a list as one of a map: by its own name, or else by its number."""
    if isinstance(node, Map):
        name = next((key for key in ("name", "id", "label", "title") if key in node.nodes), None)
        if name is None:
            return number, as_typed(node)
        rest = Map({key: child for key, child in node.nodes.items() if key != name}, node.place)
        return as_typed(node.nodes[name]), as_typed(rest)
    kind = item.shorthand.kind if isinstance(item, SectionType) and item.shorthand else None
    kind = item.kind if isinstance(item, ScalarType) else kind
    if isinstance(node, Leaf) and kind is not None and _is_read(kind, node.value):
        return number, as_typed(node)
    return as_typed(node), sample(item)


def _section_with(group: SectionType, value: Any, typed: str) -> str:
    """A section that says what a single value, or a list of them, probably meant."""
    main = _main_keys(group)
    entries = {key: sample(group.fields[key].type) for key in main}
    for key in main:
        schema = group.fields[key].type
        if isinstance(schema, SectionType) and schema.shorthand and schema.shorthand.kind:
            schema = ScalarType(schema.shorthand.kind)
        if isinstance(schema, ScalarType) and _is_read(schema.kind, value):
            kept = entries if _says_most(group) else {}  # what nobody asked for is not added
            return named({**kept, key: typed})
    return named(entries)


def _is_read(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value, None)
    except UnreadableError:
        return False
    return True


def as_typed(node: Node) -> str:
    """A node in one line of YAML."""
    match node:
        case Map(nodes=entries):
            return named({key: as_typed(child) for key, child in entries.items()})
        case Items(nodes=nodes):
            return f"[{', '.join(map(as_typed, nodes))}]"
        case _:
            return shown(node) or "..."
