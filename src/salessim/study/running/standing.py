"""How far an experiment is, from its store alone."""

from __future__ import annotations

from collections import Counter

from salessim.measure.findings import Finding
from salessim.study.design.experiment import Replications
from salessim.study.running.agenda import Agenda, PointWork, agenda_of
from salessim.study.store.lock import is_written
from salessim.study.store.store import Store
from salessim.units import SECONDS_PER_HOUR


class FailedPoint(Finding):
    """A point that could not be simulated."""

    point: int
    reason: str


class PlanNote(Finding):
    """Something that the optimiser said of the plans of some points."""

    points: int
    note: str


class Standing(Finding):
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
    points_planned: int
    """Where points are planned: those that have their plan."""
    plan_notes: list[PlanNote]
    """What was said of their plans, the most frequent first."""
    digest: str
    """Of the rows that are there."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return not self.points_left


def replications_of(store: Store) -> Replications:
    """How many futures each point gets, from the manifest."""
    plan = store.manifest.design["replications"]
    if isinstance(plan, dict):
        return Replications(plan["from"], plan["to"], plan["precision"], plan["of"])
    return Replications(plan, plan)


def agenda_of_store(store: Store) -> Agenda:
    """What is left to do, to be looked at; it cannot be worked off without the scenario."""
    works = [PointWork(int(number), {}, 0) for number in sorted(set(store.runs_of.tolist()))]
    agenda = agenda_of(works, replications_of(store), store.present(), store.rows)
    for point in store.failures():
        if point in agenda.points and not agenda.is_done(point):
            agenda.fail(point)
    return agenda


def standing(store: Store) -> Standing:
    """How far an experiment is."""
    agenda = agenda_of_store(store)
    done = {number for number in agenda.points if agenda.is_done(number)}
    runs_of = store.runs_of.tolist()
    failed = sum(number in agenda.failed for number in runs_of)
    finished = sum(number in done for number in runs_of)
    begun = [entry for entry in store.entries() if entry.get("what") == "begin"]
    ends = [entry for entry in store.entries() if entry.get("what") == "end"]
    reasons = store.failures()
    plans = store.plans()
    notes = Counter(note for plan in plans.values() for note in plan.notes)
    return Standing(
        name=store.manifest.name,
        points=len(runs_of),
        points_done=finished,
        points_failed=failed,
        points_left=len(runs_of) - finished - failed,
        points_imprecise=sum(number in agenda.imprecise for number in runs_of),
        runs=agenda.present.count(),
        runs_planned=agenda.planned,
        bytes=sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()),
        sessions=len(begun),
        hours=sum(float(entry.get("seconds", 0.0)) for entry in ends) / SECONDS_PER_HOUR,
        most_workers=max((int(entry.get("places", 1)) for entry in begun), default=1),
        is_running=is_written(store.folder),
        failures=[
            FailedPoint(point=point, reason=reasons[point]) for point in sorted(agenda.failed)
        ],
        points_planned=len(plans),
        plan_notes=[PlanNote(points=count, note=note) for note, count in notes.most_common()],
        digest=store.digest,
    )
