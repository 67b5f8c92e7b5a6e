"""Adds up batches in order: a `Tally` for a run, `Outcomes` for a comparison.

Memory grows by a few numbers a replication.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from salessim.measure.batch import Batch, as_numbers, combined, replication_digests
from salessim.measure.flows import RecruitFigures
from salessim.measure.quotas import horizon_quotas, quotas_met
from salessim.measure.runs import MonthlySeries, runs_of
from salessim.measure.targets import reached
from salessim.model.state.codes import MOTIONS, PAYMENT_NAMES
from salessim.model.state.outputs import (
    FUNNEL,
    LEAD_COUNT,
    LEDGER,
    MONTH,
    REP_MONTH,
    REP_STEP,
    STATEMENT,
    Book,
    DatedTarget,
)
from salessim.units import MONTHS_PER_YEAR

SUMMED = ("months", "ledger", "reps", "statements", "funnel", "leads", "work")
NUMBERS = ("moved", "grid")
"""Tables of plain numbers, summed too."""
OF_RECRUITS = ("years", "employed", "left", "won", "bookings", "base", "variable", "charges")


def bytes_per_replication(book: Book) -> int:
    """Memory that the raw tables of one replication take."""
    months, segments = len(book.months), len(book.segments)
    steps = len(book.conquest_steps) + len(book.loyalty_steps)
    return (
        months * segments * MOTIONS * MONTH.itemsize
        + months * LEDGER.itemsize
        + months * len(book.reps) * REP_MONTH.itemsize
        + months * len(book.payees) * max(map(len, book.components), default=0) * STATEMENT.itemsize
        + months * len(book.payees) * len(PAYMENT_NAMES) * np.dtype(float).itemsize
        + steps * segments * FUNNEL.itemsize
        + len(book.channels) * LEAD_COUNT.itemsize
        + len(book.reps) * steps * REP_STEP.itemsize
    )


@dataclass
class Tally:
    """What is known of the replications so far.

    Rows of the runs table and a few monthly series are kept for every replication; raw tables
    are summed, and kept whole only if asked. Sums run replication by replication, so they are
    the same bits however the work was cut into batches.
    """

    book: Book
    keep_tables: bool = False
    own_rules: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of the user's own rules, by slot."""
    first: int = 0
    """Number of the first replication."""
    replications: int = 0
    events: int = 0
    seconds: float = 0.0
    tables: list[Batch] = field(default_factory=list)
    """The raw tables, if kept."""
    _rows: list[np.ndarray] = field(default_factory=list)
    _series: list[MonthlySeries] = field(default_factory=list)
    _uncertain_values: list[np.ndarray] = field(default_factory=list)
    _digests: list[bytes] = field(default_factory=list)
    _sums: dict[str, np.ndarray] = field(default_factory=dict)
    _dtypes: dict[str, np.dtype] = field(default_factory=dict)
    _quotas_met: np.ndarray | None = None
    _recruits: np.ndarray | None = None

    def add(self, batch: Batch) -> None:
        """Count the next batch in.

        Raises:
            ValueError: the batch does not continue where the last one ended.
        """
        expected = self.first + self.replications
        if batch.first != expected:
            raise ValueError(f"batch starts at {batch.first}, expected {expected}")
        self.replications += len(batch.events)
        self.events += int(batch.events.sum())
        self.seconds += batch.seconds
        lines = MonthlySeries.of(batch, self.book)
        self._series.append(lines)
        self._rows.append(runs_of(batch, self.book, lines))
        self._uncertain_values.append(batch.uncertain_values.copy())
        self._digests.extend(replication_digests(batch))
        for name in SUMMED:
            table = getattr(batch, name)
            self._dtypes[name] = table.dtype
            self._add_up(name, as_numbers(table))
        for name in NUMBERS:
            self._add_up(name, getattr(batch, name))
        met = quotas_met(*horizon_quotas(batch)).sum(axis=0)
        self._quotas_met = met if self._quotas_met is None else self._quotas_met + met
        if any(self.book.recruits):
            for of_kinds in sums_by_kind(batch, self.book):
                self._recruits = of_kinds if self._recruits is None else self._recruits + of_kinds
        if self.keep_tables:
            self.tables.append(batch.copied())

    def _add_up(self, name: str, table: np.ndarray) -> None:
        if name not in self._sums:
            self._sums[name] = np.zeros(table.shape[1:])
        for replication in table:
            self._sums[name] += replication

    @property
    def runs(self) -> np.ndarray:
        """The runs table, dtype RUN, in replication order."""
        return np.concatenate(self._rows)

    @property
    def lines(self) -> MonthlySeries:
        """Monthly series of all replications."""
        return MonthlySeries.joined(self._series)

    @property
    def uncertain_values(self) -> np.ndarray:
        """Values drawn for uncertain parameters, shape (replications, key paths)."""
        return np.concatenate(self._uncertain_values)

    @property
    def quotas_met(self) -> np.ndarray:
        """In how many replications each quota was reached, shape (payees, components)."""
        if self._quotas_met is None:
            raise ValueError("no batch was added")
        return self._quotas_met

    @property
    def recruits(self) -> list[RecruitFigures]:
        """A row a kind of recruits; empty where none is typed."""
        if self._recruits is None:
            return []
        return recruit_figures(self.book, self._recruits, self.replications)

    @property
    def digest(self) -> str:
        """Fingerprint of all raw tables, and of rules of the user's own if there are any."""
        return combined(self._digests, self.own_rules)

    def mean(self, table: str, column: str) -> np.ndarray:
        """Mean over replications of a column of a table of `SUMMED`.

        The result has the table's shape without the replications.
        """
        names = self._dtypes[table].names or ()
        return self._sums[table][..., names.index(column)] / self.replications

    def mean_of_numbers(self, table: str) -> np.ndarray:
        """Mean over replications of `moved` or `grid`, in the table's shape without them."""
        return self._sums[table] / self.replications


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
        lines = MonthlySeries.of(batch, self.book)
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

    def column(self, name: str) -> np.ndarray:
        """A column of the runs table."""
        return np.concatenate([rows[name] for rows in self._rows])

    @property
    def reached(self) -> np.ndarray:
        """Each target's measure, currency, shape (replications, targets)."""
        return np.concatenate(self._reached)

    @property
    def digest(self) -> str:
        """Fingerprint of all raw tables, equal to that of `salessim run`."""
        return f"sha256:{self._digest.hexdigest()}"


def _measures(targets: Sequence[DatedTarget], lines: MonthlySeries, count: int) -> np.ndarray:
    if not targets:
        return np.zeros((count, 0))
    return np.stack([reached(target, lines) for target in targets], axis=1)


def kinds_of(book: Book) -> list[tuple[str, str]]:
    """Return (role, kind) of all kinds of recruits, in the order of the scenario."""
    return list(
        dict.fromkeys(
            (role, kind)
            for role, kinds in zip(book.roles, book.recruits, strict=True)
            for kind in kinds
        )
    )


def sums_by_kind(batch: Batch, book: Book) -> np.ndarray:
    """Return sums, shape (replications, kinds, OF_RECRUITS); `employed` is at the end."""
    sums = np.zeros((len(batch.reps), len(kinds_of(book)), len(OF_RECRUITS)))
    for place, (role, name) in enumerate(kinds_of(book)):
        members = [
            row for row, kinds in enumerate(book.recruits) if book.roles[row] == role and kinds
        ]
        number = book.recruits[members[0]].index(name) + 1
        table = batch.reps[:, members]
        of_kind = table["kind"] == number
        for column, name_of in enumerate(OF_RECRUITS):
            counted = of_kind & (np.arange(of_kind.shape[2]) == of_kind.shape[2] - 1)
            where = counted if name_of == "employed" else of_kind
            sums[:, place, column] = np.where(where, table[name_of], 0.0).sum(axis=(1, 2))
    return sums


def recruit_figures(book: Book, sums: np.ndarray, replications: int) -> list[RecruitFigures]:
    """Return a row a kind of recruits, means over replications.

    sums: as `sums_by_kind`, over all replications.
    """
    figures = []
    for (role, kind), row in zip(kinds_of(book), sums / replications, strict=True):
        part = dict(zip(OF_RECRUITS, map(float, row), strict=True))
        months = MONTHS_PER_YEAR * part["years"]
        figures.append(
            RecruitFigures(
                role=role,
                kind=kind,
                person_months=months,
                at_end=part["employed"],
                left=part["left"],
                contracts_won=part["won"],
                bookings=part["bookings"],
                bookings_per_month=part["bookings"] / months if months > 0.0 else None,
                pay=part["base"] + part["variable"] + part["charges"],
            )
        )
    return figures
