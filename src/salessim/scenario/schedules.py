"""Figures that move in time, typed as a map: other values from a month on, and a season.

`{2027-01: 4 %, 2027-07: 6 %}` holds from each month on until the next; `{typical: 4 %, season:
[12 numbers]}` is a value times a factor for each month of the year, `month_of_quarter: [3 numbers]`
one for each month of a quarter. Factors are brought to a mean of 1, so that a year has what is
typed. All three may stand together.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from salessim.number_text import parse_number
from salessim.units import (
    MONTHS_PER_QUARTER,
    MONTHS_PER_YEAR,
    Quantity,
    Schedule,
    UnreadableError,
)

PATTERNS = {"season": MONTHS_PER_YEAR, "month_of_quarter": MONTHS_PER_QUARTER}
"""Keys whose numbers are factors by month, and how many there are."""

_ORDER = {"season": "January first", "month_of_quarter": "the first month first"}
_DATE = re.compile(r"\s*([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?\s*")


def is_schedule(given: Any) -> bool:
    """Tell whether a map that is typed for a figure says how it moves in time."""
    return isinstance(given, dict) and any(
        str(key) in PATTERNS or _DATE.fullmatch(str(key)) for key in given
    )


def first_typed(given: dict[str, Any]) -> str:
    """The first single value in a map of months or beside a season, as typed; empty for none."""
    values = (value for key, value in given.items() if str(key) not in PATTERNS)
    return next((str(value) for value in values if isinstance(value, str | int | float)), "")


def read_schedule(given: dict[str, Any], read: Callable[[Any], Quantity]) -> Quantity:
    """Read a figure that moves.

    Args:
        given: as typed; `is_schedule` holds.
        read: reads one of its values.

    Returns:
        The first value with its schedule.

    Raises:
        UnreadableError: a sentence that says what to type instead.
    """
    months = {str(key): value for key, value in given.items() if _DATE.fullmatch(str(key))}
    parts = {
        str(key): value
        for key, value in given.items()
        if str(key) not in months and str(key) not in PATTERNS
    }
    if months and parts:
        first, other = next(iter(months)), next(iter(parts))
        raise UnreadableError(
            f"'{other}' and months cannot stand together: type it below each month, such as "
            f"{{{first}: {{typical: , {other}: }}}}"
        )
    values = [_value(value, read) for value in months.values()]
    if not months:
        if not parts:
            raise UnreadableError("the value is missing: type {typical: , season: [12 numbers]}")
        values = [_value(parts["typical"] if set(parts) == {"typical"} else parts, read)]
    if len({value.period for value in values}) > 1:
        raise UnreadableError("all months of one figure have one period; type it in each of them")
    names = _in_order(list(months))
    later = tuple(zip(names[1:], values[1:], strict=True))
    schedule = Schedule(names[0] if names else "", later, _season(given))
    return replace(values[0], schedule=schedule)


def as_schedule(figure: Quantity, typed: Callable[[Quantity], Any]) -> dict[str, Any]:
    """A figure that moves as the map that is typed for it; typed: one of its values.

    Patterns stand together as a season.
    """
    schedule = figure.schedule or Schedule()
    first = typed(figure.steady())
    parts = first if isinstance(first, dict) else {"typical": first}
    later = {month: typed(value) for month, value in schedule.later}
    values = {schedule.begins: first, **later} if schedule.begins else parts
    return {**values, "season": list(schedule.season)} if schedule.season else values


def _value(typed: Any, read: Callable[[Any], Quantity]) -> Quantity:
    if is_schedule(typed):
        raise UnreadableError("a season stands beside the months, not below one of them")
    return read(typed)


def _in_order(months: list[str]) -> list[str]:
    """Months as they are compared, each after the one before."""
    names = [_month(text) for text in months]
    for before, after in pairwise(names):
        if after <= before:
            raise UnreadableError(
                f"months stand in the order of time, each once: {after} comes after {before}"
            )
    return names


def _month(text: str) -> str:
    found = _DATE.fullmatch(text)
    year, month, day = found.groups() if found else (text, None, None)
    if month is None:
        raise UnreadableError(f"a value holds from a month on: type {year}-01 for {text.strip()}")
    if day is not None or not 1 <= int(month) <= MONTHS_PER_YEAR:
        near = f"{year}-{min(max(1, int(month)), MONTHS_PER_YEAR):02}"
        raise UnreadableError(f"a month is typed as 2027-03: type {near} for {text.strip()}")
    return f"{year}-{int(month):02}"


def _season(given: dict[str, Any]) -> tuple[float, ...]:
    """The factors of both patterns together, January first, with a mean of 1; empty for none."""
    typed = {key: _factors(key, given[key]) for key in PATTERNS if key in given}
    if not typed:
        return ()
    factors = [1.0] * MONTHS_PER_YEAR
    for pattern in typed.values():
        factors = [f * pattern[month % len(pattern)] for month, f in enumerate(factors)]
    total = sum(factors)
    if total <= 0.0:
        raise UnreadableError("season and month_of_quarter leave no month; one is to be above 0")
    return tuple(MONTHS_PER_YEAR * factor / total for factor in factors)


def _factors(key: str, typed: Any) -> list[float]:
    count = PATTERNS[key]
    if not isinstance(typed, list | tuple) or len(typed) != count:
        found = f"; here are {len(typed)}" if isinstance(typed, list | tuple) else ""
        raise UnreadableError(f"{key} is a list of {count} numbers, {_ORDER[key]}{found}")
    numbers = [_factor(key, one) for one in typed]
    if sum(numbers) <= 0.0:
        raise UnreadableError(f"one number of {key} at least is above 0")
    return numbers


def _factor(key: str, typed: Any) -> float:
    text = str(typed)
    number = parse_number(text, "share" if "%" in text else "number")
    if number.high is not None or number.period is not None:
        raise UnreadableError(f"{key} takes plain numbers, without a range or a period")
    if number.low < 0.0:
        raise UnreadableError(f"numbers of {key} are 0 or more; '{text}' is not")
    return number.low
