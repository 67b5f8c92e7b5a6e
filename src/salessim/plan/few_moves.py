"""A plan in a few moves: hours of a role from one kind of work to another, the same every week."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import MOTION_NAMES
from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.findings import FewMove, MovedHours
from salessim.plan.ways import Way
from salessim.units import WEEKS_PER_MONTH

STEP = 0.5
"""Hours a week by which a move is told, and the least that is worth one."""
CANDIDATES = 4
"""Moves of most hours, among which those that bring most are looked for."""
MOST = 3
WORTH_A_MOVE = 0.03
"""Share of the gain that a further move has to add to be told."""
FEW = "today's allocation with a few moves of hours"


@dataclass(frozen=True)
class RoleMove:
    """So many hours a week of each person of a role, from one segment and motion to another.

    Attributes:
        role: its name.
        groups: of the role.
        away, to: (segment, motion).
        hours: a week and person.
        shares: the same as a share of all selling hours.
        whole: hours of all people over the horizon.
    """

    role: str
    groups: tuple[int, ...]
    away: tuple[int, int]
    to: tuple[int, int]
    hours: float
    shares: float
    whole: float

    def moved(self, segments: tuple[str, ...]) -> MovedHours:
        """As a record of all hours."""
        return MovedHours(hours=self.whole, **self._places(segments))

    def finding(self, segments: tuple[str, ...], together: float) -> FewMove:
        """As a record; together: share of the plan's gain with the moves before it."""
        return FewMove(hours=self.hours, gain_together=together, **self._places(segments))

    def _places(self, segments: tuple[str, ...]) -> dict[str, str]:
        return {
            "role": self.role,
            "from_segment": segments[self.away[0]],
            "from_motion": MOTION_NAMES[self.away[1]],
            "to_segment": segments[self.to[0]],
            "to_motion": MOTION_NAMES[self.to[1]],
        }


def role_moves(way: Way, coefficients: LpCoefficients) -> list[RoleMove]:
    """What moves of hours lead from today's allocation to a way's, those of most hours first."""
    selling = coefficients.hours.selling[:, : coefficients.printed]
    heads = coefficients.hours.heads[:, : coefficients.printed]
    before = today_shares(coefficients, coefficients.printed)
    change = (way.shares_in(coefficients) - before) * selling[:, None, None]
    found = []
    for role in dict.fromkeys(group.role for group in coefficients.groups):
        groups = tuple(g for g, group in enumerate(coefficients.groups) if group.role == role)
        whole, people = selling[list(groups)].sum(), heads[list(groups)].sum()
        if whole <= 0.0 or people <= 0.0:
            continue
        moved = change[list(groups)].sum(axis=(0, 3))
        a_week = whole / people / WEEKS_PER_MONTH
        for away, to, hours in _matched(moved):
            rounded = STEP * round(hours / whole * a_week / STEP)
            if rounded > 0.0:
                share = rounded / a_week
                found.append(RoleMove(role, groups, away, to, rounded, share, share * whole))
    return sorted(found, key=lambda move: -move.whole)[:CANDIDATES]


def best_moves(
    way: Way, coefficients: LpCoefficients, whole: float, gain: Callable[[Way], float]
) -> list[tuple[RoleMove, float]]:
    """The moves towards a way that bring most, one after the other, as far as each adds to it.

    Args:
        way: to which they lead.
        coefficients: whose shares of today they begin with.
        whole: what the way gains.
        gain: what another way gains.

    Returns:
        Each move with the share of the gain that it brings with those before it.
    """
    left, taken = role_moves(way, coefficients), list[tuple[RoleMove, float]]()
    while left and len(taken) < MOST and whole > 0.0:
        so_far = [move for move, _ in taken]
        gains = {move: gain(with_moves(way, [*so_far, move], coefficients)) for move in left}
        best = max(left, key=lambda move: gains[move])
        share = gains[best] / whole
        if share < (taken[-1][1] if taken else 0.0) + WORTH_A_MOVE:
            break
        taken.append((best, share))
        left.remove(best)
    return taken


def _matched(
    moved: NDArray[np.float64],
) -> Iterator[tuple[tuple[int, int], tuple[int, int], float]]:
    """Pairs of places between which hours move, the largest first; moved: (segments, motions)."""
    left = moved.copy()
    for _ in range(left.size):
        away, to = (
            divmod(int(left.argmin()), left.shape[1]),
            divmod(int(left.argmax()), left.shape[1]),
        )
        hours = min(-left[away], left[to])
        if hours <= 0.0:
            return
        left[away] += hours
        left[to] -= hours
        yield away, to, float(hours)


def with_moves(way: Way, moves: list[RoleMove], coefficients: LpCoefficients) -> Way:
    """Today's shares with these moves, as far as there are hours to move; people as in a way."""
    shares = today_shares(coefficients, coefficients.printed).copy()
    for move in moves:
        for g in move.groups:
            part = np.minimum(move.shares, shares[g][move.away])
            shares[g][move.away] -= part
            shares[g][move.to] += part
    return replace(way, name=FEW, shares=shares)
