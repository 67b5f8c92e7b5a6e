"""Where the time of an event goes: parts timed alone, times how often an event needs them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit
from same_work import SEED, inputs, simulated

from salessim.engine.event_queue import drop_first, push
from salessim.engine.kernel import BEGIN, FINISH, Drive
from salessim.engine.state import reset, working_copy
from salessim.model.assembly import Inputs
from salessim.model.draws import keyed_uniform

TIMES = 7
MANY = 300_000
HEAP = 64
"""Events of a day in the heap: some six for each rep."""
DRAWS_PER_LEAD, DRAWS_PER_TASK, DRAWS_PER_ANSWER = 3, 2, 1
"""Gap, firm and value; hours and days; yes or no."""


@dataclass(frozen=True)
class Share:
    """A part of the nanoseconds of a live event."""

    part: str
    nanoseconds: float


def shares(seconds_a_year: float) -> list[Share]:
    """The parts of an event of the funnel that takes so many seconds a year."""
    world = inputs("five_stages")
    batch = simulated(world, 1, 0)
    events = float(batch.events.mean())
    funnel, leads = batch.funnel[0], float(batch.months["leads"].sum())
    answers = float(funnel["advanced"].sum() + funnel["lost"].sum())
    draws = DRAWS_PER_LEAD * leads + DRAWS_PER_TASK * funnel["started"].sum()
    draws += DRAWS_PER_ANSWER * answers
    whole = 1e9 * seconds_a_year / events
    parts = [
        Share("draws", draws / events * _each(_draw)),
        Share("order of events", _each(_hold)),
        Share("start and end of a year", 1e9 * _start_and_end(world) / events),
    ]
    return [*parts, Share("rules and tables", whole - sum(part.nanoseconds for part in parts))]


def _each(work: Callable[[int], float]) -> float:
    """Nanoseconds of one of many, the least of several times."""
    work(1)
    return 1e9 * min(_seconds(lambda: work(MANY)) for _ in range(TIMES)) / MANY


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _start_and_end(world: Inputs) -> float:
    own = working_copy(world)
    drive = Drive(own)

    def once() -> None:
        reset(own, world, SEED, 0)
        drive(BEGIN)
        drive(FINISH)

    once()
    return min(_seconds(once) for _ in range(TIMES))


@njit(error_model="numpy")
def _draw(many: int) -> float:
    total = 0.0
    for k in range(many):
        total += keyed_uniform(np.uint64(SEED), np.uint64(0), np.uint64(12345), 7, k)
    return total


@njit(error_model="numpy")
def _hold(many: int) -> float:
    """Take the first event of a heap and put in a later one, again and again."""
    heap = np.zeros(HEAP + 1, np.int64)
    for place in range(HEAP):
        push(heap, place, place * 1_000_003 % 65_536)
    for number in range(many):
        first = heap[0]
        drop_first(heap, HEAP)
        push(heap, HEAP - 1, first + 1 + number * 40_503 % 65_536)
    return float(heap[0])
