"""What an experiment costs beyond its runs: a hundred points beside the engine by itself.

pytest tests/bench/test_experiment.py -m bench -s
"""

import os
from pathlib import Path
from time import perf_counter

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
  channels.web.leads: {{uniform: [25 a month, 40 a month], steps: 10}}
"""
ROUNDS = 3


def test_a_hundred_points_beside_the_engine(scenarios: Path, tmp_path: Path) -> None:
    """Alternating shares of both, so that what else the machine does falls on both alike."""
    threads = os.cpu_count() or 1
    experiment = parse(DESIGN.format(base=scenarios / "startup.yaml"), tmp_path)
    point = experiment.points[50]
    inputs = build(experiment.scenario_at(point))
    warm_up(inputs)
    alone = whole = 0.0
    for number in range(ROUNDS):
        began = perf_counter()
        for _ in batches(inputs, replications=10_000 // ROUNDS, seed=1, threads=threads):
            pass
        alone += perf_counter() - began
        crew = Threads(threads)
        began = perf_counter()
        done = execute(
            experiment,
            tmp_path / f"{number}",
            crew,
            announce=lambda expected, agenda: None,
            look=lambda finished, planned: True,
        )
        whole += perf_counter() - began
        crew.close()
        assert done.end is not None and done.end.done == 10_000
    engine, study = 10_000 // ROUNDS * ROUNDS / alone, 10_000 * ROUNDS / whole
    print(f"\nengine {engine:.0f} runs/s, experiment {study:.0f} runs/s: {engine / study - 1:+.1%}")
