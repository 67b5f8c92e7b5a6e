"""Rules as plain Python run small worlds and leave what compiled ones leave, to the bit."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import plain_worlds
import pytest

SCRIPT = Path(plain_worlds.__file__)


@pytest.fixture(scope="module")
def plainly() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(SCRIPT)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.full
def test_plain_rules_leave_the_tables_of_compiled_ones(plainly: dict[str, Any]) -> None:
    assert plainly["digests"] == plain_worlds.digests()


@pytest.mark.full
def test_each_rule_ran(plainly: dict[str, Any]) -> None:
    assert plainly["left"] == []
    assert plainly["rules"] > 250
