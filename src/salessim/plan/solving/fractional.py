"""Least or most ratio of two linear sums under linear limits: linear-fractional programming.

Two independent ways. *Charnes-Cooper* turns the ratio into one linear programme; *Dinkelbach*
solves `numerator - ratio x denominator` again and again, which also works with whole numbers. Each
answer is proven by a last programme of the second kind.
"""

from collections.abc import Mapping
from math import inf
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse

from salessim import arguments
from salessim.errors import InputError
from salessim.plan.solving.linear_program import (
    ConstraintFamily,
    Labels,
    LinearProgram,
    Sense,
    VariableFamily,
)
from salessim.plan.solving.ratio import METHODS, RatioMethod, RatioSolution, best_ratio

X = VariableFamily("x", ("number",))
ROW = ConstraintFamily("row", ("number",), "row_lower <= A x <= row_upper")
SMALLEST, LARGEST = 1e-100, 1e100
"""Size of figures between which products of a few of them are numbers."""
SENSES: Mapping[str, Sense] = MappingProxyType({"least": "min", "most": "max"})


def fractional(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    numerator_constant: float = 0.0,
    denominator_constant: float = 0.0,
    rows: ArrayLike | csr_array | None = None,
    row_lower: ArrayLike = -inf,
    row_upper: ArrayLike = inf,
    lower: ArrayLike = 0.0,
    upper: ArrayLike = inf,
    whole: ArrayLike = False,
    sense: Literal["least", "most"] = "least",
    method: RatioMethod | None = None,
    today: float | None = None,
    time_limit_seconds: float | None = None,
) -> RatioSolution:
    """Find x with the least (or most) `(c x + c0) / (d x + d0)`.

    Args:
        numerator: c, (n,) such as payroll an hour.
        denominator: d, (n,) such as revenue an hour.
        numerator_constant: c0.
        denominator_constant: d0.
        rows: A, (m, n), dense or sparse; none by default.
        row_lower: limits of A x from below, (m,) or one number.
        row_upper: limits of A x from above.
        lower: limits of x from below, (n,) or one number; 0 by default.
        upper: limits of x from above.
        whole: which x are whole numbers, (n,) or one answer.
        sense: `least` or `most`.
        method: `charnes-cooper` or `dinkelbach`; by default the second with whole numbers, the
            first without.
        today: a typical denominator, above 0, as the unit of the transformation. By default it is
            found.
        time_limit_seconds: above 0; at its end the best plan so far and the best bound are given.

    Returns:
        The plan with its status.

    Raises:
        InputError: shapes do not fit, a figure is neither 0 nor between 1e-100 and 1e100 in size,
            the denominator can vanish or change its sign, or Charnes-Cooper is asked for with
            whole numbers.
        SolverError: the answer does not hold when it is recomputed in original units.

    Example:
        >>> found = fractional([45, 50], [150, 120], numerator_constant=3e4,
        ...                    denominator_constant=1e5, upper=[500, 500])
        >>> round(found.ratio, 4)
        0.3
    """
    arguments.choice("sense", sense, SENSES)
    if method is not None:
        arguments.choice("method", method, METHODS)
    if today is not None:
        today = _sized("today", arguments.real("today", today, 0.0, above=True))
    if time_limit_seconds is not None:
        time_limit_seconds = arguments.real(
            "time_limit_seconds", time_limit_seconds, 0.0, above=True
        )
    c, d = _vector("numerator", numerator, None), _vector("denominator", denominator, None)
    n = len(c)
    if d.shape != c.shape:
        raise InputError(f"The numerator has {n} coefficients, the denominator {len(d)}.")
    matrix = csr_array((0, n)) if rows is None else _matrix(rows, n)
    m = matrix.shape[0]
    program = LinearProgram(
        columns=Labels.numbered(X, n),
        lower=_vector("lower", lower, n),
        upper=_vector("upper", upper, n),
        integer=_truths(whole, n),
        objective=c,
        sense=SENSES[sense],
        matrix=matrix,
        rows=Labels.numbered(ROW, m),
        row_lower=_vector("row_lower", row_lower, m),
        row_upper=_vector("row_upper", row_upper, m),
    )
    return best_ratio(
        program,
        d,
        numerator_constant=_sized(
            "numerator_constant", arguments.real("numerator_constant", numerator_constant)
        ),
        denominator_constant=_sized(
            "denominator_constant", arguments.real("denominator_constant", denominator_constant)
        ),
        method=method,
        today=today,
        time_limit_seconds=time_limit_seconds,
    )


def _vector(name: str, values: ArrayLike, length: int | None) -> NDArray[np.float64]:
    array = arguments.numbers(name, values, length)
    if array.ndim != 1:
        raise arguments.refusal(name, values, "a list of numbers")
    for value in array[np.isfinite(array)].tolist():
        _sized(name, value)
    return array


def _sized(name: str, value: float) -> float:
    if value and not SMALLEST <= abs(value) <= LARGEST:
        raise arguments.refusal(name, value, f"0, or {SMALLEST:g} to {LARGEST:g} in size")
    return value


def _truths(values: ArrayLike, length: int) -> NDArray[np.bool_]:
    try:
        given = np.asarray(values)
        if given.dtype.kind == "b":
            return np.broadcast_to(given, length).copy()
    except (TypeError, ValueError):
        pass
    raise arguments.refusal("whole", values, f"True or False, once or {length} times")


def _matrix(rows: ArrayLike | csr_array, n: int) -> csr_array:
    try:
        dense = rows if issparse(rows) else np.atleast_2d(np.asarray(rows, np.float64))
        matrix = csr_array(dense, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"Rows are lists of {n} numbers each, one list a row.") from None
    if matrix.ndim != 2 or matrix.shape[1] != n:
        raise InputError(f"Each row needs {n} coefficients, not {matrix.shape[1]}.")
    _vector("rows", matrix.data, None)
    return matrix
