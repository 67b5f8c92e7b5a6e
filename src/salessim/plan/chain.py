"""Absorbing Markov chains in closed form: chances of winning and steps of a funnel that repeats.

Source: Kemeny and Snell, Finite Markov Chains (1960), chapter 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessim.errors import InputError

ROUNDING = 1e-9
"""How far a row of chances may exceed 1."""


@dataclass(frozen=True, eq=False)
class AbsorbingChain:
    """What becomes of those who enter each of n stages.

    Attributes:
        visits: (n, n) mean visits to the second stage from the first, the entry counted.
        win: (n,) chance of winning from each stage; (n, k) where there are k ends.
        steps: (n,) mean steps until won or lost, the first one counted.
        steps_variance: (n,) variance of the steps.
        steps_if_won: as `win`: mean steps of those who end there; NaN where nobody does.
    """

    visits: NDArray[np.float64]
    win: NDArray[np.float64]
    steps: NDArray[np.float64]
    steps_variance: NDArray[np.float64]
    steps_if_won: NDArray[np.float64]


def absorbing_chain(moves: ArrayLike, win: ArrayLike) -> AbsorbingChain:
    """Solve a chain of stages that are repeated, passed, won or lost.

    Args:
        moves: Q, (n, n) chances of going from one stage to another; what is missing to 1 in a row
            ends there.
        win: (n,) chances of winning at the next step; or (n, k), those of reaching each of k ends,
            such as won, lost to a rival, and no decision.

    Raises:
        InputError: a chance lies outside 0..1, a row exceeds 1, or some stages are never left.
    """
    try:
        q, r = np.asarray(moves, np.float64), np.asarray(win, np.float64)
    except (TypeError, ValueError):
        raise InputError("Moves and chances of winning are numbers.") from None
    n = len(r) if r.ndim in (1, 2) else -1
    if q.shape != (n, n):
        raise InputError(f"Moves of shape {q.shape} do not fit chances of shape {r.shape}.")
    chances = np.column_stack([q, r])
    if not ((chances >= 0) & (chances <= 1)).all():
        raise InputError("Each chance is 0 to 1.")
    over = np.flatnonzero(chances.sum(axis=1) > 1 + ROUNDING)
    if len(over):
        total = chances[over[0]].sum()
        raise InputError(f"The chances of stage {over[0] + 1} add up to {total:.6g}: 1 at most.")
    stuck = _never_left(q)
    if stuck is not None:
        raise InputError(f"Stage {stuck + 1} is never left: its chances of moving on lead nowhere.")
    visits = np.linalg.inv(np.eye(n) - q)
    won, steps = visits @ r, visits.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps_if_won = np.where(won > 0, visits @ won / won, np.nan)
    variance = (2 * visits - np.eye(n)) @ steps - steps**2
    return AbsorbingChain(visits, won, steps, np.maximum(variance, 0.0), steps_if_won)


def _never_left(moves: NDArray[np.float64]) -> int | None:
    """A stage from which no end can be reached; None without one."""
    ends = moves.sum(axis=1) < 1 - ROUNDING
    for _ in range(len(moves)):
        ends = ends | (moves[:, ends] > 0).any(axis=1)
    return None if ends.all() else int(np.flatnonzero(~ends)[0])
