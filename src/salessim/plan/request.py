"""What is asked of a plan: the objective, targets, and limits that the scenario does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from salessim.errors import InputError
from salessim.scenario import Scenario

type Objective = Literal["ratio", "revenue", "payroll", "profit"]

OBJECTIVES = ("ratio", "revenue", "payroll", "profit")
ROUNDING = 1e-9
"""By how much shares may miss 1 together."""
NO_SHARES: Mapping[str, tuple[float, float]] = MappingProxyType({})


@dataclass(frozen=True)
class Goal:
    """Revenue to reach from the first month up to one (0-based, inclusive), in currency."""

    month: int
    revenue: float
    label: str


@dataclass(frozen=True)
class Policy:
    """What is asked of a plan.

    Attributes:
        objective: least payroll ratio, most revenue, least payroll or most profit.
        goals: revenue to reach, by month.
        largest_change: most by which a share of hours may differ from today's; None for any.
        least_care: least share of the contacts that are due that must be made.
        least_prospecting: least share of hunters' selling hours that goes into calls and leads.
        shares: least and most share of all selling hours by segment.
        whole_people: whether people are whole numbers.
        time_limit_seconds: of one solve.

    Raises:
        InputError: a figure is out of its range.
    """

    objective: Objective = "revenue"
    goals: tuple[Goal, ...] = ()
    largest_change: float | None = None
    least_care: float = 0.0
    least_prospecting: float = 0.0
    shares: Mapping[str, tuple[float, float]] = field(default=NO_SHARES)
    whole_people: bool = False
    time_limit_seconds: float | None = None

    @property
    def bounds_shares(self) -> bool:
        """Whether shares of hours have limits of their own, which a budget must keep as well."""
        return self.largest_change is not None or bool(self.shares)

    def __post_init__(self) -> None:
        if self.objective not in OBJECTIVES:
            known = ", ".join(OBJECTIVES)
            raise InputError(f"The objective is one of {known}, not {self.objective!r}.")
        for name in ("largest_change", "least_care", "least_prospecting"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                asked = name.replace("_", " ")
                raise InputError(f"The {asked} is a share from 0 to 100 %, not {value}.")
        for segment, (low, high) in self.shares.items():
            if not 0 <= low <= high <= 1:
                raise InputError(
                    f"The share of hours of {segment} lies between two shares of 0 to 100 %, "
                    f"not {low} and {high}."
                )
        least = sum(low for low, _ in self.shares.values())
        if least > 1.0 + ROUNDING:
            raise InputError(
                f"The least shares of hours add up to {least * 100:g} %: there is 100 % at most."
            )


REPLICATIONS = 4000
"""Futures of the proof, at most: as many are taken as its precision needs."""
PRECISION = 0.01
"""Half-width of mean revenue, as a share of it, at which there are enough futures."""


@dataclass(frozen=True)
class Asked:
    """What a plan is to be best at, and what it must keep; `Policy` says what each limit means.

    Attributes:
        objective: None for the least payroll ratio where numbers of people are free and a target
            is given, else the most revenue.
        target: revenue to reach by the end of the horizon, in currency.
        targets: revenue to reach by the end of months such as `2027-12`, since the start.
        probability: share of futures in which the last target is to be reached.
    """

    objective: Objective | None = None
    target: float | None = None
    targets: Mapping[str, float] = field(default_factory=dict)
    probability: float | None = None
    largest_change: float | None = None
    least_care: float = 0.0
    least_prospecting: float = 0.0
    shares: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    whole_people: bool = False
    time_limit_seconds: float | None = None

    def policy(self, scenario: Scenario) -> Policy:
        """The same for one scenario.

        Raises:
            InputError: it has no such month, or a figure is out of its range.
        """
        goals = self._goals(scenario)
        free = any(role.people.is_free for role in scenario.plan.team.values())
        return Policy(
            objective=self.objective or ("ratio" if free and goals else "revenue"),
            goals=goals,
            largest_change=self.largest_change,
            least_care=self.least_care,
            least_prospecting=self.least_prospecting,
            shares=dict(self.shares),
            whole_people=self.whole_people,
            time_limit_seconds=self.time_limit_seconds,
        )

    def _goals(self, scenario: Scenario) -> tuple[Goal, ...]:
        months = months_of(scenario)
        goals = []
        for label, value in sorted(self.targets.items()):
            if label not in months:
                raise InputError(
                    f"There is no month {label} in the horizon, {months[0]} to {months[-1]}."
                )
            goals.append(Goal(months.index(label), float(value), label))
        last = () if self.target is None else goals_of(scenario, float(self.target))
        return (*goals, *last)


def goals_of(scenario: Scenario, target: float, months: int | None = None) -> tuple[Goal, ...]:
    """Return the goal of so much revenue by the end of the horizon, or of its first months."""
    last = scenario.plan.horizon.last_day
    count = scenario.plan.horizon.months if months is None else months
    return (Goal(count - 1, target, f"{last:%Y-%m}"),)


def months_of(scenario: Scenario) -> list[str]:
    """The months of the horizon, such as `2027-12`."""
    start = scenario.plan.horizon.from_
    first = start.year * 12 + start.month - 1
    count = scenario.plan.horizon.months
    return [f"{(first + k) // 12}-{(first + k) % 12 + 1:02d}" for k in range(count)]
