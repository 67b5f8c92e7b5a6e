"""How users meet what may be asked of a plan: its options, their units, and what reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

from salessim import arguments
from salessim.errors import InputError
from salessim.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from salessim.model.state.outputs import DatedTarget
    from salessim.scenario import Scenario

type Objective = Literal["ratio", "revenue", "payroll", "profit", "arr"]
type Unit = Literal[
    "word",
    "money by month",
    "share",
    "shares by segment",
    "flag",
    "seconds",
    "count",
    "months after",
    "ranges by key",
    "rate",
]
"""What is typed for an option; each front door reads each unit in one place."""

GUARDED, NOTHING_AFTER = "guarded", "none"
GIVEN_UP = 0.005
"""Share by which the months after the horizon may be poorer than after today's allocation."""
MOST_MONTHS_AFTER = 60
"""Months after the horizon that may count."""
EFFORTS = ("quick", "normal", "thorough")
OBJECTIVES = ("ratio", "revenue", "payroll", "profit", "arr")
REPLICATIONS = 4000
"""Futures of the proof, at most: as many are taken as its precision needs."""
PRECISION = 0.01
"""Half-width of mean revenue, as a share of it, at which there are enough futures."""
ROUNDING = 1e-9
"""By how much shares may miss 1 together."""


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


def typed(unit: Unit, help: str, meaning: str, **rest: Any) -> dict[str, RequestOption]:
    """The metadata of a field that users type."""
    return {"option": RequestOption(unit, help, meaning, **rest)}


@dataclass(frozen=True)
class RequestedLimit[Asked]:
    """One limit of a request, and where it limits nothing.

    changed: the request with another figure.
    changed_in: another request with it.
    """

    name: str
    now: float
    loose: float
    changed: Callable[[float], Asked]
    changed_in: Callable[[Asked, float], Asked]

    def at(self, part: float) -> float:
        """The figure where the limit gives way by a part of all that it can."""
        return self.now + part * (self.loose - self.now)

    def repair(self, part: float) -> str:
        """In words, what is enough; when typed as it is shown it still is."""
        rounded = ceil if self.loose > self.now else floor
        enough = f"{rounded(self.at(part) * 1000) / 10:g} %"
        return f"a {self.name} of {enough}, not {self.now * 100:g} %"


def limit_of[Asked](
    request: Asked,
    name: str,
    now: float,
    loose: float,
    changed: Callable[[Asked, float], Asked],
) -> RequestedLimit[Asked]:
    """A limit of a request, by what changes its figure in any."""
    return RequestedLimit(name, now, loose, partial(changed, request), changed)


def months_after(name: str, value: Any, option: RequestOption) -> int | str:
    """Read what counts after the horizon, typed as a word or a number of months.

    Raises:
        InputError: it is neither.
    """
    text = value.strip() if isinstance(value, str) else value
    if text in (GUARDED, NOTHING_AFTER):
        return str(text)
    if isinstance(text, str) and text.isdecimal():
        text = int(text)
    if isinstance(text, int) and not isinstance(text, bool) and 1 <= text <= MOST_MONTHS_AFTER:
        return text
    raise InputError(
        f"'{name}' is {value!r}; allowed: {GUARDED}, {NOTHING_AFTER}, or a number of months from 1 "
        f"to {MOST_MONTHS_AFTER}."
    )


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
    "months after": months_after,
    "ranges by key": lambda name, value, _: arguments.texts(name, value),
    "rate": lambda name, value, _: arguments.text(name, value),
}
"""What reads a value given in Python, by its name, or by the unit of its option."""


@dataclass(frozen=True)
class RevenueGoal:
    """Revenue to reach from the first month up to one (0-based, inclusive), in currency."""

    month: int
    revenue: float
    label: str

    @property
    def value(self) -> float:
        """What is to be reached, as of any target."""
        return self.revenue


MEASURES = ("revenue", "bookings", "arr")
"""What may be a target."""


def measure_and_month(label: str, months: Sequence[str]) -> tuple[str, int]:
    """What a target is of, and the place of its month: of `2027-06`, `arr` or `arr:2027-06`.

    Raises:
        InputError: there is no such measure or month.
    """
    first, _, month = label.strip().partition(":")
    if not month and first.lower() not in MEASURES:
        first, month = "revenue", first
    if first.lower() not in MEASURES:
        raise InputError(f"A target is of revenue, bookings or arr, not of {first}.")
    month = month.strip() or months[-1]
    if month not in months:
        raise InputError(f"There is no month {month} in the horizon, {months[0]} to {months[-1]}.")
    return first.lower(), months.index(month)


def months_of(scenario: Scenario) -> list[str]:
    """The months of the horizon, such as `2027-12`."""
    start = scenario.plan.horizon.from_
    first = start.year * MONTHS_PER_YEAR + start.month - 1
    count = scenario.plan.horizon.months
    return [
        f"{(first + k) // MONTHS_PER_YEAR}-{(first + k) % MONTHS_PER_YEAR + 1:02d}"
        for k in range(count)
    ]


def goals_of(scenario: Scenario, target: float) -> tuple[RevenueGoal, ...]:
    """Return the goal of so much revenue by the end of the horizon."""
    last = scenario.plan.horizon.last_day
    return (RevenueGoal(scenario.plan.horizon.months - 1, target, f"{last:%Y-%m}"),)


def targets_of(
    scenario: Scenario, targets: Mapping[str, float], target: float | None
) -> tuple[list[RevenueGoal], list[DatedTarget]]:
    """Revenue to reach, and what else, from targets by month or measure and that of the horizon.

    Raises:
        InputError: there is no such measure or month.
    """
    from salessim.model.state.outputs import DatedTarget

    months = months_of(scenario)
    goals, own = [], list[DatedTarget]()
    for label, value in sorted(targets.items()):
        measure, last = measure_and_month(label, months)
        if measure == "revenue":
            goals.append(RevenueGoal(last, float(value), months[last]))
        else:
            own.append(DatedTarget(measure, float(value), 0, last, months[last], None, None))
    if target is not None:
        goals += goals_of(scenario, float(target))
    return goals, own


def with_value(name: str, request: Any, value: Any) -> Any:
    """A request with another value of a field."""
    one: Any = {name: value}
    return replace(request, **one)


def with_share(segment: str, end: int, request: Any, value: float) -> Any:
    """A request with another least (end 0) or largest (1) share of hours of a segment."""
    ends = list(request.shares[segment])
    ends[end] = value
    return with_value("shares", request, {**request.shares, segment: (ends[0], ends[1])})


def check_whole_people(scenario: Scenario, *, asked: bool) -> None:
    """Refuse whole people where nobody's number is free, so that nothing is left out unsaid.

    Raises:
        InputError: whole people are asked for, and no number is free.
    """
    free = any(role.people.is_free for role in scenario.plan.team.values())
    if asked and not free:
        raise InputError(
            "Whole people are asked for, but no number is free: leave one free, such as "
            "people: {today: 4, least: 2, most: 6}, or leave out --whole-people."
        )


def check_recurs(scenario: Scenario, *, asked: bool) -> None:
    """Refuse ARR where there is none.

    Raises:
        InputError: ARR is asked for, and nothing recurs.
    """
    if asked and not scenario.plan.recurs:
        raise InputError(
            "ARR is asked for, and nothing recurs: no deal has a period, such as 12k "
            "a year. Ask for revenue."
        )
