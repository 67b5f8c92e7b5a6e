"""A session: its estimated cost, and the loop that submits chunks and stores their results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from time import monotonic, perf_counter

from salessim.engine import PLANS, RUNS, Watch
from salessim.interruption import LEAVE_SECONDS
from salessim.study.design.experiment import RunBudget
from salessim.study.run_rows import row_type
from salessim.study.running.executor import (
    Chunk,
    ChunkResult,
    Executor,
    FinishedChunk,
    Task,
    WorkContext,
    carry_out,
)
from salessim.study.running.work_queue import WorkQueue
from salessim.study.store.writer import Writer
from salessim.units import SECONDS_PER_HOUR

PILOT_SECONDS = 0.3
"""Time that the pilot runs of one point should take."""
PILOT_RUNS = 8
PILOT_POINTS = 3
UNKNOWN_SECONDS = 0.01
"""Taken for a run where no point could be tried."""
PATIENCE = 0.1
"""Seconds between two checks of whether to go on."""
MIN_SECONDS = 0.1
"""Of a chunk at the end: in a shorter one building the inputs costs more than waiting would."""
LOSSES = 3
"""Times that a chunk may be lost before its points fail."""
SMOOTHING = 0.3
"""Weight of the latest chunk in the measured cost."""


@dataclass(frozen=True)
class Estimate:
    """What is left to do, and what it will cost.

    Attributes:
        points: points that are not finished.
        runs: replications that are missing; more may be needed to reach a precision.
        seconds_per_run: in one thread.
        bytes_per_run: on disk, about.
        plans: points that are to be planned first.
        seconds_per_plan: in one thread.
    """

    points: int
    runs: int
    seconds_per_run: float
    bytes_per_run: float
    plans: int = 0
    seconds_per_plan: float = 0.0

    def seconds(self, places: int) -> float:
        """Time with so many threads or workers."""
        work = self.runs * self.seconds_per_run + self.plans * self.seconds_per_plan
        return work / max(1, places)

    @property
    def bytes(self) -> float:
        """On disk."""
        return self.runs * self.bytes_per_run


@dataclass
class Pilot:
    """Pilot runs: the first chunks of the work, carried out to measure their cost, and stored."""

    context: WorkContext
    queue: WorkQueue
    store: Callable[[ChunkResult], None]
    """Stores the result of a chunk."""
    maximum: int
    """Runs that may be made."""

    def carry_out(self, chunk: Chunk) -> int:
        """Carry a chunk out and store its result; return how many runs it has."""
        result = carry_out(self.context, chunk)
        self.store(result)
        self.maximum -= len(result.rows)
        return len(result.rows)


def estimate(pilot: Pilot) -> Estimate:
    """Simulate a few runs at the first, the middle and the last point that is to be done.

    Where points are planned first, one of them is.
    """
    queue = pilot.queue
    runs = queue.waiting_runs
    seconds_per_plan = _plan_one(pilot) if queue.unplanned_points else 0.0
    left = [
        number
        for number in queue.points
        if number not in queue.failed and not queue.is_done(number)
    ]
    chosen = _first_middle_last([number for number in left if queue.is_ready(number)])
    tried = [_seconds_per_run(pilot, number) for number in chosen]
    timed = [seconds for seconds in tried if seconds is not None]
    return Estimate(
        points=len(left),
        runs=runs,
        seconds_per_run=sum(timed) / len(timed) if timed else UNKNOWN_SECONDS,
        bytes_per_run=row_type(pilot.context.columns).itemsize,
        plans=queue.unplanned_points,
        seconds_per_plan=seconds_per_plan,
    )


def _plan_one(pilot: Pilot) -> float:
    """Plan points until one can be planned, a few at most; return the seconds for one."""
    tried, began, left = 0, perf_counter(), pilot.queue.unplanned_points
    while tried < PILOT_POINTS and (chunk := pilot.queue.next_plan()):
        pilot.carry_out(chunk)
        tried += 1
        if pilot.queue.unplanned_points + len(pilot.queue.failed) < left:
            break
    return (perf_counter() - began) / max(1, tried)


def _first_middle_last(left: Sequence[int]) -> list[int]:
    places = [k * (len(left) - 1) // (PILOT_POINTS - 1) for k in range(PILOT_POINTS)]
    return [left[place] for place in dict.fromkeys(places)] if left else []


def _seconds_per_run(pilot: Pilot, point: int) -> float | None:
    """Time of one run: a few, until they took long enough to be measured; None if none can be."""
    done, began = 0, perf_counter()
    while done < PILOT_RUNS and perf_counter() - began < PILOT_SECONDS:
        wanted = min(PILOT_RUNS - done if done else 1, pilot.maximum)
        chunk = pilot.queue.next_of_point(point, wanted) if wanted else ()
        if not chunk:
            break
        done += pilot.carry_out(chunk)
        if done == 1:
            first = perf_counter() - began
            if first * PILOT_RUNS > PILOT_SECONDS:
                return first
    return (perf_counter() - began) / done if done else None


@dataclass
class RunPace:
    """Seconds that a run takes in one place, as measured."""

    seconds_per_run: float

    def measure(self, runs: int, seconds: float) -> None:
        """Count a finished chunk in."""
        if runs:
            latest = seconds / runs
            self.seconds_per_run += SMOOTHING * (latest - self.seconds_per_run)

    def runs_for(self, seconds: float) -> int:
        """Runs that take about so long, at least one."""
        return max(1, int(seconds / max(self.seconds_per_run, 1e-9)))


def runs_in(chunk: Chunk) -> int:
    """Replications of a chunk; a point that is planned has none."""
    return sum(task.count for task in chunk if isinstance(task, Task))


@dataclass(frozen=True)
class SessionEnd:
    """How a session ended."""

    done: int
    """Runs of this session."""
    seconds: float
    why: str
    """`all done`, `stopped`, `budget`, `failure`."""


@dataclass
class Session:
    """The loop between a work queue, an executor and a writer."""

    queue: WorkQueue
    executor: Executor
    writer: Writer
    watch: Watch
    budget: RunBudget = field(default_factory=RunBudget)
    stop_on_failure: bool = False
    _pace: RunPace = field(default_factory=lambda: RunPace(1.0))
    _end_reason: str = ""
    _began: float = 0.0
    _completed_before: int = 0
    """Runs that were stored at the start."""
    _submitted: int = 0
    """Runs that were submitted."""
    _done: int = 0
    _under_way: int = 0
    """Chunks that were submitted and are not done."""
    _leaves: float = inf
    """When what is under way is waited for no longer."""
    _losses: dict[int, int] = field(default_factory=dict)
    """How often each point was in a chunk that was lost."""

    def run(self, pace: RunPace) -> SessionEnd:
        """Work until all is done, the budget is spent, or the watch says stop.

        When it is told to stop, what is done of the chunks under way is kept; what is not back
        then is dropped. An error of the executor or
        the writer ends the session; what was stored before stays.
        """
        self._began = monotonic()
        self._pace = pace
        self._completed_before = self.queue.completed.count(self.queue.points) - self._done
        self._submitted = self._done
        self._report_progress()
        while True:
            self._submit_chunks()
            if not self._under_way or monotonic() > self._leaves:
                break
            finished = self.executor.next(PATIENCE)
            if finished is not None:
                self._receive(finished)
            self._report_progress()
        return SessionEnd(self._done, monotonic() - self._began, self._end_reason or "all done")

    def _report_progress(self) -> None:
        planned = self.queue.points_to_plan
        left = self.queue.unplanned_points
        if left:
            go_on = self.watch(PLANS, planned - left, planned)
        else:
            go_on = self.watch(RUNS, self._completed_before + self._done, self.queue.planned_runs)
        if not go_on and not self._end_reason:
            self._end_reason = "stopped"
            self._leaves = monotonic() + LEAVE_SECONDS
            self.executor.stop()
        hours = self.budget.hours
        if (
            hours is not None
            and not self._end_reason
            and monotonic() - self._began > SECONDS_PER_HOUR * hours
        ):
            self._end_reason = "budget"

    def _submit_chunks(self) -> None:
        """Keep every place busy, and one chunk waiting for each."""
        while not self._end_reason and self._under_way < 2 * self.executor.size:
            # At the end smaller chunks keep all places busy to the last.
            share = self.queue.waiting_runs // (2 * self.executor.size)
            minimum = self._pace.runs_for(MIN_SECONDS)
            maximum = self._pace.runs_for(self.executor.chunk_seconds)
            chunk = self.queue.next_chunk(min(maximum, max(share, minimum)))
            if not chunk:
                return
            if not self._is_affordable(chunk):
                self.queue.put_back(chunk)
                self._end_reason = "budget"
                return
            self.executor.submit(chunk)
            self._under_way += 1

    @property
    def affordable(self) -> int:
        """Runs that the budget allows before the session begins."""
        if self.budget.runs is None:
            return sys.maxsize
        return max(0, self.budget.runs - self.queue.completed.count(self.queue.points))

    def _is_affordable(self, chunk: Chunk) -> bool:
        self._submitted += runs_in(chunk)
        maximum = self.budget.runs
        return maximum is None or self._completed_before + self._submitted <= maximum

    def _receive(self, finished: FinishedChunk) -> None:
        self._under_way -= 1
        if finished.result is None:
            self._retry_or_fail(finished)
            return
        self.store(finished.result)
        self._pace.measure(len(finished.result.rows), finished.result.seconds)

    def store(self, result: ChunkResult) -> None:
        """Store the result of a chunk, and queue the replications of points that are planned."""
        for plan in result.plans:
            self.writer.add_plan(plan)
            self.queue.add_plan(plan)
        self.writer.add(result.rows)
        self._done += len(result.rows)
        self.queue.record(result.rows)
        for failure in result.failures:
            self._fail(failure.point, failure.reason)

    def _retry_or_fail(self, finished: FinishedChunk) -> None:
        """Queue a lost chunk again; its points fail when that happens too often."""
        for task in finished.chunk:
            self._losses[task.point] = self._losses.get(task.point, 0) + 1
            if self._losses[task.point] >= LOSSES:
                self._fail(task.point, finished.reason)
        self.queue.put_back(finished.chunk)

    def _fail(self, point: int, reason: str) -> None:
        if point not in self.queue.failed:
            self.queue.fail(point)
            self.writer.note("failed", point=point, reason=reason)
        if self.stop_on_failure and not self._end_reason:
            self._end_reason = "failure"
