"""Replications by either engine, over threads, in order, in bounded memory."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from salessim.arguments import choice, integer
from salessim.compiler.program import runs_plainly
from salessim.engine.kernel import BEGIN, FINISH, GO_ON, PROGRAM, Drive
from salessim.engine.own_rules import OwnRules, ReadyRules
from salessim.engine.state import Reset, check, checked_seed, grown, reset, working_copy
from salessim.errors import InputError
from salessim.interruption import beside
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs
from salessim.model.draws import REPLICATION_LIMIT
from salessim.model.state.codes import FULL_DEALS, FULL_HEAP, FULL_LOG, STOPPED
from salessim.model.state.outputs import DEAL_OUT
from salessim.model.state.tables import OUTPUTS, World

if TYPE_CHECKING:
    from salessim.engine.simpy_engine import ProcessFactory

ENGINES = ("compiled", "simpy")
MOST_THREADS = 1024
FULL = (FULL_DEALS, FULL_HEAP, FULL_LOG)
BATCH_BYTES = 32 * 2**20
"""Raw tables of a batch take about this much memory, or one replication a thread."""
MAXIMUM_PER_BATCH = 256


def batches(
    inputs: Inputs,
    *,
    replications: int,
    seed: int,
    engine: str = "compiled",
    threads: int | None = None,
    first: int = 0,
    repeated: bool = False,
    size: int | None = None,
    log: bool = False,
    deals: bool = False,
    processes: Sequence[ProcessFactory] = (),
    rules: OwnRules | None = None,
    going_on: Callable[[int], bool] | None = None,
) -> Iterator[Batch]:
    """Run replications `first .. first + replications` and yield their raw tables in order.

    The tables of a batch are used again for the next one: whoever wants to keep them copies them.

    engine: `compiled` or `simpy`. threads: of the compiled engine; None takes the cores there
    are. repeated: run each with its uncertain parameters again, under other luck.
    size: replications a batch; None goes by memory. processes: simpy processes of the user's
    own that live beside the others in each replication (`simpy` only). rules: those of the user's
    own; None for those that the scenario names.
    going_on: asked some times a second whether to go on, and told how many replications are
    done. Where it answers False, replications under way are dropped, and a last batch holds those
    that were done, if any.

    A signal that raises in this thread ends the replications under way at once. So does whatever a
    replication raises, and the end of the main thread.

    Raises InputError for an engine, seed or number that cannot be, and for a rule of the user's
    own that cannot be compiled or gives an answer that cannot be used.
    """
    engine = checked_engine(engine, processes)
    seed = checked_seed(seed)
    replications = checked_replications(replications)
    workers = workers_of(engine, checked_threads(threads), replications)
    batch_size = size or _batch_size(inputs, workers)
    stop = np.zeros(1, np.int64)
    worlds = [working_copy(inputs, logging=log, stop=stop) for _ in range(workers)]
    own = (OwnRules.of(inputs) if rules is None else rules).ready(compiled=engine == "compiled")
    runners: list[_CompiledWorker | _SimpyWorker] = [
        _CompiledWorker(world, inputs, own)
        if engine == "compiled"
        else _SimpyWorker(world, inputs, own, processes)
        for world in worlds
    ]
    outputs = _OutputBuffer(inputs, min(batch_size, replications))

    def end() -> None:
        stop[0] = 1

    for start in range(first, first + replications, batch_size):
        planned = min(batch_size, first + replications - start)
        began = time.perf_counter()
        # All threads take from one iterator: who is slower takes fewer.
        places = iter(range(planned))
        done: set[int] = set()

        def work(
            runner: _CompiledWorker | _SimpyWorker,
            start: int = start,
            places: Iterator[int] = places,
            done: set[int] = done,
        ) -> None:
            for place in places:
                if not runner.run(seed, start + place, repeated=repeated):
                    return
                outputs.keep(place, runner.world, log=log, deals=deals)
                done.add(place)

        def look(before: int = start - first, done: set[int] = done) -> None:
            if going_on is not None and not going_on(before + _in_a_row(done)):
                end()

        beside([partial(work, runner) for runner in runners], look=look, stop=end)
        whole = _in_a_row(done)
        if whole:
            yield outputs.batch(start, whole, time.perf_counter() - began, log=log, deals=deals)
        if whole < planned:
            return


def _in_a_row(places: set[int]) -> int:
    """How many places from the first on are there."""
    return next(place for place in count() if place not in places)


def is_warm() -> bool:
    """Whether the compiled engine is loaded, or runs plainly."""
    return runs_plainly() or PROGRAM.is_ready


def is_prepared() -> bool:
    """Whether a run starts without compiling."""
    return is_warm() or PROGRAM.is_kept


def warm_up(inputs: Inputs) -> None:
    """Have the compiled engine loaded or compiled, so that timing leaves it out."""
    Drive(inputs.world)


class _CompiledWorker:
    """Runs replications by the compiled loop, one after the other, in a world that may grow."""

    def __init__(self, world: World, inputs: Inputs, own: ReadyRules) -> None:
        self.world = world
        self._inputs = inputs
        self._own = own
        own.fill(world)
        self._drive = Drive(world)
        self._reset = Reset(world, inputs)

    def run(self, seed: int, replication: int, *, repeated: bool) -> bool:
        """Run a replication; return whether it came to its end."""
        self._reset(seed, replication, repeated=repeated)
        self._check(self._drive(BEGIN))
        status = self._drive(GO_ON)
        while status in FULL:
            self.world = grown(self.world, status)
            self._drive = Drive(self.world)
            self._reset = Reset(self.world, self._inputs)
            status = self._drive(GO_ON)
        if status == STOPPED:
            return False
        self._check(status)
        self._check(self._drive(FINISH))
        return True

    def _check(self, status: int) -> None:
        self._own.check(status, self.world)
        check(status)


class _SimpyWorker:
    """Runs replications by simpy processes."""

    def __init__(
        self, world: World, inputs: Inputs, own: ReadyRules, processes: Sequence[ProcessFactory]
    ) -> None:
        self.world = world
        self._inputs = inputs
        self._own = own
        self._processes = processes

    def run(self, seed: int, replication: int, *, repeated: bool) -> bool:
        """Run a replication; return whether it came to its end."""
        reset(self.world, self._inputs, seed, replication, repeated=repeated)
        # simpy is imported where it is used, so that the compiled engine starts without it.
        from salessim.engine.simpy_engine import SimpyEngine

        simpy_engine = SimpyEngine(self.world, self._own)
        for process in self._processes:
            simpy_engine.add_process(process)
        simpy_engine.begin()
        stop = self.world.stop
        for _ in simpy_engine.run():
            if stop[0]:
                return False
        simpy_engine.finish()
        self.world = simpy_engine.world
        return True


class _OutputBuffer:
    """The outputs of one batch, filled by place and used again."""

    def __init__(self, inputs: Inputs, size: int) -> None:
        self.tables = {}
        for table in OUTPUTS:
            one = getattr(inputs.world, table.name)
            self.tables[table.name] = np.zeros((size, *one.shape), one.dtype)
        self.events = np.zeros(size, np.int64)
        self.deals: list[np.ndarray | None] = [None] * size
        self.log: list[np.ndarray | None] = [None] * size

    def keep(self, place: int, world: World, *, log: bool, deals: bool) -> None:
        """Copy what a replication wrote."""
        for name, rows in self.tables.items():
            rows[place] = getattr(world, name)
        self.events[place] = world.run[0].events
        if deals:
            self.deals[place] = _deals_out(world)
        if log:
            self.log[place] = world.log[: int(world.run[0].log)].copy()

    def batch(self, first: int, count: int, seconds: float, *, log: bool, deals: bool) -> Batch:
        """Return the first `count` places as a batch."""
        return Batch.of(
            {name: rows[:count] for name, rows in self.tables.items()},
            first=first,
            events=self.events[:count],
            seconds=seconds,
            deals=[row for row in self.deals[:count] if row is not None] if deals else None,
            log=[row for row in self.log[:count] if row is not None] if log else None,
        )


def _deals_out(world: World) -> np.ndarray:
    rows = world.deals[: int(world.run[0].deals)]
    out = np.zeros(len(rows), DEAL_OUT)
    for name in DEAL_OUT.names or ():
        out[name] = rows["work" if name == "work_seconds" else name]
    return out


def checked_engine(engine: str, processes: Sequence[ProcessFactory] = ()) -> str:
    """The engine's name; raises InputError where there is none, or it takes no processes."""
    if processes and engine != "simpy":
        raise InputError("Processes of your own need the readable engine: pass engine='simpy'.")
    return choice("engine", engine, ENGINES)


def checked_replications(replications: int) -> int:
    """The number of replications as a plain number; raises InputError."""
    return integer("replications", replications, 1, REPLICATION_LIMIT)


def checked_threads(threads: int | None) -> int | None:
    """The number of threads, or None for the cores there are; raises InputError."""
    return None if threads is None else integer("threads", threads, 1, MOST_THREADS)


def workers_of(engine: str, threads: int | None, replications: int) -> int:
    """How many replications are simulated at a time; threads: at most so many, None the cores."""
    return 1 if engine == "simpy" else min(threads or os.cpu_count() or 1, replications)


def _batch_size(inputs: Inputs, workers: int) -> int:
    bytes_each = sum(getattr(inputs.world, table.name).nbytes for table in OUTPUTS)
    return max(workers, min(MAXIMUM_PER_BATCH, BATCH_BYTES // max(1, bytes_each)))
