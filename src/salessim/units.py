"""Units, and numbers that have one.

How numbers are typed stands in `number_text.py`. A `Quantity` keeps what was typed apart: the
typical value, its epistemic uncertainty (typed as `truth`), how much it varies from case to case
(`cases`), the period of a rate, and how the figure moves in time (its `schedule`).

Base units: money in the scenario's currency, durations in calendar days, hours in hours, shares as
fractions of 1, rates per the period that was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from salessim.elementary import log1p

type Measure = Literal["money", "share", "count", "days", "hours", "number"]
type Period = Literal["day", "week", "month", "quarter", "year"]
type Pair = tuple[float, float]

SECONDS_PER_HOUR = 3_600
SECONDS_PER_DAY = 86_400
HOURS_PER_DAY = 24
DAYS_PER_WEEK = 7
HOURS_PER_WEEK = 168
SECONDS_PER_WEEK = DAYS_PER_WEEK * SECONDS_PER_DAY
MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = 12
MONTHS_IN = {"month": 1, "quarter": MONTHS_PER_QUARTER, "year": MONTHS_PER_YEAR}
"""Months of a period that is counted in whole ones."""
DAYS_PER_YEAR = 365.25
"""Mean length of a calendar year; rates and durations are converted with it."""

DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
WEEKS_PER_MONTH = DAYS_PER_MONTH / DAYS_PER_WEEK
SECONDS_PER_YEAR = DAYS_PER_YEAR * SECONDS_PER_DAY
SECONDS_PER_MONTH = int(SECONDS_PER_YEAR) // MONTHS_PER_YEAR
"""A twelfth of a mean year, in whole seconds."""

CENTRAL_80_PERCENT = (0.1, 0.9)
"""Probabilities at the ends of a range `a..b`: 8 in 10 lie between."""

NORMAL_QUANTILE_90 = 1.2815515655446004
"""Quantile of the standard normal distribution at 0.9: 8 in 10 draws lie within this of 0."""

NORMAL_QUANTILE_975 = 1.959963984540054
"""The same at 0.975: half the width of a 95 % interval, in standard errors."""

PERIODS_PER_YEAR: dict[str, float] = {
    "day": DAYS_PER_YEAR,
    "week": DAYS_PER_YEAR / DAYS_PER_WEEK,
    "month": float(MONTHS_PER_YEAR),
    "quarter": 4.0,
    "year": 1.0,
}
DAYS_PER: dict[str, float] = {name: DAYS_PER_YEAR / n for name, n in PERIODS_PER_YEAR.items()}
HOURS_PER: dict[str, float] = {"hour": 1.0, "hr": 1.0, "h": 1.0, "minute": 1 / 60, "min": 1 / 60}


class UnreadableError(ValueError):
    """A text cannot be read as a number with a unit; `str()` says what to type instead."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """An explicit distribution over cases.

    Families and their parameters, in the field's base unit: `constant` (value), `uniform` (low,
    high), `triangular` (low, mode, high), `exponential` (mean), `weibull` (scale, shape),
    `lognormal` (median, sigma), `gamma` (shape, mean), `beta` (alpha, beta, largest
    value), `logistic` (mean, scale),
    `quantiles` (n probabilities from 0 to 1, then their n values).
    """

    family: str
    parameters: tuple[float, ...]

    def scaled(self, factor: float) -> "Distribution":
        """The distribution of `factor` times the value; factor above 0."""
        p = self.parameters
        parameters: tuple[float, ...]
        match self.family:
            case "weibull" | "lognormal":
                parameters = (p[0] * factor, p[1])
            case "gamma":
                parameters = (p[0], p[1] * factor)
            case "beta":
                parameters = (p[0], p[1], p[2] * factor)
            case "quantiles":
                half = len(p) // 2
                parameters = (*p[:half], *(value * factor for value in p[half:]))
            case _:
                parameters = tuple(value * factor for value in p)
        return Distribution(self.family, parameters)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its uncertainty and, for a rate, its period.

    Attributes:
        typical: the median of what the figure may be, in the field's base unit.
        uncertainty: central 80 % interval of what the figure may be (epistemic uncertainty; one
            value is drawn a replication), or None where it is known.
        cases: central 80 % interval of single cases (variability; drawn case by case), or None.
        period: `day`, `week`, `month`, `quarter` or `year` for a rate, None otherwise.
        distribution: the distribution of cases, where one was typed, or None.
        allowed: least and greatest value of its field, in the same unit and period: no draw lies
            beyond; None for what no field limits. It says nothing about the value itself.
        by_size: whether it is a default that is yet to follow the size of a segment's deal.
        schedule: how it moves in time; the other attributes are those of its first value, without
            its season. None for a figure that holds throughout.
        months: of a duration typed in whole months, quarters or years: what ends at a date goes by
            the calendar (`typical` is their mean length); 0 for all else.
    """

    typical: float
    uncertainty: Pair | None = None
    cases: Pair | None = None
    period: str | None = None
    distribution: Distribution | None = None
    allowed: Pair | None = field(default=None, compare=False, repr=False)
    by_size: bool = field(default=False, compare=False, repr=False)
    schedule: "Schedule | None" = None
    months: int = 0

    def scaled(self, factor: float, period: str | None = None) -> "Quantity":
        """`factor` (above 0) times this quantity; all its parts scale alike."""
        return Quantity(
            typical=self.typical * factor,
            uncertainty=_scaled_pair(self.uncertainty, factor),
            cases=_scaled_pair(self.cases, factor),
            period=period or self.period,
            distribution=self.distribution.scaled(factor) if self.distribution else None,
            allowed=_scaled_pair(self.allowed, factor),
            schedule=self._later_values(lambda value: value.scaled(factor, period)),
        )

    def _later_values(self, changed: "Callable[[Quantity], Quantity]") -> "Schedule | None":
        """The schedule with each of its values changed alike."""
        return None if self.schedule is None else self.schedule.changed(changed)

    @property
    def highest(self) -> float:
        """The largest typical value of any month that there may be."""
        return max(self._values)

    @property
    def lowest(self) -> float:
        """The smallest typical value of any month that there may be."""
        return min(self._values)

    @property
    def _values(self) -> tuple[float, ...]:
        """Typical values, each in every month of the season."""
        moves = self.schedule or Schedule()
        values = (self.typical, *(value.typical for _, value in moves.later))
        return tuple(factor * value for factor in moves.season or (1.0,) for value in values)

    def steady(self) -> "Quantity":
        """The first value, without its season, as a figure that holds throughout."""
        return self if self.schedule is None else replace(self, schedule=None)

    @property
    def per_year(self) -> "Quantity":
        """The same rate, a year. Raises ValueError if this is no rate."""
        return self.scaled(self.periods_per_year, "year")

    @property
    def per_month(self) -> "Quantity":
        """The same rate, a month. Raises ValueError if this is no rate."""
        return self.scaled(self.periods_per_year / PERIODS_PER_YEAR["month"], "month")

    @property
    def periods_per_year(self) -> float:
        """How many of the typed periods a year has. Raises ValueError if this is no rate."""
        if self.period is None:
            raise ValueError(f"{self.typical} has no period")
        return PERIODS_PER_YEAR[self.period]

    @property
    def hazard_per_year(self) -> "Quantity":
        """The hazard a year that loses this share a period: -ln(1 - share) x periods a year."""
        periods = self.periods_per_year

        def hazard(share: float) -> float:
            return -log1p(-share) * periods

        def of_both(pair: Pair | None) -> Pair | None:
            return None if pair is None else (hazard(pair[0]), hazard(pair[1]))

        return replace(
            self,
            typical=hazard(self.typical),
            uncertainty=of_both(self.uncertainty),
            period="year",
            allowed=of_both(self.allowed),
            schedule=self._later_values(lambda value: value.hazard_per_year),
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a figure moves in time.

    Attributes:
        begins: month from which the first value holds, such as `2027-01`; empty without dates.
        later: months from which other values hold, in their order, with these values; each in the
            same unit and period as the first, and without a schedule.
        season: factors on the value of the month, January first; their mean is 1. Empty for none.
    """

    begins: str = ""
    later: tuple[tuple[str, Quantity], ...] = ()
    season: tuple[float, ...] = ()

    def changed(self, change: Callable[[Quantity], Quantity]) -> "Schedule":
        """The schedule with each of its values changed alike."""
        later = tuple((month, change(value)) for month, value in self.later)
        return replace(self, later=later)

    def in_month(self, year: int, month: int) -> tuple[int, float]:
        """Which value holds in a calendar month (0: the first), and the factor of its season."""
        name = f"{year:04}-{month:02}"
        place = sum(1 for begins, _ in self.later if begins <= name)
        return place, self.season[month - 1] if self.season else 1.0


def _scaled_pair(pair: Pair | None, factor: float) -> Pair | None:
    return None if pair is None else (pair[0] * factor, pair[1] * factor)
