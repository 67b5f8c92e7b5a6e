"""How differences are said: signed figures, intervals, and in how many futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.measure.indicators import INDICATORS
from salessim.report.words import NOTHING, SCALES, amount, count, share

if TYPE_CHECKING:
    from salessim.measure.differences import Difference
    from salessim.measure.findings import Interval

UNITS = {row.name: row.unit for row in INDICATORS}
UNCHANGED = "unchanged"
POINTS = {"share": " points"}
"""Shares differ by percentage points."""


def figure(unit: str, value: float | None) -> str:
    """A figure of an indicator by its unit: 412k, 46 %, 3.4."""
    match unit:
        case "money":
            return amount(value)
        case "share":
            return share(value, 1)
    return count(value)


def moved(unit: str, value: float | None) -> str:
    """A difference with its sign: +31k, -0.4 (percentage points), +3.4."""
    if value is None:
        return NOTHING
    match unit:
        case "money":
            return _signed_amount(value)
        case "share":
            return _signed_number(100 * value)
    return _signed_number(value)


def between(unit: str, interval: Interval | None) -> str:
    """An interval of differences: `+24k to +38k`."""
    if interval is None:
        return NOTHING
    return f"{moved(unit, interval[0])} to {moved(unit, interval[1])}"


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
    return f"{word} in {futures(chance)}"


def futures(chance: float) -> str:
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


def label(indicator: str) -> str:
    """The name of an indicator in words: `payroll ratio`, `ARR at end`."""
    return indicator.replace("_", " ").replace("arr ", "ARR ")


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
