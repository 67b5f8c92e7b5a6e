"""Room in the tables: rules never grow one, drivers see to it before each event."""

import numpy as np

from salessim.engine.kernel import DEALS_PER_EVENT
from salessim.errors import EngineError
from salessim.model.codes import DONE, FULL_DEALS, FULL_HEAP, FULL_LOG, FULL_OUTBOX
from salessim.model.tables import World

WORDS = {
    FULL_OUTBOX: "an event posted more than the outbox holds",
    FULL_DEALS: "the table of deals is full",
    FULL_HEAP: "the heap of events is full",
    FULL_LOG: "the event log is full",
}


def check(status: int) -> None:
    """Raise EngineError with the words for a status that is not DONE."""
    if status != DONE:
        raise EngineError(f"The engine stopped: {WORDS.get(int(status), f'status {status}')}.")


def _twice(table: np.ndarray) -> np.ndarray:
    # Zeros that nobody has touched cost nothing yet.
    room = np.zeros((2 * len(table), *table.shape[1:]), table.dtype)
    room[: len(table)] = table
    return room


def grown(world: World, status: int) -> World:
    """Return the world with twice the room in the table that `status` names."""
    if status == FULL_DEALS:
        firms = int(world.sizes[0].firms)
        deals = _twice(world.deals)
        items = np.zeros(firms + len(deals), world.items.dtype)
        items[: len(world.items)] = world.items
        return world._replace(deals=deals, items=items)
    if status == FULL_HEAP:
        return world._replace(
            heap=_twice(world.heap), soon=_twice(world.soon), chunks=_twice(world.chunks)
        )
    if status == FULL_LOG:
        return world._replace(log=_twice(world.log))
    check(status)
    return world


def with_room(world: World) -> World:
    """Return the world with room for one more event's deals and log rows."""
    run = world.run[0]
    if run.deals + DEALS_PER_EVENT > len(world.deals):
        return grown(world, FULL_DEALS)
    rows = world.sizes[0].log_rows_per_event + run.deals
    if world.sizes[0].logging and run.log + rows > len(world.log):
        return with_room(grown(world, FULL_LOG))
    return world
