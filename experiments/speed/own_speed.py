"""What salessim does alone: threads, sizes of team, memory and the parts of a start."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory

from same_work import HERE
from timing import Side, Times, in_turns

from salessim import Scenario
from salessim.engine.run import batches, warm_up
from salessim.model.assembly import build
from salessim.units import Quantity

STARTUP = HERE.parents[1] / "scenarios" / "startup.yaml"
THREADED_REPLICATIONS = 200
REPLICATIONS_BY_REPS = {10: 100, 100: 10, 1_000: 2, 10_000: 1}
SIZE_ROUNDS = 4
"""Times that each size is run; the first one fills tables and caches and does not count."""
THOUSAND = 1000
STORY_REPLICATIONS = 1
COMPILED_REPLICATIONS = 40
WARM_STARTS = 5


def thread_times(rounds: int) -> Times:
    """Seconds by the clock on the wall of the same replications on one thread and on two."""
    world = build(Scenario.load(STARTUP))

    def side(threads: int) -> Side:
        def run(number: int) -> None:
            for _ in batches(
                world, replications=THREADED_REPLICATIONS, seed=number, threads=threads
            ):
                pass

        return Side(f"{threads}", run)

    return in_turns([side(1), side(2)], rounds, clock=time.perf_counter)


def event_rates(rounds: int) -> dict[str, float]:
    """Live events a second of startup.yaml on one thread, by driver."""
    world = build(Scenario.load(STARTUP))
    events = {}

    def side(engine: str, replications: int) -> Side:
        def run(number: int) -> None:
            batch = next(
                batches(
                    world,
                    replications=replications,
                    seed=1,
                    engine=engine,
                    threads=1,
                    size=replications,
                )
            )
            events[engine] = float(batch.events.mean())

        return Side(engine, run, replications)

    times = in_turns(
        [side("compiled", COMPILED_REPLICATIONS), side("simpy", STORY_REPLICATIONS)], rounds
    )
    return {engine: events[engine] / times.best(engine) for engine in events}


def thousand(rounds: int) -> dict[str, float]:
    """Seconds by the clock of a thousand futures and of what follows; the best of some runs."""
    runs = [_in_a_process("thousand", str(THOUSAND)) for _ in range(rounds)]
    return {part: min(run[part] for run in runs) for part in runs[0]}


@dataclass(frozen=True)
class Size:
    """A team of some size on one thread; seconds are of the processor."""

    reps: int
    build_seconds: float
    seconds: float
    """Of one replication."""
    events: float
    """Live events of one replication."""
    rep_years: float
    """Of one replication."""


def team_of(reps: int) -> Scenario:
    """team.yaml with more people and as much more of everything that they work on."""
    team = Scenario.load(HERE / "team.yaml")
    plan, times = team.plan, reps // 10
    counts = {
        **{f"team.{name}.people": row.people.count for name, row in plan.team.items()},
        **{f"managers.{name}.people": row.people for name, row in plan.managers.items()},
        **{f"segments.{name}.prospects": row.prospects for name, row in plan.segments.items()},
        **{f"today.customers.{name}": row for name, row in plan.today.customers.items()},
    }
    changes = {path: times * _count(value) for path, value in counts.items()}
    leads = plan.channels["web"].leads
    return team.vary({**changes, "channels.web.leads": f"{times * leads.typical:g} a month"})


def _count(value: object) -> int:
    return int(value.typical if isinstance(value, Quantity) else value)  # type: ignore[call-overload]


def sizes() -> Iterator[Size]:
    """Teams from small to large."""
    for reps, replications in REPLICATIONS_BY_REPS.items():
        scenario = team_of(reps)
        began = time.process_time()
        world = build(scenario)
        built = time.process_time()
        warm_up(world)
        runs = batches(
            world, replications=SIZE_ROUNDS * replications, seed=1, threads=1, size=replications
        )
        next(runs)
        seconds, events = [], []
        for _ in range(SIZE_ROUNDS - 1):
            ready = time.process_time()
            batch = next(runs)
            seconds.append((time.process_time() - ready) / replications)
            events.append(float(batch.events.mean()))
        best = min(range(len(seconds)), key=lambda place: seconds[place] / events[place])
        years = scenario.plan.horizon.months / 12
        yield Size(reps, built - began, seconds[best], events[best], reps * years)


def memory_megabytes(replications: int) -> float:
    """Most memory that a process held which simulated startup.yaml so often."""
    return float(_in_a_process("memory", str(replications))["megabytes"])


@dataclass(frozen=True)
class Part:
    """A part of `salessim run`, up to its headline; seconds."""

    name: str
    cold: float
    """By the clock, the rules not yet compiled."""
    warm: float
    """By the clock, median of several starts."""
    warm_processor: float
    """Of the processor, median of several starts."""


def start_parts() -> list[Part]:
    """Cold once, warm several times; each in a process of its own."""
    with TemporaryDirectory(prefix="cold_") as empty:
        cold = _in_a_process("start", NUMBA_CACHE_DIR=empty)
    warm = [_in_a_process("start") for _ in range(WARM_STARTS)]
    return [
        Part(
            name,
            cold[name][0],
            median(start[name][0] for start in warm),
            median(start[name][1] for start in warm),
        )
        for name in cold
    ]


def _in_a_process(task: str, *arguments: str, **environment: str) -> dict:
    done = subprocess.run(
        [sys.executable, str(HERE / "in_a_process.py"), task, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return json.loads(done.stdout.splitlines()[-1])
