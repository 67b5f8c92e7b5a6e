"""The compiled rules on disk: an edit of a rule is seen."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import salessim

pytestmark = pytest.mark.full
PAYOUT = "earned = scale * tiered("
"""Where a component's pay is read off its rate table."""
TELL = """
import json, sys
from salessim import Scenario, simulate
from salessim.engine.kernel import PROGRAM
import salessim
kept = PROGRAM.is_kept
result = simulate(Scenario.load(sys.argv[1]), replications=2, keep="sums")
print(json.dumps({
    "package": salessim.__path__[0],
    "kept": kept,
    "variable": float(result.runs["variable"].sum()),
    "compiled": "salessim.compiler.linking" in sys.modules,
}))
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package with what is compiled of it; times of files are kept."""
    source = Path(salessim.__path__[0])
    return Path(shutil.copytree(source, tmp_path / "installed" / "salessim"))


def started(package: Path, scenario: Path, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.Popen(
        [sys.executable, "-c", TELL, str(scenario)],
        env={**inherited, "PYTHONPATH": str(package.parent), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> dict:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    found: dict = json.loads(out)
    return found


def test_an_edited_rule_is_seen(copied: Path, scenarios: Path) -> None:
    before = told(started(copied, scenarios / "startup.yaml"))
    assert before["package"] == str(copied)
    again = told(started(copied, scenarios / "startup.yaml"))
    assert (again["kept"], again["compiled"]) == (True, False)
    rule = copied / "model" / "rules" / "components.py"
    text = rule.read_text(encoding="utf-8")
    assert PAYOUT in text
    rule.write_text(text.replace(PAYOUT, "earned = 0.0 * tiered("), encoding="utf-8")
    after = told(started(copied, scenarios / "startup.yaml"))
    assert (before["variable"] > 0, after["variable"]) == (True, 0.0)
    assert (after["kept"], after["compiled"]) == (False, True)
