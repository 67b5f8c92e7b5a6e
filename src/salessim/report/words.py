"""How figures, differences, targets and months are written in every report."""

from __future__ import annotations

from datetime import date
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Literal

from salessim.measure.indicators import INDICATORS

if TYPE_CHECKING:
    from salessim.measure.differences import Difference
    from salessim.measure.findings import Interval

GOOD, BAD, QUIET, STRONG = "green", "bold red", "dim", "bold"
"""Styles of lines on a terminal."""
NOTHING = "–"
"""Written where a figure does not exist."""
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF", "CAD": "CA$"}
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, ""))
LIMITS = {
    "leads": ("leads", "of them"),
    "hours": ("paid hours", "of them"),
    "block": ("protected prospecting hours", "of them"),
    "skill": ("skills", "skill"),
    "ramp": ("ramp of new reps", "speed"),
    "market": ("prospects in the market", "of them"),
    "manager": ("hours of managers", "of them"),
}
"""The name of a limit, and how 10 % more of it is written."""
TIME_USES = {
    "prospecting": "prospecting",
    "conquest": "other conquest work",
    "loyalty": "loyalty work",
    "administration": "administration",
    "meeting": "meetings with the manager",
    "onboarding": "onboarding and ramp",
    "sick": "sick",
    "slack": "paid, not worked (motivation)",
    "idle": "no work waiting",
}
MOVERS = {
    "win": "contracts won",
    "loss": "deals lost",
    "drought": "droughts",
    "quota": "pay periods against quota",
    "interview": "interviews held or missed",
    "feedback": "feedback after appointments",
    "pay": "fairness of pay",
    "overload": "overload",
    "return": "return to the personal level",
    "goal": "distance to the quota, for the moment",
}
MEASURES = {"revenue": "Revenue", "bookings": "Bookings", "arr": "ARR"}
INDICATOR_UNITS = {row.name: row.unit for row in INDICATORS}
HIDE_ZERO = {row.name for row in INDICATORS if row.hides_zero}
UNCHANGED = "unchanged"
PERCENTAGE_POINTS = {"share": " points"}
"""Follows a difference, by unit: shares differ by percentage points."""
type Form = Literal[
    "money", "money_change", "exact", "share", "small_share", "share_change", "points", "count",
    "change", "whole_change", "tenths", "hundredths", "level_change", "month", "day",
]  # fmt: skip
"""How a value is written, for files that keep the value itself and format it."""


class Shown(str):
    """A figure as it is written, and what it was written from.

    Screens and pages show the text; workbooks, charts and CSV hold the value. A text that is put
    together of several figures has none.

    Attributes:
        value: in its own unit: shares of 1, money in currency, months by their first day; points
            are percentage points.
        form: how it is written.
    """

    value: float | date
    form: Form

    def __new__(cls, text: str, value: float | date, form: Form) -> Shown:
        """A text with its value."""
        shown = super().__new__(cls, text)
        shown.value, shown.form = value, form
        return shown


def value_of(cell: str) -> float | None:
    """The number behind a cell of a table, or None where it is a text or a date."""
    value = cell.value if isinstance(cell, Shown) else None
    return value if isinstance(value, int | float) and isfinite(value) else None


def amount(value: float | None) -> str:
    """A short figure: 412k, 1.24M, 85k, 950."""
    return NOTHING if value is None else Shown(_amount(value), value, "money")


def _amount(value: float) -> str:
    if value < 0:
        return f"-{_amount(-value)}"
    for scale, sign in SCALES:
        scaled = _three_digits(value / scale)
        if scaled >= 1 or scale == 1:
            return f"{_digits(scaled, 2 if scaled < 10 else 0)}{sign}"
    return NOTHING


def typed_amount(value: float) -> str:
    """A figure as somebody would type it, to three digits: 600k, 1.25M, 42.5k."""
    if value < 0:
        return f"-{typed_amount(-value)}"
    for scale, sign in SCALES[:-1]:
        scaled = _three_digits(value / scale)
        if scaled >= 1:
            return f"{_digits(scaled, 2)}{sign}"
    return _digits(_three_digits(value), 2)


def share(value: float | None, digits: int = 0) -> str:
    """A share in per cent: 46 %."""
    return NOTHING if value is None else Shown(f"{_plain(100 * value, digits)} %", value, "share")


def small_share(value: float) -> str:
    """A share in per cent that keeps two figures however small it is: 4.2 %, 0.013 %."""
    digits = 1 if not value or value >= 0.01 else 1 - floor(log10(100 * value))
    return Shown(share(value, digits), value, "small_share")


def chance(value: float) -> str:
    """A chance in per cent that never says 0 or 100 % unless it is."""
    if 0 < value < 0.01:
        return Shown("under 1 %", value, "small_share")
    if 0.99 < value < 1:
        return Shown("over 99 %", value, "share")
    return share(value)


def signed(value: float) -> str:
    """A short figure with its sign: +31k."""
    return Shown(f"+{_amount(value)}" if value >= 0 else _amount(value), value, "money_change")


def change_of_level(value: float) -> str:
    """The change of a level of 0..1 with its sign: +0.04; 0.00 has none."""
    rounded = round(value, 2)
    return Shown(f"{rounded:+.2f}" if rounded else "0.00", value, "level_change")


def tenths(value: float) -> str:
    """A figure to one digit after the point: 2.4."""
    return Shown(f"{value:.1f}", value, "tenths")


def hundredths(value: float) -> str:
    """A figure to two digits after the point, such as a level of 0..1: 0.46."""
    return Shown(f"{value:.2f}", value, "hundredths")


def share_change(value: float | None) -> str:
    """A relative difference with its sign: +3.2 %."""
    return NOTHING if value is None else Shown(f"{value * 100:+.1f} %", value, "share_change")


def count(value: float | None) -> str:
    """A mean count: 3.4 below ten, whole above, thousands set apart."""
    if value is None:
        return NOTHING
    text = _digits(value, 1) if 0 < abs(value) < 10 else f"{value:,.0f}".replace(",", " ")
    return Shown(text, value, "count")


def month(label: str) -> str:
    """`2027-03` as Mar 2027."""
    year, number = label.split("-")
    first = date(int(year), int(number), 1)
    return Shown(f"{MONTH_NAMES[first.month - 1]} {year}", first, "month")


def day(label: str) -> str:
    """`2027-03-14` as it stands."""
    return Shown(label, date.fromisoformat(label), "day")


def months(first: str, last: str) -> str:
    """A span of months: `Mar – Aug 2027`, `Oct 2027 – Jun 2028`, `Mar 2027`."""
    if first == last:
        return month(first)
    start, end = month(first), month(last)
    return f"{start[:3] if start[4:] == end[4:] else start} – {end}"


def target_label(measure: str, value: float, by: str, of_whole: float | None = None) -> str:
    """What a target asks for: `Revenue 600k by Dec 2027`.

    of_whole: what was typed, where the horizon covers a part of the target's months.
    """
    part = "" if of_whole is None else f" (the horizon's part of {typed_amount(of_whole)})"
    return f"{MEASURES[measure]} {typed_amount(value)}{part} by {month(by)}"


def counted(number: int, what: str) -> str:
    """A number of things: `1 point`, `12 points`."""
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def currency(code: str) -> str:
    """The sign of a currency, or its code."""
    return SIGNS.get(code, code)


def figure(unit: str, value: float | None) -> str:
    """A figure of an indicator by its unit: 412k, 46 %, 3.4."""
    match unit:
        case "money":
            return amount(value)
        case "share":
            return share(value, 1)
    return count(value)


def signed_figure(unit: str, value: float | None) -> str:
    """A difference with its sign: +31k, -0.4 (percentage points), +3.4."""
    if value is None:
        return NOTHING
    match unit:
        case "money":
            return Shown(_signed_amount(value), value, "money_change")
        case "share":
            return Shown(_signed_number(100 * value), 100 * value, "points")
    return Shown(_signed_number(value), value, "change")


def difference(unit: str, value: float | None) -> str:
    """A difference that names its unit where that is percentage points: -0.4 points."""
    text = signed_figure(unit, value)
    more = PERCENTAGE_POINTS.get(unit, "")
    return Shown(text + more, text.value, text.form) if isinstance(text, Shown) else text + more


def signed_interval(unit: str, interval: Interval | None) -> str:
    """An interval of differences: `+24k to +38k`."""
    if interval is None:
        return NOTHING
    return f"{signed_figure(unit, interval[0])} to {signed_figure(unit, interval[1])}"


def verdict(difference: Difference) -> int:
    """1 if the variant is better beyond chance, -1 if worse, 0 otherwise."""
    if difference.ci95 is None or difference.unchanged or difference.better is None:
        return 0
    low, high = difference.ci95
    if low <= 0 <= high:
        return 0
    higher = low > 0
    return 1 if higher == (difference.better == "higher") else -1


def is_constant(difference: Difference) -> bool:
    """Whether the difference is the same in every future, but for rounding."""
    return difference.futures > 1 and difference.pairing_factor is None


def in_futures(difference: Difference) -> str:
    """`better in 9 futures of 10`, by the more frequent of better and worse; empty if neither."""
    better, worse = difference.probability_better, difference.probability_worse
    if better is None or worse is None or not better + worse:
        return ""
    word, chance = ("better", better) if better >= worse else ("worse", worse)
    return f"{word} in {share_of_futures(chance)}"


def share_of_futures(chance: float) -> str:
    """A chance as `9 futures of 10`; all and none only if it is so."""
    if chance == 1:
        return "all futures"
    if chance == 0:
        return "no future"
    tenths = round(10 * chance)
    if 0 < tenths < 10:
        return f"{tenths} futures of 10" if tenths > 1 else "1 future of 10"
    hundredths = min(max(round(100 * chance), 1), 99)
    return f"{hundredths} futures of 100" if hundredths > 1 else "1 future of 100"


def indicators_compared(*places: str, has_payroll: bool) -> list[str]:
    """Names of the indicators that a comparison shows in these places, in the order of reports."""
    names = [row.name for row in INDICATORS if row.compared_in in places]
    return [name for name in names if name != "payroll_ratio" or has_payroll]


def indicator_label(indicator: str) -> str:
    """The name of an indicator in words: `payroll ratio`, `ARR at end`."""
    return indicator.replace("_", " ").replace("arr ", "ARR ")


def share_interval(interval: Interval) -> str:
    """An interval of shares in whole per cent: `31 to 45 %`."""
    low, high = (_plain(100 * border, 0) for border in interval)
    return f"{low} to {high} %"


def whole_points(interval: Interval) -> str:
    """An interval of shares in whole percentage points: `+8 to +16`."""
    points = [round(100 * border) for border in interval]
    return " to ".join(f"{point:+d}" if point else "0" for point in points)


def _signed_amount(value: float) -> str:
    """Money to two digits below ten thousands, millions and so on: +3.2k, +31k, +310k, +1.2M."""
    for scale, sign in SCALES:
        scaled = value / scale
        if abs(scaled) >= 0.9995 or scale == 1:
            digits = 1 if abs(scaled) < 9.95 else 0
            text = f"{scaled:+,.{digits}f}".removesuffix(".0")
            return "0" if text in ("+0", "-0") else text + sign
    return "0"


def _signed_number(value: float) -> str:
    """A number to one digit after the point, or two where that would say nothing."""
    digits = 1 if abs(value) >= 0.1 else 2
    text = f"{value:+,.{digits}f}".replace(",", " ")
    return text if text.strip("+-0.") else "0"


def _three_digits(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 2 - floor(log10(value)))


def _digits(value: float, most: int) -> str:
    text = f"{value:.{most}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text
