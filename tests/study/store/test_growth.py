"""Files and memory: a hundred times as many runs leave few files and take no more memory."""

import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from made_experiments import GRID, made

from salessim.study.running.execute import points_to_run
from salessim.study.running.executor import Chunk, ChunkResult, FinishedChunk, Task, WorkContext
from salessim.study.running.session import RunPace, Session
from salessim.study.running.work_queue import work_queue_of
from salessim.study.store.store import Store
from salessim.study.store.writer import Writer

SEGMENT = 128 * 2**10


@dataclass
class Idle:
    """A crew that gives rows of noughts at once."""

    dtype: np.dtype
    chunk_seconds: float = 1.0
    size: int = 2
    _chunks: list[Chunk] = field(default_factory=list)

    def begin(self, study: WorkContext) -> None:
        """Nothing is needed."""

    def submit(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)

    def next(self, seconds: float) -> FinishedChunk:
        chunk = self._chunks.pop(0)
        blocks = []
        for task in chunk:
            assert isinstance(task, Task)
            rows = np.zeros(task.count, self.dtype)
            rows["point"] = task.point
            rows["replication"] = np.arange(task.first, task.first + task.count)
            blocks.append(rows)
        return FinishedChunk(chunk, ChunkResult(np.concatenate(blocks), (), 1.0, 0))

    def close(self) -> None:
        """Nothing is open."""


def grown(folder: Path, replications: int) -> tuple[Store, int]:
    """A store of six points with so many replications, and the peak of memory on the way."""
    folder.mkdir()
    text = GRID.replace("replications: 6", f"replications: {replications}")
    experiment = made(folder, text)
    store = Store.create(folder / "results", experiment)
    with Writer(store) as writer:
        points = points_to_run(experiment, store)
        queue = work_queue_of(points, experiment.replications, store.completed_runs(),
                           store.rows)  # fmt: skip
        session = Session(queue, Idle(store.row_type), writer, lambda phase, done, planned: True)
        tracemalloc.start()
        session.run(RunPace(1 / 400))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return store, peak


def test_memory_and_files_do_not_grow_with_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salessim.study.store.writer.SEGMENT_BYTES", SEGMENT)
    _, peak = grown(tmp_path / "some", 2_000)
    store, peak_of_many = grown(tmp_path / "many", 20_000)
    assert store.completed_runs().count() == 120_000
    rows = sum(len(block) for block in store.rows())
    assert rows == 120_000
    # One file for each stretch of rows, and the few beside them.
    files = [file for file in store.folder.rglob("*") if file.is_file()]
    assert len(files) <= 4 + 1 + rows * store.row_type.itemsize // SEGMENT
    # Numbers of the stretches that are there stay few; tables are freed once they are sealed.
    assert peak_of_many < 1.25 * peak
