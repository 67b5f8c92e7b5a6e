"""The one place where an occurrence becomes a number: a recorder for each kind of row of the log.

A recorder is handed what the occurrence is about and adds it to the tables that `outputs`
describes; the event log, where one is kept, gets its row.
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.rules.event_log import log_deal, log_firm, log_rep, month_of, write_log
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
    LOG_LEAD,
    LOG_LEFT,
    LOG_LOST,
    LOG_PAID,
    LOG_RECEIVED,
    LOG_REPEATED,
    LOG_REVENUE,
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
    WINNING,
)

# What comes to us.


@rule
def record_lead(world, now, channel, deal):
    """A lead came and became a deal; `channel` is NOBODY for a referral."""
    month_of(world, world.deals[deal].segment, CONQUEST).leads += 1
    log_deal(world, now, LOG_LEAD, deal, channel, 0.0)


@rule
def record_unserved_lead(world, now, channel, segment, firm):
    """A lead came that nobody can take; `firm` is NOBODY where the market has none."""
    total = month_of(world, segment, CONQUEST)
    total.leads += 1
    total.leads_unserved += 1
    if world.sizes[0].logging:
        write_log(world, now, LOG_LEAD, NOBODY, firm, NOBODY, segment, CONQUEST, NOBODY, channel,
                  0, 0.0)  # fmt: skip


@rule
def record_cold_lead(world, deal):
    """A lead is given up before anybody answered it."""
    month_of(world, world.deals[deal].segment, CONQUEST).leads_cold += 1


# Deals in their funnel.


@frequent_rule
def record_entered(world, now, deal):
    """A deal came to its step."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].entered += 1
    log_deal(world, now, LOG_ENTERED, deal, NOBODY, row.value)


@rule
def record_advanced(world, now, deal):
    """A deal passed its step."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].advanced += 1
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
    log_deal(world, now, LOG_WON, deal, NOBODY, value)


@rule
def record_handed_over(world, now, deal, leaver):
    """A deal went from a leaver to its new owner."""
    log_deal(world, now, LOG_HANDED_OVER, deal, leaver, world.deals[deal].value)


@rule
def record_sent(world, now, deal):
    """A deal is handed over to those who work its stage."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].sent += 1
    log_deal(world, now, LOG_SENT, deal, NOBODY, row.value)


@rule
def record_received(world, now, deal, sender):
    """A deal that was handed over has a new owner."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].handing_seconds += now - row.entered
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


# Money.


@rule
def record_revenue(world, now, rep, firm, deal, motion, value):
    """Something was billed to a customer; `deal` is NOBODY for an order."""
    segment = world.firms[firm].segment
    month_of(world, segment, motion).revenue += value
    if world.sizes[0].logging:
        write_log(world, now, LOG_REVENUE, rep, firm, deal, segment, motion, NOBODY, NOBODY, 0,
                  value)  # fmt: skip


@rule
def record_subscriptions(world, now, segment, motion, value):
    """The month's subscriptions of a segment were billed."""
    month_of(world, segment, motion).revenue += value
    if world.sizes[0].logging:
        write_log(world, now, LOG_REVENUE, NOBODY, NOBODY, NOBODY, segment, motion, NOBODY,
                  NOBODY, 0, value)  # fmt: skip


@rule
def record_payment(world, now, rep, kind, amount):
    """Somebody was paid; the ledger's rows are added up by the month's end."""
    log_rep(world, now, LOG_PAID, rep, kind, 0, amount)


# People and their time.


@rule
def record_hire(world, now, rep, cost):
    """A person's first day at a post."""
    log_rep(world, now, LOG_HIRED, rep, NOBODY, 0, cost)


@rule
def record_leaver(world, now, rep, month):
    """A person's last day, in `month`, is over."""
    world.rep_months[rep, month].left += 1
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
    if world.sizes[0].logging:
        firm, deal, segment, motion, step = place
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
