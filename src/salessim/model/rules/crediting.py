"""What counts for whose pay: contracts, revenue, meetings, and the subscriptions that run.

What a rep does is counted for each component of pay that it feeds (`credits`): one's own, an
overlay's, a manager's. Counting pays nobody; see `components` for that.
"""

from salessim.compiler.marks import frequent_rule, rare_rule, rule
from salessim.model.rules.outbox import post
from salessim.model.rules.spans import later, month_at, paid_at, part_of_year
from salessim.model.rules.statements import record_credit
from salessim.model.rules.user_rules import is_filled
from salessim.model.state.codes import (
    BOOKINGS,
    COLLECTED,
    CONQUEST,
    CONTRACTS,
    CREDIT_ENDS,
    CUSTOMER,
    LOYALTY,
    MEETINGS,
    NOBODY,
    RENEWALS,
    REVENUE,
)
from salessim.model.state.slots import PERIOD_PAY


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
    return contract != NOBODY and now < counts_until(world, plan, world.deals[contract].closed)


@rule
def counts_until(world, plan, signed):
    """Return when the revenue of a customer whose first contract was signed at a moment ends."""
    return later(world, signed, plan.counts_for, int(plan.counts_for_months))


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
def count_done(world, rep, measure):
    """Count one of what a rep did, of which rules of the user's own are told."""
    world.done[rep, measure] += 1.0


@rule
def credit_contract(world, now, rep, deal, value, number):
    """Count a contract, or the part of it that goes to this rep; `number` counts it as one.

    A renewal is one with a customer that keeps what is paid; what raises it is an upsell.
    """
    row = world.deals[deal]
    credit(world, now, rep, BOOKINGS, value, row.segment, row.motion, row.product)
    if number != 0.0:
        count_done(world, rep, CONTRACTS)
        credit(world, now, rep, CONTRACTS, number, row.segment, row.motion, row.product)
        if row.motion == LOYALTY and world.steps[row.step, row.segment].grows == 0.0:
            count_done(world, rep, RENEWALS)
            credit(world, now, rep, RENEWALS, number, row.segment, row.motion, row.product)


@rule
def credit_bill(world, now, rep, firm, product, motion, value, recognised):
    """Count what is billed to a customer; what is collected counts when it will be paid.

    recognised: 1 where the bill is revenue at once; 0 for one of a subscription, whose revenue is
    counted as it runs.
    """
    own = world.payees[rep]
    segment = world.firms[firm].segment
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            (int(plan.of) == COLLECTED or (recognised and int(plan.of) == REVENUE))
            and plan.begins <= now < plan.ends
            and is_counted(plan, segment, motion, product)
            and still_counts(world, plan, firm, now)
        ):
            paid_by = paid_at(world, segment, now)
            credit_money(world, now, to.payee, to.component, plan.share * value, paid_by)


@rule
def counts_as_it_runs(world, plan, segment):
    """Tell whether a component counts a segment's subscriptions month by month, as they run.

    Where bills have dates of their own, what is collected is counted by them.
    """
    return int(plan.of) == REVENUE or (
        int(plan.of) == COLLECTED and world.contracts[segment].bill_months == 0.0
    )


@rule
def credit_money(world, now, payee, component, value, paid_by):
    """Count money that is billed now: at once, or in the month in which customers pay it.

    paid_by: second at which they do.
    """
    if int(world.components[payee, component].of) == REVENUE:
        add_credit(world, now, payee, component, value)
        return
    month = month_at(world, paid_by)
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
            counts_as_it_runs(world, plan, row.segment)
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
        last = now - 1  # a month is billed on its last day
        company = world.company[0]
        paid_by = later(world, last, company.paid_after, int(company.paid_after_months))
        credit_money(world, now, payee, component, value, paid_by)
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
        at = credit_time(world, signed, k)
        is_new = True
        for earlier in range(k):
            is_new = is_new and credit_time(world, signed, earlier) != at
        if is_new:
            post(world, at, CREDIT_ENDS, firm)


@rule
def credit_time(world, signed, k):
    """Return the end of one of the times for which revenue counts."""
    return later(world, signed, world.credit_times[k, 0], world.credit_times[k, 1])


@rule
def on_credit_ends(world, now, firm):
    """A customer's running subscription counts no more where its time is over."""
    row = world.firms[firm]
    if row.state != CUSTOMER or row.owner == NOBODY or row.contract == NOBODY:
        return False
    signed = world.deals[row.contract].closed
    own = world.payees[row.owner]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            counts_as_it_runs(world, plan, row.segment)
            and plan.counts_for > 0.0
            and counts_until(world, plan, signed) == now
            and is_counted(plan, row.segment, CONQUEST, NOBODY)
        ):
            accrue_credit(world, now, to.payee, to.component)
            world.earnings[to.payee, to.component].subscriptions -= row.recurring
    return True


@frequent_rule
def credit_meeting(world, now, rep, deal, measure):
    """Count a first meeting, booked or accepted, for a rep."""
    if rep == NOBODY:
        return
    count_done(world, rep, measure)
    if world.sizes[0].counts_meetings:
        row = world.deals[deal]
        credit(world, now, rep, measure, 1.0, row.segment, row.motion, row.product)


@frequent_rule
def credit_meeting_held(world, now, rep, deal):
    """Count a first meeting for who holds it, and for the colleague who booked it.

    A team's component that counts what both do counts it once.
    """
    credit_meeting(world, now, rep, deal, MEETINGS)
    row = world.deals[deal]
    if row.booked_by == NOBODY or row.booked_by == rep:
        return
    count_done(world, row.booked_by, MEETINGS)
    if world.sizes[0].counts_meetings:
        credit_booker(world, now, rep, deal)


@rare_rule
def credit_booker(world, now, rep, deal):
    """Credit a first meeting that `rep` holds to the colleague who booked it."""
    row = world.deals[deal]
    own = world.payees[row.booked_by]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        plan = world.components[to.payee, to.component]
        if (
            int(plan.of) == MEETINGS
            and plan.begins <= now < plan.ends
            and is_counted(plan, row.segment, row.motion, row.product)
            and not feeds(world, rep, to.payee, to.component)
        ):
            add_credit(world, now, to.payee, to.component, plan.share)


@rule
def feeds(world, rep, payee, component):
    """Tell whether a rep's doings count for a payee's component."""
    if rep == NOBODY:
        return False
    own = world.payees[rep]
    for k in range(own.first_credit, own.first_credit + own.credits):
        if world.credits[k].payee == payee and world.credits[k].component == component:
            return True
    return False


@rare_rule
def forget_bookings(world, rep):
    """A leaver's meetings count for nobody on the post; open ones are no longer of that rep."""
    if world.sizes[0].counts_meetings or is_filled(world, PERIOD_PAY):
        for deal in range(world.run[0].deals):
            if world.deals[deal].booked_by == rep:
                world.deals[deal].booked_by = NOBODY
