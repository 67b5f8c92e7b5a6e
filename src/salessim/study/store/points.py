"""The table of points: settings as labels and numbers, and which points are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from salessim.study.design.description import point_key
from salessim.study.design.experiment import Experiment
from salessim.study.design.figures import period_of
from salessim.study.store.segments import replace_with

if TYPE_CHECKING:
    import pyarrow as pa

POINTS = "points.parquet"
NUMBER = " (number)"
"""Ends the name of the column with a factor's settings as numbers."""


def points_table(experiment: Experiment) -> pa.Table:
    """A row a point.

    Columns: `point`; `runs_of`, the first point with the same content, under whose number its
    runs stand; `key`, a digest of that content; each factor's setting as typed, and as a number
    where it is one, in the unit typed; `changes`, what is set, as JSON.
    """
    import pyarrow as pa

    keys = [point_key(experiment, point) for point in experiment.points]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    columns: dict[str, object] = {
        "point": np.arange(len(keys), dtype="i4"),
        "runs_of": np.array([first[key] for key in keys], "i4"),
        "key": keys,
    }
    for place, factor in enumerate(experiment.factors):
        levels = [point.levels[place] for point in experiment.points]
        columns[factor.name] = [level.label for level in levels]
        numbers = [np.nan if level.number is None else level.number for level in levels]
        periods = {period_of(level.label) for level in levels if level.number is not None}
        # Numbers of different periods do not stand on one axis.
        if len(periods) == 1 and not np.isnan(numbers).all():
            columns[factor.name + NUMBER] = np.array(numbers, "f8")
    columns["changes"] = [
        json.dumps(point.changes, sort_keys=True, default=str) for point in experiment.points
    ]
    return pa.table(columns)


def write_points(experiment: Experiment, folder: Path) -> None:
    """Write the table; raises OSError."""
    import pyarrow.parquet as pq

    table = points_table(experiment)
    replace_with(folder / POINTS, lambda part: pq.write_table(table, part))


def read_points(folder: Path) -> pa.Table:
    """Read the table; raises OSError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(folder / POINTS)
    except pa.ArrowException as error:
        raise OSError(f"{folder / POINTS} is damaged: {error}") from error
