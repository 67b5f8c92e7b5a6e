"""Runs an experiment into a store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from salessim.engine.watch import Watch
from salessim.errors import InputError
from salessim.study.design.description import seed_of
from salessim.study.design.experiment import Experiment
from salessim.study.running.agenda import Agenda, PointWork, agenda_of
from salessim.study.running.crew import Crew
from salessim.study.running.estimate import Estimate, Trial, estimate
from salessim.study.running.session import Pace, Session, SessionEnd
from salessim.study.running.work import Study
from salessim.study.store.opening import store_for
from salessim.study.store.reuse import reuse
from salessim.study.store.store import Store
from salessim.study.store.writer import Writer

MOST_PARTS = 100_000


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
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= MOST_PARTS:
        raise InputError(f"--part {text}: type which part of how many, such as 3/40.")
    return Part(int(found[1]), int(found[2]))


@dataclass(frozen=True)
class Done:
    """What a session left behind."""

    store: Store
    end: SessionEnd | None
    """None if nothing was left to do."""
    agenda: Agenda
    notes: tuple[str, ...]


def study_of(experiment: Experiment, store: Store) -> Study:
    """What all workers are told."""
    return Study(
        experiment.base, store.manifest.columns, store.manifest.makers, experiment.planning
    )


def works_of(experiment: Experiment, store: Store, part: Part | None = None) -> list[PointWork]:
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
    crew: Crew,
    *,
    part: Part | None = None,
    resume: bool = False,
    reused: Sequence[Path] = (),
    stop_on_failure: bool = False,
    announce: Callable[[Estimate, Agenda], None],
    watch: Watch,
) -> Done:
    """Run an experiment, or what is left of it.

    Args:
        experiment: what to run.
        folder: of the results.
        crew: who does the work.
        part: only this part of the points.
        resume: whether results may be there already.
        reused: folders of other experiments; points that are the same are copied from them.
        stop_on_failure: end with the first point that fails.
        announce: told what is left and what it will cost, before it starts.
        watch: told of progress, and asked whether to go on.

    Raises:
        InputError: the folder holds something else, or cannot be written.
        SalessimError: it cannot be written any more, or the crew is gone; what is there stays.
    """
    store = store_for(experiment, folder, resume=resume)
    with Writer(store, part.name if part else "whole") as writer:
        notes = list(writer.notes)
        for other in reused:
            notes.append(reuse(other, store, writer))
        present = store.present()
        works = works_of(experiment, store, part)
        agenda = agenda_of(works, experiment.replications, present, store.rows)
        if not agenda.waiting:
            return Done(store, None, agenda, tuple(notes))
        study = study_of(experiment, store)
        crew.begin(study)
        writer.note("begin", places=crew.size, part=part.name if part else None)
        failed_before = set(store.failures())
        session = Session(agenda, crew, writer, watch, experiment.budget, stop_on_failure)
        expected = estimate(Trial(study, agenda, session.keep, session.affordable))
        announce(expected, agenda)
        end = session.run(Pace(expected.seconds_per_run))
        for point in sorted(failed_before - agenda.failed):
            if point in agenda.points and agenda.is_done(point):
                writer.note("mended", point=point)
        writer.note("end", why=end.why, runs=end.done, seconds=round(end.seconds, 3))
    return Done(store, end, agenda, tuple(notes))


def default_folder(file: Path, part: Part | None) -> Path:
    """Where results go unless a folder is named: `results` beside the design file."""
    name = "results" if file.name == "experiment.yaml" else f"{file.stem}.results"
    if part is not None:
        name += f".{part.name}"
    folder = file.parent / name
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder with --out.")
    return folder
