"""Worlds in memory: copies of the pristine one, made anew before each replication, grown when full.

Rules never grow a table; the engines see to it before each event. What is done to which table
follows from its declaration in `model.state.tables`.
"""

import numpy as np

from salessim.arguments import integer
from salessim.compiler.program import FAILED
from salessim.engine.kernel import DEALS_PER_EVENT
from salessim.errors import EngineError
from salessim.model.assembly import Inputs
from salessim.model.draws import REPLICATION_LIMIT, SEED_LIMIT
from salessim.model.state.codes import DONE, FULL_DEALS, FULL_HEAP, FULL_LOG, FULL_OUTBOX, STOPPED
from salessim.model.state.outputs import LOG
from salessim.model.state.tables import TABLES, TableRole, World

WORDS = {
    FULL_OUTBOX: "an event posted more than the outbox holds",
    FULL_DEALS: "the table of deals is full",
    FULL_HEAP: "the heap of events is full",
    FULL_LOG: "the event log is full",
    STOPPED: "it was told to",
    FAILED: "a rule looked beyond the end of a table",
}

RESET = tuple(table for table in TABLES if table.role in (TableRole.STATE, TableRole.OUTPUT))
OPENING = tuple(table for table in TABLES if table.opening)
FIRST_LOG_ROWS = 65_536

CACHE_LINES = 128
"""Bytes that a processor's core claims at once: a line and its neighbour."""


def checked_seed(seed: int) -> int:
    """The seed as a plain number; raises InputError."""
    return integer("seed", seed, 0, SEED_LIMIT - 1)


def checked_replication(replication: int) -> int:
    """The place of one replication as a plain number, 0 or more; raises InputError."""
    return integer("replication", replication, 0, REPLICATION_LIMIT - 1)


def working_copy(inputs: Inputs, *, logging: bool = False, stop: np.ndarray | None = None) -> World:
    """Return a world of its own, to be made ready by `reset` before each replication.

    stop: (1,) int64, shared with others: whoever writes 1 into it ends their replications.
    """
    pristine = inputs.world
    own = {
        table.name: _room_apart(getattr(pristine, table.name))
        for table in TABLES
        if table.role not in (TableRole.FIXED, TableRole.PARAMETER)
    }
    for table in RESET:
        np.copyto(own[table.name], getattr(pristine, table.name))
    for table in OPENING:
        own[table.name][:] = getattr(pristine, table.name)
    sizes = pristine.sizes.copy()
    sizes[0].logging = int(logging)
    if logging:
        rows = FIRST_LOG_ROWS + 8 * len(pristine.firms) + 2 * len(pristine.deals)
        own["log"] = np.zeros(rows, LOG)
    if stop is not None:
        own["stop"] = stop
    views = _views(pristine, own["parameters"])
    return pristine._replace(sizes=sizes, **own, **views)


def _views(pristine: World, buffer: np.ndarray) -> dict[str, np.ndarray]:
    """Return the tables of parameters as views of another buffer than that of their world."""
    base = pristine.parameters.__array_interface__["data"][0]
    views = {}
    for table in TABLES:
        if table.role is TableRole.PARAMETER:
            array = getattr(pristine, table.name)
            first = (array.__array_interface__["data"][0] - base) // 8
            size = array.size * len(table.row.names or ())
            views[table.name] = buffer[first : first + size].view(table.row).reshape(array.shape)
    return views


def _room_apart(table: np.ndarray) -> np.ndarray:
    """Return zeros like `table`, on cache lines of their own.

    Threads that write to one line, each to its own world, would wait for each other.
    """
    room = np.zeros(table.nbytes + 2 * CACHE_LINES, np.uint8)
    first = -room.ctypes.data % CACHE_LINES
    return room[first : first + table.nbytes].view(table.dtype).reshape(table.shape)


REPETITIONS_FROM = 1 << 31
"""Number of the first repetition: beyond all replications, so that no luck comes twice."""


class Reset:
    """Makes a working copy ready for one replication after the other.

    It has to be made again when a table has grown. Rows are copied as bytes, which is a third of
    the work of copying them field by field.
    """

    def __init__(self, world: World, inputs: Inputs) -> None:
        pristine = inputs.world
        self._world = world
        self._opening_deals = pristine.sizes[0].opening_deals
        self._pairs: list[tuple[np.ndarray, np.ndarray]] = []
        for table in (*RESET, *OPENING):
            rows = int(pristine.sizes[0][table.opening]) if table.opening else None
            own, first = (getattr(one, table.name)[:rows] for one in (world, pristine))
            if own.size:
                self._pairs.append((_bytes_of(own), _bytes_of(first)))

    def __call__(self, seed: int, replication: int, *, repeated: bool = False) -> None:
        """Begin anew; `repeated` as in `reset`."""
        for own, first in self._pairs:
            np.copyto(own, first)
        run = self._world.run[0]
        run.seed = seed
        run.replication = replication + REPETITIONS_FROM * repeated
        run.parameters_of = replication
        run.deals = self._opening_deals


def _bytes_of(table: np.ndarray) -> np.ndarray:
    return table.reshape(-1).view(np.uint8)


def reset(
    world: World, inputs: Inputs, seed: int, replication: int, *, repeated: bool = False
) -> None:
    """Make a working copy ready for a replication, or for its repetition.

    repeated: with the uncertain parameters of the replication, under other luck.
    """
    Reset(world, inputs)(seed, replication, repeated=repeated)


def check(status: int) -> None:
    """Raise EngineError with the words for a status that is not DONE."""
    if status != DONE:
        raise EngineError(f"The engine stopped: {WORDS.get(int(status), f'status {status}')}.")


def grown(world: World, status: int) -> World:
    """Return the world with twice the room in the tables that `status` says to be full."""
    larger = {}
    for table in TABLES:
        if status != DONE and table.full == status:
            array = getattr(world, table.name)
            besides = int(world.sizes[0][table.besides]) if table.besides else 0
            # Zeros that nobody has touched cost nothing yet.
            room = np.zeros((2 * len(array) - besides, *array.shape[1:]), array.dtype)
            room[: len(array)] = array
            larger[table.name] = room
    if not larger:
        check(status)
    return world._replace(**larger)


def with_room(world: World) -> World:
    """Return the world with room for one more event's deals and log rows."""
    run = world.run[0]
    if run.deals + DEALS_PER_EVENT > len(world.deals):
        return grown(world, FULL_DEALS)
    rows = world.sizes[0].log_rows_per_event + run.deals
    if world.sizes[0].logging and run.log + rows > len(world.log):
        return with_room(grown(world, FULL_LOG))
    return world
