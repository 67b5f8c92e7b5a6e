"""The event log as a CSV that process-mining tools read."""

from __future__ import annotations

import csv
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from salessim.errors import InputError
from salessim.model.state.codes import (
    LOG_LOST,
    LOG_NAMES,
    LOG_REPEATED,
    LOG_TASK_DONE,
    LOG_WORKED,
    LOSS_NAMES,
    MOTION_NAMES,
    NOBODY,
)
from salessim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np

    from salessim.model.state.book import Book

HEADER = (
    *("case_id", "activity", "timestamp", "resource"),
    *("deal", "segment", "motion", "hours", "amount"),
)
SAID = {LOG_TASK_DONE: "done", LOG_REPEATED: "one more round"}
"""Activities with another name than in the log."""


def write_events(log: np.ndarray, book: Book, file: Path) -> None:
    """Write all that happened with a firm, in the order of happening.

    A case is a firm: its calls, deals, contacts and its time as a customer. Working hours of a
    task stand in its `done` row.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADER)
            writer.writerows(_rows(log, book))
    except OSError as error:
        raise InputError(f"Cannot write {file}: {error.strerror}.") from error


def _rows(log: np.ndarray, book: Book) -> Iterator[tuple[object, ...]]:
    start = datetime.combine(book.start, time())
    steps = (*book.conquest_steps, *book.loyalty_steps)
    for row in log[(log["firm"] != NOBODY) & (log["what"] != LOG_WORKED)]:
        what, step = int(row["what"]), int(row["step"])
        activity = SAID.get(what, LOG_NAMES[what])
        if what == LOG_LOST:
            activity += f" ({LOSS_NAMES[row['detail']]})"
        if step != NOBODY:
            activity = f"{steps[step]}: {activity}"
        hours = row["seconds"] / SECONDS_PER_HOUR if what == LOG_TASK_DONE else 0.0
        yield (
            f"firm {row['firm']}",
            activity,
            (start + timedelta(seconds=int(row["second"]))).isoformat(),
            "" if row["rep"] == NOBODY else book.reps[row["rep"]],
            "" if row["deal"] == NOBODY else int(row["deal"]),
            book.segments[row["segment"]],
            MOTION_NAMES[row["motion"]],
            f"{hours:.2f}" if hours else "",
            f"{row['amount']:.2f}" if row["amount"] else "",
        )
