"""The points of an experiment as plans to choose from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salessim.engine.run import batches
from salessim.errors import InfeasibleError, InputError
from salessim.measure.differences import linear_terms
from salessim.measure.findings import Finding, Interval
from salessim.measure.intervals import chance_interval, mean_interval
from salessim.model.assembly import Inputs, build
from salessim.scenario import Scenario
from salessim.scenario.kinds import did_you_mean
from salessim.study.choosing.selection import FIRST, Chosen, Method, Watch, choose
from salessim.study.design.description import seed_of
from salessim.study.design.experiment import Experiment, Point
from salessim.study.design.file import known_indicators
from salessim.study.observed import columns_of, indicator_named, observed, row_type
from salessim.study.planned import planned_point


class Plan(Finding):
    """One of the plans."""

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
    plans: list[Plan]


class PlanSampler:
    """Simulates the points of an experiment, a batch at a time, each in its own order."""

    def __init__(self, experiment: Experiment, indicator: str, threads: int | None) -> None:
        self.indicator = indicator_named(indicator)
        if self.indicator.better is None:
            raise InputError(f"Neither more nor less of '{indicator}' is good: name another one.")
        self.plans = len(experiment.points)
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

    def more(self, plan: int, runs: int) -> None:
        """Simulate the next replications of a plan."""
        inputs, known = self._inputs[plan], self._rows[plan]
        blocks = [
            observed(batch, inputs.book, plan, self._type)
            for batch in batches(
                inputs,
                replications=runs,
                seed=self._seeds[plan],
                first=len(known),
                threads=self._threads,
            )
        ]
        self._rows[plan] = np.concatenate([known, *blocks])

    @property
    def rows(self) -> np.ndarray:
        """All runs, plan by plan."""
        return np.concatenate(self._rows)

    def terms(self, plan: int) -> np.ndarray:
        """A value a run, smaller is better; what is not finite is refused.

        Raises:
            InputError: a run has no value.
        """
        values = self.own_terms(plan)
        if not np.isfinite(values).all():
            raise InputError(
                f"Some runs of point {plan} have no '{self.indicator.name}': choose by another "
                "indicator."
            )
        return self._sign * values

    def own_terms(self, plan: int) -> np.ndarray:
        """A value a run, as the indicator has it."""
        return linear_terms(self.indicator, self._rows[plan])


def _scenario(experiment: Experiment, point: Point) -> Scenario:
    """The scenario of a point, following its plan where points are planned."""
    scenario = experiment.scenario_at(point)
    if experiment.planning is None:
        return scenario
    seed = seed_of(experiment, point)
    try:
        planned = planned_point(scenario, experiment.planning, point.number, seed)
    except InfeasibleError as error:
        raise InfeasibleError(f"Point {point.number} cannot be planned: {error}") from error
    return planned.followed_by(scenario)


@dataclass(frozen=True)
class Selected:
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
    most: int = 20_000,
    indifference: float = 0.0,
    first: int = FIRST,
    threads: int | None = None,
    watch: Watch = lambda done, most: True,
) -> Selected:
    """Choose the best point of an experiment by one indicator.

    Raises:
        InputError: there is no such indicator, or a number is out of its range.
        ScenarioError: the settings of a point cannot stand together.
    """
    known = known_indicators(experiment.base, planned=False)
    if indicator not in known:
        hint = did_you_mean(indicator, known) or f"; known: {', '.join(known)}"
        raise InputError(f"There is no indicator '{indicator}'{hint}.")
    sampler = PlanSampler(experiment, indicator, threads)
    chosen = choose(
        sampler,
        method,
        confidence=confidence,
        most=most,
        indifference=indifference,
        first=first,
        watch=watch,
    )
    return Selected(
        _findings(experiment, sampler, chosen, method, confidence, indifference), sampler.rows
    )


def _findings(
    experiment: Experiment,
    sampler: PlanSampler,
    chosen: Chosen,
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
        plans=[_plan(experiment, sampler, chosen, number) for number in range(sampler.plans)],
    )


def _plan(experiment: Experiment, sampler: PlanSampler, chosen: Chosen, number: int) -> Plan:
    values = sampler.own_terms(number)
    interval_of = chance_interval if sampler.indicator.is_chance else mean_interval
    mean, interval = interval_of(values)
    levels = experiment.points[number].levels
    return Plan(
        point=number,
        settings={f.name: level.label for f, level in zip(experiment.factors, levels, strict=True)},
        runs=chosen.runs[number],
        mean=mean,
        ci95=interval,
        is_in_contention=number in chosen.alive,
    )
