"""Selling hours by group and month, and how skills grow: the engine's days, without their chance.

Months are gone through with the engine's own rules: managers plan, days open, hours teach. Work is
not simulated; what a rep does with the hours is the plan's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.engine.kernel import ONE_EVENT, Drive
from salessim.engine.state import working_copy
from salessim.model.assembly import Inputs
from salessim.model.compiled import plain
from salessim.model.distributions import value_of
from salessim.model.rules.managing import plan_managers_month
from salessim.model.rules.people import learn
from salessim.model.state.codes import (
    DAY_START,
    NEVER,
    NOBODY,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SKILLS,
)
from salessim.model.state.tables import World
from salessim.plan.expected.groups import Group
from salessim.plan.expected.world import ExpectedWorld

SLIPS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Chances at which the slip of a start is read."""


@dataclass(frozen=True)
class Hours:
    """What a group can do.

    Attributes:
        selling: (groups, months) hours of all members left for selling.
        paid: (groups, months) paid hours of all members.
        heads: (groups, months) members employed, on average over the month.
        block: (groups, months) hours of the protected prospecting block.
        skills: (groups, months, SKILLS) levels in the middle of a month.
        windows: of each group's first member, (days, 3) seconds: begin and end of selling time, and
            end of the prospecting block.
    """

    selling: NDArray[np.float64]
    paid: NDArray[np.float64]
    heads: NDArray[np.float64]
    block: NDArray[np.float64]
    skills: NDArray[np.float64]
    windows: tuple[NDArray[np.float64], ...]


def expected_hours(
    expected: ExpectedWorld, groups: tuple[Group, ...], practice: NDArray[np.float64]
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
    for name in ("selling", "paid", "heads", "block", "skills"):
        means[name] = getattr(middle, name).copy()
        means[name][slip] = np.mean([getattr(one, name)[slip] for one in others], axis=0)
    return Hours(**means, windows=middle.windows)


class _Months:
    """One walk through the months, with every start slipped alike."""

    def __init__(
        self,
        expected: ExpectedWorld,
        groups: tuple[Group, ...],
        practice: NDArray[np.float64],
        slip: float,
    ) -> None:
        self.leaves = expected.inputs.world.reps["leaves_at"].copy()
        self.world = _calm(expected)
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

    def gone_through(self, numbers: Sequence[int]) -> Hours:
        """Walk through all months with the groups of these numbers."""
        for month in range(len(self.borders) - 1):
            self._open(month)
            for number in numbers:
                self._month(number, month)
        windows = tuple(np.array(days, float).reshape(-1, 3) for days in self.opened)
        return Hours(self.selling, self.paid, self.heads, self.block, self.skills, windows)

    def _open(self, month: int) -> None:
        """Begin a month: who has come by its middle is planned for."""
        world = self.world
        middle = (self.borders[month] + self.borders[month + 1]) // 2
        world.run[0].month = month
        world.reps["meeting_owed"] = 0
        world.reps["employed"] = (self.starts <= middle) & (middle < self.leaves)
        world.reps["hired_at"] = world.reps["starts_at"] = self.starts
        world.reps["ramps"] = world.people["is_new"]
        world.reps["motivation"] = world.reps["level"]
        plain(plan_managers_month)(world, month)
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
        self.heads[number, month] = here.sum()
        if not here.any():
            return
        row.employed = 1
        block = 0.0
        for day in range(begins // SECONDS_PER_DAY, ends // SECONDS_PER_DAY):
            opens = int(world.days["starts"][row.calendar, day])
            now = day * SECONDS_PER_DAY + opens
            works = world.days["works"][row.calendar, day] > 0
            if not works or now < row.hired_at or now >= self.leaves[rep]:
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
        scale *= float(world.company["hours_factor"][0]) if here.all() else 1.0
        seconds = scale * self.present
        self.paid[number, month] = scale * paid / SECONDS_PER_HOUR
        self.selling[number, month] = seconds * int(own.idle_seconds) / SECONDS_PER_HOUR
        self.block[number, month] = seconds * block / SECONDS_PER_HOUR
        each = self.selling[number, month] / max(1e-9, self.heads[number, month])
        for skill in range(SKILLS):
            if self.practice[number, skill] > 0.0:
                plain(learn)(world, rep, skill, each * self.practice[number, skill])
        for member in group.reps[1:]:
            world.skills[member] = world.skills[rep]


def _calm(expected: ExpectedWorld) -> World:
    """A copy of the world in which nobody is ill by chance."""
    world = working_copy(Inputs(expected.world, expected.inputs.book))
    world.company["sick_share"] = 0.0
    world.reps["leaves_at"] = NEVER
    world.rep_months[:] = np.zeros(1, world.rep_months.dtype)
    return world


def _starts(world: World, chance: float) -> NDArray[np.int64]:
    """Return the second at which each rep starts."""
    starts = world.reps["start"].copy()
    for rep in np.flatnonzero(world.reps["slip_distribution"] != NOBODY):
        starts[rep] += int(
            plain(value_of)(world, int(world.reps["slip_distribution"][rep]), chance)
        )
    return np.asarray(starts)
