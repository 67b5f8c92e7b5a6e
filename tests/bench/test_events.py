"""How fast events happen. Measures and reports; nothing passes or fails on time.

pytest tests/bench -m bench --benchmark-enable
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build

pytestmark = pytest.mark.bench
ROUNDS = 5

type Report = Callable[..., None]


@pytest.fixture
def report(benchmark: BenchmarkFixture, rates: dict[str, float]) -> Report:
    """Time replications of a scenario on one thread."""

    def timed(file: Path, replications: int, engine: str = "compiled") -> None:
        inputs = build(Scenario.load(file))
        events: list[int] = []

        def run() -> None:
            for batch in batches(
                inputs, replications=replications, seed=1, engine=engine, threads=1
            ):
                events.append(int(batch.events.sum()))

        benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1)
        assert len(set(events)) == 1, "equal seeds give equal futures"
        if benchmark.stats is not None:
            rates[benchmark.name] = events[0] / benchmark.stats["median"]
            benchmark.extra_info["events_per_second"] = round(rates[benchmark.name])

    return timed


def test_startup_on_one_thread(report: Report, scenarios: Path) -> None:
    report(scenarios / "startup.yaml", replications=40)


def test_queue_of_five_servers(report: Report, tree: Path) -> None:
    report(tree / "experiments" / "speed" / "queue.yaml", replications=8)


def test_funnel_of_five_stages_and_ten_reps(report: Report, tree: Path) -> None:
    report(tree / "experiments" / "speed" / "five_stages.yaml", replications=8)


def test_story_of_startup(report: Report, scenarios: Path) -> None:
    report(scenarios / "startup.yaml", replications=1, engine="simpy")
