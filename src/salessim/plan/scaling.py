"""Brings rows, columns and the objective of a programme to comparable sizes.

A solver's tolerances are absolute: in euros and in millions of euros they mean different things.
All factors are powers of two, so that scaling itself rounds nothing.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from salessim.plan.problem import Problem

PASSES = 4
"""Rounds of bringing rows and columns to a geometric mean of 1; more change little."""

SPREAD = 1e-6
"""A coefficient or limit smaller than this beside the largest of its kind scales nothing."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """A programme in the solver's units, and the way back.

    Attributes:
        problem: the scaled programme.
        columns: (n,) a value in original units is this times the scaled one.
        row_duals: (m,) a dual in original units is this times the scaled one.
        objective: the objective in original units is this times the scaled one.
    """

    problem: Problem
    columns: NDArray[np.float64]
    row_duals: NDArray[np.float64]
    objective: float


def scale(problem: Problem) -> Scaled:
    """Scale rows, columns of variables that need not be whole, limits and the objective."""
    m, n = problem.rows.shape
    rows, columns = np.ones(m), np.ones(n)
    size = abs(problem.rows)
    size.eliminate_zeros()
    for _ in range(PASSES):
        rows = 1 / _typical(csr_array(size @ diags_array(columns)), rows)
        by_column = csr_array(size.T @ diags_array(rows))
        columns = np.where(problem.whole, 1.0, 1 / _typical(by_column, columns))
    rows, columns = _power_of_two(rows), _power_of_two(columns)
    limits = (
        *(rows * problem.row_lower, rows * problem.row_upper),
        *(problem.lower / columns, problem.upper / columns),
    )
    middle = _geometric_mean(np.concatenate(limits))
    amount = 1.0 if problem.whole.any() else float(_power_of_two(middle))
    price = float(_power_of_two(1 / _largest(problem.objective * columns)))
    scaled = replace(
        problem,
        lower=problem.lower / columns / amount,
        upper=problem.upper / columns / amount,
        objective=problem.objective * columns * price,
        rows=csr_array(diags_array(rows) @ problem.rows @ diags_array(columns)),
        row_lower=rows * problem.row_lower / amount,
        row_upper=rows * problem.row_upper / amount,
    )
    return Scaled(scaled, columns * amount, rows / price, amount / price)


def _typical(size: csr_array, before: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geometric mean of a row's smallest and largest entry; where it has none, as before."""
    typical = 1 / before
    filled = np.flatnonzero(np.diff(size.indptr))
    if len(filled):
        starts = size.indptr[filled]
        least = np.minimum.reduceat(size.data, starts)
        most = np.maximum.reduceat(size.data, starts)
        typical[filled] = np.sqrt(np.maximum(least, most * SPREAD)) * np.sqrt(most)
    return typical


def _geometric_mean(values: NDArray[np.float64]) -> float:
    amounts = abs(values[np.isfinite(values)])
    amounts = amounts[amounts > amounts.max(initial=0.0) * SPREAD]
    return float(np.exp(np.log(amounts).mean())) if len(amounts) else 1.0


def _largest(values: NDArray[np.float64]) -> float:
    return float(abs(values).max(initial=0.0)) or 1.0


def _power_of_two(values: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp2(np.round(np.log2(values)))
