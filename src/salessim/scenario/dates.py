"""Kinds of field that are a date or a month, and what dates in other forms mean."""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from salessim.scenario.kinds import Kind
from salessim.units import MONTHS_PER_YEAR, UnreadableError

# fmt: off
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on

type Span = tuple[dt.date, dt.date]
"""A first and a last day."""


@dataclass(frozen=True)
class Day(Kind):
    """A date, typed as a day or a month. A month becomes its first day, or its last."""

    last_of_month: bool = False

    @property
    def unit(self) -> str:
        """What it is."""
        return "date"

    @property
    def allowed(self) -> str:
        """The two forms."""
        return "2027-03 or 2027-03-15, years 1990 to 2100"

    @property
    def example(self) -> str:
        """The two forms."""
        return "a month or a day such as 2027-03 or 2027-03-15"

    @property
    def sample(self) -> str:
        """A month."""
        return "2027-03"

    def read(self, value: Any, currency: str | None) -> dt.date:
        """The date."""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?", str(value).strip())
        if found is None:
            meant = [text for text in _dates_meant(str(value)) if self._is_date(text)]
            hint = f": type {' or '.join(dict.fromkeys(meant))}" if meant else ""
            raise UnreadableError(f"a date is typed as {self.allowed}{hint}")
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
        if not 1990 <= year <= 2100:
            raise UnreadableError("allowed: years 1990 to 2100")
        try:
            date = dt.date(year, month, day)
        except ValueError:
            raise UnreadableError("the calendar has no such day") from None
        return last_day_of_month(date) if found[3] is None and self.last_of_month else date

    def _is_date(self, text: str) -> bool:
        try:
            self.read(text, None)
        except UnreadableError:
            return False
        return True

    def json_schema(self) -> dict[str, Any]:
        """The form of a date."""
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?$"}


_BETWEEN_DATES = re.compile(r"\s+(?:to|until|till|bis|au|-|—)\s+|\s*(?:…|—)\s*")
"""What people type between two dates."""


def _one_date(text: str) -> str:
    """A date as it is typed here, from any form that has one reading; empty if there is none."""
    words = text.strip()
    if Day()._is_date(words):
        return words
    meant = [date for date in _dates_meant(words) if Day()._is_date(date)]
    return meant[0] if len(meant) == 1 else ""


@dataclass(frozen=True)
class DaySpans(Kind):
    """First and last days, typed as two days or months, or as one month; several as a list.

    They are read in their order, with a day between them.
    """

    @property
    def unit(self) -> str:
        """What it is."""
        return "dates"

    @property
    def allowed(self) -> str:
        """The forms."""
        return "2027-03..2027-07 or 2027-03-15..2027-07-31, or a list of such"

    @property
    def example(self) -> str:
        """The form."""
        return "a first and a last month or day such as 2027-03..2027-07"

    @property
    def sample(self) -> str:
        """A few months."""
        return "2027-03..2027-07"

    def read(self, value: Any, currency: str | None) -> tuple[Span, ...]:
        """The spans, the earliest first."""
        if isinstance(value, tuple):
            return value
        typed = value if isinstance(value, list) else [value]
        if not typed:
            raise UnreadableError(f"nothing is given; type {self.example}")
        spans = sorted(_span(str(one), currency) for one in typed)
        for (first, ends), (begins, last) in pairwise(spans):
            if begins <= ends + dt.timedelta(days=1):
                raise UnreadableError(
                    f"two of these follow each other or overlap: type {first}..{max(ends, last)}"
                )
        return tuple(spans)

    def json_schema(self) -> dict[str, Any]:
        """A span, or a list of spans."""
        day = "[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?"
        span = {"type": "string", "pattern": f"^{day}([.][.]{day})?$"}
        return {"anyOf": [span, {"type": "array", "items": span, "minItems": 1}]}


def _span(text: str, currency: str | None) -> Span:
    """Two days; a month begins on its first and ends on its last."""
    first, dots, last = text.replace("–", "..").partition("..")
    if not dots and len(ends_typed := _BETWEEN_DATES.split(text.strip())) == 2:
        meant = [_one_date(end) for end in ends_typed]
        if all(meant):
            raise UnreadableError(f"two dots stand between dates: type {'..'.join(meant)}")
    begins = Day().read(first, currency)
    ends = Day(last_of_month=True).read(last if dots else first, currency)
    if ends < begins:
        raise UnreadableError(f"the last day lies before the first: type {last}..{first}")
    return begins, ends


def _dates_meant(text: str) -> list[str]:
    """The dates that a text in another form may mean, as they are typed here."""
    words = text.strip().lower()
    by_number = re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", words)
    if by_number:
        first, second, year = int(by_number[1]), int(by_number[2]), by_number[3]
        days = [f"{year}-{second:02d}-{first:02d}"]
        return days if "." in words else [*days, f"{year}-{first:02d}-{second:02d}"]
    if year_first := re.fullmatch(r"([0-9]{4})[./]([0-9]{1,2})(?:[./]([0-9]{1,2}))?", words):
        return ["-".join(f"{int(part):02d}" for part in year_first.groups() if part)]
    if month_first := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{4})", words):
        return [f"{month_first[2]}-{int(month_first[1]):02d}"]
    if year := re.fullmatch("(?:fy ?)?([0-9]{4})", words):
        return [f"{year[1]}-01"]
    if quarter := re.fullmatch("q([1-4])[ /-]?([0-9]{4})|([0-9]{4})[ /-]?q([1-4])", words):
        year_typed, number = quarter[2] or quarter[3], int(quarter[1] or quarter[4])
        return [f"{year_typed}-{3 * number - 2:02d}"]
    found = re.search("([0-9]{4})", words)
    names = [k for k, name in enumerate(MONTH_NAMES, 1) if name[:3].lower() in words]
    if found and len(names) == 1:
        day = re.search(r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|\.)?(?![0-9])", words)
        return [f"{found[1]}-{names[0]:02d}" + (f"-{int(day[1]):02d}" if day else "")]
    return []


@dataclass(frozen=True, kw_only=True)
class MonthOfYear(Kind):
    """A month that comes back every year; becomes 1 to 12."""

    @property
    def unit(self) -> str:
        """What it is."""
        return "month of the year"

    @property
    def allowed(self) -> str:
        """The two forms."""
        return "a month's name or a month such as 2027-09"

    @property
    def example(self) -> str:
        """Something to type."""
        return "September or 2027-09"

    def read(self, value: Any, currency: str | None) -> int:
        """The month's number."""
        text = str(value).strip()
        for number, name in enumerate(MONTH_NAMES, start=1):
            if text.lower() in (name.lower(), name[:3].lower()):
                return number
        if re.fullmatch("[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
            return Day().read(text, currency).month
        raise UnreadableError(f"a month is needed, such as {self.example}")


def last_day_of_month(date: dt.date) -> dt.date:
    """The last day of the month that holds `date`."""
    following = dt.date(
        date.year + date.month // MONTHS_PER_YEAR, date.month % MONTHS_PER_YEAR + 1, 1
    )
    return following - dt.timedelta(days=1)
