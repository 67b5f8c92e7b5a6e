"""The work that is handed out: some replications of some points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter
from typing import Any

import numpy as np

from salessim.engine.run import batches, is_warm, warm_up
from salessim.errors import EngineError, SalessimError
from salessim.model.assembly import Inputs, build
from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario
from salessim.study.observed import observed, row_type
from salessim.study.planned import PlannedPoint, planned_point
from salessim.study.store.manifest import makers

WORLDS_KEPT = 3
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
class Study:
    """What all tasks share; it is sent to each worker."""

    base: Scenario
    columns: tuple[str, ...]
    makers: Mapping[str, str]
    """Versions and platform that all workers must have."""
    planning: PlanRequest | None = None


@dataclass(frozen=True)
class Failure:
    """A point that cannot be simulated."""

    point: int
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What came of a chunk."""

    rows: np.ndarray
    failures: tuple[Failure, ...]
    seconds: float
    """That it took."""
    events: int
    plans: tuple[PlannedPoint, ...] = ()


class OtherVersionError(SalessimError):
    """A worker would not give the same bits."""


def ready(study: Study) -> None:
    """Have the rules loaded or compiled in this process."""
    if not is_warm():
        warm_up(build(study.base))


def check_makers(study: Study) -> None:
    """Refuse to work where the same input may give other bits.

    Raises:
        OtherVersionError: says which version differs.
    """
    here = makers(planned=study.planning is not None)
    differ = [name for name, wanted in study.makers.items() if here.get(name) != wanted]
    if differ:
        said = ", ".join(
            f"{name} {here.get(name, 'unknown')} instead of {study.makers[name]}" for name in differ
        )
        raise OtherVersionError(
            f"A worker has {said}: results would not be the same bits. Install the same versions "
            "everywhere (constraints.txt pins them)."
        )


def carried_out(study: Study, chunk: Chunk) -> Outcome:
    """Simulate the tasks of a chunk, one after the other, in this thread.

    A task that fails leaves a failure and no rows; the others are carried out.

    Raises:
        OtherVersionError: this process would not give the same bits.
    """
    check_makers(study)
    ready(study)
    began = perf_counter()
    dtype = row_type(study.columns)
    blocks: list[np.ndarray] = []
    failures: list[Failure] = []
    plans: list[PlannedPoint] = []
    events = 0
    for task in chunk:
        try:
            if isinstance(task, PlanTask):
                plans.append(_planned(study, task))
                continue
            made, happened = _simulated(study, task, dtype)
        except (EngineError, SalessimError, ArithmeticError, ValueError, MemoryError) as error:
            failures.append(Failure(task.point, _reason(error)))
        else:
            blocks += made
            events += happened
    rows = np.concatenate(blocks) if blocks else np.zeros(0, dtype)
    return Outcome(rows, tuple(failures), perf_counter() - began, events, tuple(plans))


def _planned(study: Study, task: PlanTask) -> PlannedPoint:
    assert study.planning is not None
    scenario = study.base.vary(task.changes, f"point {task.point}")
    return planned_point(scenario, study.planning, task.point, task.seed)


@dataclass(frozen=True)
class _Content:
    """A point as the engine sees it, known by what is set in the base scenario."""

    key: str
    study: Study = field(compare=False)
    task: Task = field(compare=False)

    @classmethod
    def of(cls, study: Study, task: Task) -> _Content:
        followed = None if task.plan is None else dict(task.plan.changes)
        content = [study.base.digest, dict(task.changes), followed]
        return cls(json.dumps(content, sort_keys=True, default=str), study, task)


@lru_cache(maxsize=WORLDS_KEPT)
def _inputs(content: _Content) -> Inputs:
    """The world of a point; several chunks of one point follow each other."""
    task = content.task
    scenario = content.study.base.vary(task.changes, f"point {task.point}")
    return build(scenario if task.plan is None else task.plan.followed_by(scenario))


def _simulated(study: Study, task: Task, dtype: np.dtype) -> tuple[list[np.ndarray], int]:
    inputs, plan = _inputs(_Content.of(study, task)), task.plan
    blocks, events = [], 0
    for batch in batches(
        inputs, replications=task.count, seed=task.seed, first=task.first, threads=1
    ):
        figures = {} if plan is None else plan.figures
        blocks.append(observed(batch, inputs.book, task.point, dtype, figures))
        events += int(batch.events.sum())
    return blocks, events


def _reason(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory for this point"
    return str(error) or type(error).__name__
