"""Kinds of field that hold a date or a month."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from salessim.scenario.kinds import Kind
from salessim.units import MONTHS_PER_YEAR, UnreadableError

# fmt: off
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


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

    def read(self, value: Any, currency: str | None) -> dt.date:
        """The date."""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?", str(value).strip())
        if found is None:
            raise UnreadableError(f"a date is typed as {self.allowed}")
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
        if not 1990 <= year <= 2100:
            raise UnreadableError("allowed: years 1990 to 2100")
        try:
            date = dt.date(year, month, day)
        except ValueError:
            raise UnreadableError("the calendar has no such day") from None
        return last_day_of_month(date) if found[3] is None and self.last_of_month else date

    def json_schema(self) -> dict[str, Any]:
        """The form of a date."""
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?$"}


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
