"""Waits in textbook queues: Erlang's C formula, Pollaczek and Khinchine's, Little's law."""

import numpy as np
import pytest
from queues import LOAD, QUEUES, Queue, months_of, scenario_of, simulated_wait

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_ENTERED, LOG_STARTED

SEEDS, MOST_MISSES = 20, 6
"""Of 18 (180) intervals of 99 % at most so many miss: more happens once in 1,400 (400) suites."""


@pytest.mark.parametrize("queue", QUEUES[1:6:3], ids=lambda queue: queue.name)
def test_mean_wait(queue: Queue) -> None:
    # 99.9 % intervals of 2 queues: a false alarm in 1 of 500 changes of the streams.
    wait, half_width = simulated_wait(queue, seed=2, relative_half_width=0.1, confidence=0.999)
    assert abs(wait - queue.wait) <= half_width


@pytest.mark.full
def test_intervals_cover_as_often_as_they_say() -> None:
    missed = []
    for queue in QUEUES:
        for seed in range(SEEDS):
            wait, half_width = simulated_wait(
                queue, seed, relative_half_width=0.03, confidence=0.99
            )
            if abs(wait - queue.wait) > half_width:
                missed.append((queue.name, seed, wait, half_width))
    assert len(missed) <= MOST_MISSES, missed


@pytest.mark.parametrize("queue", [QUEUES[1], QUEUES[6]], ids=lambda queue: queue.name)
def test_littles_law_and_utilisation(queue: Queue) -> None:
    inputs = build(scenario_of(queue))
    batch = next(batches(inputs, replications=4, seed=3, log=True))
    hours = inputs.book.month_borders[-1] / 3600
    for run, log in enumerate(batch.log or []):
        funnel = batch.funnel[run, 0, 0]
        # Everybody who entered was served or is still there; a deal in work is one of the open.
        assert funnel.entered == funnel.advanced + funnel.lost + funnel.open
        # Little's law: the mean number waiting is the arrival rate times the mean wait. Both sides
        # come from different records: the path of the queue, and the waits at each start.
        entered, started = (
            np.sort(log["second"][log["what"] == LOG_ENTERED]),
            log["what"] == LOG_STARTED,
        )
        begun = np.sort(log["second"][started])
        moments = np.concatenate([entered, begun])
        steps = np.concatenate([np.ones(len(entered)), -np.ones(len(begun))])
        order = np.argsort(moments, kind="stable")
        length = np.cumsum(steps[order])[:-1]
        area = float((length * np.diff(moments[order])).sum()) / 3600
        waited = float(funnel.waited_seconds) / 3600
        still = float((moments.max() - entered[len(begun) :]).sum()) / 3600
        assert area == pytest.approx(waited + still, rel=1e-9)
        # Utilisation law: busy share = arrival rate x mean service / servers.
        busy = batch.reps[run]["conquest_seconds"].sum() / 3600 / (hours * queue.servers)
        assert busy == pytest.approx(LOAD, rel=0.06)


def test_a_run_is_as_long_as_planned() -> None:
    assert [months_of(queue) for queue in QUEUES[:4]] == [60, 30, 12, 6]
