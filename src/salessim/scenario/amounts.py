"""Kinds of field that become a `Quantity` (money, shares, counts, durations, rates), or a date."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from salessim.figures import COMMA, POINT, in_plain_digits, is_ambiguous, number_as_text
from salessim.number_text import TWO_READINGS, ParsedNumber, parse_number
from salessim.scenario.distributions import distribution_names, read_distribution
from salessim.scenario.kinds import BASE_UNITS, Kind, range_text
from salessim.units import (
    MONTHS_PER_YEAR,
    PERIODS_PER_YEAR,
    Measure,
    Pair,
    Quantity,
    UnreadableError,
)

type Rate = Literal["never", "always", "optional"]

_PARTS = ("typical", "truth", "cases")
_EXAMPLES: dict[Measure, str] = {
    "money": "12k",
    "share": "15 %",
    "count": "40",
    "days": "7 days",
    "hours": "2 hours",
    "number": "1.5",
}


@dataclass(frozen=True)
class Amount(Kind):
    """A number with a unit, perhaps a range, perhaps a rate.

    Attributes:
        measure: what it measures; fixes the base unit.
        low: least value allowed, in the base unit (per typed period, or per `bound_period`).
        high: greatest value allowed.
        rate: whether the value carries a period.
        cases: a range says how cases vary; else it says how uncertain the figure is.
        exact: no range is allowed.
        bound_period: the period to which `low` and `high` apply; None for the typed one.
    """

    measure: Measure
    low: float
    high: float
    rate: Rate = "never"
    cases: bool = False
    exact: bool = False
    bound_period: str | None = None

    @property
    def unit(self) -> str:
        """The base unit, with the period of a rate."""
        unit = BASE_UNITS[self.measure]
        return {"never": unit, "always": f"{unit} a period", "optional": f"{unit}, or a period"}[
            self.rate
        ]

    @property
    def allowed(self) -> str:
        """The range."""
        period = f" a {self.bound_period}" if self.bound_period else ""
        return range_text(self.low, self.high, self.measure) + period

    @property
    def example(self) -> str:
        """Something to type."""
        period = {"never": "", "always": " a year", "optional": ""}[self.rate]
        return f"{_EXAMPLES[self.measure]}{period} (allowed: {self.allowed})"

    def read(self, value: Any, currency: str | None) -> Quantity:
        """The quantity, which knows what its draws may be."""
        if isinstance(value, dict):
            read = self._read_map(value, currency)
        else:
            typed = self._typed(value, currency)
            pair = _pair(typed)
            self._no_range_where_exact(pair)
            read = Quantity(
                typical=typed.middle(self.measure),
                uncertainty=None if self.cases else pair,
                cases=pair if self.cases else None,
                period=typed.period,
            )
        return replace(read, allowed=self.bounds(read.period))

    def bounds(self, period: str | None) -> Pair:
        """The least and greatest value, in the base unit and per period as typed."""
        if self.bound_period is None or period is None:
            return float(self.low), float(self.high)
        factor = PERIODS_PER_YEAR[self.bound_period] / PERIODS_PER_YEAR[period]
        return self.low * factor, self.high * factor

    def _typed(self, value: Any, currency: str | None) -> ParsedNumber:
        """Read one number or range and hold it to the field's period and range."""
        if isinstance(value, str):
            typed = parse_number(value, self.measure, currency)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            typed = parse_number(_figures(value), self.measure, currency)
        else:
            raise UnreadableError(f"one value is needed here, such as {self.example}")
        if self.rate == "always" and typed.period is None:
            if typed.low != 0 or typed.high is not None:
                periods = (self.bound_period,) if self.bound_period else ("year", "month")
                forms = " or ".join(f"'{str(value).strip()} a {period}'" for period in periods)
                raise UnreadableError(f"the period is missing: type {forms}")
            typed = ParsedNumber(0.0, None, "year")
        if self.rate == "never" and typed.period is not None:
            raise UnreadableError(f"no period belongs here: type it without 'a {typed.period}'")
        ends = [end for end in (typed.low, typed.high) if end is not None]
        if not all(self._is_in_range(end, typed.period) for end in ends):
            raise UnreadableError(f"allowed: {self.allowed}{self._meant(str(value), ends)}")
        return typed

    def _is_in_range(self, number: float, period: str | None) -> bool:
        if self.bound_period and period:
            number *= PERIODS_PER_YEAR[period] / PERIODS_PER_YEAR[self.bound_period]
        return self.low <= number <= self.high

    def _meant(self, text: str, ends: list[float]) -> str:
        """What a value out of range was probably meant to be, as it is typed."""
        if self.measure == "share" and "%" not in text and 1 < max(ends) <= 100:
            with_sign = re.sub("([0-9])(?=[^0-9]*$)", r"\1 %", text.strip())
            return f"; for percent type '{with_sign}'"
        if self.measure not in TWO_READINGS and is_ambiguous(text):
            thousands = in_plain_digits(text, COMMA if POINT in text else POINT)
            return f"; '{text}' is read as a fraction, for thousands type {thousands}"
        return ""

    def _no_range_where_exact(self, pair: Pair | None) -> None:
        if self.exact and pair is not None:
            raise UnreadableError("one number is needed here, no range; vary it between scenarios")

    def _read_map(self, given: dict[str, Any], currency: str | None) -> Quantity:
        if given and set(given) <= set(_PARTS):
            return self._read_parts(given, currency)
        if not self.cases:
            raise UnreadableError(
                "only {typical: , truth: } can be typed as a map here: the figure is the same for "
                "all cases"
            )
        periods: list[str | None] = []

        def number(value: Any) -> float:
            typed = self._typed(value, currency)
            if typed.high is not None:
                raise UnreadableError("the parameters of a distribution are numbers, no ranges")
            periods.append(typed.period)
            return typed.low

        if len(given) != 1:
            raise UnreadableError(
                f"type {{typical: , cases: }}, or one distribution of {distribution_names()}"
            )
        [(name, parameters)] = given.items()
        distribution, middle = read_distribution(name, parameters, number)
        period = _one_period(periods)
        return Quantity(typical=middle, period=period, distribution=distribution)

    def _read_parts(self, given: dict[str, Any], currency: str | None) -> Quantity:
        if "cases" in given and not self.cases:
            raise UnreadableError("this figure is the same for all cases: type truth, not cases")
        parts = {name: self._typed(value, currency) for name, value in given.items()}
        period = _one_period([typed.period for typed in parts.values()])
        typical = parts.get("typical") or parts.get("truth") or parts["cases"]
        uncertainty = _pair(parts["truth"]) if "truth" in parts else None
        if "typical" in parts and _pair(typical):
            if uncertainty:
                raise UnreadableError("a range stands in typical and in truth; keep one of them")
            uncertainty = _pair(typical)
        cases = _pair(parts["cases"]) if "cases" in parts else None
        middle = typical.middle(self.measure)
        for name, pair in (("truth", uncertainty), ("cases", cases)):
            if pair and not pair[0] <= middle <= pair[1]:
                raise UnreadableError(f"the typical value does not lie within {name}")
        self._no_range_where_exact(uncertainty or cases)
        return Quantity(middle, uncertainty, cases, period)

    def json_schema(self) -> dict[str, Any]:
        """A number, a text with figures, or a map; `none` where the field is optional."""
        number: dict[str, Any] = {"type": "number", "minimum": self.low, "maximum": self.high}
        if self.measure == "share" and self.rate == "never":
            number["description"] = "a fraction of 1; percentages are typed with %"
        text = {"type": "string", "pattern": "^[^_]*[0-9][^_]*$"}
        options: list[dict[str, Any]] = [text, {"type": "object"}]
        if self.rate != "always":
            options.insert(0, number)
        if self.optional:
            options.append({"const": "none"})
        return {"anyOf": options}


@dataclass(frozen=True)
class ValuePerCase:
    """A value per case: an amount of money, a share of the customer's yearly value, or a price."""

    amount: Quantity
    is_share: bool
    is_price: bool = False


@dataclass(frozen=True, kw_only=True)
class ShareOrMoney(Kind):
    """A share (typed with %) of a customer's yearly value, or money; case by case."""

    max_share: float
    max_money: float

    @property
    def unit(self) -> str:
        """The two units."""
        return "share or currency"

    @property
    def allowed(self) -> str:
        """The two ranges."""
        return f"{self._share.allowed}, or {self._money.allowed}"

    @property
    def example(self) -> str:
        """Something to type."""
        return f"20 % or 3k (allowed: {self.allowed})"

    @property
    def _share(self) -> Amount:
        return Amount("share", 0, self.max_share, cases=True)

    @property
    def _money(self) -> Amount:
        return Amount("money", 0, self.max_money, cases=True)

    def read(self, value: Any, currency: str | None) -> ValuePerCase:
        """The worth; the word `price` stands for the price of one of the products."""
        if value == "price":
            return ValuePerCase(Quantity(0.0), is_share=False, is_price=True)
        is_share = _holds_percent(value)
        kind = self._share if is_share else self._money
        return ValuePerCase(kind.read(value, currency), is_share)

    def json_schema(self) -> dict[str, Any]:
        """As for money."""
        return self._money.json_schema()


def _holds_percent(value: Any) -> bool:
    """Whether a typed value, at any depth, is a percentage."""
    if isinstance(value, dict):
        return any(_holds_percent(part) for part in value.values())
    if isinstance(value, list):
        return any(_holds_percent(part) for part in value)
    return isinstance(value, str) and "%" in value


def _pair(typed: ParsedNumber) -> Pair | None:
    return None if typed.high is None or typed.high == typed.low else (typed.low, typed.high)


def _one_period(periods: list[str | None]) -> str | None:
    if len(set(periods)) > 1:
        raise UnreadableError("all parts of one figure have one period; type it in each of them")
    return periods[0] if periods else None


def _figures(value: float) -> str:
    try:
        return number_as_text(float(value))
    except OverflowError:
        raise UnreadableError("the number is too large; type a finite number") from None


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
