"""The digest of a scenario: equal for equal content, whatever the files' form."""

import datetime as dt
import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from salessim.scenario.schema.plan import Plan

WITHOUT_EFFECT = ("name", "extends", "pay", "variants", "sources")
"""Keys that change no result: titles, notes, and what has been merged into other keys."""


def digest_of(plan: Plan, today: Plan) -> str:
    """`sha256:` and the hash of what determines results.

    Args:
        plan: the scenario as resolved; CSV tables count by their contents.
        today: the scenario from which the rates were typed, before any change.
    """
    content = [_canonical(plan)]
    if today is not plan and (before := _canonical(today)) != content[0]:
        content.append(before)
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Plan):
        kept = (name for name in type(value).model_fields if name not in WITHOUT_EFFECT)
        return [[name, _canonical(getattr(value, name))] for name in sorted(kept)]
    if isinstance(value, BaseModel):
        names = sorted(type(value).model_fields)
        return [type(value).__name__, *([name, _canonical(getattr(value, name))] for name in names)]
    if is_dataclass(value) and not isinstance(value, type):
        return [_canonical(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, dict):
        return [[key, _canonical(child)] for key, child in value.items()]
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    return value.isoformat() if isinstance(value, dt.date) else value
