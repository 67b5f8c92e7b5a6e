"""What people can do and what they cost: hours, skills and pay by month, and those of a new hire.

Months are gone through with the engine's own rules: managers plan, days open, hours teach. Work is
not simulated; what a rep does with the hours is the plan's business.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.calendar import day_before
from salessim.engine.kernel import ONE_EVENT, Drive
from salessim.engine.state import working_copy
from salessim.model.distributions import value_of
from salessim.model.rules.managing import (
    accompanied_before,
    managers_by_rule,
    plan_managers_month,
)
from salessim.model.rules.people import learn, ramp_share
from salessim.model.state.codes import (
    DAY_START,
    NEVER,
    NOBODY,
    SKILLS,
)
from salessim.model.state.tables import World
from salessim.plan.expected.world import ExpectedWorld, RepGroup
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, SECONDS_PER_HOUR, Quantity

SLIPS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Chances at which the slip of a start is read."""


@dataclass(frozen=True)
class Hours:
    """What a group can do.

    Attributes:
        selling: (groups, months) hours of all members left for selling.
        paid: (groups, months) paid hours of all members.
        heads: (groups, months) members employed and not away, on average over the month.
        paid_away: (groups, months) members away, by the share of fixed pay that goes on.
        managers: (managers, months) managers whom a rule adds.
        block: (groups, months) hours of the protected prospecting block.
        skills: (groups, months, SKILLS) levels in the middle of a month.
        windows: of each group's first member, (days, 3) seconds: begin and end of selling time, and
            end of the prospecting block.
    """

    selling: NDArray[np.float64]
    paid: NDArray[np.float64]
    heads: NDArray[np.float64]
    paid_away: NDArray[np.float64]
    managers: NDArray[np.float64]
    block: NDArray[np.float64]
    skills: NDArray[np.float64]
    windows: tuple[NDArray[np.float64], ...]


def expected_hours(
    expected: ExpectedWorld, groups: tuple[RepGroup, ...], practice: NDArray[np.float64]
) -> Hours:
    """Return the hours of groups.

    Args:
        expected: the world.
        groups: its groups.
        practice: (groups, SKILLS) share of selling hours that practises each skill.
    """
    everybody = range(len(groups))
    middle = _Months(expected, groups, practice, 0.5).gone_through(everybody)
    slip = [
        g for g in everybody if expected.world.reps["slip_distribution"][groups[g].first] != NOBODY
    ]
    if not slip:
        return middle
    others = [
        middle if chance == 0.5 else _Months(expected, groups, practice, chance).gone_through(slip)
        for chance in SLIPS
    ]
    means = {}
    for name in ("selling", "paid", "heads", "paid_away", "block", "skills"):
        means[name] = getattr(middle, name).copy()
        means[name][slip] = np.mean([getattr(one, name)[slip] for one in others], axis=0)
    means["managers"] = np.mean([one.managers for one in others], axis=0)
    return Hours(**means, windows=middle.windows)


class _Months:
    """One walk through the months, with every start slipped alike."""

    def __init__(
        self,
        expected: ExpectedWorld,
        groups: tuple[RepGroup, ...],
        practice: NDArray[np.float64],
        slip: float,
    ) -> None:
        self.leaves = expected.inputs.world.reps["leaves_at"].copy()
        self.world = _smooth_problem(expected)
        self.drive = Drive(self.world)
        self.groups, self.practice = groups, practice
        self.borders = np.asarray(expected.inputs.book.month_borders)
        self.starts = _starts(self.world, slip)
        shape = (len(groups), expected.months)
        self.selling, self.paid = np.zeros(shape), np.zeros(shape)
        self.heads, self.block = np.zeros(shape), np.zeros(shape)
        self.skills = np.zeros((*shape, SKILLS))
        self.opened: list[list[tuple[int, int, int]]] = [[] for _ in groups]
        works = self.world.days["works"]
        self.present = 1.0 - float(expected.world.company["sick_share"][0])
        days = self.borders // SECONDS_PER_DAY
        sums = np.concatenate([np.zeros((len(works), 1)), works.cumsum(axis=1)], axis=1)
        self.works = (sums[:, days[1:]] - sums[:, days[:-1]])[self.world.reps["calendar"]]
        self.paid_away = np.zeros(shape)
        self.managers = np.zeros((len(self.world.managers), expected.months))
        for rep in np.flatnonzero(self.world.reps["absences"]).tolist():
            of_days = sums[int(self.world.reps[rep].calendar)]
            for span in self._absences_of(rep):
                away = np.clip(span, 0, self.borders[-1]) // SECONDS_PER_DAY
                passed = np.clip(days, *away)
                self.works[rep] -= of_days[passed[1:]] - of_days[passed[:-1]]

    def _absences_of(self, rep: int) -> NDArray[np.int64]:
        """First seconds of a rep's absences and of the returns, shape (absences, 2)."""
        row = self.world.reps[rep]
        return self.world.absences[row.first_absence : row.first_absence + row.absences]

    def gone_through(self, numbers: Sequence[int]) -> Hours:
        """Walk through all months with the groups of these numbers."""
        for month in range(len(self.borders) - 1):
            self._open(month)
            for number in numbers:
                self._month(number, month)
        windows = tuple(np.array(days, float).reshape(-1, 3) for days in self.opened)
        return Hours(
            selling=self.selling,
            paid=self.paid,
            heads=self.heads,
            paid_away=self.paid_away,
            managers=self.managers,
            block=self.block,
            skills=self.skills,
            windows=windows,
        )

    def _open(self, month: int) -> None:
        """Begin a month: who has come by its middle is planned for."""
        world = self.world
        middle = (self.borders[month] + self.borders[month + 1]) // 2
        world.run[0].month = month
        world.reps["meeting_owed"] = 0
        world.reps["employed"] = (self.starts <= middle) & (middle < self.leaves)
        world.reps["hired_at"] = world.reps["starts_at"] = self.starts
        world.reps["ramps"] = world.people["is_dated"]
        for rep in np.flatnonzero(world.reps["absences"]).tolist():
            spans = self._absences_of(rep)
            over = spans[spans[:, 1] <= middle]
            world.reps["away"][rep] = _is_within(spans, middle)
            world.reps["away_before"][rep] = (over[:, 1] - over[:, 0]).sum()
        world.reps["motivation"] = world.reps["level"]
        plan_managers_month(world, month)
        for manager in range(len(world.managers)):
            self.managers[manager, month] = managers_by_rule(world, manager, month)
        world.reps["motivation"] = world.reps["level"]

    def _month(self, number: int, month: int) -> None:
        world, group = self.world, self.groups[number]
        rep = group.first
        row = world.reps[rep]
        self.skills[number, month] = world.skills[rep]
        begins, ends = int(self.borders[month]), int(self.borders[month + 1])
        members = list(group.reps)
        comes = np.maximum(begins, self.starts[members])
        here = np.clip((np.minimum(ends, self.leaves[members]) - comes) / (ends - begins), 0.0, 1.0)
        spent = np.zeros(len(members))
        for place, member in enumerate(members):
            for first, back in self._absences_of(member):
                spent[place] += max(0.0, (min(ends, back) - max(begins, first)) / (ends - begins))
        away = np.minimum(here, spent)
        self.paid_away[number, month] = (away * world.reps["away_paid"][members]).sum()
        self.heads[number, month] = (here - away).sum()
        if not here.any():
            return
        row.employed = 1
        row.away = 0
        absences = self._absences_of(rep)
        block = 0.0
        for day in range(begins // SECONDS_PER_DAY, ends // SECONDS_PER_DAY):
            opens = int(world.days["starts"][row.calendar, day])
            now = day * SECONDS_PER_DAY + opens
            works = world.days["works"][row.calendar, day] > 0
            if not works or now < row.hired_at or now >= self.leaves[rep]:
                continue
            if _is_within(absences, now):
                continue
            world.run[0].posted = 0
            row.next_day = now
            self.drive(ONE_EVENT, now, DAY_START, rep)
            if row.window_end > row.window_start:
                opened = int(row.window_start), int(row.window_end), int(row.block_end)
                self.opened[number].append(opened)
                block += max(0, int(row.block_end) - int(row.window_start))
        own = world.rep_months[rep, month]
        paid = max(1, int(own.paid_seconds))
        # The first member's days show how much of paid time is left; leave differs by member.
        worked = self.works[members, month]
        scale = float((worked * here).sum()) / paid if here.all() else group.size
        seconds = scale * self.present
        self.paid[number, month] = scale * paid / SECONDS_PER_HOUR
        self.selling[number, month] = seconds * int(own.idle_seconds) / SECONDS_PER_HOUR
        self.block[number, month] = seconds * block / SECONDS_PER_HOUR
        each = self.selling[number, month] / max(1e-9, self.heads[number, month])
        for skill in range(SKILLS):
            if self.practice[number, skill] > 0.0:
                learn(world, rep, skill, each * self.practice[number, skill])
        for member in group.reps[1:]:
            world.skills[member] = world.skills[rep]


def _smooth_problem(expected: ExpectedWorld) -> World:
    """A copy of the world in which nobody is ill by chance."""
    world = working_copy(replace(expected.inputs, world=expected.world))
    world.company["sick_share"] = 0.0
    world.reps["leaves_at"] = NEVER
    for rep in range(len(world.reps)):
        world.reps["accompanied"][rep] = accompanied_before(world, rep)
    world.rep_months[:] = np.zeros(1, world.rep_months.dtype)
    return world


def _starts(world: World, chance: float) -> NDArray[np.int64]:
    """Return the second at which each rep starts."""
    starts = world.reps["start"].copy()
    for rep in np.flatnonzero(world.reps["slip_distribution"] != NOBODY):
        starts[rep] += int(value_of(world, int(world.reps["slip_distribution"][rep]), chance))
    return np.asarray(starts)


DAYS_READ = 4
"""Days of a month on which the ramp is read."""


@dataclass(frozen=True)
class FreeNumber:
    """A group whose number of people is to be found.

    Attributes:
        minimum, maximum: bounds of its number.
        found_in, notice: first months in which somebody new can start, or somebody can be gone.
        hours: (months, months) selling hours in month t of one who is to start in month u.
        paid: (months, months) share of month t for which the same is paid.
    """

    group: int
    minimum: int
    maximum: int
    found_in: int
    notice: int
    hours: NDArray[np.float64]
    paid: NDArray[np.float64]


def _is_within(spans: NDArray[np.int64], second: int) -> bool:
    """Whether a second lies within one of some spans, shape (spans, 2)."""
    return bool(((spans[:, 0] <= second) & (second < spans[:, 1])).any())


def free_numbers(
    expected: ExpectedWorld, groups: tuple[RepGroup, ...], hours: Hours, plan: SalesPlan
) -> tuple[FreeNumber, ...]:
    """Return the groups whose number the scenario leaves open: those of day one in free roles."""
    found = []
    seen: set[str] = set()
    for number, group in enumerate(groups):
        people = plan.team[group.role].people
        if not people.is_free or group.role in seen:
            continue
        if expected.world.people["is_dated"][group.first] == 1.0:
            continue
        if expected.world.reps["away_from"][group.first] != NEVER:
            continue
        seen.add(group.role)
        others = sum(g.size for g in groups if g.role == group.role) - group.size
        minimum, maximum = people.bounds
        each = _full_hours(hours, number)
        slips = [0.0]
        if people.slips is not None:
            low, high = people.slips.cases or (people.slips.typical, people.slips.typical)
            slips = [low + (high - low) * chance for chance in SLIPS]
        use, paid = use_and_pay(expected, group, slips)
        months = expected.months
        table, paying = np.zeros((months, months)), np.zeros((months, months))
        for start in range(months):
            ahead = months - start
            table[start, start:] = each[start:] * use[:ahead]
            paying[start, start:] = paid[:ahead]
        found.append(
            FreeNumber(
                group=number,
                minimum=max(0, minimum - others),
                maximum=max(0, maximum - others),
                found_in=_first_month(expected, people.found_in),
                notice=_first_month(expected, people.notice),
                hours=table,
                paid=paying,
            )
        )
    return tuple(found)


def _first_month(expected: ExpectedWorld, span: Quantity) -> int:
    """The first month that begins so long after the first day, or later."""
    book = expected.inputs.book
    firsts = [dt.date.fromisoformat(f"{month}-01") for month in book.months]
    late = [t for t, first in enumerate(firsts) if day_before(first, span) >= book.start]
    return late[0] if late else len(firsts)


def _full_hours(hours: Hours, group: int) -> NDArray[np.float64]:
    """Selling hours by month of one settled person of a group."""
    return np.asarray(hours.selling[group] / np.maximum(1e-9, hours.heads[group]))


def use_and_pay(
    expected: ExpectedWorld, group: RepGroup, slips: Sequence[float] = (0.0,)
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of selling time used, and of pay due, by months since the planned first day.

    slips: days by which the start may slip, equally likely.
    """
    world = expected.world
    row, person = world.reps[group.first], world.people[group.first]
    was = int(row.ramps), int(row.hired_at)
    row.ramps, row.hired_at = 1, 0
    use, paid = np.zeros(expected.months), np.zeros(expected.months)
    for slip in slips:
        for month in range(expected.months):
            for k in range(DAYS_READ):
                tenure = (month + (k + 0.5) / DAYS_READ) * DAYS_PER_MONTH - slip
                if tenure < 0.0:
                    continue
                paid[month] += 1.0
                seconds = int(tenure * SECONDS_PER_DAY)
                if seconds >= person.onboarding:
                    use[month] += float(ramp_share(world, seconds, group.first))
    row.ramps, row.hired_at = was
    scale = len(slips) * DAYS_READ
    return use / scale, paid / scale
