"""Kinds of field that become a `Quantity`: money, shares, counts, durations, rates."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from pydantic_core import core_schema

from salessim.figures import COMMA, POINT, in_plain_digits, is_ambiguous, number_as_text
from salessim.number_text import LONGEST_NUMBER, TWO_READINGS, ParsedNumber, parse_number
from salessim.scenario.distributions import (
    distribution_names,
    parts_of_other_tools,
    read_distribution,
)
from salessim.scenario.kinds import BASE_UNITS, Kind, range_text
from salessim.scenario.schedules import is_schedule, read_schedule
from salessim.scenario.uncertain_default import DefaultBySize, UncertainDefault
from salessim.units import (
    DAYS_PER,
    NORMAL_QUANTILE_90,
    PERIODS_PER_YEAR,
    Measure,
    Pair,
    Quantity,
    UnreadableError,
)

type Rate = Literal["never", "always", "optional"]

KEPT = 4096
"""Figures as typed whose quantities are remembered."""

PARTS = ("typical", "truth", "cases")
"""Keys of a figure that is typed as a map."""
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
        differs: a range says how uncertain the figure is, but a map may say how cases vary.
        exact: no range is allowed.
        bound_period: the period to which `low` and `high` apply; None for the typed one.
        usual: something to type; empty for the measure's own example.
    """

    measure: Measure
    low: float
    high: float
    rate: Rate = "never"
    cases: bool = False
    differs: bool = False
    exact: bool = False
    bound_period: str | None = None
    usual: str = ""

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
        return f"{self.sample} (allowed: {self.allowed})"

    @property
    def sample(self) -> str:
        """One value as it is typed."""
        period = f" a {self.bound_period or 'year'}" if self.rate == "always" else ""
        return self.usual or f"{_EXAMPLES[self.measure]}{period}"

    def read(self, value: Any, currency: str | None) -> Quantity:
        """The quantity, which knows what its draws may be."""
        if is_schedule(value):
            return self._within_in_season(read_schedule(value, lambda v: self.read(v, currency)))
        if isinstance(value, UncertainDefault):
            return _read_once(self, value, value.truth, currency)
        if isinstance(value, dict):
            read = self._read_map(value, currency)
            return replace(read, allowed=self.bounds(read.period))
        if type(value) is int or (type(value) is str and len(value) <= LONGEST_NUMBER):
            return _read_once(self, value, None, currency)
        return self._read_figure(value, None, currency)

    def _read_figure(self, value: Any, truth: str | None, currency: str | None) -> Quantity:
        """The quantity of one number or range; `truth` is that of an uncertain default."""
        if truth is not None:
            read = self._read_parts({"typical": str(value), "truth": truth}, currency)
        else:
            typed = self._typed(value, currency)
            pair = _pair(typed)
            self._no_range_where_exact(pair)
            read = Quantity(
                typical=typed.middle(self.measure),
                uncertainty=None if self.cases else pair,
                cases=pair if self.cases else None,
                period=typed.period,
                months=typed.months,
            )
        by_size = isinstance(value, DefaultBySize)
        return replace(read, allowed=self.bounds(read.period), by_size=by_size)

    def _within_in_season(self, read: Quantity) -> Quantity:
        """A figure that moves, none of whose values lies beyond what is allowed in its season.

        Shares lost in a period are no limit: their hazards have the season.
        """
        if read.schedule is None or (self.measure == "share" and self.rate == "always"):
            return read
        for value in (read, *(value for _, value in read.schedule.later)):
            for factor in read.schedule.season:
                if not self._is_in_range(factor * value.typical, read.period):
                    raise UnreadableError(
                        f"with its season the value is at times {factor:.4g} times that typed, "
                        f"which is out of range (allowed: {self.allowed})"
                    )
        return read

    def _validate(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        if isinstance(value, UncertainDefault) and (info.context or {}).get("exact_defaults"):
            exact = super()._validate(str(value), info)
            return replace(exact, by_size=True) if isinstance(value, DefaultBySize) else exact
        return super()._validate(value, info)

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
            raise UnreadableError(self._instead_of_list(value, currency))
        if self.rate == "always" and typed.period is None:
            if typed.low != 0 or typed.high is not None:
                periods = (self.bound_period,) if self.bound_period else ("year", "month")
                text = str(value).strip()
                ends = [end for end in (typed.low, typed.high) if end is not None]
                if self._lacks_percent(text, ends):
                    text = _with_percent(text)
                forms = " or ".join(f"'{text} a {period}'" for period in periods)
                raise UnreadableError(f"the period is missing: type {forms}")
            typed = ParsedNumber(0.0, None, "year")
        if self.rate == "never" and typed.period is not None:
            raise UnreadableError(f"no period belongs here: type it without 'a {typed.period}'")
        ends = [end for end in (typed.low, typed.high) if end is not None]
        if not all(self._is_in_range(end, typed.period) for end in ends):
            raise UnreadableError(f"allowed: {self.allowed}{self._meant(str(value), ends)}")
        return typed

    def _lacks_percent(self, text: str, ends: list[float]) -> bool:
        """Whether a share was probably typed in percent, without the sign."""
        return self.measure == "share" and "%" not in text and 1 < max(ends) <= 100

    def _instead_of_list(self, value: Any, currency: str | None) -> str:
        """What to type in place of a list; of two numbers it is a range."""
        if isinstance(value, list | tuple) and len(value) == 2:
            ends = sorted(map(str, value)) if self.exact else list(map(str, value))
            if self._can_read("..".join(ends), currency):
                return f"a range is typed low..high: type {'..'.join(ends)}"
        return f"one value is needed here, such as {self.example}"

    def _can_read(self, value: Any, currency: str | None) -> bool:
        try:
            self.read(value, currency)
        except UnreadableError:
            return False
        return True

    def _is_in_range(self, number: float, period: str | None) -> bool:
        if self.bound_period and period:
            number *= PERIODS_PER_YEAR[period] / PERIODS_PER_YEAR[self.bound_period]
        return self.low <= number <= self.high

    def _meant(self, text: str, ends: list[float]) -> str:
        """What a value out of range was probably meant to be, as it is typed."""
        if self._lacks_percent(text, ends):
            return f"; for percent type '{_with_percent(text)}'"
        if self.measure not in TWO_READINGS and is_ambiguous(text):
            thousands = in_plain_digits(text, COMMA if POINT in text else POINT)
            return f"; '{text}' is read as a fraction, for thousands type {thousands}"
        return ""

    def _no_range_where_exact(self, pair: Pair | None) -> None:
        if self.exact and pair is not None:
            raise UnreadableError("one number is needed here, no range; vary it between scenarios")

    def _read_map(self, given: dict[str, Any], currency: str | None) -> Quantity:
        if given and set(given) <= set(PARTS):
            return self._read_parts(given, currency)
        if meant := self._meant_by_map(given, currency):
            raise UnreadableError(meant)
        if not self.cases and not self.differs:
            raise UnreadableError(
                "only {typical: , truth: } can be typed as a map here: the figure is the same for "
                f"all cases; type one value such as {self.sample}"
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

    def _meant_by_map(self, given: dict[str, Any], currency: str | None) -> str:
        """What is typed here for a map of other tools: {min, max}, {mean, sd}, {value, unit}."""
        parts = parts_of_other_tools(given)
        middle, low, high = (parts.get(part, "") for part in ("middle", "low", "high"))
        options: list[tuple[str, Any]] = []
        if low and high and middle and self.cases:
            options.append(
                (f"{{triangular: [{low}, {middle}, {high}]}}", {"triangular": [low, middle, high]})
            )
        if low and high:
            ranges = [f"{low}..{high}", f"{low}..{high} a {self.bound_period or 'year'}"]
            options += [(text, text) for text in ranges]
        if middle and "spread" in parts:
            options += [(text, text) for text in self._around(middle, parts["spread"], currency)]
        if "value" in parts or (middle and len(parts) == 1):
            text = f"{parts.get('value', middle)} {parts.get('unit', '')}".strip()
            rate = f" a {parts['period']}" if "period" in parts else ""
            options += [(text + rate, text + rate), (parts.get("value", middle) + rate,) * 2]
        found = next((shown for shown, typed in options if self._can_read(typed, currency)), "")
        return f"a number or a range stands here, no such map: type {found}" if found else ""

    def _around(self, middle: str, spread: str, currency: str | None) -> list[str]:
        """The range in which 8 of 10 normal values lie, by their mean and standard deviation."""
        try:
            mean, deviation = (
                self._typed(middle, currency),
                parse_number(spread, self.measure, currency),
            )
        except UnreadableError:
            return []
        wide = NORMAL_QUANTILE_90 * deviation.low
        scale = 100 if self.measure == "share" else 1
        ends = (f"{end * scale:.3g}" for end in (mean.low - wide, mean.low + wide))
        low, high = (number_as_text(float(end), 15) for end in ends)
        rate = f" a {mean.period}" if mean.period else ""
        return [f"{low}..{high}{' %' if scale == 100 else ''}{rate}"]

    def _read_parts(self, given: dict[str, Any], currency: str | None) -> Quantity:
        if "cases" in given and not self.cases and not self.differs:
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
        if "cases" in parts and cases is None and parts["cases"].low != middle:
            raise UnreadableError("cases is a range, low..high: 8 in 10 cases lie between")
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
class Interval(Amount):
    """Days between two of a kind, typed as a duration or as how often they come in a period."""

    @property
    def example(self) -> str:
        """Both forms."""
        return f"7 days or 36 a year (allowed: {self.allowed})"

    def read(self, value: Any, currency: str | None) -> Quantity:
        """The quantity, in days."""
        if isinstance(value, dict):
            return super().read({k: self._days(v, currency) for k, v in value.items()}, currency)
        return super().read(self._days(value, currency), currency)

    def _days(self, value: Any, currency: str | None) -> Any:
        """Return a frequency as the days between, and all else as it was typed."""
        try:
            often = parse_number(value if isinstance(value, str) else "", "count", currency)
        except UnreadableError:
            return value
        if often.period is None:
            return value
        if often.low <= 0:
            raise UnreadableError("how often it comes is above 0; leave the step out for never")
        ends = [_figures(DAYS_PER[often.period] / end) for end in (often.high, often.low) if end]
        return f"{'..'.join(ends)} days"


@lru_cache(KEPT, typed=True)
def _read_once(kind: Amount, value: str | int, truth: str | None, currency: str | None) -> Quantity:
    """The quantity of a figure; a run reads a scenario a dozen times, with variants and limits.

    A text that knows the decimal mark of its file is equal to one with the other: it never comes.
    """
    return kind._read_figure(value, truth, currency)


def _with_percent(text: str) -> str:
    """A text with the sign after its last figure."""
    return re.sub("([0-9])(?=[^0-9]*$)", r"\1 %", text.strip())


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
