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


def test_reading_a_scenario(benchmark: BenchmarkFixture, scenarios: Path) -> None:
    scenario = benchmark(Scenario.load, scenarios / "startup.yaml")
    assert scenario.plan.people


def test_building_a_world(benchmark: BenchmarkFixture, scenarios: Path) -> None:
    scenario = Scenario.load(scenarios / "startup.yaml")
    assert benchmark(build, scenario).book.reps
