"""The points of an experiment as candidates to choose from, and a selection on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from salessim.engine.estimate import USUAL_REPLICATIONS, check_work
from salessim.engine.run import batches
from salessim.errors import InfeasibleError, InputError
from salessim.measure.differences import linear_terms
from salessim.measure.findings import Interval
from salessim.measure.flows import Finding
from salessim.measure.intervals import chance_interval, mean_interval
from salessim.model.assembly import Inputs, build
from salessim.near_words import did_you_mean
from salessim.output_files import write_folder
from salessim.scenario import Scenario
from salessim.study.choosing.selection import (
    FIRST,
    Method,
    SelectedCandidate,
    SelectionWatch,
    choose,
)
from salessim.study.design.design_file import known_indicators
from salessim.study.design.experiment import Experiment, Point, seed_of
from salessim.study.design.planning import plan_point
from salessim.study.run_rows import columns_of, indicator_named, row_type, rows_of_batch
from salessim.study.store.durable_files import write_segment

SELECTION = "selection.json"
RUNS = "runs.parquet"


class Candidate(Finding):
    """One of the candidates."""

    point: int
    settings: dict[str, str]
    runs: int
    mean: float | None
    ci95: Interval | None
    is_in_contention: bool
    """Whether it is not ruled out as the best."""


class Selection(Finding):
    """What was chosen, and how sure that is."""

    name: str
    scenario: str
    currency: str
    indicator: str
    meaning: str
    unit: str
    better: str
    method: Method
    confidence: float
    """The probability asked for."""
    indifference: float
    """A difference that was not worth detecting."""
    best: int
    probability: float
    """That the best one is chosen, or one within the indifference of it; a lower bound."""
    is_reached: bool
    runs: int
    plans: list[Candidate]


class CandidateSampler:
    """Simulates the points of an experiment, a batch at a time, each in its own order."""

    def __init__(self, experiment: Experiment, indicator: str, threads: int | None) -> None:
        self.indicator = indicator_named(indicator)
        if self.indicator.better is None:
            raise InputError(f"Neither more nor less of '{indicator}' is good: name another one.")
        self.candidates = len(experiment.points)
        self.common = experiment.common
        self.step = float(self.indicator.is_chance)
        self._sign = 1.0 if self.indicator.better == "lower" else -1.0
        self._type = row_type(columns_of([indicator]))
        self._threads = threads
        self._seeds = [seed_of(experiment, point) for point in experiment.points]
        self._inputs: list[Inputs] = [
            build(_scenario(experiment, point)) for point in experiment.points
        ]
        self._rows = [np.zeros(0, self._type) for _ in experiment.points]

    def more(self, candidate: int, runs: int) -> None:
        """Simulate the next replications of a candidate."""
        inputs, known = self._inputs[candidate], self._rows[candidate]
        blocks = [
            rows_of_batch(batch, inputs.book, candidate, self._type)
            for batch in batches(
                inputs,
                replications=runs,
                seed=self._seeds[candidate],
                first=len(known),
                threads=self._threads,
            )
        ]
        self._rows[candidate] = np.concatenate([known, *blocks])

    @property
    def rows(self) -> np.ndarray:
        """All runs, candidate by candidate."""
        return np.concatenate(self._rows)

    def terms(self, candidate: int) -> np.ndarray:
        """A value a run, smaller is better; what is not finite is refused.

        Raises:
            InputError: a run has no value.
        """
        values = self.own_terms(candidate)
        if not np.isfinite(values).all():
            raise InputError(
                f"Some runs of point {candidate} have no '{self.indicator.name}': choose by "
                "another indicator."
            )
        return self._sign * values

    def own_terms(self, candidate: int) -> np.ndarray:
        """A value a run, as the indicator has it."""
        return linear_terms(self.indicator, self._rows[candidate])


def _scenario(experiment: Experiment, point: Point) -> Scenario:
    """The scenario of a point, following its plan where points are planned."""
    scenario = experiment.scenario_at(point)
    if experiment.planning is None:
        return scenario
    seed = seed_of(experiment, point)
    try:
        planned = plan_point(scenario, experiment.planning, point.number, seed)
    except InfeasibleError as error:
        raise InfeasibleError(f"Point {point.number} cannot be planned: {error}") from error
    return planned.followed_by(scenario)


@dataclass(frozen=True)
class SelectionRun:
    """A choice, and the runs that it rests on.

    Attributes:
        findings: what was chosen, and how sure that is.
        runs: a row a run: point, replication and what the indicator is made of.
    """

    findings: Selection
    runs: np.ndarray


def select(
    experiment: Experiment,
    indicator: str,
    method: Method = "ocba",
    *,
    confidence: float = 0.95,
    max_runs: int = 20_000,
    indifference: float = 0.0,
    first: int = FIRST,
    threads: int | None = None,
    watch: SelectionWatch = lambda done, max_runs: True,
    anyway: bool = False,
) -> SelectionRun:
    """Choose the best point of an experiment by one indicator.

    Raises:
        InputError: there is no such indicator, or a number is out of its range.
        ScenarioError: the settings of a point cannot stand together.
    """
    known = known_indicators(experiment.base, planned=False)
    if indicator not in known:
        hint = did_you_mean(indicator, known) or f"; known: {', '.join(known)}"
        raise InputError(f"There is no indicator '{indicator}'{hint}.")
    check_work(experiment.base, replications=USUAL_REPLICATIONS, threads=threads, anyway=anyway)
    sampler = CandidateSampler(experiment, indicator, threads)
    chosen = choose(
        sampler,
        method,
        confidence=confidence,
        max_runs=max_runs,
        indifference=indifference,
        first=first,
        watch=watch,
    )
    return SelectionRun(
        _findings(experiment, sampler, chosen, method, confidence, indifference), sampler.rows
    )


def _findings(
    experiment: Experiment,
    sampler: CandidateSampler,
    chosen: SelectedCandidate,
    method: Method,
    confidence: float,
    indifference: float,
) -> Selection:
    return Selection(
        name=experiment.name,
        scenario=experiment.base.plan.name,
        currency=experiment.base.plan.currency,
        indicator=sampler.indicator.name,
        meaning=sampler.indicator.meaning,
        unit=sampler.indicator.unit,
        better=str(sampler.indicator.better),
        method=method,
        confidence=confidence,
        indifference=indifference,
        best=chosen.best,
        probability=chosen.probability,
        is_reached=chosen.is_reached,
        runs=sum(chosen.runs),
        plans=[
            _candidate(experiment, sampler, chosen, number) for number in range(sampler.candidates)
        ],
    )


def _candidate(
    experiment: Experiment, sampler: CandidateSampler, chosen: SelectedCandidate, number: int
) -> Candidate:
    values = sampler.own_terms(number)
    interval_of = chance_interval if sampler.indicator.is_chance else mean_interval
    mean, interval = interval_of(values)
    levels = experiment.points[number].levels
    return Candidate(
        point=number,
        settings={f.name: level.label for f, level in zip(experiment.factors, levels, strict=True)},
        runs=chosen.runs[number],
        mean=mean,
        ci95=interval,
        is_in_contention=number in chosen.alive,
    )


def save_selection(chosen: SelectionRun, folder: Path) -> None:
    """Write a choice into a folder.

    Raises:
        InputError: the folder cannot be written.
    """
    document = json.dumps(chosen.findings.model_dump(mode="json"), indent=1, ensure_ascii=False)
    data = (document + "\n").encode("utf-8", errors="backslashreplace")
    runs = partial(write_segment, chosen.runs, (chosen.findings.indicator,))
    write_folder(folder, {RUNS: runs, SELECTION: lambda part: part.write_bytes(data)}, ours=())


def read_selection(folder: Path) -> Selection | None:
    """The choice that a folder holds; None if it holds none.

    Raises:
        InputError: it was written by another version.
    """
    file = folder / SELECTION
    if not file.is_file():
        return None
    try:
        return Selection.model_validate_json(file.read_bytes())
    except (ValidationError, OSError) as error:
        raise InputError(
            f"{file} is damaged, or another version's: choose again with "
            "`salessim experiment select`."
        ) from error
