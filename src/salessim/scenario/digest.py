"""The digest of a scenario: equal for equal content, whatever the files' form."""

import datetime as dt
import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from salessim.scenario.schema.plan import Plan

WITHOUT_EFFECT = ("name", "extends", "pay", "variants", "sources")
"""Keys that change no result: titles, notes, and what has been merged into other keys."""
PLAIN = frozenset({str, int, float, bool, type(None)})


def content_of(plan: Plan) -> list[Any]:
    """What determines results, in one form; CSV tables count by their contents.

    Args:
        plan: the scenario as resolved.
    """
    return [[name, _canonical(getattr(plan, name))] for name in _names(Plan)]


def digest_of(content: list[Any], today: list[Any]) -> str:
    """`sha256:` and the hash of what determines results.

    Args:
        content: of the scenario.
        today: that of the scenario from which the rates were typed, before any change.
    """
    both = [content] if today == content else [content, today]
    text = json.dumps(both, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    kind: Any = type(value)
    if kind in PLAIN:
        return value
    if isinstance(value, BaseModel):
        return [
            kind.__name__,
            *([name, _canonical(getattr(value, name))] for name in _names(kind)),
        ]
    if is_dataclass(value):
        return [_canonical(getattr(value, name)) for name in _fields(kind)]
    if isinstance(value, dict):
        return [[key, _canonical(child)] for key, child in value.items()]
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def _names(kind: type[BaseModel]) -> tuple[str, ...]:
    """Names of a section's keys, in order of the alphabet."""
    names = sorted(kind.model_fields)
    return tuple(name for name in names if kind is not Plan or name not in WITHOUT_EFFECT)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
