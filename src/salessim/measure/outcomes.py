"""Counts replications up to what a comparison needs: the runs table, and each target's measure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.digest import replication_digests
from salessim.measure.lines import MonthLines
from salessim.measure.runs import runs_of
from salessim.measure.targets import reached
from salessim.model.state.book import Book, DatedTarget


@dataclass
class Outcomes:
    """What came of one scenario, a row a replication.

    Memory grows by a row of the runs table and a figure a target with each replication; all else
    of a batch is dropped.
    """

    book: Book
    targets: tuple[DatedTarget, ...]
    """Of the scenario that variants are compared with."""
    events: int = 0
    seconds: float = 0.0
    _rows: list[np.ndarray] = field(default_factory=list)
    _reached: list[np.ndarray] = field(default_factory=list)
    _digest: Any = field(default_factory=sha256)

    def add(self, batch: Batch) -> None:
        """Count the next batch in."""
        lines = MonthLines.of(batch, self.book)
        self._rows.append(runs_of(batch, self.book, lines))
        self._reached.append(_measures(self.targets, lines, len(batch.events)))
        for digest in replication_digests(batch):
            self._digest.update(digest)
        self.events += int(batch.events.sum())
        self.seconds += batch.seconds

    @property
    def runs(self) -> np.ndarray:
        """The runs table, dtype RUN, in replication order."""
        return np.concatenate(self._rows)

    @property
    def reached(self) -> np.ndarray:
        """Each target's measure, currency, shape (replications, targets)."""
        return np.concatenate(self._reached)

    @property
    def digest(self) -> str:
        """Fingerprint of all raw tables, equal to that of `salessim run`."""
        return f"sha256:{self._digest.hexdigest()}"


def _measures(targets: Sequence[DatedTarget], lines: MonthLines, count: int) -> np.ndarray:
    if not targets:
        return np.zeros((count, 0))
    return np.stack([reached(target, lines) for target in targets], axis=1)
