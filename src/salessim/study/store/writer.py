"""The one writer of a store, under a lock that ends with its process; results of other folders."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import time
from types import TracebackType
from typing import Any, Self

import numpy as np

from salessim.errors import InputError, SalessimError, system_reason
from salessim.output_files import UNFINISHED, said_of, write_atomically
from salessim.study.design.planning import PlannedPoint
from salessim.study.store.durable_files import (
    Journal,
    append_line,
    append_plan,
    content_of,
    journal_table,
    write_segment,
)
from salessim.study.store.manifest import MANIFEST, POINTS, Manifest, check_same_experiment
from salessim.study.store.store import (
    DAMAGED,
    JOURNAL,
    LOG,
    PLANS,
    RUNS,
    SEGMENT,
    Store,
    make_folders,
)

SEGMENT_BYTES = 2 * 2**20
"""Rows of about this size are sealed together: it bounds memory, and the number of files."""


class FolderLock:
    """Held from its making until `release`.

    Raises:
        SalessimError: another process writes into the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise SalessimError(
                f"Another process writes into {folder}: wait for it, or name another folder "
                "with --out."
            ) from error

    def release(self) -> None:
        """Let others write."""
        os.close(self._descriptor)


def has_writer(folder: Path) -> bool:
    """Whether a process writes into a folder now."""
    if not (folder / "lock").exists():
        return False
    try:
        FolderLock(folder).release()
    except SalessimError:
        return True
    except OSError:
        return False
    return False


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Writer:
    """Adds rows to a store, under a lock; `notes` says what was found damaged on opening.

    Raises:
        SalessimError: another process writes into the folder, or it cannot be written.
    """

    def __init__(self, store: Store, name: str = "whole") -> None:
        self.store = store
        self.name = name
        self.notes: list[str] = []
        self._journal: Journal | None = None
        with self._readable_errors():
            self._lock = FolderLock(store.folder)
            try:
                self._recover()
            except BaseException:
                self._lock.release()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._journal is not None:
                with self._readable_errors():
                    self._seal_journal()
        except SalessimError:
            if kind is None:
                raise
        finally:
            self._lock.release()

    def add(self, rows: np.ndarray) -> None:
        """Add rows; they are on disk when it returns.

        Raises:
            SalessimError: they cannot be written; what was written before stays.
        """
        if not len(rows):
            return
        with self._readable_errors():
            if self._journal is None:
                self._journal = Journal(self._next_file())
            self._journal.append(rows)
            if self._journal.bytes >= SEGMENT_BYTES:
                self._seal_journal()

    def note(self, what: str, **entry: Any) -> None:
        """Add a line to the log."""
        with self._readable_errors():
            line = {"time": time(), "what": what, **entry}
            append_line(self.store.folder / LOG / f"{self.name}.jsonl", line)

    def add_plan(self, plan: PlannedPoint) -> None:
        """Add the plan of a point; it is on disk when it returns."""
        with self._readable_errors():
            folder = self.store.folder / PLANS
            folder.mkdir(exist_ok=True)
            append_plan(folder / f"{self.name}.jsonl", plan)

    def _seal_journal(self) -> None:
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.close()
            self._seal(journal.file)

    def _seal(self, journal: Path) -> None:
        rows = journal_table(journal, self.store.row_type)
        if len(rows):
            write_segment(rows, self.store.manifest.indicators, journal.with_suffix(SEGMENT))
        journal.unlink()

    def _next_file(self) -> Path:
        runs = self.store.folder / RUNS
        taken = {file.name.partition(".")[0] for file in runs.glob(f"{self.name}-*")}
        number = 1
        while f"{self.name}-{number:04d}" in taken:
            number += 1
        return runs / f"{self.name}-{number:04d}{JOURNAL}"

    def _recover(self) -> None:
        """Recover from an interrupted writer: nothing whole is lost, nothing is stored twice."""
        runs = self.store.folder / RUNS
        for file in runs.glob(f"*{UNFINISHED}"):
            file.unlink()
        for name in self.store.damaged():
            (runs / name).replace(runs / (name + DAMAGED))
            self.notes.append(f"{name} was damaged: its runs are computed again.")
        for file in sorted(runs.glob(f"*{JOURNAL}")):
            if file.with_suffix(SEGMENT).exists():
                file.unlink()
            else:
                self._seal(file)

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SalessimError(
                f"Cannot write into {self.store.folder}: {system_reason(error)}. What is there"
                " stays; make room or repair that, and go on with --resume."
            ) from error


@dataclass(frozen=True)
class MergeResult:
    """The store that parts were merged into, and how many."""

    store: Store
    folders: int
    runs: int


def reuse(folder: Path, store: Store, writer: Writer) -> str:
    """Copy the runs of points that are the same in another experiment; say what was found.

    Raises:
        InputError: the folder holds no results, or those of another version or platform.
    """
    other = Store.open(folder)
    differ = [
        f"{name} {value} instead of {store.manifest.makers.get(name)}"
        for name, value in other.manifest.makers.items()
        if value != store.manifest.makers.get(name)
    ]
    if differ:
        raise InputError(f"{folder} was made with {', '.join(differ)}: it cannot be reused.")
    lacking = [name for name in store.manifest.columns if name not in other.manifest.columns]
    if lacking:
        return f"Nothing is taken from {folder}: {lacking[0]} is not kept there."
    mine = {key: int(n) for key, n in _keys(store).items()}
    renumbered = {int(number): mine[key] for key, number in _keys(other).items() if key in mine}
    copied = _copy(other, renumbered, store, writer, _usable(other.manifest, store.manifest))
    _copy_plans(other, renumbered, store, writer)
    points = len(renumbered)
    return f"{copied} runs of {points} {'point' if points == 1 else 'points'} taken from {folder}."


def merge(folders: Sequence[Path], target: Path) -> MergeResult:
    """Bring parts of one experiment together in one folder.

    Runs that are there already, or in two of the folders, are taken once.

    Raises:
        InputError: there is nothing to merge, or the folders belong to different experiments.
        SalessimError: the target cannot be written.
    """
    parts = [Store.open(folder) for folder in folders]
    if not parts:
        raise InputError("There is nothing to merge: name the folders of the parts.")
    manifest = parts[0].manifest
    for part in parts[1:]:
        check_same_experiment(manifest, part.manifest, part.folder)
    store = _target(target, parts[0], manifest)
    copied = 0
    with Writer(store, "merged") as writer:
        failures = store.failures()
        for part in parts:
            everything = {int(number): int(number) for number in np.unique(part.runs_of)}
            copied += _copy(part, everything, store, writer, manifest.most_replications)
            _copy_plans(part, everything, store, writer)
            for point, reason in part.failures().items():
                if failures.get(point) != reason:
                    writer.note("failed", point=point, reason=reason)
        writer.note("merged", folders=[folder.name for folder in folders], runs=copied)
    return MergeResult(store, len(parts), copied)


def _target(folder: Path, part: Store, manifest: Manifest) -> Store:
    if (folder / MANIFEST).exists():
        store = Store.open(folder)
        check_same_experiment(store.manifest, manifest, folder)
        return store
    _ = part.points  # whole, or said
    contents = {name: content_of(part.folder / name) for name in (POINTS, MANIFEST)}
    with said_of(folder):
        make_folders(folder)
        for name, content in contents.items():
            write_atomically(folder / name, partial(Path.write_bytes, data=content))
    return Store.open(folder)


def _usable(there: Manifest, here: Manifest) -> int:
    """How many of the first runs of a point are sure to be among those that it needs."""
    plan = here.design["replications"]
    if isinstance(plan, dict) and plan != there.design["replications"]:
        return int(plan["from"])  # how many more it needs is known only from these
    return here.most_replications


def _copy(
    source: Store, renumbered: dict[int, int], store: Store, writer: Writer, maximum: int
) -> int:
    """Copy the first `most` rows of points under their new numbers, those that are missing."""
    copied, completed = 0, store.completed_runs()
    for block in source.rows(store.manifest.columns):
        rows = block[block["replication"] < maximum]
        chosen = []
        for number in np.unique(rows["point"]):
            new = renumbered.get(int(number))
            if new is None:
                continue
            mine = rows[rows["point"] == number].copy()
            mine["point"] = new
            chosen.append(mine[~completed.holds(new, mine["replication"])])
        if chosen:
            taken = np.concatenate(chosen)
            completed.add(taken)
            writer.add(taken)
            copied += len(taken)
    return copied


def _copy_plans(source: Store, renumbered: dict[int, int], store: Store, writer: Writer) -> None:
    known = store.plans()
    for number, plan in source.plans().items():
        new = renumbered.get(number)
        if new is not None and new not in known:
            writer.add_plan(replace(plan, point=new))


def _keys(store: Store) -> dict[str, int]:
    """The first point of each content."""
    table, found = store.points, dict[str, int]()
    for key, number in zip(table["key"].to_pylist(), table["point"].to_pylist(), strict=True):
        found.setdefault(key, number)
    return found
