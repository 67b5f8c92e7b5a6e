"""The store of an experiment: opened for reading by anybody, for writing by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from salessim.errors import InputError
from salessim.output_files import UNFINISHED, check_folder, said_of
from salessim.study.design.experiment import Experiment
from salessim.study.design.planning import PlannedPoint
from salessim.study.run_rows import row_type
from salessim.study.store.durable_files import (
    content_of,
    journal_blocks,
    read_lines,
    read_plans,
    read_segment,
)
from salessim.study.store.manifest import (
    MANIFEST,
    POINTS,
    Manifest,
    check_same_experiment,
    manifest_of,
    read_manifest,
    read_points,
    write_manifest,
    write_points,
)

if TYPE_CHECKING:
    import pyarrow as pa

type ReplicationRange = tuple[int, int]
"""First replication, and the one after the last."""
RUNS, LOG, PLANS = "runs", "log", "plans"
SEGMENT, JOURNAL, DAMAGED = ".parquet", ".journal", ".damaged"


@dataclass
class CompletedRuns:
    """Which replications of each point are stored, as ranges."""

    ranges: dict[int, list[ReplicationRange]] = field(default_factory=dict)

    def add(self, rows: np.ndarray) -> None:
        """Add the replications of rows."""
        order = np.lexsort((rows["replication"], rows["point"]))
        points, numbers = rows["point"][order], rows["replication"][order]
        if not len(points):
            return
        breaks = np.flatnonzero((np.diff(points) != 0) | (np.diff(numbers) != 1)) + 1
        firsts = np.concatenate([[0], breaks])
        lasts = np.concatenate([breaks, [len(points)]]) - 1
        for first, last in zip(firsts, lasts, strict=True):
            stretch = (int(numbers[first]), int(numbers[last]) + 1)
            self._join(int(points[first]), stretch)

    def _join(self, point: int, stretch: ReplicationRange) -> None:
        known = sorted([*self.ranges.get(point, ()), stretch])
        joined = [known[0]]
        for first, end in known[1:]:
            if first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((first, end))
        self.ranges[point] = joined

    def missing(self, point: int, count: int) -> list[ReplicationRange]:
        """Ranges within the first `count` replications of a point that are not stored."""
        gaps, reached = [], 0
        for first, end in self.ranges.get(point, ()):
            if first > reached:
                gaps.append((reached, min(first, count)))
            reached = max(reached, end)
            if reached >= count:
                return gaps
        gaps.append((reached, count))
        return gaps

    def count(self, points: Iterable[int] | None = None) -> int:
        """Replications of some points, or of all."""
        chosen = self.ranges if points is None else points
        return sum(end - first for point in chosen for first, end in self.ranges.get(point, ()))

    def holds(self, point: int, replications: np.ndarray) -> np.ndarray:
        """Which of some replications of a point are stored, shape as given."""
        there = np.zeros(len(replications), bool)
        for first, end in self.ranges.get(point, ()):
            there |= (replications >= first) & (replications < end)
        return there


@dataclass(frozen=True)
class Store:
    """A folder of results."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a folder for reading.

        Raises:
            InputError: it holds no results that this version can read.
        """
        return cls(folder, read_manifest(folder))

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a folder holds results of an experiment."""
        return (folder / POINTS).exists()

    @classmethod
    def create(cls, folder: Path, experiment: Experiment) -> Store:
        """Make a folder ready for an experiment's results.

        Raises:
            InputError: it cannot be written, or something else is in it.
        """
        check_folder(folder)
        with said_of(folder):
            make_folders(folder)
            manifest = manifest_of(experiment, write_points(experiment, folder))
            write_manifest(manifest, folder)
        return cls(folder, manifest)

    @cached_property
    def row_type(self) -> np.dtype:
        """What a row of the runs table holds."""
        return row_type(self.manifest.columns)

    @cached_property
    def points(self) -> pa.Table:
        """The table of points; raises InputError where it is damaged."""
        return read_points(self.folder, self.manifest.points_digest)

    @cached_property
    def runs_of(self) -> np.ndarray:
        """For each point, the point under whose number its runs stand."""
        return np.asarray(self.points["runs_of"].to_numpy())

    def segments(self) -> list[Path]:
        """Sealed files, in the order of their names."""
        found = sorted((self.folder / RUNS).glob(f"*{SEGMENT}"))
        return [file for file in found if file.is_file()]

    def journals(self) -> list[Path]:
        """Journals whose rows are not in a sealed file yet."""
        found = sorted((self.folder / RUNS).glob(f"*{JOURNAL}"))
        return [f for f in found if f.is_file() and not f.with_suffix(SEGMENT).exists()]

    def rows(self, columns: Iterable[str] | None = None) -> Iterator[np.ndarray]:
        """All rows, block by block, in no particular order; damaged files are passed over.

        Args:
            columns: those that are wanted beside point and replication; None for all.
        """
        dtype = self.row_type if columns is None else row_type(columns)
        journals = self.journals()
        for file in self.segments():
            try:
                yield from self._sealed(file, dtype)
            except OSError:
                continue
        for file in journals:
            try:
                for rows in journal_blocks(file, self.row_type):
                    yield _only(rows, dtype)
            except FileNotFoundError:  # it was sealed meanwhile
                sealed = file.with_suffix(SEGMENT)
                yield from self._sealed(sealed, dtype) if sealed.exists() else ()

    def _sealed(self, file: Path, dtype: np.dtype) -> Iterator[np.ndarray]:
        for rows in read_segment(file, dtype):
            if not np.isin(rows["point"], self.runs_of).all() or (rows["replication"] < 0).any():
                raise OSError(f"{file} is damaged: it holds points that there are not")
            yield rows

    def damaged(self) -> list[str]:
        """Names of sealed files that are damaged; none of the rows after the damage count."""
        found = []
        for file in self.segments():
            try:
                for _ in self._sealed(file, self.row_type):
                    pass
            except OSError:
                found.append(file.name)
        return found

    def completed_runs(self) -> CompletedRuns:
        """Which runs are stored."""
        completed = CompletedRuns()
        for rows in self.rows(()):
            completed.add(rows)
        return completed

    @property
    def digest(self) -> str:
        """Fingerprint of all rows, whatever files and order they stand in.

        The sum of each row's SHA-256, so that it takes no memory and no sorting. Points that
        failed are left out: how far they came depends on how the work was cut.
        """
        total = 0
        failed = list(self.failures())
        for rows in self.rows():
            plain = rows[~np.isin(rows["point"], failed)].tobytes()
            size = rows.dtype.itemsize
            for start in range(0, len(plain), size):
                total += int.from_bytes(sha256(plain[start : start + size]).digest(), "little")
        names = json.dumps(self.row_type.descr).encode()
        return f"sha256:{sha256(names + (total % 2**256).to_bytes(32, 'little')).hexdigest()}"

    def entries(self) -> Iterator[dict[str, Any]]:
        """The log's lines, oldest first of each writer."""
        return read_lines(self.folder / LOG)

    def plans(self) -> dict[int, PlannedPoint]:
        """Plans of points that were planned, by point."""
        return {plan.point: plan for plan in read_plans(self.folder / PLANS)}

    def failures(self) -> dict[int, str]:
        """Points that failed when they were last tried, with the reason."""
        last: dict[int, tuple[float, str]] = {}
        for entry in self.entries():
            if entry.get("what") in ("failed", "mended"):
                happened = (float(entry["time"]), str(entry.get("reason", "")))
                last[entry["point"]] = max(last.get(entry["point"], happened), happened)
        return {point: reason for point, (_, reason) in sorted(last.items()) if reason}


def make_folders(folder: Path) -> None:
    """Make the folders of a store; what an interrupted `Store.create` left may be there.

    Raises:
        InputError: something else is in the folder.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ours = {"lock", RUNS, LOG, PLANS, POINTS}
    others = [child for child in folder.iterdir() if child.name not in ours]
    if any(child.suffix != UNFINISHED for child in others):
        raise InputError(f"{folder} is not empty: name another folder with --out.")
    for name in (RUNS, LOG):
        (folder / name).mkdir(exist_ok=True)


def _only(rows: np.ndarray, dtype: np.dtype) -> np.ndarray:
    chosen = np.zeros(len(rows), dtype)
    for name in dtype.names or ():
        chosen[name] = rows[name]
    return chosen


def store_for(experiment: Experiment, folder: Path, *, resume: bool) -> Store:
    """The store to write into: a new one, or one that is resumed.

    Raises:
        InputError: the folder holds results and `resume` is not set, or it holds those of
            another experiment, or it cannot be written.
    """
    if not (folder / MANIFEST).exists():
        if any((folder / RUNS).glob("*")):  # of what experiment, nobody knows
            content_of(folder / MANIFEST)
        return Store.create(folder, experiment)
    store = Store.open(folder)
    check_same_experiment(store.manifest, manifest_of(experiment), folder)
    if not resume:
        raise InputError(
            f"{folder} holds results of this experiment already: go on with --resume, or name "
            "another folder with --out."
        )
    return store
