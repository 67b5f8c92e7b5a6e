"""What is asked of a plan: the objective, targets, and limits that the scenario does not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from salessim.errors import InputError

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
