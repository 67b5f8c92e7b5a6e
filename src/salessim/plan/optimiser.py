"""From a scenario and a request to a plan that the simulation has tried."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.engine import Watch
from salessim.errors import InfeasibleError, InputError, SolverError
from salessim.interruption import beside
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.explanations import FIXED_TEAM, TERRITORIES, pay_left_out, waiting_left_out
from salessim.plan.findings import FirstPlan, PlanFindings
from salessim.plan.frontier import BESIDE, POINTS, frontier_of
from salessim.plan.lp.model import LpModel
from salessim.plan.marginal_values import lower_target, maximum_revenue, repairs, why_no_plan
from salessim.plan.persons import PersonPages
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import REPLICATIONS, RevenueGoal
from salessim.plan.response_correction import (
    Round,
    asked_next,
    corrected,
    corrected_rounds,
    followed,
    way_of,
)
from salessim.plan.search import Search
from salessim.plan.simulation_check import (
    PlanProgress,
    ReplicationSettings,
    SimulatedPlan,
    missing,
    obtained,
    shortfall,
    simulate_both,
    simulate_plan,
    targets_told,
)
from salessim.plan.solving.highs import watched
from salessim.plan.summary import findings_of, first_of
from salessim.plan.trials import FoundWay, Goals, Trials, months_after
from salessim.plan.ways import TODAY, RequestLimits, Way
from salessim.scenario import Person, Scenario

TAIL = 16
"""Months planned beyond the horizon: the longest usual lag from call to revenue, and 12 more."""
LEARNING_SEED = 1_000_003
"""Added to the seed for the futures by which curves are corrected: the proof has others."""
LIMITS_OF_TODAY = (
    "The programme finds no plan within the limits asked for, which today's allocation keeps: "
    "ways that keep them were chosen in the simulation."
)
LEARNING_FUTURES = 64
"""Futures of a round, at most: what corrects curves need not be known as well as what is proven."""
PROOF_EVENTS = {"quick": 20_000_000, "normal": 40_000_000, "thorough": 500_000_000}
"""Events of a proof at most, by effort, where no number of futures is typed."""
TODAY_AND_PROOF = 2
"""Long simulations of any plan."""
ABOVE = 1.0 + 1e-9
"""Factor of a goal that is missed, at least."""
MAXIMUM_RAISES = 4
"""Times that a plan is proven until it reaches its targets, and then as people are changed."""


@dataclass(frozen=True)
class OptimisedPlan:
    """A plan, its proof, and the changes by which the scenario follows it."""

    findings: PlanFindings
    coefficients: LpCoefficients
    chosen: Round | None
    changes: dict[str, Any]
    today: SimulatedPlan

    @property
    def answer_is_no(self) -> bool:
        """Whether what was asked for cannot be had."""
        return bool(self.findings.repairs)


def find_plan(
    scenario: Scenario,
    request: PlanRequest,
    seed: int,
    *,
    threads: int | None = None,
    watch: Watch | None = None,
    first_plan: Callable[[FirstPlan], None] | None = None,
) -> OptimisedPlan:
    """Plan what is asked for, simulate it, correct it, and prove it.

    Args:
        scenario: with its team, or with numbers of people left free.
        request: what is asked for.
        seed: of the proof; curves are corrected in other replications.
        threads: at most so many; all cores by default.
        watch: told of progress; when it answers False, the work stops.
        first_plan: told of the programme's first plan as soon as that is simulated.

    Raises:
        InputError: what is asked for has no meaning.
        InfeasibleError: limits other than goals contradict each other.
        StoppedError: the watch ended the work.
    """
    request = request.resolved(scenario)
    request.check(scenario)
    progress = PlanProgress(watch)
    (coefficients,) = beside([partial(coefficients_of, scenario, TAIL)], look=progress.reading)
    if not coefficients.hours.selling.any():
        raise InputError(
            "Nobody has an hour for selling in this scenario: there is nothing to plan."
        )
    request = _with_own_targets(request, coefficients)
    progress.expect(_simulations(coefficients, request))
    replications = ReplicationSettings(
        request.replications,
        seed,
        request.precision,
        threads,
        PROOF_EVENTS[request.effort] if request.replications == REPLICATIONS else None,
        progress=progress,
    )
    with watched(progress.solving):
        return _proven(scenario, coefficients, request, replications, first_plan)


def _with_own_targets(request: PlanRequest, coefficients: LpCoefficients) -> PlanRequest:
    """The request with the scenario's own targets, those that the programme can hold as goals."""
    if not request.own_targets:
        return request
    goals = {goal.month: goal for goal in request.goals}
    own = []
    for target in coefficients.book.targets:
        held = target.measure == "revenue" and target.first_month == 0
        if held and target.last_month not in goals:
            goal = RevenueGoal(target.last_month, target.value, target.label)
            goals[target.last_month] = goal
        else:
            own.append(target)
    in_order = tuple(goals[month] for month in sorted(goals))
    return replace(request, goals=in_order, own=(*request.own, *own))


def _simulations(coefficients: LpCoefficients, request: PlanRequest) -> int:
    """How many long simulations a plan takes if its goal is reached."""
    on_frontier = 0
    if request.frontier:
        on_frontier = POINTS + BESIDE if coefficients.free else 1
    return TODAY_AND_PROOF + on_frontier


def _proven(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    replications: ReplicationSettings,
    first_plan: Callable[[FirstPlan], None] | None,
) -> OptimisedPlan:
    """Plan, search, and prove with coefficients that are known."""
    notes = [*pay_left_out(scenario.plan), *waiting_left_out(scenario.plan)]
    if scenario.plan.territories:
        notes.append(TERRITORIES)
    if not coefficients.free and request.objective in ("ratio", "payroll"):
        notes.append(FIXED_TEAM)
        request = replace(request, objective="revenue")
    learning = replace(
        replications,
        seed=replications.seed + LEARNING_SEED,
        maximum=min(replications.maximum, LEARNING_FUTURES),
        is_proof=False,
    )
    told = targets_told(request, coefficients.book)
    asked = request

    def first(tested: Round) -> None:
        if first_plan is not None:
            before = simulate_plan(scenario, learning.exactly(tested.outcome.count))
            first_plan(first_of(asked, coefficients, tested, before))

    planned_for, rounds = _planned(scenario, coefficients, request, learning, first)
    today = simulate_plan(scenario, replications, told)
    if request.limits() and not planned_for.limits():
        notes.append(LIMITS_OF_TODAY)
    ways = [one.way for one in rounds]
    ways += _of_horizon_alone(coefficients, planned_for, rounds[-1])
    trials = Trials(
        coefficients.printed,
        months_after(asked.value_after),
        request.aimed_at,
        replications,
    )
    search = Search(scenario, coefficients, asked, trials)
    found = search.best(ways)
    shown = today
    for _ in range(MAXIMUM_RAISES):
        if found.chosen.way is not TODAY:
            proof = replications.exactly(today.count) if found.stopped_early else replications
            follows = found.chosen.way.follows(scenario, coefficients)
            shown, today = simulate_both(follows, today, scenario, proof, told)
        missed_by = _missed_by(asked, shown.outcomes.reached)
        if not missed_by or found.stopped_early:
            break
        safer = search.safer(found, missed_by)
        if safer.chosen is found.chosen:
            break
        found = safer
    if not missed_by and coefficients.free and asked.aimed_at:
        found, shown = _leaner(search, found, shown, replications.exactly(today.count), told)
    if not found.stopped_early:
        found = search.told(found)
    chosen = _as_round(scenario, coefficients, planned_for, found.chosen.way, rounds, learning)
    if found.today_is_allowed and _is_worse(asked, shown, today):
        found = replace(found, chosen=found.today)
        chosen = _as_round(scenario, coefficients, planned_for, TODAY, rounds, learning)
        shown = today
    if not any(one is chosen for one in rounds):
        rounds = [*rounds, chosen]
    people = scenario.plan.people
    remedies = _missed(asked, planned_for, coefficients, chosen, shown, people)
    findings = findings_of(
        scenario,
        coefficients,
        asked,
        rounds,
        chosen,
        shown,
        today,
        remedies,
        notes,
        replications,
        found,
    )
    if request.frontier and not found.stopped_early:
        same = replications.exactly(shown.count)
        frontier = frontier_of(scenario, coefficients, asked, chosen, same)
        findings = findings.model_copy(update={"frontier": frontier})
    if request.persons and not found.stopped_early:
        pages = PersonPages(scenario, coefficients, asked, chosen.way, shown, replications)
        findings = findings.model_copy(update={"persons": pages.of(findings)})
    changes = chosen.way.changes(scenario, coefficients)
    return OptimisedPlan(findings, coefficients, chosen, changes, today)


def _planned(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    learning: ReplicationSettings,
    first: Callable[[Round], None],
) -> tuple[PlanRequest, list[Round]]:
    """What is planned for, and the programme's rounds.

    Where the programme finds no plan within limits that today's allocation keeps, it plans without
    them: the search takes what keeps them.

    Raises:
        InfeasibleError: limits other than goals contradict each other.
    """
    try:
        planned_for = _within_reach(coefficients, request)
        return planned_for, corrected_rounds(
            scenario, coefficients, planned_for, learning, first=first
        )
    except InfeasibleError as error:
        if not (request.limits() and RequestLimits(coefficients, request).allow(TODAY)):
            raise InfeasibleError(why_no_plan(coefficients, request)) from error
    for limit in request.limits():
        request = limit.changed_in(request, limit.loose)
    loose = _within_reach(coefficients, request)
    return loose, corrected_rounds(scenario, coefficients, loose, learning, first=first)


def _leaner(
    search: Search,
    found: FoundWay,
    shown: SimulatedPlan,
    replications: ReplicationSettings,
    told: Goals,
) -> tuple[FoundWay, SimulatedPlan]:
    """The same, or with people changed by one as long as it gets better and reaches its goals."""
    for _ in range(MAXIMUM_RAISES):
        if found.stopped_early:
            break
        other = search.leaner(found, shown.outcomes.reached)
        if other is None or other.chosen is found.chosen:
            return (found if other is None else other), shown
        follows = other.chosen.way.follows(search.scenario, search.coefficients)
        tried = simulate_plan(follows, replications, told)
        if _missed_by(search.request, tried.outcomes.reached):
            break
        found, shown = other, tried
    return found, shown


def _of_horizon_alone(
    coefficients: LpCoefficients, request: PlanRequest, last: Round
) -> Iterator[Way]:
    """The programme's plan where no month after the horizon counts, with the curves known best."""
    correction = corrected(coefficients, last, first=False)
    model = LpModel(
        coefficients, request, correction, last.solved.customers, counted=coefficients.printed
    )
    try:
        solved = model.solved()
    except (InfeasibleError, SolverError):
        return
    asked = asked_next(last)
    yield way_of("the horizon alone", coefficients, solved, asked, as_planned=request.bounds_shares)


def _as_round(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    way: Way,
    rounds: list[Round],
    learning: ReplicationSettings,
) -> Round:
    """The round that the way came from, or one that follows it; people are shown as whole ones."""
    own = [one for one in rounds if one.way is way]
    if own and not coefficients.free:
        return own[0]
    base = min(rounds, key=lambda one: abs(one.gap))
    return followed(scenario, coefficients, request, way, base, learning)


def _is_worse(asked: PlanRequest, shown: SimulatedPlan, today: SimulatedPlan) -> bool:
    """Whether a plan brings less within the horizon than today's, and is no nearer to its goals."""
    if not isinstance(asked.value_after, str) or missing(asked, shown.outcomes.reached) < missing(
        asked, today.outcomes.reached
    ):
        return False
    return obtained(shown, asked.aim) < obtained(today, asked.aim)


def _within_reach(coefficients: LpCoefficients, request: PlanRequest) -> PlanRequest:
    """What is planned for: the most revenue where the programme holds a goal out of reach."""
    ones = np.ones((2, coefficients.segments, coefficients.months))
    for goal in request.goals:
        if maximum_revenue(coefficients, request, ones, goal) < goal.revenue:
            return replace(request, goals=(), objective="revenue")
    # The plan of most revenue of a fixed team is the likeliest to reach them.
    return request if coefficients.free else replace(request, goals=())


def _missed_by(asked: PlanRequest, reached: NDArray[np.float64]) -> list[float]:
    """By which factor more would be needed for each goal, 1 for those reached; none if all are.

    reached: (futures, goals).
    """
    found = [shortfall(asked, reached, number) for number in range(len(asked.aimed_at))]
    factors = [
        1.0 if low is None else max(goal.value / max(low, 1e-9), ABOVE)
        for goal, low in zip(asked.aimed_at, found, strict=True)
    ]
    return factors if any(low is not None for low in found) else []


def _missed(
    asked: PlanRequest,
    request: PlanRequest,
    coefficients: LpCoefficients,
    chosen: Round,
    shown: SimulatedPlan,
    people: Sequence[Person],
) -> list[str]:
    """Repairs for the first goal that the simulated plan misses."""
    for number, goal in enumerate(asked.aimed_at):
        reached_so_far = shown.outcomes.reached[:, number]
        found = shortfall(asked, shown.outcomes.reached, number)
        if found is None:
            continue
        if asked.probability is not None and number == len(asked.aimed_at) - 1:
            found = _as_surely(asked.probability, reached_so_far)
        if not isinstance(goal, RevenueGoal):
            return [lower_target(goal, found)]
        mean = float(reached_so_far.mean())
        raised = replace(goal, revenue=goal.revenue * mean / max(found, 1e-9))
        reached = raised.revenue * min(1.0, found / goal.revenue)
        correction = chosen.correction
        hours = max(person.hours_per_week * person.time.administration.typical for person in people)
        return repairs(coefficients, request, correction, raised, reached, found, hours)
    return []


def _as_surely(probability: float, reached: NDArray[np.float64]) -> float:
    """What futures bring with a probability, a standard error of it lower: asked for, it is had."""
    error = np.sqrt(probability * (1.0 - probability) / len(reached))
    return float(np.quantile(reached, max(0.0, 1.0 - probability - error)))
