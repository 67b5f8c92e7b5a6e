"""What an experiment costs beyond its runs: a hundred points beside the engine by itself.

pytest tests/bench/test_experiment.py -m bench -s
"""

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import pytest

from salessim.engine.run import batches, warm_up
from salessim.model.build import build
from salessim.study.design.file import parse
from salessim.study.running.crew import Threads
from salessim.study.running.execute import execute

pytestmark = pytest.mark.bench

DESIGN = """\
base: {base}
replications: 100
factors:
  team.closer.base: {{uniform: [50k a year, 60k a year], steps: 10}}
  channels.web.leads: {{uniform: [{low} a month, {high} a month], steps: 2}}
"""
ROUNDS = 5


def test_a_hundred_points_beside_the_engine(scenarios: Path, tmp_path: Path) -> None:
    """Five times twenty points and as many runs by the engine alone, in turns.

    Processor time tells what the work costs; the clock also tells what else the machine did.
    """
    threads = os.cpu_count() or 1
    alone, whole = Spent(), Spent()
    for number in range(ROUNDS):
        design = DESIGN.format(base=scenarios / "startup.yaml", low=25 + number, high=26 + number)
        experiment = parse(design, tmp_path)
        inputs = [build(experiment.scenario_at(point)) for point in experiment.points]
        warm_up(inputs[0])
        with alone:
            for world in inputs:
                for _ in batches(world, replications=100, seed=1, threads=threads):
                    pass
        crew = Threads(threads)
        with whole:
            done = execute(
                experiment,
                tmp_path / f"{number}",
                crew,
                announce=lambda expected, agenda: None,
                watch=lambda phase, done, planned: True,
            )
        crew.close()
        assert done.end is not None and done.end.done == 2_000
    for what in ("processor", "clock"):
        engine, study = getattr(alone, what), getattr(whole, what)
        print(
            f"\n{what}: engine {engine:.1f} s, experiment {study:.1f} s: {study / engine - 1:+.1%}"
        )


@dataclass
class Spent:
    """Seconds spent inside `with`."""

    processor: float = 0.0
    clock: float = 0.0

    def __enter__(self) -> None:
        self._began = process_time(), perf_counter()

    def __exit__(self, *_: object) -> None:
        self.processor += process_time() - self._began[0]
        self.clock += perf_counter() - self._began[1]
