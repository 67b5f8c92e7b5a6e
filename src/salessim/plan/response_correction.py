"""Plan, simulate, correct, plan again: until what is predicted is what the simulation shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import CONQUEST, LOYALTY, MOTIONS
from salessim.model.state.outputs import DatedTarget
from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.explanations import split_hours
from salessim.plan.lp.drift import (
    CONTACTS_DUE,
    DRIFT_TO_CONTACTS,
    DRIFT_TO_PROSPECTS,
    is_of_least_potential,
)
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan, binding_rows
from salessim.plan.lp.variables import NEW, OLD
from salessim.plan.lp.work import list_is_used_up
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import RevenueGoal
from salessim.plan.scenario_changes import shares_of, staffing_of
from salessim.plan.simulation_check import (
    ReplicationSettings,
    SimulatedPlan,
    half_width,
    simulate_plan,
)
from salessim.plan.ways import Way
from salessim.scenario import Scenario

TOLERANCE = 0.02
"""Optimism gap at which curves count as right."""
MAXIMUM_ROUNDS = 5
MINIMUM_FACTOR, MAXIMUM_FACTOR = 0.4, 2.5
"""Curves are corrected by no more than this."""
MINIMUM_ROUNDS = 3
"""The first finds out what is wrong, the next two bring the hours worked to those planned."""
MINIMUM_ASKED, MAXIMUM_ASKED = 0.25, 4.0
"""Hours asked for an hour planned are no fewer and no more than these."""
WINDOW = 2
"""Months on each side over which a correction is taken: contracts are few and come by chance."""
MOTION_OF_COHORT = {OLD: LOYALTY, NEW: CONQUEST}


@dataclass(frozen=True)
class Round:
    """One plan and its test.

    Attributes:
        way: what it asks for.
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

    way: Way
    solved: SolvedPlan
    shares: NDArray[np.float64]
    scenario: Scenario
    outcome: SimulatedPlan
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


def corrected_rounds(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    replications: ReplicationSettings,
    maximum_rounds: int | None = None,
    first: Callable[[Round], None] = lambda _: None,
) -> list[Round]:
    """Plan and simulate in turn; return every round, the first one before any correction.

    Rounds end when the gap is within tolerance, after three at the earliest and `maximum_rounds`
    (5) at the latest. `first` is told of the first as it is known.
    """
    rounds: list[Round] = []
    correction = np.ones((2, coefficients.segments, coefficients.months))
    customers: NDArray[np.float64] | None = None
    asked: NDArray[np.float64] | None = None
    for _ in range(MAXIMUM_ROUNDS if maximum_rounds is None else maximum_rounds):
        solved = _solved(coefficients, request, correction, customers)
        tested = tried_plan(
            scenario,
            coefficients,
            solved,
            replications,
            correction,
            request.goals,
            customers,
            asked,
            as_planned=request.bounds_shares,
        )
        rounds.append(tested)
        if len(rounds) == 1:
            first(tested)
        if tested.within and len(rounds) >= MINIMUM_ROUNDS:
            break
        correction = corrected(coefficients, tested, first=len(rounds) == 1)
        customers = tested.solved.customers
        asked = asked_next(tested)
    return rounds


def _solved(
    coefficients: LpCoefficients,
    request: PlanRequest,
    correction: NDArray[np.float64],
    customers: NDArray[np.float64] | None,
) -> SolvedPlan:
    """The best plan; where corrected curves put its goals out of reach, the plan that sells most.

    Raises:
        InfeasibleError: limits other than goals contradict each other.
    """
    try:
        return LpModel(coefficients, request, correction, customers).solved()
    except InfeasibleError:
        if not request.goals:
            raise
        most = replace(request, goals=(), objective="revenue")
        return LpModel(coefficients, most, correction, customers).solved()


def tried_plan(
    scenario: Scenario,
    coefficients: LpCoefficients,
    solved: SolvedPlan,
    replications: ReplicationSettings,
    correction: NDArray[np.float64],
    goals: Sequence[RevenueGoal | DatedTarget] = (),
    known: NDArray[np.float64] | None = None,
    asked: NDArray[np.float64] | None = None,
    *,
    as_planned: bool = False,
) -> Round:
    """Simulate a plan; `known` and `asked` as in `Round`, `as_planned` as in `way_of`."""
    if asked is None or as_planned:
        asked = np.ones((coefficients.segments, MOTIONS, coefficients.printed))
    way = way_of("the programme's plan", coefficients, solved, asked, as_planned=as_planned)
    follows = way.follows(scenario, coefficients)
    outcome = simulate_plan(follows, replications, goals)
    shares = way.shares_in(coefficients)
    return Round(way, solved, shares, follows, outcome, correction, known, asked)


def way_of(
    name: str,
    coefficients: LpCoefficients,
    solved: SolvedPlan,
    asked: NDArray[np.float64] | None,
    *,
    as_planned: bool,
) -> Way:
    """A plan as a way of working; `asked` as in `Round`, 1 by default.

    A budget that is to be `as_planned` asks for the hours planned, and for none more or fewer.
    """
    months = coefficients.printed
    if asked is None or as_planned:
        asked = np.ones((coefficients.segments, MOTIONS, months))
    hours = solved.hours if as_planned else budget_hours(solved, coefficients)
    shares = shares_of(hours[..., :months] * asked, today_shares(coefficients, months))
    return Way(name, shares, staffing_of(solved, coefficients))


def followed(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    way: Way,
    base: Round,
    replications: ReplicationSettings,
) -> Round:
    """A way of working with what the programme expects of it, corrected by its own simulation.

    base: whose correction of the curves is begun with.
    """
    follows = way.follows(scenario, coefficients)
    outcome = simulate_plan(follows, replications, request.goals)
    correction, known = base.correction, base.known
    without = replace(request, goals=())
    shares = way.shares_in(coefficients)
    # Who finds nothing to do where the budget has him goes elsewhere: what was worked is followed,
    # save where shares have limits of their own.
    worked = split_hours(coefficients, way.hours_in(coefficients), outcome.hours)
    if request.bounds_shares:
        worked = shares * worked.sum(axis=(1, 2), keepdims=True)
    found = base
    for first in (True, False):
        model = LpModel(coefficients, without, correction, known)
        try:
            solved, _ = way.solved(model, worked)
        except (InfeasibleError, SolverError):
            # Such people the programme cannot place: the base's view stands.
            solved = base.solved
        found = Round(way, solved, shares, follows, outcome, correction, known, base.asked)
        if found.within:
            break
        correction = corrected(coefficients, found, first=first)
    return found


def asked_next(tested: Round) -> NDArray[np.float64]:
    """Ask for more hours where fewer were worked than planned, and for fewer where more were.

    A budget is followed as far as there is work: whoever finds nobody to call in one segment goes
    on in another, and the hours are not made up for.
    """
    months = tested.shares.shape[-1]
    planned = tested.solved.hours[..., :months].sum(axis=0)
    asked = tested.asked.copy()
    for s, motion in np.ndindex(asked.shape[:2]):
        worked = _smooth(tested.outcome.hours[s, motion], planned[s, motion])
        asked[s, motion] /= worked
    return np.clip(asked, MINIMUM_ASKED, MAXIMUM_ASKED)


def corrected(coefficients: LpCoefficients, tested: Round, *, first: bool) -> NDArray[np.float64]:
    """Correct the curves where they are wrong, by motion, segment and month.

    After the first round the mean (geometric) of what held and what would have been right is
    taken: a plan that moves away from a segment leaves it with other chances than it had.
    """
    printed = coefficients.printed
    factors = np.ones_like(tested.correction)
    for cohort, motion in MOTION_OF_COHORT.items():
        for s in range(coefficients.segments):
            shown = tested.outcome.revenue[s, motion]
            planned = tested.predicted[cohort, s]
            own = _smooth(shown, planned)
            factors[cohort, s, :printed] = own
            factors[cohort, s, printed:] = own[-1]
    power = 1.0 if first else 0.7
    return np.asarray(
        np.clip(tested.correction * factors**power, MINIMUM_FACTOR, MAXIMUM_FACTOR), float
    )


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
    return np.clip(ratio, MINIMUM_FACTOR, MAXIMUM_FACTOR)


NEARLY = 0.02
"""Distance from what drift brings, over the row's size, within which drift is all there is."""
FIRST = 2.0
"""Hours asked for an hour planned of work that a plan wants all of: it comes before other work, and
whoever finds none of it left goes on in another bucket."""


def budget_hours(solved: SolvedPlan, coefficients: LpCoefficients) -> NDArray[np.float64]:
    """Return the hours that are asked for, (groups, segments, motions, months).

    Where a plan has no more than drift brings, a share in the budget would come on top of it, at
    the cost of work that nobody drifts to. Whoever has nothing else is asked for all hours. Where a
    plan calls all firms that can be called, or makes all contacts that are due, more is asked for:
    such work comes bit by bit, and a share that is only just as large leaves some of it behind.
    """
    binding = binding_rows(solved, NEARLY)
    hours = solved.hours.copy()
    for g, group in enumerate(coefficients.groups):
        for t in range(coefficients.months):
            asked = hours[g, :, :, t].copy()
            for s in range(coefficients.segments):
                drifts = (DRIFT_TO_PROSPECTS, (g, t)) in binding and group.serves[s, CONQUEST]
                if drifts and is_of_least_potential(coefficients, g, s):
                    asked[s, CONQUEST] = 0.0
                if (DRIFT_TO_CONTACTS, (s, t)) in binding:
                    asked[s, LOYALTY] = 0.0
                if list_is_used_up(coefficients, binding, s, t):
                    asked[s, CONQUEST] *= FIRST
                if (CONTACTS_DUE, (s, t)) in binding:
                    asked[s, LOYALTY] *= FIRST
            if asked.any():
                hours[g, :, :, t] = asked
    return hours
