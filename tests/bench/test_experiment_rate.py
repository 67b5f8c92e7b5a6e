"""What an experiment costs beyond its runs: a hundred points beside the engine by itself.

pytest tests/bench/test_experiment_rate.py -m bench -s
"""

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import pytest

from salessim.engine.run import batches, warm_up
from salessim.model.assembly import build
from salessim.study.design.design_file import parse
from salessim.study.running.execute import execute
from salessim.study.running.executor import ThreadExecutor

pytestmark = pytest.mark.bench

DESIGN = """\
base: {base}
replications: 100
factors:
  team.closer.base: {{uniform: [50k a year, 60k a year], steps: 10}}
  channels.web.leads: {{uniform: [20 a month, 30 a month], steps: 10}}
"""
ROUNDS = 3


def test_a_hundred_points_beside_the_engine(scenarios: Path, tmp_path: Path) -> None:
    """A hundred points of a hundred runs, and as many runs of these by the engine alone, in turns.

    What the experiment costs begins with its design file: settings are read, worlds built, rows
    written. Processor time tells what the work costs; the clock also what else the machine did.
    """
    threads = os.cpu_count() or 1
    design = DESIGN.format(base=scenarios / "startup.yaml")
    experiment = parse(design, tmp_path)
    inputs = [build(experiment.scenario_at(point)) for point in experiment.points]
    warm_up(inputs[0])
    for number in range(ROUNDS):
        alone, whole = Spent(), Spent()
        with alone:
            for world in inputs:
                for _ in batches(world, replications=100, seed=1, threads=threads):
                    pass
        with whole:
            executor = ThreadExecutor(threads)
            done = execute(
                parse(design, tmp_path),
                tmp_path / f"{number}",
                executor,
                announce=lambda expected, queue: None,
                watch=lambda phase, done, planned: True,
            )
            executor.close()
        assert done.end is not None and done.end.done == 10_000
        for what in ("processor", "clock"):
            engine, study = getattr(alone, what), getattr(whole, what)
            more = study / engine - 1
            print(f"\n{what}: engine {engine:.1f} s, experiment {study:.1f} s: {more:+.1%}")


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
