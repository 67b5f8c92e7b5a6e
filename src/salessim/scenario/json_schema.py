"""The JSON Schema (draft-07) of scenario files, for completion and checks in an editor."""

from typing import Any

from salessim.scenario.schema.funnel import Contact, Opportunity, Stage
from salessim.scenario.schema.plan import Plan
from salessim.scenario.schema.target import Target
from salessim.scenario.shape import PLAN, Anything, Group, Named, Rows, Shape, Spot, Value

DRAFT = "http://json-schema.org/draft-07/schema#"
FILLED_IN = (Plan, Target, Stage, Contact, Opportunity)
"""Sections whose required keys may come from a parent file, a default step or the map above."""

_CSV = {"type": "string", "pattern": "\\.[cC][sS][vV]$", "description": "name of a .csv file"}


def json_schema() -> dict[str, Any]:
    """What an editor can check of a scenario file; checks between sections are left to `validate`.

    Every property carries its sentence, unit, range, default and source in its description.
    """
    definitions: dict[str, Any] = {}
    _of_models(PLAN, definitions)
    root = definitions.pop(Plan.__name__)
    alone = [key for key, spot in PLAN.fields.items() if spot.field.is_required()]
    return {
        "$schema": DRAFT,
        "title": "salessim scenario",
        **root,
        "anyOf": [{"required": ["extends"]}, {"required": alone}],
        "definitions": definitions,
    }


def _of(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case Value(kind=kind):
            return kind.json_schema()
        case Group():
            return _of_group(shape, definitions)
        case Named(item=item):
            named = {"type": "object", "additionalProperties": _of(item, definitions)}
            return {"anyOf": [named, _CSV]}
        case Rows(item=Group(models=(model,)) as goal) if model is Target:
            return _of_targets(goal, definitions)
        case Rows(item=item):
            return {"anyOf": [{"type": "array", "items": _of(item, definitions)}, _CSV]}
        case Anything():
            return {}


def _of_group(group: Group, definitions: dict[str, Any]) -> dict[str, Any]:
    options = [_of_models(Group((model,)), definitions) for model in group.models]
    if group.shorthand and group.shorthand.word:
        options.append({"const": group.shorthand.word})
    if group.shorthand and group.shorthand.kind:
        options.append(group.shorthand.kind.json_schema())
    return options[0] if len(options) == 1 else {"anyOf": options}


def _of_models(group: Group, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition of one section, made if it is not there yet."""
    [model] = group.models
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}
        required = [key for key, spot in group.fields.items() if spot.field.is_required()]
        definitions[name] = {
            "type": "object",
            "description": " ".join((model.__doc__ or "").split()),
            "additionalProperties": False,
            "properties": {key: _of_field(spot, definitions) for key, spot in group.fields.items()},
            **({"required": required} if required and model not in FILLED_IN else {}),
        }
    return {"$ref": f"#/definitions/{name}"}


def _of_field(spot: Spot, definitions: dict[str, Any]) -> dict[str, Any]:
    return {"description": described(spot), "anyOf": [_of(spot.shape, definitions)]}


def described(spot: Spot) -> str:
    """A field in a sentence or two: what it is, unit, range, default and source."""
    parts = [spot.field.description or ""]
    if isinstance(spot.shape, Value):
        kind = spot.shape.kind
        allowed = f", {kind.allowed}" if kind.allowed else ""
        parts.append(f"Unit: {kind.unit}{allowed}.")
    if default := spot.default_text:
        source = f" ({spot.source})" if spot.source else ""
        parts.append(f"Default: {default}{source}.")
    return " ".join(parts)


def _of_targets(goal: Group, definitions: dict[str, Any]) -> dict[str, Any]:
    """One goal, a map of years to goals, or a list of both."""
    one = _of_models(goal, definitions)
    years = {"type": "object", "patternProperties": {"^[0-9]{4}$": one}}
    by_year = {**years, "additionalProperties": False}
    return {"anyOf": [one, by_year, {"type": "array", "items": {"anyOf": [one, by_year]}}]}
