"""The compiled driver: one loop over a heap of events.

It knows who sleeps until when, and nothing else; what happens stands in `model.rules`. It holds
no Python object and releases the interpreter's lock. It cannot grow a table: before each event
it makes sure of room for all that one event may write, and returns a status where there is none.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from salessim.compiler.marks import fetch, frequent_rule
from salessim.compiler.program import Program, descriptors, runs_plainly
from salessim.engine.event_queue import begin_next_day, drain, is_crowded, taken_first
from salessim.engine.rules_digest import RULES_DIGEST
from salessim.model.replication import begin, finish, happen
from salessim.model.rules.outbox import entity_of, kind_of, second_of
from salessim.model.rules.schedules import hold_month
from salessim.model.state.codes import (
    ABANDONMENT,
    ACCOUNT_CANDIDATE,
    BUYER_REPLY,
    CONTACT_DUE,
    CONTRACT_DATE,
    DAY_START,
    DONE,
    FIRM_BACK,
    FULL_DEALS,
    FULL_HEAP,
    FULL_LOG,
    KEEPER_DUE,
    RECEIVED,
    STOPPED,
    TASK_DONE,
    TOUCH_DUE,
)
from salessim.model.state.tables import World

BEGIN = 0
GO_ON = 1
ONE_EVENT = 2
FINISH = 3
HOLD = 4
"""What to do with a world: `drive` is one compiled function with five doors, because compiling
is the dear part and both drivers share it."""

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
    elif kind in (BUYER_REPLY, TOUCH_DUE, ABANDONMENT, RECEIVED):
        fetch(world.deals, entity)
    elif kind in (FIRM_BACK, ACCOUNT_CANDIDATE, CONTACT_DUE, CONTRACT_DATE, KEEPER_DUE):
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
    """Do one of five things with a world and return a status of `codes`.

    BEGIN: start a replication; what it posts stays in the outbox. GO_ON: let events happen until
    the horizon, until a table is full (then grow it and go on) or until the table `stop` says so.
    ONE_EVENT: let (now, kind, entity) happen; what it posts stays in the outbox. FINISH: count
    what is under way. HOLD: let parameters be those of the month `now`.
    """
    run = world.run[0]
    if door == BEGIN:
        begin(world)
        return run.status
    if door == FINISH:
        finish(world)
        return run.status
    if door == HOLD:
        hold_month(world, now)
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
        if world.stop[0] != 0:
            return STOPPED


PROGRAM = Program(drive, RULES_DIGEST)
"""`drive` with all rules, compiled."""


class Drive:
    """`drive` for one world. It has to be made again when a table has grown."""

    def __init__(self, world: World) -> None:
        self._world = world
        if runs_plainly():
            self._drive: Callable[..., int] = drive
            self._handle: Any = world
        else:
            self._drive = PROGRAM.function(world)
            self._descriptors = descriptors(world)
            self._handle = self._descriptors.ctypes.data
        self.one_event: Callable[[int, int, int], int] = partial(
            self._drive, self._handle, ONE_EVENT
        )
        """The door of that name; one frame of Python less at each event."""

    def __call__(self, door: int, now: int = 0, kind: int = 0, entity: int = 0) -> int:
        """Go through a door; see `drive`."""
        return self._drive(self._handle, door, now, kind, entity)
