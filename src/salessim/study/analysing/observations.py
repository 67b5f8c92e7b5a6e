"""One indicator at the points of an experiment, replication by replication."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from salessim.errors import InputError
from salessim.measure.differences import linear_terms
from salessim.measure.findings import Summary
from salessim.measure.indicators import Indicator
from salessim.scenario.kinds import did_you_mean
from salessim.study.design.figures import period_of
from salessim.study.observed import columns_of, indicator_named
from salessim.study.running.standing import agenda_of_store
from salessim.study.store.points import NUMBER
from salessim.study.store.store import Store


@dataclass(frozen=True)
class FactorColumn:
    """The settings of one factor, a row a point."""

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
    agenda = agenda_of_store(store)
    runs_of = store.runs_of.tolist()
    done = [point for point, own in enumerate(runs_of) if agenda.is_done(own)]
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
