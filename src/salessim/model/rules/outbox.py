"""What follows from an event: posted here, delivered by the driver."""

from salessim.model.codes import FULL_OUTBOX
from salessim.model.compiled import rule


@rule
def post(world, at, kind, entity):
    """Say that `kind` happens to `entity` at `at` (seconds)."""
    run = world.run[0]
    place = run.posted
    if place >= world.outbox.shape[0]:
        run.status = FULL_OUTBOX
        return
    event = world.outbox[place]
    event.at = at
    event.kind = kind
    event.entity = entity
    run.posted = place + 1
