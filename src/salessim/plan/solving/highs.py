"""The one place that calls the solver: PuLP writes the programme, HiGHS solves it.

HiGHS greets on standard output whatever it is told, so file descriptor 1 is closed to it.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from salessim.plan.solving.linear_program import Problem, Status

type Said = Status | Literal["unclear"]

_one_at_a_time = threading.Lock()
"""Descriptor 1 belongs to the process: two threads must not close and open it in turns."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver says, not yet checked.

    Attributes:
        status: its status; `unclear` where it cannot tell infeasible from unbounded, or failed.
        values: (n,) its last plan, which at a time limit may keep no limit; None without one.
        row_duals: (m,) change of the objective for one more unit of each row's limit, or None.
        bound: of a programme with whole numbers, else None.
    """

    status: Said
    values: NDArray[np.float64] | None
    row_duals: NDArray[np.float64] | None
    bound: float | None


def call(problem: Problem, options: dict[str, Any], seconds: float) -> Answer:
    """Give the programme to the solver as it stands.

    Args:
        problem: what is asked for.
        options: the solver's own.
        seconds: to take at most; inf for no limit.
    """
    with _one_at_a_time, _silent_output():
        import pulp

        programme, columns, rows = _write(problem)
        said = programme.solve(
            pulp.HiGHS(
                msg=False, threads=1, timeLimit=seconds if isfinite(seconds) else None, **options
            )
        )
    reason = pulp.const.LpSolveStatus
    statuses: dict[Any, Said] = {
        reason.Optimal: "optimal",
        reason.Infeasible: "infeasible",
        reason.Unbounded: "unbounded",
        reason.TimeLimit: "time limit",
    }
    status: Said = statuses.get(said.status, "unclear")
    if status not in ("optimal", "time limit"):
        return Answer(status, None, None, None)
    duals = np.zeros(len(problem.row_names))
    for place, row in rows:
        duals[place] += row.pi or 0.0
    values = [column.varValue for column in columns]
    idle = _idle(problem)
    taken = np.array([idle[k] if value is None else value for k, value in enumerate(values)])
    return Answer(status, taken, duals, said.best_bound)


def _idle(problem: Problem) -> NDArray[np.float64]:
    """Values nearest to 0: a variable in no row and not in the objective is unknown to PuLP."""
    lower = np.where(problem.whole, np.ceil(problem.lower), problem.lower)
    upper = np.where(problem.whole, np.floor(problem.upper), problem.upper)
    return np.clip(0.0, lower, upper)


def _write(problem: Problem) -> tuple[Any, list[Any], list[tuple[int, Any]]]:
    """The programme in PuLP's terms: itself, its variables, its rows with their place in ours."""
    import pulp

    sense = pulp.LpMinimize if problem.sense == "least" else pulp.LpMaximize
    programme = pulp.LpProblem("plan", sense)
    columns = [
        programme.add_variable(
            f"x{k}",
            problem.lower[k] if isfinite(problem.lower[k]) else None,
            problem.upper[k] if isfinite(problem.upper[k]) else None,
            "Integer" if problem.whole[k] else "Continuous",
        )
        for k in range(len(problem.variables))
    ]
    priced = np.flatnonzero(problem.objective)
    programme.setObjective(
        pulp.lpSum_vars_coefs([(columns[k], problem.objective[k]) for k in priced])
    )
    rows = []
    for place, terms in enumerate(_sums(problem.rows, columns)):
        least, most = float(problem.row_lower[place]), float(problem.row_upper[place])
        if not terms:
            continue
        total = pulp.lpSum_vars_coefs(terms)
        if least == most:
            rows.append((place, programme.addConstraint(total == least, f"equal{place}")))
            continue
        if isfinite(least):
            rows.append((place, programme.addConstraint(total >= least, f"least{place}")))
        if isfinite(most):
            rows.append((place, programme.addConstraint(total <= most, f"most{place}")))
    return programme, columns, rows


def _sums(rows: csr_array, columns: list[Any]) -> Iterator[list[tuple[Any, float]]]:
    for begin, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        places, coefficients = rows.indices[begin:end], rows.data[begin:end]
        yield [(columns[k], c) for k, c in zip(places, coefficients, strict=True) if c]


@contextmanager
def _silent_output() -> Iterator[None]:
    """Nothing reaches descriptor 1 in the meantime, not even from compiled code."""
    with suppress(AttributeError, OSError, ValueError):  # there may be no output to flush
        sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # it is closed already
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
