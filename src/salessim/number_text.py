"""Numbers as people write them: `12k a year`, `15..25 %`, `1,5k`, `CHF 1'200`, `50 000 €`.

The one reader of numbers: scenario files, tables, options of commands and texts given in Python
all go through `parse_number`. What can be read in one way only is read. What can be read in two,
`600.000`, is refused with both readings, where a wrong one would pass unseen: in amounts of money
and in counts. Advice never changes a value: what a message says to type is read as what was meant.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from salessim.elementary import exp, log, log1p
from salessim.figures import (
    COMMA,
    POINT,
    STYLES,
    MarkedText,
    in_plain_digits,
    in_usual_signs,
    is_ambiguous,
    marks_shown,
    number_as_text,
)
from salessim.number_forms import advice_on_form
from salessim.units import DAYS_PER, HOURS_PER, HOURS_PER_DAY, MONTHS_IN, Measure, UnreadableError

MULTIPLES = {
    **dict.fromkeys(("k", "tsd", "thousand"), 1e3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "million", "millions"), 1e6),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 1e9),
}
"""Words after a number that multiply it, in small letters."""

SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₪": ("ILS",),
    "US$": ("USD",),
    "CA$": ("CAD",),
    "C$": ("CAD",),
    "A$": ("AUD",),
    "NZ$": ("NZD",),
    "S$": ("SGD",),
    "HK$": ("HKD",),
    "R$": ("BRL",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "Fr.": ("CHF",),
    "Fr": ("CHF",),
    "euro": ("EUR",),
    "euros": ("EUR",),
    "dollars": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "pounds": ("GBP",),
    "francs": ("CHF",),
}
"""Signs and names of currencies, and the currencies that each can stand for."""

SHARE_WORDS = ("%", "percent", "per cent", "pct")
LONGEST_NUMBER = 100
"""Characters of the longest text that is tried as a number."""
TWO_READINGS: tuple[Measure, ...] = ("money", "count")
"""Measures in which a thousand and a fraction are both likely."""

_ANY_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_ANY_MULTIPLE = "|".join(sorted(MULTIPLES, key=len, reverse=True))
_BARE = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,2})?")
_TERM = re.compile(
    rf"(?P<sign>{_ANY_SIGN}|[A-Z]{{3}}\b)?\s*"
    r"(?P<number>[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)\s*"
    rf"(?P<multiple>(?i:{_ANY_MULTIPLE})(?:(?![A-Za-z])\.?|(?=[A-Z]{{3}}\b)))?\s*"
    rf"(?P<unit>{_ANY_SIGN}|%|per cent|[^\W\d_]+)?"
)
_PERIOD = re.compile(
    r"(?P<rest>.*?)\s*(?:/|\b(?:a|an|per|each|every)\b)\s*(?P<period>day|week|month|quarter|year)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A text as read: a number, or a range of two, in base units, with the period of a rate.

    months: of a duration typed in whole months, quarters or years; 0 for all else.
    """

    low: float
    high: float | None
    period: str | None
    months: int = 0

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
        text: what was typed, such as `30k..60k` or `3 % a month`; a `MarkedText` tells the
            decimal mark of its file.
        measure: says which units are allowed and what a bare number means.
        currency: ISO code that a currency sign must agree with; None leaves signs unchecked.

    Raises:
        UnreadableError: a sentence that says what to type instead.
    """
    if _BARE.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return ParsedNumber(float(text), None, None)  # most cells of long tables
    if type(text) is str and len(text) <= LONGEST_NUMBER:
        return _parsed_before(text, measure, currency)
    return _parsed(text, measure, currency)


def _parsed(text: str, measure: Measure, currency: str | None) -> ParsedNumber:
    words = in_usual_signs(text)
    if not words:
        raise UnreadableError("nothing is given; type a number")
    if len(words) > LONGEST_NUMBER:
        raise UnreadableError("this is too long for a number; type figures such as 300 or 1.2M")
    return _Reader(measure, currency).read(_settled(words, text, measure, currency))


# Each variant and each change of a scenario reads nearly all of its numbers again. A text that
# knows its decimal mark equals one that does not: it is never looked up.
_parsed_before = lru_cache(4096)(_parsed)


def decimal_mark_of(texts: Iterable[str]) -> str | None:
    """The decimal mark that the numbers among some texts agree on; None where nothing tells."""
    seen: set[str] = set()
    for text in texts:
        if not (POINT in text or COMMA in text) or len(text) > LONGEST_NUMBER:
            continue
        words = in_usual_signs(text)
        if any(_Reader(measure, None).can_read(in_plain_digits(words)) for measure in _CONVERSIONS):
            seen |= marks_shown(words)
    return seen.pop() if len(seen) == 1 else None


def _settled(words: str, text: str, measure: Measure, currency: str | None) -> str:
    """The words with figures in plain digits; raises where a figure has two readings."""
    if isinstance(text, MarkedText):
        return in_plain_digits(words, text.decimal)
    if measure not in TWO_READINGS or not is_ambiguous(words):
        return in_plain_digits(words)
    mark, other = (POINT, COMMA) if POINT in words else (COMMA, POINT)
    reader = _Reader(measure, currency)
    problems = {
        reading: reader.problem(reading)
        for reading in (in_plain_digits(words, other), in_plain_digits(words, mark))
    }
    options = [reading for reading, problem in problems.items() if not problem]
    if not options:
        if len({*problems.values()}) == 1:
            raise UnreadableError(next(iter(problems.values())))
        raise UnreadableError("; ".join(f"as {words}: {why}" for words, why in problems.items()))
    if len(options) == 1:
        raise UnreadableError(f"a part of this reads two ways: type {options[0]}")
    raise UnreadableError(
        f"this reads two ways: type {' or '.join(options)}; for the whole file a line "
        f"'numbers: {STYLES[other]}' says the first, 'numbers: {STYLES[mark]}' the second"
    )


@dataclass(frozen=True)
class _Reader:
    """Reads a text whose figures are plain digits."""

    measure: Measure
    currency: str | None

    def read(self, words: str) -> ParsedNumber:
        try:
            return self._read(words)
        except UnreadableError as error:
            sentence = advice_on_form(words, self.measure, self.problem)
            raise UnreadableError(sentence) if sentence else error from None

    def _read(self, words: str) -> ParsedNumber:
        sides = words.split("..")
        if len(sides) > 2 or any(not side.strip() for side in sides):
            raise UnreadableError("a range is typed low..high with two dots, such as 20..45")
        terms, periods = zip(*(self._side(side) for side in sides), strict=True)
        if len(sides) == 1:
            low = self._in_base_unit(terms[0])
            return ParsedNumber(low, None, periods[0], self._months(terms[0]))
        return self._range(terms, periods)

    def can_read(self, words: str) -> bool:
        """Whether a text would be taken."""
        return self.problem(words) == ""

    def problem(self, words: str) -> str:
        """Why a text is not taken; empty if it is."""
        try:
            self.read(words)
        except UnreadableError as error:
            return str(error)
        return ""

    def _range(self, terms: tuple[_Term, ...], periods: tuple[str | None, ...]) -> ParsedNumber:
        left, right = terms
        rate = f" a {periods[1]}" if periods[1] else ""
        if periods[0] is not None and periods[0] != periods[1]:
            both = f"{left.text}..{right.text} a {periods[0]}"
            raise UnreadableError(f"both ends of a range have one period: type {both}")
        if right.multiple and not left.multiple and left.number != 0:
            in_full = number_as_text(right.number, 15)
            unit = f" {right.unit or right.sign}" if right.unit or right.sign else ""
            raise UnreadableError(
                f"it is not clear whether the low end is in {right.multiple} too: type "
                f"{_scaled(left, right.multiple)}..{right.text}{rate}, or "
                f"{left.text}..{in_full}{unit}{rate}"
            )
        if left.unit == "%" and right.unit is None and right.number > 1:
            both = f"{left.text.removesuffix('%').rstrip()}..{right.text} %{rate}"
            raise UnreadableError(f"the sign stands at the end of a range: type {both}")
        shared = left.unit is None and left.sign is None
        if left.unit is None:
            left = replace(left, unit=right.unit)
        low, high = self._in_base_unit(left), self._in_base_unit(right)
        if low > high:
            if shared and right.unit:
                numbers = right.text.removesuffix(right.unit).rstrip(), f"{left.text} {right.unit}"
            else:
                numbers = right.text, left.text
            raise UnreadableError(f"the range runs backwards: type {'..'.join(numbers)}{rate}")
        return ParsedNumber(low, high, periods[1])

    def _side(self, side: str) -> tuple[_Term, str | None]:
        text = side.strip()
        rate = _PERIOD.fullmatch(text)
        period = rate["period"].lower() if rate else None
        return self._term(rate["rest"].strip() if rate else text), period

    def _term(self, text: str) -> _Term:
        found = _TERM.fullmatch(text)
        if found is None:
            raise self._unreadable(text)
        digits = found["number"].lstrip("+-")
        if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
            plain = in_plain_digits(text.replace(digits, digits.lstrip("0") or "0", 1))
            raise UnreadableError(
                f"some readers take a leading 0 for an octal number: type {plain}"
            )
        multiple = found["multiple"]
        number = float(found["number"]) * (
            MULTIPLES[multiple.lower().rstrip(".")] if multiple else 1.0
        )
        if not math.isfinite(number):
            raise UnreadableError("the number is too large; type a finite number")
        unit, sign = found["unit"], found["sign"]
        named = next((name for name in (unit, unit and unit.lower()) if name in SIGNS), None)
        if named is not None:
            unit, sign = None, named
        return _Term(number, multiple, unit, sign, text)

    def _in_base_unit(self, term: _Term) -> float:
        unit = term.unit.lower() if term.unit else None
        if term.sign is not None and self.measure != "money":
            raise UnreadableError(f"this is no amount of money: type it without {term.sign}")
        return _CONVERSIONS[self.measure](term, unit, self.currency)

    def _months(self, term: _Term) -> int:
        """Whole months of a duration that is typed in months, quarters or years; else 0."""
        unit = (term.unit or "").lower()
        size = MONTHS_IN.get(unit) or MONTHS_IN.get(unit.removesuffix("s"))
        if self.measure != "days" or size is None or not (term.number * size).is_integer():
            return 0
        return int(term.number * size)

    def _unreadable(self, text: str) -> UnreadableError:
        bare = text.lower().lstrip("+-. ")
        if bare in ("nan", "inf", "infinity"):
            return UnreadableError(
                "a finite number is needed; to leave a field at its default, delete its line"
            )
        return UnreadableError(
            "this cannot be read as a number; type figures such as 300, 1.2M or 15 %"
        )


def _scaled(term: _Term, multiple: str) -> str:
    """A term with the multiple right after its number."""
    return re.sub(r"([0-9])(?=[^0-9.]*$)", rf"\g<1>{multiple}", term.text, count=1)


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
    if unit not in SHARE_WORDS:
        raise UnreadableError(f"'{term.unit}' is no unit of a share; type 15 % or 0.15")
    return term.number / 100


def _bare(term: _Term, unit: str | None, _: str | None) -> float:
    if unit in SHARE_WORDS:
        raise UnreadableError("a number is needed here, no percentage; type it without %")
    if unit is not None:
        raise UnreadableError(f"'{term.unit}' is not read here; type the number alone")
    return term.number


def _of_unit(
    sizes: dict[str, float], example: str, term: _Term, unit: str | None, _: str | None
) -> float:
    if unit is None:
        return term.number
    size = sizes.get(unit) or sizes.get(unit.removesuffix("s"))
    if size is None:
        raise UnreadableError(f"'{term.unit}' is no unit of time here; type {example}")
    return term.number * size


_PARTS_OF_A_DAY = {name: size / HOURS_PER_DAY for name, size in HOURS_PER.items()}
_IN_DAYS = {"d": 1.0, **DAYS_PER, **_PARTS_OF_A_DAY}
_CONVERSIONS: dict[Measure, Callable[[_Term, str | None, str | None], float]] = {
    "money": _money,
    "share": _share,
    "count": _bare,
    "number": _bare,
    "days": partial(_of_unit, _IN_DAYS, "4 hours, 7 days, 3 weeks or 2 months"),
    "hours": partial(_of_unit, HOURS_PER, "2 hours or 30 minutes"),
}
