"""Plan, simulate, correct, plan again: until what is predicted is what the simulation shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.book import DatedTarget
from salessim.model.state.codes import CONQUEST, LOYALTY, MOTIONS
from salessim.plan.as_scenario import changes_of, shares_of
from salessim.plan.expected.response import Response, today_shares
from salessim.plan.guiding import guided_hours
from salessim.plan.people_plan import (
    departures_as_changes,
    hires_as_changes,
    whole_departures,
    whole_hires,
)
from salessim.plan.policy import Goal, Objective, Policy
from salessim.plan.programme.columns import NEW, OLD
from salessim.plan.programme.program import Programme, Solved
from salessim.plan.proving import Futures, Simulated, half_width, simulated
from salessim.scenario import Scenario

TOLERANCE = 0.02
"""Optimism gap at which curves count as right."""
MOST_ROUNDS = 5
LEAST_FACTOR, MOST_FACTOR = 0.4, 2.5
"""Curves are corrected by no more than this."""
LEAST_ROUNDS = 3
"""The first finds out what is wrong, the next two bring the hours worked to those planned."""
LEAST_ASKED, MOST_ASKED = 0.25, 4.0
"""Hours asked for an hour planned are no fewer and no more than these."""
WINDOW = 2
"""Months on each side over which a correction is taken: contracts are few and come by chance."""
MOTION_OF_COHORT = {OLD: LOYALTY, NEW: CONQUEST}


@dataclass(frozen=True)
class Round:
    """One plan and its test.

    Attributes:
        solved: the plan and what it predicts.
        shares: (groups, segments, motions, months of the horizon) of hours.
        scenario: the scenario that follows the plan.
        outcome: what the simulation showed.
        correction: (cohorts, segments, months) with which the plan was made.
        known: customers of the plan before, by which it is known how far drift reaches; None for
            those of day one.
        asked: (segments, motions, months of the horizon) hours that the budget asks for, over
            those planned.
    """

    solved: Solved
    shares: NDArray[np.float64]
    scenario: Scenario
    outcome: Simulated
    correction: NDArray[np.float64]
    known: NDArray[np.float64] | None
    asked: NDArray[np.float64]

    @property
    def predicted(self) -> NDArray[np.float64]:
        """(cohorts, segments, months of the horizon) revenue as planned."""
        return self.solved.revenue[:, :, : self.shares.shape[-1]]

    @property
    def gap(self) -> float:
        """Predicted less simulated revenue, as a share of the simulated."""
        shown = self.outcome.mean("revenue")
        return (float(self.predicted.sum()) - shown) / shown if shown else 0.0

    @property
    def within(self) -> bool:
        """Whether the gap is within what is tolerated and what chance leaves open."""
        return abs(self.gap) <= max(TOLERANCE, half_width(self.outcome.runs["revenue"]))

    def obtained(self, objective: Objective, futures: int) -> float:
        """What the plan obtained in its first futures, the more the better."""
        runs = self.outcome.runs[:futures]
        if objective == "ratio":
            revenue = float(runs["revenue"].sum())
            return -float(runs["payroll"].sum()) / revenue if revenue > 0.0 else -np.inf
        mean = float(runs[objective].mean())
        return -mean if objective == "payroll" else mean

    def reaches(self, goals: Sequence[Goal]) -> bool:
        """Whether mean revenue reaches every goal, as far as the futures can tell."""
        reached = self.outcome.outcomes.reached[:, : len(goals)]
        return all(
            of_goal.mean() >= goal.revenue * (1.0 - half_width(of_goal))
            for of_goal, goal in zip(reached.T, goals, strict=True)
        )


def reconciled(
    scenario: Scenario,
    response: Response,
    policy: Policy,
    futures: Futures,
    rounds_at_most: int | None = None,
) -> list[Round]:
    """Plan and simulate in turn; return every round, the first one before any correction.

    Rounds end when the gap is within tolerance, after three at the earliest and `rounds_at_most`
    (5) at the latest.
    """
    rounds: list[Round] = []
    correction = np.ones((2, response.segments, response.months))
    customers: NDArray[np.float64] | None = None
    asked: NDArray[np.float64] | None = None
    for _ in range(MOST_ROUNDS if rounds_at_most is None else rounds_at_most):
        programme = Programme(response, policy, correction, customers)
        solved = programme.solved()
        tested = tried_plan(
            scenario, response, solved, futures, correction, policy.goals, customers, asked,
            as_planned=policy.bounds_shares,
        )  # fmt: skip
        rounds.append(tested)
        if tested.within and len(rounds) >= LEAST_ROUNDS:
            break
        correction = corrected(response, tested, first=len(rounds) == 1)
        customers = tested.solved.customers
        asked = asked_next(tested)
    return rounds


def best_of(rounds: Sequence[Round], policy: Policy) -> Round:
    """Return the round whose plan obtained most in the simulation.

    Of the rounds whose curves are right, if any are, and of these of those that reach the policy's
    goals, if any do. They are compared in the futures that all of them have.
    """
    futures = min(one.outcome.futures for one in rounds)
    right = [one for one in rounds if one.within] or list(rounds)
    enough = [one for one in right if one.reaches(policy.goals)] or right
    return max(reversed(enough), key=lambda one: one.obtained(policy.objective, futures))


def tried_plan(
    scenario: Scenario,
    response: Response,
    solved: Solved,
    futures: Futures,
    correction: NDArray[np.float64],
    goals: Sequence[Goal | DatedTarget] = (),
    known: NDArray[np.float64] | None = None,
    asked: NDArray[np.float64] | None = None,
    *,
    as_planned: bool = False,
) -> Round:
    """Simulate a plan; `known` and `asked` as in `Round`, `asked` 1 by default.

    A budget that is to be `as_planned` asks for the hours planned, and for none more or fewer.
    """
    months = response.printed
    if asked is None or as_planned:
        asked = np.ones((response.segments, MOTIONS, months))
    hours = solved.hours if as_planned else guided_hours(solved, response)
    shares = shares_of(hours[..., :months] * asked, today_shares(response, months))
    changes = plan_changes(scenario, response, solved, shares)
    follows = scenario.vary(changes, "the plan")
    outcome = simulated(follows, futures, goals)
    return Round(solved, shares, follows, outcome, correction, known, asked)


def plan_changes(
    scenario: Scenario, response: Response, solved: Solved, shares: NDArray[np.float64]
) -> dict[str, Any]:
    """All by which a scenario follows a plan: who comes and goes, then hours by month."""
    changes: dict[str, Any] = hires_as_changes(scenario, whole_hires(solved, response))
    leavers = whole_departures(solved, response)
    changes |= departures_as_changes(scenario, response, leavers)
    with_people = scenario.vary(changes, "the plan") if changes else scenario
    return changes | changes_of(with_people, response.groups, response.book.reps, shares)


def asked_next(tested: Round) -> NDArray[np.float64]:
    """Ask for more hours where fewer were worked than planned, and for fewer where more were.

    A budget is a wish: whoever finds nobody to call in one segment goes on in another, and the
    hours are not made up for.
    """
    months = tested.shares.shape[-1]
    planned = tested.solved.hours[..., :months].sum(axis=0)
    asked = tested.asked.copy()
    for s, motion in np.ndindex(asked.shape[:2]):
        worked = _smooth(tested.outcome.hours[s, motion], planned[s, motion])
        asked[s, motion] /= worked
    return np.clip(asked, LEAST_ASKED, MOST_ASKED)


def corrected(response: Response, tested: Round, *, first: bool) -> NDArray[np.float64]:
    """Correct the curves where they are wrong, by motion, segment and month.

    After the first round the mean (geometric) of what held and what would have been right is
    taken: a plan that moves away from a segment leaves it with other chances than it had.
    """
    printed = response.printed
    factors = np.ones_like(tested.correction)
    for cohort, motion in MOTION_OF_COHORT.items():
        for s in range(response.segments):
            shown = tested.outcome.revenue[s, motion]
            planned = tested.predicted[cohort, s]
            own = _smooth(shown, planned)
            factors[cohort, s, :printed] = own
            factors[cohort, s, printed:] = own[-1]
    power = 1.0 if first else 0.7
    return np.asarray(np.clip(tested.correction * factors**power, LEAST_FACTOR, MOST_FACTOR), float)


def _smooth(shown: NDArray[np.float64], planned: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ratio of both over a window of months; 1 where nothing is planned or shown."""
    months = len(shown)
    ratio = np.ones(months)
    for t in range(months):
        around = slice(max(0, t - WINDOW), t + WINDOW + 1)
        above, below = float(shown[around].sum()), float(planned[around].sum())
        if above > 0.0 and below > 0.0:
            ratio[t] = above / below
    total = float((ratio * planned).sum())
    if total > 0.0 and shown.sum() > 0.0:
        ratio *= float(shown.sum()) / total
    return np.clip(ratio, LEAST_FACTOR, MOST_FACTOR)
