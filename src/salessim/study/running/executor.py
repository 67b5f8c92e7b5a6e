"""Pieces of work, carried out in this process or handed to an executor's threads."""

from __future__ import annotations

import json
import os
import queue
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from salessim.engine.run import batches, is_warm, warm_up
from salessim.errors import EngineError, InputError, SalessimError
from salessim.model.build import Inputs, build
from salessim.scenario import Scenario
from salessim.study.design.planning import PlannedPoint, PlanningTask, plan_point
from salessim.study.run_rows import row_type, rows_of_batch
from salessim.study.store.manifest import provenance

CACHED_INPUTS = 3
"""Worlds that a process keeps: chunks that are under way are of one point, or of neighbours."""


@dataclass(frozen=True)
class Task:
    """Replications `first .. first + count` of a point."""

    point: int
    changes: Mapping[str, Any]
    seed: int
    first: int
    count: int
    plan: PlannedPoint | None = None
    """That the point follows, where points are planned."""


@dataclass(frozen=True)
class PlanTask:
    """A point that is to be planned before it is simulated."""

    point: int
    changes: Mapping[str, Any]
    seed: int


type Chunk = tuple[Task | PlanTask, ...]
"""Tasks that are handed out together."""


@dataclass(frozen=True)
class WorkContext:
    """What all tasks share; it is sent to each worker."""

    base: Scenario
    columns: tuple[str, ...]
    makers: Mapping[str, str]
    """Versions and platform that all workers must have."""
    planning: PlanningTask | None = None


@dataclass(frozen=True)
class PointFailure:
    """A point that cannot be simulated."""

    point: int
    reason: str


@dataclass(frozen=True)
class ChunkResult:
    """What came of a chunk."""

    rows: np.ndarray
    failures: tuple[PointFailure, ...]
    seconds: float
    """That it took."""
    events: int
    plans: tuple[PlannedPoint, ...] = ()


class OtherVersionError(SalessimError):
    """A worker would not give the same bits."""


def warm_up_rules(study: WorkContext) -> None:
    """Have the rules loaded or compiled in this process."""
    if not is_warm():
        warm_up(build(study.base))


def check_provenance(study: WorkContext) -> None:
    """Refuse to work where the same input may give other bits.

    Raises:
        OtherVersionError: says which version differs.
    """
    here = provenance(planned=study.planning is not None)
    differ = [name for name, wanted in study.makers.items() if here.get(name) != wanted]
    if differ:
        said = ", ".join(
            f"{name} {here.get(name, 'unknown')} instead of {study.makers[name]}" for name in differ
        )
        raise OtherVersionError(
            f"A worker has {said}: results would not be the same bits. Install the same versions "
            "everywhere (constraints.txt pins them)."
        )


def carry_out(study: WorkContext, chunk: Chunk) -> ChunkResult:
    """Simulate the tasks of a chunk, one after the other, in this thread.

    A task that fails leaves a failure and no rows; the others are carried out.

    Raises:
        OtherVersionError: this process would not give the same bits.
    """
    check_provenance(study)
    warm_up_rules(study)
    began = perf_counter()
    dtype = row_type(study.columns)
    blocks: list[np.ndarray] = []
    failures: list[PointFailure] = []
    plans: list[PlannedPoint] = []
    events = 0
    for task in chunk:
        try:
            if isinstance(task, PlanTask):
                plans.append(_plan_task_point(study, task))
                continue
            made, happened = _simulate(study, task, dtype)
        except (EngineError, SalessimError, ArithmeticError, ValueError, MemoryError) as error:
            failures.append(PointFailure(task.point, _reason(error)))
        else:
            blocks += made
            events += happened
    rows = np.concatenate(blocks) if blocks else np.zeros(0, dtype)
    return ChunkResult(rows, tuple(failures), perf_counter() - began, events, tuple(plans))


def _plan_task_point(study: WorkContext, task: PlanTask) -> PlannedPoint:
    assert study.planning is not None
    scenario = study.base.vary(task.changes, f"point {task.point}")
    return plan_point(scenario, study.planning, task.point, task.seed)


@dataclass(frozen=True)
class _Content:
    """A point as the engine sees it, known by what is set in the base scenario."""

    key: str
    study: WorkContext = field(compare=False)
    task: Task = field(compare=False)

    @classmethod
    def of(cls, study: WorkContext, task: Task) -> _Content:
        followed = None if task.plan is None else dict(task.plan.changes)
        content = [study.base.digest, dict(task.changes), followed]
        return cls(json.dumps(content, sort_keys=True, default=str), study, task)


@lru_cache(maxsize=CACHED_INPUTS)
def _cached_inputs(content: _Content) -> Inputs:
    """The world of a point; several chunks of one point follow each other."""
    task = content.task
    scenario = content.study.base.vary(task.changes, f"point {task.point}")
    return build(scenario if task.plan is None else task.plan.followed_by(scenario))


def _simulate(study: WorkContext, task: Task, dtype: np.dtype) -> tuple[list[np.ndarray], int]:
    inputs, plan = _cached_inputs(_Content.of(study, task)), task.plan
    blocks, events = [], 0
    for batch in batches(
        inputs, replications=task.count, seed=task.seed, first=task.first, threads=1
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
    """A chunk that came back."""

    chunk: Chunk
    outcome: ChunkResult | None
    """None if it was lost."""
    reason: str = ""
    """Why it was lost."""


class Executor(Protocol):
    """Carries out chunks, several at a time."""

    chunk_seconds: float
    """How long a chunk should take: longer where handing out costs more."""

    @property
    def size(self) -> int:
        """Chunks that are carried out at a time."""

    def begin(self, study: WorkContext) -> None:
        """Get ready for a study."""

    def submit(self, chunk: Chunk) -> None:
        """Hand out a chunk."""

    def next(self, seconds: float) -> FinishedChunk | None:
        """Wait for a chunk to come back; None if none did in this time."""

    def close(self) -> None:
        """Drop what is under way and end."""


class ThreadExecutor:
    """Threads of this process: the compiled driver lets go of Python while it runs."""

    chunk_seconds = 1.0

    def __init__(self, size: int) -> None:
        self._size = size
        self._pool = ThreadPoolExecutor(size)
        self._finished: queue.Queue[tuple[Chunk, Future[ChunkResult]]] = queue.Queue()
        self._study: WorkContext | None = None

    @property
    def size(self) -> int:
        """Threads."""
        return self._size

    def begin(self, study: WorkContext) -> None:
        """Load or compile the rules once."""
        warm_up_rules(study)
        self._study = study

    def submit(self, chunk: Chunk) -> None:
        """Hand out a chunk."""
        assert self._study is not None
        future = self._pool.submit(carry_out, self._study, chunk)
        future.add_done_callback(lambda done: self._finished.put((chunk, done)))

    def next(self, seconds: float) -> FinishedChunk | None:
        """Wait for a chunk; an error that is no point's own is raised here."""
        try:
            chunk, future = self._finished.get(timeout=seconds)
        except queue.Empty:
            return None
        return FinishedChunk(chunk, future.result())

    def close(self) -> None:
        """Let the chunks under way end and drop the others."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def executor_for(workers: int | None, dask: str | None = None) -> Executor:
    """The crew for `--workers` and `--dask`.

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
