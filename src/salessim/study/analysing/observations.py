"""What is read from a store: one indicator by replication, or one flat table to export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from salessim.errors import InputError
from salessim.letters import csv_cell
from salessim.measure.differences import linear_terms
from salessim.measure.findings import Summary
from salessim.measure.indicators import Indicator
from salessim.near_words import did_you_mean
from salessim.output_files import write_file, write_parquet
from salessim.study.design.values import period_of
from salessim.study.run_rows import columns_of, indicator_named
from salessim.study.running.execute import stored_work_queue
from salessim.study.store.manifest import NUMBER
from salessim.study.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

type ExportRows = Literal["points", "runs"]


@dataclass(frozen=True)
class FactorColumn:
    """The settings of one factor at each point."""

    name: str
    labels: tuple[str, ...]
    numbers: np.ndarray
    """NaN where a setting is no number, shape (points,)."""
    levels: tuple[str, ...]
    """Settings in the order typed; empty where the factor has a distribution."""

    def has(self, level: str) -> np.ndarray:
        """Which points have a level, shape (points,)."""
        return np.array([label == level for label in self.labels])

    @property
    def levels_seen(self) -> list[str]:
        """The levels that some point has."""
        return [level for level in self.levels if level in self.labels]

    @property
    def unit(self) -> str:
        """The period that all settings share, such as `a month`; empty if there is none."""
        periods = {period_of(label) for label in self.labels}
        return periods.pop() if len(periods) == 1 else ""

    def level_numbers(self) -> dict[str, float]:
        """The number of each level seen; its place in the order where one of them is no number."""
        known = dict(zip(self.labels, self.numbers.tolist(), strict=True))
        numbers = {level: known[level] for level in self.levels_seen}
        if not np.isnan(list(numbers.values())).any():
            return numbers
        return {level: float(place) for place, level in enumerate(numbers)}


@dataclass(frozen=True)
class Observations:
    """An indicator at the points that are done; P points.

    Attributes:
        indicator: which.
        points: numbers of the points, shape (P,).
        summaries: figures of each point over all its replications.
        replications: of each point, shape (P,).
        terms: a value a point and replication that all points have, shape (P, R). Their mean
            over replications is the indicator; for a ratio they are its linear terms.
        values: the indicator of each run, shape (P, R).
        factors: settings of these points.
    """

    indicator: Indicator
    points: np.ndarray
    summaries: tuple[Summary, ...]
    replications: np.ndarray
    terms: np.ndarray
    values: np.ndarray
    factors: tuple[FactorColumn, ...]

    @property
    def means(self) -> np.ndarray:
        """Mean of each point over all its replications, shape (P,)."""
        return np.array([np.nan if s.mean is None else s.mean for s in self.summaries])


def observations(store: Store, name: str) -> Observations:
    """Read an indicator of a store.

    Raises:
        InputError: it was not kept, or no point is done.
    """
    kept = store.manifest.indicators
    if name not in kept:
        hint = did_you_mean(name, kept) or f"; kept are: {', '.join(kept)}"
        raise InputError(f"The indicator '{name}' was not kept{hint}.")
    indicator = indicator_named(name)
    queue = stored_work_queue(store)
    runs_of = store.runs_of.tolist()
    done = [point for point, own in enumerate(runs_of) if queue.is_done(own)]
    if not done:
        raise InputError(f"No point of {store.folder} is done: go on with `run --resume`.")
    by_point = _rows_by_point(store, indicator, {runs_of[point] for point in done})
    shared = min(len(rows) for rows in by_point.values())
    rows = [by_point[runs_of[point]] for point in done]
    known = {own: indicator.summary(mine) for own, mine in by_point.items()}
    return Observations(
        indicator,
        np.array(done),
        tuple(known[runs_of[point]] for point in done),
        np.array([len(mine) for mine in rows]),
        np.stack([linear_terms(indicator, mine[:shared]) for mine in rows]),
        np.stack([indicator.values(mine[:shared]) for mine in rows]),
        tuple(factor_columns(store, done)),
    )


def _rows_by_point(store: Store, indicator: Indicator, wanted: set[int]) -> dict[int, np.ndarray]:
    rows = np.concatenate(list(store.rows(columns_of([indicator.name]))))
    rows = rows[np.isin(rows["point"], list(wanted))]
    rows = rows[np.lexsort((rows["replication"], rows["point"]))]
    borders = np.flatnonzero(np.diff(rows["point"])) + 1
    return {int(part["point"][0]): part for part in np.split(rows, borders)}


def factor_columns(store: Store, points: Iterable[int]) -> list[FactorColumn]:
    """The settings of some points."""
    table = store.points.take(list(points))
    columns = []
    for name, described in store.manifest.design["factors"].items():
        labels = tuple(table[name].to_pylist())
        numbers = np.full(len(labels), np.nan)
        if name + NUMBER in table.column_names:
            numbers = table[name + NUMBER].to_numpy()
        levels = tuple(described["levels"]) if "levels" in described else ()
        columns.append(FactorColumn(name, labels, numbers, levels))
    return columns


def export(store: Store, file: Path, rows: ExportRows) -> int:
    """Write one table; return how many rows it has.

    Args:
        store: what to write.
        file: a `.csv` or `.parquet`.
        rows: `points` for a row a point with mean, its 95 % interval and percentiles of each
            indicator; `runs` for a row a run.

    Raises:
        InputError: the ending is another, or the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise InputError(f"Tables are written as .csv or .parquet, not as {file.name}.")
    frame = points_frame(store) if rows == "points" else runs_frame(store)
    if suffix == ".csv":
        cells = frame.rename(columns=csv_cell).map(
            lambda cell: csv_cell(cell) if isinstance(cell, str) else cell
        )
        write_file(file, lambda part: cells.to_csv(part, index=False))
    else:
        write_file(file, lambda part: write_parquet(frame, part))
    return len(frame)


def runs_frame(store: Store) -> pd.DataFrame:
    """A row a run of every point, with the point's settings; points that are the same each."""
    import pandas as pd

    blocks = list(store.rows())
    rows = np.concatenate(blocks) if blocks else np.zeros(0, store.row_type)
    rows = rows[np.lexsort((rows["replication"], rows["point"]))]
    runs = pd.DataFrame({name: rows[name] for name in rows.dtype.names or ()})
    for name in store.manifest.indicators:
        if name not in runs:
            runs[name] = indicator_named(name).values(rows)
    points = store.points.to_pandas().drop(columns=["key", "changes"])
    return points.merge(runs.rename(columns={"point": "runs_of"}), on="runs_of", how="inner").drop(
        columns="runs_of"
    )


def points_frame(store: Store) -> pd.DataFrame:
    """A row a point: settings, replications, and five figures of each indicator."""
    import pandas as pd

    blocks = list(store.rows())
    rows = np.concatenate(blocks) if blocks else np.zeros(0, store.row_type)
    rows = rows[np.lexsort((rows["replication"], rows["point"]))]
    figures = {}
    for number in np.unique(rows["point"]):
        mine = rows[rows["point"] == number]
        line: dict[str, float | None] = {"replications": len(mine)}
        for name in store.manifest.indicators:
            summary = indicator_named(name).summary(mine)
            low, high = summary.ci95 or (None, None)
            line |= {
                name: summary.mean,
                f"{name} (low 95)": low,
                f"{name} (high 95)": high,
            }
            if not indicator_named(name).is_chance:
                line |= {
                    f"{name} (p10)": summary.p10,
                    f"{name} (p50)": summary.p50,
                    f"{name} (p90)": summary.p90,
                }
        figures[int(number)] = line
    points = store.points.to_pandas().drop(columns=["key", "changes"])
    table = pd.DataFrame.from_dict(figures, orient="index")
    joined = points.join(table, on="runs_of").drop(columns="runs_of")
    if "replications" in joined:
        joined["replications"] = joined["replications"].fillna(0).astype(int)
    return joined
