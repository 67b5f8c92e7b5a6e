"""The time that a scenario covers, the company's working time, and targets due within it."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day, last_day_of_month
from salessim.scenario.kinds import Choice, Integer, Text
from salessim.scenario.schema.section import Section, optional, required
from salessim.scenario.schema.strategy import OptionalYearlyGrowth
from salessim.units import HOURS_PER_WEEK, MONTHS_PER_YEAR, Quantity

type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Horizon(Section):
    """The months that are simulated."""

    from_: Annotated[dt.date, Day()] = required(
        "First day: a month, or a day inside one.", alias="from", title="start of the horizon"
    )
    months: Annotated[int, Integer(1, 120, "months")] = optional(
        12,
        "Calendar months covered; one that starts inside a month counts it as the first.",
        title="months of the horizon",
    )

    @property
    def last_day(self) -> dt.date:
        """The last day of the last month."""
        years, month = divmod(self.from_.month - 1 + self.months - 1, MONTHS_PER_YEAR)
        return last_day_of_month(dt.date(self.from_.year + years, month + 1, 1))


BY_CURRENCY = "by_currency"
"""Stands for the country of the holidays: that which the currency's code begins with."""


class Calendar(Section):
    """When people work."""

    country: Annotated[str | None, Text(optional=True)] = optional(
        BY_CURRENCY,
        "Country whose public holidays are kept, by English name or ISO code, ECB for the closing "
        "days of the European payment system; by_currency: that of the currency's code, ECB for "
        "EUR; none for none.",
        title="country of the holidays",
    )
    hours: Annotated[
        Quantity, Amount("hours", 1, HOURS_PER_WEEK, rate="always", exact=True, bound_period="week")
    ] = optional("40 a week", "Working hours of one person at full time.", title="full-time hours")
    weekdays: tuple[Annotated[Weekday, Choice(Weekday)], ...] = optional(
        ("mon", "tue", "wed", "thu", "fri"), "Days of the week that are worked."
    )
    leave: Annotated[
        Quantity, Amount("days", 0, 200, rate="always", exact=True, bound_period="year")
    ] = optional("25 days a year", "Working days of leave of one person.", title="days of leave")
    sick: Annotated[
        Quantity, Amount("days", 0, 200, rate="always", exact=True, bound_period="year")
    ] = optional(
        "5 days a year",
        "Working days lost to sickness by one person, on average.",
        title="sick days",
    )


MEASURES = ("revenue", "arr", "bookings")
_Goal = Annotated[Quantity | None, Amount("money", 0, 1e12, exact=True, optional=True)]


class Target(Section):
    """One goal: a measure, its value, and the month by whose end it is reached."""

    revenue: _Goal = optional(None, "Revenue up to the end of that month.")
    arr: _Goal = optional(None, "Yearly recurring revenue at the end of that month (ARR).")
    bookings: _Goal = optional(None, "Value of contracts signed up to the end of that month.")
    by: Annotated[dt.date, Day(last_of_month=True)] = required("The month in which it is due.")
    since: Annotated[dt.date | None, Day(optional=True)] = optional(
        None,
        "First day or month that counts for revenue and bookings.",
        "the horizon",
        otherwise="the horizon's first day; 1 January under a year",
    )
    grows: OptionalYearlyGrowth = optional(
        None, "Growth of the target, which then holds again for each year after; none: it is one."
    )
    incremental: _Goal = optional(None, "Part of the value that comes on top of last year's.")
    from_active: Annotated[Quantity | None, Amount("share", 0, 1, exact=True, optional=True)] = (
        optional(None, "Share of the value that customers active at the start are to bring.")
    )

    @model_validator(mode="after")
    def _one_measure(self) -> "Target":
        if sum(getattr(self, measure) is not None for measure in MEASURES) != 1:
            raise PydanticCustomError(
                "unreadable",
                "{message}",
                {"message": "a target names revenue, arr or bookings, such as {revenue: 1.2M}"},
            )
        return self

    @property
    def measure(self) -> str:
        """`revenue`, `arr` or `bookings`."""
        return next(measure for measure in MEASURES if getattr(self, measure) is not None)

    @property
    def value(self) -> float:
        """The goal in the scenario's currency."""
        goal: Any = getattr(self, self.measure)
        return float(goal.typical)
