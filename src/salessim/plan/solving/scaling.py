"""Brings rows, columns and the objective of a programme to comparable sizes.

A solver's tolerances are absolute: in euros and in millions of euros they mean different things.
All factors are powers of two, so that scaling itself rounds nothing.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from salessim.plan.solving.linear_program import LinearProgram

PASSES = 4
"""Rounds of bringing rows and columns to a geometric mean of 1; more change little."""

SPREAD = 1e-6
"""A coefficient or limit smaller than this beside the largest of its kind scales nothing."""


USED = 1e-9
"""A variable smaller than this beside the largest of a plan counts as one that is not used."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """A programme in the solver's units, and the way back.

    Attributes:
        program: the scaled programme.
        columns: (n,) a value in original units is this times the scaled one.
        row_duals: (m,) a dual in original units is this times the scaled one.
        objective: the objective in original units is this times the scaled one.
    """

    program: LinearProgram
    columns: NDArray[np.float64]
    row_duals: NDArray[np.float64]
    objective: float


def scale(program: LinearProgram, near: NDArray[np.float64] | None = None) -> Scaled:
    """Scale rows, columns of variables that need not be integers, limits and the objective.

    Args:
        program: what is asked for.
        near: (n,) a plan of about the size of the answer, such as an earlier answer: then every
            variable and every row is counted in its own size in that plan.
    """
    rows, columns, amount = _by_coefficients(program) if near is None else _by_plan(program, near)
    price = float(_power_of_two(1 / _largest(program.objective * columns)))
    scaled = replace(
        program,
        lower=program.lower / columns / amount,
        upper=program.upper / columns / amount,
        objective=program.objective * columns * price,
        matrix=csr_array(diags_array(rows) @ program.matrix @ diags_array(columns)),
        row_lower=rows * program.row_lower / amount,
        row_upper=rows * program.row_upper / amount,
    )
    return Scaled(scaled, columns * amount, rows / price, amount / price)


type _Factors = tuple[NDArray[np.float64], NDArray[np.float64], float]
"""Of rows, of columns, and the amount in which all limits are counted."""


def _by_coefficients(program: LinearProgram) -> _Factors:
    """Bring the coefficients of each row and column to a geometric mean of 1."""
    m, n = program.matrix.shape
    rows, columns = np.ones(m), np.ones(n)
    size = _sizes(program.matrix)
    for _ in range(PASSES):
        rows = 1 / _typical(csr_array(size @ diags_array(columns)), rows)
        by_column = csr_array(size.T @ diags_array(rows))
        columns = np.where(program.integer, 1.0, 1 / _typical(by_column, columns))
    rows, columns = _power_of_two(rows), _power_of_two(columns)
    limits = (
        *(rows * program.row_lower, rows * program.row_upper),
        *(program.lower / columns, program.upper / columns),
    )
    middle = _geometric_mean(np.concatenate(limits))
    return rows, columns, 1.0 if program.integer.any() else float(_power_of_two(middle))


def _by_plan(program: LinearProgram, near: NDArray[np.float64]) -> _Factors:
    """Count what a plan uses in sizes of that plan, and the rest as its rows have it."""
    m, n = program.matrix.shape
    size = _sizes(program.matrix)
    used = np.where(abs(near) > abs(near).max(initial=0.0) * USED, abs(near), 0.0)
    limits = np.stack([abs(program.row_lower), abs(program.row_upper)])
    limit = np.where(np.isfinite(limits), limits, 0.0).max(axis=0, initial=0.0)
    total = np.maximum(size @ used, limit)
    counted = np.divide(1.0, total, out=np.zeros(m), where=total > 0.0)
    by_column = csr_array(size.T @ diags_array(np.where(counted > 0.0, counted, 1.0)))
    columns = np.where(used > 0.0, used, 1 / _typical(by_column, np.ones(n)))
    columns = np.where(program.integer, 1.0, columns)
    rows = 1 / _typical(csr_array(size @ diags_array(columns)), np.ones(m))
    rows = np.where(counted > 0.0, counted, rows)
    return _power_of_two(rows), _power_of_two(columns), 1.0


def _sizes(matrix: csr_array) -> csr_array:
    size = abs(matrix)
    size.eliminate_zeros()
    return size


def _typical(size: csr_array, before: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geometric mean of a row's smallest and largest entry; where it has none, as before."""
    typical = 1 / before
    filled = np.flatnonzero(np.diff(size.indptr))
    if len(filled):
        starts = size.indptr[filled]
        smallest = np.minimum.reduceat(size.data, starts)
        largest = np.maximum.reduceat(size.data, starts)
        typical[filled] = np.sqrt(np.maximum(smallest, largest * SPREAD)) * np.sqrt(largest)
    return typical


def _geometric_mean(values: NDArray[np.float64]) -> float:
    amounts = abs(values[np.isfinite(values)])
    amounts = amounts[amounts > amounts.max(initial=0.0) * SPREAD]
    return float(np.exp(np.log(amounts).mean())) if len(amounts) else 1.0


def _largest(values: NDArray[np.float64]) -> float:
    return float(abs(values).max(initial=0.0)) or 1.0


def _power_of_two(values: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp2(np.round(np.log2(values)))
