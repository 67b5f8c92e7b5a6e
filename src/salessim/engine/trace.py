"""One future told by the story, occurrence by occurrence, for a diary."""

from collections.abc import Iterator

import numpy as np

from salessim.engine.story import Story
from salessim.engine.worlds import reset, working_copy
from salessim.model.book import Book
from salessim.model.build import build
from salessim.scenario import Scenario


def traced(
    scenario: Scenario, *, seed: int = 1, replication: int = 0
) -> tuple[Book, Iterator[np.void]]:
    """Start a future; return its names, and its log row by row as the story goes on.

    The story stops with the reader: it is no further than the last row taken.
    """
    inputs = build(scenario)
    world = working_copy(inputs, logging=True)
    reset(world, inputs, seed, replication)
    return inputs.book, _rows(Story(world))


def _rows(story: Story) -> Iterator[np.void]:
    story.begin()
    read = 0
    for _ in story.tell():
        written = int(story.world.run[0].log)
        yield from story.world.log[read:written].copy()
        read = written
