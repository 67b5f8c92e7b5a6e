"""What the engine hands over: the raw tables of some replications."""

from typing import NamedTuple

import numpy as np


class Batch(NamedTuple):
    """Raw tables of consecutive replications; R replications, M months, S segments, N posts.

    The dtypes stand in `model.outputs`.
    """

    first: int
    """Number of the first replication."""
    months: np.ndarray
    """MONTH, shape (R, M, S, 2)."""
    ledger: np.ndarray
    """LEDGER, shape (R, M)."""
    reps: np.ndarray
    """REP_MONTH, shape (R, N, M)."""
    funnel: np.ndarray
    """FUNNEL, shape (R, steps, S)."""
    moved: np.ndarray
    """What moved motivation, shape (R, M, movers): sums over all reps, by `codes.MOVER_NAMES`."""
    grid: np.ndarray
    """The skills grid at the horizon, 0..1, shape (R, N, skills)."""
    ignorance: np.ndarray
    """Values drawn for what is not known, shape (R, number of key paths)."""
    events: np.ndarray
    """Live events, shape (R,)."""
    seconds: float
    """Time in the engine, compiling left out."""
    deals: list[np.ndarray] | None
    """DEAL_OUT, one array a replication, if asked for."""
    log: list[np.ndarray] | None
    """LOG, one array a replication, if asked for."""
