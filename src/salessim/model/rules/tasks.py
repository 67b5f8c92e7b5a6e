"""A task of a rep: how long it takes, its sittings, and what its end brings."""

from salessim.compiler.marks import frequent_rule, rare_rule, rule
from salessim.model.distributions import drawn
from salessim.model.draws import (
    CALL_HOURS,
    CONTACT_HOURS,
    SPECIALIST_HOURS,
    STEP_HOURS,
)
from salessim.model.rules.days import look_for_work
from salessim.model.rules.deals import occasion
from salessim.model.rules.funnel import end_call, end_piece, end_step, end_touch
from salessim.model.rules.loyalty import end_contact
from salessim.model.rules.marginal_pay import at_intensity
from salessim.model.rules.market import delist
from salessim.model.rules.outbox import post
from salessim.model.rules.people import learn
from salessim.model.rules.queues import bucket_of
from salessim.model.rules.record import (
    record_call,
    record_call_entered,
    record_piece_started,
    record_started,
    record_task_done,
    record_worked,
)
from salessim.model.state.codes import (
    CALL,
    CALLING,
    CONQUEST,
    CONTACT,
    IN_DEAL,
    IN_WORK,
    KEEPING,
    LOYALTY,
    NEVER,
    NO_TASK,
    NOBODY,
    PIECE,
    TASK_DONE,
    TOUCH,
    WINNING,
)
from salessim.units import SECONDS_PER_HOUR


@rule
def seconds_of(hours):
    """Return whole seconds of work, at least one."""
    return max(1, int(hours * SECONDS_PER_HOUR + 0.5))


@frequent_rule
def place_of_task(world, rep):
    """Return (firm, deal, segment, motion, step) of the task in hand."""
    row = world.reps[rep]
    if row.task == CALL:
        return row.item, NOBODY, world.firms[row.item].segment, CONQUEST, world.sizes[0].call_step
    if row.task == CONTACT:
        segment = world.firms[row.item].segment
        return row.item, NOBODY, segment, LOYALTY, row.contact_step
    deal = world.deals[row.item]
    return deal.firm, row.item, deal.segment, deal.motion, deal.step


@frequent_rule
def hours_of_task(world, rep, place):
    """Draw the hours that the task in hand takes; `place` as `place_of_task`."""
    row = world.reps[rep]
    firm, deal, segment, motion, step = place
    distribution = int(world.steps[step, segment].hours_distribution)
    pace = world.people[rep].pace
    if row.task == CALL:
        return pace * drawn(
            world, distribution, world.firms[firm].key, CALL_HOURS, world.firms[firm].calls
        )
    if row.task == CONTACT:
        return drawn(
            world, distribution, world.firms[firm].key, CONTACT_HOURS, world.firms[firm].contacts
        )
    if row.task == TOUCH:
        return pace * world.company[0].touch_hours
    if row.task == PIECE:
        return hours_of_piece(world, deal, row.piece)
    hours = drawn(world, distribution, world.deals[deal].key, STEP_HOURS, occasion(world, deal))
    return pace * hours if motion == CONQUEST else hours


@rare_rule
def hours_of_piece(world, deal, piece):
    """Draw the hours that a specialist's piece of a case takes."""
    row = world.deals[deal]
    distribution = world.specialist_hours[row.step, piece - 1]
    number = (occasion(world, deal) << world.sizes[0].piece_bits) + piece
    return drawn(world, distribution, row.key, SPECIALIST_HOURS, number)


@frequent_rule
def start_task(world, now, rep, task, item):
    """Take up a piece of work and sit down to it."""
    row = world.reps[rep]
    row.task = task
    row.item = item
    if task == CONTACT:
        row.contact_step = world.firms[item].contact_step
    place = place_of_task(world, rep)
    firm, deal = place[0], place[1]
    row.duration = taken_over(world, task, item)
    if row.duration > 0:
        if deal != NOBODY and task != PIECE:
            world.deals[deal].waits_for = IN_WORK
        row.left = row.duration
        sit(world, now, rep, place)
        return
    row.duration = seconds_of(at_intensity(world, rep, hours_of_task(world, rep, place)))
    row.left = row.duration
    waited = 0
    if task == CALL:
        delist(world, firm, IN_DEAL)
        record_call_entered(world, now, rep, firm)
    elif task == CONTACT:
        waited = now - world.firms[firm].contact_due
    elif task == PIECE:
        record_piece_started(world, now, rep, place, now - world.deals[deal].entered)
        sit(world, now, rep, place)
        return
    else:
        waited = now - world.deals[deal].entered
        world.deals[deal].waited = waited
        world.deals[deal].waits_for = IN_WORK
        world.deals[deal].answers_at = NEVER
    record_started(world, now, rep, place, task, waited)
    sit(world, now, rep, place)


@rule
def taken_over(world, task, item):
    """Return the seconds that a task begun by a leaver still needs, and forget them; 0 if fresh."""
    left = 0
    if task == CONTACT:
        left = world.firms[item].left
        world.firms[item].left = 0
    elif task not in (CALL, PIECE):
        left = world.deals[item].left
        world.deals[item].left = 0
    return left


@frequent_rule
def sit(world, now, rep, place):
    """Work until the task is done or the day is over; `place` as `place_of_task`."""
    row = world.reps[rep]
    _, _, segment, motion, step = place
    sitting = min(row.left, row.window_end - now)
    row.left -= sitting
    row.busy = 1
    row.worked_total += sitting
    world.buckets[rep, bucket_of(segment, motion)].worked += sitting
    activity = WINNING
    if motion == LOYALTY:
        activity = KEEPING
    elif step == world.sizes[0].call_step:
        activity = CALLING
    record_worked(world, now, rep, place, activity, sitting)
    if row.left == 0:
        post(world, now + sitting, TASK_DONE, rep)


@frequent_rule
def on_task_done(world, now, rep):
    """A task is finished: the rep has learned, the work has its effect, the rep is free."""
    row = world.reps[rep]
    if row.task == NO_TASK or row.left > 0:
        return False
    place = place_of_task(world, rep)
    firm, deal, segment, _, step = place
    task = row.task
    record_task_done(world, now, rep, place, task, row.duration)
    learn(world, rep, int(world.steps[step, segment].skill), row.duration / SECONDS_PER_HOUR)
    row.task = NO_TASK
    row.busy = 0
    if task == CALL:
        record_call(world, now, rep, firm)
        end_call(world, now, rep, firm)
    elif task == CONTACT:
        end_contact(world, now, rep, firm, step)
    elif task == PIECE:
        end_piece(world, now, deal)
    elif task == TOUCH:
        end_touch(world, now, deal)
    else:
        end_step(world, now, rep, deal)
    look_for_work(world, now, rep)
    return True
