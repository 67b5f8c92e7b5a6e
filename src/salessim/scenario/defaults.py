"""Which figures of a scenario are typed and which are defaults, and where they come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from salessim.scenario.completion import deal_size
from salessim.scenario.recruiting import leaves_by_rate
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.scenario import Scenario
from salessim.scenario.schema.funnel import OF_DISCOVERY
from salessim.scenario.schema.section import Section
from salessim.scenario.schema_types import ROOT, MappingType, ScalarType, SchemaField, SectionType
from salessim.scenario.tree import Items, Leaf, Map, Node, Table, leaves, place_at
from salessim.scenario.uncertain_default import (
    WORK_POWERS,
    DefaultBySize,
    UncertainDefault,
    churn_by_size,
)
from salessim.scenario.validation import has_exact_defaults, keys_from_above

BY_SIZE_IN_WORDS = {
    "hours": f"at a deal of 10k, else as its power {WORK_POWERS[1]:g}",
    "buyer_takes": "at a deal of 5k to 25k, beyond as its square root",
}
NOTES = ("extends", "variants", "sources", "pay")
NO_FIGURES = ("extends", "variants", "sources", "defaults", "name")

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


@dataclass(frozen=True)
class FigureTyped:
    """A figure as it was typed.

    Attributes:
        path: its key path; places in a list are counted from 1.
        value: as typed; of a table its rows and its file.
        source: what the scenario says under `sources` for it, or for the section around it; empty
            where it says nothing.
    """

    path: str
    value: str
    source: str


def figures_typed(scenario: Scenario) -> tuple[FigureTyped, ...]:
    """All that was typed, in its order, with the user's own sources."""
    sources = scenario.plan.sources
    return tuple(
        FigureTyped(".".join(path), shown, _source(sources, path))
        for key, node in scenario.document.nodes.items()
        if key not in NO_FIGURES
        for path, shown in _typed_in(node, (key,))
    )


def _typed_in(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    match node:
        case Map():
            for key, child in node.nodes.items():
                yield from _typed_in(child, (*path, key))
        case Table():
            yield path, f"{len(node.rows)} rows of {node.file}"
        case Items() if all(isinstance(child, Leaf) for child in node.nodes):
            yield path, ", ".join(_as_typed(child.value) for child in leaves(node))
        case Items():
            for number, child in enumerate(node.nodes, start=1):
                yield from _typed_in(child, (*path, str(number)))
        case Leaf():
            yield path, _as_typed(node.value)


def _as_typed(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
    return str(value)


def _source(sources: Mapping[str, str], path: tuple[str, ...]) -> str:
    """The source of the nearest: of the figure itself, else of the section around it."""
    around = (".".join(path[:length]) for length in range(len(path), 0, -1))
    return next((sources[key] for key in around if key in sources), "")


def defaults_used(scenario: Scenario) -> tuple[DefaultUsed, ...]:
    """All figures that the scenario takes from the schema, in the order of its sections."""
    fields = {key: field for key, field in ROOT.fields.items() if key not in NOTES}
    found = _in_group(fields, scenario.document, (), {})
    exact = has_exact_defaults(scenario.document)
    return tuple(
        DefaultUsed(path, _in_words(path, _sized(path, figure, scenario.plan), exact), source)
        for path, figure, source in found
        if not _acts_on_nothing(path, scenario.plan) and not _is_shared(path, scenario.document)
    )


def _acts_on_nothing(path: str, plan: SalesPlan) -> bool:
    """Whether a figure is one of discovery at a stage that works otherwise, or nobody's rate."""
    match path.split("."):
        case "attrition", "rate":
            return not leaves_by_rate(plan)
        case "funnel", "conquest", name, key if key in OF_DISCOVERY:
            return plan.funnel.conquest[name].works != "discovery"
    return False


def _is_shared(path: str, document: Map) -> bool:
    """Whether a role has a key of its time from the one for all, which is typed."""
    *parents, key = path.split(".")
    if len(parents) != 3 or parents[0] != "team" or parents[2] != "time":
        return False
    (_, own), (_, shared) = place_at(document, tuple(parents)), place_at(document, ("time",))
    return isinstance(own, Map) and isinstance(shared, Map) and key in keys_from_above(own, shared)


def _sized(path: str, figure: str, plan: SalesPlan) -> str:
    """The default with the size of the segment's deal; a stage serves segments of any size."""
    if not isinstance(figure, DefaultBySize) or not path.startswith("segments."):
        return figure
    return churn_by_size(deal_size(plan, path.split(".")[1]))


def _in_words(path: str, figure: str, exact: bool) -> str:
    if isinstance(figure, DefaultBySize):
        typical = figure if exact else figure.in_words
        return f"{typical} {BY_SIZE_IN_WORDS[path.rsplit('.', 1)[-1]]}"
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
