"""Whatever is typed: no traceback, no silent hang, no silent growth.

Each case runs in a copy of this process, in which everything is loaded. `.ci/run` tries a
hundred of them, the same each time; `.ci/full` goes on for an hour.
"""

import os
import resource
import signal
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import pytest
from hostile import CASES, SMALL, HostileCase
from hypothesis import HealthCheck, given, seed, settings

from salessim import Scenario, simulate
from salessim.cli.app import run_command

HANG_SECONDS = 10.0
"""Of a processor: what takes longer must have said how long."""
WAIT_SECONDS = 120.0
"""Of the clock, on a machine that is busy: what takes longer waits for something."""
GROWTH = 2**30
"""Bytes: what grows more must have been asked for."""
FULL_SECONDS = 3600.0
ROUND = 300
"""Cases of a seed in the full run."""
BAD = ("Traceback", "should not happen", "Segmentation", "RuntimeWarning")
NOTICES = ("About ", "about ")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
tried = 0


def child(arguments: list[str], said: int) -> None:
    """Run a command in this copy of the process and leave with its exit code."""
    code = 97
    try:
        signal.setitimer(signal.ITIMER_PROF, 6 * HANG_SECONDS)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        for name, number in (("stdout", 1), ("stderr", 2)):
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
        code = run_command(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def ended(process: int) -> tuple[int, resource.struct_rusage]:
    """Wait for a child; kill it where it only waits."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found, status, used = os.wait4(process, os.WNOHANG)
        if found:
            return status, used
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    _, status, used = os.wait4(process, 0)
    return status, used


def check(case: HostileCase) -> None:
    """Run a case in a copy of this process and look at what it did."""
    global tried
    tried += 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = case.write(folder)
        with (folder / "said").open("wb") as said:
            process = os.fork()
            if not process:
                os.chdir(folder)
                child(arguments, said.fileno())
            status, used = ended(process)
        text = (folder / "said").read_text(encoding="utf-8", errors="replace")
    shown = f"{arguments}\n{text[-3000:]}"
    assert not any(bad in text for bad in BAD), shown
    assert os.WIFEXITED(status), f"ended by signal {os.WTERMSIG(status)}: {shown}"
    assert os.WEXITSTATUS(status) in (0, 1, 2), shown
    noticed = any(notice in text for notice in NOTICES)
    assert used.ru_utime + used.ru_stime < HANG_SECONDS or noticed, shown
    grown = used.ru_maxrss * 1024 - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert grown < GROWTH or noticed, shown


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what commands load, once."""
    scenario = Scenario.parse(SMALL.replace("today: {accounts: accounts.csv}\n", ""))
    for engine in ("compiled", "simpy"):
        result = simulate(scenario, replications=2, engine=engine)  # type: ignore[arg-type]
    result.save(tmp_path_factory.mktemp("loaded"))


@pytest.mark.slow
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_a_minute_of_hostile_cases(case: HostileCase) -> None:
    check(case)


@pytest.mark.full
def test_an_hour_of_hostile_cases() -> None:
    """The same seeds in the same order; how many are tried depends on the machine."""
    until = time.monotonic() + FULL_SECONDS
    for number in count():
        asked = settings(
            max_examples=ROUND,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(given(CASES)(check))
        seed(number)(asked)()
        if time.monotonic() > until:
            break
    print(f"{tried} cases")
