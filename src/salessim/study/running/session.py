"""A session: work is handed out and what comes back is stored, until all is done or it stops."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from time import monotonic

from salessim.engine.watch import PLANS, RUNS, Watch
from salessim.study.design.experiment import Budget
from salessim.study.running.agenda import Agenda
from salessim.study.running.crew import Crew, Finished
from salessim.study.running.work import Chunk, Outcome, Task
from salessim.study.store.writer import Writer
from salessim.units import SECONDS_PER_HOUR

PATIENCE = 0.2
"""Seconds between two looks at whether to go on."""
LEAST_SECONDS = 0.1
"""Of a chunk at the end: in a shorter one building the world costs more than waiting would."""
LOSSES = 3
"""Times that a chunk may be lost before its points are given up."""
SMOOTHING = 0.3
"""Weight of the latest chunk in the measured cost."""


@dataclass
class Pace:
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
    """The loop between an agenda, a crew and a writer."""

    agenda: Agenda
    crew: Crew
    writer: Writer
    watch: Watch
    budget: Budget = field(default_factory=Budget)
    stop_on_failure: bool = False
    _pace: Pace = field(default_factory=lambda: Pace(1.0))
    _why: str = ""
    _began: float = 0.0
    _present: int = 0
    """Runs that were there at the start."""
    _handed: int = 0
    """Runs that were handed out."""
    _done: int = 0
    _under_way: int = 0
    """Chunks that were handed out and are not back."""
    _losses: dict[int, int] = field(default_factory=dict)
    """How often each point was in a chunk that was lost."""

    def run(self, pace: Pace) -> SessionEnd:
        """Work until all is done, the budget is spent, or the watch says stop.

        What is under way when it stops is waited for and kept. An error of the crew or the
        writer ends the session; what was stored before stays.
        """
        self._began = monotonic()
        self._pace = pace
        self._present = self.agenda.present.count(self.agenda.points) - self._done
        self._handed = self._done
        self._tell()
        while True:
            self._hand_out()
            if not self._under_way:
                break
            finished = self.crew.next(PATIENCE)
            if finished is not None:
                self._take_in(finished)
            self._tell()
        return SessionEnd(self._done, monotonic() - self._began, self._why or "all done")

    def _tell(self) -> None:
        planned = self.agenda.to_be_planned
        left = self.agenda.unplanned
        if left:
            go_on = self.watch(PLANS, planned - left, planned)
        else:
            go_on = self.watch(RUNS, self._present + self._done, self.agenda.planned)
        if not go_on and not self._why:
            self._why = "stopped"
        hours = self.budget.hours
        if (
            hours is not None
            and not self._why
            and monotonic() - self._began > SECONDS_PER_HOUR * hours
        ):
            self._why = "budget"

    def _hand_out(self) -> None:
        """Keep every place busy, and one chunk waiting for each."""
        while not self._why and self._under_way < 2 * self.crew.size:
            # At the end smaller chunks keep all places busy to the last.
            share = self.agenda.waiting // (2 * self.crew.size)
            least = self._pace.runs_for(LEAST_SECONDS)
            most = self._pace.runs_for(self.crew.chunk_seconds)
            chunk = self.agenda.take(min(most, max(share, least)))
            if not chunk:
                return
            if not self._is_affordable(chunk):
                self.agenda.give_back(chunk)
                self._why = "budget"
                return
            self.crew.submit(chunk)
            self._under_way += 1

    @property
    def affordable(self) -> int:
        """Runs that the budget allows before the session begins."""
        if self.budget.runs is None:
            return sys.maxsize
        return max(0, self.budget.runs - self.agenda.present.count(self.agenda.points))

    def _is_affordable(self, chunk: Chunk) -> bool:
        self._handed += runs_in(chunk)
        most = self.budget.runs
        return most is None or self._present + self._handed <= most

    def _take_in(self, finished: Finished) -> None:
        self._under_way -= 1
        if finished.outcome is None:
            self._lost(finished)
            return
        self.keep(finished.outcome)
        self._pace.measure(len(finished.outcome.rows), finished.outcome.seconds)

    def keep(self, outcome: Outcome) -> None:
        """Store what came of a chunk, and queue the replications of points that are planned."""
        for plan in outcome.plans:
            self.writer.add_plan(plan)
            self.agenda.follow(plan)
        self.writer.add(outcome.rows)
        self._done += len(outcome.rows)
        self.agenda.done(outcome.rows)
        for failure in outcome.failures:
            self._fail(failure.point, failure.reason)

    def _lost(self, finished: Finished) -> None:
        """Try a lost chunk again, and give up its points when that happens too often."""
        for task in finished.chunk:
            self._losses[task.point] = self._losses.get(task.point, 0) + 1
            if self._losses[task.point] >= LOSSES:
                self._fail(task.point, finished.reason)
        self.agenda.give_back(finished.chunk)

    def _fail(self, point: int, reason: str) -> None:
        if point not in self.agenda.failed:
            self.agenda.fail(point)
            self.writer.note("failed", point=point, reason=reason)
        if self.stop_on_failure and not self._why:
            self._why = "failure"
