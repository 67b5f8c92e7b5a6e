"""The one place where an occurrence becomes a number: month tables, funnel and event log."""

from salessim.compiler.marks import frequent_rule, rare_rule, rule
from salessim.model.codes import (
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
    LOG_LEAD,
    LOG_LOST,
    LOG_REPEATED,
    LOG_REVENUE,
    LOG_STARTED,
    LOG_WON,
    LOG_WORKED,
    MEETING,
    NOBODY,
    ONBOARDING,
    PAID,
    SICKNESS,
    SLACK,
    WINNING,
)


@frequent_rule
def record(world, now, what, rep, firm, deal, segment, motion, step, detail, seconds, amount):
    """Add an occurrence to the tables and, if it is kept, to the log.

    what: codes.LOG_*; detail, seconds and amount as `outputs.LOG` says. Rows that do not
    apply are NOBODY; `segment` and `motion` are always given.
    """
    month = world.run[0].month
    total = world.months[month, segment, motion]
    if what == LOG_WORKED:
        total.work_seconds += seconds
        world.funnel[step, segment].work_seconds += seconds
        if deal != NOBODY:
            world.deals[deal].work += seconds
        record_time(world, rep, detail, seconds)
        record_time(world, rep, IDLE, -seconds)
    elif what == LOG_STARTED:
        world.funnel[step, segment].started += 1
        world.funnel[step, segment].waited_seconds += seconds
    elif what == LOG_ENTERED:
        world.funnel[step, segment].entered += 1
    elif what == LOG_ADVANCED:
        world.funnel[step, segment].advanced += 1
    elif what == LOG_REPEATED:
        world.funnel[step, segment].repeated += 1
    elif what == LOG_LOST:
        world.funnel[step, segment].lost += 1
        if deal != NOBODY:
            total.lost += 1
            if rep != NOBODY:
                world.rep_months[rep, month].lost += 1
    elif what == LOG_CALL:
        total.calls += 1
    elif what == LOG_BOOKED:
        total.calls_booked += 1
    elif what == LOG_WON:
        total.won += 1
        total.bookings += amount
        if rep != NOBODY:
            own = world.rep_months[rep, month]
            own.won += 1
            own.bookings += amount
    elif what == LOG_REVENUE:
        total.revenue += amount
    elif what == LOG_CUSTOMER_GAINED:
        total.customers_gained += 1
    elif what == LOG_CUSTOMER_LOST:
        total.customers_lost += 1
    elif what == LOG_CONTACT:
        total.contacts += 1
    elif what == LOG_LEAD:
        total.leads += 1
        if deal == NOBODY:
            total.leads_unserved += 1
    if world.sizes[0].logging:
        write_log(world, now, what, rep, firm, deal, segment, motion, step, detail, seconds, amount)


@rare_rule
def write_log(world, now, what, rep, firm, deal, segment, motion, step, detail, seconds, amount):
    """Append a row to the event log; the driver sees to it that there is room."""
    run = world.run[0]
    row = world.log[run.log]
    row.second = now
    row.what = what
    row.rep = rep
    row.firm = firm
    row.deal = deal
    row.segment = segment
    row.motion = motion
    row.step = step
    row.detail = detail
    row.seconds = seconds
    row.amount = amount
    run.log += 1


@frequent_rule
def record_time(world, rep, activity, seconds):
    """Add seconds of a rep's paid time to an activity."""
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


@rule
def record_day(world, now, rep, activity, seconds):
    """Book a part of the rep's day that is no task."""
    record_time(world, rep, activity, seconds)
    if world.sizes[0].logging and seconds > 0:
        write_log(
            world, now, LOG_DAY, rep, NOBODY, NOBODY, NOBODY, CONQUEST, NOBODY, activity,
            seconds, 0.0,
        )  # fmt: skip


@rule
def record_money(world, now, what, rep, detail, amount):
    """Write a payment to the log; the ledger's rows are added up by the month end."""
    if world.sizes[0].logging:
        write_log(
            world, now, what, rep, NOBODY, NOBODY, NOBODY, CONQUEST, NOBODY, detail, 0, amount
        )
