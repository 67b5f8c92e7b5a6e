"""The one place where an occurrence becomes a number: a recorder for each kind of row of the log.

A recorder is handed what the occurrence is about and adds it to the tables that `outputs`
describes; the event log, where one is kept, gets its row.
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.rules.event_log import log_deal, log_firm, log_rep, month_of, write_log
from salessim.model.rules.kinds import number_of_kind
from salessim.model.rules.record_leads import record_answer
from salessim.model.state.codes import (
    ADMINISTRATION,
    CALLING,
    CONQUEST,
    IDLE,
    KEEPING,
    LOG_ADVANCED,
    LOG_BOOKED,
    LOG_CALL,
    LOG_CONTACT,
    LOG_CUSTOMER_GAINED,
    LOG_CUSTOMER_LOST,
    LOG_DAY,
    LOG_ENTERED,
    LOG_HANDED_OVER,
    LOG_HIRED,
    LOG_KEEPER,
    LOG_LEFT,
    LOG_LOST,
    LOG_MANAGERS,
    LOG_PILOT,
    LOG_PILOT_REFUSED,
    LOG_RECEIVED,
    LOG_REPEATED,
    LOG_SENT,
    LOG_STARTED,
    LOG_TASK_DONE,
    LOG_WON,
    LOG_WORKED,
    LOYALTY,
    MEETING,
    NOBODY,
    ONBOARDING,
    PAID,
    PIECE,
    SICKNESS,
    SLACK,
    STEP,
    TOUCH,
    WINNING,
)

# Deals in their funnel.


@frequent_rule
def record_entered(world, now, deal):
    """A deal came to its step."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].entered += 1
    log_deal(world, now, LOG_ENTERED, deal, NOBODY, row.value)


@frequent_rule
def record_advanced(world, now, deal):
    """A deal passed its step."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].advanced += 1
    if row.owner != NOBODY:
        world.rep_steps[row.owner, row.step].advanced += 1
    if row.step == 0 and row.channel != NOBODY:
        world.lead_counts[row.channel].passed += 1
    log_deal(world, now, LOG_ADVANCED, deal, NOBODY, row.value)


@rule
def record_repeated(world, now, deal):
    """A deal stays at its step for another round."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].repeated += 1
    log_deal(world, now, LOG_REPEATED, deal, NOBODY, 0.0)


@rule
def record_loss(world, now, deal, why):
    """A deal was lost; `why` is one of REFUSED and the like."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].lost += 1
    month_of(world, row.segment, row.motion).lost += 1
    if row.owner != NOBODY:
        world.rep_months[row.owner, world.run[0].month].lost += 1
    log_deal(world, now, LOG_LOST, deal, why, row.value)


@rule
def record_contract(world, now, deal, value):
    """A contract was signed."""
    row = world.deals[deal]
    total = month_of(world, row.segment, row.motion)
    total.won += 1
    total.bookings += value
    if row.owner != NOBODY:
        own = world.rep_months[row.owner, world.run[0].month]
        own.won += 1
        own.bookings += value
    if row.channel != NOBODY and row.motion == CONQUEST:
        world.lead_counts[row.channel].won += 1
        world.lead_counts[row.channel].bookings += value
    log_deal(world, now, LOG_WON, deal, NOBODY, value)


@rule
def record_pilot(world, now, deal):
    """A yes began a pilot."""
    row = world.deals[deal]
    month_of(world, row.segment, row.motion).pilots += 1
    log_deal(world, now, LOG_PILOT, deal, NOBODY, row.value)


@rule
def record_refused_pilot(world, now, deal):
    """A pilot ended without a contract."""
    row = world.deals[deal]
    month_of(world, row.segment, row.motion).pilots_refused += 1
    log_deal(world, now, LOG_PILOT_REFUSED, deal, NOBODY, row.value)


@rule
def record_handed_over(world, now, deal, leaver):
    """A deal went from a leaver to its new owner."""
    log_deal(world, now, LOG_HANDED_OVER, deal, leaver, world.deals[deal].value)


@rule
def record_keeper(world, now, firm, before):
    """A customer has another keeper, or none, than `before`."""
    log_firm(world, now, LOG_KEEPER, world.firms[firm].owner, firm, LOYALTY, NOBODY, before, 0.0)


@rule
def record_sent(world, now, deal):
    """A deal is handed over to those who work its stage."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].sent += 1
    world.rep_steps[row.owner, row.step].sent += 1
    log_deal(world, now, LOG_SENT, deal, NOBODY, row.value)


@rule
def record_received(world, now, deal, sender):
    """A deal that was handed over has a new owner."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].handing_seconds += now - row.entered
    if sender != NOBODY:
        world.rep_steps[sender, row.step].received += 1
    log_deal(world, now, LOG_RECEIVED, deal, sender, row.value)


@rule
def record_not_accepted(world, now, deal):
    """A deal that was handed over is taken by nobody; its loss is recorded beside."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].not_accepted += 1


# Calls on our own initiative.


@frequent_rule
def record_call_entered(world, now, rep, firm):
    """A firm came to the first stage: a rep takes up a call on it."""
    step = world.sizes[0].call_step
    world.funnel[step, world.firms[firm].segment].entered += 1
    log_firm(world, now, LOG_ENTERED, rep, firm, CONQUEST, step, NOBODY, 0.0)


@frequent_rule
def record_call(world, now, rep, firm):
    """A call was made."""
    month_of(world, world.firms[firm].segment, CONQUEST).calls += 1
    log_firm(world, now, LOG_CALL, rep, firm, CONQUEST, world.sizes[0].call_step, NOBODY, 0.0)


@rule
def record_booked(world, now, rep, deal):
    """A call booked a first meeting, which is a deal now."""
    row = world.deals[deal]
    month_of(world, row.segment, CONQUEST).calls_booked += 1
    if world.sizes[0].logging:
        write_log(world, now, LOG_BOOKED, rep, row.firm, deal, row.segment, CONQUEST,
                  world.sizes[0].call_step, NOBODY, 0, 0.0)  # fmt: skip


@frequent_rule
def record_call_lost(world, now, rep, firm, why):
    """A call came to nothing."""
    step = world.sizes[0].call_step
    world.funnel[step, world.firms[firm].segment].lost += 1
    log_firm(world, now, LOG_LOST, rep, firm, CONQUEST, step, why, 0.0)


# Care for customers.


@rule
def record_contact_entered(world, now, firm):
    """A customer's next contact waits for the owner."""
    row = world.firms[firm]
    world.funnel[row.contact_step, row.segment].entered += 1
    log_firm(world, now, LOG_ENTERED, row.owner, firm, LOYALTY, row.contact_step, NOBODY, 0.0)


@rule
def record_contact(world, now, rep, firm, step):
    """A contact was made."""
    segment = world.firms[firm].segment
    world.funnel[step, segment].advanced += 1
    world.rep_steps[rep, step].advanced += 1
    month_of(world, segment, LOYALTY).contacts += 1
    log_firm(world, now, LOG_ADVANCED, rep, firm, LOYALTY, step, NOBODY, 0.0)
    log_firm(world, now, LOG_CONTACT, rep, firm, LOYALTY, step, NOBODY, 0.0)


@rule
def record_contact_lost(world, now, rep, firm, step, why):
    """A contact that waited or was begun is made no more."""
    world.funnel[step, world.firms[firm].segment].lost += 1
    log_firm(world, now, LOG_LOST, rep, firm, LOYALTY, step, why, 0.0)


@rule
def record_customer_gained(world, now, firm):
    """A firm became a customer."""
    row = world.firms[firm]
    month_of(world, row.segment, CONQUEST).customers_gained += 1
    log_firm(world, now, LOG_CUSTOMER_GAINED, row.owner, firm, CONQUEST, NOBODY, NOBODY, 0.0)


@rule
def record_customer_lost(world, now, firm, motion):
    """A customer left, with its running subscription."""
    row = world.firms[firm]
    month_of(world, row.segment, motion).customers_lost += 1
    log_firm(world, now, LOG_CUSTOMER_LOST, row.owner, firm, motion, NOBODY, NOBODY, row.recurring)


# People and their time.


@rule
def record_hire(world, now, rep, cost):
    """A person's first day at a post, of a kind of recruits from 0 where it was drawn."""
    log_rep(world, now, LOG_HIRED, rep, number_of_kind(world, rep) - 1, 0, cost)


@rule
def record_manager_hire(world, now, people, cost):
    """The first day of so many managers, with the cost of hiring them."""
    log_rep(world, now, LOG_MANAGERS, NOBODY, people, 0, cost)


@rule
def record_absence(world, now, rep, what):
    """A person's absence begins (LOG_ABSENT), or the person is back (LOG_BACK)."""
    log_rep(world, now, what, rep, NOBODY, 0, 0.0)


@rule
def record_leaver(world, now, rep, month):
    """A person's last day, in `month`, is over."""
    world.rep_months[rep, month].left += 1
    world.rep_months[rep, month].kind = number_of_kind(world, rep)
    log_rep(world, now, LOG_LEFT, rep, NOBODY, 0, 0.0)


@rule
def record_day(world, now, rep, activity, seconds):
    """A part of the rep's day went into something that is no task."""
    record_time(world, rep, activity, seconds)
    if seconds > 0:
        log_rep(world, now, LOG_DAY, rep, activity, seconds, 0.0)


@frequent_rule
def record_started(world, now, rep, place, task, waited):
    """A rep took up a task that had waited so many seconds; `place` as `tasks.place_of_task`."""
    firm, deal, segment, motion, step = place
    world.funnel[step, segment].started += 1
    world.funnel[step, segment].waited_seconds += waited
    if step == 0 and task == STEP and world.deals[deal].channel != NOBODY:
        record_answer(world, deal, waited)
    if world.sizes[0].logging:
        write_log(
            world, now, LOG_STARTED, rep, firm, deal, segment, motion, step, task, waited, 0.0
        )


@rule
def record_piece_started(world, now, rep, place, waited):
    """A specialist took up a piece of a case; the step's own waits are those of its owner."""
    firm, deal, segment, motion, step = place
    world.funnel[step, segment].pieces_started += 1
    world.funnel[step, segment].pieces_waited_seconds += waited
    if world.sizes[0].logging:
        write_log(
            world, now, LOG_STARTED, rep, firm, deal, segment, motion, step, PIECE, waited, 0.0
        )


@frequent_rule
def record_worked(world, now, rep, place, activity, seconds):
    """A rep sits down to a task for so many seconds."""
    firm, deal, segment, motion, step = place
    total = month_of(world, segment, motion)
    total.work_seconds += seconds
    if deal != NOBODY and activity == CALLING:
        total.answer_seconds += seconds
    world.funnel[step, segment].work_seconds += seconds
    world.rep_steps[rep, step].work_seconds += seconds
    if deal != NOBODY:
        world.deals[deal].work += seconds
    record_time(world, rep, activity, seconds)
    record_time(world, rep, IDLE, -seconds)
    if world.sizes[0].logging:
        write_log(world, now, LOG_WORKED, rep, firm, deal, segment, motion, step, activity,
                  seconds, 0.0)  # fmt: skip


@frequent_rule
def record_task_done(world, now, rep, place, task, seconds):
    """A rep finished a task that took so many seconds of work."""
    firm, deal, segment, motion, step = place
    if task != TOUCH and (deal == NOBODY or world.deals[deal].round == 0):
        world.rep_steps[rep, step].cases += 1
    if world.sizes[0].logging:
        write_log(world, now, LOG_TASK_DONE, rep, firm, deal, segment, motion, step, task, seconds,
                  0.0)  # fmt: skip


@frequent_rule
def record_time(world, rep, activity, seconds):
    """Seconds of a rep's paid time went into an activity."""
    own = world.rep_months[rep, world.run[0].month]
    if activity == PAID:
        own.paid_seconds += seconds
    elif activity == ADMINISTRATION:
        own.administration_seconds += seconds
    elif activity == MEETING:
        own.meeting_seconds += seconds
    elif activity == ONBOARDING:
        own.onboarding_seconds += seconds
    elif activity == SLACK:
        own.slack_seconds += seconds
    elif activity == SICKNESS:
        own.sick_seconds += seconds
    elif activity == IDLE:
        own.idle_seconds += seconds
    elif activity == CALLING:
        own.prospecting_seconds += seconds
    elif activity == WINNING:
        own.conquest_seconds += seconds
    elif activity == KEEPING:
        own.loyalty_seconds += seconds
