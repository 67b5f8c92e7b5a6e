"""The JSON Schema (draft-07) of scenario files, for completion and checks in an editor."""

from typing import Any

from salessim.scenario.schema.funnel import Contact, Opportunity, Stage
from salessim.scenario.schema.horizon import Target
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.team import RampTable
from salessim.scenario.schema_types import (
    ROOT,
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaField,
    SchemaType,
    SectionType,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
FILLED_IN = (ScenarioSections, Target, Stage, Contact, Opportunity)
"""Sections whose required keys may come from a parent file, a default step or the map above."""

_CSV = {"type": "string", "pattern": "\\.[cC][sS][vV]$", "description": "name of a .csv file"}


def json_schema() -> dict[str, Any]:
    """What an editor can check of a scenario file; checks between sections are left to `validate`.

    Every property carries its sentence, unit, range, default and source in its description.
    """
    definitions: dict[str, Any] = {}
    _of_models(ROOT, definitions)
    root = definitions.pop(ScenarioSections.__name__)
    alone = [key for key, field in ROOT.fields.items() if field.info.is_required()]
    return {
        "$schema": DRAFT,
        "title": "salessim scenario",
        **root,
        "anyOf": [{"required": ["extends"]}, {"required": alone}],
        "definitions": definitions,
    }


def _of(schema: SchemaType, definitions: dict[str, Any]) -> dict[str, Any]:
    match schema:
        case ScalarType(kind=kind):
            return kind.json_schema()
        case SectionType():
            return _of_group(schema, definitions)
        case MappingType(item=item, beside=beside):
            named = {"type": "object", "additionalProperties": _of(item, definitions)}
            if beside is not None:
                fields = beside.fields.items()
                named["properties"] = {key: _of_field(one, definitions) for key, one in fields}
            return {"anyOf": [named, _CSV]}
        case ListType(item=SectionType(models=(model,)) as goal) if model is Target:
            return _of_targets(goal, definitions)
        case ListType(item=ScalarType() as item):
            one = _of(item, definitions)
            return {"anyOf": [{"type": "array", "items": one}, one]}
        case ListType(item=item):
            return {"anyOf": [{"type": "array", "items": _of(item, definitions)}, _CSV]}
        case AnyType():
            return {}


def _of_group(group: SectionType, definitions: dict[str, Any]) -> dict[str, Any]:
    options = [_of_models(SectionType((model,)), definitions) for model in group.models]
    if group.shorthand and group.shorthand.word:
        options.append({"const": group.shorthand.word})
    if RampTable in group.models:
        options.append(_of(group.fields["share"].type, definitions)["anyOf"][0])
    if group.shorthand and group.shorthand.kind:
        options.append(group.shorthand.kind.json_schema())
    return options[0] if len(options) == 1 else {"anyOf": options}


def _of_models(group: SectionType, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition of one section, made if it is not there yet."""
    [model] = group.models
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}
        required = [key for key, field in group.fields.items() if field.info.is_required()]
        definitions[name] = {
            "type": "object",
            "description": " ".join((model.__doc__ or "").split()),
            "additionalProperties": False,
            "properties": {
                key: _of_field(field, definitions) for key, field in group.fields.items()
            },
            **({"required": required} if required and model not in FILLED_IN else {}),
        }
    return {"$ref": f"#/definitions/{name}"}


def _of_field(field: SchemaField, definitions: dict[str, Any]) -> dict[str, Any]:
    return {"description": described(field), "anyOf": [_of(field.type, definitions)]}


def described(field: SchemaField) -> str:
    """A field in a sentence or two: what it is, unit, range, default and source."""
    parts = [field.info.description or ""]
    if isinstance(field.type, ScalarType):
        kind = field.type.kind
        allowed = f", {kind.allowed}" if kind.allowed else ""
        parts.append(f"Unit: {kind.unit}{allowed}.")
    if default := field.default_text:
        source = f" ({field.source})" if field.source else ""
        parts.append(f"Default: {default}{source}.")
    return " ".join(parts)


def _of_targets(goal: SectionType, definitions: dict[str, Any]) -> dict[str, Any]:
    """One goal, a map of years to goals, or a list of both."""
    one = _of_models(goal, definitions)
    years = {"type": "object", "patternProperties": {"^[0-9]{4}$": one}}
    by_year = {**years, "additionalProperties": False}
    return {"anyOf": [one, by_year, {"type": "array", "items": {"anyOf": [one, by_year]}}]}
