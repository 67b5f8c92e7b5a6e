"""What people are paid: base by the day employed, components, and what newcomers are assured of.

A month's pay, in this order (`pay_until`):

 1. base pay of the time employed
 2. what components earned that are due               `components.settle_components`
 3. what a guarantee adds, where a pay period ends     `guaranteed`
 4. less pay to be taken back                          `taken_back`
 5. less advances that are earned now, and the month's advance   `advanced`
 6. a top-up to the legal minimum, and the 13th salary
"""

from salessim.compiler.marks import rule
from salessim.model.rules.components import begin_components, count_month, settle_components
from salessim.model.rules.managing import managers_by_rule
from salessim.model.rules.record_money import record_balances, record_fixed_pay, record_payment
from salessim.model.rules.spans import month_share, years_away, years_here, years_passed
from salessim.model.state.codes import (
    BASE_PAY,
    CHARGES,
    CLAWBACK,
    DRAW,
    DRAW_EARNED,
    GUARANTEE,
    MANAGERS_PAY,
    NOBODY,
    SEVERANCE,
    THIRTEENTH_SALARY,
    TOP_UP,
    UNPAID_WORK,
    VARIABLE_PAY,
)
from salessim.units import MONTHS_PER_YEAR


@rule
def set_target(world, rep):
    """Set the target of short pay plans: what on-target pay is above the base."""
    person = world.people[rep]
    for component in range(world.components.shape[1]):
        plan = world.components[rep, component]
        if plan.above_base:
            plan.target_per_year = person.on_target_per_year - person.base_per_year


@rule
def raised_since_start(world, rep, month):
    """Return the factor of the yearly raises so far."""
    raised = 1.0
    for _ in range(years_passed(world, month)):
        raised *= 1.0 + world.people[rep].raise_per_year
    return raised


@rule
def count_rep(world, now, rep, month):
    """Let a rep's quota and credit grow by a month, or by the part of it up to now."""
    years = years_here(world, now, rep, month)
    raised = raised_since_start(world, rep, month)
    target = count_month(world, now, rep, month, years, raised)
    row = world.reps[rep]
    if month - row.hired_month < world.payees[rep].guarantee_months:
        row.floor += world.people[rep].guarantee * target


@rule
def begin_pay(world, now, rep, month):
    """Begin with a new person on a post, who owes nothing and is owed nothing."""
    begin_components(world, now, rep, month)
    row = world.reps[rep]
    row.hired_month = month
    row.earned = 0.0
    row.sold = 0.0
    row.earned_in_period = 0.0
    row.floor = 0.0
    row.draw_balance = 0.0
    row.owed = 0.0
    row.thirteenth = 0.0


@rule
def pay_month(world, now, rep, month):
    """Pay a rep's month, and at the end of a pay period what the period earned."""
    pay_until(world, now, rep, month, month + 1 == world.sizes[0].months, False)
    row = world.reps[rep]
    record_balances(world, rep, month, row.draw_balance, row.owed)


@rule
def month_of_last_day(world, now):
    """Return the month of a last day that ends now: at midnight the one that has just closed."""
    month = world.run[0].month
    return month - 1 if month > 0 and now == world.borders[month] else month


@rule
def pay_leaver(world, now, rep, month):
    """Pay off a leaver at the end of the last day: base, what the period earned, and severance.

    What is signed later earns a leaver nothing; advances not earned and pay to be taken back are
    written off.
    """
    if world.reps[rep].paid_until != now:
        count_rep(world, now, rep, month)
    pay_until(world, now, rep, month, True, now < world.borders[month + 1])
    person = world.people[rep]
    months = person.severance / MONTHS_PER_YEAR
    severance = person.base_per_year * months * raised_since_start(world, rep, month)
    charges = person.charges * severance
    own = world.rep_months[rep, month]
    own.base += severance
    own.charges += charges
    world.ledger[month].base += severance
    world.ledger[month].charges += charges
    world.ledger[month].severance += severance
    record_payment(world, now, rep, month, SEVERANCE, severance)
    record_payment(world, now, rep, month, CHARGES, charges)


@rule
def pay_until(world, now, rep, month, ends, leaves):
    """Pay what a rep earned in a month up to now; `ends`: pay ends here, whatever the period."""
    row = world.reps[rep]
    person = world.people[rep]
    own = world.rep_months[rep, month]
    ledger = world.ledger[month]
    # Who leaves at a month's end has been paid for it already.
    years = 0.0 if row.paid_until == now else years_here(world, now, rep, month)
    paid_years = years
    if row.paid_until != now:
        paid_years += row.away_paid * years_away(world, now, rep, month)
    raised = raised_since_start(world, rep, month)

    row.paid_until = now
    base = person.base_per_year * paid_years * raised
    unpaid = max(0.0, person.valued_at_per_year * years - base)
    settles = ends or (month + 1) % int(person.paid_every_months) == 0
    record_payment(world, now, rep, month, BASE_PAY, base)
    variable = settle_components(world, now, rep, month, ends, leaves)
    record_payment(world, now, rep, month, VARIABLE_PAY, variable)
    variable = guaranteed(world, now, rep, month, variable, settles)
    variable = taken_back(world, now, rep, month, variable)
    variable = advanced(world, now, rep, month, variable, years, settles)
    base += salaries_on_top(world, now, rep, month, base, variable, paid_years, ends)
    charges = person.charges * (base + variable)
    row.earned += base + variable
    own.base += base
    own.variable += variable
    own.charges += charges
    own.unpaid += unpaid
    own.years += years
    ledger.base += base
    ledger.variable += variable
    ledger.charges += charges
    ledger.unpaid += unpaid
    record_payment(world, now, rep, month, CHARGES, charges)
    record_payment(world, now, rep, month, UNPAID_WORK, unpaid)


@rule
def guaranteed(world, now, rep, month, variable, settles):
    """Return variable pay with what lacks to a newcomer's guarantee, where a pay period ends."""
    row = world.reps[rep]
    row.earned_in_period += variable
    if world.payees[rep].guarantee_months == 0 or not settles:
        return variable
    lacks = max(0.0, row.floor - row.earned_in_period)
    row.floor = 0.0
    row.earned_in_period = 0.0
    if lacks > 0.0:
        world.ledger[month].guarantee += lacks
        record_payment(world, now, rep, month, GUARANTEE, lacks)
        variable += lacks
    return variable


@rule
def taken_back(world, now, rep, month, variable):
    """Return variable pay less what is owed; what is more than the pay is owed on.

    Rows of the log add up to the pay: what is owed on is taken back in a later one.
    """
    row = world.reps[rep]
    if variable < 0.0:
        row.owed -= variable
        record_payment(world, now, rep, month, CLAWBACK, -variable)
        variable = 0.0
    back = min(row.owed, variable)
    if back > 0.0:
        row.owed -= back
        variable -= back
        world.ledger[month].clawback += back
        record_payment(world, now, rep, month, CLAWBACK, -back)
    return variable


@rule
def advanced(world, now, rep, month, variable, years, settles):
    """Return variable pay less advances that it earns, with the month's advance."""
    row = world.reps[rep]
    person = world.people[rep]
    if person.draw_per_year == 0.0:
        return variable
    draw = 0.0
    if month - row.hired_month < world.payees[rep].draw_months:
        draw = person.draw_per_year * years
    row.draw_balance += draw
    earned = min(variable, row.draw_balance)
    row.draw_balance -= earned
    if draw > 0.0:
        record_payment(world, now, rep, month, DRAW, draw)
    if earned > 0.0:
        record_payment(world, now, rep, month, DRAW_EARNED, -earned)
    if settles and world.payees[rep].draw_forgiven:
        world.ledger[month].guarantee += row.draw_balance
        row.draw_balance = 0.0
    return variable + draw - earned


@rule
def salaries_on_top(world, now, rep, month, base, variable, years, ends):
    """Return what is paid besides base and variable pay: the legal minimum, a 13th salary."""
    row = world.reps[rep]
    person = world.people[rep]
    ledger = world.ledger[month]
    lacking = max(0.0, person.minimum_per_year * years - (base + variable))
    if lacking > 0.0:
        ledger.top_up += lacking
        record_payment(world, now, rep, month, TOP_UP, lacking)
    if person.thirteenth_salary == 0.0:
        return lacking
    row.thirteenth += base * person.thirteenth_salary / MONTHS_PER_YEAR
    if not ends and month % MONTHS_PER_YEAR != world.payees[rep].thirteenth_month:
        return lacking
    thirteenth = row.thirteenth
    row.thirteenth = 0.0
    ledger.thirteenth_salary += thirteenth
    record_payment(world, now, rep, month, THIRTEENTH_SALARY, thirteenth)
    return lacking + thirteenth


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
def pay_managers(world, now, month):
    """Pay the managers, their components and their charges."""
    ends = month + 1 == world.sizes[0].months
    for manager in range(world.sizes[0].managers):
        row = world.managers[manager]
        payee = world.sizes[0].reps + manager
        base = row.base_per_year
        seller = world.sells_as[manager]
        if seller != NOBODY and world.reps[seller].employed:
            base += top_up(world, manager)
        added = managers_by_rule(world, manager, month)
        base += row.base_of_one * added
        share = month_share(world, month) / MONTHS_PER_YEAR * world.manager_here[manager, month]
        pay = base * (1.0 + row.charges) * share
        record_fixed_pay(world, payee, month, base * share)
        # Targets are those of the people of the first day.
        grown = (row.people + added) / max(1.0, row.people)
        count_month(world, now, payee, month, share, grown)
        variable = settle_components(world, now, payee, month, ends, False)
        pay += variable * (1.0 + row.charges)
        world.ledger[month].managers += pay
        record_payment(world, now, NOBODY, month, MANAGERS_PAY, pay)
