"""What counts for whose pay: contracts, revenue, meetings, and the subscriptions that run.

What a rep does is counted for each component of pay that it feeds (`credits`): one's own, an
overlay's, a manager's. Counting pays nobody; see `components` for that.
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.rules.outbox import post
from salessim.model.rules.spans import part_of_year
from salessim.model.rules.statements import record_credit
from salessim.model.state.codes import (
    BOOKINGS,
    COLLECTED,
    CONQUEST,
    CONTRACTS,
    CREDIT_ENDS,
    CUSTOMER,
    LOYALTY,
    NOBODY,
    RENEWALS,
    REVENUE,
)


@rule
def is_counted(plan, segment, motion, product):
    """Tell whether a component counts what happens in a segment and motion, with a product."""
    return (
        (int(plan.segments) >> segment) & 1 == 1
        and (int(plan.motions) >> motion) & 1 == 1
        and (plan.products < 0.0 or is_among(int(plan.products), product))
    )


@rule
def is_among(products, product):
    """Tell whether a product is one of those of a mask; no product is none of them."""
    return product != NOBODY and (products >> product) & 1 == 1


@rule
def still_counts(world, plan, firm, now):
    """Tell whether a customer's revenue counts: for ever, or for a time from its contract on."""
    contract = world.firms[firm].contract
    if plan.counts_for == 0.0:
        return True
    return contract != NOBODY and now - world.deals[contract].closed < plan.counts_for


@rule
def add_credit(world, now, payee, component, value):
    """Count an amount or a number; what comes after the last day earns a leaver nothing."""
    reps = world.sizes[0].reps
    if payee < reps and not world.reps[payee].employed:
        return
    world.earnings[payee, component].credit += value
    record_credit(world, now, payee, component, value)


@rule
def credit(world, now, rep, measure, value, segment, motion, product):
    """Count what a rep did for all whose components count it."""
    own = world.payees[rep]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            int(plan.of) == measure
            and plan.begins <= now < plan.ends
            and is_counted(plan, segment, motion, product)
        ):
            add_credit(world, now, to.payee, to.component, plan.share * value)


@rule
def credit_contract(world, now, rep, deal, value, number):
    """Count a contract, or the part of it that goes to this rep; `number` counts it as one."""
    row = world.deals[deal]
    credit(world, now, rep, BOOKINGS, value, row.segment, row.motion, row.product)
    if number != 0.0:
        credit(world, now, rep, CONTRACTS, number, row.segment, row.motion, row.product)
        if row.motion == LOYALTY:
            credit(world, now, rep, RENEWALS, number, row.segment, row.motion, row.product)


@rule
def credit_bill(world, now, rep, firm, product, motion, value):
    """Count what is billed to a customer; what is collected counts when it will be paid."""
    own = world.payees[rep]
    segment = world.firms[firm].segment
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            (int(plan.of) == REVENUE or int(plan.of) == COLLECTED)
            and plan.begins <= now < plan.ends
            and is_counted(plan, segment, motion, product)
            and still_counts(world, plan, firm, now)
        ):
            credit_money(world, now, to.payee, to.component, plan.share * value)


@rule
def credit_money(world, now, payee, component, value):
    """Count money that is billed now: at once, or in the month in which customers pay it."""
    if int(world.components[payee, component].of) == REVENUE:
        add_credit(world, now, payee, component, value)
        return
    paid_at = now + int(world.company[0].paid_after)
    month = world.run[0].month
    while month < world.sizes[0].months and world.borders[month + 1] <= paid_at:
        month += 1
    if month < world.sizes[0].months:
        world.to_come[payee, component, month] += value


@rule
def accrue_credit(world, now, payee, component):
    """Count the running subscriptions of a component up to now."""
    row = world.earnings[payee, component]
    row.accrued += row.subscriptions * (now - row.accrued_until)
    row.accrued_until = now


@rule
def keep_subscription(world, now, rep, firm, per_year):
    """Add `per_year` of a customer to the subscriptions that a rep looks after."""
    own = world.payees[rep]
    row = world.firms[firm]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            (int(plan.of) == REVENUE or int(plan.of) == COLLECTED)
            and is_counted(plan, row.segment, LOYALTY - row.new_customer, NOBODY)
            and still_counts(world, plan, firm, now)
        ):
            accrue_credit(world, now, to.payee, to.component)
            world.earnings[to.payee, to.component].subscriptions += per_year


@rule
def count_subscriptions(world, now, payee, component, month):
    """Count a month's subscriptions, and what customers pay in it, for a component."""
    row = world.earnings[payee, component]
    plan = world.components[payee, component]
    accrue_credit(world, now, payee, component)
    value = plan.share * part_of_year(world, month, row.accrued)
    row.accrued = 0.0
    if value != 0.0 and plan.begins < now <= plan.ends:
        credit_money(world, now, payee, component, value)
    if int(plan.of) == COLLECTED:
        add_credit(world, now, payee, component, world.to_come[payee, component, month])
        world.to_come[payee, component, month] = 0.0


@rule
def quota_share(world, payee, month):
    """Return the share of the quota that a payee has in a month: newcomers' quotas may ramp."""
    own = world.payees[payee]
    if payee >= world.sizes[0].reps or own.quota_ramp_months == 0:
        return 1.0
    tenure = month - world.reps[payee].hired_month
    if tenure >= own.quota_ramp_months:
        return 1.0
    return world.quota_ramps[own.quota_ramp_first + tenure]


@rule
def await_credit_ends(world, firm):
    """Post the moments at which a new customer's revenue counts no more for some component."""
    signed = world.deals[world.firms[firm].contract].closed
    for k in range(world.credit_times.shape[0]):
        post(world, signed + world.credit_times[k], CREDIT_ENDS, firm)


@rule
def on_credit_ends(world, now, firm):
    """A customer's running subscription counts no more where its time is over."""
    row = world.firms[firm]
    if row.state != CUSTOMER or row.owner == NOBODY or row.contract == NOBODY:
        return False
    age = now - world.deals[row.contract].closed
    own = world.payees[row.owner]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            (int(plan.of) == REVENUE or int(plan.of) == COLLECTED)
            and int(plan.counts_for) == age
            and is_counted(plan, row.segment, CONQUEST, NOBODY)
        ):
            accrue_credit(world, now, to.payee, to.component)
            world.earnings[to.payee, to.component].subscriptions -= row.recurring
    return True


@rule
def closed_month(world, payee, component, since):
    """Return the first month in which a period closed after second `since`, or NOBODY."""
    for month in range(world.run[0].month + 1):
        if world.statements[payee, component, month].closed > since:
            return month
    return NOBODY


@rule
def take_back(world, now, firm):
    """A customer leaves: what its first contract paid within the clawback time is taken back.

    In the period of the contract the credit itself goes; later what it earned in its period, at the
    mean rate of that, is owed by who still works here.
    """
    row = world.firms[firm]
    if row.contract == NOBODY:
        return
    contract = world.deals[row.contract]
    if contract.owner == NOBODY:
        return
    own = world.payees[contract.owner]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        counted = 0.0
        if int(plan.of) == BOOKINGS:
            counted = plan.share * (contract.value * contract.credit)
        elif int(plan.of) == CONTRACTS:
            counted = plan.share
        if (
            counted == 0.0
            or now - contract.closed >= plan.clawback
            or not plan.begins <= contract.closed < plan.ends
            or not is_counted(plan, contract.segment, CONQUEST, contract.product)
        ):
            continue
        take_credit_back(world, now, to.payee, to.component, contract.closed, counted)


@rule
def take_credit_back(world, now, payee, component, since, counted):
    """Take back what was counted for a payee at `since`, who must have been here then."""
    reps = world.sizes[0].reps
    if payee < reps and world.reps[payee].hired_at > since:
        return
    month = closed_month(world, payee, component, since)
    if month == NOBODY:
        add_credit(world, now, payee, component, -counted)
        return
    statement = world.statements[payee, component, month]
    if statement.credit > 0.0 and payee < reps and world.reps[payee].employed:
        world.reps[payee].owed += counted * statement.earned / statement.credit


@frequent_rule
def credit_meeting(world, now, rep, deal, measure):
    """Count a first meeting, booked or held."""
    if world.sizes[0].counts_meetings and rep != NOBODY:
        row = world.deals[deal]
        credit(world, now, rep, measure, 1.0, row.segment, row.motion, row.product)
