"""The store: whatever is broken off or damaged, what was whole stays, and nothing stands twice."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from made_experiments import made, run

from salessim.errors import InputError, SalessimError
from salessim.study.run_rows import row_type
from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.durable_files import Journal, journal_blocks
from salessim.study.store.store import CompletedRuns, Store
from salessim.study.store.writer import Writer, has_writer

ROWS = row_type(("revenue",))


def rows(point: int, first: int, count: int) -> np.ndarray:
    made_rows = np.zeros(count, ROWS)
    made_rows["point"], made_rows["replication"] = point, np.arange(first, first + count)
    return made_rows


def test_a_journal_cut_anywhere_gives_its_whole_blocks(tmp_path: Path) -> None:
    file = tmp_path / "a.journal"
    with Journal(file) as journal:
        for number in range(3):
            journal.append(rows(number, 0, 4))
    whole = file.read_bytes()
    block = len(whole) // 3
    for cut in range(0, len(whole) + 1, 7):
        file.write_bytes(whole[:cut])
        assert len(list(journal_blocks(file, ROWS))) == cut // block
    for place in (2, 8, 20, block + 30):
        file.write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
        assert len(list(journal_blocks(file, ROWS))) == place // block


def test_present_knows_what_is_missing() -> None:
    present = CompletedRuns()
    present.add(np.concatenate([rows(1, 5, 5), rows(0, 0, 10), rows(1, 20, 10)]))
    assert present.missing(0, 10) == []
    assert present.missing(1, 25) == [(0, 5), (10, 20)]
    assert present.missing(1, 12) == [(0, 5), (10, 12)]
    assert present.missing(2, 3) == [(0, 3)]
    present.add(rows(1, 10, 10))
    assert present.missing(1, 40) == [(0, 5), (30, 40)]
    assert present.count() == 35
    assert present.holds(1, np.array([4, 5, 29, 30])).tolist() == [False, True, True, False]


@pytest.mark.parametrize("damage", ["cut", "bits", "empty", "removed"])
def test_a_damaged_file_is_noticed_and_its_runs_done_again(
    tmp_path: Path, finished: Store, damage: str
) -> None:
    experiment = made(tmp_path)
    shutil.copytree(finished.folder, tmp_path / "results")
    store = Store.open(tmp_path / "results")
    (file,) = store.segments()
    content = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "bits":
        content[len(content) // 4] ^= 0xFF
        file.write_bytes(content)
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
    done = run(experiment, tmp_path / "results", resume=True)
    assert done.store.digest == finished.digest
    assert bool(done.notes) == (damage != "removed")


def test_a_seal_broken_off_leaves_nothing_twice(tmp_path: Path, finished: Store) -> None:
    experiment = made(tmp_path)
    shutil.copytree(finished.folder, tmp_path / "results")
    store = Store.open(tmp_path / "results")
    (file,) = store.segments()
    everything = np.concatenate(list(store.rows()))
    with Journal(file.with_suffix(".journal")) as journal:
        journal.append(everything)
    (file.parent / "whole-0002.parquet.unfinished").write_bytes(b"PAR1")
    assert store.digest == finished.digest
    done = run(experiment, tmp_path / "results", resume=True)
    assert done.end is None and done.store.digest == finished.digest
    assert [f.name for f in file.parent.iterdir()] == [file.name]


def test_rows_are_there_before_they_are_sealed(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "results", made(tmp_path))
    with Writer(store) as writer:
        block = np.zeros(2, store.row_type)
        block["replication"] = [0, 1]
        writer.add(block)
        assert store.completed_runs().count() == 2
        assert has_writer(store.folder)
        with pytest.raises(SalessimError, match="Another process writes"):
            Writer(store)
    assert not has_writer(store.folder)
    assert store.completed_runs().count() == 2 and not store.journals()


def test_a_full_disk_is_a_sentence_and_what_was_there_stays(
    tmp_path: Path, finished: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = made(tmp_path)
    write, left = os.write, [200]

    def short(descriptor: int, data: bytes) -> int:
        if left[0] <= 0:
            raise OSError(28, "No space left on device")
        written = write(descriptor, data[: left[0]])
        left[0] -= written
        return written

    with monkeypatch.context() as patch:
        patch.setattr("salessim.study.store.durable_files.os.write", short)
        with pytest.raises(SalessimError, match=r"No space left on device.*--resume"):
            run(experiment, tmp_path / "results", ThreadExecutor(1))
    done = run(experiment, tmp_path / "results", resume=True)
    assert done.store.digest == finished.digest


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError, match="Cannot write into"):
        run(made(tmp_path), tmp_path / "file" / "results")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty"):
        run(made(tmp_path), tmp_path / "full")
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_tables_open_in_duckdb_and_pandas(finished: Store) -> None:
    import duckdb
    import pandas as pd

    found = duckdb.sql(
        f"""
        select "team.closer.people", avg(revenue), count(*)
        from '{finished.folder}/runs/*.parquet' runs
        join '{finished.folder}/points.parquet' points on runs.point = points.runs_of
        group by all order by all
        """
    ).fetchall()
    assert [row[0] for row in found] == ["1", "2", "3"]
    assert all(row[2] == 12 for row in found)
    frame = pd.read_parquet(finished.folder / "runs")
    assert len(frame) == 36
    ratio = frame["payroll"] / frame["revenue"]
    pd.testing.assert_series_equal(
        frame["payroll_ratio"], ratio.where(frame["revenue"] > 0), check_names=False
    )
