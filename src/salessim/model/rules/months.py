"""The end of a month.

What happens then, in this order (`on_month_end`):

The month is closed:
 1. running subscriptions are billed to the second           `bill_subscriptions`
 2. each employed rep, in the order of the scenario          `close_rep`
    is paid, and at the end of a pay period what it earned   `pay.pay_month`
    is moved by drought, unfair pay and overload             `people.move_motivation_monthly`
    forgets a part of what was learned                       `people.forget`
    is written down                                          `note_rep`
 3. managers are paid                                        `pay_managers`
 4. the company's other costs and its state are written down `note_company`
The next month, if there is one, is opened:
 5. its own end is posted, and budgets of time change        `choice.open_budgets`
 6. prices rise, after each twelve months                    `raise_prices`
 7. firms come to the market or leave it                     `market.grow_market`
 8. each person decides to stay or to leave                  `attrition.decide_attrition`
 9. managers plan their hours with the team                  `managing.plan_managers_month`
"""

from salessim.compiler.marks import rule
from salessim.model.rules.attrition import decide_attrition
from salessim.model.rules.choice import open_budgets
from salessim.model.rules.customers import subscribe
from salessim.model.rules.managing import plan_managers_month
from salessim.model.rules.market import grow_market
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import month_share, pay_month
from salessim.model.rules.people import forget, mean_skill, move_motivation_monthly
from salessim.model.rules.record import record_payment, record_subscriptions
from salessim.model.state.codes import CUSTOMER, MONTH_END, MOTIONS, NOBODY
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_YEAR

MANAGERS_PAY = 4
"""`detail` of LOG_PAID, after those of reps."""


@rule
def on_month_end(world, now, month):
    """Close a month's books and open the next, in the order above."""
    bill_subscriptions(world, now)
    headcount = 0
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            headcount += 1
            close_rep(world, now, rep, month)
    pay_managers(world, now, month)
    note_company(world, month, headcount)
    if month + 1 < world.sizes[0].months:
        open_month(world, now, month + 1)
    return True


@rule
def close_rep(world, now, rep, month):
    """Close a rep's month."""
    pay_month(world, now, rep, month)
    move_motivation_monthly(world, now, rep, month)
    if world.company[0].forgets > 0.0:
        forget(world, rep, world.company[0].forgets)
    note_rep(world, rep, month)


@rule
def open_month(world, now, month):
    """Open a month: what changes from then on, and what is decided for it."""
    world.run[0].month = month
    post(world, world.borders[month + 1], MONTH_END, month)
    open_budgets(world, month)
    raise_prices(world, now, month - 1)
    for segment in range(world.sizes[0].segments):
        grow_market(world, now, segment)
    decide_attrition(world, now, month - 1)
    plan_managers_month(world, month)


@rule
def note_company(world, month, headcount):
    """Write down what the company spends besides pay, and how it stands at the month's end."""
    company = world.company[0]
    ledger = world.ledger[month]
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
                record_subscriptions(world, now, segment, motion, value)


@rule
def pay_managers(world, now, month):
    """Pay the managers and their charges."""
    for manager in range(world.sizes[0].managers):
        row = world.managers[manager]
        share = month_share(world, month) / MONTHS_PER_YEAR
        pay = row.base_per_year * (1.0 + row.charges) * share
        world.ledger[month].managers += pay
        record_payment(world, now, NOBODY, MANAGERS_PAY, pay)


@rule
def note_rep(world, rep, month):
    """Write down a rep's state at the month's end."""
    own = world.rep_months[rep, month]
    own.motivation = world.reps[rep].motivation
    own.skill = mean_skill(world, rep)
    own.employed = 1


@rule
def raise_prices(world, now, month):
    """After each twelve months, let running contracts rise with prices; `month` has ended."""
    rise = world.company[0].price_rise
    if rise == 0.0 or (month + 1) % MONTHS_PER_YEAR != 0:
        return
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER and row.recurring != 0.0:
            subscribe(world, now, firm, rise * row.recurring)
