"""The event log of one replication: as a diary in sentences, or as a CSV for process mining."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salessim.letters import csv_cell
from salessim.model.state.codes import (
    ACTIVITY_NAMES,
    LOG_ABSENT,
    LOG_ADVANCED,
    LOG_BACK,
    LOG_BOOKED,
    LOG_CALL,
    LOG_CREDITED,
    LOG_CUSTOMER_LOST,
    LOG_DAY,
    LOG_EARNED,
    LOG_HANDED_OVER,
    LOG_HIRED,
    LOG_KEEPER,
    LOG_LEAD,
    LOG_LEFT,
    LOG_LOST,
    LOG_MANAGERS,
    LOG_NAMES,
    LOG_NOT_FREE,
    LOG_PAID,
    LOG_PILOT,
    LOG_PILOT_REFUSED,
    LOG_RECEIVED,
    LOG_RECOMMENDED,
    LOG_REPEATED,
    LOG_REVENUE,
    LOG_TASK_DONE,
    LOG_WON,
    LOG_WORKED,
    LOSS_NAMES,
    MEETING,
    MOTION_NAMES,
    NOBODY,
    ONBOARDING,
    PAYMENT_NAMES,
    SICKNESS,
)
from salessim.output_files import write_file
from salessim.report.words import amount, count
from salessim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np

    from salessim.model.state.outputs import Book

CALL_STEP = 0
"""Row of the first conquest stage, whose calls a diary counts in one line a day."""
NO_OWNER = "company"
WRITTEN_ACTIVITIES = (MEETING, ONBOARDING, SICKNESS)
"""Parts of a day that get a line."""
HEADER = (
    *("case_id", "activity", "timestamp", "resource"),
    *("deal", "segment", "motion", "hours", "amount"),
)
SHOWN = (
    *("what", "step", "detail", "seconds", "firm", "second"),
    *("rep", "deal", "segment", "motion", "amount"),
)
"""Columns of the log that its rows are made from."""

RENAMED = {LOG_TASK_DONE: "done", LOG_REPEATED: "one more round"}
"""Activities with another name than in the log."""


@dataclass
class _DiaryDay:
    """The lines of one day; calls of a rep are counted in one line, at the first of them."""

    when: date
    lines: list[tuple[datetime, str, str]] = field(default_factory=list)
    calls: dict[str, tuple[datetime, int, list[str]]] = field(default_factory=dict)

    def call(self, at: datetime, who: str) -> None:
        first, made, booked = self.calls.get(who, (at, 0, []))
        self.calls[who] = (first, made + 1, booked)

    def book(self, at: datetime, who: str, firm: str) -> None:
        self.calls.setdefault(who, (at, 0, []))[2].append(firm)

    def finished(self) -> Iterator[str]:
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
        rep: this rep only.
        until: the last day; all by default.
    """
    start = datetime.combine(book.start, time())
    day = _DiaryDay(book.start)
    for row in rows:
        at = start + timedelta(seconds=int(row["second"]))
        if at.date() != day.when:
            yield from day.finished()
            day = _DiaryDay(at.date())
        if until is not None and day.when > until:
            return
        who = NO_OWNER if row["rep"] == NOBODY else book.reps[row["rep"]]
        if rep is None or who == rep:
            _add(row, book, day, at, who)
    yield from day.finished()


def _add(row: np.void, book: Book, day: _DiaryDay, at: datetime, who: str) -> None:
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
    step = "" if row["step"] == NOBODY else book.step_labels[row["step"]].replace("_", " ")
    called = row["step"] == CALL_STEP
    hours = f"{count(row['seconds'] / SECONDS_PER_HOUR)} h"
    match int(row["what"]):
        case code if code == LOG_LEAD:
            return f"a lead from {_source(row, book)}: {firm} ({_segment(row, book)})"
        case code if code == LOG_NOT_FREE:
            return f"{firm} asks ({_source(row, book)}) and is no lead: it is not free"
        case code if code == LOG_RECOMMENDED:
            return f"{firm} recommends us ({_source(row, book)})"
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
        case code if code == LOG_PILOT:
            return f"{firm} begins a pilot ({_segment(row, book)})"
        case code if code == LOG_PILOT_REFUSED:
            return f"{firm} ends its pilot without a contract ({_segment(row, book)})"
        case code if code == LOG_CUSTOMER_LOST:
            return f"{firm} leaves us: {amount(row['amount'])} a year less"
        case code if code == LOG_MANAGERS:
            return f"first day of {count(row['detail'])} more to lead the team"
        case code if code == LOG_ABSENT:
            return "away from today on"
        case code if code == LOG_BACK:
            return "back from an absence"
        case code if code == LOG_HIRED:
            kind = "" if row["detail"] == NOBODY else book.recruits[row["rep"]][row["detail"]]
            return f"first day; one of {kind}" if kind else "first day"
        case code if code == LOG_LEFT:
            return "last day"
        case code if code == LOG_HANDED_OVER:
            return f"takes over {firm} at {step} from {book.reps[row['detail']]}"
        case code if code == LOG_RECEIVED:
            sender = "" if row["detail"] == NOBODY else f" from {book.reps[row['detail']]}"
            return f"receives {firm} for {step}{sender}"
        case code if code == LOG_KEEPER:
            before = "nobody" if row["detail"] == NOBODY else book.reps[row["detail"]]
            return f"looks after {firm} from now on; before: {before}"
        case code if code == LOG_DAY and row["detail"] in WRITTEN_ACTIVITIES and row["seconds"]:
            return f"{ACTIVITY_NAMES[row['detail']]}, {hours}"
        case code if code == LOG_REVENUE and row["amount"]:
            motion = MOTION_NAMES[row["motion"]]
            return f"{motion} revenue of the month: {amount(row['amount'])} ({_segment(row, book)})"
        case code if code == LOG_CREDITED and row["amount"] and _may_pay(row, book):
            return f"{amount(row['amount'])} count for {_component(row, book)}"
        case code if code == LOG_EARNED and row["amount"]:
            return f"{_component(row, book)} pays {amount(row['amount'])}"
        case code if code == LOG_PAID and row["amount"]:
            return f"{PAYMENT_NAMES[row['detail']]}: {amount(row['amount'])}"
    return ""


def _source(row: np.void, book: Book) -> str:
    """Where a firm comes from that asks for us."""
    return "a referral" if row["detail"] == NOBODY else book.channels[row["detail"]]


def _may_pay(row: np.void, book: Book) -> bool:
    """Whether what counts may be paid for."""
    return book.may_pay[row["rep"]][row["detail"]]


def _component(row: np.void, book: Book) -> str:
    """The name of a component of a rep's pay."""
    return book.components[row["rep"]][row["detail"]]


def _segment(row: np.void, book: Book) -> str:
    return book.segments[row["segment"]]


def write_events(log: np.ndarray, book: Book, file: Path) -> None:
    """Write all that happened with a firm, in the order of happening.

    A case is a firm: its calls, deals, contacts and its time as a customer. Working hours of a
    task stand in its `done` row.

    Raises:
        InputError: another name is needed.
        OutputError: the disk is full, or fails.
    """

    def write(part: Path) -> None:
        with part.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADER)
            for row in _event_rows(log, book):
                writer.writerow(csv_cell(cell) if isinstance(cell, str) else cell for cell in row)

    write_file(file, write)


def _event_rows(log: np.ndarray, book: Book) -> Iterator[tuple[object, ...]]:
    start = datetime.combine(book.start, time())
    steps = book.step_labels
    rows = log[(log["firm"] != NOBODY) & (log["what"] != LOG_WORKED)]
    # Columns as lists: reading fields of single rows takes several times as long.
    columns = [rows[name].tolist() for name in SHOWN]
    for what, step, detail, seconds, firm, second, rep, deal, segment, motion, worth in zip(
        *columns, strict=True
    ):
        activity = RENAMED.get(what, LOG_NAMES[what])
        if what == LOG_LOST:
            activity += f" ({LOSS_NAMES[detail]})"
        if step != NOBODY:
            activity = f"{steps[step]}: {activity}"
        hours = seconds / SECONDS_PER_HOUR if what == LOG_TASK_DONE else 0.0
        yield (
            f"firm {firm}",
            activity,
            (start + timedelta(seconds=second)).isoformat(),
            "" if rep == NOBODY else book.reps[rep],
            "" if deal == NOBODY else deal,
            book.segments[segment],
            MOTION_NAMES[motion],
            f"{hours:.2f}" if hours else "",
            f"{worth:.2f}" if worth else "",
        )
