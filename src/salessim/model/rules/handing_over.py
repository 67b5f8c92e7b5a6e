"""What a leaver leaves behind: customers, deals and waiting work find a new owner, at a loss."""

from salessim.compiler.marks import rule
from salessim.model.draws import GONE_COLD, uniform
from salessim.model.rules.assigning import (
    has_room,
    load,
    may_take,
    owns_and_works,
    take_turn,
    works_on,
)
from salessim.model.rules.customers import bring_up_to_date
from salessim.model.rules.days import wake
from salessim.model.rules.deals import deal_of, item_of, lose, rank_of
from salessim.model.rules.keeping import give_customer
from salessim.model.rules.loyalty import ask_tomorrow, maker_of_contact, rank_of_contact
from salessim.model.rules.market import rest
from salessim.model.rules.queues import bucket_of, enqueue, merged, unlink_first, withdraw
from salessim.model.rules.record import record_call_lost, record_contact_lost, record_handed_over
from salessim.model.rules.specialists import lay_down_piece, withdraw_pieces
from salessim.model.state.codes import (
    BROKEN_OFF,
    CALL,
    CONTACT,
    CUSTOMER,
    FOR_HAND_OVER,
    FOR_REP,
    LEFT_COLD,
    LOYALTY,
    MOTIONS,
    NEVER,
    NO_TASK,
    NOBODY,
    NOT_QUEUED,
    OPEN,
    PIECE,
    QUEUED,
    TO_POST,
)


@rule
def hand_over(world, now, rep):
    """Give all that belongs to an empty post to colleagues, or leave it for the successor."""
    post = world.reps[rep]
    lay_down_task(world, now, rep)
    waits_for_successor = world.sizes[0].hand_over == TO_POST and now < post.starts_at < NEVER
    post.orphaned = 0
    count_anew(world)
    for firm in range(world.sizes[0].firms):
        if world.firms[firm].state == CUSTOMER and world.firms[firm].owner == rep:
            hand_over_customer(world, now, firm, waits_for_successor)
    for deal in range(world.run[0].deals):
        row = world.deals[deal]
        if row.state == OPEN and row.owner == rep and row.waits_for != FOR_HAND_OVER:
            hand_over_deal(world, now, deal, waits_for_successor)
    move_queues(world, now, rep)
    for other in range(world.sizes[0].reps):
        wake(world, now, other)


@rule
def count_anew(world):
    """Begin to count what each colleague is given of what somebody leaves behind."""
    for rep in range(world.sizes[0].reps):
        world.reps[rep].taken_over = 0


@rule
def give_deal(world, now, deal, successor):
    """Let a colleague own an open deal of somebody who leaves or is away."""
    row = world.deals[deal]
    before = row.owner
    row.owner = successor
    world.reps[successor].taken_over += 1
    take_turn(world, successor)
    record_handed_over(world, now, deal, before)


@rule
def lay_down_task(world, now, rep):
    """Put the task in hand back among waiting work, with the hours that it still needs.

    A call is no such thing: it is broken off, and the firm may be called again later.
    """
    row = world.reps[rep]
    if row.task == NO_TASK:
        return
    item = row.item
    if row.task == CALL:
        record_call_lost(world, now, rep, item, BROKEN_OFF)
        rest(world, now, item, int(world.company[0].again_after))
    elif row.task == CONTACT:
        lay_down_contact(world, now, rep, item)
    elif row.task == PIECE:
        lay_down_piece(world, now, rep)
    else:
        deal = world.deals[item]
        deal.left = row.left
        deal.waits_for = FOR_REP
        place = item_of(world, item, 0)
        enqueue(world, rep, deal.segment, deal.motion, place, rank_of(world, item, rep))
    row.task = NO_TASK


@rule
def lay_down_contact(world, now, rep, firm):
    """Let a contact that was begun wait again; it is lost if the customer has left meanwhile."""
    row = world.firms[firm]
    step = world.reps[rep].contact_step
    if row.state != CUSTOMER or row.contact_waiting != NOT_QUEUED:
        record_contact_lost(world, now, rep, firm, step, BROKEN_OFF)
        return
    row.contact_step = step
    row.left = world.reps[rep].left
    row.contact_waiting = QUEUED
    enqueue(world, rep, row.segment, LOYALTY, firm, rank_of_contact(world, now, rep))


@rule
def successor_of(world, rep, territory, segment, motion, step):
    """Return the colleague who takes over work of a leaver, or NOBODY.

    step: that of a deal; NOBODY for a customer, who asks for room. It is the one with the least of
    it, customers, or waiting work and deals taken over just now; equals take turns. It is of the
    same role if there is one, and nobody who is about to leave if somebody stays.
    """
    best = NOBODY
    for other in range(world.sizes[0].reps):
        if other == rep or world.reps[other].away:
            continue
        if not may_take(world, other, territory, segment, motion):
            continue
        if step != NOBODY and not works_on(world, other, step):
            continue
        if step == NOBODY and not has_room(world, other):
            continue
        if best == NOBODY or suits_better(world, rep, other, best, motion):
            best = other
    return best


@rule
def suits_better(world, rep, one, other, motion):
    """Tell whether colleague `one` suits better than `other` as the successor of a rep."""
    role = world.reps[rep].role
    a = world.reps[one]
    b = world.reps[other]
    if (a.role == role) != (b.role == role):
        return a.role == role
    if (a.leaves_at == NEVER) != (b.leaves_at == NEVER):
        return a.leaves_at == NEVER
    if motion == LOYALTY:
        return a.accounts < b.accounts
    # What waits moves once all deals have an owner, and what is with its buyer waits nowhere.
    load_of_one = load(world, one) + a.taken_over
    load_of_other = load(world, other) + b.taken_over
    if load_of_one != load_of_other:
        return load_of_one < load_of_other
    return a.last_turn < b.last_turn


@rule
def hand_over_customer(world, now, firm, waits_for_successor):
    """Give a customer to a colleague; a new face costs a part of the relationship."""
    row = world.firms[firm]
    rep = row.owner
    row.relationship = bring_up_to_date(world, now, firm) * (1.0 - world.company[0].hand_over_loss)
    if waits_for_successor:
        return
    successor = successor_of(world, rep, row.territory, row.segment, LOYALTY, NOBODY)
    if successor == NOBODY:
        if world.sizes[0].limits_accounts:
            give_customer(world, now, firm, NOBODY)
        else:
            world.reps[rep].orphaned = 1
        return
    give_customer(world, now, firm, successor)


@rule
def hand_over_deal(world, now, deal, waits_for_successor):
    """Give an open deal to a colleague: some go cold, the others lose odds and credit."""
    row = world.deals[deal]
    company = world.company[0]
    rep = row.owner
    luck = uniform(world, row.key, GONE_COLD, row.handed)
    row.handed += 1
    if company.deals_lost > 0.0 and luck < company.deals_lost:
        if row.waits_for == FOR_REP:
            withdraw(world, row.segment, row.motion, item_of(world, deal, 0))
        withdraw_pieces(world, deal)
        lose(world, now, deal, LEFT_COLD)
        return
    row.credit *= company.handed_credit
    if waits_for_successor:
        return
    firm = world.firms[row.firm]
    successor = successor_of(world, rep, firm.territory, row.segment, row.motion, row.step)
    if row.motion == LOYALTY and firm.owner != rep and owns_and_works(world, row.firm, row.step):
        successor = firm.owner
    if successor == NOBODY:
        world.reps[rep].orphaned = 1
        return
    give_deal(world, now, deal, successor)


@rule
def move_queues(world, now, rep):
    """Let waiting work go where its owner is now; what has no other owner stays at the post."""
    for segment in range(world.sizes[0].segments):
        for motion in range(MOTIONS):
            move_queue(world, now, rep, segment, motion)


@rule
def move_queue(world, now, rep, segment, motion):
    """Let the work that waits in one queue of a rep go where its owner is now."""
    firms = world.sizes[0].firms
    bucket = world.buckets[rep, bucket_of(segment, motion)]
    kept = NOBODY
    while bucket.root != NOBODY:
        item = unlink_first(world, rep, segment, motion)
        owner = NOBODY
        if item >= firms:
            deal = deal_of(world, item)
            if world.deals[deal].state == OPEN:
                owner = world.deals[deal].owner
        elif world.firms[item].contact_waiting == QUEUED:
            keeper = world.firms[item].owner
            if keeper != NOBODY:
                owner = maker_of_contact(world, now, item)
            if owner == NOBODY:
                world.firms[item].contact_waiting = NOT_QUEUED
                withdraw(world, segment, motion, item)
                record_contact_lost(world, now, rep, item, world.firms[item].contact_step, NOBODY)
                if keeper != NOBODY:
                    ask_tomorrow(world, now, item)
        else:
            world.firms[item].contact_waiting = NOT_QUEUED
        if owner == rep:
            kept = merged(world, kept, item)
        elif owner != NOBODY:
            withdraw(world, segment, motion, item)
            enqueue(world, owner, segment, motion, item, world.items[item].rank)
    bucket.root = kept
