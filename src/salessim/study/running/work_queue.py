"""The queue of what is left to do, and in which pieces: no files, no threads, no clock."""

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
    """Whether it is to be planned before it is simulated."""
    plan: PlannedPoint | None = None
    """That it follows, once there is one."""


@dataclass
class WorkQueue:
    """Points to do, and the replications of each that are missing.

    Points that are to be planned are handed out for that first; their replications follow.

    With a precision, a point gets its first replications, then as many as its spread asks for,
    until it is precise enough or at its end. How many it gets depends on its own rows only, in
    the order of replications, so it is the same however the work was cut or interrupted.
    """

    points: dict[int, PointWork]
    plan: Replications
    present: CompletedRuns
    kept: dict[int, np.ndarray] = field(default_factory=dict)
    """With a precision: rows so far of the points that are not finished."""
    goals: dict[int, int] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    imprecise: set[int] = field(default_factory=set)
    """Points that came to their end before they were as precise as asked for."""
    _waiting: deque[tuple[int, int, int]] = field(default_factory=deque)
    """Point, first replication, and the one after the last."""
    _unplanned: dict[int, list[ReplicationRange]] = field(default_factory=dict)
    """Replications of points that have no plan yet."""
    _to_plan: deque[int] = field(default_factory=deque)
    """Those of them that were not handed out."""

    def __post_init__(self) -> None:
        for number in self.points:
            self._go_on(number)

    @property
    def planned(self) -> int:
        """Runs that the points need, as far as is known."""
        return sum(self.goals[number] for number in self.points if number not in self.failed)

    @property
    def waiting(self) -> int:
        """Runs that wait to be handed out."""
        stretches = [stretch for gaps in self._unplanned.values() for stretch in gaps]
        stretches += [(first, end) for _, first, end in self._waiting]
        return sum(end - first for first, end in stretches)

    @property
    def to_be_planned(self) -> int:
        """Points that are planned before they are simulated, but for those that failed."""
        return sum(
            work.needs_plan and number not in self.failed for number, work in self.points.items()
        )

    @property
    def unplanned(self) -> int:
        """Points that have no plan yet and need one."""
        return len(self._unplanned)

    def take_plan(self) -> Chunk:
        """Hand out the next point that is to be planned; nothing if none is."""
        while self._to_plan:
            work = self.points[self._to_plan.popleft()]
            if work.number not in self.failed:
                return (PlanTask(work.number, work.changes, work.seed),)
        return ()

    def take(self, runs: int) -> Chunk:
        """Hand out a point to plan, or about so many runs, at least one; nothing if none waits.

        Points stay whole where they can: each piece of one needs its world built again.
        """
        if to_plan := self.take_plan():
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

    def take_from(self, point: int, runs: int) -> Chunk:
        """Hand out up to so many of the runs of one point that wait; nothing if none does."""
        for place, (number, first, end) in enumerate(self._waiting):
            if number == point:
                count = min(end - first, runs)
                del self._waiting[place]
                if first + count < end:
                    self._waiting.insert(place, (point, first + count, end))
                work = self.points[point]
                return (Task(point, work.changes, work.seed, first, count, work.plan),)
        return ()

    def give_back(self, chunk: Chunk) -> None:
        """Take back what was handed out and not done."""
        for task in chunk:
            if task.point in self.failed:
                continue
            if isinstance(task, PlanTask):
                self._to_plan.appendleft(task.point)
            else:
                self._waiting.appendleft((task.point, task.first, task.first + task.count))

    def follow(self, plan: PlannedPoint) -> None:
        """Queue the replications of a point that is planned now."""
        self.points[plan.point] = replace(self.points[plan.point], plan=plan)
        for first, end in self._unplanned.pop(plan.point, ()):
            self._waiting.append((plan.point, first, end))

    def done(self, rows: np.ndarray) -> None:
        """Count in what was done."""
        self.present.add(rows)
        if self.plan.precision is None:
            return
        for number in np.unique(rows["point"]):
            mine = rows[rows["point"] == number]
            known = self.kept.get(int(number))
            self.kept[int(number)] = mine if known is None else np.concatenate([known, mine])
            if not self.present.missing(int(number), self.goals[int(number)]):
                self._go_on(int(number))

    def fail(self, point: int) -> None:
        """Give a point up."""
        self.failed.add(point)
        self._unplanned.pop(point, None)
        self.kept.pop(point, None)

    def is_done(self, point: int) -> bool:
        """Whether a point has all its replications."""
        return point not in self.failed and not self.present.missing(point, self.goals[point])

    def is_ready(self, point: int) -> bool:
        """Whether a point can be simulated now: it has its plan, or needs none."""
        return point not in self._unplanned

    def _go_on(self, number: int) -> None:
        """Queue the next replications that a point needs."""
        goal = self.plan.first
        if self.plan.precision is not None:
            rows = self.kept.get(number)
            while rows is not None and not self.present.missing(number, goal):
                next_goal = required_replications(rows, self.plan, goal)
                if next_goal == goal:
                    self.kept.pop(number, None)
                    if not is_precise(rows, self.plan, goal):
                        self.imprecise.add(number)
                    break
                goal = next_goal
        self.goals[number] = goal
        missing = self.present.missing(number, goal)
        work = self.points[number]
        if missing and work.needs_plan and work.plan is None:
            self._unplanned[number] = missing
            self._to_plan.append(number)
            return
        self._waiting.extend((number, first, end) for first, end in missing)


def required_replications(rows: np.ndarray, plan: Replications, done: int) -> int:
    """Replications that a point needs, by its first `done` ones; `done` if they suffice."""
    reached = _half_width(rows, plan, done)
    if plan.precision is None or reached is None or reached <= plan.precision:
        return done
    asked = ceil(MARGIN * done * (reached / plan.precision) ** 2)
    return max(done, min(asked, plan.most))


def is_precise(rows: np.ndarray, plan: Replications, done: int) -> bool:
    """Whether the first `done` replications of a point give the precision asked for."""
    reached = _half_width(rows, plan, done)
    return plan.precision is None or (reached is not None and reached <= plan.precision)


def _half_width(rows: np.ndarray, plan: Replications, done: int) -> float | None:
    """Half the 95 % interval over the mean; None where there is no mean to divide by."""
    ordered = rows[np.argsort(rows["replication"], kind="stable")][:done]
    summary = indicator_named(plan.of).summary(ordered)
    if not summary.mean or summary.ci95 is None:
        return None
    return (summary.ci95[1] - summary.ci95[0]) / 2 / abs(summary.mean)


def work_queue_of(
    works: Iterable[PointWork],
    plan: Replications,
    present: CompletedRuns,
    rows_of: Callable[[], Iterable[np.ndarray]],
) -> WorkQueue:
    """The agenda of points of which some runs are there.

    Args:
        works: the points to do.
        plan: replications of each.
        present: runs that are there.
        rows_of: reads their rows; called only if a precision is asked for.
    """
    points = {work.number: work for work in works}
    kept: dict[int, list[np.ndarray]] = {}
    if plan.precision is not None:
        for rows in rows_of():
            for number in np.unique(rows["point"]):
                kept.setdefault(int(number), []).append(rows[rows["point"] == number])
    joined = {number: np.concatenate(blocks) for number, blocks in kept.items()}
    return WorkQueue(points, plan, present, joined)
