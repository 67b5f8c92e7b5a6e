"""From a scenario and a request to a plan that the simulation has tried."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from salessim.engine import Watch
from salessim.errors import InfeasibleError, InputError
from salessim.interruption import beside
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.explanations import pay_left_out, waiting_left_out
from salessim.plan.findings import PlanFindings
from salessim.plan.frontier import BESIDE, POINTS, frontier_of
from salessim.plan.marginal_values import maximum_revenue, repairs, why_no_plan
from salessim.plan.request import PlanRequest
from salessim.plan.response_correction import (
    MINIMUM_ROUNDS,
    Round,
    best_of,
    corrected_rounds,
    plan_changes,
)
from salessim.plan.simulation_check import (
    PlanProgress,
    ReplicationSettings,
    SimulatedPlan,
    half_width,
    simulate_both,
    simulate_plan,
)
from salessim.plan.solving.highs import watched
from salessim.plan.summary import findings_of
from salessim.scenario import Scenario

TAIL = 16
"""Months planned beyond the horizon: the longest usual lag from call to revenue, and 12 more."""
LEARNING_SEED = 1_000_003
"""Added to the seed for the futures by which curves are corrected: the proof has others."""
FIXED_TEAM = (
    "With this team the ratio falls only by selling more: its pay does not move with hours."
)
TODAY_AND_PROOF = 2
"""Simulations beside those that correct the curves."""
MAXIMUM_RAISES = 4
"""Times that a target is raised until it is reached as often as asked."""


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
) -> OptimisedPlan:
    """Plan what is asked for, simulate it, correct it, and prove it.

    Args:
        scenario: with its team, or with numbers of people left free.
        request: what is asked for.
        seed: of the proof; curves are corrected in other replications.
        threads: at most so many; all cores by default.
        watch: told of progress; when it answers False, the work stops.

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
    progress.expect(_simulations(coefficients, request))
    replications = ReplicationSettings(
        request.replications, seed, request.precision, threads, progress
    )
    with watched(progress.solving):
        return _proven(scenario, coefficients, request, replications)


def _simulations(coefficients: LpCoefficients, request: PlanRequest) -> int:
    """How many simulations a plan takes if its curves come right soon and its goal is reached."""
    on_frontier = 0
    if request.frontier:
        on_frontier = POINTS + BESIDE if coefficients.free else 1
    return TODAY_AND_PROOF + MINIMUM_ROUNDS + on_frontier


def _proven(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    replications: ReplicationSettings,
) -> OptimisedPlan:
    """Plan, simulate, correct and prove with coefficients that are known."""
    notes = [*pay_left_out(scenario.plan), *waiting_left_out(scenario.plan)]
    if not coefficients.free and request.objective in ("ratio", "payroll"):
        notes.append(FIXED_TEAM)
        request = replace(request, objective="revenue")
    learning = replace(replications, seed=replications.seed + LEARNING_SEED)
    today = simulate_plan(scenario, replications, request.goals)
    asked = request
    for _ in range(MAXIMUM_RAISES):
        try:
            remedies, planned_for = _within_reach(coefficients, request)
            rounds = corrected_rounds(scenario, coefficients, planned_for, learning)
        except InfeasibleError as error:
            raise InfeasibleError(why_no_plan(coefficients, request)) from error
        chosen = best_of(rounds, planned_for)
        shown, today = simulate_both(chosen.scenario, today, scenario, replications, asked.goals)
        if remedies or request.probability is None or not asked.goals or not coefficients.free:
            break
        raised = _raised(asked, request, shown)
        if raised is None:
            break
        request = raised
    if not remedies and asked.goals:
        remedies = _missed(asked, request, coefficients, chosen, shown)
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
    )
    if request.frontier:
        same = replications.exactly(shown.count)
        found = frontier_of(scenario, coefficients, asked, chosen, same)
        findings = findings.model_copy(update={"frontier": found})
    changes = plan_changes(scenario, coefficients, chosen.solved, chosen.shares)
    return OptimisedPlan(findings, coefficients, chosen, changes, today)


def _within_reach(
    coefficients: LpCoefficients, request: PlanRequest
) -> tuple[list[str], PlanRequest]:
    """What is planned for; where a goal is out of reach the most there is, and what would help."""
    ones = np.ones((2, coefficients.segments, coefficients.months))
    for goal in request.goals:
        reached = maximum_revenue(coefficients, request, ones, goal)
        if reached < goal.revenue:
            remedies = repairs(coefficients, request, ones, goal, reached)
            return remedies, replace(request, goals=(), objective="revenue")
    if not coefficients.free:
        # The plan of most revenue is the likeliest to reach them.
        request = replace(request, goals=())
    return [], request


def _raised(asked: PlanRequest, request: PlanRequest, shown: SimulatedPlan) -> PlanRequest | None:
    """A request whose goals leave room for bad luck; None where they are reached often enough."""
    assert asked.probability is not None
    reached = shown.outcomes.reached[:, -1]
    if (reached >= asked.goals[-1].revenue).mean() >= asked.probability:
        return None
    low = float(np.quantile(reached, 1.0 - asked.probability))
    factor = asked.goals[-1].revenue / max(low, 1e-9)
    return replace(
        request, goals=tuple(replace(g, revenue=g.revenue * factor) for g in request.goals)
    )


def _missed(
    asked: PlanRequest,
    request: PlanRequest,
    coefficients: LpCoefficients,
    chosen: Round,
    shown: SimulatedPlan,
) -> list[str]:
    """Repairs where the simulated plan misses what was asked for."""
    goal = asked.goals[-1]
    reached = shown.outcomes.reached[:, -1]
    if asked.probability is None:
        found, wanted = float(reached.mean()), goal.revenue
        within = half_width(reached) if len(reached) > 1 else 0.0
        if found >= wanted * (1.0 - within):
            return []
    else:
        if (reached >= goal.revenue).mean() >= asked.probability:
            return []
        found = float(np.quantile(reached, 1.0 - asked.probability))
        wanted = goal.revenue
    raised = replace(goal, revenue=wanted * float(reached.mean()) / max(found, 1e-9))
    best = maximum_revenue(coefficients, request, chosen.correction, raised)
    scale = min(1.0, found / wanted)
    return repairs(
        coefficients, request, chosen.correction, raised, min(best, raised.revenue * scale)
    )
