"""What the engine hands over: the raw tables of some replications."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np

from salessim.model.state.tables import OUTPUTS


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
    others: Mapping[str, np.ndarray] = {}
    """Outputs that have no field of their own, by their name in `model.state.tables`."""

    @classmethod
    def of(cls, outputs: Mapping[str, np.ndarray], **rest: Any) -> Self:
        """Return a batch of outputs, each shape (R, ...), by their names in the world."""
        own = {table.name: table.batch or table.name for table in OUTPUTS}
        fields: dict[str, Any] = {
            field: outputs[name] for name, field in own.items() if field in cls._fields
        }
        others = {name: outputs[name] for name, field in own.items() if field not in cls._fields}
        return cls(**fields, others=others, **rest)

    def outputs(self) -> dict[str, np.ndarray]:
        """Return all outputs by their names in the world, in the order of the digest."""
        return {
            table.name: self.others[table.name]
            if table.name in self.others
            else getattr(self, table.batch or table.name)
            for table in OUTPUTS
        }
