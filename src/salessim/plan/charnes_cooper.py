"""The transformation that makes one linear programme of a ratio.

Source: Charnes and Cooper, Programming with linear fractional functionals, Naval Research Logistics
Quarterly 9 (1962) 181-186.
"""

from math import inf

import numpy as np
from numpy.typing import NDArray

from salessim.plan.problem import Problem
from salessim.plan.rows import Rows, Term


def transform(
    problem: Problem, denominator: NDArray[np.float64], above: float, below: float, unit: float
) -> Problem:
    """Least `c y + c0 u` where `d y + d0 u = unit`, for y = x u and u = unit / denominator.

    Every limit of x becomes one of y: `A x <= b` is `A y - b u <= 0`. The last variable is u; the
    objective is the ratio times the unit. A unit of the size of the denominator keeps u near 1:
    with a unit of 1 and sums in euros u is 1e-6, and a solver's tolerances hide wrong plans.

    Args:
        problem: least objective c x, no whole variables.
        denominator: (n,) d.
        above: c0.
        below: d0.
        unit: above 0.
    """
    write = Rows()
    y = write.variables(problem.variables, lower=-inf)
    u = write.variable("reciprocal of the denominator")
    write.row("the denominator is its unit", [(y, denominator), (u, below)], equals=unit)
    write.add_to_objective([(y, problem.objective), (u, above)])
    for k, name in enumerate(problem.variables):
        _scaled_limits(write, name, (y[k], 1.0), u, problem.lower[k], problem.upper[k])
    for k, name in enumerate(problem.row_names):
        begin, end = problem.rows.indptr[k : k + 2]
        term = (y[problem.rows.indices[begin:end]], problem.rows.data[begin:end])
        _scaled_limits(write, f"row {name}", term, u, problem.row_lower[k], problem.row_upper[k])
    return write.problem("least")


def _scaled_limits(write: Rows, name: str, term: Term, u: int, least: float, most: float) -> None:
    """`least u <= term <= most u`."""
    if least == most:
        write.row(f"{name} equals", [term, (u, -least)], equals=0)
        return
    if least > -inf:
        write.row(f"{name} at least", [term, (u, -least)], least=0)
    if most < inf:
        write.row(f"{name} at most", [term, (u, -most)], most=0)
