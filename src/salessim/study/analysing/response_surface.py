"""An indicator over the two factors that matter most, or over one."""

from __future__ import annotations

import numpy as np

from salessim.errors import InputError
from salessim.near_words import did_you_mean
from salessim.study.analysing.analysis_findings import Surface
from salessim.study.analysing.effects import evenly, weighted
from salessim.study.analysing.observations import FactorColumn, Observations

STEPS = 25
"""Places along each side of a fitted surface."""
MIN_FOR_QUADRATIC = 8
"""Points from which a quadratic in two factors is fitted; it has six coefficients."""


def surface(seen: Observations, wanted: tuple[str, ...] = ()) -> Surface | None:
    """The surface over the factors wanted, or over those that move the indicator most.

    Raises:
        InputError: there is no such factor.
    """
    known = {factor.name: factor for factor in seen.factors}
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known) or f"; known: {', '.join(known)}"
            raise InputError(f"There is no factor '{name}'{hint}.")
    ranked = sorted(known.values(), key=lambda factor: -_moves(seen, factor))
    chosen = [known[name] for name in wanted] or ranked[:2]
    chosen = [factor for factor in chosen if len(set(factor.labels)) > 1]
    if not chosen or not np.isfinite(seen.means).all():
        return None
    x = next((factor for factor in chosen if not factor.levels), chosen[0])
    y = next((factor for factor in chosen if factor is not x), None)
    if x.levels:
        return _line(seen, x) if y is None else _cells(seen, x, y)
    if y is None or y.levels or len(seen.points) < MIN_FOR_QUADRATIC:
        return _curve(seen, x)
    return _contours(seen, x, y)


def _moves(seen: Observations, factor: FactorColumn) -> float:
    """How far the indicator moves along a factor, others averaged."""
    if factor.levels:
        groups = [seen.means[factor.has(level)].mean() for level in factor.levels_seen]
        return float(np.ptp(groups)) if groups else 0.0
    if np.ptp(factor.numbers) == 0:
        return 0.0
    return float(abs(np.polyfit(factor.numbers, seen.means, 1)[0]) * np.ptp(factor.numbers))


def _line(seen: Observations, factor: FactorColumn) -> Surface:
    found = [weighted(seen, evenly(factor.has(level))) for level in factor.levels_seen]
    return Surface(
        kind="line",
        x=factor.name,
        x_labels=factor.levels_seen,
        x_values=list(factor.level_numbers().values()),
        values=[[mean for mean, _ in found]],
        intervals=[ends for _, ends in found],
    )


def _cells(seen: Observations, x: FactorColumn, y: FactorColumn) -> Surface:
    def mean(across: str, up: str) -> float | None:
        here = x.has(across) & y.has(up)
        return float(seen.means[here].mean()) if here.any() else None

    return Surface(
        kind="cells",
        x=x.name,
        y=y.name,
        x_labels=x.levels_seen,
        y_labels=y.levels_seen,
        x_values=list(x.level_numbers().values()),
        y_values=list(y.level_numbers().values()),
        values=[[mean(across, up) for across in x.levels_seen] for up in y.levels_seen],
    )


def _curve(seen: Observations, x: FactorColumn) -> Surface:
    """A quadratic in one factor."""
    places = np.linspace(x.numbers.min(), x.numbers.max(), STEPS)
    order = min(2, len(np.unique(x.numbers)) - 1)
    fitted = np.polynomial.Polynomial.fit(x.numbers, seen.means, order)(places)
    return Surface(
        kind="curve",
        x=x.name,
        x_unit=x.unit,
        x_values=places.tolist(),
        values=[fitted.tolist()],
        seen_x=x.numbers.tolist(),
        seen_y=seen.means.tolist(),
    )


def _contours(seen: Observations, x: FactorColumn, y: FactorColumn) -> Surface:
    """A quadratic response surface: G. Box and K. Wilson, JRSS B 13 (1951) 1-45."""
    across, up = (np.linspace(f.numbers.min(), f.numbers.max(), STEPS) for f in (x, y))
    terms = _quadratic(_scaled(x.numbers, x.numbers), _scaled(y.numbers, y.numbers))
    fit, *_ = np.linalg.lstsq(terms, seen.means, rcond=None)
    grid_x, grid_y = np.meshgrid(_scaled(across, x.numbers), _scaled(up, y.numbers))
    values = (_quadratic(grid_x.ravel(), grid_y.ravel()) @ fit).reshape(grid_x.shape)
    return Surface(
        kind="contours",
        x=x.name,
        y=y.name,
        x_unit=x.unit,
        y_unit=y.unit,
        x_values=across.tolist(),
        y_values=up.tolist(),
        values=values.tolist(),
        seen_x=x.numbers.tolist(),
        seen_y=y.numbers.tolist(),
    )


def _scaled(numbers: np.ndarray, like: np.ndarray) -> np.ndarray:
    return np.asarray((numbers - like.mean()) / like.std())


def _quadratic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones_like(x), x, y, x * x, y * y, x * y])
