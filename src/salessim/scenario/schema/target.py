"""What is to be reached, and by when."""

import datetime as dt
from typing import Annotated, Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day
from salessim.scenario.schema.section import Section, needed, said
from salessim.scenario.schema.strategy import OptionalYearlyGrowth
from salessim.units import Quantity

MEASURES = ("revenue", "arr", "bookings")
_Goal = Annotated[Quantity | None, Amount("money", 0, 1e12, exact=True, optional=True)]


class Target(Section):
    """One goal: a measure, its value, and the month by whose end it is reached."""

    revenue: _Goal = said(None, "Revenue up to the end of that month.")
    arr: _Goal = said(None, "Yearly recurring revenue at the end of that month (ARR).")
    bookings: _Goal = said(None, "Value of contracts signed up to the end of that month.")
    by: Annotated[dt.date, Day(last_of_month=True)] = needed("The month in which it is due.")
    since: Annotated[dt.date | None, Day(optional=True)] = said(
        None,
        "First month that counts for revenue and bookings.",
        "the horizon",
        otherwise="the first of the horizon; January under a year",
    )
    grows: OptionalYearlyGrowth = said(
        None, "Growth of the target, which then holds again for each year after; none: it is one."
    )
    incremental: _Goal = said(None, "Part of the value that comes on top of last year's.")
    from_active: Annotated[Quantity | None, Amount("share", 0, 1, exact=True, optional=True)] = (
        said(None, "Share of the value that customers active at the start are to bring.")
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
