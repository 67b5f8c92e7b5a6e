"""Whatever is typed: no traceback, no silent hang, no silent growth.

Each case runs in a copy of this process, in which everything is loaded. `.ci/run` tries
eighty of them, the same each time; `.ci/full` goes on for an hour. Time is that of a processor, so
that a machine that is busy makes no hang; a case that takes none of it waits for something.
"""

import os
import re
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

HANG_SECONDS = 10.0 * (os.cpu_count() or 1)
"""Of processors, each at work for ten: what takes longer must have said how long."""
LONGEST = 60.0
"""Seconds of a processor after which a case that said how long it takes is ended."""
WAIT_SECONDS = 60.0
"""Of the clock, in which a case takes no time of a processor at all."""
GROWTH = 2**30
"""Bytes: what grows more must have been asked for."""
FULL_SECONDS = 3600.0
ROUND = 300
"""Cases of a seed in the full run."""
BAD = ("Traceback", "should not happen", "Segmentation", "RuntimeWarning")
NOTICE = re.compile(r"(bout|ore than) [\d,.]+ (seconds|minutes|hours|days|million|GB|MB)")
CLOCK = "/proc/{}/stat"
"""Tells what a process has taken of a processor."""

pytestmark = pytest.mark.skipif(not Path(CLOCK.format("self")).exists(), reason="needs Linux")
tried = 0


def child(arguments: list[str], said: int, seconds: float) -> None:
    """Run a command in this copy of the process and leave with its exit code.

    seconds: of a processor, after which a signal that nobody hears ends the process.
    """
    code = 97
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
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


def processor_seconds(process: int) -> float:
    """What a process and its threads have taken of a processor."""
    figures = Path(CLOCK.format(process)).read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")


def ended(process: int) -> tuple[int, resource.struct_rusage]:
    """Wait for a child; kill it where it only waits."""
    taken, at = 0.0, time.monotonic()
    while time.monotonic() < at + WAIT_SECONDS:
        found, status, used = os.wait4(process, os.WNOHANG)
        if found:
            return status, used
        now = processor_seconds(process)
        if now > taken:
            taken, at = now, time.monotonic()
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
                child(arguments, said.fileno(), LONGEST)
            status, used = ended(process)
        text = (folder / "said").read_text(encoding="utf-8", errors="replace")
    shown = f"{arguments}\n{text[-3000:]}"
    assert not any(bad in text for bad in BAD), shown
    noticed = NOTICE.search(text) is not None
    taken = used.ru_utime + used.ru_stime
    assert taken < HANG_SECONDS or noticed, f"{taken:.0f} seconds without a word: {shown}"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return  # it is long, and said so
    assert os.WIFEXITED(status), f"ended by signal {os.WTERMSIG(status)}: {shown}"
    assert os.WEXITSTATUS(status) in (0, 1, 2), shown
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
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
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
