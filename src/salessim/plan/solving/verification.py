"""Recomputes what a solver says, in original units, by plain NumPy."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import SolverError
from salessim.plan.solving.linear_program import Labels, LinearProgram

TOLERANCE = 1e-6
"""Largest relative error that passes. A solver's own tolerances are of this size."""


@dataclass(frozen=True)
class Breach:
    """By how much a plan misses one row, bound or integer.

    Attributes:
        what: the row or variable, by name.
        relative: miss over the size of what is summed or compared, or over 1 where that is less.
        sentence: what was found and what was asked for.
    """

    what: str
    relative: float
    sentence: str


def worst_breach(program: LinearProgram, values: NDArray[np.float64]) -> Breach | None:
    """The row, bound or integer that a plan misses most; None where it keeps them all.

    Args:
        program: what is asked for.
        values: (n,) the plan.
    """
    if not np.isfinite(values).all():
        name = program.columns.name(int(np.flatnonzero(~np.isfinite(values))[0]))
        return Breach(name, np.inf, f"'{name}' is no finite number")
    activity = program.matrix @ values
    summed = abs(program.matrix) @ abs(values)
    breaches = [
        _worst(program.rows, activity, program.row_lower, program.row_upper, summed),
        _worst(program.columns, values, program.lower, program.upper, abs(values)),
    ]
    integers = np.where(program.integer, np.round(values), values)
    breaches.append(_worst(program.columns, values, integers, integers, abs(values)))
    found = [breach for breach in breaches if breach is not None]
    return max(found, key=lambda breach: breach.relative, default=None)


def _worst(
    labels: Labels,
    values: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    size: NDArray[np.float64],
) -> Breach | None:
    miss = np.maximum(lower - values, values - upper)
    if not (miss > 0).any():
        return None
    limit = np.where(values < lower, lower, upper)
    known = np.where(np.isfinite(limit), abs(limit), 0.0)
    relative = np.maximum(miss, 0.0) / np.maximum(np.maximum(size, known), 1.0)
    k = int(relative.argmax())
    name = labels.name(k)
    return Breach(
        name,
        float(relative[k]),
        f"'{name}' is {values[k]:.9g} where {lower[k]:.9g} to {upper[k]:.9g} is asked for",
    )


def check_plan(
    program: LinearProgram, values: NDArray[np.float64], objective: float | None = None
) -> float:
    """Hold a plan against every row, bound and integer, and its objective if given.

    Args:
        program: what is asked for.
        values: (n,) the plan.
        objective: what its maker says that the objective is.

    Returns:
        The objective, recomputed.

    Raises:
        SolverError: something is missed by more than 1e-6, relatively.
    """
    breach = worst_breach(program, values)
    if breach is not None and breach.relative > TOLERANCE:
        raise SolverError(
            f"The solver's plan does not hold: {breach.sentence}. Rescale the figures, or report"
            " this with the scenario."
        )
    recomputed = float(program.objective @ values)
    if objective is not None:
        size = max(1.0, float(abs(program.objective) @ abs(values)))
        if not abs(recomputed - objective) <= TOLERANCE * size:
            raise SolverError(
                f"The solver says that the objective is {objective:.9g}; its plan gives"
                f" {recomputed:.9g}."
            )
    return recomputed


def proven_bound(program: LinearProgram, row_duals: NDArray[np.float64]) -> float:
    """What no plan can better, by weak duality, whatever the row duals are.

    Every choice of duals bounds the objective: a row's dual is worth its limit, and each variable
    does its best at its reduced cost. Duals of a wrong sign are set to zero. Integers are
    left aside, so that the bound is that of the relaxation.

    Args:
        program: what is asked for.
        row_duals: (m,) change of the objective for one more unit of each row's limit.

    Returns:
        A lower bound if the objective is to be least, an upper bound if most; infinite if a
        variable without limit could still gain more than rounding.

    Source: Bertsimas and Tsitsiklis, Introduction to Linear Optimization (1997), theorem 4.3.
    """
    if program.sense == "max":
        mirrored = replace(program, objective=-program.objective, sense="min")
        return -proven_bound(mirrored, -row_duals)
    duals = np.where((row_duals > 0) & np.isinf(program.row_lower), 0.0, row_duals)
    duals = np.where((duals < 0) & np.isinf(program.row_upper), 0.0, duals)
    reduced = program.objective - program.matrix.T @ duals
    rounding = TOLERANCE * (abs(program.objective) + abs(program.matrix).T @ abs(duals))
    free = np.isinf(np.where(reduced > 0, program.lower, program.upper))
    reduced = np.where(free & (abs(reduced) <= rounding), 0.0, reduced)
    return _best(duals, program.row_lower, program.row_upper) + _best(
        reduced, program.lower, program.upper
    )


def _best(
    price: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> float:
    """Least sum of price times a number between the limits."""
    at = np.where(price > 0, lower, np.where(price < 0, upper, 0.0))
    return float((price * at).sum())
