"""A linear model of all factors: what a sampled factor does over most of its range."""

from __future__ import annotations

import numpy as np

from salessim.measure.findings import Interval
from salessim.measure.intervals import student_quantile
from salessim.study.analysing.effects import weighted
from salessim.study.analysing.findings import Slope
from salessim.study.analysing.observations import FactorColumn, Observations
from salessim.units import CENTRAL_80_PERCENT

RANGE = CENTRAL_80_PERCENT
"""From where to where of its values a factor's effect is told."""


def slopes(seen: Observations) -> tuple[list[Slope], float | None]:
    """What sampled factors do, and the share of the variance that the linear model explains.

    Empty where no factor is sampled, the points are too few for the model, or one has no value.
    """
    columns = {factor.name: _columns(factor) for factor in seen.factors}
    sampled = [factor for factor in seen.factors if not factor.levels]
    design = np.column_stack([np.ones(len(seen.points)), *columns.values()])
    freedom = len(design) - int(np.linalg.matrix_rank(design))
    means = seen.terms.mean(axis=1)
    if not sampled or freedom < 1 or not np.isfinite(means).all():
        return [], None
    solve = np.linalg.pinv(design)
    left = means - design @ (solve @ means)
    variance = float(left @ left) / freedom
    rows, place = [], 1
    for factor in seen.factors:
        if not factor.levels:
            rows.append(_slope(seen, factor, solve[place], variance, freedom))
        place += columns[factor.name].shape[1]
    spread = float(((means - means.mean()) ** 2).sum())
    return rows, 1 - float(left @ left) / spread if spread > 0 else None


def _columns(factor: FactorColumn) -> np.ndarray:
    """The numbers of a sampled factor, or a column for each level but the first."""
    if not factor.levels:
        return factor.numbers[:, None]
    marks = [factor.has(level).astype(float) for level in factor.levels[1:]]
    return np.column_stack(marks) if marks else np.zeros((len(factor.labels), 0))


def _slope(
    seen: Observations, factor: FactorColumn, solve: np.ndarray, variance: float, freedom: int
) -> Slope:
    order = np.argsort(factor.numbers, kind="stable")
    low, high = (order[round(share * (len(order) - 1))] for share in RANGE)
    weights = (factor.numbers[high] - factor.numbers[low]) * solve
    difference, interval = weighted(seen, weights)
    misfit = student_quantile(0.975, freedom) * float(np.sqrt(variance * (weights @ weights)))
    return Slope(
        factor=factor.name,
        low=factor.labels[low],
        high=factor.labels[high],
        difference=difference,
        ci95=_widened(difference, interval, misfit),
    )


def _widened(centre: float | None, noise: Interval | None, misfit: float) -> Interval | None:
    """An interval that holds two independent errors."""
    if centre is None:
        return None
    own = 0.0 if noise is None else (noise[1] - noise[0]) / 2
    half = float(np.hypot(own, misfit))
    return centre - half, centre + half
