"""The end of a month: subscriptions are billed, people are paid, motivation settles."""

from salessim.compiler.marks import rule
from salessim.model.codes import LOG_PAID, LOG_REVENUE, MONTH_END, MOTIONS, NOBODY
from salessim.model.rules.budgets import open_budgets
from salessim.model.rules.growth import grow_market, raise_prices
from salessim.model.rules.leaving import decide_leavers
from salessim.model.rules.managing import plan_managers_month
from salessim.model.rules.motivation import move_motivation_monthly
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import month_share, pay_month
from salessim.model.rules.people import forget, mean_skill
from salessim.model.rules.record import record, record_money
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_YEAR

MANAGERS_PAY = 4
"""`detail` of LOG_PAID, after those of reps."""


@rule
def on_month_end(world, now, month):
    """Close a month's books and open the next."""
    run = world.run[0]
    bill_subscriptions(world, now)
    ledger = world.ledger[month]
    headcount = 0
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            headcount += 1
            pay_month(world, now, rep, month)
            move_motivation_monthly(world, now, rep, month)
            if world.company[0].forgets > 0.0:
                forget(world, rep, world.company[0].forgets)
            note_rep(world, rep, month)
    pay_managers(world, now, month)
    company = world.company[0]
    part = month_share(world, month)
    ledger.marketing = company.marketing_per_month * part
    ledger.seats = company.seat_per_month * headcount * part
    ledger.other_costs = company.other_costs_per_month * part
    ledger.headcount = headcount
    if month == 0:
        ledger.seats += company.migration_cost
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        ledger.customers += state.customers
        ledger.available_firms += state.available
        for motion in range(MOTIONS):
            ledger.recurring_per_year += world.recurring[segment, motion].per_year
    if month + 1 < world.sizes[0].months:
        run.month = month + 1
        post(world, world.borders[month + 2], MONTH_END, month + 1)
        open_budgets(world, month + 1)
        raise_prices(world, now, month)
        for segment in range(world.sizes[0].segments):
            grow_market(world, now, segment)
        decide_leavers(world, now, month)
        plan_managers_month(world, month + 1)
    return True


@rule
def bill_subscriptions(world, now):
    """Book the month's revenue of running subscriptions, to the second."""
    month = world.run[0].month
    for segment in range(world.sizes[0].segments):
        for motion in range(MOTIONS):
            total = world.recurring[segment, motion]
            total.accrued += total.per_year * (now - total.since)
            total.since = now
            value = total.accrued / SECONDS_PER_YEAR
            total.accrued = 0.0
            if value != 0.0:
                world.ledger[month].cost_of_goods += value * (1.0 - world.company[0].margin)
                record(world, now, LOG_REVENUE, NOBODY, NOBODY, NOBODY, segment, motion, NOBODY,
                       NOBODY, 0, value)  # fmt: skip


@rule
def pay_managers(world, now, month):
    """Pay the managers and their charges."""
    for manager in range(world.sizes[0].managers):
        row = world.managers[manager]
        share = month_share(world, month) / MONTHS_PER_YEAR
        pay = row.base_per_year * (1.0 + row.charges) * share
        world.ledger[month].managers += pay
        record_money(world, now, LOG_PAID, NOBODY, MANAGERS_PAY, pay)


@rule
def note_rep(world, rep, month):
    """Write down a rep's state at the month's end."""
    own = world.rep_months[rep, month]
    own.motivation = world.reps[rep].motivation
    own.skill = mean_skill(world, rep)
    own.employed = 1
