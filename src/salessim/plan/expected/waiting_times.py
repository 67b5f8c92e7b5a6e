"""Whose turn it is in a rep's day: how long cases wait, and what the prospecting block can hold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY, MOTIONS, OUTBOUND_WHEN_FREE
from salessim.plan.expected.conquest import ConquestFunnel, Course
from salessim.plan.expected.delays import (
    WorkingPace,
    days_per_hour,
    hours_of_a_day,
    rest_in_hand,
    rest_up_to,
    turn_comes_after,
    wait_for_work,
)
from salessim.plan.expected.loyalty import base_of, loyalty_pieces
from salessim.plan.expected.people import Hours
from salessim.plan.expected.world import ExpectedWorld, RepGroup

WORKING_DAYS = 220.0
"""Days of a rep's year, by which customers' work a year is weighed against the calls of a day."""


@dataclass(frozen=True)
class Block:
    """What the prospecting block can hold.

    Attributes:
        filled: (groups,) hours of calls for an hour of the block, if nothing else comes into it:
            the last call begins before its end.
        carried: (groups, segments, MOTIONS) hours of the block that an hour of other work takes
            away: what is begun on one day goes on at the next day's start.
    """

    filled: NDArray[np.float64]
    carried: NDArray[np.float64]


def pace_of(
    funnel: ConquestFunnel,
    group: RepGroup,
    calls: list[Course | None],
    shares: NDArray[np.float64],
    windows: NDArray[np.float64],
) -> WorkingPace:
    """Return how soon a group gets to cases.

    Args:
        funnel: of the world.
        group: whose pace it is.
        calls: what a call comes to, by segment; None where the group does not hunt.
        shares: (segments, MOTIONS) of hours, as today's budget has them.
        windows: (days, 3) of the group's first member.
    """
    per_hour = days_per_hour(windows)
    behind = np.zeros(len(calls))
    if funnel.calls and int(funnel.world.sizes[0].outbound) == OUTBOUND_WHEN_FREE:
        for segment, course in enumerate(calls):
            if course is not None:
                pieces = funnel.pieces(course, segment, group.first)
                share = float(shares[segment, CONQUEST])
                behind[segment] = turn_comes_after(pieces, share, per_hour)
    return WorkingPace(wait_for_work(windows), behind, per_hour)


def block_of(
    world: ExpectedWorld,
    funnel: ConquestFunnel,
    groups: tuple[RepGroup, ...],
    hours: Hours,
    calls: list[list[Course | None]],
) -> Block:
    """Return what each group's block can hold; calls: by group and segment, as in `pace_of`.

    A day ends within a piece of other work as often as that work fills the hours after the block
    and what it takes of the block itself.
    """
    segments = len(calls[0]) if calls else 0
    filled = np.ones(len(groups))
    carried = np.zeros((len(groups), segments, MOTIONS))
    kept = customers_of_a_keeper(world, groups, segments)
    for number, group in enumerate(groups):
        block, after = hours_of_a_day(hours.windows[number])
        hunted = [s for s, course in enumerate(calls[number]) if course is not None]
        if block <= 0.0 or after <= 0.0 or not funnel.calls or not hunted:
            continue
        call = [(1.0, funnel.cases_of(funnel.call, s, group.first)) for s in hunted]
        filled[number] = 1.0 + min(rest_in_hand(call), after) / block
        later = {s: _after_the_call(funnel, calls[number][s], s, group.first) for s in hunted}
        kept_here = [s for s in range(segments) if group.serves[s, LOYALTY]]
        care = {s: loyalty_pieces(funnel.world, s) for s in kept_here}
        called = block / float(np.mean([cases.mean() for _, cases in call])) / len(hunted)
        all_day = [(count * called, cases) for s in hunted for count, cases in later[s]]
        all_day += [
            (count * kept[s] / WORKING_DAYS, cases) for s in kept_here for count, cases in care[s]
        ]
        day = after + rest_up_to(all_day, block)
        for s, pieces in later.items():
            carried[number, s, CONQUEST] = rest_up_to(pieces, block) / day
        for s, pieces in care.items():
            carried[number, s, LOYALTY] = rest_up_to(pieces, block) / day
    return Block(filled, carried)


def _after_the_call(
    funnel: ConquestFunnel, course: Course | None, segment: int, rep: int
) -> list[tuple[float, NDArray[np.float64]]]:
    assert course is not None
    return [
        (float(count), funnel.cases_of(step, segment, rep))
        for step, count in enumerate(course.pieces)
        if step != funnel.call and count > 0.0
    ]


def customers_of_a_keeper(
    world: ExpectedWorld, groups: tuple[RepGroup, ...], segments: int
) -> NDArray[np.float64]:
    """Return the customers of day one that one keeper has, by segment."""
    customers = np.array([base_of(world, s).customers for s in range(segments)])
    keepers = sum(group.size * group.serves[:, LOYALTY].astype(float) for group in groups)
    return np.divide(customers, keepers, out=np.zeros(segments), where=keepers > 0.0)
