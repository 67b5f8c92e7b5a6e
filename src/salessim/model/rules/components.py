"""Variable pay by component: quota and credit add up, the period closes, tiers pay; clawback.

Each component goes through one chain: credit (see `crediting`) over a period, against a quota that
grows with the time employed, through a rate table, a gate and a cap. Short pay plans are one
component.
"""

from salessim.compiler.marks import rule
from salessim.model.rules.crediting import (
    accrue_credit,
    add_credit,
    count_subscriptions,
    is_counted,
    quota_share,
)
from salessim.model.rules.people import move_motivation
from salessim.model.rules.record_money import record_at_risk
from salessim.model.rules.spans import later
from salessim.model.rules.statements import record_earned, record_quota
from salessim.model.rules.user_rules import is_filled, own_variable_pay
from salessim.model.state.codes import (
    ATTAINMENT,
    BOOKINGS,
    BY_QUOTA,
    CONQUEST,
    CONTRACTS,
    NOBODY,
    WON,
)
from salessim.model.state.slots import PERIOD_PAY

MAXIMUM_ATTAINMENT_FELT = 1.5
"""Attainment beyond this moves motivation no further."""


@rule
def count_month(world, now, payee, month, years, raised):
    """Let a payee's components grow by a month, or by the part of it up to now.

    years: share of a year employed in it. Return what the target variable pay grew by.
    """
    target = 0.0
    ramped = quota_share(world, payee, month)
    for component in range(world.components.shape[1]):
        plan = world.components[payee, component]
        if plan.of < 0.0:
            break
        row = world.earnings[payee, component]
        if not (plan.begins < now and world.borders[month] < plan.ends):
            continue
        count_subscriptions(world, now, payee, component, month)
        row.standing = row.credit
        row.years += years
        if plan.quota_once or int(plan.of) == ATTAINMENT:
            row.quota = plan.quota_per_year
        else:
            quota = plan.quota_per_year * years * ramped
            row.quota += quota
            record_quota(world, payee, component, month, quota)
        grown = plan.target_per_year * years * raised
        row.target += grown
        target += grown
    return target


@rule
def settle_components(world, now, payee, month, ends, leaves):
    """Close what is due at a month's end, or all where pay ends; return what it earned.

    ends: pay ends here: the horizon is over, or the payee leaves. leaves: within the month.
    """
    for component in range(world.components.shape[1]):
        plan = world.components[payee, component]
        if plan.of < 0.0:
            break
        row = world.earnings[payee, component]
        if int(plan.of) == ATTAINMENT:
            row.credit = attainment_of_others(world, payee, component, month, leaves)
        if row.quota > 0.0:
            row.attainment = row.credit / row.quota
    earned = 0.0
    for component in range(world.components.shape[1]):
        plan = world.components[payee, component]
        if plan.of < 0.0:
            break
        if world.earnings[payee, component].since > month:
            continue  # closed at the same instant, before the last day ended
        over = world.borders[month] < plan.ends <= world.borders[month + 1]
        if (ends and plan.begins < now and world.borders[month] < plan.ends) or over:
            earned += pay_component(world, now, payee, component, month, True)
        elif plan.paid_months > 0.0 and (month + 1) % int(plan.paid_months) == 0:
            closes = (month + 1) % int(plan.period_months) == 0
            if plan.begins < now and world.borders[month] < plan.ends:
                earned += pay_component(world, now, payee, component, month, closes)
    return earned


@rule
def pay_component(world, now, payee, component, month, closes):
    """Pay what a component has earned in its period and not yet paid; close it where it ends."""
    row = world.earnings[payee, component]
    statement = world.statements[payee, component, month]
    earned = earned_so_far(world, now, payee, component)
    amount = earned - row.paid
    row.paid += amount
    statement.credit = row.credit
    statement.quota_so_far = row.quota
    statement.tier = 0 if earned == 0.0 else tier_reached(world, payee, component)
    statement.earned = earned
    statement.amount += amount
    record_earned(world, now, payee, component, amount)
    if not closes:
        return amount
    statement.closed = now
    if int(world.components[payee, component].of) == ATTAINMENT:
        # Credit and quota of others are on their own statements: here their ratio counts.
        statement.counted += row.credit
        statement.quota += row.quota
    if component == world.payees[payee].main and payee < world.sizes[0].reps and row.quota > 0.0:
        felt = min(row.attainment, MAXIMUM_ATTAINMENT_FELT) - 1.0
        move_motivation(world, payee, BY_QUOTA, felt)
    open_period(world, payee, component, month + 1)
    return amount


@rule
def open_period(world, payee, component, month):
    """Begin a component's period with nothing counted."""
    row = world.earnings[payee, component]
    row.credit = 0.0
    row.quota = 0.0
    row.target = 0.0
    row.years = 0.0
    row.paid = 0.0
    row.since = month
    if payee < world.sizes[0].reps:
        for measure in range(world.done.shape[1]):
            world.done_before[payee, component, measure] = world.done[payee, measure]


@rule
def begin_components(world, now, payee, month):
    """Begin with a new person's components: what counted on the empty post counts for nobody."""
    for component in range(world.components.shape[1]):
        accrue_credit(world, now, payee, component)
        row = world.earnings[payee, component]
        row.accrued = 0.0
        row.attainment = 0.0
        row.standing = 0.0
        for to_come in range(world.to_come.shape[2]):
            world.to_come[payee, component, to_come] = 0.0
        open_period(world, payee, component, month)


@rule
def measured(world, payee, component):
    """Return what tiers go by: the attainment of the quota, or the credit where there is none."""
    row = world.earnings[payee, component]
    plan = world.components[payee, component]
    reached = row.attainment if plan.has_quota else row.credit
    return min(reached, plan.cap) if plan.cap > 0.0 else reached


@rule
def earned_so_far(world, now, payee, component):
    """Return what a component's period has earned: rate table, gate and cap."""
    plan = world.components[payee, component]
    row = world.earnings[payee, component]
    for other in range(world.gates.shape[2]):
        least = world.gates[payee, component, other]
        if least > 0.0 and world.earnings[payee, other].attainment < least:
            return 0.0
    scale = 1.0
    if plan.has_quota:
        if row.quota <= 0.0:
            return 0.0
        if payee < world.sizes[0].reps and is_filled(world, PERIOD_PAY):
            return own_variable_pay(world, now, payee, component)
        if row.attainment < plan.threshold:
            return 0.0
        scale = row.quota if plan.pays_for_credit else row.target
    if plan.prize > 0.0:
        return plan.prize if is_winner(world, payee, component) else 0.0
    earned = scale * tiered(world, payee, component, measured(world, payee, component))
    if plan.at_most_per_year > 0.0:
        earned = min(earned, plan.at_most_per_year * row.years)
    return earned


@rule
def tiered(world, payee, component, reached):
    """Return the sum of a rate table up to what is reached, in its rates times units reached."""
    plan = world.components[payee, component]
    last = int(plan.tiers) - 1
    total = 0.0
    for tier in range(last + 1):
        begins = world.tiers[payee, component, tier].begins
        if tier > 0 and reached < begins:
            break
        pays = world.tiers[payee, component, tier].pays
        if plan.retroactive:
            total = pays * reached
        elif tier < last:
            ends = world.tiers[payee, component, tier + 1].begins
            total += pays * (min(reached, ends) - begins)
        else:
            total += pays * (reached - begins)
    return total


@rule
def tier_reached(world, payee, component):
    """Return the number of the highest tier that is reached, from 1."""
    reached = measured(world, payee, component)
    tier = 1
    while (
        tier < int(world.components[payee, component].tiers)
        and reached >= world.tiers[payee, component, tier].begins
    ):
        tier += 1
    return tier


@rule
def is_winner(world, payee, component):
    """Tell whether a payee gets a prize: all do where no number of winners is said.

    Else those do with the most credit of one plan; of equals, who stands first in the scenario.
    """
    winners = int(world.components[payee, component].winners)
    if winners == 0:
        return True
    own = world.earnings[payee, component].standing
    if own <= 0.0:
        return False
    better = 0
    for other in range(world.sizes[0].reps):
        standing = world.earnings[other, component].standing
        same = world.payees[other].plan == world.payees[payee].plan
        if same and (standing > own or (standing == own and other < payee)):
            better += 1
    return better < winners


@rule
def attainment_of_others(world, payee, component, month, leaves):
    """Return the credit over the quota of those whose attainment counts, over the period.

    It is that of their first quotas together. A leaver's counts whole months alone: quotas grow
    at month ends.
    """
    credit = 0.0
    quota = 0.0
    last = month if leaves else month + 1
    for k in range(world.credits.shape[0]):
        link = world.credits[k]
        main = world.payees[link.rep].main
        if link.payee != payee or link.component != component or main == NOBODY:
            continue
        for each in range(world.earnings[payee, component].since, last):
            credit += world.statements[link.rep, main, each].counted
            quota += world.statements[link.rep, main, each].quota
    return world.components[payee, component].share * credit / quota if quota > 0.0 else 0.0


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
    if contract.owner == NOBODY or contract.state != WON:
        return
    own = world.payees[contract.owner]
    for k in range(own.first_credit, own.first_credit + own.credits):
        to = world.credits[k]
        counted = may_take_back(world, now, to.payee, to.component, row.contract)
        if counted != 0.0:
            take_credit_back(world, now, to.payee, to.component, contract.closed, counted)


@rule
def may_take_back(world, now, payee, component, deal):
    """Return what a first contract counted for a component that takes it back if lost now, or 0."""
    plan = world.components[payee, component]
    contract = world.deals[deal]
    counted = 0.0
    if int(plan.of) == BOOKINGS:
        counted = plan.share * (contract.value * contract.credit)
    elif int(plan.of) == CONTRACTS:
        counted = plan.share
    if (
        counted == 0.0
        or now >= later(world, contract.closed, plan.clawback, int(plan.clawback_months))
        or not plan.begins <= contract.closed < plan.ends
        or not is_counted(plan, contract.segment, CONQUEST, contract.product)
    ):
        return 0.0
    return counted


@rule
def note_pay_at_risk(world, now, month):
    """Write down whose pay would be taken back if all customers left at a month's end."""
    for deal in range(world.run[0].deals):
        contract = world.deals[deal]
        if contract.owner == NOBODY or contract.state != WON:
            continue
        if world.firms[contract.firm].contract != deal:
            continue
        own = world.payees[contract.owner]
        for k in range(own.first_credit, own.first_credit + own.credits):
            to = world.credits[k]
            counted = may_take_back(world, now, to.payee, to.component, deal)
            if counted != 0.0:
                paid = paid_for(world, to.payee, to.component, contract.closed, counted)
                if paid != 0.0:
                    record_at_risk(world, to.payee, month, paid)


@rule
def take_credit_back(world, now, payee, component, since, counted):
    """Take back what was counted for a payee at `since`, who must have been here then."""
    if payee < world.sizes[0].reps and world.reps[payee].hired_at > since:
        return
    if closed_month(world, payee, component, since) == NOBODY:
        add_credit(world, now, payee, component, -counted)
        return
    paid = paid_for(world, payee, component, since, counted)
    if paid != 0.0:
        world.reps[payee].owed += paid


@rule
def paid_for(world, payee, component, since, counted):
    """Return what a rep who was here at `since`, and still is, was paid for credit counted then."""
    if (
        payee >= world.sizes[0].reps
        or not world.reps[payee].employed
        or world.reps[payee].hired_at > since
    ):
        return 0.0
    month = closed_month(world, payee, component, since)
    if month == NOBODY:
        return 0.0
    statement = world.statements[payee, component, month]
    return counted * statement.earned / statement.credit if statement.credit > 0.0 else 0.0
