"""The one writer of a store, under a lock that ends with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from types import TracebackType
from typing import Any, Self

import numpy as np

from salessim.errors import SalessimError, system_reason
from salessim.study.design.planning import PlannedPoint
from salessim.study.store.durable_files import (
    UNFINISHED,
    Journal,
    append_line,
    append_plan,
    journal_table,
    read_segment,
    write_segment,
)
from salessim.study.store.store import DAMAGED, JOURNAL, LOG, PLANS, RUNS, SEGMENT, Store

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
                self._seal_journal()
        except (OSError, SalessimError):
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
        for file in self.store.segments():
            try:
                for _ in read_segment(file, self.store.row_type):
                    pass
            except OSError:
                file.replace(file.with_name(file.name + DAMAGED))
                self.notes.append(f"{file.name} was damaged: its runs are computed again.")
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
