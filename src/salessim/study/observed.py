"""What an experiment keeps of each run: columns of the runs table, and targets reached."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.indicators import INDICATORS, Indicator
from salessim.measure.lines import MonthLines
from salessim.measure.runs import runs_of
from salessim.measure.targets import reached
from salessim.model.book import Book

TARGET = "target_"
"""Begins the names of columns that say whether a target was reached (1) or missed (0)."""
KEYS = (("point", "i4"), ("replication", "i4"))


def indicator_named(name: str) -> Indicator:
    """An indicator by its name; `target_2` is the chance of the second target."""
    if name.startswith(TARGET):
        return Indicator(name, name, "share", f"chance of target {name.removeprefix(TARGET)}")
    return next(row for row in INDICATORS if row.name == name)


def columns_of(indicators: Iterable[str]) -> tuple[str, ...]:
    """The columns of the runs table that indicators are made from, each once."""
    rows = [indicator_named(name) for name in indicators]
    names = [column for row in rows for column in (row.top, row.bottom) if column is not None]
    return tuple(dict.fromkeys(names))


def row_type(columns: Iterable[str]) -> np.dtype:
    """A row a run: its point, its replication, its columns."""
    return np.dtype([*KEYS, *((name, "f8") for name in columns)])


def observed(batch: Batch, book: Book, point: int, dtype: np.dtype) -> np.ndarray:
    """The rows of a batch, in order."""
    lines = MonthLines.of(batch, book)
    runs = runs_of(batch, book, lines)
    rows = np.zeros(len(runs), dtype)
    rows["point"] = point
    for name in dtype.names or ():
        if name.startswith(TARGET):
            rows[name] = _reached(int(name.removeprefix(TARGET)) - 1, lines, book)
        elif name != "point":
            rows[name] = runs[name]
    return rows


def _reached(number: int, lines: MonthLines, book: Book) -> np.ndarray | float:
    if number >= len(book.targets):
        return np.nan
    target = book.targets[number]
    return (reached(target, lines) >= target.value).astype(float)
