"""What a rep is paid: base by the day employed, variable pay by attainment of quota."""

from salessim.model.codes import LOG_PAID, SECONDS_PER_YEAR
from salessim.model.compiled import formula, rule
from salessim.model.rules.customers import keep_subscription
from salessim.model.rules.people import move_motivation
from salessim.model.rules.record import record_money

BASE_PAY = 0
VARIABLE_PAY = 1
CHARGES = 2
UNPAID_WORK = 3
"""`detail` of LOG_PAID."""

MONTHS_PER_YEAR = 12
MOST_ATTAINMENT_FELT = 1.5
"""Attainment beyond this moves motivation no further."""


@formula
def payout(attainment, accelerator, cap, threshold):
    """Return the share of the variable pay that an attainment of quota earns.

    Below the threshold nothing; up to the quota in proportion; above it `accelerator` times as
    fast, up to an attainment of `cap` (0: no cap).
    """
    if attainment < threshold:
        return 0.0
    if cap > 0.0:
        attainment = min(attainment, cap)
    if attainment <= 1.0:
        return attainment
    return 1.0 + accelerator * (attainment - 1.0)


@rule
def employed_share(world, rep, month):
    """Return the share of a month in which the rep is employed."""
    begins = world.borders[month]
    ends = world.borders[month + 1]
    from_then = max(begins, world.reps[rep].hired_at)
    return max(0.0, (ends - from_then) / (ends - begins))


@rule
def month_share(world, month):
    """Return the share of a calendar month that is simulated: the first may be a part of one."""
    return world.company[0].first_month if month == 0 else 1.0


@rule
def pay_month(world, now, rep, month):
    """Pay a rep's month, and at the end of a pay period what the period earned."""
    row = world.reps[rep]
    person = world.people[rep]
    own = world.rep_months[rep, month]
    ledger = world.ledger[month]
    share = employed_share(world, rep, month) * month_share(world, month) / MONTHS_PER_YEAR
    raised = 1.0
    for _ in range(month // MONTHS_PER_YEAR):
        raised *= 1.0 + person.raise_per_year

    own.base = person.base_per_year * share * raised
    own.unpaid = max(0.0, person.valued_at_per_year * share - own.base)
    own.quota = person.quota_per_year * share
    row.period_quota += own.quota
    row.period_variable += (person.on_target_per_year - person.base_per_year) * share * raised

    every = int(person.paid_every_months)
    credit_subscriptions(world, now, rep)
    if (month + 1) % every == 0 or month + 1 == world.sizes[0].months:
        settle_period(world, rep, own)
    own.charges = person.charges * (own.base + own.variable)
    ledger.base += own.base
    ledger.variable += own.variable
    ledger.charges += own.charges
    ledger.unpaid += own.unpaid
    record_money(world, now, LOG_PAID, rep, BASE_PAY, own.base)
    record_money(world, now, LOG_PAID, rep, VARIABLE_PAY, own.variable)
    record_money(world, now, LOG_PAID, rep, CHARGES, own.charges)
    record_money(world, now, LOG_PAID, rep, UNPAID_WORK, own.unpaid)


@rule
def credit_subscriptions(world, now, rep):
    """Credit the month's revenue of subscriptions to who looks after the customers."""
    row = world.reps[rep]
    keep_subscription(world, now, rep, 0.0)
    if world.people[rep].credit_is_revenue:
        row.credit += row.accrued / SECONDS_PER_YEAR
    row.accrued = 0.0


@rule
def settle_period(world, rep, own):
    """Close a rep's pay period: attainment earns the variable pay and moves motivation."""
    row = world.reps[rep]
    person = world.people[rep]
    if row.period_quota > 0.0:
        attainment = row.credit / row.period_quota
        own.variable = row.period_variable * payout(
            attainment, person.accelerator, person.cap, person.threshold
        )
        felt = min(attainment, MOST_ATTAINMENT_FELT) - 1.0
        move_motivation(world, rep, world.company[0].move_quota * felt)
    row.credit = 0.0
    row.period_quota = 0.0
    row.period_variable = 0.0
