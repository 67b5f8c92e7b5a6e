"""What a rep is paid: base by the day employed, variable pay by attainment of quota."""

from salessim.compiler.marks import formula, rule
from salessim.model.rules.customers import keep_subscription
from salessim.model.rules.people import move_motivation
from salessim.model.rules.record import record_credit, record_payment
from salessim.model.rules.spans import part_of_year, years_employed, years_passed
from salessim.model.rules.user_rules import is_filled, own_variable_pay
from salessim.model.state.codes import BY_QUOTA, NOBODY
from salessim.model.state.slots import PERIOD_PAY
from salessim.units import MONTHS_PER_YEAR

BASE_PAY = 0
VARIABLE_PAY = 1
CHARGES = 2
UNPAID_WORK = 3
SEVERANCE = 5
"""`detail` of LOG_PAID."""

MAXIMUM_ATTAINMENT_FELT = 1.5
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
def raised_since_start(world, rep, month):
    """Return the factor of the yearly raises so far."""
    raised = 1.0
    for _ in range(years_passed(world, month)):
        raised *= 1.0 + world.people[rep].raise_per_year
    return raised


@rule
def pay_month(world, now, rep, month):
    """Pay a rep's month, and at the end of a pay period what the period earned."""
    every = int(world.people[rep].paid_every_months)
    last = month + 1 == world.sizes[0].months
    pay_until(world, now, rep, month, (month + 1) % every == 0 or last)


@rule
def month_of_last_day(world, now):
    """Return the month of a last day that ends now: at midnight the one that has just closed."""
    month = world.run[0].month
    return month - 1 if month > 0 and now == world.borders[month] else month


@rule
def pay_leaver(world, now, rep, month):
    """Pay off a leaver at the end of the last day: base, what the period earned, and severance.

    What is signed later earns a leaver nothing.
    """
    pay_until(world, now, rep, month, True)
    person = world.people[rep]
    months = person.severance / MONTHS_PER_YEAR
    severance = person.base_per_year * months * raised_since_start(world, rep, month)
    charges = person.charges * severance
    own = world.rep_months[rep, month]
    own.base += severance
    own.charges += charges
    world.ledger[month].base += severance
    world.ledger[month].charges += charges
    record_payment(world, now, rep, SEVERANCE, severance)
    record_payment(world, now, rep, CHARGES, charges)


@rule
def pay_until(world, now, rep, month, settles):
    """Pay what a rep earned in a month up to now; `settles` says whether a pay period ends."""
    row = world.reps[rep]
    person = world.people[rep]
    own = world.rep_months[rep, month]
    ledger = world.ledger[month]
    # Who leaves at a month's end has been paid for it already.
    years = 0.0 if row.paid_until == now else years_employed(world, now, rep, month)
    raised = raised_since_start(world, rep, month)

    row.paid_until = now
    base = person.base_per_year * years * raised
    unpaid = max(0.0, person.valued_at_per_year * years - base)
    quota = person.quota_per_year * years
    row.period_quota += quota
    row.period_variable += (person.on_target_per_year - person.base_per_year) * years * raised

    credit_subscriptions(world, now, rep, month)
    variable = settle_period(world, rep) if settles else 0.0
    charges = person.charges * (base + variable)
    row.earned += base + variable
    own.base += base
    own.variable += variable
    own.charges += charges
    own.unpaid += unpaid
    own.quota += quota
    own.years += years
    ledger.base += base
    ledger.variable += variable
    ledger.charges += charges
    ledger.unpaid += unpaid
    record_payment(world, now, rep, BASE_PAY, base)
    record_payment(world, now, rep, VARIABLE_PAY, variable)
    record_payment(world, now, rep, CHARGES, charges)
    record_payment(world, now, rep, UNPAID_WORK, unpaid)


@rule
def top_up(world, manager):
    """Return what a manager who sells as well gets a year beside the pay as a rep.

    It is one person, and gets one salary: the higher of the two.
    """
    seller = world.sells_as[manager]
    if seller == NOBODY:
        return 0.0
    return max(0.0, world.managers[manager].tops_up_to - world.people[seller].base_per_year)


@rule
def credit_subscriptions(world, now, rep, month):
    """Credit the month's revenue of subscriptions to who looks after the customers."""
    row = world.reps[rep]
    keep_subscription(world, now, rep, 0.0)
    if world.people[rep].credit_is_revenue:
        credit(world, rep, part_of_year(world, month, row.accrued))
    row.accrued = 0.0


@rule
def credit(world, rep, value):
    """Count an amount towards a rep's quota; what comes after the last day earns a leaver nothing.

    Pay, the pull of the quota and the attainment that is printed go by what is counted here.
    """
    if world.reps[rep].employed:
        world.reps[rep].credit += value
        record_credit(world, rep, value)


@rule
def variable_pay(world, rep, attainment):
    """Return what an attainment of the period's quota earns, currency."""
    if is_filled(world, PERIOD_PAY):
        return own_variable_pay(world, rep, attainment)
    person = world.people[rep]
    return world.reps[rep].period_variable * payout(
        attainment, person.accelerator, person.cap, person.threshold
    )


@rule
def settle_period(world, rep):
    """Close a rep's pay period: attainment moves motivation; return the variable pay it earns."""
    row = world.reps[rep]
    variable = 0.0
    if row.period_quota > 0.0:
        attainment = row.credit / row.period_quota
        variable = variable_pay(world, rep, attainment)
        felt = min(attainment, MAXIMUM_ATTAINMENT_FELT) - 1.0
        move_motivation(world, rep, BY_QUOTA, felt)
    row.credit = 0.0
    row.period_quota = 0.0
    row.period_variable = 0.0
    return variable
