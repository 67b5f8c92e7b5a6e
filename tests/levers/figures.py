"""Every field of the schema, where it stands in a scenario, and what else could be typed there."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from schema_walk import EACH, NAMES, kinds

from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.case_values import ShareOrMoney, ValuePerCase
from salessim.scenario.dates import Day, MonthOfYear
from salessim.scenario.kinds import NONE_WORD, Choice, Integer, Kind, Real
from salessim.scenario.schema.section import Section
from salessim.scenario.schema_types import ScalarType, SectionType
from salessim.units import Quantity

NUMBERS = (Amount, Integer, Real, ShareOrMoney)
CHOICES = (Choice, MonthOfYear, Day)

WIDE = 100.0
"""Ends of a range that lie further away than so many times what stands there are not tried."""

NOTES = ("extends", "variants", "sources", "pay", "currency")
"""Parts that are no figures of what happens, and `pay`, which is merged into `team`."""

EXAMPLES: dict[str, float] = {"money": 10_000.0, "count": 20.0, "days": 60.0, "hours": 4.0}
"""What is tried where nothing stands yet, in base units; shares and numbers try their ends."""


def fields() -> Iterator[tuple[str, Kind]]:
    """Key path and kind of every single value that is a figure of what happens."""
    return ((path, kind) for path, kind in kinds() if re.split(r"[.[]", path)[0] not in NOTES)


@dataclass(frozen=True)
class Place:
    """Where a field stands in a scenario.

    Attributes:
        path: the key path that is set; of a list that of the whole list.
        row: the key within each row of that list; empty for the row itself.
        now: what stands there, as the schema reads it.
    """

    path: str
    row: str | None
    now: Any


def places(scenario: Scenario, field: str) -> Iterator[Place]:
    """All places of a field in a scenario, as its plan stands with defaults filled in."""
    yield from _places(scenario.plan, field.split("."), ())


def _places(node: Any, keys: list[str], path: tuple[str, ...]) -> Iterator[Place]:
    if not keys:
        yield Place(".".join(path), None, node)
        return
    key, *rest = keys
    if key == "<name>":
        if isinstance(node, dict):
            for name, child in node.items():
                # A section whose keys stand among the names has a mark for its own.
                below = path if name.startswith("«") else (*path, name)
                yield from _places(child, rest, below)
        return
    if not isinstance(node, Section):
        return
    plain = key.removesuffix(EACH)
    attribute = next(
        (n for n, field in type(node).model_fields.items() if (field.alias or n) == plain), None
    )
    if attribute is None:
        return
    child = getattr(node, attribute)
    if plain == key:
        yield from _places(child, rest, (*path, plain))
    elif child:
        yield Place(".".join((*path, plain)), ".".join(rest), child)


def changes(place: Place, kind: Kind) -> Iterator[dict[str, Any]]:
    """Changes to try at a place, each a map of key paths as `vary` takes it."""
    if place.row is None:
        for text in other_values(place.now, kind):
            yield {place.path: text}
        return
    if not place.row:
        yield from _other_lists(place, kind)
        return
    rows = [_typed_row(row) for row in place.now]
    key = _attribute(place.now[0], place.row)
    now = next((at for row in place.now if (at := getattr(row, key)) is not None), None)
    if isinstance(kind, Choice):
        now = None  # rows differ: every word is another one somewhere
    for text in other_values(now, kind):
        changed = [row | {place.row: text} for row in rows]
        yield {place.path: changed}
        yield {place.path: [*rows[:-1], changed[-1]]}


def _other_lists(place: Place, kind: Kind) -> Iterator[dict[str, Any]]:
    """Half of each number of a list, or a list of words without the last."""
    if isinstance(kind, Choice):
        yield {place.path: list(place.now[:-1])}
    else:
        for factor in (0.5, 0.1):
            yield {place.path: [_typed(number.scaled(factor), kind) for number in place.now]}


def shifts(scenario: Scenario, field: str) -> Iterator[dict[str, Any]]:
    """Changes that move half of one share to its neighbour, where shares make 100 % together."""
    if not field.endswith(NAMES):
        return
    neighbours = [place for place in places(scenario, field) if isinstance(place.now, Quantity)]
    for one, other in pairwise(neighbours):
        if one.path.rpartition(".")[0] == other.path.rpartition(".")[0]:
            half = one.now.typical / 2
            yield {one.path: f"{half:.10g}", other.path: f"{other.now.typical + half:.10g}"}


def _attribute(section: Section, key: str) -> str:
    return next(n for n, f in type(section).model_fields.items() if (f.alias or n) == key)


def _typed_row(row: Section) -> dict[str, Any]:
    """A row as it would be typed."""
    shapes = {key: field.type for key, field in SectionType((type(row),)).fields.items()}
    typed = {}
    for key, shape in shapes.items():
        now = getattr(row, _attribute(row, key))
        if now is not None and isinstance(shape, ScalarType):
            typed[key] = _typed(now, shape.kind)
    return typed


def _typed(now: Any, kind: Kind) -> Any:
    """A value as it would be typed."""
    match now:
        case Quantity():
            assert isinstance(kind, Amount)
            return _text(now.typical, kind, now.period)
        case dt.date():
            return now.isoformat()
    return now


def _text(number: float, kind: Amount, period: str | None) -> str:
    number_text = f"{number:.10g}"
    unit = f" {kind.measure}" if kind.measure in ("days", "hours") else ""
    of_period = f" a {period}" if period else ""
    return number_text + unit + of_period


def other_values(now: Any, kind: Kind) -> Iterator[Any]:
    """Other values over the range of a kind, as they would be typed."""
    match kind:
        case Choice():
            yield from (word for word in kind.options if word != now)
            if kind.optional and now is not None:
                yield NONE_WORD
        case MonthOfYear():
            yield from ("March", "September")
        case Day():
            if isinstance(now, dt.date):
                yield from ((now + dt.timedelta(days)).isoformat() for days in (61, 31, -31))
        case Integer():
            number = now if isinstance(now, int) else None
            yield from (int(n) for n in _numbers(number, kind.low, kind.high, 3.0))
        case Real():
            yield from _numbers(now, kind.low, kind.high, EXAMPLES.get(kind.measure))
        case ShareOrMoney():
            yield from ("0", "30 %", "900") if isinstance(now, ValuePerCase) else ()
        case Amount():
            rate = "year" if kind.bound_period is None else kind.bound_period
            period = {"never": None, "optional": now.period if now else None, "always": rate}
            used = (now.period if now and now.period else None) or period[kind.rate]
            current = None if now is None else now.typical
            for number in _numbers(current, kind.low, kind.high, EXAMPLES.get(kind.measure)):
                yield _text(number, kind, used)
            if kind.optional and now is not None:
                yield NONE_WORD


def _numbers(now: float | None, low: float, high: float, example: float | None) -> Iterator[float]:
    """Numbers over a range, those nearest to what is usual first."""
    usual = now or example or 0.0
    if usual:
        yield from (n for n in (2 * usual, usual / 2, usual) if low <= n <= high and n != now)
    ends = (low, high, (low + high) / 2)
    yield from (end for end in ends if end != now and abs(end) <= WIDE * max(1.0, abs(usual)))
