"""A customer's relationship with us, and the start and end of being one."""

from salessim.compiler.marks import formula, rare_rule, rule
from salessim.elementary import exp2, log
from salessim.model.draws import CANDIDATE_GAP, uniform
from salessim.model.rules.billing import change_period, end_bills
from salessim.model.rules.components import take_back
from salessim.model.rules.crediting import keep_subscription
from salessim.model.rules.deals import item_of, lose
from salessim.model.rules.market import rest
from salessim.model.rules.outbox import post
from salessim.model.rules.queues import withdraw
from salessim.model.rules.record import (
    record_contact_lost,
    record_customer_gained,
    record_customer_lost,
)
from salessim.model.rules.record_money import motion_of_revenue, record_recurring
from salessim.model.rules.tendencies import candidates_per_second, settle_tendencies
from salessim.model.state.codes import (
    ACCOUNT_CANDIDATE,
    CHURNED,
    CONTACT_DUE,
    CUSTOMER,
    CUSTOMER_LEFT,
    FOR_REP,
    IN_WORK,
    LOYALTY,
    NEVER,
    NOBODY,
    OPEN,
    QUEUED,
    WITHDRAWN,
)
from salessim.units import SECONDS_PER_DAY


@rule
def bring_up_to_date(world, now, firm):
    """Let a relationship decay to the present and return it: half is gone after a half-life."""
    row = world.firms[firm]
    days = (now - row.touched_at) / SECONDS_PER_DAY
    row.relationship *= exp2(-days / world.company[0].half_life)
    row.touched_at = now
    return row.relationship


@rule
def subscribe(world, now, firm, per_year, why):
    """Change a customer's running subscription by `per_year` (currency a year).

    why: OPENING, NEW, CHANGED or CHURNED.
    """
    row = world.firms[firm]
    total = world.recurring[row.segment, motion_of_revenue(world, firm)]
    accrue(total, now)
    total.per_year += per_year
    total.costs_per_year += per_year * (1.0 - row.margin)
    row.recurring += per_year
    record_recurring(world, firm, per_year, why)
    if world.sizes[0].agreements:
        change_period(world, now, firm, per_year)
    if row.owner != NOBODY:
        keep_subscription(world, now, row.owner, firm, per_year)


@rule
def accrue(total, now):
    """Count the running subscriptions of a segment and motion, and what they cost, up to now."""
    seconds = now - total.since
    total.accrued += total.per_year * seconds
    total.costs_accrued += total.costs_per_year * seconds
    total.since = now


@rare_rule
def await_candidate(world, now, firm):
    """Post the next moment at which something may happen to a customer.

    Moments come at a constant ceiling rate, whatever the customer's state; what happens is
    decided there (thinning: Lewis and Shedler, Naval Research Logistics 26 (1979) 403-413).
    """
    row = world.firms[firm]
    rate = candidates_per_second(world, firm)
    if rate <= 0.0:
        row.candidate_at = NEVER
        return
    gap = -log(uniform(world, row.key, CANDIDATE_GAP, row.candidates)) / rate
    row.candidates += 1
    row.candidate_at = now + max(1, int(gap + 0.5))
    if row.candidate_at < world.sizes[0].horizon:
        post(world, row.candidate_at, ACCOUNT_CANDIDATE, firm)


@formula
def start_of_day(second):
    """Return the first second of the day that holds a second."""
    return second // SECONDS_PER_DAY * SECONDS_PER_DAY


@formula
def date_after(date, every, begins):
    """Return the first date from `begins` on of those that lie `every` seconds from `date` on."""
    if date >= begins:
        return date
    if date + every >= begins:
        return date + every  # nearly always, and a division is the slowest of all
    return date + every * ((begins - date + every - 1) // every)


@rule
def await_contact(world, now, firm):
    """Post the day of a customer's next contact: of its kinds the one that is due first.

    Dates of a kind lie evenly, however late a contact is made; it serves all that have come by the
    day on which it is made. A customer has one contact at a time; what falls due meanwhile is made
    right after it.
    """
    row = world.firms[firm]
    row.contact_due = NEVER
    for kind in range(world.contact_steps.shape[1]):
        step = world.contact_steps[row.segment, kind]
        if step != NOBODY and world.contact_dates[firm, kind] < row.contact_due:
            row.contact_due = world.contact_dates[firm, kind]
            row.contact_step = step
    if row.contact_due != NEVER:
        row.contact_due = max(now, start_of_day(row.contact_due))
    if row.contact_due < world.sizes[0].horizon:
        post(world, row.contact_due, CONTACT_DUE, firm)


@rule
def plan_contacts(world, now, firm):
    """Let a new customer's contacts begin, each kind after its own time."""
    row = world.firms[firm]
    for kind in range(world.contact_steps.shape[1]):
        step = world.contact_steps[row.segment, kind]
        if step != NOBODY:
            world.contact_dates[firm, kind] = now + int(world.steps[step, row.segment].every)
    if row.owner != NOBODY:
        await_contact(world, now, firm)


@rule
def become_customer(world, now, firm, owner, relationship):
    """Make a firm a customer, looked after by `owner` (NOBODY: by nobody)."""
    row = world.firms[firm]
    row.state = CUSTOMER
    row.owner = owner
    row.relationship = relationship
    row.touched_at = now
    if owner != NOBODY:
        world.reps[owner].accounts += 1
    world.segment_states[row.segment].customers += 1
    if world.sizes[0].tendencies:
        settle_tendencies(world, firm)
    await_candidate(world, now, firm)


@rule
def gain_customer(world, now, firm, owner, relationship):
    """Make a prospect that signed its first contract a customer."""
    row = world.firms[firm]
    row.new_customer = 1
    become_customer(world, now, firm, owner, relationship)
    record_customer_gained(world, now, firm)
    plan_contacts(world, now, firm)


@rule
def lose_customer(world, now, firm):
    """A customer leaves: subscription, contacts and opportunities end with it."""
    row = world.firms[firm]
    motion = motion_of_revenue(world, firm)
    record_customer_lost(world, now, firm, motion)
    take_back(world, now, firm)
    if row.recurring != 0.0:
        subscribe(world, now, firm, -row.recurring, CHURNED)
    row.opening = 0.0
    if world.sizes[0].agreements:
        end_bills(world, now, firm)
    if row.contact_waiting == QUEUED:
        row.contact_waiting = WITHDRAWN
        withdraw(world, row.segment, LOYALTY, firm)
        record_contact_lost(world, now, row.owner, firm, row.contact_step, NOBODY)
    drop_opportunities(world, now, firm)
    if row.owner != NOBODY:
        world.reps[row.owner].accounts -= 1
    row.margin = world.segments[row.segment].margin
    row.owner = NOBODY
    row.contract = NOBODY
    row.contact_due = NEVER
    row.candidate_at = NEVER
    row.new_customer = 0
    row.attempts = 0
    row.left = 0
    world.segment_states[row.segment].customers -= 1
    rest(world, now, firm, int(world.segments[row.segment].cooling_off))


@rule
def drop_opportunities(world, now, firm):
    """Close what was under way with a customer who leaves; work in hand is found void later."""
    deal = world.firms[firm].latest_deal
    while deal != NOBODY:
        row = world.deals[deal]
        if row.state == OPEN and row.waits_for != IN_WORK:
            if row.waits_for == FOR_REP:
                withdraw(world, row.segment, LOYALTY, item_of(world, deal, 0))
            lose(world, now, deal, CUSTOMER_LEFT)
        deal = row.earlier
    world.firms[firm].latest_deal = NOBODY
