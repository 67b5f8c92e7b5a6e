"""Numbers with a unit, as a user types them: `12k a year`, `15..25 %`, `20..45 days`, `€300k`.

A `Quantity` keeps what was typed apart: the typical value, its epistemic uncertainty (typed as
`truth`), how much it varies from case to case (`cases`), and the period of a rate.

Base units: money in the scenario's currency, durations in calendar days, hours in hours, shares as
fractions of 1, rates per the period that was typed.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from salessim.elementary import exp, log, log1p

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
HOURS_PER: dict[str, float] = {"hour": 1.0, "h": 1.0, "minute": 1 / 60, "min": 1 / 60}
MULTIPLES: dict[str, float] = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "bn": 1e9, "B": 1e9}
SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
}
"""Currency signs and the currencies that they can stand for."""

LONGEST_NUMBER = 100
"""Characters of the longest text that is tried as a number."""

_TERM = re.compile(
    r"(?P<sign>[€$£¥]|[A-Z]{3}\b)?\s*"
    r"(?P<number>[-+]?(?:(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?:[eE][-+]?[0-9]{1,3})?)\s*"
    r"(?P<multiple>(?:bn|[kKmMB])(?![A-Za-z]))?\s*"
    r"(?P<unit>[A-Za-z]+|[%€$£¥])?"
)
_PERIOD = re.compile(
    r"(?P<rest>.*?)\s*(?:/|\b(?:a|an|per|each|every)\b)\s*(?P<period>day|week|month|quarter|year)",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"\b(?:daily|weekly|monthly|quarterly|yearly|annually|p\.a\.)$", re.IGNORECASE)
_SPACES = re.compile("[\\s\u00a0\u2007\u2009\u202f]+")


class UnreadableError(ValueError):
    """A text cannot be read as a number with a unit; `str()` says what to type instead."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """An explicit distribution over cases.

    Families and their parameters, in the field's base unit: `constant` (value), `uniform` (low,
    high), `triangular` (low, mode, high), `exponential` (mean), `weibull` (scale, shape),
    `lognormal` (median, sigma), `gamma` (integer shape, mean), `logistic` (mean, scale),
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
    """

    typical: float
    uncertainty: Pair | None = None
    cases: Pair | None = None
    period: str | None = None
    distribution: Distribution | None = None

    def scaled(self, factor: float, period: str | None = None) -> "Quantity":
        """`factor` (above 0) times this quantity; all its parts scale alike."""
        return Quantity(
            typical=self.typical * factor,
            uncertainty=_scaled_pair(self.uncertainty, factor),
            cases=_scaled_pair(self.cases, factor),
            period=period or self.period,
            distribution=self.distribution.scaled(factor) if self.distribution else None,
        )

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

        pair = self.uncertainty
        uncertainty = None if pair is None else (hazard(pair[0]), hazard(pair[1]))
        return replace(self, typical=hazard(self.typical), uncertainty=uncertainty, period="year")


def _scaled_pair(pair: Pair | None, factor: float) -> Pair | None:
    return None if pair is None else (pair[0] * factor, pair[1] * factor)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A text as read: a number, or a range of two, in base units, with the period of a rate."""

    low: float
    high: float | None
    period: str | None

    def middle(self, measure: Measure) -> float:
        """The number, or the middle of the range on the scale that suits the measure.

        Shares have their middle in log-odds, other positive amounts in logarithms; a range that
        touches a border where that is infinite, and plain numbers, have the arithmetic middle.
        """
        a, b = self.low, self.high
        if b is None or a == b:
            return a
        if measure == "share" and a > 0 and b < 1:
            log_odds = (log(a) - log1p(-a) + log(b) - log1p(-b)) / 2
            return 1 / (1 + exp(-log_odds))
        if measure in ("money", "count", "days", "hours") and a > 0:
            return math.sqrt(a) * math.sqrt(b)
        return a / 2 + b / 2


@dataclass(frozen=True, slots=True)
class _Term:
    number: float
    multiple: str | None
    unit: str | None
    sign: str | None
    text: str


def parse_number(text: str, measure: Measure, currency: str | None = None) -> ParsedNumber:
    """Read `text` as a number or a range `a..b` of the measure, with or without a period.

    Args:
        text: what was typed, such as `30k..60k` or `3 % a month`.
        measure: says which units are allowed and what a bare number means.
        currency: ISO code that a currency sign must agree with; None leaves signs unchecked.

    Raises:
        UnreadableError: a sentence that says what to type instead.
    """
    words = _SPACES.sub(" ", text).strip()
    if not words:
        raise UnreadableError("nothing is given; type a number")
    if len(words) > LONGEST_NUMBER:
        raise UnreadableError("this is too long for a number; type figures such as 300 or 1.2M")
    if _ADVERB.search(words):
        raise UnreadableError("a period is typed 'a month' or 'a year', such as 12k a year")
    sides = words.split("..")
    if len(sides) > 2 or any(not side.strip() for side in sides):
        raise UnreadableError("a range is typed low..high with two dots, such as 20..45")
    terms, periods = zip(*(_read_side(side) for side in sides), strict=True)
    if len(sides) == 1:
        return ParsedNumber(_in_base_unit(terms[0], measure, currency), None, periods[0])
    left, right = terms
    if periods[0] is not None and periods[0] != periods[1]:
        raise UnreadableError(
            f"both ends of a range have one period: type {sides[0].strip()}..{right.text} "
            f"a {periods[0]}"
        )
    if right.multiple and not left.multiple and left.number != 0:
        raise UnreadableError(
            f"it is not clear whether the low end is in {right.multiple} too: "
            f"type {left.text}{right.multiple}..{right.text}, or both ends in full"
        )
    if left.unit is None:
        left = replace(left, unit=right.unit)
    low = _in_base_unit(left, measure, currency)
    high = _in_base_unit(right, measure, currency)
    if low > high:
        raise UnreadableError(f"the range runs backwards: type {right.text}..{left.text}")
    return ParsedNumber(low, high, periods[1])


def _read_side(side: str) -> tuple[_Term, str | None]:
    text = side.strip()
    rate = _PERIOD.fullmatch(text)
    period = rate["period"].lower() if rate else None
    return _read_term(rate["rest"].strip() if rate else text), period


def _read_term(text: str) -> _Term:
    found = _TERM.fullmatch(text)
    if found is None:
        raise UnreadableError(_why_unreadable(text))
    digits = found["number"].replace(" ", "").lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1] in "0123456789":
        plain = digits.lstrip("0") or "0"
        raise UnreadableError(f"some readers take a leading 0 for an octal number: type {plain}")
    number = float(found["number"].replace(" ", "")) * MULTIPLES.get(found["multiple"] or "", 1.0)
    if not math.isfinite(number):
        raise UnreadableError("the number is too large; type a finite number")
    unit, sign = found["unit"], found["sign"]
    if unit is not None and unit in SIGNS:
        unit, sign = None, unit
    return _Term(number, found["multiple"], unit, sign, text)


def _why_unreadable(text: str) -> str:
    bare = text.lower().lstrip("+-. ")
    if bare in ("nan", "inf", "infinity"):
        return "a finite number is needed; to leave a field at its default, delete its line"
    if re.fullmatch(r".*[0-9],[0-9].*", text):
        point, none = text.replace(",", "."), text.replace(",", "")
        return f"a comma means thousands to some and decimals to others: type {point} or {none}"
    if re.fullmatch(r".*[0-9]_[0-9].*", text):
        return f"YAML readers disagree on underscores in numbers: type {text.replace('_', '')}"
    if dashed := re.fullmatch(r"(.*[0-9k%M])\s*(?:-|–|—|to|…)\s*([0-9.].*)", text):
        return f"a range is typed with two dots: type {dashed[1].strip()}..{dashed[2]}"
    return "this cannot be read as a number; type figures such as 300, 1.2M or 15 %"


def _in_base_unit(term: _Term, measure: Measure, currency: str | None) -> float:
    unit = term.unit.lower() if term.unit else None
    if term.sign is not None and measure != "money":
        raise UnreadableError(f"this is no amount of money: type it without {term.sign}")
    return _CONVERSIONS[measure](term, unit, currency)


def _money(term: _Term, unit: str | None, currency: str | None) -> float:
    sign = term.sign or (term.unit if term.unit and re.fullmatch("[A-Z]{3}", term.unit) else None)
    if unit is not None and sign is None:
        raise UnreadableError(f"'{term.unit}' is no unit of money; type 300k, 1.2M or 12k a year")
    if sign is not None and currency is not None and currency not in SIGNS.get(sign, (sign,)):
        raise UnreadableError(
            f"the scenario counts in {currency}: type the amount in {currency}, without {sign}, "
            f"or set currency to {SIGNS.get(sign, (sign,))[0]}"
        )
    return term.number


def _share(term: _Term, unit: str | None, _: str | None) -> float:
    if unit is None:
        return term.number
    if unit != "%":
        raise UnreadableError(f"'{term.unit}' is no unit of a share; type 15 % or 0.15")
    return term.number / 100


def _bare(term: _Term, unit: str | None, _: str | None) -> float:
    if unit == "%":
        raise UnreadableError("a number is needed here, no percentage; type it without %")
    if unit is not None:
        raise UnreadableError(f"'{term.unit}' is not read here; type the number alone")
    return term.number


def _days(term: _Term, unit: str | None, _: str | None) -> float:
    return _of_unit(term, unit, {"d": 1.0, **DAYS_PER}, "7 days, 3 weeks or 2 months")


def _hours(term: _Term, unit: str | None, _: str | None) -> float:
    return _of_unit(term, unit, HOURS_PER, "2 hours or 30 minutes")


def _of_unit(term: _Term, unit: str | None, sizes: dict[str, float], example: str) -> float:
    if unit is None:
        return term.number
    size = sizes.get(unit) or sizes.get(unit.removesuffix("s"))
    if size is None:
        raise UnreadableError(f"'{term.unit}' is no unit of time here; type {example}")
    return term.number * size


_CONVERSIONS: dict[Measure, Callable[[_Term, str | None, str | None], float]] = {
    "money": _money,
    "share": _share,
    "count": _bare,
    "number": _bare,
    "days": _days,
    "hours": _hours,
}
