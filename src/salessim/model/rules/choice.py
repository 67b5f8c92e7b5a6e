"""What a free rep does next: the time budget of the month, the drift from it, the calling list."""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.draws import DRIFT, uniform
from salessim.model.rates.rep_types import first_meeting
from salessim.model.rules.assigning import pool_of, serves, take_turn, wake_first_free, works_on
from salessim.model.rules.days import is_free
from salessim.model.rules.deals import deal_of, piece_of
from salessim.model.rules.market import anybody_calls, first_on_list
from salessim.model.rules.queues import bucket_of, count_waiting, unlink_first
from salessim.model.rules.tasks import place_of_task, sit, start_task
from salessim.model.rules.user_rules import is_filled, own_priority_of_work
from salessim.model.state.codes import (
    CALL,
    CONQUEST,
    CONTACT,
    LOYALTY,
    MOTIONS,
    NO_TASK,
    NOBODY,
    NOT_QUEUED,
    OPEN,
    OUTBOUND_WHEN_FREE,
    PIECE,
    QUEUED,
    STEP,
    TOUCH,
)
from salessim.model.state.slots import NEXT_WORK


@rule
def on_settle(world, now, rep):
    """A rep may be free: resume the task in hand, or choose the next one."""
    row = world.reps[rep]
    row.looks = 0
    if not is_free(world, now, rep):
        return False
    if row.task != NO_TASK:
        sit(world, now, rep, place_of_task(world, rep))
        return True
    in_block = now < row.block_end
    calls = makes_calls(world, rep)
    segment, motion = chosen_bucket(world, rep, in_block, calls)
    if segment == NOBODY:
        return True
    calls_first = (
        in_block and calls and motion == CONQUEST and has_firm_to_call(world, rep, segment)
    )
    if calls_first or not take_waiting(world, now, rep, segment, motion):
        take_call(world, now, rep, segment)
    return True


@frequent_rule
def waiting_in_pool(world, rep, segment, motion):
    """Return the pool's queue with work for the rep, or NOBODY."""
    if world.run[0].pooled == 0:
        return NOBODY
    column = bucket_of(segment, motion)
    territory = world.reps[rep].territory
    first = max(0, territory)
    last = world.sizes[0].territories if territory == NOBODY else territory + 1
    for place in range(first, last):
        for group in range(world.sizes[0].work_groups):
            queue = pool_of(world, place, group)
            if (
                world.buckets[queue, column].waiting > 0
                and world.group_roles[group, world.reps[rep].role]
            ):
                return queue
    return NOBODY


@rule
def makes_calls(world, rep):
    """Tell whether a rep calls firms on their own initiative, as things stand.

    Who aims at so many first meetings a day stops calling when there are enough.
    """
    if not anybody_calls(world) or not works_on(world, rep, world.sizes[0].call_step):
        return False
    return world.people[rep].appointments_per_day <= 0.0 or world.reps[rep].wanted > 0.0


@rule
def has_firm_to_call(world, rep, segment):
    """Tell whether a segment has a firm that the rep may call."""
    return first_on_list(world, world.reps[rep].territory, segment) != NOBODY


@rule
def has_work(world, rep, segment, motion, waits, calls):
    """Tell whether a bucket has something to do for the rep.

    waits: whether anything waits for the rep or in any pool. calls: whether the rep may call now.
    """
    if not serves(world, rep, segment, motion):
        return False
    if waits:
        if world.buckets[rep, bucket_of(segment, motion)].waiting > 0:
            return True
        if waiting_in_pool(world, rep, segment, motion) != NOBODY:
            return True
    return motion == CONQUEST and calls and has_firm_to_call(world, rep, segment)


@rule
def called_segment(world, rep):
    """Return the conquest segment furthest behind its plan of those with firms to call."""
    best = NOBODY
    maximum = 0.0
    for segment in range(world.sizes[0].segments):
        if serves(world, rep, segment, CONQUEST) and has_firm_to_call(world, rep, segment):
            urgent = urgency(world, rep, segment, CONQUEST)
            if best == NOBODY or urgent > maximum:
                best = segment
                maximum = urgent
    return best


@rule
def drifts(world, rep):
    """Tell whether a rep's next choice is what is comfortable, not what is planned."""
    row = world.reps[rep]
    drift = (1.0 - world.people[rep].adherence) * row.unguided
    return drift > 0.0 and uniform(world, row.key, DRIFT, row.choices) >= 1.0 - drift


@frequent_rule
def chosen_bucket(world, rep, in_block, calls):
    """Return (segment, motion) of the next task, or (NOBODY, NOBODY).

    In the block: the conquest segment furthest behind its plan among those with firms to call, for
    who calls. Otherwise the bucket furthest behind its plan among those with work waiting; with the
    chance 1 - adherence the rep drifts to what is comfortable: known customers, low potential.
    """
    if in_block and calls:
        best = called_segment(world, rep)
        if best != NOBODY:
            return best, CONQUEST

    row = world.reps[rep]
    row.choices += 1
    calls = calls and (in_block or world.sizes[0].outbound == OUTBOUND_WHEN_FREE)
    waits = row.queued > 0 or world.run[0].pooled > 0
    best = NOBODY
    best_motion = NOBODY
    if not waits and not calls:
        return best, best_motion
    found = 0
    maximum = 0.0
    segments = world.sizes[0].segments
    for comfort in range(MOTIONS):
        motion = LOYALTY - comfort
        for potential in range(segments):
            segment = segments - 1 - potential
            if not has_work(world, rep, segment, motion, waits, calls):
                continue
            found += 1
            if found == 1:
                best = segment
                best_motion = motion
                continue
            if found == 2:  # nothing is chosen, nor drawn, where only one has work
                if drifts(world, rep):
                    return best, best_motion
                maximum = urgency(world, rep, best, best_motion)
            urgent = urgency(world, rep, segment, motion)
            if urgent > maximum:
                best = segment
                best_motion = motion
                maximum = urgent
    return best, best_motion


@rule
def behind_plan(world, rep, segment, motion):
    """Return the seconds by which a bucket is behind its planned share of hours worked."""
    bucket = world.buckets[rep, bucket_of(segment, motion)]
    return bucket.share * world.reps[rep].worked_total - bucket.worked


@rule
def urgency(world, rep, segment, motion):
    """Return how urgently a free rep turns to a bucket: the highest comes next."""
    behind = behind_plan(world, rep, segment, motion)
    if is_filled(world, NEXT_WORK):
        return own_priority_of_work(world, rep, segment, motion, behind)
    return behind


@frequent_rule
def take_waiting(world, now, rep, segment, motion):
    """Start the first piece of work that waits in a bucket; False if none does."""
    column = bucket_of(segment, motion)
    queue = rep
    if world.buckets[rep, column].waiting == 0:
        queue = waiting_in_pool(world, rep, segment, motion)
        if queue == NOBODY:
            return False
    item = next_live(world, queue, segment, motion)
    firms = world.sizes[0].firms
    world.buckets[queue, column].waiting -= 1
    count_waiting(world, queue, -1)
    if item < firms:
        start_task(world, now, rep, CONTACT, item)
    else:
        deal = deal_of(world, item)
        row = world.deals[deal]
        piece = piece_of(world, item)
        if piece > 0:
            row.pieces_waiting &= ~(1 << (piece - 1))
            world.reps[rep].piece = piece
            start_task(world, now, rep, PIECE, deal)
        else:
            row.owner = rep
            start_deal(world, now, rep, deal)
    if queue != rep:
        take_turn(world, rep)
        if world.buckets[queue, column].waiting > 0:
            wake_first_free(world, now, segment, motion, queue)
    return True


@rule
def start_deal(world, now, rep, deal):
    """Work on a deal: one of the touches that its first meeting needs, or its step."""
    row = world.deals[deal]
    touching = row.touches_left > 0 and row.step == first_meeting(world)
    start_task(world, now, rep, TOUCH if touching else STEP, deal)


@rule
def next_live(world, queue, segment, motion):
    """Take the first item that has not been withdrawn since it came to the queue."""
    firms = world.sizes[0].firms
    while True:
        item = unlink_first(world, queue, segment, motion)
        if item >= firms:
            if world.deals[deal_of(world, item)].state == OPEN:
                return item
        else:
            firm = world.firms[item]
            live = firm.contact_waiting == QUEUED
            firm.contact_waiting = NOT_QUEUED
            if live:
                return item


@rule
def take_call(world, now, rep, segment):
    """Call the next firm of the list."""
    firm = first_on_list(world, world.reps[rep].territory, segment)
    start_task(world, now, rep, CALL, firm)


@rule
def open_budgets(world, month):
    """Bring every rep's budget to that of a month, if the month has one of its own.

    It starts afresh: hours that an earlier budget had planned and that nothing waited for are
    not owed, or a month's plan would be spent on the months before.
    """
    row = world.split_of_month[month]
    if row == NOBODY:
        return
    for rep in range(world.sizes[0].reps):
        world.reps[rep].worked_total = 0
        for column in range(world.splits.shape[2]):
            bucket = world.buckets[rep, column]
            bucket.share = world.splits[row, rep, column]
            bucket.worked = 0
