"""The end of a month.

What happens then, in this order (`on_month_end`):

The month is closed:
 1. running subscriptions are recognised, months alike        `recognise_subscriptions`
 2. quotas and credit of each employed rep grow              `pay.count_rep`
    and then each, in the order of the scenario              `close_rep`
    is paid, and at the end of a pay period what it earned   `pay.pay_month`
    is moved by drought, unfair pay and overload             `people.move_motivation_monthly`
    forgets a part of what was learned                       `people.forget`
    is written down                                          `note_rep`
 3. it is written down what pay may be taken back            `components.note_pay_at_risk`
    and managers are paid                                    `pay.pay_managers`
 4. the company's other costs and its state are written down `note_company`
The next month, if there is one, is opened:
 5. figures that move in time become those of the month      `schedules.move_parameters`
 6. its own end is posted, and budgets of time change        `choice.open_budgets`
 7. prices rise, after each twelve months                    `raise_prices`
 8. firms come to the market or leave it                     `market.grow_market`
 9. it is decided who leaves, and on which day               `attrition.decide_attrition`
10. managers are found, and plan their hours with the team   `managing.plan_managers_month`
"""

from salessim.compiler.marks import rule
from salessim.model.rules.attrition import decide_attrition
from salessim.model.rules.choice import open_budgets
from salessim.model.rules.components import note_pay_at_risk
from salessim.model.rules.contracts import is_bound
from salessim.model.rules.customers import accrue, subscribe
from salessim.model.rules.keeping import without_keeper
from salessim.model.rules.kinds import number_of_kind
from salessim.model.rules.managing import hire_managers, managers_there, plan_managers_month
from salessim.model.rules.market import free_firms, grow_market
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import count_rep, pay_managers, pay_month
from salessim.model.rules.people import forget, mean_skill, move_motivation_monthly
from salessim.model.rules.record_leads import record_market
from salessim.model.rules.record_money import record_subscriptions
from salessim.model.rules.schedules import move_parameters
from salessim.model.rules.spans import (
    month_share,
    months_here,
    part_of_year,
    share_in_part,
    years_passed,
)
from salessim.model.state.codes import CHANGED, CUSTOMER, MONTH_END, MOTIONS
from salessim.units import MONTHS_PER_YEAR


@rule
def on_month_end(world, now, month):
    """Close a month's books and open the next, in the order above."""
    recognise_subscriptions(world, now)
    headcount = 0
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            count_rep(world, now, rep, month)
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            headcount += 1
            close_rep(world, now, rep, month)
    if world.sizes[0].takes_back:
        note_pay_at_risk(world, now, month)
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
        part = months_here(world, now, rep, month)
        forget(world, rep, share_in_part(world.company[0].forgets, part))
    note_rep(world, rep, month)


@rule
def open_month(world, now, month):
    """Open a month: what changes from then on, and what is decided for it."""
    world.run[0].month = month
    if world.sizes[0].changes:
        move_parameters(world, now, month)
    post(world, world.borders[month + 1], MONTH_END, month)
    open_budgets(world, month)
    raise_prices(world, now, month - 1)
    for segment in range(world.sizes[0].segments):
        grow_market(world, now, segment)
    decide_attrition(world, now)
    plan_managers_month(world, month)
    hire_managers(world, now, month)


@rule
def note_company(world, month, headcount):
    """Write down what the company spends besides pay, and how it stands at the month's end."""
    company = world.company[0]
    ledger = world.ledger[month]
    part = month_share(world, month)
    budgets = 0.0
    for channel in range(world.sizes[0].channels):
        budgets += world.channels[channel].budget_per_month
    ledger.marketing = budgets * part
    for rep in range(world.sizes[0].reps):
        months = MONTHS_PER_YEAR * world.rep_months[rep, month].years
        ledger.seats += company.seat_per_month * months
    ledger.other_costs = company.other_costs_per_month * part
    ledger.headcount = headcount
    for manager in range(world.sizes[0].managers):
        ledger.manager_heads += managers_there(world, manager, month)
    ledger.open_deals = world.run[0].open_deals
    if month == 0:
        ledger.seats += company.migration_cost
    ledger.without_keeper = without_keeper(world)
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        ledger.customers += state.customers
        ledger.available_firms += state.available
        if world.segments[segment].whole_market:
            record_market(world, month, segment, free_firms(world, segment))
        for motion in range(MOTIONS):
            ledger.recurring_per_year += world.recurring[segment, motion].per_year


@rule
def recognise_subscriptions(world, now):
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
            world.months[month, segment, motion].deferred = total.balance


@rule
def note_rep(world, rep, month):
    """Write down a rep's state at the month's end."""
    own = world.rep_months[rep, month]
    own.motivation = world.reps[rep].motivation
    own.skill = mean_skill(world, rep)
    own.employed = 1
    own.kind = number_of_kind(world, rep)


@rule
def raise_prices(world, now, month):
    """After each twelve months, let running contracts rise with prices; `month` has ended.

    One that binds for a term rises when it is renewed.
    """
    rise = world.company[0].price_rise
    if rise == 0.0 or years_passed(world, month + 1) == years_passed(world, month):
        return
    world.run[0].price_level *= 1.0 + rise
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER and row.recurring != 0.0 and not is_bound(world, firm):
            subscribe(world, now, firm, rise * row.recurring, CHANGED)
