"""What an experiment will cost, measured on a few of its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from salessim.study.observed import row_type
from salessim.study.running.agenda import Agenda
from salessim.study.running.work import Chunk, Outcome, Study, carried_out

PILOT_SECONDS = 0.3
"""Time that a look at one point should take."""
PILOT_RUNS = 8
PILOT_POINTS = 3
UNKNOWN_SECONDS = 0.01
"""Taken for a run where no point could be tried."""


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
class Trial:
    """The first pieces of the work, carried out to see what they cost; nothing of it is lost."""

    study: Study
    agenda: Agenda
    keep: Callable[[Outcome], None]
    """Stores what came of a piece."""
    most: int
    """Runs that may be made."""

    def carry_out(self, chunk: Chunk) -> int:
        """Do a piece and keep what came of it; return how many runs it has."""
        outcome = carried_out(self.study, chunk)
        self.keep(outcome)
        self.most -= len(outcome.rows)
        return len(outcome.rows)


def estimate(trial: Trial) -> Estimate:
    """Simulate a few runs at the first, the middle and the last point that is to be done.

    Where points are planned first, one of them is.
    """
    agenda = trial.agenda
    runs = agenda.waiting
    seconds_per_plan = _plan_one(trial) if agenda.unplanned else 0.0
    left = [
        number
        for number in agenda.points
        if number not in agenda.failed and not agenda.is_done(number)
    ]
    chosen = _spread([number for number in left if agenda.is_ready(number)])
    tried = [_seconds_per_run(trial, number) for number in chosen]
    timed = [seconds for seconds in tried if seconds is not None]
    return Estimate(
        points=len(left),
        runs=runs,
        seconds_per_run=sum(timed) / len(timed) if timed else UNKNOWN_SECONDS,
        bytes_per_run=row_type(trial.study.columns).itemsize,
        plans=agenda.unplanned,
        seconds_per_plan=seconds_per_plan,
    )


def _plan_one(trial: Trial) -> float:
    """Plan points until one can be planned, a few at most; return the seconds for one."""
    tried, began, left = 0, perf_counter(), trial.agenda.unplanned
    while tried < PILOT_POINTS and (chunk := trial.agenda.take_plan()):
        trial.carry_out(chunk)
        tried += 1
        if trial.agenda.unplanned + len(trial.agenda.failed) < left:
            break
    return (perf_counter() - began) / max(1, tried)


def _spread(left: Sequence[int]) -> list[int]:
    places = [k * (len(left) - 1) // (PILOT_POINTS - 1) for k in range(PILOT_POINTS)]
    return [left[place] for place in dict.fromkeys(places)] if left else []


def _seconds_per_run(trial: Trial, point: int) -> float | None:
    """Time of one run: a few, until they took long enough to be measured; None if none can be."""
    done, began = 0, perf_counter()
    while done < PILOT_RUNS and perf_counter() - began < PILOT_SECONDS:
        wanted = min(PILOT_RUNS - done if done else 1, trial.most)
        chunk = trial.agenda.take_from(point, wanted) if wanted else ()
        if not chunk:
            break
        done += trial.carry_out(chunk)
        if done == 1:
            first = perf_counter() - began
            if first * PILOT_RUNS > PILOT_SECONDS:
                return first
    return (perf_counter() - began) / done if done else None
