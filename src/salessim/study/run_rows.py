"""The row that an experiment keeps of each run: indicators, targets, figures of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.indicators import INDICATORS, Indicator
from salessim.measure.runs import MonthlySeries, runs_of
from salessim.measure.targets import reached
from salessim.model.state.outputs import Book

TARGET_PREFIX = "target_"
"""Of the columns that hold whether a target was reached (1) or missed (0)."""
KEYS = (("point", "i4"), ("replication", "i4"))
OPTIMISM_GAP = "optimism_gap"
PLAN_INDICATORS = (
    Indicator("planned_revenue", "planned_revenue", "money", "revenue that the plan expects"),
    Indicator(
        "planned_payroll",
        "planned_payroll",
        "money",
        "payroll that the plan expects",
        better="lower",
    ),
    Indicator(
        "planned_payroll_ratio",
        "planned_payroll",
        "share",
        "payroll over revenue, as the plan expects them",
        bottom="planned_revenue",
        better="lower",
    ),
    Indicator("planned_profit", "planned_profit", "money", "profit that the plan expects"),
    Indicator(
        "planned_people",
        "planned_people",
        "count",
        "people paid by the plan, mean over the months",
        better=None,
    ),
    Indicator(
        "planned_people_at_end",
        "planned_people_at_end",
        "count",
        "people paid by the plan in the last month",
        better=None,
    ),
    Indicator(
        "planned_converged",
        "planned_converged",
        "share",
        "1 where plan and simulation agreed within tolerance, 0 where they did not",
    ),
    Indicator(OPTIMISM_GAP, OPTIMISM_GAP, "money", "planned less simulated revenue", better=None),
)
"""Where points are planned: figures of the plan, the same in all runs of a point but the gap."""
NO_PLAN: Mapping[str, float] = MappingProxyType({})


def indicator_named(name: str) -> Indicator:
    """An indicator by its name; `target_2` is the chance of the second target."""
    if name.startswith(TARGET_PREFIX):
        meaning = f"chance of target {name.removeprefix(TARGET_PREFIX)}"
        return Indicator(name, name, "share", meaning, is_chance=True)
    return next(row for row in (*INDICATORS, *PLAN_INDICATORS) if row.name == name)


def columns_of(indicators: Iterable[str]) -> tuple[str, ...]:
    """The columns of the runs table that indicators are made from, each once."""
    rows = [indicator_named(name) for name in indicators]
    names = [column for row in rows for column in (row.top, row.bottom) if column is not None]
    return tuple(dict.fromkeys(names))


def row_type(columns: Iterable[str]) -> np.dtype:
    """A row a run: its point, its replication, its columns."""
    return np.dtype([*KEYS, *((name, "f8") for name in columns)])


def rows_of_batch(
    batch: Batch,
    book: Book,
    point: int,
    dtype: np.dtype,
    planned: Mapping[str, float] = NO_PLAN,
) -> np.ndarray:
    """The rows of a batch of replications, in order.

    Args:
        batch: of one point.
        book: the point's names and targets.
        point: its number.
        dtype: of the rows, by `row_type`.
        planned: figures of the point's plan, by column.
    """
    lines = MonthlySeries.of(batch, book)
    runs = runs_of(batch, book, lines)
    rows = np.zeros(len(runs), dtype)
    rows["point"] = point
    for name in dtype.names or ():
        if name.startswith(TARGET_PREFIX):
            rows[name] = _reached(int(name.removeprefix(TARGET_PREFIX)) - 1, lines, book)
        elif name == OPTIMISM_GAP:
            rows[name] = planned["planned_revenue"] - runs["revenue"]
        elif name in planned:
            rows[name] = planned[name]
        elif name != "point":
            rows[name] = runs[name]
    return rows


def _reached(number: int, lines: MonthlySeries, book: Book) -> np.ndarray | float:
    if number >= len(book.targets):
        return np.nan
    target = book.targets[number]
    return (reached(target, lines) >= target.value).astype(float)
