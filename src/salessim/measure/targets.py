"""How likely each target is, and who brings it: customers of day one or new ones."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from salessim.measure.findings import TargetOutcome, TargetPart
from salessim.measure.intervals import wilson_interval
from salessim.measure.lines import MonthLines
from salessim.model.state.book import Book, DatedTarget

MONTHS_PER_YEAR = 12
type PartName = Literal["active", "new", "increment"]


def reached(target: DatedTarget, lines: MonthLines) -> np.ndarray:
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


def outcome(target: DatedTarget, lines: MonthLines, book: Book) -> TargetOutcome:
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
        per_month=target.value / (months.stop - months.start) if is_flow else None,
        incremental=target.incremental,
        from_active=target.from_active,
        wanted_from_active=None
        if target.from_active is None
        else target.from_active * target.value,
        obtained_from_active=from_active if target.measure == "revenue" else None,
        parts=list(_parts(target, lines, book)),
    )


def _parts(target: DatedTarget, lines: MonthLines, book: Book) -> Iterator[TargetPart]:
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
        months = target.last_month - target.first_month + 1
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
