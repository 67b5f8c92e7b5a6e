"""Runs an experiment into a store, and says how far it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from salessim.engine import Watch
from salessim.engine.estimate import check_work
from salessim.errors import InputError
from salessim.measure.flows import Finding
from salessim.study.design.experiment import Experiment, Replications, seed_of
from salessim.study.running.executor import Executor, WorkContext
from salessim.study.running.session import Estimate, Pilot, RunPace, Session, SessionEnd, estimate
from salessim.study.running.work_queue import PointWork, WorkQueue, work_queue_of
from salessim.study.store.store import Store, store_for
from salessim.study.store.writer import Writer, has_writer, reuse
from salessim.units import SECONDS_PER_HOUR

MAX_PARTS = 100_000


@dataclass(frozen=True)
class Part:
    """One of several parts of an experiment, each run by itself."""

    number: int
    of: int

    @property
    def name(self) -> str:
        """What its files are called."""
        width = len(str(self.of))
        return f"part-{self.number:0{width}d}-of-{self.of}"


def read_part(text: str) -> Part:
    """Read `3/40`.

    Raises:
        InputError: it is no part.
    """
    found = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= MAX_PARTS:
        raise InputError(f"--part {text}: type which part of how many, such as 3/40.")
    return Part(int(found[1]), int(found[2]))


@dataclass(frozen=True)
class ExecutionResult:
    """The store after a session, how the session ended, and what is left to do."""

    store: Store
    end: SessionEnd | None
    """None if nothing was left to do."""
    queue: WorkQueue
    notes: tuple[str, ...]


def work_context(experiment: Experiment, store: Store) -> WorkContext:
    """What all tasks of an experiment share."""
    return WorkContext(
        experiment.base, store.manifest.columns, store.manifest.makers, experiment.planning
    )


def points_to_run(
    experiment: Experiment, store: Store, part: Part | None = None
) -> list[PointWork]:
    """The points to simulate: each content once, and only those of the part."""
    own = sorted({int(number) for number in store.runs_of})
    chosen = own if part is None else own[part.number - 1 :: part.of]
    points = [experiment.points[number] for number in chosen]
    needs_plan = experiment.planning is not None
    plans = store.plans()
    return [
        PointWork(p.number, p.changes, seed_of(experiment, p), needs_plan, plans.get(p.number))
        for p in points
    ]


def execute(
    experiment: Experiment,
    folder: Path,
    executor: Executor,
    *,
    part: Part | None = None,
    resume: bool = False,
    reused: Sequence[Path] = (),
    stop_on_failure: bool = False,
    anyway: bool = False,
    announce: Callable[[Estimate, WorkQueue], None],
    watch: Watch,
) -> ExecutionResult:
    """Run an experiment, or what is left of it.

    Args:
        experiment: what to run.
        folder: of the results.
        executor: carries out the chunks.
        part: only this part of the points.
        resume: whether results may be there already.
        reused: folders of other experiments; points that are the same are copied from them.
        stop_on_failure: end with the first point that fails.
        anyway: also where a single run is more work than is done unasked.
        announce: called with the estimated cost and the work queue before the session starts.
        watch: called with progress; answers whether to go on.

    Raises:
        InputError: the folder holds something else, or cannot be written.
        SalessimError: it cannot be written any more, or the executor is gone; what is there
            stays.
    """
    check_work(experiment.base, replications=1, threads=1, anyway=anyway)
    store = store_for(experiment, folder, resume=resume)
    with Writer(store, part.name if part else "whole") as writer:
        notes = list(writer.notes)
        for other in reused:
            notes.append(reuse(other, store, writer))
        completed = store.completed_runs()
        points = points_to_run(experiment, store, part)
        queue = work_queue_of(points, experiment.replications, completed, store.rows)
        if not queue.waiting_runs:
            return ExecutionResult(store, None, queue, tuple(notes))
        context = work_context(experiment, store)
        executor.begin(context)
        writer.note("begin", places=executor.size, part=part.name if part else None)
        failed_before = set(store.failures())
        session = Session(queue, executor, writer, watch, experiment.budget, stop_on_failure)
        expected = estimate(Pilot(context, queue, session.store, session.affordable))
        announce(expected, queue)
        end = session.run(RunPace(expected.seconds_per_run))
        for point in sorted(failed_before - queue.failed):
            if point in queue.points and queue.is_done(point):
                writer.note("mended", point=point)
        writer.note("end", why=end.why, runs=end.done, seconds=round(end.seconds, 3))
    return ExecutionResult(store, end, queue, tuple(notes))


def default_folder(file: Path, part: Part | None) -> Path:
    """Where results go unless a folder is named: `results` beside the design file."""
    name = "results" if file.name == "experiment.yaml" else f"{file.stem}.results"
    if part is not None:
        name += f".{part.name}"
    folder = file.parent / name
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder with --out.")
    return folder


class FailedPoint(Finding):
    """A point that could not be simulated."""

    point: int
    reason: str


class PlanNote(Finding):
    """A note of the optimiser on the plans of some points."""

    points: int
    note: str


class ExperimentStatus(Finding):
    """How far an experiment is."""

    name: str
    points: int
    """Of the design; points with equal settings count once each."""
    points_done: int
    points_failed: int
    points_left: int
    points_imprecise: int
    """Done, but not as precise as asked for: they came to the most replications allowed."""
    runs: int
    """Replications on disk."""
    runs_planned: int
    """That the points need, as far as is known."""
    bytes: int
    """On disk."""
    sessions: int
    hours: float
    """In sessions that came to an end."""
    most_workers: int
    """Of any session."""
    is_running: bool
    """Whether a process writes into the folder now."""
    failures: list[FailedPoint]
    damaged: list[str]
    """Files whose rows do not count; going on computes them again."""
    points_planned: int
    """Where points are planned: those that have their plan."""
    plan_notes: list[PlanNote]
    """The optimiser's notes on their plans, the most frequent first."""
    digest: str
    """Of the rows that are there."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return not self.points_left


def replications_of(store: Store) -> Replications:
    """How many replications each point gets, from the manifest."""
    plan = store.manifest.design["replications"]
    if isinstance(plan, dict):
        return Replications(plan["from"], plan["to"], plan["precision"], plan["of"])
    return Replications(plan, plan)


def stored_work_queue(store: Store) -> WorkQueue:
    """What is left to do, for reading only: nothing of it can be run without the scenario."""
    points = [PointWork(int(number), {}, 0) for number in sorted(set(store.runs_of.tolist()))]
    queue = work_queue_of(points, replications_of(store), store.completed_runs(), store.rows)
    for point in store.failures():
        if point in queue.points and not queue.is_done(point):
            queue.fail(point)
    return queue


def status_of(store: Store) -> ExperimentStatus:
    """How far an experiment is."""
    queue = stored_work_queue(store)
    done = {number for number in queue.points if queue.is_done(number)}
    runs_of = store.runs_of.tolist()
    failed = sum(number in queue.failed for number in runs_of)
    finished = sum(number in done for number in runs_of)
    begun = [entry for entry in store.entries() if entry.get("what") == "begin"]
    ends = [entry for entry in store.entries() if entry.get("what") == "end"]
    reasons = store.failures()
    plans = store.plans()
    notes = Counter(note for plan in plans.values() for note in plan.notes)
    return ExperimentStatus(
        name=store.manifest.name,
        points=len(runs_of),
        points_done=finished,
        points_failed=failed,
        points_left=len(runs_of) - finished - failed,
        points_imprecise=sum(number in queue.imprecise for number in runs_of),
        runs=queue.completed.count(),
        runs_planned=queue.planned_runs,
        bytes=sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()),
        sessions=len(begun),
        hours=sum(float(entry.get("seconds", 0.0)) for entry in ends) / SECONDS_PER_HOUR,
        most_workers=max((int(entry.get("places", 1)) for entry in begun), default=1),
        is_running=has_writer(store.folder),
        failures=[
            FailedPoint(point=point, reason=reasons[point]) for point in sorted(queue.failed)
        ],
        damaged=store.damaged(),
        points_planned=len(plans),
        plan_notes=[PlanNote(points=count, note=note) for note, count in notes.most_common()],
        digest=store.digest,
    )
