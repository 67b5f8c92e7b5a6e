"""The funnel and the queue by each side, made ready to be timed."""

from functools import cache
from pathlib import Path

from c_loop import CLoop
from funnel_model import Funnel
from queue_models import ciw_queue, simpy_queue
from timing import Side

from salessim import Scenario
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs, build

HERE = Path(__file__).parent
COMPILED, STORY = "salessim", "salessim's simpy story"
PLAIN_SIMPY, CIW, C_LOOP = "plain simpy", "Ciw", "C by hand"
SEED = 1
YEARS = 32
"""Replications of a year in one call of a fast side: few beside the hundreds of a run, but enough
that tables which grow in the first one weigh little."""


@cache
def inputs(name: str) -> Inputs:
    """The built world of a scenario beside this file."""
    return build(Scenario.load(HERE / f"{name}.yaml"))


def simulated(world: Inputs, years: int, number: int, engine: str = "compiled") -> Batch:
    """Replications on one thread; each round draws futures of its own."""
    return next(
        batches(
            world,
            replications=years,
            seed=SEED,
            engine=engine,
            threads=1,
            first=number * years,
            size=years,
        )
    )


def queue_sides() -> list[Side]:
    """A year of M/M/5."""
    world = inputs("queue")
    return [
        Side(COMPILED, lambda number: simulated(world, YEARS, number), YEARS),
        Side(PLAIN_SIMPY, simpy_queue),
        Side(CIW, ciw_queue),
    ]


def funnel_sides() -> list[Side]:
    """A year of the funnel."""
    world = inputs("five_stages")
    loop = CLoop(world, SEED)

    def by_hand(number: int) -> None:
        for replication in range(number * YEARS, (number + 1) * YEARS):
            loop.run(replication)

    return [
        Side(COMPILED, lambda number: simulated(world, YEARS, number), YEARS),
        Side(STORY, lambda number: simulated(world, 1, number, "simpy")),
        Side(PLAIN_SIMPY, lambda number: Funnel(number).run()),
        Side(C_LOOP, by_hand, YEARS),
    ]
