"""What may be asked of a plan, before the scenario is known that it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salessim.errors import InputError
from salessim.plan.policy import Goal, Objective, Policy
from salessim.scenario import Scenario
from salessim.units import MONTHS_PER_YEAR

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
    first = start.year * MONTHS_PER_YEAR + start.month - 1
    count = scenario.plan.horizon.months
    return [
        f"{(first + k) // MONTHS_PER_YEAR}-{(first + k) % MONTHS_PER_YEAR + 1:02d}"
        for k in range(count)
    ]
