"""What is compiled is kept in whatever folder there is, by however many processes at once.

Processes run a copy of the package whose compiled function only answers: it is made in a second,
and kept and loaded like the whole of it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import salessim

TELL = """
import json, sys
from salessim import Scenario
from salessim.engine.kernel import GO_ON, Drive
from salessim.model.assembly import build
answer = Drive(build(Scenario.load(sys.argv[1])).world)(GO_ON)
compiled = "salessim.compiler.linking" in sys.modules
print(json.dumps({"answer": answer, "compiled": compiled}))
"""
BODY = re.compile(
    r"    run = world\.run\[0\]\n    if door == BEGIN:.*?(?=\n\n\nPROGRAM)", re.DOTALL
)
ONCE, FROM_DISK = {"answer": 41, "compiled": True}, {"answer": 41, "compiled": False}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the package, nothing of it compiled, that answers 41."""
    copy = tmp_path / "installed" / "salessim"
    source = Path(salessim.__path__[0])
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.salessim"))
    kernel = copy / "engine" / "kernel.py"
    text, cut = BODY.subn("    return door + 40", kernel.read_text(encoding="utf-8"))
    assert cut == 1
    kernel.write_text(text, encoding="utf-8")
    return copy


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
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    found: dict = json.loads(out)
    return found


@pytest.mark.full
def test_where_nothing_may_be_written_the_users_own_folder_serves(
    installed: Path, scenarios: Path, tmp_path: Path
) -> None:
    """Not even an administrator can write into a folder that is a file."""
    shutil.rmtree(installed / "engine" / "__pycache__", ignore_errors=True)
    (installed / "engine" / "__pycache__").write_text("", encoding="utf-8")
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    scenario = scenarios / "startup.yaml"
    assert told(started(installed, scenario, **home)) == ONCE
    assert told(started(installed, scenario, **home)) == FROM_DISK
    nowhere = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null"}
    for _ in range(2):
        assert told(started(installed, scenario, **nowhere))["answer"] == ONCE["answer"]


@pytest.mark.slow
def test_processes_that_start_at_once_do_not_disturb_each_other(
    installed: Path, scenarios: Path
) -> None:
    scenario = scenarios / "startup.yaml"
    processes = [started(installed, scenario) for _ in range(4)]
    assert {told(process)["answer"] for process in processes} == {ONCE["answer"]}
    assert told(started(installed, scenario)) == FROM_DISK
