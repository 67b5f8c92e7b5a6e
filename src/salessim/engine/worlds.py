"""Worlds in which replications run: copies of the pristine one, made anew before each."""

import numpy as np

from salessim.model.build import Inputs
from salessim.model.facts import FACT_TABLES
from salessim.model.outputs import LOG
from salessim.model.tables import World

STATE = (
    "run", "days_ahead", "facts", "drawn", "reps", "skills", "learned_from", "buckets", "firms",
    "contact_dates", "lists", "channel_states", "segment_states", "turns", "recurring", "months",
    "ledger", "rep_months", "funnel", "moved",
)  # fmt: skip
"""Tables that a replication changes and that start as the pristine world says."""

ROOM = (
    "deals", "items", "outbox", "heap", "soon", "chunks", "log", "scratch", "attempt_shares",
    "fit_at", "won_at", "resting", "call_shares", "own_rules", "asked_next_deal",
    "asked_lead_owner", "asked_next_work", "asked_effort", "asked_variable_pay",
)  # fmt: skip
"""Tables that are written before they are read; only today's deals have to be laid anew."""

FIRST_LOG_ROWS = 65_536

CACHE_LINES = 128
"""Bytes that a processor's core claims at once: a line and its neighbour."""


def working_copy(inputs: Inputs, *, logging: bool = False) -> World:
    """Return a world of its own, to be made ready by `reset` before each replication."""
    pristine = inputs.world
    parts = {name: _room_apart(getattr(pristine, name)) for name in (*STATE, *ROOM)}
    for name in STATE:
        np.copyto(parts[name], getattr(pristine, name))
    facts = parts.pop("facts")
    base = pristine.facts.__array_interface__["data"][0]
    for name, dtype in FACT_TABLES.items():
        table = getattr(pristine, name)
        first = (table.__array_interface__["data"][0] - base) // 8
        size = table.size * len(dtype.names or ())
        parts[name] = facts[first : first + size].view(dtype).reshape(table.shape)
    sizes = pristine.sizes.copy()
    sizes[0].logging = int(logging)
    if logging:
        rows = FIRST_LOG_ROWS + 8 * len(pristine.firms) + 2 * len(pristine.deals)
        parts["log"] = np.zeros(rows, LOG)
    return pristine._replace(facts=facts, sizes=sizes, **parts)


def _room_apart(table: np.ndarray) -> np.ndarray:
    """Return zeros like `table`, on cache lines of their own.

    Threads that write to one line, each to its own world, would wait for each other.
    """
    room = np.zeros(table.nbytes + 2 * CACHE_LINES, np.uint8)
    first = -room.ctypes.data % CACHE_LINES
    return room[first : first + table.nbytes].view(table.dtype).reshape(table.shape)


def reset(world: World, inputs: Inputs, seed: int, replication: int) -> None:
    """Make a working copy ready for a replication."""
    pristine = inputs.world
    for name in STATE:
        np.copyto(getattr(world, name), getattr(pristine, name))
    opening = int(pristine.sizes[0].opening_deals)
    world.deals[:opening] = pristine.deals[:opening]
    run = world.run[0]
    run.seed = seed
    run.replication = replication
    run.deals = opening
