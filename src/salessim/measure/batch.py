"""What the engine hands over: the raw tables of some replications, and their fingerprint."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, Self

import numpy as np

from salessim.model.state.tables import OUTPUTS


class Batch(NamedTuple):
    """Raw tables of consecutive replications; R replications, M months, S segments, N posts.

    The dtypes stand in `model.state.outputs`.
    """

    first: int
    """Number of the first replication."""
    months: np.ndarray
    """MONTH, shape (R, M, S, 2)."""
    ledger: np.ndarray
    """LEDGER, shape (R, M)."""
    reps: np.ndarray
    """REP_MONTH, shape (R, N, M)."""
    statements: np.ndarray
    """STATEMENT, shape (R, payees, components, M); payees are the posts, then the managers."""
    payments: np.ndarray
    """What was paid, shape (R, payees, M, kinds), currency, by `codes.PAYMENT_NAMES`.

    Of managers it is fixed pay alone.
    """
    funnel: np.ndarray
    """FUNNEL, shape (R, steps, S)."""
    leads: np.ndarray
    """LEAD_COUNT, shape (R, channels)."""
    work: np.ndarray
    """REP_STEP, shape (R, N, steps)."""
    moved: np.ndarray
    """What moved motivation, shape (R, M, movers): sums over all reps, by `codes.MOVER_NAMES`."""
    grid: np.ndarray
    """The skills grid at the horizon, 0..1, shape (R, N, skills)."""
    uncertain_values: np.ndarray
    """Values drawn for uncertain parameters, shape (R, number of key paths)."""
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

    def copied(self) -> Self:
        """Return a batch with arrays of its own: the engine fills the same ones again."""
        arrays: dict[str, Any] = {
            name: value.copy()
            for name, value in self._asdict().items()
            if isinstance(value, np.ndarray)
        }
        others = {name: table.copy() for name, table in self.others.items()}
        return self._replace(**arrays, others=others)

    def outputs(self) -> dict[str, np.ndarray]:
        """Return all outputs by their names in the world, in the order of the digest."""
        return {
            table.name: self.others[table.name]
            if table.name in self.others
            else getattr(self, table.batch or table.name)
            for table in OUTPUTS
        }


def _packed(table: np.ndarray) -> np.ndarray:
    """The same fields without padding; numpy's own function takes time to import."""
    fields = [(name, table.dtype[name]) for name in table.dtype.names or ()]
    return table.astype(fields, copy=False)


def as_numbers(table: np.ndarray) -> np.ndarray:
    """A table of named numbers as float64, its fields along a last axis."""
    names = table.dtype.names or ()
    numbers = np.empty((*table.shape, len(names)))
    for place, name in enumerate(names):
        numbers[..., place] = table[name]
    return numbers


def replication_digests(batch: Batch) -> list[bytes]:
    """SHA-256 of each replication's tables, in order.

    Fields are packed first: the padding between a table's fields holds no defined bytes. The
    number of events is left out, since it says how a driver worked and not what happened.
    """
    tables = []
    for output in batch.outputs().values():
        table = np.ascontiguousarray(output)
        named = bool(table.dtype.names)
        packed = np.ascontiguousarray(_packed(table)) if named else table
        form = f"{packed.dtype.descr}{packed.shape[1:]}".encode() if named else b""
        tables.append((form, packed))
    digests = []
    for row in range(len(batch.events)):
        digest = sha256()
        for form, table in tables:
            digest.update(form)
            digest.update(table[row].tobytes())
        digests.append(digest.digest())
    return digests


def combined(digests: list[bytes], own_rules: Mapping[str, str] | None = None) -> str:
    """One digest of many replications, in order, as `sha256:` and hexadecimal digits.

    Args:
        digests: of each replication.
        own_rules: fingerprints by slot. Where one is filled, the digest tells it, even if the
            user's rule decides as salessim's own does.
    """
    total = sha256()
    for digest in digests:
        total.update(digest)
    for slot, fingerprint in sorted((own_rules or {}).items()):
        total.update(f"{slot}={fingerprint}".encode())
    return f"sha256:{total.hexdigest()}"
