"""The heap of the compiled driver, and how events are written as numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import typeof

from salessim import Scenario
from salessim.engine.event_queue import drop_first, push
from salessim.engine.state import working_copy
from salessim.model.assembly import build
from salessim.model.rules.outbox import (
    INSTANT,
    KIND_BITS,
    LAST_SECOND,
    MAXIMUM_ENTITIES,
    entity_of,
    kind_of,
    second_of,
)
from salessim.model.state.codes import EVENT_NAMES

MAXIMUM_MONTHS = 120
PUSH = getattr(push, "py_func", push)
DROP_FIRST = getattr(drop_first, "py_func", drop_first)


@given(st.lists(st.one_of(st.none(), st.integers(0, 20)), max_size=60))
def test_the_heap_gives_what_came_in_order(steps: list[int | None]) -> None:
    """A number is put in; None takes the first out."""
    heap = np.zeros(64, np.int64)
    held: list[int] = []
    for step in steps:
        if step is not None:
            PUSH(heap, len(held), step)
            held.append(step)
        elif held:
            assert heap[0] == min(held)
            DROP_FIRST(heap, len(held))
            held.remove(min(held))
    while held:
        assert heap[0] == min(held)
        DROP_FIRST(heap, len(held))
        held.remove(min(held))


@given(st.integers(0, LAST_SECOND), st.integers(0, 31), st.integers(0, MAXIMUM_ENTITIES - 1))
def test_an_event_is_read_as_it_was_written(second: int, kind: int, entity: int) -> None:
    event = second * INSTANT + kind * MAXIMUM_ENTITIES + entity
    assert event < 1 << 63
    plain = [getattr(part, "py_func", part) for part in (second_of, kind_of, entity_of)]
    assert [part(event) for part in plain] == [second, kind, entity]


def test_events_have_room_for_every_kind_and_the_longest_horizon() -> None:
    assert len(EVENT_NAMES) <= 1 << KIND_BITS
    assert MAXIMUM_MONTHS * 31 * 86_400 < LAST_SECOND


def test_all_worlds_have_tables_of_one_type(scenarios) -> None:
    """The driver is compiled for the first world, and entered with the others."""
    worlds = [build(Scenario.load(file)).world for file in sorted(scenarios.glob("*.yaml"))]
    kinds = {typeof(world) for world in worlds} | {
        typeof(working_copy(build(Scenario.load(scenarios / "startup.yaml")), logging=True))
    }
    assert len(kinds) == 1
