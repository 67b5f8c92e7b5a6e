"""Ways of working tried in the simulation: what each brings within the horizon, and after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from salessim.engine.run import batches, warm_up
from salessim.measure.batch import Batch
from salessim.measure.runs import MonthlySeries
from salessim.measure.targets import reached
from salessim.model.assembly import Inputs, build
from salessim.model.state.outputs import DatedTarget
from salessim.plan.expected.world import longer
from salessim.plan.few_moves import RoleMove
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import GIVEN_UP, GUARDED, NOTHING_AFTER, Objective, RevenueGoal
from salessim.plan.simulation_check import ReplicationSettings, dated
from salessim.plan.ways import Way
from salessim.scenario import Scenario
from salessim.units import MONTHS_PER_YEAR

EVENTS = {"quick": 0, "normal": 60_000_000, "thorough": 600_000_000}
"""Events that trying moves may take, by effort: a count, so that a plan is the same everywhere."""
EVENTS_TO_BUILD = 500_000
"""What a trial counts for beside its events: a scenario is built for it."""
WATCHED = MONTHS_PER_YEAR
"""Months after the horizon that a plan may not leave poorer than today's allocation does."""
MISSED_FINE = 100.0
"""What a share missed of a target costs, on top of the most that the months after may cost."""
SMALL = 0.1
"""Share of revenue below which today's result is no measure of what a fine is to be."""
FINE = 10.0
"""What a share missed of a limit costs, in shares of what is maximised: more than it ever gains."""


type Goals = tuple[RevenueGoal | DatedTarget, ...]


@dataclass(frozen=True)
class Trial:
    """What one way of working brought, a row a future, in currency.

    Attributes:
        revenue, payroll, profit: (futures, 2) within the horizon, and in the months after it.
        arr: (futures, 2) recurring revenue a year at the end of the horizon, and of those months.
        reached: (futures, goals) what counts for each goal by its month.
        events: that the futures took.
    """

    revenue: NDArray[np.float64]
    payroll: NDArray[np.float64]
    profit: NDArray[np.float64]
    arr: NDArray[np.float64]
    reached: NDArray[np.float64]
    events: int

    @property
    def count(self) -> int:
        """Futures."""
        return len(self.revenue)

    def brought(self, objective: Objective) -> NDArray[np.float64]:
        """Profit where that is asked for, else revenue, of both spans together: (futures,)."""
        table = self.profit if objective == "profit" else self.revenue
        return np.asarray(table.sum(axis=1))

    def first(self, count: int) -> "Trial":
        """The first futures of them."""
        tables = ("revenue", "payroll", "profit", "arr", "reached")
        return replace(self, **{name: getattr(self, name)[:count] for name in tables})


@dataclass(frozen=True)
class Trials:
    """Simulates scenarios to the horizon and some months longer, all in the same futures."""

    horizon: int
    after: int
    goals: Goals
    replications: ReplicationSettings

    def of(self, scenario: Scenario, futures: int) -> Trial:
        """Simulate a scenario in the first futures.

        Raises:
            StoppedError: the watch ended the work.
        """
        *_, whole = self.growing(scenario, futures, futures)
        return whole

    def growing(self, scenario: Scenario, futures: int, step: int) -> Iterator[Trial]:
        """Simulate a scenario in the first futures, and tell of it each time `step` more are done.

        Raises:
            StoppedError: the watch ended the work.
        """
        inputs = build(longer(scenario, self.horizon + self.after))
        parts: list[MonthlySeries] = []
        outside: list[NDArray[np.float64]] = []
        events = done = 0
        for batch in tried_batches(inputs, self.replications, futures, step):
            parts.append(MonthlySeries.of(batch, inputs.book))
            outside.append(batch.ledger["other_costs"].copy())
            events += int(batch.events.sum())
            done += len(batch.events)
            lines = MonthlySeries.joined(parts)
            by_goal = [reached(dated(goal), lines) for goal in self.goals]
            yield Trial(
                self._split(lines.revenue),
                self._split(lines.payroll),
                self._split(lines.result + np.concatenate(outside)),
                lines.arr[:, [self.horizon - 1, self.horizon + self.after - 1]],
                np.stack(by_goal, axis=1) if by_goal else np.zeros((done, 0)),
                events,
            )

    def _split(self, months: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = months[:, : self.horizon], months[:, self.horizon :]
        return np.stack([part.sum(axis=1) for part in parts], axis=1)


def tried_batches(
    inputs: Inputs, replications: ReplicationSettings, futures: int, step: int | None = None
) -> Iterator[Batch]:
    """Simulate the first futures beside those that are proven, and tell how far they are.

    Raises:
        StoppedError: the watch ended the work.
    """
    progress, done = replications.progress, 0
    warm_up(inputs)

    def told(under_way: int) -> bool:
        progress.simulated(under_way, max(futures, under_way), tried=True)
        return True

    progress.begin(tried=True)
    for batch in batches(
        inputs,
        replications=futures,
        seed=replications.seed,
        threads=replications.threads,
        size=step,
        going_on=told,
    ):
        done += len(batch.events)
        told(done)
        yield batch


class SearchBudget:
    """What a search may cost: events, or seconds where they were asked for."""

    def __init__(self, request: PlanRequest) -> None:
        self._events = EVENTS[request.effort]
        self._until = None if request.seconds is None else monotonic() + request.seconds

    @property
    def is_left(self) -> bool:
        """Whether another trial may begin."""
        return self._events > 0 if self._until is None else monotonic() < self._until

    def spent(self, trial: Trial) -> None:
        """Take off what a trial took."""
        self._events -= EVENTS_TO_BUILD + trial.events

    def trials(self, one: Trial) -> int:
        """About how many trials like one there may still be."""
        each = EVENTS_TO_BUILD + one.events
        return max(0, self._events // each) if self._until is None else 0


@dataclass(frozen=True)
class Tried:
    """A way and what it brought."""

    way: Way
    trial: Trial


def unlike(found: list[Tried]) -> list[Tried]:
    """The first of each that came to the same: shares may differ where nobody follows them."""
    by_result = {one.trial.revenue.tobytes(): one for one in reversed(found)}
    return list(reversed(by_result.values()))


def raised(goals: Goals, factor: float) -> Goals:
    """The same goals, higher by a factor."""
    return tuple(
        replace(goal, value=factor * goal.value)
        if isinstance(goal, DatedTarget)
        else replace(goal, revenue=factor * goal.revenue)
        for goal in goals
    )


def months_after(value_after: int | str) -> int:
    """How many months after the horizon have to be simulated."""
    if value_after == GUARDED:
        return WATCHED
    return 0 if value_after == NOTHING_AFTER else int(value_after)


@dataclass(frozen=True)
class Aim:
    """What is maximised, and what a plan must not miss, against today's allocation.

    Attributes:
        objective: a fixed team's ratio and payroll are asked for as revenue.
        value_after: as in `PlanRequest`.
        goals: to reach on average, or with a probability.
        probability: of the last goal; None for the average.
        today: today's allocation in the same futures.
    """

    objective: Objective
    value_after: int | str
    goals: Goals
    probability: float | None
    today: Trial = field(repr=False)

    @property
    def _counted(self) -> slice:
        """The spans that are maximised."""
        return slice(0, 1) if isinstance(self.value_after, str) else slice(0, 2)

    def value(self, trial: Trial) -> float:
        """What is maximised: the more the better, in currency or as a ratio below 0."""
        return self._measure(trial, self._counted)

    def within(self, trial: Trial) -> float:
        """The same of the horizon alone."""
        return self._measure(trial, slice(0, 1))

    def after(self, trial: Trial) -> float:
        """What the months after the horizon are watched by: the same, of payroll its ratio.

        Whoever is hired for a target is paid after it as well, and sells.
        """
        return self._measure(trial, slice(1, 2), self.watched)

    @property
    def watched(self) -> Objective:
        """The measure of the months after the horizon."""
        return "ratio" if self.objective == "payroll" else self.objective

    def _measure(self, trial: Trial, part: slice, objective: Objective | None = None) -> float:
        if (objective or self.objective) == "ratio":
            revenue = float(trial.revenue[:, part].sum())
            return -float(trial.payroll[:, part].sum()) / revenue if revenue > 0.0 else -np.inf
        return float(self._counted_in(trial, part).mean())

    def _counted_in(self, trial: Trial, part: slice) -> NDArray[np.float64]:
        """Future by future, the more the better: sums of spans, and the state at their end."""
        table: NDArray[np.float64] = getattr(trial, self.objective)[:, part]
        if self.objective == "arr":
            return table[:, -1]
        return np.asarray((-table if self.objective == "payroll" else table).sum(axis=1))

    def poorer_after(self, trial: Trial) -> float:
        """Share by which the months after are poorer than is allowed; 0 where they are not."""
        if self.value_after != GUARDED:
            return 0.0
        today = self.today.first(trial.count)
        before = self.after(today)
        least = before - GIVEN_UP * abs(before)
        return max(0.0, (least - self.after(trial)) / max(abs(before), 1e-9))

    def missed(self, trial: Trial) -> float:
        """Shares of the goals that are missed, added up; 0 where all are reached."""
        return sum(max(0.0, 1.0 - part) for part in self.parts_reached(trial))

    def parts_reached(self, trial: Trial) -> list[float]:
        """What comes towards each goal, of the last as often as is asked, as a share of it."""
        found = []
        for number, goal in enumerate(self.goals):
            shown = trial.reached[:, number]
            has = float(shown.mean())
            if number == len(self.goals) - 1 and self.probability is not None:
                has = float(np.quantile(shown, 1.0 - self.probability))
            found.append(has / max(goal.value, 1e-9))
        return found

    def merit(self, trial: Trial) -> float:
        """By which ways of working are compared: the value, less fines for what is missed."""
        value = self.value(trial)
        if not np.isfinite(value):
            return -np.inf
        fines, missed = FINE * min(1.0, self.poorer_after(trial)), self.missed(trial)
        if missed > 0.0:  # what reaches its targets comes before all that does not
            fines += FINE + MISSED_FINE * missed
        return value - self._scale * fines

    @property
    def _scale(self) -> float:
        """The size of what is maximised, the same for all ways: of a profit near 0, of revenue."""
        size = abs(self.value(self.today))
        if self.objective == "ratio":
            return size if np.isfinite(size) else 1.0
        return max(size, SMALL * float(self.today.revenue.sum(axis=1).mean()), 1e-9)

    def gain(self, trial: Trial, other: Trial) -> tuple[float, float]:
        """Merit above another's in the same futures, and its standard error from the value."""
        count = min(trial.count, other.count)
        one, two = trial.first(count), other.first(count)
        part = self._counted
        difference = self._each(one, two, part) - self._each(two, two, part)
        error = float(difference.std(ddof=1) / np.sqrt(count)) if count > 1 else np.inf
        return self.merit(one) - self.merit(two), error

    def _each(self, trial: Trial, base: Trial, part: slice) -> NDArray[np.float64]:
        """The value future by future; a ratio by its slope at that of the base."""
        if self.objective == "ratio":
            revenue = base.revenue[:, part].sum()
            ratio = base.payroll[:, part].sum() / max(revenue, 1e-9)
            each = trial.payroll[:, part].sum(axis=1) - ratio * trial.revenue[:, part].sum(axis=1)
            return np.asarray(-each / max(revenue / base.count, 1e-9))
        return self._counted_in(trial, part)


@dataclass(frozen=True)
class FoundWay:
    """The answer of a search.

    Attributes:
        chosen: the way with most merit in the last choice's futures, with them.
        today: today's allocation in the same futures.
        aim: what was maximised.
        tried: how many ways were simulated.
        today_is_allowed: whether today's allocation keeps the request's limits.
        few_moves: moves of hours from today's allocation, and the share of the gain that each
            brings with those before it.
        stopped_early: whether the watch ended the search, and this was the best until then.
    """

    chosen: Tried
    today: Tried
    aim: Aim
    tried: int
    today_is_allowed: bool
    few_moves: tuple[tuple[RoleMove, float], ...] = ()
    stopped_early: bool = False
