"""What is to come: events of this instant, of this day, and of the days after it.

An event is one number (see `rules.outbox`), and the smallest comes first. What happens at this
instant and what happens later today stand in two heaps; a later day's events lie unordered in
chunks and are brought into order when the day begins. So a heap never holds more than a day, and
what an event costs does not grow with all that is to come.
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.rules.outbox import second_of
from salessim.model.state.codes import DONE, FULL_HEAP, NOBODY
from salessim.model.state.rows import CHUNK
from salessim.units import SECONDS_PER_DAY

BRANCHES = 4
"""Children of a place in a heap: half the levels of a binary one, and siblings lie together."""


@rule
def push(heap, size, event):
    """Put an event into a heap that holds `size` of them."""
    place = size
    while place > 0:
        parent = (place - 1) // BRANCHES
        if heap[parent] <= event:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = event


@rule
def drop_first(heap, size):
    """Take the first event off a heap that holds `size` of them."""
    last = heap[size - 1]
    place = 0
    child = 1
    while child + BRANCHES <= size:
        one = child if heap[child] <= heap[child + 1] else child + 1
        other = child + 2 if heap[child + 2] <= heap[child + 3] else child + 3
        minimum = one if heap[one] <= heap[other] else other
        if last <= heap[minimum]:
            heap[place] = last
            return
        heap[place] = heap[minimum]
        place = minimum
        child = BRANCHES * place + 1
    if child < size:
        minimum = child
        for other in range(child + 1, size):
            if heap[other] < heap[minimum]:
                minimum = other
        if heap[minimum] < last:
            heap[place] = heap[minimum]
            place = minimum
    heap[place] = last


@rule
def put_off(world, event):
    """Put an event to those of its day, which has not begun."""
    run = world.run[0]
    day = world.days_ahead[second_of(event) // SECONDS_PER_DAY]
    if day.events % CHUNK == 0:
        chunk = run.free_chunk
        if chunk == NOBODY:
            chunk = run.chunks
            run.chunks += 1
        else:
            run.free_chunk = world.chunks[chunk, CHUNK]
        world.chunks[chunk, CHUNK] = day.chunk
        day.chunk = chunk
    world.chunks[day.chunk, day.events % CHUNK] = event
    day.events += 1


@rule
def begin_next_day(world):
    """Bring the events of the next day that has any into order; return DONE, or FULL_HEAP."""
    run = world.run[0]
    number = run.day_ends // SECONDS_PER_DAY
    last = world.days_ahead.shape[0] - 1
    while number < last and world.days_ahead[number].events == 0:
        number += 1
    day = world.days_ahead[number]
    if day.events > world.heap.shape[0]:
        return FULL_HEAP
    while day.events > 0:
        day.events -= 1
        push(world.heap, run.heap, world.chunks[day.chunk, day.events % CHUNK])
        run.heap += 1
        if day.events % CHUNK == 0:
            emptied = day.chunk
            day.chunk = world.chunks[emptied, CHUNK]
            world.chunks[emptied, CHUNK] = run.free_chunk
            run.free_chunk = emptied
    run.day_ends = (number + 1) * SECONDS_PER_DAY
    return DONE


@rule
def drain(world):
    """Deliver what was posted."""
    run = world.run[0]
    for letter in range(run.posted):
        event = world.outbox[letter]
        second = second_of(event)
        if second == run.now:
            push(world.soon, run.soon, event)
            run.soon += 1
        elif second < run.day_ends:
            push(world.heap, run.heap, event)
            run.heap += 1
        else:
            put_off(world, event)
    run.posted = 0


@rule
def taken_first(world):
    """Take the first of all events off its heap."""
    run = world.run[0]
    if run.soon > 0 and (run.heap == 0 or world.soon[0] <= world.heap[0]):
        event = world.soon[0]
        drop_first(world.soon, run.soon)
        run.soon -= 1
    else:
        event = world.heap[0]
        drop_first(world.heap, run.heap)
        run.heap -= 1
    return event


@frequent_rule
def is_crowded(world):
    """Tell whether what was posted may not find room."""
    run = world.run[0]
    begun = run.posted // CHUNK + min(run.posted, world.days_ahead.shape[0])
    return (
        run.heap + run.posted > world.heap.shape[0]
        or run.soon + run.posted > world.soon.shape[0]
        or run.chunks + begun > world.chunks.shape[0]
    )
