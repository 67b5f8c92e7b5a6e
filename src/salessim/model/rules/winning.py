"""What a yes brings: a first contract or its pilot, a renewal, an upsell, a referral.

A pilot is no contract: what is signed when it passes is booked and credited then. Meanwhile the
firm is a customer that is looked after, and pays the price of the pilot.
"""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.draws import PILOT, REFERRAL, uniform
from salessim.model.rules.assigning import fewest_accounts, keeps_own
from salessim.model.rules.billing import close_period, open_period
from salessim.model.rules.contracts import (
    await_contract_date,
    begin_contract,
    begin_term,
    begins_with_pilot,
    end_term,
    follow_prices,
    has_dates,
    setup_fee,
    step_price,
)
from salessim.model.rules.crediting import await_credit_ends, credit_bill, credit_contract
from salessim.model.rules.customers import (
    bring_up_to_date,
    gain_customer,
    subscribe,
)
from salessim.model.rules.deals import margin_of_product
from salessim.model.rules.keeping import await_keeper, part_with_customer
from salessim.model.rules.leads import bring_lead, firm_asking
from salessim.model.rules.people import move_motivation
from salessim.model.rules.record import record_contract, record_pilot, record_refused_pilot
from salessim.model.rules.record_money import motion_of_revenue, record_revenue
from salessim.model.state.codes import (
    BY_WIN,
    CHANGED,
    CONQUEST,
    CUSTOMER,
    KEPT_BY_ANOTHER,
    LOST,
    NEW,
    NOBODY,
    NOT_PASSED,
    ON_PILOT,
    WON,
)
from salessim.units import MONTHS_PER_YEAR


@rule
def win(world, now, deal):
    """Close a deal as won, and let it have its effect."""
    row = world.deals[deal]
    row.state = WON
    row.closed = now
    world.run[0].open_deals -= 1
    if row.motion == CONQUEST:
        if begins_with_pilot(world, row.segment):
            row.state = ON_PILOT
            record_pilot(world, now, deal)
        win_customer(world, now, deal)
    else:
        win_opportunity(world, now, deal)
    if row.state == WON:
        feel_win(world, now, row.owner)


@rule
def feel_win(world, now, rep):
    """A contract ends a drought, and moves motivation."""
    if rep != NOBODY:
        world.reps[rep].won_at = now
    move_motivation(world, rep, BY_WIN, 1.0)


@rule
def sign(world, now, deal, value):
    """Book a contract and credit its seller; a deal handed over counts in part."""
    row = world.deals[deal]
    record_contract(world, now, deal, value)
    if row.owner != NOBODY:
        world.reps[row.owner].sold += value
        credit_contract(world, now, row.owner, deal, value * row.credit, 1.0)


@rule
def bill(world, now, firm, deal, rep, value):
    """Book revenue with a customer, and credit it where pay goes by revenue."""
    motion = motion_of_revenue(world, firm)
    record_revenue(world, now, rep, firm, deal, motion, value)
    margin = world.firms[firm].margin
    product = NOBODY
    if deal != NOBODY:
        product = world.deals[deal].product
    if product != NOBODY:
        margin = margin_of_product(world, product)
    world.ledger[world.run[0].month].cost_of_goods += value * (1.0 - margin)
    if rep != NOBODY:
        credit_bill(world, now, rep, firm, product, motion, value, 1)


@rule
def win_customer(world, now, deal):
    """A first contract: the firm becomes a customer, kept by its winner or handed to a farmer."""
    row = world.deals[deal]
    firm = row.firm
    signs = row.state == WON
    if signs:
        sign(world, now, deal, row.value)
    seller = row.owner
    territory = world.firms[firm].territory
    owner = seller
    relationship = world.segments[row.segment].relationship_fresh
    if seller == NOBODY or not keeps_own(world, seller, territory, row.segment):
        owner = fewest_accounts(world, territory, row.segment)
        relationship *= 1.0 - world.company[0].hand_over_loss
        if seller != NOBODY and owner != NOBODY and signs:
            share_credit(world, now, deal, owner)
    world.firms[firm].contract = deal
    if signs:
        await_credit_ends(world, firm)
    gain_customer(world, now, firm, owner, relationship)
    if owner != NOBODY and owner == seller and signs:
        await_keeper(world, now, firm)
    world.firms[firm].size = 1.0
    if row.product != NOBODY:
        world.firms[firm].margin = margin_of_product(world, row.product)
    if not world.segments[row.segment].subscription:
        bill(world, now, firm, deal, seller, row.value)
    elif has_dates(world, firm):
        begin_contract(world, now, firm, row.value)
        if not signs and owner != seller:
            world.agreements[firm].pilot = KEPT_BY_ANOTHER
    else:
        subscribe(world, now, firm, row.value, NEW)
    if signs:
        bill_setup(world, now, deal)


@rule
def share_credit(world, now, deal, keeper):
    """Who takes a new customer over gets a part of its seller's credit."""
    row = world.deals[deal]
    seller = row.owner
    shared = world.people[seller].shared_credit * row.value * row.credit
    credit_contract(world, now, seller, deal, -shared, 0.0)
    credit_contract(world, now, keeper, deal, shared, 0.0)
    row.credit *= 1.0 - world.people[seller].shared_credit


@rule
def bill_setup(world, now, deal):
    """Bill the set-up fee of a first contract, where there is one."""
    row = world.deals[deal]
    fee = setup_fee(world, row.segment, row.key)
    if fee != 0.0:
        bill(world, now, row.firm, deal, row.owner, fee)


@rare_rule
def on_contract_date(world, now, firm):
    """A period of bills ends, a term, a pilot, or a year of the contract."""
    row = world.agreements[firm]
    if world.firms[firm].state != CUSTOMER or row.next_at != now:
        return False
    months = row.next
    bills = months == row.billed_to
    if bills:
        close_period(world, now, firm)
    if months == row.ends:
        if row.pilot:
            end_pilot(world, now, firm)
            return True
        if not end_term(world, now, firm, months):
            return True
    if row.pilot == 0 and months % MONTHS_PER_YEAR == 0:
        step_price(world, now, firm, months // MONTHS_PER_YEAR)
    if bills:
        open_period(world, now, firm, months)
    await_contract_date(world, firm, months)
    return True


@rule
def end_pilot(world, now, firm):
    """A pilot is over: its contract is signed, and runs at the full price, or the firm leaves."""
    row = world.agreements[firm]
    deal = world.firms[firm].contract
    plan = world.contracts[world.firms[firm].segment]
    if uniform(world, world.deals[deal].key, PILOT, 0) >= plan.pilot_passes:
        world.deals[deal].state = LOST
        world.deals[deal].loss = NOT_PASSED
        record_refused_pilot(world, now, deal)
        part_with_customer(world, now, firm)
        return
    kept_by_another = row.pilot == KEPT_BY_ANOTHER
    row.pilot = 0
    sign_after_pilot(world, now, deal, kept_by_another)
    subscribe(world, now, firm, row.awaited, NEW)
    row.awaited = 0.0
    follow_prices(world, now, firm)
    begin_term(world, now, firm, int(plan.term_months))
    bill_setup(world, now, deal)


@rule
def sign_after_pilot(world, now, deal, kept_by_another):
    """Sign the contract of a pilot that passes; who has left since its yes gets no credit."""
    row = world.deals[deal]
    seller = row.owner
    if seller != NOBODY and (
        not world.reps[seller].employed or world.reps[seller].hired_at > row.closed
    ):
        row.owner = NOBODY
    row.state = WON
    row.closed = now
    sign(world, now, deal, row.value)
    keeper = world.firms[row.firm].owner
    if row.owner != NOBODY and keeper != NOBODY and kept_by_another:
        share_credit(world, now, deal, keeper)
    await_credit_ends(world, row.firm)
    if keeper != NOBODY and keeper == row.owner:
        await_keeper(world, now, row.firm)
    feel_win(world, now, row.owner)


@rule
def win_opportunity(world, now, deal):
    """A yes of a customer: worth money at once, growth, a stronger bond, perhaps a referral."""
    row = world.deals[deal]
    firm = world.firms[row.firm]
    step = world.steps[row.step, row.segment]
    grown = step.grows * firm.recurring
    at_once = row.value
    sign(world, now, deal, at_once + grown)
    if grown != 0.0:
        subscribe(world, now, row.firm, grown, CHANGED)
    firm.size *= 1.0 + step.grows
    if at_once != 0.0:
        bill(world, now, row.firm, deal, row.owner, at_once)
    relationship = bring_up_to_date(world, now, row.firm)
    firm.relationship = relationship + step.win_effect * (1.0 - relationship)
    if step.referral_rate > 0.0 and uniform(world, row.key, REFERRAL, 0) < step.referral_rate:
        referred = firm_asking(world, row.segment, row.key, 0)
        bring_lead(world, now, NOBODY, row.segment, referred)
