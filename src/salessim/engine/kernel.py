"""The compiled driver: one loop over a heap of events.

It knows who sleeps until when, and nothing else; what happens stands in `model.rules`. It holds
no Python object and releases the interpreter's lock. It cannot grow a table: before each event
it makes sure of room for all that one event may write, and returns a status where there is none.
"""

from typing import Any

import numba
from numba.core.caching import FunctionCache

from salessim.engine.rules_digest import RULES_DIGEST
from salessim.model.codes import DONE, FULL_DEALS, FULL_HEAP, FULL_LOG, MONTH_END
from salessim.model.compiled import at, rule
from salessim.model.replication import begin, finish, happen

BEGIN = 0
GO_ON = 1
ONE_EVENT = 2
FINISH = 3
"""What to do with a world: `drive` is one compiled function with four doors, because compiling
is the dear part and both drivers share it."""

DEALS_PER_EVENT = 4
"""More deals than one event can open."""


@rule
def earlier(one, other):
    """Tell whether event `one` comes before `other`: by time, kind, entity, then posting."""
    if one.at != other.at:
        return one.at < other.at
    if one.kind != other.kind:
        return one.kind < other.kind
    if one.entity != other.entity:
        return one.entity < other.entity
    return one.sequence < other.sequence


@rule
def push(world, event):
    """Put an event into the heap."""
    heap = world.heap
    run = world.run[0]
    place = run.heap
    run.heap = place + 1
    while place > 0:
        parent = (place - 1) // 2
        if not earlier(event, heap[parent]):
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = event


@rule
def drop_first(world):
    """Take the first event off the heap."""
    heap = world.heap
    run = world.run[0]
    run.heap -= 1
    size = run.heap
    last = heap[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and earlier(heap[child + 1], heap[child]):
            child += 1
        if not earlier(heap[child], last):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last


@rule
def drain(world):
    """Deliver what was posted into the heap; what lies past the horizon never comes."""
    run = world.run[0]
    for letter in range(run.posted):
        event = world.outbox[letter]
        at_end = event.at == world.sizes[0].horizon and event.kind == MONTH_END
        if event.at < world.sizes[0].horizon or at_end:
            event.sequence = run.sequence
            run.sequence += 1
            push(world, event)
    run.posted = 0


@rule
def lacks_room(world):
    """Return DONE, or which table has too little room for another event."""
    run = world.run[0]
    sizes = world.sizes[0]
    if run.deals + DEALS_PER_EVENT > world.deals.shape[0]:
        return FULL_DEALS
    if run.heap + world.outbox.shape[0] > world.heap.shape[0]:
        return FULL_HEAP
    # A customer who leaves ends at most all deals.
    rows = sizes.log_rows_per_event + run.deals
    if sizes.logging and run.log + rows > world.log.shape[0]:
        return FULL_LOG
    return DONE


def drive(tables, door, now, kind, entity):
    """Do one of four things with a world (its tables) and return a status of `codes`.

    BEGIN: start a replication; what it posts is in the heap. GO_ON: let events happen until the
    horizon or until a table is full (then grow it and go on). ONE_EVENT: let (now, kind, entity)
    happen; what it posts stays in the outbox. FINISH: count what is under way.
    """
    world = at(tables)
    run = world.run[0]
    if door == BEGIN:
        begin(world)
        return run.status
    if door == FINISH:
        finish(world)
        return run.status
    while True:
        if door == GO_ON:
            drain(world)
            status = lacks_room(world)
            if status != DONE:
                return status
            if run.heap == 0:
                return DONE
            first = world.heap[0]
            now = first.at
            kind = first.kind
            entity = first.entity
            drop_first(world)
        happen(world, now, kind, entity)
        if door == ONE_EVENT or run.status != DONE:
            return run.status


class _RulesCache(FunctionCache):  # type: ignore[misc]
    """numba's disk cache, whose key also holds the digest of the rules' sources.

    By itself numba looks at this file only, and would run yesterday's rules from the cache.
    """

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(signature, codegen), RULES_DIGEST)


def _compiled() -> Any:
    dispatcher = numba.njit(nogil=True, error_model="numpy", _nrt=False)(drive)
    if not numba.config.DISABLE_JIT:
        dispatcher._cache = _RulesCache(drive)
    return dispatcher


compiled_drive = _compiled()
