"""Who carries out chunks: threads of this process, or workers of a cluster."""

from __future__ import annotations

import queue
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from salessim.study.running.work import Chunk, Outcome, Study, carried_out, ready


@dataclass(frozen=True)
class Finished:
    """A chunk that came back."""

    chunk: Chunk
    outcome: Outcome | None
    """None if it was lost."""
    reason: str = ""
    """Why it was lost."""


class Crew(Protocol):
    """Carries out chunks, several at a time."""

    chunk_seconds: float
    """How long a chunk should take: longer where handing out costs more."""

    @property
    def size(self) -> int:
        """Chunks that are carried out at a time."""

    def begin(self, study: Study) -> None:
        """Get ready for a study."""

    def submit(self, chunk: Chunk) -> None:
        """Hand out a chunk."""

    def next(self, seconds: float) -> Finished | None:
        """Wait for a chunk to come back; None if none did in this time."""

    def close(self) -> None:
        """Drop what is under way and end."""


class Threads:
    """Threads of this process: the compiled driver lets go of Python while it runs."""

    chunk_seconds = 1.0

    def __init__(self, size: int) -> None:
        self._size = size
        self._pool = ThreadPoolExecutor(size)
        self._finished: queue.Queue[tuple[Chunk, Future[Outcome]]] = queue.Queue()
        self._study: Study | None = None

    @property
    def size(self) -> int:
        """Threads."""
        return self._size

    def begin(self, study: Study) -> None:
        """Load or compile the rules once."""
        ready(study)
        self._study = study

    def submit(self, chunk: Chunk) -> None:
        """Hand out a chunk."""
        assert self._study is not None
        future = self._pool.submit(carried_out, self._study, chunk)
        future.add_done_callback(lambda done: self._finished.put((chunk, done)))

    def next(self, seconds: float) -> Finished | None:
        """Wait for a chunk; an error that is no point's own is raised here."""
        try:
            chunk, future = self._finished.get(timeout=seconds)
        except queue.Empty:
            return None
        return Finished(chunk, future.result())

    def close(self) -> None:
        """Let the chunks under way end and drop the others."""
        self._pool.shutdown(wait=True, cancel_futures=True)
