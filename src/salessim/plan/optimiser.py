"""From a scenario and a wish to a plan that the simulation has tried."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from salessim.errors import InfeasibleError, InputError
from salessim.plan.expected.coefficients import Response
from salessim.plan.expected.derivation import response_of
from salessim.plan.findings import PlanFindings
from salessim.plan.frontier import frontier_of
from salessim.plan.repairs import most_revenue, repairs, why_no_plan
from salessim.plan.request import ROUNDING, Asked, Policy
from salessim.plan.response_correction import Round, best_of, plan_changes, reconciled
from salessim.plan.simulation_check import Futures, Simulated, both_simulated, half_width, simulated
from salessim.plan.summary import findings_of
from salessim.scenario import Scenario

TAIL = 16
"""Months planned beyond the horizon: the longest usual lag from call to revenue, and 12 more."""
LEARNING_SEED = 1_000_003
"""Added to the seed for the futures by which curves are corrected: the proof has others."""
FIXED_TEAM = (
    "With this team the ratio falls only by selling more: its pay does not move with hours."
)
MOST_RAISES = 4
"""Times that a target is raised until it is reached as often as asked."""


@dataclass(frozen=True)
class Optimised:
    """A plan, its proof, and the changes by which the scenario follows it."""

    findings: PlanFindings
    response: Response
    chosen: Round | None
    changes: dict[str, Any]
    today: Simulated

    @property
    def answer_is_no(self) -> bool:
        """Whether what was asked for cannot be had."""
        return bool(self.findings.repairs)


def optimised(
    scenario: Scenario, asked: Asked, futures: Futures, *, frontier: bool = False
) -> Optimised:
    """Find what was asked for, and prove it.

    Args:
        scenario: with its team, or with numbers of people left free.
        asked: what the plan is to be best at, and what it must keep.
        futures: those of the proof.
        frontier: whether to find the least payroll for several amounts of revenue too.

    Raises:
        InputError: what is asked for has no meaning.
        InfeasibleError: limits contradict each other.
    """
    if futures.most < 2:
        raise InputError(f"At least 2 replications are needed to prove a plan, not {futures.most}.")
    return run_optimisation(
        scenario,
        asked.policy(scenario),
        futures,
        probability=asked.probability,
        frontier=frontier,
    )


def run_optimisation(
    scenario: Scenario,
    policy: Policy,
    futures: Futures,
    *,
    probability: float | None = None,
    frontier: bool = False,
    tail: int = TAIL,
) -> Optimised:
    """Plan, simulate, correct and prove.

    Args:
        scenario: with its team, or with numbers of people left free.
        policy: what is asked for.
        futures: those of the proof; curves are corrected by others.
        probability: share of futures in which the last goal is to be reached; None for on average.
        frontier: whether to find the least payroll for several amounts of revenue too.
        tail: months planned beyond the horizon.

    Raises:
        InputError: what is asked for has no meaning.
        InfeasibleError: limits other than goals contradict each other.
    """
    check_policy(scenario, policy, probability)
    response = response_of(scenario, tail)
    if not response.hours.selling.any():
        raise InputError(
            "Nobody has an hour for selling in this scenario: there is nothing to plan."
        )
    notes: list[str] = []
    if not response.free and policy.objective in ("ratio", "payroll"):
        notes.append(FIXED_TEAM)
        policy = replace(policy, objective="revenue")
    learning = replace(futures, seed=futures.seed + LEARNING_SEED)
    today = simulated(scenario, futures, policy.goals)
    asked = policy
    for _ in range(MOST_RAISES):
        try:
            told, planned_for = _within_reach(response, policy)
            rounds = reconciled(scenario, response, planned_for, learning)
        except InfeasibleError as error:
            raise InfeasibleError(why_no_plan(response, policy)) from error
        chosen = best_of(rounds, planned_for)
        shown, today = both_simulated(chosen.scenario, today, scenario, futures, asked.goals)
        if told or probability is None or not asked.goals or not response.free:
            break
        raised = _raised(asked, policy, shown, probability)
        if raised is None:
            break
        policy = raised
    if not told and asked.goals:
        told = _missed(asked, policy, response, chosen, shown, probability)
    findings = findings_of(
        scenario, response, asked, rounds, chosen, shown, today, told, notes, futures, probability
    )
    if frontier:
        same = futures.exactly(shown.futures)
        found = frontier_of(scenario, response, asked, chosen, same)
        findings = findings.model_copy(update={"frontier": found})
    changes = plan_changes(scenario, response, chosen.solved, chosen.shares)
    return Optimised(findings, response, chosen, changes, today)


def check_policy(scenario: Scenario, policy: Policy, probability: float | None) -> None:
    """Refuse what has no meaning for a scenario.

    Raises:
        InputError: says what to ask instead.
    """
    if probability is not None and not 0 < probability < 1:
        raise InputError(f"The probability lies between 0 and 1, such as 0.9, not {probability}.")
    if probability is not None and not policy.goals:
        raise InputError("A probability belongs to a target: type --target too, such as 1.2M.")
    for goal in policy.goals:
        if not np.isfinite(goal.revenue) or goal.revenue < 0:
            raise InputError(f"A target is an amount of revenue of 0 or more, not {goal.revenue}.")
    for segment in policy.shares:
        if segment not in scenario.plan.segments:
            known = ", ".join(scenario.plan.segments)
            raise InputError(f"There is no segment '{segment}'; known: {known}.")
    most = [policy.shares.get(segment, (0.0, 1.0))[1] for segment in scenario.plan.segments]
    if sum(most) < 1.0 - ROUNDING:
        raise InputError(
            f"The largest shares of hours add up to {sum(most) * 100:g} %: nobody could work the "
            "rest."
        )
    people = [role.people for role in scenario.plan.team.values() if role.people.is_free]
    least = sum(one.bounds[0] for one in people)
    if policy.objective in ("ratio", "payroll") and people and not policy.goals and least == 0:
        raise InputError(
            "The least payroll of a team whose number is free would be nobody, living off old "
            "accounts: type a target (--target 1.2M), or a least team "
            "(people: {today: 4, least: 2, most: 6})."
        )


def _within_reach(response: Response, policy: Policy) -> tuple[list[str], Policy]:
    """What is planned for; where a goal is out of reach the most there is, and what would help."""
    ones = np.ones((2, response.segments, response.months))
    for goal in policy.goals:
        reached = most_revenue(response, policy, ones, goal)
        if reached < goal.revenue:
            told = repairs(response, policy, ones, goal, reached)
            return told, replace(policy, goals=(), objective="revenue")
    if not response.free:
        # The plan of most revenue is the likeliest to reach them.
        policy = replace(policy, goals=())
    return [], policy


def _raised(asked: Policy, policy: Policy, shown: Simulated, probability: float) -> Policy | None:
    """A policy whose goals leave room for bad luck; None where they are reached often enough."""
    reached = shown.outcomes.reached[:, -1]
    if (reached >= asked.goals[-1].revenue).mean() >= probability:
        return None
    low = float(np.quantile(reached, 1.0 - probability))
    factor = asked.goals[-1].revenue / max(low, 1e-9)
    return replace(
        policy, goals=tuple(replace(g, revenue=g.revenue * factor) for g in policy.goals)
    )


def _missed(
    asked: Policy,
    policy: Policy,
    response: Response,
    chosen: Round,
    shown: Simulated,
    probability: float | None,
) -> list[str]:
    """Repairs where the simulated plan misses what was asked for."""
    goal = asked.goals[-1]
    reached = shown.outcomes.reached[:, -1]
    if probability is None:
        found, wanted = float(reached.mean()), goal.revenue
        within = half_width(reached) if len(reached) > 1 else 0.0
        if found >= wanted * (1.0 - within):
            return []
    else:
        if (reached >= goal.revenue).mean() >= probability:
            return []
        found = float(np.quantile(reached, 1.0 - probability))
        wanted = goal.revenue
    raised = replace(goal, revenue=wanted * float(reached.mean()) / max(found, 1e-9))
    best = most_revenue(response, policy, chosen.correction, raised)
    scale = min(1.0, found / wanted)
    return repairs(response, policy, chosen.correction, raised, min(best, raised.revenue * scale))
