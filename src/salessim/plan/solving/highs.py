"""The one place that calls the solver: PuLP writes the programme, HiGHS solves it.

HiGHS greets on standard output whatever it is told, so file descriptor 1 is closed to it.
"""

import os
import sys
import threading
from collections import deque
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


_series: ContextVar["list[_Model] | None"] = ContextVar("_series", default=None)
"""The programme last solved to its best in a series; None outside of one."""


@contextmanager
def series() -> Iterator[None]:
    """In the meantime each programme begins where one of the same pattern before it ended.

    The first begins anew, so that an answer never depends on what was solved before the series.
    """
    before = _series.set([])
    try:
        yield
    finally:
        _series.reset(before)


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
        model = _written(program)
        # A signal that raises here leaves the solver behind, which has nothing to tell any more.
        beside(
            [partial(model.run, {**options, "time_limit": seconds})],
            look=lambda: aloud(lambda: watch(monotonic() - began)),
        )
        _kept.append(model)
    answer = model.answer(program)
    before = _series.get()
    if before is not None:
        before[:] = [model] if answer.status == "optimal" else []
    return answer


class _Model:
    """A programme as PuLP wrote it into the solver, whose figures may be changed.

    Writing it takes several times as long as solving it.
    """

    def __init__(self, program: LinearProgram, pattern: tuple[bytes, ...]) -> None:
        import pulp

        self.pattern = pattern
        self._problem, own, self._minimum, self._maximum = _write(program)
        self._solver = pulp.HiGHS(msg=False, threads=1)
        self._solver.createAndConfigureSolver(self._problem)
        self._solver.buildSolverModel(self._problem)
        places = {column.id: place for place, column in own.items()}
        exported = self._problem.exported_variables()
        self._columns = np.array([places[column.id] for column in exported], np.int32)
        ids = [*self._minimum.values(), *self._maximum.values()]
        order = np.argsort(ids)
        self._rows = np.array([*self._minimum, *self._maximum], np.int32)[order]
        self._is_minimum = (np.arange(len(ids)) < len(self._minimum))[order]

    def change(self, program: LinearProgram) -> None:
        """Take figures and sense from a programme of the same pattern.

        Solving begins anew, save in a series.
        """
        import highspy

        columns, rows = self._columns, self._rows
        lower, upper = program.row_lower[rows], program.row_upper[rows]
        is_equal = lower == upper
        matrix = csr_array(program.matrix[rows][:, columns])
        written = highspy.HighsLp()
        written.num_col_, written.num_row_ = len(columns), len(rows)
        written.col_cost_ = program.objective[columns]
        written.col_lower_, written.col_upper_ = program.lower[columns], program.upper[columns]
        written.row_lower_ = np.where(self._is_minimum | is_equal, lower, -inf)
        written.row_upper_ = np.where(is_equal | ~self._is_minimum, upper, inf)
        written.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        written.a_matrix_.num_col_, written.a_matrix_.num_row_ = len(columns), len(rows)
        written.a_matrix_.start_ = matrix.indptr
        written.a_matrix_.index_ = matrix.indices
        written.a_matrix_.value_ = matrix.data
        kinds = {False: highspy.HighsVarType.kContinuous, True: highspy.HighsVarType.kInteger}
        if program.integer.any():
            written.integrality_ = [kinds[bool(one)] for one in program.integer[columns]]
        senses = {"min": highspy.ObjSense.kMinimize, "max": highspy.ObjSense.kMaximize}
        written.sense_ = senses[program.sense]
        highs = self._problem.solverModel
        basis = highs.getBasis() if self in (_series.get() or ()) else None
        highs.passModel(written)
        if basis is not None:
            highs.setBasis(basis)

    def run(self, options: dict[str, Any]) -> None:
        """Solve it, with these options of the solver beside the usual ones."""
        highs = self._problem.solverModel
        highs.resetOptions()
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            highs.setOptionValue(name, value)
        self._solver.callSolver(self._problem)

    def answer(self, program: LinearProgram) -> Answer:
        """What the solver found. PuLP's own reading goes figure by figure, which takes longer."""
        import highspy

        highs = self._problem.solverModel
        said = highspy.HighsModelStatus
        statuses: dict[Any, Said] = {
            said.kOptimal: "optimal",
            said.kModelEmpty: "optimal",
            said.kInfeasible: "infeasible",
            said.kUnbounded: "unbounded",
            said.kTimeLimit: "time limit",
        }
        status: Said = statuses.get(highs.getModelStatus(), "unclear")
        if status not in ("optimal", "time limit"):
            return Answer(status, None, None, None)
        found = highs.getSolution()
        row_duals = np.asarray(found.row_dual, np.float64)
        duals = np.zeros(len(program.rows))
        for rows in (self._minimum, self._maximum):
            duals[list(rows)] += row_duals[list(rows.values())]
        values = _nearest_to_zero(program)
        values[self._columns] = np.asarray(found.col_value, np.float64)
        bound = highs.getInfo().mip_dual_bound if program.integer.any() else inf
        return Answer(status, values, duals, bound if isfinite(bound) else None)


_kept: deque[_Model] = deque(maxlen=4)
"""The last programmes of different patterns that were solved to their end."""


def _written(program: LinearProgram) -> _Model:
    """The programme in the solver: one of the last with other figures, if one will do."""
    pattern = _pattern(program)
    for model in _kept:
        if model.pattern == pattern:
            _kept.remove(model)  # it is kept again once it is solved
            model.change(program)
            return model
    return _Model(program, pattern)


def _pattern(program: LinearProgram) -> tuple[bytes, ...]:
    """What two programmes share that differ in figures and sense alone."""
    matrix = program.matrix
    limits = np.isfinite(program.row_lower), np.isfinite(program.row_upper)
    equal = program.row_lower == program.row_upper
    parts = (matrix.indptr, matrix.indices, matrix.data != 0.0, *limits, equal, program.integer)
    return (*(part.tobytes() for part in parts), _used(program).tobytes())


def _used(program: LinearProgram) -> NDArray[np.bool_]:
    """Which variables have a price or stand in a row: PuLP is not told of others."""
    used = program.objective != 0.0
    used[program.matrix.indices[program.matrix.data != 0.0]] = True
    return used


def _nearest_to_zero(program: LinearProgram) -> NDArray[np.float64]:
    """The value of a variable that PuLP is not told of."""
    lower = np.where(program.integer, np.ceil(program.lower), program.lower)
    upper = np.where(program.integer, np.floor(program.upper), program.upper)
    return np.clip(0.0, lower, upper)


type _RowIds = dict[int, int]
"""The solver's rows by our places."""


def _write(program: LinearProgram) -> tuple[Any, dict[int, Any], _RowIds, _RowIds]:
    """The programme in PuLP's terms, its variables, and its rows with a minimum and a maximum.

    An equation counts as a row with a minimum.
    """
    import pulp

    sense = pulp.LpMinimize if program.sense == "min" else pulp.LpMaximize
    model = pulp.LpProblem("plan", sense)
    places = np.flatnonzero(_used(program))
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
    minima: _RowIds = {}
    maxima: _RowIds = {}
    for place, terms in enumerate(_sums(program.matrix, own)):
        minimum, maximum = float(program.row_lower[place]), float(program.row_upper[place])
        if not terms:
            continue
        total = pulp.lpSum_vars_coefs(terms)
        if minimum == maximum:
            minima[place] = model.addConstraint(total == minimum, f"equal{place}").id
            continue
        if isfinite(minimum):
            minima[place] = model.addConstraint(total >= minimum, f"minimum{place}").id
        if isfinite(maximum):
            maxima[place] = model.addConstraint(total <= maximum, f"maximum{place}").id
    return model, own, minima, maxima


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
