"""Numbers that a solver can trust, and that can be trusted: scaling before, recomputing after.

A solver's tolerances are absolute: in euros and in millions of euros they mean different things.
So rows, columns and the objective are brought to comparable sizes, by powers of two, which round
nothing; and what comes back is recomputed in original units by plain NumPy.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

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
