"""Counting batches: how the work was cut must never show."""

from pathlib import Path

import made_tables
import numpy as np
import pytest

from salessim.measure.batch import replication_digests
from salessim.measure.summary import RunSettings, findings_of
from salessim.measure.tally import Tally

SETTING = RunSettings("compiled", 1)


@pytest.mark.parametrize("cut", [1, 7, 39])
def test_cut_of_the_work_does_not_show(cut: int) -> None:
    whole, parts = made_tables.tally(40), made_tables.tally(40, cut=cut)
    assert parts.digest == whole.digest
    assert (parts.runs == whole.runs).all()
    document = findings_of(parts, SETTING).model_dump()
    expected = findings_of(whole, SETTING).model_dump()
    del document["performance"], expected["performance"]
    assert document == expected


def test_batches_must_follow_each_other() -> None:
    total = Tally(made_tables.BOOK)
    total.add(made_tables.batch(3))
    with pytest.raises(ValueError, match="starts at 5, expected 3"):
        total.add(made_tables.batch(3, first=5))


def test_kept_tables_survive_the_next_batch() -> None:
    """The engine fills the same arrays again."""
    total = Tally(made_tables.BOOK, keep_tables=True)
    first = made_tables.batch(3)
    total.add(first)
    kept = total.tables[0].months.copy()
    first.months["revenue"] = -1
    first.uncertain_values[:] = -1
    assert (total.tables[0].months == kept).all()
    assert (total.uncertain_values != -1).all()


def test_digest_sees_every_field_but_no_padding() -> None:
    one, other = made_tables.batch(2), made_tables.batch(2)
    raw = other.funnel.view(np.uint8).reshape(-1, other.funnel.dtype.itemsize)
    named = sum(other.funnel.dtype[name].itemsize for name in other.funnel.dtype.names)
    assert named <= raw.shape[1]
    assert replication_digests(one) == replication_digests(other)
    for table in ("months", "ledger", "reps", "funnel"):
        for field in getattr(one, table).dtype.names:
            changed = made_tables.batch(2)
            getattr(changed, table)[field][1] += 1
            digests = replication_digests(changed)
            assert digests[0] == replication_digests(one)[0]
            assert digests[1] != replication_digests(one)[1], (table, field)


def test_digest_leaves_out_how_a_driver_worked() -> None:
    one = made_tables.batch(2)
    assert replication_digests(one) == replication_digests(one._replace(events=one.events + 1))


def test_findings_are_read_back_without_loss(tmp_path: Path) -> None:
    from salessim.report.document import load, save

    found = findings_of(made_tables.tally(20), SETTING)
    save(found, {}, tmp_path)
    assert load(tmp_path) == found
    assert load(tmp_path / "result.json") == found


def test_tables_that_are_kept_are_not_those_that_the_engine_fills_again() -> None:
    filled = made_tables.batch(3)._replace(others={"notices": np.ones((3, 2))})
    arrays = {
        name: value for name, value in filled._asdict().items() if isinstance(value, np.ndarray)
    }
    kept = filled.copied()
    for array in (*arrays.values(), filled.others["notices"]):
        array[...] = 0
    untouched = made_tables.batch(3)
    assert all(np.array_equal(getattr(kept, name), getattr(untouched, name)) for name in arrays)
    assert np.array_equal(kept.others["notices"], np.ones((3, 2)))
