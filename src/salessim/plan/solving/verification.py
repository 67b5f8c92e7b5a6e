"""Recomputes what a solver says, in original units, by plain NumPy."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import SolverError
from salessim.plan.solving.linear_program import Problem

TOLERANCE = 1e-6
"""Largest relative error that passes. A solver's own tolerances are of this size."""


@dataclass(frozen=True)
class Breach:
    """By how much a plan misses one row, bound or whole number.

    Attributes:
        what: the row or variable, by name.
        relative: miss over the size of what is summed or compared, or over 1 where that is less.
        sentence: what was found and what was asked for.
    """

    what: str
    relative: float
    sentence: str


def worst_breach(problem: Problem, values: NDArray[np.float64]) -> Breach | None:
    """The row, bound or whole number that a plan misses most; None where it keeps them all.

    Args:
        problem: what is asked for.
        values: (n,) the plan.
    """
    if not np.isfinite(values).all():
        name = problem.variables[int(np.flatnonzero(~np.isfinite(values))[0])]
        return Breach(name, np.inf, f"'{name}' is no finite number")
    activity = problem.rows @ values
    summed = abs(problem.rows) @ abs(values)
    breaches = [
        _worst(problem.row_names, activity, problem.row_lower, problem.row_upper, summed),
        _worst(problem.variables, values, problem.lower, problem.upper, abs(values)),
    ]
    whole = np.where(problem.whole, np.round(values), values)
    breaches.append(_worst(problem.variables, values, whole, whole, abs(values)))
    found = [breach for breach in breaches if breach is not None]
    return max(found, key=lambda breach: breach.relative, default=None)


def _worst(
    names: tuple[str, ...],
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
    return Breach(
        names[k],
        float(relative[k]),
        f"'{names[k]}' is {values[k]:.9g} where {lower[k]:.9g} to {upper[k]:.9g} is asked for",
    )


def check_plan(
    problem: Problem, values: NDArray[np.float64], objective: float | None = None
) -> float:
    """Hold a plan against every row, bound and whole number, and its objective if given.

    Args:
        problem: what is asked for.
        values: (n,) the plan.
        objective: what its maker says that the objective is.

    Returns:
        The objective, recomputed.

    Raises:
        SolverError: something is missed by more than 1e-6, relatively.
    """
    breach = worst_breach(problem, values)
    if breach is not None and breach.relative > TOLERANCE:
        raise SolverError(
            f"The solver's plan does not hold: {breach.sentence}. Rescale the figures, or report"
            " this with the scenario."
        )
    recomputed = float(problem.objective @ values)
    if objective is not None:
        size = max(1.0, float(abs(problem.objective) @ abs(values)))
        if not abs(recomputed - objective) <= TOLERANCE * size:
            raise SolverError(
                f"The solver says that the objective is {objective:.9g}; its plan gives"
                f" {recomputed:.9g}."
            )
    return recomputed


def proven_bound(problem: Problem, row_duals: NDArray[np.float64]) -> float:
    """What no plan can better, by weak duality, whatever the row duals are.

    Every choice of duals bounds the objective: a row's dual is worth its limit, and each variable
    does its best at its reduced cost. Duals of a wrong sign are set to zero. Whole numbers are
    left aside, so that the bound is that of the relaxation.

    Args:
        problem: what is asked for.
        row_duals: (m,) change of the objective for one more unit of each row's limit.

    Returns:
        A lower bound if the objective is to be least, an upper bound if most; infinite if a
        variable without limit could still gain more than rounding.

    Source: Bertsimas and Tsitsiklis, Introduction to Linear Optimization (1997), theorem 4.3.
    """
    if problem.sense == "most":
        mirrored = replace(problem, objective=-problem.objective, sense="least")
        return -proven_bound(mirrored, -row_duals)
    duals = np.where((row_duals > 0) & np.isinf(problem.row_lower), 0.0, row_duals)
    duals = np.where((duals < 0) & np.isinf(problem.row_upper), 0.0, duals)
    reduced = problem.objective - problem.rows.T @ duals
    rounding = TOLERANCE * (abs(problem.objective) + abs(problem.rows).T @ abs(duals))
    free = np.isinf(np.where(reduced > 0, problem.lower, problem.upper))
    reduced = np.where(free & (abs(reduced) <= rounding), 0.0, reduced)
    return _best(duals, problem.row_lower, problem.row_upper) + _best(
        reduced, problem.lower, problem.upper
    )


def _best(
    price: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> float:
    """Least sum of price times a number between the limits."""
    at = np.where(price > 0, lower, np.where(price < 0, upper, 0.0))
    return float((price * at).sum())
