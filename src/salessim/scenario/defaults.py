"""Which figures of a scenario are defaults, and where they come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from salessim.scenario.nodes import Leaf, Map, Node
from salessim.scenario.scenario import Scenario
from salessim.scenario.schema.section import Section
from salessim.scenario.shape import PLAN, Group, Named, Spot, Value

NOTES = ("extends", "variants", "sources", "pay")


@dataclass(frozen=True)
class DefaultUsed:
    """A figure that nobody typed.

    Attributes:
        path: its key path.
        value: the default as it would be typed.
        source: a citation, or the word assumption.
    """

    path: str
    value: str
    source: str


def defaults_used(scenario: Scenario) -> tuple[DefaultUsed, ...]:
    """All figures that the scenario takes from the schema, in the order of its sections."""
    spots = {key: spot for key, spot in PLAN.fields.items() if key not in NOTES}
    return tuple(_in_group(spots, scenario.document, (), {}))


def _in_group(
    spots: Mapping[str, Spot], node: Node | None, path: tuple[str, ...], instead: Mapping[str, Any]
) -> Iterator[DefaultUsed]:
    """Defaults of a group of keys; `instead` holds defaults that go before the schema's own."""
    typed = node.nodes if isinstance(node, Map) else {}
    for key, spot in spots.items():
        yield from _in_field(spot, typed.get(key), (*path, key), instead.get(key))


def _in_field(
    spot: Spot, node: Node | None, path: tuple[str, ...], instead: str | None
) -> Iterator[DefaultUsed]:
    shape, default = spot.shape, spot.field.default
    if isinstance(node, Leaf):
        return  # a value, or a word in place of a section
    there = node is not None or isinstance(default, dict)
    if isinstance(shape, Group):
        if there:
            yield from _in_group(_fields_for(shape, node), node, path, {})
    elif isinstance(shape, Named) and isinstance(shape.item, Group):
        if there:
            yield from _in_entries(shape.item, spot, node, path)
    elif node is None and (value := instead or _figure(spot)):
        yield DefaultUsed(".".join(path), value, spot.source)


def _in_entries(
    item: Group, spot: Spot, node: Node | None, path: tuple[str, ...]
) -> Iterator[DefaultUsed]:
    """Named entries: those typed, or those that the schema puts in where none is."""
    given = spot.field.default if isinstance(spot.field.default, dict) else {}
    entries = node.nodes if isinstance(node, Map) else dict.fromkeys(given)
    for name, entry in entries.items():
        instead = given.get(name, {})
        fields = _fields_for(item, entry, instead)
        for used in _in_group(fields, entry, (*path, name), instead):
            from_step = used.path.rsplit(".", 1)[-1] in instead
            source = spot.source if from_step else used.source
            yield DefaultUsed(used.path, used.value, source)


def _fields_for(
    group: Group, node: Node | None, instead: Mapping[str, Any] | None = None
) -> dict[str, Spot]:
    """The fields of that section of a group which the typed keys belong to."""
    keys = {*(node.nodes if isinstance(node, Map) else ()), *(instead or ())}
    return Group((_model_for(group, keys),)).fields


def _model_for(group: Group, keys: set[str]) -> type[Section]:
    for model in group.models:
        if keys <= Group((model,)).fields.keys():
            return model
    return group.models[0]


def _figure(spot: Spot) -> str:
    """The default as text; empty where nothing is meant by it."""
    meant = spot.otherwise or (isinstance(spot.shape, Value) and spot.field.default is not None)
    return spot.default_text if meant or isinstance(spot.field.default, tuple) else ""
