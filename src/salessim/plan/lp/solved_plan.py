"""What a solved programme says, in numbers, and which of its rows bind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.plan.solving.linear_program import Label, LinearProgram, Solution, Status

SLACK = 1e-4
"""Distance from a limit, over its size, at which it binds."""


@dataclass(frozen=True)
class SolvedPlan:
    """A plan in numbers.

    Attributes:
        hours: (groups, segments, motions, months).
        revenue: (cohorts, segments, months) currency, as corrected.
        wins: (segments, months).
        customers: (cohorts, segments, months + 1).
        people: (groups, months) employed.
        hired: (groups, months) planned to start.
        payroll: currency over the horizon.
        program, solution: the programme and its last answer.
        best: the objective before movement was made least, in currency or as a ratio.
        bound: what no plan betters, by the solver's proof.
        status: of the solve that bound and best are of: `optimal`, or `time limit`.
    """

    hours: NDArray[np.float64]
    revenue: NDArray[np.float64]
    wins: NDArray[np.float64]
    customers: NDArray[np.float64]
    people: NDArray[np.float64]
    hired: NDArray[np.float64]
    payroll: float
    program: LinearProgram
    solution: Solution
    best: float
    bound: float = np.nan
    status: Status = "optimal"


def binding_rows(solved: SolvedPlan, slack: float = SLACK) -> set[Label]:
    """The rows whose limit is reached, up to a slack over the row's size; equations left out."""
    program, values = solved.program, solved.solution.values
    assert values is not None
    activity = program.matrix @ values
    size = np.maximum(1.0, abs(program.matrix) @ abs(values))
    low = np.isfinite(program.row_lower) & (activity - program.row_lower <= slack * size)
    high = np.isfinite(program.row_upper) & (program.row_upper - activity <= slack * size)
    equal = program.row_lower == program.row_upper
    return {program.rows.at(k) for k in np.flatnonzero((low | high) & ~equal).tolist()}
