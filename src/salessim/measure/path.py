"""Back-casting: the yearly path that a distant target asks for, from its year back to today."""

import numpy as np

from salessim.elementary import power
from salessim.measure.findings import Path, PathYear
from salessim.measure.intervals import wilson_interval
from salessim.measure.lines import MonthLines
from salessim.model.state.book import Book, DatedTarget

MONTHS_PER_YEAR = 12


def path(book: Book, lines: MonthLines) -> Path | None:
    """The path that the last target on a year's revenue, or on ARR, asks for.

    Years are counted back from the month in which the target is due, twelve months each; growth is
    the same in each of them. The path starts at last year's revenue; where that is unknown, and for
    ARR, at what the first year brings on average.

    Returns:
        None where no target lies two years ahead, or nothing is there to grow from.
    """
    target = _distant(book)
    if target is None:
        return None
    ends = range(target.last_month, MONTHS_PER_YEAR - 2, -MONTHS_PER_YEAR)
    reached = [_year(target, lines, end) for end in reversed(ends)]
    base, years = _start(target, book, reached)
    if base <= 0.0 or years <= 0.0:
        return None
    growth = float(power(target.value / base, 1 / years) - 1)
    rows = []
    for back, (values, end) in enumerate(zip(reversed(reached), ends, strict=True)):
        asks = target.value / power(1 + growth, back)
        successes = int((values >= asks).sum())
        from_active = float(_of_year(lines.revenue_loyalty, end).mean())
        rows.append(
            PathYear(
                by=book.months[end],
                asks=asks,
                mean=float(values.mean()),
                probability=successes / len(values),
                ci95=wilson_interval(successes, len(values)),
                from_active=from_active if target.measure == "revenue" else None,
            )
        )
    return Path(
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


def _year(target: DatedTarget, lines: MonthLines, end: int) -> np.ndarray:
    if target.measure == "arr":
        return lines.arr[:, end]
    return _of_year(lines.revenue, end)


def _of_year(line: np.ndarray, end: int) -> np.ndarray:
    return line[:, end - MONTHS_PER_YEAR + 1 : end + 1].sum(axis=1)


def _start(target: DatedTarget, book: Book, reached: list[np.ndarray]) -> tuple[float, float]:
    """What the path grows from, and the years that it has for it."""
    years = (target.last_month + 1) / MONTHS_PER_YEAR
    if target.measure == "revenue" and book.revenue_last_year:
        return book.revenue_last_year, years
    return float(reached[0].mean()), float(len(reached) - 1)
