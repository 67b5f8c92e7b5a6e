"""Somebody is away for a time, as planned, and comes back: cover, waiting work, and its return.

Who is away keeps the post and its key; what is begun is laid down. With cover, customers and open
deals go to the cover at once, and are returned on the day of return if it says so: deals that the
cover has in hand just then stay. Without cover all waits. Leads go to whoever is there.
"""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.rules.assigning import has_room, may_take, owns_and_works, works_on
from salessim.model.rules.customers import bring_up_to_date
from salessim.model.rules.days import plan_next_day, wake
from salessim.model.rules.handing_over import (
    count_anew,
    give_deal,
    hand_over,
    lay_down_task,
    move_queues,
    successor_of,
)
from salessim.model.rules.keeping import (
    adopt_customers,
    give_customer,
    is_due,
    keeps_for_a_time,
)
from salessim.model.rules.outbox import post
from salessim.model.rules.record import record_absence, record_handed_over
from salessim.model.state.codes import (
    ABSENCE,
    CUSTOMER,
    FOR_HAND_OVER,
    IN_WORK,
    LOG_ABSENT,
    LOG_BACK,
    LOYALTY,
    NEVER,
    NO_TASK,
    NOBODY,
    OPEN,
)
from salessim.units import SECONDS_PER_DAY


@rule
def await_absence(world, rep):
    """Post the first day of a rep's absence and the day of return; one may be over by now."""
    row = world.reps[rep]
    if row.away_from == NEVER or row.back_at <= 0:
        return
    post(world, max(0, row.away_from), ABSENCE, rep)
    post(world, row.back_at, ABSENCE, rep)


@rule
def mark_absences(world):
    """Mark who is away on the first day: managers plan with who is there."""
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        row.away = 1 if row.away_from <= 0 < row.back_at else 0


@rare_rule
def on_absence(world, now, rep):
    """An absence begins, or is over; not that of somebody who has left."""
    row = world.reps[rep]
    if not row.employed:
        return False
    if now == max(0, row.away_from):
        go_away(world, now, rep)
        return True
    if now == row.back_at:
        come_back(world, now, rep)
        return True
    return False


@rule
def go_away(world, now, rep):
    """Lay down what is begun, and let the cover take what there is."""
    row = world.reps[rep]
    record_absence(world, now, rep, LOG_ABSENT)
    row.away = 1
    row.window_end = now
    row.next_day = NEVER
    lay_down_task(world, now, rep)
    row.task = NO_TASK
    row.busy = 0
    row.meeting_owed = 0
    if row.cover == NOBODY:
        return
    count_anew(world)
    for firm in range(world.sizes[0].firms):
        if world.firms[firm].state == CUSTOMER and world.firms[firm].owner == rep:
            cover_customer(world, now, firm)
    for deal in range(world.run[0].deals):
        work = world.deals[deal]
        if work.state == OPEN and work.owner == rep and work.waits_for != FOR_HAND_OVER:
            cover_deal(world, now, deal)
    move_queues(world, now, rep)
    for other in range(world.sizes[0].reps):
        wake(world, now, other)


@rule
def cover_of(world, rep, territory, segment, motion, step):
    """Return who takes over work of somebody away, or NOBODY; `step` as in `successor_of`."""
    named = world.reps[rep].cover
    if (
        named >= 0
        and not world.reps[named].away
        and may_take(world, named, territory, segment, motion)
        and (has_room(world, named) if step == NOBODY else works_on(world, named, step))
    ):
        return named
    return successor_of(world, rep, territory, segment, motion, step)


@rule
def cover_customer(world, now, firm):
    """Let the cover look after a customer; a new face costs a part of the relationship.

    Who is covered on the first day has been so before.
    """
    row = world.firms[firm]
    rep = row.owner
    cover = cover_of(world, rep, row.territory, row.segment, LOYALTY, NOBODY)
    if cover == NOBODY:
        return
    if now > 0:
        kept = 1.0 - world.company[0].hand_over_loss
        row.relationship = bring_up_to_date(world, now, firm) * kept
    if world.reps[rep].takes_back:
        world.covered[firm] = rep
    give_customer(world, now, firm, cover)


@rule
def cover_deal(world, now, deal):
    """Let the cover work on an open deal."""
    row = world.deals[deal]
    rep = row.owner
    firm = world.firms[row.firm]
    cover = cover_of(world, rep, firm.territory, row.segment, row.motion, row.step)
    if row.motion == LOYALTY and firm.owner != rep and owns_and_works(world, row.firm, row.step):
        cover = firm.owner
    if cover == NOBODY:
        return
    row.handed += 1
    if world.reps[rep].takes_back and world.covered[row.firm] != rep:
        world.covered[row.firm] = world.sizes[0].reps + rep
    give_deal(world, now, deal, cover)


@rule
def come_back(world, now, rep):
    """The first day after an absence: nothing is forgotten, and what was covered is returned."""
    row = world.reps[rep]
    record_absence(world, now, rep, LOG_BACK)
    row.away = 0
    row.away_before += row.back_at - row.away_from
    row.won_at += row.back_at - row.away_from
    if row.cover != NOBODY and row.takes_back:
        take_back_deals(world, now, rep)
        take_back_customers(world, now, rep)
        for other in range(world.sizes[0].reps):
            if other != rep:
                move_queues(world, now, other)
                wake(world, now, other)
    adopt_customers(world, now, rep)
    if row.takes_back and world.sizes[0].limits_accounts:
        for other in range(world.sizes[0].reps):  # who has given customers back has room
            adopt_customers(world, now, other)
    for other in range(world.sizes[0].reps):
        if world.reps[other].orphaned and not world.reps[other].employed:
            hand_over(world, now, other)
    await_next_absence(world, rep)
    plan_next_day(world, rep, now // SECONDS_PER_DAY)


@rule
def await_next_absence(world, rep):
    """Post the next absence of somebody who is back from one, if another is planned."""
    row = world.reps[rep]
    for k in range(row.first_absence, row.first_absence + row.absences):
        if world.absences[k, 0] > row.away_from:
            row.away_from = world.absences[k, 0]
            row.back_at = world.absences[k, 1]
            await_absence(world, rep)
            return


@rule
def take_back_deals(world, now, rep):
    """Return the deals that are still open and not in hand."""
    row = world.reps[rep]
    for deal in range(world.run[0].deals):
        work = world.deals[deal]
        mark = world.covered[work.firm]
        if (
            work.state == OPEN
            and (mark == rep or mark == world.sizes[0].reps + rep)
            and work.owner != rep
            and work.owner != NOBODY
            and work.handed > 0
            and work.opened < row.away_from
            and work.waits_for != IN_WORK
            and work.waits_for != FOR_HAND_OVER
            and works_on(world, rep, work.step)
        ):
            cover = work.owner
            work.owner = rep
            record_handed_over(world, now, deal, cover)


@rule
def take_back_customers(world, now, rep):
    """Return the customers who are still ours.

    One who left and was won anew is the winner's, and one whose time with its winner has run out
    meanwhile stays with the keeper who has it, as it would had the winner been here.
    """
    row = world.reps[rep]
    for firm in range(world.sizes[0].firms):
        mark = world.covered[firm]
        if mark != rep and mark != world.sizes[0].reps + rep:
            continue
        world.covered[firm] = NOBODY
        one = world.firms[firm]
        if mark != rep or one.state != CUSTOMER or one.owner == rep:
            continue
        if is_due(world, now, firm, rep) and not keeps_for_a_time(world, one.owner):
            continue
        if one.contract == NOBODY or world.deals[one.contract].closed < row.away_from:
            give_customer(world, now, firm, rep)
