"""What is asked of a plan: every option once, how it is typed, what it means, how it gives way.

The command line, `salessim.optimise` and the `optimise` of an experiment's file are made from the
fields of `PlanRequest`. A new limit of the programme is a field here and a family of constraints in
`lp/request_limits.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from salessim.errors import InputError
from salessim.plan.free_figures import NOTHING_FREE, FreeFigures, free_figures
from salessim.plan.request_options import (
    EFFORTS,
    GUARDED,
    OBJECTIVES,
    PRECISION,
    READ_AS,
    REPLICATIONS,
    ROUNDING,
    Objective,
    RequestedLimit,
    RequestOption,
    RevenueGoal,
    check_recurs,
    check_whole_people,
    limit_of,
    targets_of,
    typed,
    with_share,
    with_value,
)

if TYPE_CHECKING:
    from salessim.model.state.outputs import DatedTarget
    from salessim.scenario import Scenario


@dataclass(frozen=True)
class PlanRequest:
    """What a plan is to be best at, what it must keep, and how well it is to be proven.

    goals: revenue to reach, by month of a scenario; `resolved` finds them from what is typed.
    own: the scenario's targets that are aimed at beside them; the programme does not hold them.
    figures: what may be set beside hours and people, as `resolved` reads it.

    Raises:
        InputError: a figure is out of its range.
    """

    objective: Objective | None = field(
        default=None,
        metadata=typed(
            unit="word",
            help="What the plan is to be best at. [default: ratio if people are free and there is "
            "a target, else revenue]",
            meaning="`ratio`, `revenue`, `payroll`, `profit`, or `arr` (recurring revenue a year "
            "at the end of the horizon); by default the least payroll ratio "
            "where numbers of people are free and a target is given, else the most revenue.",
            words=OBJECTIVES,
        ),
    )
    value_after: int | str = field(
        default=GUARDED,
        metadata=typed(
            unit="months after",
            help="What counts after the horizon: guarded, so that the twelve months after it are "
            "at most .5 % poorer than after today's allocation; none; or so many months more. "
            "[default: guarded]",
            meaning="what counts after the horizon: `guarded` (nothing, but the twelve months "
            "after it must be at most .5 % poorer than after today's allocation), `none`, or a "
            "number of months that count too.",
            metavar="guarded|none|N",
        ),
    )
    target: float | None = field(
        default=None,
        metadata=typed(
            unit="money by month",
            help="Revenue to reach by the end, such as 1.2M, or by a month: 2027-12=1.2M; or "
            "arr=400k, bookings=1M, arr:2027-06=250k. May be repeated.",
            meaning="revenue to reach by the end of the horizon, in currency.",
            metavar="AMOUNT",
        ),
    )
    targets: Mapping[str, float] = field(
        default_factory=dict,
        metadata={
            "meaning": "revenue to reach by the end of months such as `2027-12`, since the start; "
            "`arr` or `bookings` instead of the month are those of the horizon, and `arr:2027-06` "
            "of a month."
        },
    )
    probability: float | None = field(
        default=None,
        metadata=typed(
            unit="share",
            help="How sure the target is to be, such as 0.9.",
            meaning="share of futures in which the last target is to be reached.",
            metavar="SHARE",
        ),
    )
    own_targets: bool = field(
        default=False,
        metadata=typed(
            unit="flag",
            help="Aim at the scenario's own targets as well, of revenue, bookings and ARR.",
            meaning="aim at the scenario's own targets as well, of revenue, bookings and ARR; "
            "otherwise their chance is told.",
            words=("aimed at", "told"),
        ),
    )
    largest_change: float | None = field(
        default=None,
        metadata=typed(
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
        metadata=typed(
            unit="share",
            help="Least share of due contacts: 80%.",
            meaning="least share of due contacts that must be made, 0 to 1.",
            metavar="SHARE",
            loose=0.0,
        ),
    )
    least_prospecting: float = field(
        default=0.0,
        metadata=typed(
            unit="share",
            help="Least share of hunters' hours for calls and leads.",
            meaning="least share of hunters' selling hours for calls and leads, 0 to 1.",
            metavar="SHARE",
            loose=0.0,
        ),
    )
    shares: Mapping[str, tuple[float, float]] = field(
        default_factory=dict,
        metadata=typed(
            unit="shares by segment",
            help="Share of all hours of a segment: gold=20%..40%.",
            meaning="least and most share of all selling hours by segment.",
            name="segment_share",
            metavar="SEGMENT=LOW..HIGH",
            bounds_shares=True,
        ),
    )
    free: Mapping[str, str] = field(
        default_factory=dict,
        metadata=typed(
            unit="ranges by key",
            help="A figure that the plan may set: channels.web.budget=2k..8k a month. May be "
            "repeated.",
            meaning="figures that the plan may set as well, by key path: a range as typed, such as "
            "`2k..8k a month`.",
            metavar="PATH=LOW..HIGH",
        ),
    )
    most_spent: str | None = field(
        default=None,
        metadata=typed(
            unit="rate",
            help="Most that free budgets may come to together: 12k a month.",
            meaning="what free budgets may come to together, such as `12k a month`.",
            metavar="AMOUNT",
        ),
    )
    whole_people: bool = field(
        default=False,
        metadata=typed(
            unit="flag",
            help="Plan whole people, where their number is free.",
            meaning="plan whole people, by integers.",
            key="people",
            words=("whole", "parts"),
        ),
    )
    frontier: bool = field(
        default=False,
        metadata=typed(
            unit="flag",
            help="Also the payroll ratio that each amount of revenue takes.",
            meaning="also find the least payroll for several amounts of revenue, each simulated: "
            "`.frontier` has them, with the lowest payroll ratio and the highest profit marked.",
            key=None,
        ),
    )
    persons: bool = field(
        default=False,
        metadata=typed(
            unit="flag",
            help="Also a page for each person: hours, accounts, deals, training, quota.",
            meaning="also a page for each person, in `.persons`: hours a week, accounts to see, "
            "open deals, the skill to train, quota and what the plan expects.",
            key=None,
        ),
    )
    effort: str = field(
        default="normal",
        metadata=typed(
            unit="word",
            help="How long the simulation is searched for a better plan. [default: normal]",
            meaning="how long the simulation is searched for a better plan: `quick`, `normal` or "
            "`thorough`.",
            words=EFFORTS,
        ),
    )
    seconds: float | None = field(
        default=None,
        metadata=typed(
            unit="seconds",
            help="Search for so long instead, on this machine.",
            meaning="seconds to search for instead of `effort`; what is found then depends on the "
            "machine.",
            metavar="SECONDS",
            key=None,
        ),
    )
    time_limit_seconds: float | None = field(
        default=None,
        metadata=typed(
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
        metadata=typed(
            unit="count",
            help="Futures of the proof, at most. [default: as many as --precision needs and "
            "--effort allows]",
            meaning="futures of the proof at most, 2 or more; by default as many as the precision "
            "needs and the effort allows.",
            metavar="N",
            short="-n",
        ),
    )
    precision: float = field(
        default=PRECISION,
        metadata=typed(
            unit="share",
            help="Simulate until revenue is known this well.",
            meaning="half-width of mean revenue at which there are enough futures.",
            metavar="SHARE",
            typed_default="1%",
            minimum=1e-5,
        ),
    )
    goals: tuple[RevenueGoal, ...] = ()
    own: tuple[DatedTarget, ...] = ()
    figures: FreeFigures = NOTHING_FREE

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
    def in_programme(self) -> Objective:
        """The objective of the programme.

        What recurs is sold first, so revenue stands for ARR, and where targets are not in the
        programme, which would pay nobody then, for the least pay.
        """
        unbound = self.aim in ("ratio", "payroll") and bool(self.own) and not self.goals
        return "revenue" if self.aim == "arr" or unbound else self.aim

    @property
    def aimed_at(self) -> tuple[RevenueGoal | DatedTarget, ...]:
        """All that is to be reached; a probability is that of the last."""
        return (*self.goals, *self.own)

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
        goals, own = targets_of(scenario, self.targets, self.target)
        if len(set(goals)) > len({goal.month for goal in goals}):
            typed = ", ".join(f"{goal.revenue:,.0f} by {goal.label}" for goal in goals)
            raise InputError(f"A month has two targets: type one for each month, not {typed}.")
        free = any(role.people.is_free for role in scenario.plan.team.values())
        usual: Objective = "ratio" if free and (goals or own or self.own_targets) else "revenue"
        return replace(
            self,
            objective=self.objective or usual,
            goals=tuple(dict.fromkeys(goals)),
            own=tuple(own),
            figures=free_figures(scenario, self.free, self.most_spent),
        )

    def check(self, scenario: Scenario) -> None:
        """Refuse what has no meaning for a scenario; to be called once resolved.

        Raises:
            InputError: says what to ask instead.
        """
        aims = bool(self.aimed_at) or self.own_targets
        if self.probability is not None and not aims:
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
        if self.own_targets and not scenario.plan.target:
            raise InputError(
                "The scenario has no target of its own: type one there, such as target: {revenue: "
                "1.2M, by: 2027-12}, or type --target."
            )
        wants_arr = self.objective == "arr" or any(one.measure == "arr" for one in self.own)
        check_recurs(scenario, asked=wants_arr)
        check_whole_people(scenario, asked=self.whole_people)
        people = [role.people for role in scenario.plan.team.values() if role.people.is_free]
        is_paid = self.objective in ("ratio", "payroll")
        if is_paid and people and not aims and not sum(one.bounds[0] for one in people):
            raise InputError(
                "The least payroll of a team whose number is free would be nobody, living off old "
                "accounts: type a target (--target 1.2M), or a least team "
                "(people: {today: 4, least: 2, most: 6})."
            )

    def limits(self) -> list[RequestedLimit[PlanRequest]]:
        """Every limit that is asked for and can give way."""
        found = []
        for name, option in request_options():
            value = getattr(self, name)
            if option.loose is not None and value is not None:
                changed = partial(with_value, name)
                found.append(limit_of(self, name.replace("_", " "), value, option.loose, changed))
        for segment, (low, high) in self.shares.items():
            of = f"share of hours of {segment}"
            for what, now, loose, end in (("least", low, 0.0, 0), ("largest", high, 1.0, 1)):
                changed = partial(with_share, segment, end)
                found.append(limit_of(self, f"{what} {of}", now, loose, changed))
        return [limit for limit in found if limit.now != limit.loose]

    def described(self) -> dict[str, Any]:
        """Everything that the plans of an experiment depend on, as plain data."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found["targets"] = dict(self.targets)
        found["free"] = dict(self.free)
        found["shares"] = {segment: list(ends) for segment, ends in self.shares.items()}
        left_out = ("frontier", "persons", "goals", "own", "figures")
        return {name: value for name, value in found.items() if name not in left_out}


def request_options() -> Iterator[tuple[str, RequestOption]]:
    """The fields of a request that users type, with how they do; in their order."""
    for one in fields(PlanRequest):
        if "option" in one.metadata:
            yield one.name, one.metadata["option"]
