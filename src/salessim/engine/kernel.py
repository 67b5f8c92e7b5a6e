"""The compiled engine: one loop over a heap of events.

It knows who sleeps until when, and nothing else; what happens stands in `model.rules`. It holds
no Python object and releases the interpreter's lock. It cannot grow a table: before each event
it makes sure of room for all that one event may write, and returns a status where there is none.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numba
from numba import typeof, types
from numba.core.caching import FunctionCache

from salessim.engine.event_queue import begin_next_day, drain, is_crowded, taken_first
from salessim.engine.rules_digest import RULES_DIGEST
from salessim.model.compiled import WorldAddress, descriptors, fetch, frequent_rule
from salessim.model.replication import begin, finish, happen
from salessim.model.rules.outbox import entity_of, kind_of, second_of
from salessim.model.state.codes import (
    ACCOUNT_CANDIDATE,
    BUYER_REPLY,
    CONTACT_DUE,
    DAY_START,
    DONE,
    FIRM_BACK,
    FULL_DEALS,
    FULL_HEAP,
    FULL_LOG,
    TASK_DONE,
    TOUCH_DUE,
)
from salessim.model.state.tables import World

BEGIN = 0
GO_ON = 1
ONE_EVENT = 2
FINISH = 3
"""What to do with a world: `drive` is one compiled function with four doors, because compiling
is the dear part and both engines share it."""

DEALS_PER_EVENT = 4
"""More deals than one event can open."""


@frequent_rule
def fetch_next(world):
    """Have the row that the next event is about brought near while this one happens.

    In a large team most rows are far away, and waiting for them is what an event costs.
    """
    if world.run[0].heap == 0:
        return
    event = world.heap[0]
    kind = kind_of(event)
    entity = entity_of(event)
    if kind in (TASK_DONE, DAY_START):
        fetch(world.reps, entity)
    elif kind in (BUYER_REPLY, TOUCH_DUE):
        fetch(world.deals, entity)
    elif kind in (FIRM_BACK, ACCOUNT_CANDIDATE, CONTACT_DUE):
        fetch(world.firms, entity)


@frequent_rule
def lacks_room(world):
    """Return DONE, or which table has too little room for another event."""
    run = world.run[0]
    sizes = world.sizes[0]
    if run.deals + DEALS_PER_EVENT > world.deals.shape[0]:
        return FULL_DEALS
    # A customer who leaves ends at most all deals.
    rows = sizes.log_rows_per_event + run.deals
    if sizes.logging and run.log + rows > world.log.shape[0]:
        return FULL_LOG
    return FULL_HEAP if is_crowded(world) else DONE


def drive(world, door, now, kind, entity):
    """Do one of four things with a world and return a status of `codes`.

    BEGIN: start a replication; what it posts stays in the outbox. GO_ON: let events happen until
    the horizon or until a table is full (then grow it and go on). ONE_EVENT: let (now, kind,
    entity) happen; what it posts stays in the outbox. FINISH: count what is under way.
    """
    run = world.run[0]
    if door == BEGIN:
        begin(world)
        return run.status
    if door == FINISH:
        finish(world)
        return run.status
    if door == ONE_EVENT:
        happen(world, now, kind, entity)
        return run.status
    while True:
        status = lacks_room(world)
        if status != DONE:
            return status
        drain(world)
        if run.heap == 0 and run.soon == 0:
            status = begin_next_day(world)
            if run.heap == 0:
                return status
        event = taken_first(world)
        fetch_next(world)
        happen(world, second_of(event), kind_of(event), entity_of(event))
        if run.status != DONE:
            return run.status


class _RulesCache(FunctionCache):  # type: ignore[misc]
    """numba's disk cache, whose key also holds the digest of the rules' sources.

    By itself numba looks at this file only, and would run yesterday's rules from the cache.
    """

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(signature, codegen), RULES_DIGEST)


def _compiler() -> Any:
    dispatcher = numba.njit(nogil=True, error_model="numpy", _nrt=False)(drive)
    if not numba.config.DISABLE_JIT:
        # numba looks beside this file, then in the user's own cache folder. Where it may write to
        # neither, every start compiles.
        with suppress(RuntimeError):
            dispatcher._cache = _RulesCache(drive)
    return dispatcher


compiled_drive = _compiler()


def is_kept() -> bool:
    """Whether the cache holds the driver compiled for the rules as they are now."""
    file = getattr(getattr(compiled_drive, "_cache", None), "_cache_file", None)
    return file is not None and any(key[-1] == RULES_DIGEST for key in file._load_index())


def _entry_point(world: World) -> Callable[..., int]:
    """Return `drive` compiled: loaded if it is in the cache, made otherwise.

    Tables are of the same types in every world, so that there is one of it.
    """
    if not compiled_drive.overloads:
        number = types.intp
        compiled_drive.compile((WorldAddress(typeof(world)), number, number, number, number))
    (compiled,) = compiled_drive.overloads.values()
    # The entry itself: a dispatcher would look up the arguments' types at every call.
    return compiled.entry_point  # type: ignore[no-any-return]


class Drive:
    """`drive` for one world. It has to be made again when a table has grown."""

    def __init__(self, world: World) -> None:
        self._world = world
        if numba.config.DISABLE_JIT:
            self._drive: Callable[..., int] = drive
            self._handle: Any = world
        else:
            self._drive = _entry_point(world)
            self._descriptors = descriptors(world)
            self._handle = self._descriptors.ctypes.data

    def __call__(self, door: int, now: int = 0, kind: int = 0, entity: int = 0) -> int:
        """Go through a door; see `drive`."""
        return self._drive(self._handle, door, now, kind, entity)
