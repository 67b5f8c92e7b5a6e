"""Revenue against payroll ratio: the least payroll for each of several amounts of revenue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.measure.findings import Interval
from salessim.measure.intervals import mean_interval, wilson_interval
from salessim.model.state.outputs import DatedTarget
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.findings import Frontier, FrontierPoint, FrontierTarget
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import Objective, RevenueGoal
from salessim.plan.response_correction import Round, tried_plan
from salessim.plan.simulation_check import ReplicationSettings, simulate_plan
from salessim.plan.solving.linear_program import NONE, ConstraintFamily
from salessim.plan.summary import prediction
from salessim.scenario import Scenario

POINTS = 6
"""Amounts of revenue from the least to the most; more are added beside the best two."""
BESIDE = 4
"""These, at most: two on either side of each of the best."""
APART = 0.02
"""Amounts of revenue nearer to each other than this share of their range are not both solved."""
SLACK = 1e-6
"""Share by which fixed pay may exceed the least, so that rounding rules out no plan."""
LEAST_TEAM = ConstraintFamily("least team", (), "fixed pay <= least fixed pay")
EQUIVALENT = 0.01
"""Plans whose payroll ratio or profit is this share from the best are as good as the best."""
FIXED_TEAM = (
    "With this team the frontier is a point: payroll moves only with variable pay. To see what "
    "more or fewer people would do, leave their number free, such as people: {today: 4, least: 2, "
    "most: 6}."
)
OLD_ACCOUNTS = (
    "The ratio is lowest where the team is smallest, for then it lives off old accounts; later "
    "years pay for that."
)


@dataclass(frozen=True)
class _Level:
    """A plan, and the revenue that it was asked for, in currency."""

    asked: float
    solved: SolvedPlan


def frontier_of(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    chosen: Round,
    replications: ReplicationSettings,
) -> Frontier:
    """Find the plan of least payroll for each of several revenues, and simulate each.

    Args:
        scenario: the one that is planned.
        coefficients: its coefficients.
        request: what is asked for. Its limits hold; its goals do not, but their chance is given, or
            else that of the scenario's own target.
        chosen: the plan that was made: its correction of the curves holds for all.
        replications: in which each plan is simulated.

    Raises:
        StoppedError: the watch ended the work.
    """
    targets: Sequence[RevenueGoal | DatedTarget] = (
        request.goals or chosen.outcome.outcomes.book.targets
    )
    target = tuple(targets[-1:])
    levels = _Levels(coefficients, request, chosen).all() if coefficients.free else []
    held = chosen.correction
    own = _Level(float(chosen.predicted.sum()), chosen.solved)
    proven = simulate_plan(chosen.scenario, replications, target)
    rounds = [(own, replace(chosen, outcome=proven))]
    rounds += [
        (
            level,
            tried_plan(
                scenario,
                coefficients,
                level.solved,
                replications,
                held,
                target,
                chosen.known,
                chosen.asked,
                as_planned=request.bounds_shares,
            ),
        )
        for level in levels
    ]
    distinct = {tested.outcome.outcomes.digest: (level, tested) for level, tested in rounds}
    points = sorted(
        (_point(coefficients, level, tested) for level, tested in distinct.values()),
        key=lambda point: point.revenue,
    )
    facts = rounds[0][1].outcome.outcomes.targets
    named = [FrontierTarget(measure=f.measure, label=f.label, value=f.value) for f in facts]
    return _marked(points, named[0] if named else None, is_fixed=not coefficients.free)


@dataclass(frozen=True)
class _Levels:
    """Solves for the least payroll at amounts of revenue."""

    coefficients: LpCoefficients
    request: PlanRequest
    chosen: Round

    def all(self) -> list[_Level]:
        """Plans from the least team to the most revenue, closer to each other near the best."""
        maximum = self._solved("revenue")
        high = self._revenue(maximum)
        low = min(high, self._least_team())
        found: dict[float, SolvedPlan] = {}
        amounts = [*np.linspace(high, low, POINTS), *self._asked_for(low, high)]
        self._add(found, amounts, low, high)
        if not found:
            return [_Level(high, maximum)]
        for best in (self._lowest_ratio(found), self._highest_profit(found)):
            self._add(found, _beside(sorted(found), best), low, high)
        return [_Level(asked, found[asked]) for asked in sorted(found)]

    def _asked_for(self, low: float, high: float) -> list[float]:
        """The goal of the whole horizon, where it lies between the two."""
        last = self.coefficients.printed - 1
        goals = [goal.revenue for goal in self.request.goals if goal.month == last]
        return [goal for goal in goals if low < goal < high]

    def _add(
        self, found: dict[float, SolvedPlan], amounts: Iterable[float], low: float, high: float
    ) -> None:
        for amount in amounts:
            nearest = min((abs(amount - other) for other in found), default=np.inf)
            if nearest <= APART * (high - low):
                continue
            try:
                found[float(amount)] = self._solved("payroll", float(amount))
            except (InfeasibleError, SolverError):
                continue

    def _least_team(self) -> float:
        """Most revenue of the team with the least fixed pay: whoever is there sells."""
        model = self._programme("revenue")
        x = model.x
        terms, _ = model.payroll(self.coefficients.months)
        program = model.lp.build("min")
        fixed = model.vector(program, terms)
        for earned in (x.variable, x.guaranteed, x.advanced, x.topped_up):
            fixed[earned[earned != NONE]] = 0.0
        minimum = model.answer(replace(program, objective=fixed)).objective
        assert minimum is not None
        everything = np.arange(len(fixed))
        model.lp.add_row(
            LEAST_TEAM, (), [(everything, fixed)], maximum=minimum + SLACK * abs(minimum)
        )
        program = model.lp.build("max")
        sold = model.vector(program, model.revenue_terms)
        values = model.answer(replace(program, objective=sold)).values
        assert values is not None
        columns = model.x.revenue[:, :, : self.coefficients.printed]
        return float(values[columns].sum()) * model.unit

    def _solved(self, objective: Objective, revenue: float | None = None) -> SolvedPlan:
        last = self.coefficients.printed - 1
        goals = () if revenue is None else (RevenueGoal(last, revenue, "frontier"),)
        return self._programme(objective, goals).solved()

    def _programme(self, objective: Objective, goals: tuple[RevenueGoal, ...] = ()) -> LpModel:
        asked = replace(self.request, objective=objective, goals=goals)
        return LpModel(self.coefficients, asked, self.chosen.correction, self.chosen.known)

    def _revenue(self, solved: SolvedPlan) -> float:
        return float(solved.revenue[:, :, : self.coefficients.printed].sum())

    def _lowest_ratio(self, found: dict[float, SolvedPlan]) -> float:
        return min(found, key=lambda asked: found[asked].payroll / max(asked, 1e-9))

    def _highest_profit(self, found: dict[float, SolvedPlan]) -> float:
        margin = self.coefficients.pay.margin[:, None]

        def profit(solved: SolvedPlan) -> float:
            kept = margin * solved.revenue[:, :, : self.coefficients.printed]
            return float(kept.sum()) - solved.payroll

        return max(found, key=lambda asked: profit(found[asked]))


def _beside(amounts: Sequence[float], best: float) -> Iterator[float]:
    """Half-way to the next amounts on both sides of the best one."""
    place = amounts.index(best)
    for other in (place - 1, place + 1):
        if 0 <= other < len(amounts):
            yield 0.5 * (amounts[other] + best)


def _point(coefficients: LpCoefficients, level: _Level, tested: Round) -> FrontierPoint:
    runs = tested.outcome.runs
    mean, interval = mean_interval(runs["revenue"])
    revenue, payroll = mean or 0.0, tested.outcome.mean("payroll")
    reached = tested.outcome.outcomes.reached
    chance, chance_interval = None, None
    for value in (fact.value for fact in tested.outcome.outcomes.targets):
        times = int((reached[:, 0] >= value).sum())
        chance, chance_interval = times / len(reached), wilson_interval(times, len(reached))
    return FrontierPoint(
        asked=level.asked,
        predicted=prediction(coefficients, tested),
        people=float(level.solved.people[:, coefficients.printed - 1].sum()),
        revenue=revenue,
        revenue_ci95=interval,
        payroll=payroll,
        payroll_ratio=payroll / revenue if revenue > 0.0 else None,
        profit=tested.outcome.mean("profit"),
        probability=chance,
        probability_ci95=chance_interval,
        as_low_ratio=False,
        as_high_profit=False,
    )


def _marked(
    points: list[FrontierPoint], target: FrontierTarget | None, *, is_fixed: bool
) -> Frontier:
    """The frontier with its best points, and what is as good as they are."""
    revenue = np.array([point.revenue for point in points])
    ratios = np.array([np.inf if p.payroll_ratio is None else p.payroll_ratio for p in points])
    losses = np.array([-point.profit for point in points])
    lowest, highest = int(ratios.argmin()), int(losses.argmin())
    has_ratio = bool(np.isfinite(ratios[lowest]))
    low_enough = ratios[lowest] * (1.0 + EQUIVALENT)
    high_enough = losses[highest] + EQUIVALENT * abs(losses[highest])
    notes = [FIXED_TEAM] if is_fixed else []
    if not is_fixed and has_ratio and lowest == 0 and highest > 0:
        notes.append(OLD_ACCOUNTS)
    return Frontier(
        target=target,
        points=[
            point.model_copy(
                update={
                    "as_low_ratio": has_ratio and bool(ratio <= low_enough),
                    "as_high_profit": bool(loss <= high_enough),
                }
            )
            for point, ratio, loss in zip(points, ratios, losses, strict=True)
        ],
        lowest_ratio=lowest if has_ratio else None,
        highest_profit=highest,
        as_low_ratio=_range(revenue, ratios, lowest, low_enough) if has_ratio else None,
        as_high_profit=_range(revenue, losses, highest, high_enough),
        notes=notes,
    )


def _range(
    at: NDArray[np.float64], values: NDArray[np.float64], best: int, enough: float
) -> Interval:
    """Revenue around the best point in which values, straight between points, are low enough."""
    ends = []
    for step in (-1, 1):
        place = best
        while 0 <= place + step < len(at) and values[place + step] <= enough:
            place += step
        end = float(at[place])
        following = place + step
        if 0 <= following < len(at) and np.isfinite(values[following]):
            part = (enough - values[place]) / (values[following] - values[place])
            end += float(part * (at[following] - at[place]))
        ends.append(end)
    return ends[0], ends[1]
