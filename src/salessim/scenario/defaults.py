"""Which figures of a scenario are defaults, and where they come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from salessim.scenario.scenario import Scenario
from salessim.scenario.schema.section import Section
from salessim.scenario.schema_types import ROOT, MappingType, ScalarType, SchemaField, SectionType
from salessim.scenario.tree import Leaf, Map, Node
from salessim.scenario.uncertain_default import UncertainDefault
from salessim.scenario.validation import has_exact_defaults

NOTES = ("extends", "variants", "sources", "pay")

type _Found = tuple[str, str, str]
"""Key path, default and source of a figure that nobody typed."""


@dataclass(frozen=True)
class DefaultUsed:
    """A figure that nobody typed.

    Attributes:
        path: its key path.
        value: the default as it would be typed, and its range in brackets where it is drawn.
        source: a citation, or the word assumption.
    """

    path: str
    value: str
    source: str


def defaults_used(scenario: Scenario) -> tuple[DefaultUsed, ...]:
    """All figures that the scenario takes from the schema, in the order of its sections."""
    fields = {key: field for key, field in ROOT.fields.items() if key not in NOTES}
    found = _in_group(fields, scenario.document, (), {})
    exact = has_exact_defaults(scenario.document)
    return tuple(
        DefaultUsed(path, _in_words(figure, exact), source) for path, figure, source in found
    )


def _in_words(figure: str, exact: bool) -> str:
    return figure.in_words if isinstance(figure, UncertainDefault) and not exact else str(figure)


def _in_group(
    fields: Mapping[str, SchemaField],
    node: Node | None,
    path: tuple[str, ...],
    instead: Mapping[str, Any],
) -> Iterator[_Found]:
    """Defaults of a group of keys; `instead` holds defaults that go before the schema's own."""
    typed = node.nodes if isinstance(node, Map) else {}
    for key, field in fields.items():
        yield from _in_field(field, typed.get(key), (*path, key), instead.get(key))


def _in_field(
    field: SchemaField, node: Node | None, path: tuple[str, ...], instead: str | None
) -> Iterator[_Found]:
    schema, default = field.type, field.info.default
    if isinstance(node, Leaf):
        return  # a value, or a word in place of a section
    there = node is not None or isinstance(default, dict)
    if isinstance(schema, SectionType):
        if there:
            yield from _in_group(_fields_for(schema, node), node, path, {})
    elif isinstance(schema, MappingType) and isinstance(schema.item, SectionType):
        if there:
            yield from _in_entries(schema.item, field, node, path)
    elif node is None and (value := instead or _figure(field)):
        yield ".".join(path), value, field.source


def _in_entries(
    item: SectionType, field: SchemaField, node: Node | None, path: tuple[str, ...]
) -> Iterator[_Found]:
    """Named entries: those typed, or those that the schema puts in where none is."""
    given = field.info.default if isinstance(field.info.default, dict) else {}
    entries = node.nodes if isinstance(node, Map) else dict.fromkeys(given)
    for name, entry in entries.items():
        instead = given.get(name, {})
        fields = _fields_for(item, entry, instead)
        for used, figure, source in _in_group(fields, entry, (*path, name), instead):
            from_step = used.rsplit(".", 1)[-1] in instead
            yield used, figure, field.source if from_step else source


def _fields_for(
    group: SectionType, node: Node | None, instead: Mapping[str, Any] | None = None
) -> dict[str, SchemaField]:
    """The fields of that section of a group which the typed keys belong to."""
    keys = {*(node.nodes if isinstance(node, Map) else ()), *(instead or ())}
    return SectionType((_model_for(group, keys),)).fields


def _model_for(group: SectionType, keys: set[str]) -> type[Section]:
    for model in group.models:
        if keys <= SectionType((model,)).fields.keys():
            return model
    return group.models[0]


def _figure(field: SchemaField) -> str:
    """The default as text, with its range where it has one; empty where nothing is meant by it."""
    if isinstance(field.info.default, UncertainDefault):
        return field.info.default
    meant = field.otherwise or (
        isinstance(field.type, ScalarType) and field.info.default is not None
    )
    return field.default_text if meant or isinstance(field.info.default, tuple) else ""
