"""Recorders of money: revenue, bills, running subscriptions and renewals, payments."""

from salessim.compiler.marks import rule
from salessim.model.rules.event_log import log_firm, log_rep, month_of, write_log
from salessim.model.rules.spans import month_at, paid_at
from salessim.model.state.codes import (
    BASE_PAY,
    CHANGED,
    CHURNED,
    LOG_BILLED,
    LOG_NOTICE,
    LOG_PAID,
    LOG_RENEWED,
    LOG_REVENUE,
    LOYALTY,
    NEW,
    NOBODY,
    OPENING,
)


@rule
def motion_of_revenue(world, firm):
    """Return CONQUEST for customers won during the horizon, LOYALTY for those of day one."""
    return LOYALTY - world.firms[firm].new_customer


@rule
def record_billed(world, billed_at, segment, motion, value):
    """A bill was sent, which customers pay some days later."""
    month_of(world, segment, motion).billed += value
    month = month_at(world, paid_at(world, segment, billed_at))
    if month < world.sizes[0].months:
        world.months[month, segment, motion].collected += value


@rule
def record_revenue(world, now, rep, firm, deal, motion, value):
    """Something was billed to a customer; `deal` is NOBODY for an order."""
    segment = world.firms[firm].segment
    total = month_of(world, segment, motion)
    total.revenue += value
    record_billed(world, now, segment, motion, value)
    if world.sizes[0].logging:
        write_log(world, now, LOG_REVENUE, rep, firm, deal, segment, motion, NOBODY, NOBODY, 0,
                  value)  # fmt: skip


@rule
def record_recurring(world, firm, per_year, why):
    """A running subscription became more or less by so much (currency a year); `why` as codes."""
    row = world.firms[firm]
    total = month_of(world, row.segment, motion_of_revenue(world, firm))
    if why == OPENING:
        row.opening = row.recurring
    elif row.opening != 0.0:
        before = row.recurring - per_year
        total.arr_cut += min(before, row.opening) - min(row.recurring, row.opening)
    if why == NEW:
        total.arr_new += per_year
        total.margin_new += per_year * row.margin
    elif why == CHURNED:
        total.arr_churned -= per_year
    elif why == CHANGED and per_year > 0.0:
        total.arr_expansion += per_year
    elif why == CHANGED:
        total.arr_contraction -= per_year


@rule
def record_bill(world, now, firm, value):
    """A part of a subscription was billed; it is recognised as it runs."""
    segment, motion = world.firms[firm].segment, motion_of_revenue(world, firm)
    record_billed(world, now, segment, motion, value)
    world.recurring[segment, motion].balance += value
    log_firm(world, now, LOG_BILLED, world.firms[firm].owner, firm, motion, NOBODY, NOBODY, value)


@rule
def record_recognised(world, now, firm, value):
    """Something that was billed before became revenue, besides what runs."""
    segment, motion = world.firms[firm].segment, motion_of_revenue(world, firm)
    month_of(world, segment, motion).revenue += value
    world.recurring[segment, motion].balance -= value
    log_firm(world, now, LOG_REVENUE, NOBODY, firm, motion, NOBODY, NOBODY, value)


@rule
def record_notice(world, now, firm):
    """A customer has said that it leaves at the end of a term."""
    row = world.firms[firm]
    motion = motion_of_revenue(world, firm)
    log_firm(world, now, LOG_NOTICE, row.owner, firm, motion, NOBODY, NOBODY, row.recurring)


@rule
def record_renewal(world, now, firm, smaller):
    """A contract goes on for another term, at its price from now on; `smaller` than wanted: 1."""
    row = world.firms[firm]
    motion = motion_of_revenue(world, firm)
    total = month_of(world, row.segment, motion)
    total.renewed += 1
    total.downgraded += smaller
    log_firm(world, now, LOG_RENEWED, row.owner, firm, motion, NOBODY, NOBODY, row.recurring)


@rule
def record_refused_renewal(world, now, firm):
    """A term ended a contract."""
    month_of(world, world.firms[firm].segment, motion_of_revenue(world, firm)).not_renewed += 1


@rule
def record_subscriptions(world, now, segment, motion, value):
    """What a segment's subscriptions come to in a month is revenue, and billed unless by dates."""
    total = month_of(world, segment, motion)
    total.revenue += value
    if world.contracts[segment].bill_months > 0.0:
        world.recurring[segment, motion].balance -= value
    else:
        record_billed(world, now - 1, segment, motion, value)  # a month's bill is of its last day
    if world.sizes[0].logging:
        write_log(world, now, LOG_REVENUE, NOBODY, NOBODY, NOBODY, segment, motion, NOBODY,
                  NOBODY, 0, value)  # fmt: skip


@rule
def record_payment(world, now, rep, month, kind, amount):
    """Somebody was paid; the ledger's rows are added up by the month's end."""
    if rep != NOBODY:
        world.payments[rep, month, kind] += amount
    log_rep(world, now, LOG_PAID, rep, kind, 0, amount)


@rule
def record_fixed_pay(world, payee, month, amount):
    """A manager's fixed pay, for the statement: the log has all of a manager's pay in one."""
    world.payments[payee, month, BASE_PAY] += amount


@rule
def record_balances(world, rep, month, advances, owed):
    """What a rep has not earned of advances, and owes of pay to be taken back, at a month's end."""
    own = world.rep_months[rep, month]
    own.draw_balance += advances
    own.clawback_owed += owed
    world.ledger[month].draw_balance += advances
    world.ledger[month].clawback_owed += owed


@rule
def record_at_risk(world, rep, month, amount):
    """Pay that a rep would owe if a customer left at a month's end."""
    world.rep_months[rep, month].clawback_at_risk += amount
    world.ledger[month].clawback_at_risk += amount


@rule
def record_intensity(world, rep, free, intensity):
    """A rep works a day's free seconds with more or less intensity than under today's pay."""
    world.rep_months[rep, world.run[0].month].added_by_pay += free * (intensity - 1.0)
