"""A plan in the simulation: what it brings there, beside today's allocation in the same futures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from salessim.engine import COEFFICIENTS, FUTURES, PROGRAMMES, SEARCH, Watch
from salessim.engine.run import batches, warm_up
from salessim.errors import StoppedError
from salessim.measure.intervals import mean_interval, wilson_interval
from salessim.measure.tally import Outcomes
from salessim.model.assembly import build
from salessim.model.state.outputs import Book, DatedTarget
from salessim.plan.findings import TargetShown
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import Objective, RevenueGoal
from salessim.scenario import Scenario
from salessim.units import SECONDS_PER_HOUR

FEWEST = 10
"""Replications simulated before the spread is looked at."""
LEAST_PROOF = 100
"""Futures of a proof, however many events each takes."""
BATCH = 10
"""Replications between two looks."""
TURNED = (1, 2, 0)
"""Axes of (segments, motions, months) in tables of months first."""
SPARE = 1.05
"""Replications above those that the spread so far asks for: it too is only known so well."""


class PlanProgress:
    """How far all simulations and programmes of one plan are, told to a watch.

    Futures are counted over all simulations, and those to come as the longest so far.

    watch: told of it; when it answers False the work stops, or ends with the best way so far.
    """

    def __init__(self, watch: Watch | None) -> None:
        self._watch = watch
        self._to_come = self._tries = 0
        self._before = self._done = self._longest = self._programmes = 0
        self.has_found = False
        """Whether some ways are known already, the best of which can be the answer."""
        self._is_finishing = False

    def reading(self) -> None:
        """Coefficients are being worked out.

        Raises:
            StoppedError: the watch ended the work.
        """
        self._tell(COEFFICIENTS, 0, 1)

    def expect(self, simulations: int) -> None:
        """About so many simulations will be needed."""
        self._to_come = simulations

    def expect_tries(self, futures: int) -> None:
        """About so many futures will be needed beside those, to try ways of working."""
        self._tries = futures

    def begin(self, *, tried: bool = False) -> None:
        """The next simulation begins, of a plan or of a way of working that is tried."""
        self._before += self._done
        self._done = 0
        if not tried:
            self._to_come = max(0, self._to_come - 1)

    def simulated(self, done: int, needed: int, *, tried: bool = False) -> None:
        """So many futures of a simulation are done, of those needed as far as is known.

        Raises:
            StoppedError: the watch ended the work.
        """
        if tried:
            self._tries = max(0, self._tries - (done - self._done))
        else:
            self._longest = max(self._longest, needed)
        self._done = done
        to_come = (needed if not tried else done) + self._to_come * self._longest + self._tries
        searches = tried and self.has_found and not self._is_finishing
        phase = SEARCH if searches else FUTURES
        self._tell(phase, self._before + done, self._before + to_come)

    def solving(self, seconds: float) -> None:
        """The solver has worked on a programme for so long, 0 as it begins.

        Raises:
            StoppedError: the watch ended the work.
        """
        self._programmes += 1 if seconds == 0.0 else 0
        self._tell(PROGRAMMES, self._programmes - 1, self._programmes)

    def finish(self) -> None:
        """The search was stopped: what is left is done whatever the watch answers."""
        self._is_finishing = True
        self._tries = 0

    def _tell(self, phase: str, done: int, planned: int) -> None:
        goes_on = self._watch is None or self._watch(phase, done, planned)
        if not goes_on and not self._is_finishing:
            raise StoppedError("Stopped before the plan was proven. Nothing was kept.")


@dataclass(frozen=True)
class ReplicationSettings:
    """Which replications (futures) a plan is simulated in.

    Attributes:
        maximum: at most so many.
        seed: theirs.
        precision: half-width of the 95 % interval of mean revenue, as a share of it, at which
            there are enough; 0 for all of them.
        threads: at most so many.
        events: of one simulation at most, though never fewer than a hundred futures; None for as
            many as it takes.
        is_proof: whether it counts among the long simulations that are expected.
        progress: of the plan that is tried.
    """

    maximum: int
    seed: int
    precision: float = 0.01
    threads: int | None = None
    events: int | None = None
    is_proof: bool = True
    progress: PlanProgress = field(default_factory=lambda: PlanProgress(None))

    def exactly(self, count: int) -> "ReplicationSettings":
        """The first `count` of them, all."""
        return replace(self, maximum=count, precision=0.0, events=None)

    def most(self, events: int, futures: int) -> int:
        """How many there may be, where so many futures took so many events."""
        if self.events is None or not events:
            return self.maximum
        return min(self.maximum, max(LEAST_PROOF, self.events * futures // events))


@dataclass(frozen=True)
class SimulatedPlan:
    """What came of one scenario.

    Attributes:
        outcomes: the runs table and targets, a row a future.
        count: how many futures were simulated.
        all_revenue: (months, segments, motions) currency of all futures together.
        all_seconds: (months, segments, motions) seconds worked, of all futures together.
    """

    outcomes: Outcomes
    count: int
    all_revenue: NDArray[np.float64]
    all_seconds: NDArray[np.float64]

    @property
    def runs(self) -> np.ndarray:
        """The runs table."""
        return self.outcomes.runs

    @property
    def revenue(self) -> NDArray[np.float64]:
        """(segments, motions, months) mean currency."""
        return (self.all_revenue / self.count).transpose(TURNED)

    @property
    def hours(self) -> NDArray[np.float64]:
        """(segments, motions, months) mean hours worked."""
        return (self.all_seconds / self.count / SECONDS_PER_HOUR).transpose(TURNED)

    def futures_within(self, events: int) -> int:
        """How many of its futures take so many events; a hundred at least, if there are."""
        enough = events * self.count // max(1, self.outcomes.events)
        return min(self.count, max(LEAST_PROOF, enough))

    def mean(self, name: str) -> float:
        """Mean of a column of the runs table."""
        return float(self.runs[name].mean())


def simulate_plan(
    scenario: Scenario,
    replications: ReplicationSettings,
    goals: Sequence[RevenueGoal | DatedTarget] = (),
    begun: SimulatedPlan | None = None,
) -> SimulatedPlan:
    """Simulate a scenario until its mean revenue is known well enough.

    begun: its first futures, which are taken over and counted with the others.

    Raises:
        StoppedError: the watch ended the work.
    """
    inputs, progress = build(scenario), replications.progress
    warm_up(inputs)
    outcomes = Outcomes(inputs.book, tuple(dated(goal) for goal in goals))
    revenue, seconds = np.zeros(()), np.zeros(())
    done, goal = 0, replications.maximum
    if begun is not None:
        outcomes, done = begun.outcomes, begun.count
        revenue, seconds = begun.all_revenue, begun.all_seconds
    if replications.precision > 0.0:  # until the spread is known
        goal = min(FEWEST, goal)

    def ask(under_way: int) -> bool:
        """Tell the watch how many are done of those needed as far as is known."""
        progress.simulated(under_way, max(goal, under_way), tried=not replications.is_proof)
        return True

    progress.begin(tried=not replications.is_proof)
    for batch in batches(
        inputs,
        replications=replications.maximum - done,
        seed=replications.seed,
        threads=replications.threads,
        first=done,
        size=BATCH if replications.precision > 0.0 else None,
        going_on=ask,
    ):
        outcomes.add(batch)
        done += len(batch.events)
        revenue = revenue + batch.months["revenue"].sum(axis=0)
        seconds = seconds + batch.months["work_seconds"].sum(axis=0)
        if done >= FEWEST and replications.precision > 0.0:
            spread = half_width(outcomes.column("revenue"))
            most = replications.most(outcomes.events, done)
            if spread <= replications.precision or done >= most:
                break
            goal = min(most, _needed(spread, done, replications))
        ask(done)
    return SimulatedPlan(outcomes, done, revenue, seconds)


def simulate_both(
    plan: Scenario,
    today: SimulatedPlan,
    scenario: Scenario,
    replications: ReplicationSettings,
    goals: Sequence[RevenueGoal | DatedTarget],
) -> tuple[SimulatedPlan, SimulatedPlan]:
    """Simulate a plan in the futures of today's allocation; add futures to both if it needs more.

    Raises:
        StoppedError: the watch ended the work.
    """
    shown = simulate_plan(plan, replications.exactly(today.count), goals)
    needed = replications_needed(shown, replications)
    if needed > today.count:
        more = replications.exactly(needed)
        return (
            simulate_plan(plan, more, goals, shown),
            simulate_plan(scenario, more, goals, today),
        )
    return shown, today


def replications_needed(shown: SimulatedPlan, replications: ReplicationSettings) -> int:
    """Return how many futures bring mean revenue to the precision asked for, at most `maximum`."""
    needed = _needed(half_width(shown.outcomes.column("revenue")), shown.count, replications)
    return min(needed, max(shown.count, replications.most(shown.outcomes.events, shown.count)))


def _needed(spread: float, done: int, replications: ReplicationSettings) -> int:
    """Futures for the precision, by the spread of those done; at least so many."""
    if replications.precision <= 0.0:
        return replications.maximum
    needed = SPARE * (spread / replications.precision) ** 2 * done
    return replications.maximum if needed > replications.maximum else max(done, ceil(needed))


def half_width(values: NDArray[np.float64]) -> float:
    """Return half the width of the 95 % interval of a mean, as a share of it."""
    mean, interval = mean_interval(values)
    if not mean or interval is None:
        return 0.0 if len(values) > 1 and not mean else np.inf
    return (interval[1] - interval[0]) / 2.0 / abs(mean)


def obtained(shown: SimulatedPlan, objective: Objective) -> float:
    """What a simulation brings of an objective: the more the better, in currency or as a ratio."""
    if objective == "ratio":
        revenue = shown.mean("revenue")
        return -shown.mean("payroll") / revenue if revenue > 0.0 else -np.inf
    column = "arr_at_end" if objective == "arr" else objective
    return -shown.mean(column) if objective == "payroll" else shown.mean(column)


def missing(asked: PlanRequest, shown: NDArray[np.float64]) -> float:
    """Shares of the goals that are missed by what futures reached, (futures, goals), added up."""
    found = [shortfall(asked, shown, number) for number in range(len(asked.aimed_at))]
    return sum(
        1.0 - reached / goal.value
        for goal, reached in zip(asked.aimed_at, found, strict=True)
        if reached is not None
    )


def shortfall(asked: PlanRequest, shown: NDArray[np.float64], number: int) -> float | None:
    """What comes towards a goal that (futures, goals) miss; None where they reach it."""
    goal, reached = asked.aimed_at[number], shown[:, number]
    if asked.probability is None or number < len(asked.aimed_at) - 1:
        found = float(reached.mean())
        return None if found >= least_mean(goal, reached) else found
    if chance(goal, reached) >= asked.probability:
        return None
    return float(np.quantile(reached, 1.0 - asked.probability))


def still_reached(
    asked: PlanRequest,
    proof: NDArray[np.float64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> tuple[bool, float]:
    """Whether a changed plan reaches the goals, and its chance of the last.

    What the change did in fewer futures, before and after, is added to what the proof shows.
    All are (futures, goals), `before` and `after` of the same futures.
    """
    last, often, reaches = len(asked.aimed_at) - 1, 0.0, True
    for number, goal in enumerate(asked.aimed_at):
        whole, old, new = (one[:, number] for one in (proof, before, after))
        often = chance(goal, whole) + chance(goal, new) - chance(goal, old)
        if asked.probability is not None and number == last:
            reaches = reaches and often >= asked.probability
        else:
            mean = float(whole.mean() + new.mean() - old.mean())
            reaches = reaches and mean >= least_mean(goal, whole)
    return reaches, min(1.0, max(0.0, often))


def least_mean(goal: RevenueGoal | DatedTarget, reached: NDArray[np.float64]) -> float:
    """The mean with which a goal counts as reached: chance may leave it below by so much."""
    within = half_width(reached) if len(reached) > 1 else 0.0
    return goal.value * (1.0 - within)


def chance(goal: RevenueGoal | DatedTarget, reached: NDArray[np.float64]) -> float:
    """The share of futures in which a goal is reached."""
    return float((reached >= goal.value).mean())


def dated(goal: RevenueGoal | DatedTarget) -> DatedTarget:
    """A goal as a figure to reach by a month's end."""
    if isinstance(goal, DatedTarget):
        return goal
    return DatedTarget("revenue", goal.revenue, 0, goal.month, goal.label, None, None)


def targets_told(request: PlanRequest, book: Book) -> tuple[RevenueGoal | DatedTarget, ...]:
    """What a plan aims at, and then the scenario's own targets that it does not."""
    if request.own_targets:
        return request.aimed_at
    typed = {_span_of(dated(one)) for one in request.aimed_at}
    own = (one for one in book.targets if _span_of(one) not in typed)
    return (*request.aimed_at, *own)


def _span_of(target: DatedTarget) -> tuple[object, ...]:
    """What tells two targets of the same value apart; ARR is of a month's end alone."""
    first = None if target.measure == "arr" else target.first_month
    return target.measure, first, target.last_month, target.value


def targets_shown(
    request: PlanRequest,
    book: Book,
    predicted_revenue: NDArray[np.float64],
    shown: SimulatedPlan,
    today: SimulatedPlan,
) -> list[TargetShown]:
    """Each target with its chance; predicted revenue is (cohorts, segments, months)."""
    rows = []
    with_plan, before = shown.outcomes.reached, today.outcomes.reached
    for number, goal in enumerate(targets_told(request, book)):
        predicted = None
        if isinstance(goal, RevenueGoal):
            predicted = float(predicted_revenue[:, :, : goal.month + 1].sum())
        times = int((with_plan[:, number] >= goal.value).sum())
        is_last = number == len(request.aimed_at) - 1
        rows.append(
            TargetShown(
                measure=dated(goal).measure,
                label=goal.label,
                value=goal.value,
                predicted=predicted,
                probability=times / len(with_plan),
                ci95=wilson_interval(times, len(with_plan)),
                today=chance(goal, before[:, number]),
                asked=request.probability if is_last else None,
                aimed_at=number < len(request.aimed_at),
            )
        )
    return rows
