"""One flat table of an experiment: settings beside what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from salessim.errors import InputError, system_reason
from salessim.study.observed import indicator_named
from salessim.study.store.segments import replace_with
from salessim.study.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

type Rows = Literal["points", "runs"]


def export(store: Store, file: Path, rows: Rows) -> int:
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
    try:
        if suffix == ".csv":
            replace_with(file, lambda part: frame.to_csv(part, index=False))
        else:
            replace_with(file, lambda part: frame.to_parquet(part, index=False))
    except OSError as error:
        raise InputError(f"Cannot write {file}: {system_reason(error)}.") from error
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
