"""A future as a diary: what happened on each day, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salessim.model.state.codes import (
    ACTIVITY_NAMES,
    LOG_ADVANCED,
    LOG_BOOKED,
    LOG_CALL,
    LOG_CUSTOMER_LOST,
    LOG_DAY,
    LOG_HANDED_OVER,
    LOG_HIRED,
    LOG_LEAD,
    LOG_LEFT,
    LOG_LOST,
    LOG_PAID,
    LOG_REPEATED,
    LOG_REVENUE,
    LOG_TASK_DONE,
    LOG_WON,
    LOSS_NAMES,
    MEETING,
    MOTION_NAMES,
    NOBODY,
    ONBOARDING,
    SICKNESS,
)
from salessim.report.words import amount, count
from salessim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np

    from salessim.model.state.book import Book

NO_OWNER = "company"
TOLD_OF_A_DAY = (MEETING, ONBOARDING, SICKNESS)
"""Parts of a day that are worth a line."""


@dataclass
class _Day:
    """The lines of one day; calls of a rep are told together, at the first of them."""

    when: date
    lines: list[tuple[datetime, str, str]] = field(default_factory=list)
    calls: dict[str, tuple[datetime, int, list[str]]] = field(default_factory=dict)

    def call(self, at: datetime, who: str) -> None:
        first, made, booked = self.calls.get(who, (at, 0, []))
        self.calls[who] = (first, made + 1, booked)

    def book(self, at: datetime, who: str, firm: str) -> None:
        self.calls.setdefault(who, (at, 0, []))[2].append(firm)

    def told(self) -> Iterator[str]:
        for who, (at, made, booked) in self.calls.items():
            line = f"{made} calls" if made != 1 else "1 call"
            if booked:
                line += f"; a meeting with {', '.join(booked)}"
            self.lines.append((at, who, line))
        if self.lines:
            yield f"{self.when:%a} {self.when.day} {self.when:%b %Y}"
            for at, who, line in sorted(self.lines, key=lambda row: row[0]):
                yield f"  {at:%H:%M}  {who:<14} {line}"


def diary(
    rows: Iterable[np.void], book: Book, *, rep: str | None = None, until: date | None = None
) -> Iterator[str]:
    """Lines of a diary, day by day.

    Args:
        rows: the log in the order of happening.
        book: the names behind its rows.
        rep: tell of this rep only.
        until: the last day that is told; all by default.
    """
    start = datetime.combine(book.start, time())
    day = _Day(book.start)
    for row in rows:
        at = start + timedelta(seconds=int(row["second"]))
        if at.date() != day.when:
            yield from day.told()
            day = _Day(at.date())
        if until is not None and day.when > until:
            return
        who = NO_OWNER if row["rep"] == NOBODY else book.reps[row["rep"]]
        if rep is None or who == rep:
            _tell(row, book, day, at, who)
    yield from day.told()


def _tell(row: np.void, book: Book, day: _Day, at: datetime, who: str) -> None:
    """Add what a row of the log says to the day."""
    firm = f"firm {row['firm']}"
    if row["what"] == LOG_CALL:
        day.call(at, who)
    elif row["what"] == LOG_BOOKED:
        day.book(at, who, firm)
    else:
        line = _sentence(row, book, firm)
        if line:
            day.lines.append((at, who, line))


def _sentence(row: np.void, book: Book, firm: str) -> str:
    """What happened; empty for what goes without saying."""
    steps = (*book.conquest_steps, *book.loyalty_steps)
    step = "" if row["step"] == NOBODY else steps[row["step"]].replace("_", " ")
    called = step == book.conquest_steps[0]
    hours = f"{count(row['seconds'] / SECONDS_PER_HOUR)} h"
    match int(row["what"]):
        case code if code == LOG_LEAD:
            return f"a lead from {book.channels[row['detail']]}: {firm} ({_segment(row, book)})"
        case code if code == LOG_TASK_DONE and not called:
            return f"{step} with {firm} done, {hours}"
        case code if code == LOG_ADVANCED and row["deal"] != NOBODY and not called:
            return f"{firm} agrees after {step}"
        case code if code == LOG_REPEATED:
            return f"{firm} asks for another {step}"
        case code if code == LOG_LOST and row["deal"] != NOBODY:
            return f"{firm} lost at {step}: {LOSS_NAMES[row['detail']]}"
        case code if code == LOG_WON:
            worth = f" for {amount(row['amount'])}" if row["amount"] else ""
            return f"{firm} signs{worth} ({_segment(row, book)})"
        case code if code == LOG_CUSTOMER_LOST:
            return f"{firm} leaves us: {amount(row['amount'])} a year less"
        case code if code == LOG_HIRED:
            return "first day"
        case code if code == LOG_LEFT:
            return "last day"
        case code if code == LOG_HANDED_OVER:
            return f"takes over {firm} at {step} from {book.reps[row['detail']]}"
        case code if code == LOG_DAY and row["detail"] in TOLD_OF_A_DAY and row["seconds"]:
            return f"{ACTIVITY_NAMES[row['detail']]}, {hours}"
        case code if code == LOG_REVENUE and row["amount"]:
            motion = MOTION_NAMES[row["motion"]]
            return f"{motion} revenue of the month: {amount(row['amount'])} ({_segment(row, book)})"
        case code if code == LOG_PAID and row["amount"]:
            return f"pay: {amount(row['amount'])}"
    return ""


def _segment(row: np.void, book: Book) -> str:
    return book.segments[row["segment"]]
