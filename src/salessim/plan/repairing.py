"""What would make an impossible goal possible, at the least: by solving for each repair alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.groups import Group
from salessim.plan.expected.response import Response
from salessim.plan.policy import Goal, Policy
from salessim.plan.programme.program import Programme

MOST_PEOPLE = 1.0
"""People that a repair may add, as a share of the team's."""
HALVINGS = 7
MOST_HOURS_BACK = 12.0
"""Hours of administration a week and person that a repair may take away."""
WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


def most_revenue(response: Response, policy: Policy, correction: np.ndarray, goal: Goal) -> float:
    """Return the most revenue that can be reached by a goal's month."""
    programme = Programme(response, replace(policy, goals=(), objective="revenue"), correction)
    columns = programme.x.revenue[:, :, : goal.month + 1]
    problem = programme.write.problem("most")
    objective = programme.vector(problem, [(columns, 1.0)])
    solution = programme.answer(replace(problem, objective=objective))
    assert solution.objective is not None
    return solution.objective * programme.unit


def repairs(
    response: Response, policy: Policy, correction: np.ndarray, goal: Goal, reached: float
) -> list[str]:
    """Return the least changes, each by itself, that let a goal be reached, in sentences."""
    missing = 1.0 - reached / goal.revenue
    within = f"at most {reached:,.0f} can be reached by {goal.label}"
    found = [f"a target {missing * 100:.1f} % lower: {within}"]

    def reaches(changed: Response) -> bool:
        try:
            return most_revenue(changed, policy, correction, goal) >= goal.revenue
        except (InfeasibleError, SolverError):
            return False

    soonest = min(2, response.printed - 1)
    for number, group in _largest(response):
        most = max(1.0, MOST_PEOPLE * group.size)
        extra = _least(_with_more(reaches, response, number, soonest), most)
        if extra is not None:
            month = response.book.months[soonest]
            found.append(f"{extra:.1f} more {group.role} ready by {month}")
    hours = _least(lambda h: reaches(_less_administration(response, h)), MOST_HOURS_BACK)
    if hours is not None:
        found.append(f"{hours:.1f} h less administration a week for each rep")
    return found


def why_no_plan(response: Response, policy: Policy) -> str:
    """Say which limits leave no plan, and the least by which one of them alone must give way."""
    found = []
    for limit in _limits(policy):
        give = _least(_gives_way(response, limit), 1.0)
        if give is not None:
            found.append(limit.told(give))
    if not found:
        return (
            "No plan keeps all limits that are asked for, and none of them alone is at fault: "
            "leave out one after the other."
        )
    return "No plan keeps all limits that are asked for. It would take one of:" + "".join(
        f"\n    {sentence}" for sentence in found
    )


@dataclass(frozen=True)
class _Limit:
    """One limit of a policy, and where it limits nothing.

    changed: the policy with another figure.
    """

    name: str
    now: float
    loose: float
    changed: Callable[[float], Policy]

    def at(self, part: float) -> float:
        """The figure where the limit gives way by a part of all that it can."""
        return self.now + part * (self.loose - self.now)

    def told(self, part: float) -> str:
        """The repair in words."""
        enough = _percent(self.at(part), self.loose > self.now)
        return f"a {self.name} of {enough}, not {self.now * 100:g} %"


def _limits(policy: Policy) -> list[_Limit]:
    """Every limit of a policy that can give way."""

    def share(segment: str, low: float | None, high: float | None) -> Callable[[float], Policy]:
        return lambda value: replace(
            policy,
            shares={
                **policy.shares,
                segment: (value if low is None else low, value if high is None else high),
            },
        )

    care, calls = policy.least_care, policy.least_prospecting
    change = 1.0 if policy.largest_change is None else policy.largest_change
    found = [
        _Limit("largest change", change, 1.0, lambda v: replace(policy, largest_change=v)),
        _Limit("least care", care, 0.0, lambda v: replace(policy, least_care=v)),
        _Limit("least prospecting", calls, 0.0, lambda v: replace(policy, least_prospecting=v)),
    ]
    for segment, (low, high) in policy.shares.items():
        of = f"share of hours of {segment}"
        found.append(_Limit(f"least {of}", low, 0.0, share(segment, None, high)))
        found.append(_Limit(f"largest {of}", high, 1.0, share(segment, low, None)))
    return [limit for limit in found if limit.now != limit.loose]


def _gives_way(response: Response, limit: _Limit) -> Callable[[float], bool]:
    return lambda part: _has_plan(response, limit.changed(limit.at(part)))


def _has_plan(response: Response, policy: Policy) -> bool:
    programme = Programme(response, replace(policy, goals=(), objective="revenue"))
    try:
        programme.answer(programme.write.problem("most"))
    except (InfeasibleError, SolverError):
        return False
    return True


def _percent(value: float, up: bool) -> str:
    """A share that is still enough when it is typed as it is shown."""
    return f"{(ceil if up else floor)(value * 1000) / 10:g} %"


def _with_more(
    reaches: Callable[[Response], bool], response: Response, group: int, month: int
) -> Callable[[float], bool]:
    return lambda people: reaches(_more_people(response, group, people, month))


def _largest(response: Response) -> list[tuple[int, Group]]:
    """One group of each role that wins customers, the largest first, at most three."""
    roles: dict[str, tuple[int, Group]] = {}
    for number, group in sorted(enumerate(response.groups), key=lambda pair: -pair[1].size):
        if group.serves[:, CONQUEST].any() or len(response.groups) == 1:
            roles.setdefault(group.role, (number, group))
    return list(roles.values())[:3]


def _least(enough: Callable[[float], bool], most: float) -> float | None:
    """Return the least amount that is enough, by bisection; None where the most is not."""
    if not enough(most):
        return None
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _more_people(response: Response, group: int, people: float, month: int) -> Response:
    """The response with more people of a group from a month on, fully ramped."""
    selling, heads = response.hours.selling.copy(), response.hours.heads.copy()
    block = response.hours.block.copy()
    each = selling[group] / np.maximum(1e-9, heads[group])
    each_block = block[group] / np.maximum(1e-9, heads[group])
    selling[group, month:] += people * each[month:]
    block[group, month:] += people * each_block[month:]
    heads[group, month:] += people
    return replace(
        response, hours=replace(response.hours, selling=selling, heads=heads, block=block)
    )


def _less_administration(response: Response, hours_a_week: float) -> Response:
    """The response with more selling hours for everybody."""
    more = hours_a_week * WEEKS_PER_MONTH * response.hours.heads
    selling = np.where(response.hours.selling > 0.0, response.hours.selling + more, 0.0)
    return replace(response, hours=replace(response.hours, selling=selling))
