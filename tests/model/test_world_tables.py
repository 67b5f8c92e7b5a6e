"""A table stands once: an added one is allocated, reset, grown, digested and compared."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from salessim.measure.batch import Batch
from salessim.model.state.outputs import FUNNEL, LEDGER, MONTH, REP_MONTH
from salessim.model.state.tables import OUTPUTS, TABLES, TableRole

SCRIPT = Path(__file__).with_name("added_tables.py")


def told(*arguments: str) -> dict[str, Any]:
    """What the script prints, with rules as plain Python: then none has to be compiled anew."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(SCRIPT), *arguments],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def added() -> dict[str, Any]:
    return told("--write")


def test_it_is_allocated_with_what_it_holds_at_first(added: dict[str, Any]) -> None:
    assert added["first"] == [[-1, -1], [-1, -1]]  # months by reps


def test_it_is_reset_before_each_replication(added: dict[str, Any]) -> None:
    """Each month adds 1 to the first rep's and 2 to the second's: from -1, in both replications."""
    assert added["compiled"]["trips"] == [[[0, 1], [0, 1]]] * 2


def test_it_grows_with_the_tables_that_are_full_with_it(added: dict[str, Any]) -> None:
    assert added["grown"]
    for rows, deals, kept in added["grown"]:
        assert rows == deals
        assert kept == rows, "half of the rows, two ones each"


def test_both_engines_hand_it_over(added: dict[str, Any]) -> None:
    assert added["simpy"] == added["compiled"]
    assert added["simpy"]["outputs"][-1] == "mileage"


def test_it_is_digested(added: dict[str, Any]) -> None:
    assert told()["simpy"]["digests"] != added["simpy"]["digests"]


def test_names_are_given_once_and_growing_tables_can_be_told() -> None:
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
    assert all(table.role is TableRole.WORKSPACE for table in TABLES if table.full)


def test_each_kind_of_output_row_is_an_output() -> None:
    assert {MONTH, LEDGER, REP_MONTH, FUNNEL} <= {table.row for table in OUTPUTS}


def test_a_batch_has_a_field_for_each_output_of_today() -> None:
    assert {table.batch or table.name for table in OUTPUTS} <= set(Batch._fields)
