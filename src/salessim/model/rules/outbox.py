"""What follows from an event: posted here, delivered by the engine.

An event is one whole number, `at * INSTANT + kind * MOST_ENTITIES + entity`, so that events sort as
the model orders them: by time, then kind, then entity. Two equal ones are the same event twice.
"""

from salessim.compiler.marks import formula, rule
from salessim.model.state.codes import FULL_OUTBOX, MONTH_END

ENTITY_BITS = 29
KIND_BITS = 5
MAXIMUM_ENTITIES = 1 << ENTITY_BITS
"""More rows than a table has."""
INSTANT_BITS = ENTITY_BITS + KIND_BITS
INSTANT = 1 << INSTANT_BITS
LAST_SECOND = (1 << 63 - INSTANT_BITS) - 1
"""What 64 bits leave for the time: seventeen years."""


@formula
def second_of(event):
    """Return when an event happens, in seconds."""
    return event >> INSTANT_BITS


@formula
def kind_of(event):
    """Return what happens, a code of `codes`."""
    return (event >> ENTITY_BITS) & ((1 << KIND_BITS) - 1)


@formula
def entity_of(event):
    """Return to whom or what it happens: a row's number."""
    return event & (MAXIMUM_ENTITIES - 1)


@rule
def post(world, at, kind, entity):
    """Say that `kind` happens to `entity` at `at` (seconds); past the horizon nothing does."""
    horizon = world.sizes[0].horizon
    if at > horizon or (at == horizon and kind != MONTH_END):
        return
    run = world.run[0]
    if run.posted >= world.outbox.shape[0]:
        run.status = FULL_OUTBOX
        return
    world.outbox[run.posted] = at << INSTANT_BITS | kind << ENTITY_BITS | entity
    run.posted += 1
