"""What one more of a limit is worth, and which limits would have to give way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import CONQUEST, MOTION_NAMES
from salessim.model.state.outputs import DatedTarget
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.world import RepGroup
from salessim.plan.explanations import MINIMUM_HOURS
from salessim.plan.findings import Marginal
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.request_limits import GOAL
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.lp.work import SELLING_HOURS
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import RequestedLimit, RevenueGoal
from salessim.plan.solving.highs import series
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    LinearProgram,
    VariableFamily,
)
from salessim.units import WEEKS_PER_MONTH

STEP = 0.01
"""Share of a group's hours by which their worth is tried."""
ALIKE = 0.1
"""Relative difference of the worth of one more and one less that makes a plan degenerate."""
MAXIMUM_GROUPS = 8
"""Groups whose hour is priced: the largest."""
VARIABLES_SOLVED = 36_000
"""Variables of all programmes that are solved to price moves: the larger, the fewer moves."""
MINIMUM_MOVES, MAXIMUM_MOVES = 4, 24
ROUNDING = 1e-6
"""People by which a held number may differ, so that rounding rules out no plan."""
HOURS_THERE = VariableFamily("hours of all months", ("group", "segment", "motion"))
HOURS_ADD_UP = ConstraintFamily(
    "hours of all months",
    ("group", "segment", "motion"),
    "sum over months of hours[g,s,m,t] = hours of all months[g,s,m]",
)


@dataclass(frozen=True)
class Move:
    """What comes of moving hours of a group to or from a segment and motion, in the objective.

    Attributes:
        more: change for one more hour there, taken from the group's other work; None where no
            more can be worked.
        less: change for one hour less; None where there is none to take.
        degenerate: whether the two disagree, so that neither is the worth of an hour.
    """

    more: float | None
    less: float | None
    degenerate: bool


class MarginalValues:
    """Prices hours of one solved plan: in profit if that is its objective, else in revenue."""

    def __init__(self, model: LpModel, solved: SolvedPlan) -> None:
        self.model, self.solved = model, solved
        self.coefficients = model.coefficients
        in_profit = model.request.objective == "profit"
        program, self.sign, _ = model.objective("profit" if in_profit else "revenue")
        self.months = self.coefficients.printed
        self.places = self._priced(len(program.columns))
        self.program = self._with_hours_there(
            self._with_people(program if in_profit else without_goals(program))
        )

    def of_groups(self) -> list[Marginal]:
        """One more and one less hour of each group, its people held."""
        with series():
            return self._of_groups()

    def _of_groups(self) -> list[Marginal]:
        base = self._best(self.program)
        free = {one.group for one in self.coefficients.free}
        order = sorted(range(len(self.coefficients.groups)), key=self._size, reverse=True)
        found = []
        for g in order[:MAXIMUM_GROUPS]:
            group = self.coefficients.groups[g].name
            places = [self.program.rows[SELLING_HOURS, g, t] for t in range(self.months)]
            hours = self.program.row_upper[places]
            if g in free:  # what its people have stands among the terms
                hours = self.solved.hours[g, ..., : self.months].sum(axis=(0, 1))
            if base is None or hours.sum() <= 0.0:
                continue
            values = []
            for direction in (1.0, -1.0):
                upper = self.program.row_upper.copy()
                upper[places] += hours * direction * STEP
                changed = self._best(replace(self.program, row_upper=upper))
                if changed is not None:
                    values.append(direction * (changed - base) / (STEP * float(hours.sum())))
            if len(values) == 2:
                more, less = values
                found.append(
                    Marginal(group=group, more=more, less=less, degenerate=apart(more, less))
                )
        return found

    def of_moves(self) -> dict[tuple[int, int, int], Move]:
        """Hours moved within a group, by group, segment and motion; the largest groups' first."""
        with series():
            return {place: self._move(*place) for place in self.places}

    def _priced(self, variables: int) -> list[tuple[int, int, int]]:
        """Groups, segments and motions whose hours are priced: the fewer, the larger the model."""
        allowed = VARIABLES_SOLVED // max(1, 3 * variables)
        order = sorted(range(len(self.coefficients.groups)), key=self._size, reverse=True)
        places = [
            (g, s, motion)
            for g in order
            for s in range(self.coefficients.segments)
            for motion in range(len(MOTION_NAMES))
            if self.coefficients.groups[g].serves[s, motion]
        ]
        several = [g for g in order if sum(place[0] == g for place in places) > 1]
        chosen = [place for place in places if place[0] in several]
        return chosen[: min(MAXIMUM_MOVES, max(MINIMUM_MOVES, allowed))]

    def _with_hours_there(self, program: LinearProgram) -> LinearProgram:
        """The programme with a variable for all hours of each place: bounds alone differ then."""
        count, before = len(self.places), len(program.columns)
        rows = np.zeros((count, before))
        for k, (g, s, motion) in enumerate(self.places):
            columns = self.model.x.hours[g, s, motion, : self.months]
            rows[k, columns[columns != NONE]] = 1.0
        added = csr_array(np.hstack([rows, -np.eye(count)]))
        wider = csr_array((program.matrix.shape[0], count))
        return replace(
            program,
            columns=program.columns.plus(*((HOURS_THERE, place) for place in self.places)),
            lower=np.append(program.lower, np.zeros(count)),
            upper=np.append(program.upper, np.full(count, np.inf)),
            integer=np.append(program.integer, np.zeros(count, bool)),
            objective=np.append(program.objective, np.zeros(count)),
            matrix=csr_array(vstack([hstack([program.matrix, wider]), added])),
            rows=program.rows.plus(*((HOURS_ADD_UP, place) for place in self.places)),
            row_lower=np.append(program.row_lower, np.zeros(count)),
            row_upper=np.append(program.row_upper, np.zeros(count)),
        )

    def _with_people(self, program: LinearProgram) -> LinearProgram:
        """The programme with the people of the plan: an hour is not priced by hiring somebody."""
        values = self.solved.solution.values
        lower, upper = program.lower.copy(), program.upper.copy()
        for one in self.coefficients.free:
            for columns in (self.model.x.kept[one.group], self.model.x.hired[one.group]):
                assert values is not None
                own = columns[columns != NONE]
                lower[own] = np.maximum(lower[own], values[own] - ROUNDING)
                upper[own] = np.minimum(upper[own], values[own] + ROUNDING)
        integer = np.zeros_like(program.integer)
        return replace(program, lower=lower, upper=upper, integer=integer)

    def _size(self, group: int) -> float:
        return float(self.solved.hours[group, ..., : self.months].sum())

    def _move(self, g: int, s: int, motion: int) -> Move:
        column = self.program.columns[HOURS_THERE, g, s, motion]
        now = float(self.solved.hours[g, s, motion, : self.months].sum())
        step, elsewhere = STEP * max(1.0, self._size(g)), self._size(g) - now
        base = self._best(self._with_hours(column, now))
        if base is None:
            return Move(None, None, degenerate=False)
        gained = less = None
        if elsewhere > MINIMUM_HOURS:
            here = min(step, elsewhere)
            more = self._best(self._with_hours(column, now + here))
            gained = None if more is None else (more - base) / here
        if now > MINIMUM_HOURS:
            away = min(step, now)
            fewer = self._best(self._with_hours(column, now - away))
            less = None if fewer is None else (fewer - base) / away
        unclear = gained is not None and less is not None and apart(gained, -less)
        return Move(gained, less, degenerate=unclear)

    def _with_hours(self, column: int, hours: float) -> LinearProgram:
        """The programme with so many hours of a place."""
        lower, upper = self.program.lower.copy(), self.program.upper.copy()
        lower[column] = upper[column] = hours
        return replace(self.program, lower=lower, upper=upper)

    def _best(self, program: LinearProgram) -> float | None:
        """The best there is, in currency, the more the better; None where nothing is."""
        try:
            found = self.model.answer(program).objective
        except (InfeasibleError, SolverError):
            return None
        return None if found is None else self.sign * found * self.model.unit


def without_goals(program: LinearProgram) -> LinearProgram:
    """The programme where revenue is what counts, and no amount of it is asked for as well."""
    return replace(program, row_lower=np.where(program.rows.of(GOAL), -np.inf, program.row_lower))


def apart(more: float, less: float) -> bool:
    """Whether the worth of one more and of one less hour disagree."""
    return abs(more - less) > ALIKE * max(abs(more), abs(less), 1e-9)


MAXIMUM_PEOPLE = 1.0
"""People that a repair may add, as a share of the team's."""
HALVINGS = 7
HALF_HOUR = 0.5
"""Hours of administration by which a repair is told; people are told whole."""
MAXIMUM_HOURS_BACK = 12.0
"""Hours of administration a week and person that a repair may take away."""


def maximum_revenue(
    coefficients: LpCoefficients, request: PlanRequest, correction: np.ndarray, goal: RevenueGoal
) -> float:
    """Return the most revenue that can be reached by a goal's month."""
    model = LpModel(coefficients, replace(request, goals=(), objective="revenue"), correction)
    columns = model.x.revenue[:, :, : goal.month + 1]
    program = model.lp.build("max")
    objective = model.vector(program, [(columns, 1.0)])
    solution = model.answer(replace(program, objective=objective))
    assert solution.objective is not None
    return solution.objective * model.unit


def lower_target(goal: RevenueGoal | DatedTarget, shown: float, share: float | None = None) -> str:
    """The target that can be had, in a sentence.

    Args:
        goal: the one that is missed.
        shown: what the best plan brings towards it.
        share: how much of it that is, where the goal has room for bad luck.
    """
    missing = 1.0 - (shown / goal.value if share is None else share)
    brings = f"the best plan found brings {shown:,.0f} by {goal.label}"
    return f"a target {missing * 100:.1f} % lower: {brings}"


def repairs(
    coefficients: LpCoefficients,
    request: PlanRequest,
    correction: np.ndarray,
    goal: RevenueGoal,
    reached: float,
    shown: float,
    administration: float,
) -> list[str]:
    """Return the least changes, each by itself, that let a goal be reached, in sentences.

    Args:
        coefficients: what hours bring.
        request: what was planned for.
        correction: of the curves.
        goal: with room for bad luck, where it is to be reached with a probability.
        reached: how much of it the best plan brings.
        shown: what that plan brings towards the goal as typed: of this much it is as sure as asked.
        administration: hours a week that each rep spends on it.
    """
    found = [lower_target(goal, shown, reached / goal.revenue)]

    def reaches(changed: LpCoefficients) -> bool:
        try:
            return maximum_revenue(changed, request, correction, goal) >= goal.revenue
        except (InfeasibleError, SolverError):
            return False

    soonest = min(2, coefficients.printed - 1)
    for number, group in _largest(coefficients):
        maximum = max(1.0, MAXIMUM_PEOPLE * group.size)
        extra = _least(_with_more(reaches, coefficients, number, soonest), maximum)
        if extra is not None:
            month = coefficients.book.months[soonest]
            found.append(f"{ceil(extra)} more {group.role} ready by {month}")
    most = min(MAXIMUM_HOURS_BACK, administration)
    hours = None
    if most >= HALF_HOUR:
        hours = _least(lambda h: reaches(_less_administration(coefficients, h)), most)
    if hours is not None:
        rounded = ceil(hours / HALF_HOUR) * HALF_HOUR
        found.append(f"{rounded:g} h less administration a week for each rep")
    return found


def why_no_plan(coefficients: LpCoefficients, request: PlanRequest) -> str:
    """Say which limits leave no plan, and the least by which one of them alone must give way."""
    found = []
    for limit in request.limits():
        give = _least(_gives_way(coefficients, limit), 1.0)
        if give is not None:
            found.append(limit.repair(give))
    if not found:
        return _why_together(coefficients, request)
    return "No plan keeps all limits that are asked for. It would take one of:" + "".join(
        f"\n    {sentence}" for sentence in found
    )


def _why_together(coefficients: LpCoefficients, request: PlanRequest) -> str:
    """Name the fewest limits that leave a plan if they all give way, and by how much."""
    limits = request.limits()
    for size in range(2, len(limits) + 1):
        for some in combinations(limits, size):

            def has_plan(part: float, some: tuple[RequestedLimit[PlanRequest], ...] = some) -> bool:
                changed = request
                for limit in some:
                    changed = limit.changed_in(changed, limit.at(part))
                return _has_plan(coefficients, changed)

            give = _least(has_plan, 1.0)
            if give is not None:
                both = ", and ".join(limit.repair(give) for limit in some)
                return f"No plan keeps all limits that are asked for. It would take {both}."
    return (
        "No plan keeps the bounds of the scenario itself (people, keepers, blocks), whatever else "
        "is asked for: widen the numbers of people."
    )


def _gives_way(
    coefficients: LpCoefficients, limit: RequestedLimit[PlanRequest]
) -> Callable[[float], bool]:
    return lambda part: _has_plan(coefficients, limit.changed(limit.at(part)))


def _has_plan(coefficients: LpCoefficients, request: PlanRequest) -> bool:
    model = LpModel(coefficients, replace(request, goals=(), objective="revenue"))
    try:
        model.answer(model.lp.build("max"))
    except (InfeasibleError, SolverError):
        return False
    return True


def _with_more(
    reaches: Callable[[LpCoefficients], bool], coefficients: LpCoefficients, group: int, month: int
) -> Callable[[float], bool]:
    return lambda people: reaches(_more_people(coefficients, group, people, month))


def _largest(coefficients: LpCoefficients) -> list[tuple[int, RepGroup]]:
    """One group of each role that wins customers, the largest first, at most three."""
    roles: dict[str, tuple[int, RepGroup]] = {}
    for number, group in sorted(enumerate(coefficients.groups), key=lambda pair: -pair[1].size):
        if group.serves[:, CONQUEST].any() or len(coefficients.groups) == 1:
            roles.setdefault(group.role, (number, group))
    return list(roles.values())[:3]


def _least(enough: Callable[[float], bool], maximum: float) -> float | None:
    """Return the least amount that is enough, by bisection; None where the most is not."""
    if not enough(maximum):
        return None
    low, high = 0.0, maximum
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _more_people(
    coefficients: LpCoefficients, group: int, people: float, month: int
) -> LpCoefficients:
    """The coefficients with more people of a group from a month on, fully ramped."""
    selling, heads = coefficients.hours.selling.copy(), coefficients.hours.heads.copy()
    block = coefficients.hours.block.copy()
    each = selling[group] / np.maximum(1e-9, heads[group])
    each_block = block[group] / np.maximum(1e-9, heads[group])
    selling[group, month:] += people * each[month:]
    block[group, month:] += people * each_block[month:]
    heads[group, month:] += people
    return replace(
        coefficients, hours=replace(coefficients.hours, selling=selling, heads=heads, block=block)
    )


def _less_administration(coefficients: LpCoefficients, hours_a_week: float) -> LpCoefficients:
    """The coefficients with more selling hours for everybody."""
    more = hours_a_week * WEEKS_PER_MONTH * coefficients.hours.heads
    selling = np.where(coefficients.hours.selling > 0.0, coefficients.hours.selling + more, 0.0)
    return replace(coefficients, hours=replace(coefficients.hours, selling=selling))
