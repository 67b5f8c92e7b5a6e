"""What is asked of a plan: every option once, how it is typed, what it means, how it gives way.

The command line, `salessim.optimise` and the `optimise` of an experiment's file are made from the
fields of `PlanRequest`. A new limit of the programme is a field here and a family of constraints in
`lp/request_limits.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

from salessim import arguments
from salessim.errors import InputError
from salessim.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from salessim.scenario import Scenario

type Objective = Literal["ratio", "revenue", "payroll", "profit"]
type Unit = Literal[
    "word", "money by month", "share", "shares by segment", "flag", "seconds", "count"
]
"""What is typed for an option; each front door reads each unit in one place."""

OBJECTIVES = ("ratio", "revenue", "payroll", "profit")
REPLICATIONS = 4000
"""Futures of the proof, at most: as many are taken as its precision needs."""
PRECISION = 0.01
"""Half-width of mean revenue, as a share of it, at which there are enough futures."""
ROUNDING = 1e-9
"""By how much shares may miss 1 together."""


@dataclass(frozen=True)
class RevenueGoal:
    """Revenue to reach from the first month up to one (0-based, inclusive), in currency."""

    month: int
    revenue: float
    label: str


@dataclass(frozen=True)
class RequestOption:
    """How users meet a field of `PlanRequest`.

    Attributes:
        unit: what is typed.
        help: a line for the command line.
        meaning: a line for Python's help.
        name: as it is typed, if not by the field's own name.
        metavar: what stands for the value on the command line.
        short: its short flag.
        typed_default: what the command line shows as its default.
        key: in an experiment's file, if not `name`; None where an experiment has no such key.
        words: what may be typed; of a flag in an experiment's file, for yes and for no.
        minimum: of a share.
        loose: the value with which a limit limits nothing; None for what is no limit.
        bounds_shares: whether it limits shares of hours, which a budget must keep as well.
    """

    unit: Unit
    help: str
    meaning: str
    name: str = ""
    metavar: str | None = None
    short: str | None = None
    typed_default: str | None = None
    key: str | None = ""
    words: tuple[str, ...] = ()
    minimum: float = 0.0
    loose: float | None = None
    bounds_shares: bool = False


def _typed(unit: Unit, help: str, meaning: str, **rest: Any) -> dict[str, RequestOption]:
    """The metadata of a field that users type."""
    return {"option": RequestOption(unit, help, meaning, **rest)}


@dataclass(frozen=True)
class RequestedLimit:
    """One limit of a request, and where it limits nothing.

    changed: the request with another figure.
    """

    name: str
    now: float
    loose: float
    changed: Callable[[float], PlanRequest]

    def at(self, part: float) -> float:
        """The figure where the limit gives way by a part of all that it can."""
        return self.now + part * (self.loose - self.now)

    def repair(self, part: float) -> str:
        """In words, what is enough; when typed as it is shown it still is."""
        rounded = ceil if self.loose > self.now else floor
        enough = f"{rounded(self.at(part) * 1000) / 10:g} %"
        return f"a {self.name} of {enough}, not {self.now * 100:g} %"


READ_AS: Mapping[str, Callable[[str, Any, Any], Any]] = {
    "word": lambda name, value, option: arguments.choice(name, value, option.words),
    "money by month": lambda name, value, _: arguments.real(name, value, 0.0),
    "targets": lambda name, value, _: arguments.amounts(name, value, "{'2027-12': 1.2e6}"),
    "share": lambda name, value, _: arguments.real(name, value, 0.0, 1.0),
    "probability": lambda name, value, _: arguments.share(name, value, such_as=0.9),
    "shares by segment": lambda name, value, _: arguments.share_ranges(name, value),
    "flag": lambda name, value, _: arguments.truth(name, value),
    "seconds": lambda name, value, _: arguments.real(name, value, 0.0, above=True),
    "count": lambda name, value, _: arguments.integer(name, value, 2),
}
"""What reads a value given in Python, by its name, or by the unit of its option."""


@dataclass(frozen=True)
class PlanRequest:
    """What a plan is to be best at, what it must keep, and how well it is to be proven.

    goals: revenue to reach, by month of a scenario; `resolved` finds them from what is typed.

    Raises:
        InputError: a figure is out of its range.
    """

    objective: Objective | None = field(
        default=None,
        metadata=_typed(
            unit="word",
            help="What the plan is to be best at. [default: ratio if people are free and there is "
            "a target, else revenue]",
            meaning="`ratio`, `revenue`, `payroll` or `profit`; by default the least payroll ratio "
            "where numbers of people are free and a target is given, else the most revenue.",
            words=OBJECTIVES,
        ),
    )
    target: float | None = field(
        default=None,
        metadata=_typed(
            unit="money by month",
            help="Revenue to reach by the end, such as 1.2M, or by a month: 2027-12=1.2M; may be "
            "repeated.",
            meaning="revenue to reach by the end of the horizon, in currency.",
            metavar="AMOUNT",
        ),
    )
    targets: Mapping[str, float] = field(
        default_factory=dict,
        metadata={
            "meaning": "revenue to reach by the end of months such as `2027-12`, since the start."
        },
    )
    probability: float | None = field(
        default=None,
        metadata=_typed(
            unit="share",
            help="How sure the target is to be, such as 0.9.",
            meaning="share of futures in which the last target is to be reached.",
            metavar="SHARE",
        ),
    )
    largest_change: float | None = field(
        default=None,
        metadata=_typed(
            unit="share",
            help="Most by which a share of hours may change: 10%.",
            meaning="most by which a share of hours may differ from today's, 0 to 1.",
            metavar="SHARE",
            loose=1.0,
            bounds_shares=True,
        ),
    )
    least_care: float = field(
        default=0.0,
        metadata=_typed(
            unit="share",
            help="Least share of due contacts: 80%.",
            meaning="least share of due contacts that must be made, 0 to 1.",
            metavar="SHARE",
            loose=0.0,
        ),
    )
    least_prospecting: float = field(
        default=0.0,
        metadata=_typed(
            unit="share",
            help="Least share of hunters' hours for calls and leads.",
            meaning="least share of hunters' selling hours for calls and leads, 0 to 1.",
            metavar="SHARE",
            loose=0.0,
        ),
    )
    shares: Mapping[str, tuple[float, float]] = field(
        default_factory=dict,
        metadata=_typed(
            unit="shares by segment",
            help="Share of all hours of a segment: gold=20%..40%.",
            meaning="least and most share of all selling hours by segment.",
            name="segment_share",
            metavar="SEGMENT=LOW..HIGH",
            bounds_shares=True,
        ),
    )
    whole_people: bool = field(
        default=False,
        metadata=_typed(
            unit="flag",
            help="Plan whole people, where their number is free.",
            meaning="plan whole people, by integers.",
            key="people",
            words=("whole", "parts"),
        ),
    )
    frontier: bool = field(
        default=False,
        metadata=_typed(
            unit="flag",
            help="Also the payroll ratio that each amount of revenue takes.",
            meaning="also find the least payroll for several amounts of revenue, each simulated: "
            "`.frontier` has them, with the lowest payroll ratio and the highest profit marked.",
            key=None,
        ),
    )
    time_limit_seconds: float | None = field(
        default=None,
        metadata=_typed(
            unit="seconds",
            help="Longest time of one solve.",
            meaning="of one solve; the best plan found so far is used.",
            name="time_limit",
            metavar="SECONDS",
            key=None,
        ),
    )
    replications: int = field(
        default=REPLICATIONS,
        metadata=_typed(
            unit="count",
            help="Futures of the proof, at most. [default: as many as --precision needs]",
            meaning="futures of the proof at most, 2 or more; by default as many as the precision "
            "needs.",
            metavar="N",
            short="-n",
        ),
    )
    precision: float = field(
        default=PRECISION,
        metadata=_typed(
            unit="share",
            help="Simulate until revenue is known this well.",
            meaning="half-width of mean revenue at which there are enough futures.",
            metavar="SHARE",
            typed_default="1%",
            minimum=1e-5,
        ),
    )
    goals: tuple[RevenueGoal, ...] = ()

    def __post_init__(self) -> None:
        for one in fields(self):
            option, value = one.metadata.get("option"), getattr(self, one.name)
            read = READ_AS.get(one.name) or (READ_AS[option.unit] if option else None)
            if read is not None and not (value is None and one.default is None):
                object.__setattr__(self, one.name, read(one.name, value, option))
        for segment, (low, high) in self.shares.items():
            if low > high:
                raise InputError(f"The least share of {segment} is above the most: {low}, {high}.")
        lowest = sum(low for low, _ in self.shares.values())
        if lowest > 1.0 + ROUNDING:
            raise InputError(
                f"The least shares of hours add up to {lowest * 100:g} %: there is 100 % at most."
            )

    @property
    def aim(self) -> Objective:
        """The objective, the most revenue where none is named."""
        return self.objective or "revenue"

    @property
    def bounds_shares(self) -> bool:
        """Whether shares of hours have limits of their own, which a budget must keep as well."""
        return any(
            getattr(self, name) not in (None, {})
            for name, option in request_options()
            if option.bounds_shares
        )

    def resolved(self, scenario: Scenario) -> PlanRequest:
        """The request with the goals and the objective that it has for a scenario.

        Raises:
            InputError: the scenario has no such month, or a month has two targets.
        """
        months = months_of(scenario)
        goals = []
        for label, value in sorted(self.targets.items()):
            if label not in months:
                raise InputError(
                    f"There is no month {label} in the horizon, {months[0]} to {months[-1]}."
                )
            goals.append(RevenueGoal(months.index(label), float(value), label))
        if self.target is not None:
            goals += goals_of(scenario, float(self.target))
        if len(set(goals)) > len({goal.month for goal in goals}):
            typed = ", ".join(f"{goal.revenue:,.0f} by {goal.label}" for goal in goals)
            raise InputError(f"A month has two targets: type one for each month, not {typed}.")
        free = any(role.people.is_free for role in scenario.plan.team.values())
        usual: Objective = "ratio" if free and goals else "revenue"
        return replace(self, objective=self.objective or usual, goals=tuple(dict.fromkeys(goals)))

    def check(self, scenario: Scenario) -> None:
        """Refuse what has no meaning for a scenario; to be called once resolved.

        Raises:
            InputError: says what to ask instead.
        """
        if self.probability is not None and not self.goals:
            raise InputError("A probability belongs to a target: type --target too, such as 1.2M.")
        segments = scenario.plan.segments
        for segment in self.shares:
            if segment not in segments:
                known = ", ".join(segments)
                raise InputError(f"There is no segment '{segment}'; known: {known}.")
        highest = sum(self.shares.get(segment, (0.0, 1.0))[1] for segment in segments)
        if highest < 1.0 - ROUNDING:
            raise InputError(
                f"The largest shares of hours add up to {highest * 100:g} %: nobody could work the "
                "rest."
            )
        people = [role.people for role in scenario.plan.team.values() if role.people.is_free]
        is_paid = self.objective in ("ratio", "payroll")
        if is_paid and people and not self.goals and not sum(one.bounds[0] for one in people):
            raise InputError(
                "The least payroll of a team whose number is free would be nobody, living off old "
                "accounts: type a target (--target 1.2M), or a least team "
                "(people: {today: 4, least: 2, most: 6})."
            )

    def limits(self) -> list[RequestedLimit]:
        """Every limit that is asked for and can give way."""
        found = []
        for name, option in request_options():
            value = getattr(self, name)
            if option.loose is not None and value is not None:
                changed = partial(self._with, name)
                found.append(RequestedLimit(name.replace("_", " "), value, option.loose, changed))
        for segment, (low, high) in self.shares.items():
            of = f"share of hours of {segment}"
            lower = partial(self._with_share, segment, high=high)
            higher = partial(self._with_share, segment, low)
            found.append(RequestedLimit(f"least {of}", low, 0.0, lower))
            found.append(RequestedLimit(f"largest {of}", high, 1.0, higher))
        return [limit for limit in found if limit.now != limit.loose]

    def _with(self, name: str, value: float) -> PlanRequest:
        one: Any = {name: value}
        return replace(self, **one)

    def _with_share(self, segment: str, low: float, high: float) -> PlanRequest:
        return replace(self, shares={**self.shares, segment: (low, high)})

    def described(self) -> dict[str, Any]:
        """Everything that the plans of an experiment depend on, as plain data."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found["targets"] = dict(self.targets)
        found["shares"] = {segment: list(ends) for segment, ends in self.shares.items()}
        return {name: value for name, value in found.items() if name not in ("frontier", "goals")}


def request_options() -> Iterator[tuple[str, RequestOption]]:
    """The fields of a request that users type, with how they do; in their order."""
    for one in fields(PlanRequest):
        if "option" in one.metadata:
            yield one.name, one.metadata["option"]


def goals_of(scenario: Scenario, target: float) -> tuple[RevenueGoal, ...]:
    """Return the goal of so much revenue by the end of the horizon."""
    last = scenario.plan.horizon.last_day
    return (RevenueGoal(scenario.plan.horizon.months - 1, target, f"{last:%Y-%m}"),)


def months_of(scenario: Scenario) -> list[str]:
    """The months of the horizon, such as `2027-12`."""
    start = scenario.plan.horizon.from_
    first = start.year * MONTHS_PER_YEAR + start.month - 1
    count = scenario.plan.horizon.months
    return [
        f"{(first + k) // MONTHS_PER_YEAR}-{(first + k) % MONTHS_PER_YEAR + 1:02d}"
        for k in range(count)
    ]
