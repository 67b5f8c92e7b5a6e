"""How interest fades while a case waits: by a half-life, or by a table of what each wait leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from salessim.near_words import did_you_mean
from salessim.number_text import parse_number
from salessim.scenario.amounts import PARTS, Amount
from salessim.units import HOURS_PER_DAY, Measure, UnreadableError

MOST_ROWS = 1_000
_FORM = "{0 hours: 100 %, 1 hour: 15 %, 1 day: 2 %}"


@dataclass(frozen=True)
class InterestTable:
    """The share of a case's interest that is left after each wait.

    Between two waits it falls in a straight line; after the last it stays.

    Attributes:
        waits: days, rising from 0.
        left: shares of 1, never rising.
    """

    waits: tuple[float, ...]
    left: tuple[float, ...]


def _of_hours(rows: Mapping[float, float]) -> InterestTable:
    return InterestTable(tuple(hours / HOURS_PER_DAY for hours in rows), tuple(rows.values()))


PUBLISHED: Mapping[str, InterestTable] = MappingProxyType(
    {
        # Within an hour nearly 7 times as likely to qualify as an hour later, more than 60 times
        # as likely as after 24 hours or longer: 1.25 million leads of 42 firms.
        "oldroyd_2011": _of_hours({0: 1.0, 1: 1.0, 2: 1 / 7, 24: 1 / 60}),
        # Odds of qualifying: 4 times lower at 10 minutes than at 5, 21 times at 30.
        "qualifying_2007": _of_hours({0: 1.0, 5 / 60: 1.0, 10 / 60: 1 / 4, 30 / 60: 1 / 21}),
        # Odds of reaching somebody: 5 times lower at 10 minutes than at 5, 100 times at 30.
        "contacting_2007": _of_hours({0: 1.0, 5 / 60: 1.0, 10 / 60: 1 / 5, 30 / 60: 1 / 100}),
    }
)
"""Tables by name. J. Oldroyd, K. McElheran, D. Elkington, "The Short Life of Online Sales Leads",
Harvard Business Review, March 2011; J. Oldroyd, "Lead Response Management Study", MIT and
InsideSales.com, 2007 (15,000 leads of six firms). They say how much better a quick answer is than
a late one; the chance of a quick one is the field `passes`. Their odds are read as chances: what is
qualified after half an hour is few, so that both are nearly the same."""

NAMES_OF_TABLES = ", ".join(PUBLISHED)


@dataclass(frozen=True)
class Fading(Amount):
    """A half-life in days; a table of what each wait leaves; or the name of a published one."""

    @property
    def unit(self) -> str:
        """That of the half-life, and of a table."""
        return "days, or shares by wait"

    @property
    def allowed(self) -> str:
        """The range, and the names."""
        return f"{super().allowed}, a table, {NAMES_OF_TABLES}"

    def read(self, value: Any, currency: str | None) -> Any:
        """The half-life as a quantity, or the table."""
        if isinstance(value, str) and value.replace("_", "").isalnum() and value[0].isalpha():
            if value in PUBLISHED:
                return PUBLISHED[value]
            raise UnreadableError(
                f"allowed: a time such as 2 days, a table such as {_FORM}, or {NAMES_OF_TABLES}"
                f"{did_you_mean(value, PUBLISHED)}"
            )
        if isinstance(value, dict) and value and not any(str(key) in PARTS for key in value):
            return _table(value)
        return super().read(value, currency)

    def json_schema(self) -> dict[str, Any]:
        """As for a time, and the names."""
        options = super().json_schema()["anyOf"]
        return {"anyOf": [*options, {"enum": list(PUBLISHED)}]}


def _table(given: dict[Any, Any]) -> InterestTable:
    waits = tuple(_one(key, "days", f"'{str(key)[:40]}' is no wait") for key in given)
    left = tuple(
        _one(value, "share", f"'{str(value)[:40]}' is no share of interest")
        for value in given.values()
    )
    if len(waits) < 2 or waits[0] != 0.0:
        raise UnreadableError(f"a table begins with what is left at once: type {_FORM}")
    if len(waits) > MOST_ROWS:
        raise UnreadableError(f"a table of waits has at most {MOST_ROWS:,} rows")
    if not all(a < b for a, b in pairwise(waits)):
        raise UnreadableError("the waits of a table rise from row to row")
    if not all(a >= b for a, b in pairwise(left)) or left[0] > 1.0 or left[-1] < 0.0:
        raise UnreadableError(
            "the shares of a table lie between 100 % and 0 % and fall, or stay, from row to row"
        )
    return InterestTable(waits, left)


def _one(value: Any, measure: Measure, problem: str) -> float:
    """One number of a table; a bare one counts days, or is a fraction of 1."""
    try:
        typed = parse_number(value if isinstance(value, str) else str(value), measure)
    except UnreadableError:
        raise UnreadableError(f"{problem}: type a table such as {_FORM}") from None
    if typed.high is not None or typed.period is not None:
        raise UnreadableError(f"{problem}: a table holds single numbers, such as {_FORM}")
    return typed.low
