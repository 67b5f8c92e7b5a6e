"""How long the parts of a start take; each import in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from salessim import Scenario
from salessim.model.assembly import build

pytestmark = pytest.mark.bench
ROUNDS = 5
LOAD_KERNEL = """
from salessim import Scenario
from salessim.engine.run import warm_up
from salessim.model.assembly import build
warm_up(build(Scenario.load({file!r})))
"""


def started(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "import salessim",
        "import salessim.cli.app",
        "import salessim.scenario",
        "import numba",
        "import salessim.engine.run",
        "import salessim.results",
    ],
)
def test_a_process_that_imports(benchmark: BenchmarkFixture, code: str) -> None:
    benchmark.pedantic(started, args=(code,), rounds=ROUNDS, warmup_rounds=1)


def test_a_process_that_loads_the_compiled_rules(
    benchmark: BenchmarkFixture, scenarios: Path
) -> None:
    code = LOAD_KERNEL.format(file=str(scenarios / "startup.yaml"))
    benchmark.pedantic(started, args=(code,), rounds=ROUNDS, warmup_rounds=1)


FIRST_COMPILE = """
import time
from salessim import Scenario
from salessim.compiler.linking import compiled
from salessim.engine.kernel import drive
from salessim.model.assembly import build

def python_alone():
    began, total = time.process_time(), 0
    for number in range(20_000_000):
        total += number & 7
    return time.process_time() - began

world = build(Scenario.load({file!r})).world
yardstick = python_alone()
began = time.process_time()
compiled(drive, world)
print((time.process_time() - began) / yardstick)
"""


def test_a_first_compile(benchmark: BenchmarkFixture, scenarios: Path) -> None:
    """The processor's time of compiling everything, in times of a plain loop of Python's.

    That ratio travels between machines better than seconds do: 20 on the one where it was first
    measured, and over three times that while each rule was optimised by itself. Later changes are
    held to it.
    """
    code = FIRST_COMPILE.format(file=str(scenarios / "startup.yaml"))
    ratios: list[float] = []

    def compile_once() -> None:
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        ratios.append(float(done.stdout))

    benchmark.pedantic(compile_once, rounds=2)
    benchmark.extra_info["times_of_a_python_loop"] = min(ratios)


def test_reading_a_scenario(benchmark: BenchmarkFixture, scenarios: Path) -> None:
    scenario = benchmark(Scenario.load, scenarios / "startup.yaml")
    assert scenario.plan.people


def test_building_a_world(benchmark: BenchmarkFixture, scenarios: Path) -> None:
    scenario = Scenario.load(scenarios / "startup.yaml")
    assert benchmark(build, scenario).book.reps
