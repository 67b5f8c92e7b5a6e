"""How likely each target is, who brings it, and what a distant one asks of the years before.

The last is back-casting: the yearly path from the year of the target back to today.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from salessim.elementary import power
from salessim.measure.findings import BackcastPath, BackcastYear, TargetOutcome, TargetPart
from salessim.measure.intervals import wilson_interval
from salessim.measure.runs import MonthlySeries
from salessim.model.state.outputs import Book, DatedTarget
from salessim.units import MONTHS_PER_YEAR

type PartName = Literal["active", "new", "increment"]


def reached(target: DatedTarget, lines: MonthlySeries) -> np.ndarray:
    """The target's measure in each replication, currency, shape (R,)."""
    months = slice(target.first_month, target.last_month + 1)
    match target.measure:
        case "revenue":
            return lines.revenue[:, months].sum(axis=1)
        case "bookings":
            return lines.bookings[:, months].sum(axis=1)
        case "arr":
            return lines.arr[:, target.last_month]
    raise ValueError(f"no such measure: {target.measure}")


def target_outcome(target: DatedTarget, lines: MonthlySeries, book: Book) -> TargetOutcome:
    """The chance of reaching the target and its parts, with Wilson intervals."""
    values = reached(target, lines)
    successes = int((values >= target.value).sum())
    months = slice(target.first_month, target.last_month + 1)
    is_flow = target.measure != "arr"
    from_active = float(lines.revenue_loyalty[:, months].sum(axis=1).mean())
    return TargetOutcome(
        measure=target.measure,
        by=target.label,
        value=target.value,
        probability=successes / len(values),
        ci95=wilson_interval(successes, len(values)),
        mean=float(values.mean()),
        since=book.months[target.first_month] if is_flow else None,
        per_month=target.value / book.span(target.first_month, target.last_month)
        if is_flow
        else None,
        of_whole=target.of_whole,
        incremental=target.incremental,
        from_active=target.from_active,
        wanted_from_active=None
        if target.from_active is None
        else target.from_active * target.value,
        obtained_from_active=from_active if target.measure == "revenue" else None,
        parts=list(_parts(target, lines, book)),
    )


def _parts(target: DatedTarget, lines: MonthlySeries, book: Book) -> Iterator[TargetPart]:
    """What customers of day one and new ones are to bring, and the increment."""
    months = slice(target.first_month, target.last_month + 1)
    if target.from_active is not None and target.measure == "revenue":
        share = target.from_active
        active, new = (
            line[:, months].sum(axis=1) for line in (lines.revenue_loyalty, lines.revenue_conquest)
        )
        yield _part("active", share * target.value, active)
        yield _part("new", (1 - share) * target.value, new)
    if target.incremental is not None:
        before = _before(target, book)
        yield _part("increment", target.incremental, reached(target, lines) - before)


def _before(target: DatedTarget, book: Book) -> float:
    """What last year brought in as many months; else what the target leaves for it."""
    if target.measure == "revenue" and book.revenue_last_year:
        months = book.span(target.first_month, target.last_month)
        return book.revenue_last_year * months / MONTHS_PER_YEAR
    return target.value - (target.incremental or 0.0)


def _part(name: PartName, value: float, obtained: np.ndarray) -> TargetPart:
    successes = int((obtained >= value).sum())
    return TargetPart(
        part=name,
        value=value,
        probability=successes / len(obtained),
        ci95=wilson_interval(successes, len(obtained)),
        mean=float(obtained.mean()),
    )


def backcast(book: Book, lines: MonthlySeries) -> BackcastPath | None:
    """The path that the last target on a year's revenue, or on ARR, asks for.

    Years are counted back from the month in which the target is due, twelve months each, whole ones
    for revenue; growth is the same in each of them. The path starts at last year's revenue; where
    that is unknown, and for ARR, at what the first year brings on average.

    Returns:
        None where no target lies two years ahead, or nothing is there to grow from.
    """
    target = _distant(book)
    if target is None:
        return None
    ends = [
        end
        for end in range(target.last_month, MONTHS_PER_YEAR - 2, -MONTHS_PER_YEAR)
        if target.measure == "arr" or book.span(end - MONTHS_PER_YEAR + 1, end) == MONTHS_PER_YEAR
    ]
    by_year = [_year(target, lines, end) for end in reversed(ends)]
    base, years = _start(target, book, by_year)
    if base <= 0.0 or years <= 0.0:
        return None
    growth = float(power(target.value / base, 1 / years) - 1)
    rows = []
    for back, (values, end) in enumerate(zip(reversed(by_year), ends, strict=True)):
        asks = target.value / power(1 + growth, back)
        successes = int((values >= asks).sum())
        from_active = float(_of_year(lines.revenue_loyalty, end).mean())
        rows.append(
            BackcastYear(
                by=book.months[end],
                asks=asks,
                mean=float(values.mean()),
                probability=successes / len(values),
                ci95=wilson_interval(successes, len(values)),
                from_active=from_active if target.measure == "revenue" else None,
            )
        )
    return BackcastPath(
        measure=target.measure,
        value=target.value,
        by=target.label,
        growth_per_year=growth,
        start=base,
        years=rows[::-1],
    )


def _distant(book: Book) -> DatedTarget | None:
    """The target due last, if it is a year's figure and due in the second year or later."""
    for target in sorted(book.targets, key=lambda target: -target.last_month):
        months = target.last_month - target.first_month + 1
        of_a_year = target.measure == "arr" or (
            target.measure == "revenue" and months == MONTHS_PER_YEAR
        )
        if of_a_year and target.last_month >= 2 * MONTHS_PER_YEAR - 1:
            return target
    return None


def _year(target: DatedTarget, lines: MonthlySeries, end: int) -> np.ndarray:
    if target.measure == "arr":
        return lines.arr[:, end]
    return _of_year(lines.revenue, end)


def _of_year(line: np.ndarray, end: int) -> np.ndarray:
    return line[:, end - MONTHS_PER_YEAR + 1 : end + 1].sum(axis=1)


def _start(target: DatedTarget, book: Book, by_year: list[np.ndarray]) -> tuple[float, float]:
    """What the path grows from, and the years that it has for it."""
    years = book.span(0, target.last_month) / MONTHS_PER_YEAR
    if target.measure == "revenue" and book.revenue_last_year:
        return book.revenue_last_year, years
    return float(by_year[0].mean()), float(len(by_year) - 1)
