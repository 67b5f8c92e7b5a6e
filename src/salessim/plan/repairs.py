"""What would make an impossible goal possible, at the least: by solving for each repair alone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.world import RepGroup
from salessim.plan.lp.model import LpModel
from salessim.plan.request import PlanRequest, RequestedLimit, RevenueGoal
from salessim.units import WEEKS_PER_MONTH

MAXIMUM_PEOPLE = 1.0
"""People that a repair may add, as a share of the team's."""
HALVINGS = 7
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


def repairs(
    coefficients: LpCoefficients,
    request: PlanRequest,
    correction: np.ndarray,
    goal: RevenueGoal,
    reached: float,
) -> list[str]:
    """Return the least changes, each by itself, that let a goal be reached, in sentences."""
    missing = 1.0 - reached / goal.revenue
    within = f"at most {reached:,.0f} can be reached by {goal.label}"
    found = [f"a target {missing * 100:.1f} % lower: {within}"]

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
            found.append(f"{extra:.1f} more {group.role} ready by {month}")
    hours = _least(lambda h: reaches(_less_administration(coefficients, h)), MAXIMUM_HOURS_BACK)
    if hours is not None:
        found.append(f"{hours:.1f} h less administration a week for each rep")
    return found


def why_no_plan(coefficients: LpCoefficients, request: PlanRequest) -> str:
    """Say which limits leave no plan, and the least by which one of them alone must give way."""
    found = []
    for limit in request.limits():
        give = _least(_gives_way(coefficients, limit), 1.0)
        if give is not None:
            found.append(limit.repair(give))
    if not found:
        return (
            "No plan keeps all limits that are asked for, and none of them alone is at fault: "
            "leave out one after the other."
        )
    return "No plan keeps all limits that are asked for. It would take one of:" + "".join(
        f"\n    {sentence}" for sentence in found
    )


def _gives_way(coefficients: LpCoefficients, limit: RequestedLimit) -> Callable[[float], bool]:
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
