"""The end of a month.

What happens then, in this order (`on_month_end`):

The month is closed:
 1. running subscriptions are billed, months alike            `bill_subscriptions`
 2. quotas and credit of each employed rep grow              `pay.count_rep`
    and then each, in the order of the scenario              `close_rep`
    is paid, and at the end of a pay period what it earned   `pay.pay_month`
    is moved by drought, unfair pay and overload             `people.move_motivation_monthly`
    forgets a part of what was learned                       `people.forget`
    is written down                                          `note_rep`
 3. managers are paid                                        `pay.pay_managers`
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
from salessim.model.rules.customers import accrue, subscribe
from salessim.model.rules.managing import plan_managers_month
from salessim.model.rules.market import grow_market
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import count_rep, pay_managers, pay_month
from salessim.model.rules.people import forget, mean_skill, move_motivation_monthly
from salessim.model.rules.record import record_subscriptions
from salessim.model.rules.spans import (
    month_share,
    months_employed,
    part_of_year,
    share_in_part,
    years_passed,
)
from salessim.model.state.codes import CUSTOMER, MONTH_END, MOTIONS
from salessim.units import MONTHS_PER_YEAR


@rule
def on_month_end(world, now, month):
    """Close a month's books and open the next, in the order above."""
    bill_subscriptions(world, now)
    headcount = 0
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            count_rep(world, now, rep, month)
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
        part = months_employed(world, now, rep, month)
        forget(world, rep, share_in_part(world.company[0].forgets, part))
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
    for rep in range(world.sizes[0].reps):
        months = MONTHS_PER_YEAR * world.rep_months[rep, month].years
        ledger.seats += company.seat_per_month * months
    ledger.other_costs = company.other_costs_per_month * part
    ledger.headcount = headcount
    ledger.open_deals = world.run[0].open_deals
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
    """Book the month's revenue of running subscriptions: a twelfth of a year where all ran."""
    month = world.run[0].month
    for segment in range(world.sizes[0].segments):
        for motion in range(MOTIONS):
            total = world.recurring[segment, motion]
            accrue(total, now)
            value = part_of_year(world, month, total.accrued)
            world.ledger[month].cost_of_goods += part_of_year(world, month, total.costs_accrued)
            total.accrued = 0.0
            total.costs_accrued = 0.0
            if value != 0.0:
                record_subscriptions(world, now, segment, motion, value)


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
    if rise == 0.0 or years_passed(world, month + 1) == years_passed(world, month):
        return
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER and row.recurring != 0.0:
            subscribe(world, now, firm, rise * row.recurring)
