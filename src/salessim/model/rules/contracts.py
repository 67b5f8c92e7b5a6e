"""Contracts that have dates: terms and their renewal, steps in price, notice; what a pilot pays.

A customer decides to leave as one without a term does, at any moment and by the same chance; the
contract keeps it until the term ends, or until the next one where less than the notice is left. So
the churn typed is the share of customers lost a year, whatever the term.
"""

from salessim.compiler.marks import rule
from salessim.elementary import exp
from salessim.model.distributions import drawn
from salessim.model.draws import CONTRACT_PHASE, DOWNGRADE, NOTICE_GIVEN, SETUP_FEE, uniform
from salessim.model.rules.billing import (
    contract_date,
    contract_date_in_months,
    in_months,
    open_period,
    period_from,
)
from salessim.model.rules.customers import subscribe
from salessim.model.rules.keeping import part_with_customer
from salessim.model.rules.outbox import post
from salessim.model.rules.record_money import (
    motion_of_revenue,
    record_notice,
    record_refused_renewal,
    record_renewal,
)
from salessim.model.rules.spans import month_begins
from salessim.model.rules.tendencies import churn_rate_of
from salessim.model.state.codes import CHANGED, CONTRACT_DATE, NEVER, NEW, NOBODY
from salessim.units import MONTHS_PER_YEAR

OLDEST_CONTRACT = 120
"""Months that a contract of day one has run at most, as far as its dates are not typed."""


@rule
def has_dates(world, firm):
    """Tell whether a customer's contract has dates of its own."""
    return (
        world.sizes[0].agreements > 0 and world.contracts[world.firms[firm].segment].has_dates > 0.0
    )


@rule
def begins_with_pilot(world, segment):
    """Tell whether a yes in a segment begins a pilot, after which some sign a contract."""
    return world.contracts[segment].pilot_months > 0.0


@rule
def begin_contract(world, now, firm, per_year):
    """A first contract is signed, or its pilot begins; `per_year`: price in its first year."""
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    row.leaves = NEVER
    row.billed_to = NEVER
    row.rounding = 0.0
    row.years = 0
    row.step = 1.0
    row.price_level = world.run[0].price_level
    row.pilot = 1 if plan.pilot_months > 0.0 else 0
    if row.pilot:
        paid = plan.pilot_price * per_year
        row.awaited = per_year - paid
        subscribe(world, now, firm, paid, NEW)
        begin_term(world, now, firm, int(plan.pilot_months))
    else:
        row.awaited = 0.0
        subscribe(world, now, firm, per_year, NEW)
        begin_term(world, now, firm, int(plan.term_months))


@rule
def begin_term(world, now, firm, months):
    """Count a contract's months from now on; the first term binds for so many, 0 for no term."""
    row = world.agreements[firm]
    row.month = world.run[0].month
    row.offset = now - month_begins(world, row.month)
    row.ends = months if months > 0 else NEVER
    if world.contracts[world.firms[firm].segment].bill_months > 0.0:
        open_period(world, now, firm, 0)
    await_contract_date(world, firm, 0)


@rule
def await_contract_date(world, firm, months):
    """Post a contract's next date; `months` after its beginning is the present one."""
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    row.next = min(row.ends, row.billed_to)
    years = months // MONTHS_PER_YEAR + 1
    if row.pilot == 0 and row.years + years < int(plan.steps):
        row.next = min(row.next, years * MONTHS_PER_YEAR)
    if row.next == NEVER:
        row.next_at = NEVER
        return
    row.next_at = contract_date(world, firm, row.next)
    post(world, row.next_at, CONTRACT_DATE, firm)


@rule
def end_term(world, now, firm, months):
    """A term is over: the customer renews, or leaves as it has said; tell whether it stays."""
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    smaller = 0
    if row.leaves == months:
        if not stays_smaller(world, firm, months):
            record_refused_renewal(world, now, firm)
            part_with_customer(world, now, firm)
            return False
        smaller = 1
        row.leaves = NEVER
        lost = (1.0 - plan.downgraded_to) * world.firms[firm].recurring
        subscribe(world, now, firm, -lost, CHANGED)
    row.ends = months + int(plan.renewal_months)
    follow_prices(world, now, firm)
    record_renewal(world, now, firm, smaller)
    return True


@rule
def follow_prices(world, now, firm):
    """Let a contract that has bound, or a pilot, run at the prices of now."""
    row = world.agreements[firm]
    level = world.run[0].price_level
    if level != row.price_level:
        rise = level / row.price_level - 1.0
        subscribe(world, now, firm, rise * world.firms[firm].recurring, CHANGED)
        row.price_level = level


@rule
def stays_smaller(world, firm, months):
    """Tell whether who refuses a renewal goes on with a smaller contract."""
    share = world.contracts[world.firms[firm].segment].downgrades
    if share <= 0.0:
        return False
    at = world.agreements[firm].month + months
    return uniform(world, world.firms[firm].key, DOWNGRADE, at) < share


@rule
def step_price(world, now, firm, years):
    """Let a contract's price be that of its next year; it has run for so many."""
    row = world.agreements[firm]
    segment = world.firms[firm].segment
    if world.contracts[segment].steps < 2.0:
        return
    step = step_of_year(world, firm, years)
    if step != row.step:
        rise = step / row.step - 1.0
        subscribe(world, now, firm, rise * world.firms[firm].recurring, CHANGED)
        row.step = step


@rule
def step_of_year(world, firm, years):
    """Return the price of a contract against its first year's; it is counted for so many years."""
    segment = world.firms[firm].segment
    last = int(world.contracts[segment].steps) - 1
    return world.price_steps[segment, min(world.agreements[firm].years + years, last)]


@rule
def is_bound(world, firm):
    """Tell whether a contract keeps a customer until its term ends."""
    return world.sizes[0].agreements > 0 and world.agreements[firm].ends != NEVER


@rule
def is_leaving(world, firm):
    """Tell whether a customer has given notice."""
    return world.sizes[0].agreements > 0 and world.agreements[firm].leaves != NEVER


@rule
def give_notice(world, now, firm):
    """A customer wants to leave: at the end of the term, or of the next where it is too late."""
    row = world.agreements[firm]
    if row.pilot or row.leaves != NEVER:
        return
    plan = world.contracts[world.firms[firm].segment]
    row.leaves = row.ends
    if now > contract_date(world, firm, row.ends - int(plan.notice_months)):
        row.leaves = row.ends + int(plan.renewal_months)
    record_notice(world, now, firm)


@rule
def setup_fee(world, segment, key):
    """Return the fee of a first contract, by the key of its deal."""
    distribution = int(world.contracts[segment].setup_distribution)
    if distribution == NOBODY:
        return 0.0
    return world.run[0].price_level * drawn(world, distribution, key, SETUP_FEE, 0)


@rule
def go_on_with_contract(world, firm):
    """Begin with the contract of a customer of day one, somewhere in a term that runs.

    Some have given notice already, as many as decide in the time since they last could. What a
    customer pays today is the price of this year of its contract.
    """
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    row.price_level = 1.0
    term = int(plan.renewal_months)
    cycle = term if term > 0 else max(1, int(plan.bill_months))
    at = in_months(world, 0, 0)
    dated = row.years != NOBODY
    if row.ends == NEVER and not dated:
        since = cycle * uniform(world, world.firms[firm].key, CONTRACT_PHASE, 0)
        begin_before(world, firm, at - since)
        row.ends = term if term > 0 else NEVER
    if not dated:
        row.years = 0
        if plan.steps > 1.0:
            renew_before(world, firm, cycle)
    begun = row.billed_from
    if term > 0:
        decide_before(world, firm, at, begun)
    if plan.bill_months > 0.0:
        resume_bills(world, firm, at, begun)
    months = months_run(world, firm) if plan.steps > 1.0 else 0
    row.step = step_of_year(world, firm, months // MONTHS_PER_YEAR)
    await_contract_date(world, firm, months)


@rule
def months_run(world, firm):
    """Return the whole months that a contract of day one has been counted for."""
    months = 0
    while contract_date(world, firm, months + 1) <= 0:
        months += 1
    return months


@rule
def renew_before(world, firm, cycle):
    """Draw how many terms of `cycle` months a contract has behind it, and count its months.

    As many customers signed in each of the last ten years, and those are still here who renewed:
    by today's churn an older contract is rarer. The first term may have another length.
    """
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    a_year = churn_rate_of(world, firm, world.firms[firm].relationship)
    stays = exp(-a_year * cycle / MONTHS_PER_YEAR)
    stays += (1.0 - stays) * plan.downgrades
    most = max(1, OLDEST_CONTRACT // cycle)
    at = uniform(world, world.firms[firm].key, CONTRACT_PHASE, 1)
    total = 0.0
    weight = 1.0
    for _ in range(most):
        total += weight
        weight *= stays
    at *= total
    weight = 1.0
    terms = 0
    while terms < most - 1 and at >= weight:
        at -= weight
        weight *= stays
        terms += 1
    if terms == 0:
        return
    first = int(plan.term_months)
    before = (terms - 1) * cycle + (first if first > 0 else cycle)
    row.years = before // MONTHS_PER_YEAR
    row.billed_from = before - row.years * MONTHS_PER_YEAR
    row.month -= row.billed_from
    if row.ends != NEVER:
        row.ends += row.billed_from


@rule
def begin_before(world, firm, at):
    """Set a contract's beginning to a moment before the horizon, in months of its first."""
    row = world.agreements[firm]
    month = 0
    while month > at:
        month -= 1
    begins = month_begins(world, month)
    row.month = month
    row.offset = int((at - month) * (month_begins(world, month + 1) - begins))


@rule
def decide_before(world, firm, at, begun):
    """Let a customer of day one have given notice already, by its chance of that.

    at: now, in months. begun: months of its contract at which the running term began.
    """
    row = world.agreements[firm]
    plan = world.contracts[world.firms[firm].segment]
    customer = world.firms[firm]
    term = float(row.ends - begun)
    since = at - contract_date_in_months(world, firm, begun)
    a_month = churn_rate_of(world, firm, customer.relationship) / MONTHS_PER_YEAR
    open_for = min(term, since + plan.notice_months)
    if uniform(world, customer.key, NOTICE_GIVEN, 0) < 1.0 - exp(-a_month * open_for):
        row.leaves = row.ends
        return
    too_late = since - (term - plan.notice_months)
    chance = 1.0 - exp(-a_month * max(0.0, too_late))
    if uniform(world, customer.key, NOTICE_GIVEN, 1) < chance:
        row.leaves = row.ends + int(plan.renewal_months)


@rule
def resume_bills(world, firm, at, begun):
    """Go on with a period of bills that began before the horizon; arguments as above."""
    row = world.agreements[firm]
    customer = world.firms[firm]
    plan = world.contracts[customer.segment]
    row.billed_to = begun
    while contract_date_in_months(world, firm, row.billed_to) <= at:
        row.billed_from = row.billed_to
        row.billed_to += period_from(world, firm, row.billed_from)
    a_month = customer.recurring / MONTHS_PER_YEAR
    row.period_value = (row.billed_to - row.billed_from) * a_month
    to_come = (contract_date_in_months(world, firm, row.billed_to) - at) * a_month
    total = world.recurring[customer.segment, motion_of_revenue(world, firm)]
    total.balance += to_come if plan.in_advance else to_come - row.period_value
