"""The one place that calls the solver: PuLP writes the programme, HiGHS solves it.

HiGHS greets on standard output whatever it is told, so file descriptor 1 is closed to it.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from math import inf, isfinite
from time import monotonic
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from salessim.interruption import beside
from salessim.plan.solving.linear_program import LinearProgram, Status

type Said = Status | Literal["unclear"]

_one_at_a_time = threading.Lock()
"""Descriptor 1 belongs to the process: two threads must not close and open it in turns."""


type SolverWatch = Callable[[float], None]
"""Told some times a second for how many seconds the solver has worked on one programme, 0 as it
begins; what it raises ends that."""

_watch: ContextVar[SolverWatch] = ContextVar("_watch", default=lambda seconds: None)


@contextmanager
def watched(watch: SolverWatch) -> Iterator[None]:
    """In the meantime somebody is told how long the solver works."""
    before = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(before)


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver says, not yet checked.

    Attributes:
        status: its status; `unclear` where it cannot tell infeasible from unbounded, or failed.
        values: (n,) its last plan, which at a time limit may keep no limit; None without one.
        row_duals: (m,) change of the objective for one more unit of each row's limit, or None.
        bound: of a programme with integers, else None.
    """

    status: Said
    values: NDArray[np.float64] | None
    row_duals: NDArray[np.float64] | None
    bound: float | None


def call(program: LinearProgram, options: dict[str, Any], seconds: float) -> Answer:
    """Give the programme to the solver as it stands.

    Args:
        program: what is asked for.
        options: the solver's own.
        seconds: to take at most; inf for no limit.
    """
    watch, began = _watch.get(), monotonic()
    watch(0.0)
    with _one_at_a_time, _silent_output() as aloud:
        import pulp

        model, columns, rows = _write(program)
        solver = pulp.HiGHS(
            msg=False, threads=1, timeLimit=seconds if isfinite(seconds) else None, **options
        )
        # A signal that raises here leaves the solver behind, which has nothing to tell any more.
        (said,) = beside(
            [partial(model.solve, solver)],
            look=lambda: aloud(lambda: watch(monotonic() - began)),
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
    duals = np.zeros(len(program.rows))
    for place, row in rows:
        duals[place] += row.pi or 0.0
    values = _nearest_to_zero(program)
    for place, column in columns.items():
        value = column.varValue
        values[place] = values[place] if value is None else value
    return Answer(status, values, duals, said.best_bound)


def _nearest_to_zero(program: LinearProgram) -> NDArray[np.float64]:
    """The value of a variable that stands in no row and is not priced: PuLP is not told of it."""
    lower = np.where(program.integer, np.ceil(program.lower), program.lower)
    upper = np.where(program.integer, np.floor(program.upper), program.upper)
    return np.clip(0.0, lower, upper)


def _write(program: LinearProgram) -> tuple[Any, dict[int, Any], list[tuple[int, Any]]]:
    """The programme in PuLP's terms, its variables and its rows by our places."""
    import pulp

    sense = pulp.LpMinimize if program.sense == "min" else pulp.LpMaximize
    model = pulp.LpProblem("plan", sense)
    used = program.objective != 0.0
    used[program.matrix.indices[program.matrix.data != 0.0]] = True
    places = np.flatnonzero(used)
    columns = model.add_variable_matrix("x", range(len(places)), lowBound=0)
    for column, lower in _that_are_not(0.0, program.lower[places], columns):
        column.lowBound = lower if isfinite(lower) else None
    for column, upper in _that_are_not(inf, program.upper[places], columns):
        column.upBound = upper
    for k in np.flatnonzero(program.integer[places]):
        columns[k].cat = "Integer"
    own = dict(zip(places.tolist(), columns, strict=True))
    priced = np.flatnonzero(program.objective).tolist()
    model.setObjective(pulp.lpSum_vars_coefs([(own[k], program.objective[k]) for k in priced]))
    rows = []
    for place, terms in enumerate(_sums(program.matrix, own)):
        minimum, maximum = float(program.row_lower[place]), float(program.row_upper[place])
        if not terms:
            continue
        total = pulp.lpSum_vars_coefs(terms)
        if minimum == maximum:
            rows.append((place, model.addConstraint(total == minimum, f"equal{place}")))
            continue
        if isfinite(minimum):
            rows.append((place, model.addConstraint(total >= minimum, f"minimum{place}")))
        if isfinite(maximum):
            rows.append((place, model.addConstraint(total <= maximum, f"maximum{place}")))
    return model, own, rows


def _that_are_not(
    usual: float, values: NDArray[np.float64], columns: list[Any]
) -> Iterator[tuple[Any, float]]:
    """Columns whose bound is not the usual one, with it."""
    for k in np.flatnonzero(values != usual):
        yield columns[k], float(values[k])


def _sums(matrix: csr_array, own: dict[int, Any]) -> Iterator[list[tuple[Any, float]]]:
    indices, data = matrix.indices.tolist(), matrix.data.tolist()
    for begin, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        terms = zip(indices[begin:end], data[begin:end], strict=True)
        yield [(own[k], c) for k, c in terms if c]


@contextmanager
def _silent_output() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Nothing reaches descriptor 1 in the meantime, not even from compiled code.

    Gives a function that carries something out whose output is wanted all the same.
    """
    _flush()
    try:
        kept = os.dup(1)
    except OSError:  # it is closed already
        yield lambda work: work()
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)

    def aloud(work: Callable[[], None]) -> None:
        os.dup2(kept, 1)
        try:
            work()
        finally:
            _flush()
            os.dup2(nowhere, 1)

    try:
        os.dup2(nowhere, 1)
        yield aloud
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    with suppress(AttributeError, OSError, ValueError):  # there may be no output to flush
        sys.stdout.flush()
