"""The work queue: which replications of which points are missing. No files, threads or clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np

from salessim.engine.simulation import MARGIN
from salessim.study.design.experiment import Replications
from salessim.study.design.planning import PlannedPoint
from salessim.study.run_rows import indicator_named
from salessim.study.running.executor import Chunk, PlanTask, Task
from salessim.study.store.store import CompletedRuns, ReplicationRange


@dataclass(frozen=True)
class PointWork:
    """A point that is to be simulated."""

    number: int
    changes: Mapping[str, Any]
    seed: int
    needs_plan: bool = False
    """Whether the optimiser plans it before it is simulated."""
    plan: PlannedPoint | None = None
    """The plan that it follows; None until it is found."""


@dataclass
class WorkQueue:
    """The points, and the replications of each that are missing.

    Points that need a plan are queued for planning first; their replications follow.

    With a precision, a point gets its first replications, then as many as its variance requires,
    until it is precise enough or has the most allowed (sequential sampling). That number depends
    on the point's own rows only, in the order of replications, so it is the same however the work
    was divided or interrupted.
    """

    points: dict[int, PointWork]
    replications: Replications
    completed: CompletedRuns
    rows: dict[int, np.ndarray] = field(default_factory=dict)
    """With a precision: rows so far of the points that are not finished."""
    required: dict[int, int] = field(default_factory=dict)
    """Replications that each point needs, as far as is known."""
    failed: set[int] = field(default_factory=set)
    imprecise: set[int] = field(default_factory=set)
    """Points that have the most replications allowed and are not as precise as asked for."""
    _waiting: deque[tuple[int, int, int]] = field(default_factory=deque)
    """Runs to submit: point, first replication, and the one after the last."""
    _runs_to_plan: dict[int, list[ReplicationRange]] = field(default_factory=dict)
    """Replications of points that have no plan yet."""
    _to_plan: deque[int] = field(default_factory=deque)
    """Those of them that were not submitted for planning."""

    def __post_init__(self) -> None:
        for number in self.points:
            self._queue_missing(number)

    @property
    def planned_runs(self) -> int:
        """Runs that the points need, as far as is known."""
        return sum(self.required[number] for number in self.points if number not in self.failed)

    @property
    def waiting_runs(self) -> int:
        """Runs that are not submitted yet."""
        ranges = [missing for gaps in self._runs_to_plan.values() for missing in gaps]
        ranges += [(first, end) for _, first, end in self._waiting]
        return sum(end - first for first, end in ranges)

    @property
    def points_to_plan(self) -> int:
        """Points that are planned before they are simulated, but for those that failed."""
        return sum(
            work.needs_plan and number not in self.failed for number, work in self.points.items()
        )

    @property
    def unplanned_points(self) -> int:
        """Points that have no plan yet and need one."""
        return len(self._runs_to_plan)

    def next_plan(self) -> Chunk:
        """Take the next point that needs a plan from the queue; empty if there is none."""
        while self._to_plan:
            work = self.points[self._to_plan.popleft()]
            if work.number not in self.failed:
                return (PlanTask(work.number, work.changes, work.seed),)
        return ()

    def next_chunk(self, runs: int) -> Chunk:
        """Take a point to plan, or about so many runs, at least one; empty if none is waiting.

        Points are not divided where that can be avoided: each part builds the point's inputs again.
        """
        if to_plan := self.next_plan():
            return to_plan
        tasks: list[Task] = []
        while self._waiting and runs > 0:
            point, first, end = self._waiting.popleft()
            if point in self.failed:
                continue
            if tasks and end - first > runs:
                self._waiting.appendleft((point, first, end))
                break
            count = min(end - first, runs)
            if first + count < end:
                self._waiting.appendleft((point, first + count, end))
            work = self.points[point]
            tasks.append(Task(point, work.changes, work.seed, first, count, work.plan))
            runs -= count
        return tuple(tasks)

    def next_of_point(self, point: int, runs: int) -> Chunk:
        """Take up to so many of the waiting runs of one point; empty if there are none."""
        for place, (number, first, end) in enumerate(self._waiting):
            if number == point:
                count = min(end - first, runs)
                del self._waiting[place]
                if first + count < end:
                    self._waiting.insert(place, (point, first + count, end))
                work = self.points[point]
                return (Task(point, work.changes, work.seed, first, count, work.plan),)
        return ()

    def put_back(self, chunk: Chunk) -> None:
        """Return a chunk that was taken and not done."""
        for task in chunk:
            if task.point in self.failed:
                continue
            if isinstance(task, PlanTask):
                self._to_plan.appendleft(task.point)
            else:
                self._waiting.appendleft((task.point, task.first, task.first + task.count))

    def add_plan(self, plan: PlannedPoint) -> None:
        """Queue the replications of a point whose plan is found."""
        self.points[plan.point] = replace(self.points[plan.point], plan=plan)
        for first, end in self._runs_to_plan.pop(plan.point, ()):
            self._waiting.append((plan.point, first, end))

    def record(self, rows: np.ndarray) -> None:
        """Count completed runs."""
        self.completed.add(rows)
        if self.replications.precision is None:
            return
        for number in np.unique(rows["point"]):
            mine = rows[rows["point"] == number]
            known = self.rows.get(int(number))
            self.rows[int(number)] = mine if known is None else np.concatenate([known, mine])
            if not self.completed.missing(int(number), self.required[int(number)]):
                self._queue_missing(int(number))

    def fail(self, point: int) -> None:
        """Mark a point as failed; nothing of it is submitted any more."""
        self.failed.add(point)
        self._runs_to_plan.pop(point, None)
        self.rows.pop(point, None)

    def is_done(self, point: int) -> bool:
        """Whether a point has all its replications."""
        return point not in self.failed and not self.completed.missing(point, self.required[point])

    def is_ready(self, point: int) -> bool:
        """Whether a point can be simulated now: it has its plan, or needs none."""
        return point not in self._runs_to_plan

    def _queue_missing(self, number: int) -> None:
        """Queue the next replications that a point requires."""
        target = self.replications.first
        if self.replications.precision is not None:
            rows = self.rows.get(number)
            while rows is not None and not self.completed.missing(number, target):
                next_target = required_replications(rows, self.replications, target)
                if next_target == target:
                    self.rows.pop(number, None)
                    if not is_precise(rows, self.replications, target):
                        self.imprecise.add(number)
                    break
                target = next_target
        self.required[number] = target
        missing = self.completed.missing(number, target)
        work = self.points[number]
        if missing and work.needs_plan and work.plan is None:
            self._runs_to_plan[number] = missing
            self._to_plan.append(number)
            return
        self._waiting.extend((number, first, end) for first, end in missing)


def required_replications(rows: np.ndarray, rule: Replications, done: int) -> int:
    """Replications that a point requires, by its first `done` ones; `done` if they suffice."""
    reached = _half_width(rows, rule, done)
    if rule.precision is None or reached is None or reached <= rule.precision:
        return done
    asked = ceil(MARGIN * done * (reached / rule.precision) ** 2)
    return max(done, min(asked, rule.maximum))


def is_precise(rows: np.ndarray, rule: Replications, done: int) -> bool:
    """Whether the first `done` replications of a point give the precision asked for."""
    reached = _half_width(rows, rule, done)
    return rule.precision is None or (reached is not None and reached <= rule.precision)


def _half_width(rows: np.ndarray, rule: Replications, done: int) -> float | None:
    """Half the 95 % interval over the mean; None where there is no mean to divide by."""
    ordered = rows[np.argsort(rows["replication"], kind="stable")][:done]
    summary = indicator_named(rule.of).summary(ordered)
    if not summary.mean or summary.ci95 is None:
        return None
    return (summary.ci95[1] - summary.ci95[0]) / 2 / abs(summary.mean)


def work_queue_of(
    points: Iterable[PointWork],
    replications: Replications,
    completed: CompletedRuns,
    rows_of: Callable[[], Iterable[np.ndarray]],
) -> WorkQueue:
    """The work queue of points of which some runs are completed.

    Args:
        points: to simulate.
        replications: of each.
        completed: runs that are stored.
        rows_of: reads their rows; called only if a precision is asked for.
    """
    numbered = {work.number: work for work in points}
    blocks_of: dict[int, list[np.ndarray]] = {}
    if replications.precision is not None:
        for rows in rows_of():
            for number in np.unique(rows["point"]):
                blocks_of.setdefault(int(number), []).append(rows[rows["point"] == number])
    joined = {number: np.concatenate(blocks) for number, blocks in blocks_of.items()}
    return WorkQueue(numbered, replications, completed, joined)
