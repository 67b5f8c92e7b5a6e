"""Waiting work: one queue a rep and bucket, and one a pool.

A queue is a skew heap through the rows of `items` (Sleator and Tarjan, "Self-adjusting heaps",
SIAM Journal on Computing 15 (1986) 52-69): a piece of work waits in one queue at most, so that
its two links stand in its own row and no queue has a size to outgrow. A rank is fixed on
entering; at equal ranks the older ticket goes first.
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.state.codes import FRESHEST, MOTIONS, NOBODY


@rule
def comes_first(world, one, other):
    """Tell whether item `one` is served before item `other`."""
    a = world.items[one]
    b = world.items[other]
    return a.rank < b.rank or (a.rank == b.rank and a.ticket < b.ticket)


@rule
def merged(world, one, other):
    """Join two queues, given by their first items, and return the first item of all."""
    if one == NOBODY:
        return other
    if other == NOBODY:
        return one
    if comes_first(world, other, one):
        one, other = other, one
    first = one
    while True:
        row = world.items[one]
        rest = row.right
        row.right = row.left
        if rest == NOBODY:
            row.left = other
            return first
        if comes_first(world, other, rest):
            rest, other = other, rest
        row.left = rest
        one = rest


@rule
def bucket_of(segment, motion):
    """Return the column of a segment and motion."""
    return segment * MOTIONS + motion


@rule
def next_in(world, queue):
    """Return which case comes first: by the rep's own budget, in a pool by the company's."""
    if queue < world.sizes[0].reps:
        return int(world.people[queue].next_deal)
    return world.sizes[0].next_deal


@rule
def freshest_first(world, queue):
    """Tell whether of leads whose interest fades the one that came last is answered first."""
    if queue < world.sizes[0].reps:
        return int(world.people[queue].next_lead) == FRESHEST
    return world.sizes[0].next_lead == FRESHEST


@rule
def count_waiting(world, queue, change):
    """Count pieces of work that come to a queue, or go from it: a rep's, or those of all pools."""
    if queue < world.sizes[0].reps:
        world.reps[queue].queued += change
    else:
        world.run[0].pooled += change


@frequent_rule
def enqueue(world, queue, segment, motion, item, rank):
    """Let an item wait in a queue: a rep's row, or reps + territory for a pool."""
    run = world.run[0]
    bucket = world.buckets[queue, bucket_of(segment, motion)]
    row = world.items[item]
    row.rank = rank
    row.ticket = run.tickets
    row.left = NOBODY
    row.right = NOBODY
    row.home = queue
    run.tickets += 1
    bucket.root = merged(world, bucket.root, item)
    bucket.waiting += 1
    count_waiting(world, queue, 1)


@rule
def withdraw(world, segment, motion, item):
    """Count an item out of its queue; its row is dropped when its turn comes."""
    queue = world.items[item].home
    world.buckets[queue, bucket_of(segment, motion)].waiting -= 1
    count_waiting(world, queue, -1)


@rule
def reinstate(world, segment, motion, item):
    """Count a withdrawn item that is still linked in again."""
    queue = world.items[item].home
    world.buckets[queue, bucket_of(segment, motion)].waiting += 1
    count_waiting(world, queue, 1)


@rule
def unlink_first(world, queue, segment, motion):
    """Take the first item off a queue's chain and return it; counts are the caller's."""
    bucket = world.buckets[queue, bucket_of(segment, motion)]
    item = bucket.root
    row = world.items[item]
    bucket.root = merged(world, row.left, row.right)
    row.left = NOBODY
    row.right = NOBODY
    return item
