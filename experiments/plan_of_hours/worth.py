"""What a plan is worth: the objective within the horizon, and in the twelve months after it.

It is measured through the public package alone, so that a fault of the planner's own measure shows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim import Scenario, simulate

AFTER = 12
"""Months after the horizon that are watched."""
GIVEN_UP = 0.005
"""Share by which these months may be worse than after today's allocation."""
CHANCE = 0.002
"""Share by which a limit may be missed in the contest's futures and still count as kept."""
FUTURES = 64
"""Of one evaluation of a search."""


@dataclass(frozen=True)
class Worth:
    """Columns of a row a future: within the horizon, and in the months after it."""

    within: NDArray[np.void]
    revenue: NDArray[np.float64]
    payroll: NDArray[np.float64]
    profit: NDArray[np.float64]

    def of(self, objective: str) -> float:
        """Within the horizon, the more the better."""
        runs = self.within
        if objective == "ratio":
            return -float(runs["payroll"].sum() / max(runs["revenue"].sum(), 1e-9))
        mean = float(runs[objective].mean())
        return -mean if objective == "payroll" else mean

    def after(self, objective: str) -> float:
        """In the months after it, the more the better."""
        if objective == "ratio":
            return -float(self.payroll.sum() / max(self.revenue.sum(), 1e-9))
        found = {"revenue": self.revenue, "profit": self.profit, "payroll": -self.payroll}
        return float(found[objective].mean())


def worth_of(scenario: Scenario, futures: int, seed: int) -> Worth:
    """Simulate a scenario to its horizon, and twelve months longer in the same futures."""
    longer = scenario.vary({"horizon.months": scenario.plan.horizon.months + AFTER})
    short = simulate(scenario, replications=futures, seed=seed).runs
    long = simulate(longer, replications=futures, seed=seed).runs
    rest = {
        name: np.asarray(long[name]) - np.asarray(short[name])
        for name in ("revenue", "payroll", "profit")
    }
    kept = short[["revenue", "payroll", "profit"]].to_records(index=False)
    return Worth(np.asarray(kept), rest["revenue"], rest["payroll"], rest["profit"])


@dataclass(frozen=True)
class Aim:
    """What is asked for, beside what today's allocation leaves to the months after."""

    objective: str
    target: float | None
    today: float

    def score(self, found: Worth) -> float:
        """The objective, less a fine where the months after or the target are missed."""
        value = found.of(self.objective)
        return value - 10.0 * abs(value) * self.missing(found)

    def missing(self, found: Worth) -> float:
        """Shares by which the months after and the target are missed, added up."""
        least = self.today - GIVEN_UP * abs(self.today)
        missing = max(0.0, (least - found.after(self.objective)) / max(abs(self.today), 1e-9))
        if self.target is not None:
            revenue = float(found.within["revenue"].mean())
            missing += max(0.0, (self.target - revenue) / self.target)
        return missing

    def is_kept(self, found: Worth) -> bool:
        """Whether nothing is missed by more than chance leaves open."""
        return self.missing(found) <= CHANCE


def aim_of(scenario: Scenario, asked: dict[str, Any], seed: int) -> Aim:
    """The aim of a request; what today leaves is measured in the search's own futures."""
    objective = asked.get("objective", "revenue")
    today = worth_of(scenario, FUTURES, seed).after(objective)
    return Aim(objective, asked.get("target"), today)
