"""Chunks of work (replications of points), and the executors that carry them out."""

from __future__ import annotations

import json
import os
import queue
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Event
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from salessim.engine.run import batches, is_warm, warm_up
from salessim.errors import EngineError, InputError, SalessimError
from salessim.model.assembly import Inputs, build
from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario
from salessim.study.design.planning import PlannedPoint, plan_point
from salessim.study.run_rows import row_type, rows_of_batch
from salessim.study.store.manifest import provenance

CACHED_INPUTS = 3
"""Inputs of points that a process caches: chunks under way are of one point, or of neighbours."""


@dataclass(frozen=True)
class Task:
    """Replications `first .. first + count` of a point."""

    point: int
    changes: Mapping[str, Any]
    seed: int
    first: int
    count: int
    plan: PlannedPoint | None = None
    """The plan that the point follows, where points are planned."""


@dataclass(frozen=True)
class PlanTask:
    """A point that the optimiser plans before it is simulated."""

    point: int
    changes: Mapping[str, Any]
    seed: int


type Chunk = tuple[Task | PlanTask, ...]
"""Tasks that are submitted together."""


@dataclass(frozen=True)
class WorkContext:
    """What all tasks share; it is sent to each worker."""

    base: Scenario
    columns: tuple[str, ...]
    makers: Mapping[str, str]
    """Versions and platform that all workers must have."""
    planning: PlanRequest | None = None


@dataclass(frozen=True)
class PointFailure:
    """A point that cannot be simulated."""

    point: int
    reason: str


@dataclass(frozen=True)
class ChunkResult:
    """The rows, failures and plans of a chunk."""

    rows: np.ndarray
    failures: tuple[PointFailure, ...]
    seconds: float
    """Time that the chunk took."""
    events: int
    plans: tuple[PlannedPoint, ...] = ()


class OtherVersionError(SalessimError):
    """A worker has other versions, so that its results would not be the same bits."""


def warm_up_rules(context: WorkContext) -> None:
    """Load or compile the rules in this process."""
    if not is_warm():
        warm_up(build(context.base))


def check_provenance(context: WorkContext) -> None:
    """Refuse to work where the same input may give other bits.

    Raises:
        OtherVersionError: says which version differs.
    """
    here = provenance(planned=context.planning is not None)
    differing = [name for name, wanted in context.makers.items() if here.get(name) != wanted]
    if differing:
        versions = ", ".join(
            f"{name} {here.get(name, 'unknown')} instead of {context.makers[name]}"
            for name in differing
        )
        raise OtherVersionError(
            f"A worker has {versions}: results would not be the same bits. Install the same "
            "versions everywhere (constraints.txt pins them)."
        )


def carry_out(
    context: WorkContext, chunk: Chunk, going_on: Callable[[], bool] = lambda: True
) -> ChunkResult:
    """Simulate the tasks of a chunk, one after the other.

    A task that fails leaves a failure and no rows; the others are carried out. When `going_on`
    answers False, what is done comes back.

    Raises:
        OtherVersionError: this process would not give the same bits.
    """
    check_provenance(context)
    warm_up_rules(context)
    began = perf_counter()
    dtype = row_type(context.columns)
    blocks: list[np.ndarray] = []
    failures: list[PointFailure] = []
    plans: list[PlannedPoint] = []
    events = 0
    for task in chunk:
        if not going_on():
            break
        try:
            if isinstance(task, PlanTask):
                plans.append(_plan(context, task))
                continue
            new_rows, events_here = _simulate(context, task, dtype, going_on)
        except (EngineError, SalessimError, ArithmeticError, ValueError, MemoryError) as error:
            failures.append(PointFailure(task.point, _reason(error)))
        else:
            blocks += new_rows
            events += events_here
    rows = np.concatenate(blocks) if blocks else np.zeros(0, dtype)
    return ChunkResult(rows, tuple(failures), perf_counter() - began, events, tuple(plans))


def _plan(context: WorkContext, task: PlanTask) -> PlannedPoint:
    assert context.planning is not None
    scenario = context.base.vary(task.changes, f"point {task.point}")
    return plan_point(scenario, context.planning, task.point, task.seed)


@dataclass(frozen=True)
class _PointKey:
    """A point as a cache key: what is set in the base scenario, and the plan that it follows."""

    key: str
    context: WorkContext = field(compare=False)
    task: Task = field(compare=False)

    @classmethod
    def of(cls, context: WorkContext, task: Task) -> _PointKey:
        followed = None if task.plan is None else dict(task.plan.changes)
        content = [context.base.digest, dict(task.changes), followed]
        return cls(json.dumps(content, sort_keys=True, default=str), context, task)


@lru_cache(maxsize=CACHED_INPUTS)
def _cached_inputs(point: _PointKey) -> Inputs:
    """The inputs of a point, cached: several chunks of one point follow each other."""
    task = point.task
    scenario = point.context.base.vary(task.changes, f"point {task.point}")
    return build(scenario if task.plan is None else task.plan.followed_by(scenario))


def _simulate(
    context: WorkContext, task: Task, dtype: np.dtype, going_on: Callable[[], bool]
) -> tuple[list[np.ndarray], int]:
    inputs, plan = _cached_inputs(_PointKey.of(context, task)), task.plan
    blocks, events = [], 0
    for batch in batches(
        inputs,
        replications=task.count,
        seed=task.seed,
        first=task.first,
        threads=1,
        going_on=lambda done: going_on(),
    ):
        figures = {} if plan is None else plan.figures
        blocks.append(rows_of_batch(batch, inputs.book, task.point, dtype, figures))
        events += int(batch.events.sum())
    return blocks, events


def _reason(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory for this point"
    return str(error) or type(error).__name__


@dataclass(frozen=True)
class FinishedChunk:
    """A chunk that an executor is done with."""

    chunk: Chunk
    result: ChunkResult | None
    """None if it was lost."""
    reason: str = ""
    """Why it was lost."""


class Executor(Protocol):
    """Carries out chunks, several at a time."""

    chunk_seconds: float
    """How long a chunk should take: longer where submitting one costs more."""

    @property
    def size(self) -> int:
        """Chunks that are carried out at a time."""

    def begin(self, context: WorkContext) -> None:
        """Get ready for the chunks of an experiment."""

    def submit(self, chunk: Chunk) -> None:
        """Submit a chunk."""

    def next(self, seconds: float) -> FinishedChunk | None:
        """Wait for a chunk to be done; None if none was in this time."""

    def stop(self) -> None:
        """Have what is under way end soon, where that can be done."""

    def close(self) -> None:
        """Drop what is under way and end."""


class ThreadExecutor:
    """Threads of this process: the compiled driver lets go of Python while it runs."""

    chunk_seconds = 1.0

    def __init__(self, size: int) -> None:
        self._size = size
        self._pool = ThreadPoolExecutor(size)
        self._finished: queue.Queue[tuple[Chunk, Future[ChunkResult]]] = queue.Queue()
        self._context: WorkContext | None = None
        self._stopping = Event()

    @property
    def size(self) -> int:
        """Threads."""
        return self._size

    def begin(self, context: WorkContext) -> None:
        """Load or compile the rules once."""
        warm_up_rules(context)
        self._context = context

    def submit(self, chunk: Chunk) -> None:
        """Submit a chunk."""
        assert self._context is not None
        future = self._pool.submit(carry_out, self._context, chunk, self._goes_on)
        future.add_done_callback(lambda done: self._finished.put((chunk, done)))

    def next(self, seconds: float) -> FinishedChunk | None:
        """Wait for a chunk; an error that is no point's own is raised here."""
        try:
            chunk, future = self._finished.get(timeout=seconds)
        except queue.Empty:
            return None
        return FinishedChunk(chunk, future.result())

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def stop(self) -> None:
        """Have replications under way end at once; what is done of their chunks comes back."""
        self._stopping.set()

    def close(self) -> None:
        """Drop what is under way. A plan that is being solved is left behind."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


def executor_for(workers: int | None, dask: str | None = None) -> Executor:
    """The executor for `--workers` and `--dask`.

    Args:
        workers: threads; all cores by default.
        dask: address of a scheduler, `local:N` for N processes on this machine, or None.

    Raises:
        InputError: a number is out of its range, or there is no such cluster.
    """
    if workers is not None and workers < 1:
        raise InputError(f"At least 1 worker is needed, not {workers}.")
    if dask is None:
        return ThreadExecutor(workers or os.cpu_count() or 1)
    if workers is not None:
        raise InputError("--workers is for threads of this machine: leave it out with --dask.")
    try:
        # distributed is imported where it is used, so that threads start without it.
        from salessim.study.running.dask_executor import dask_executor_at
    except ModuleNotFoundError as error:
        raise InputError(
            "--dask needs Dask's distributed: install it with pip install 'salessim[cluster]'."
        ) from error
    return dask_executor_at(dask)
