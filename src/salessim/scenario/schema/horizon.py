"""The time that a scenario covers, and the company's working time."""

import datetime as dt
from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day, last_day_of_month
from salessim.scenario.kinds import Text, Whole, Words
from salessim.scenario.schema.section import Section, needed, said
from salessim.units import Quantity

type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Horizon(Section):
    """The months that are simulated."""

    from_: Annotated[dt.date, Day()] = needed(
        "First day: a month, or a day inside one.", alias="from", title="start of the horizon"
    )
    months: Annotated[int, Whole(1, 60, "months")] = said(
        12,
        "Calendar months covered; one that starts inside a month counts it as the first.",
        title="months of the horizon",
    )

    @property
    def last_day(self) -> dt.date:
        """The last day of the last month."""
        index = self.from_.year * 12 + self.from_.month - 1 + self.months - 1
        return last_day_of_month(dt.date(index // 12, index % 12 + 1, 1))


class Calendar(Section):
    """When people work."""

    country: Annotated[str | None, Text(optional=True)] = said(
        None,
        "Country whose public holidays are kept, by English name or ISO code; none for none.",
        title="country of the holidays",
    )
    hours: Annotated[
        Quantity, Amount("hours", 1, 168, rate="always", exact=True, bound_period="week")
    ] = said("40 a week", "Working hours of one person at full time.", title="full-time hours")
    weekdays: tuple[Annotated[Weekday, Words(Weekday)], ...] = said(
        ("mon", "tue", "wed", "thu", "fri"), "Days of the week that are worked."
    )
    leave: Annotated[
        Quantity, Amount("days", 0, 200, rate="always", exact=True, bound_period="year")
    ] = said("25 days a year", "Working days of leave of one person.", title="days of leave")
    sick: Annotated[
        Quantity, Amount("days", 0, 200, rate="always", exact=True, bound_period="year")
    ] = said(
        "5 days a year",
        "Working days lost to sickness by one person, on average.",
        title="sick days",
    )
