"""What a yes brings: a first contract, a renewal, an upsell, a referral."""

from salessim.compiler.marks import rule
from salessim.model.draws import REFERRAL, uniform
from salessim.model.rules.assigning import fewest_accounts, keeps_own
from salessim.model.rules.contracts import begin_contract, has_dates, setup_fee
from salessim.model.rules.crediting import await_credit_ends, credit_bill, credit_contract
from salessim.model.rules.customers import (
    bring_up_to_date,
    gain_customer,
    subscribe,
)
from salessim.model.rules.deals import margin_of_product
from salessim.model.rules.keeping import await_keeper
from salessim.model.rules.leads import bring_lead, firm_asking
from salessim.model.rules.people import move_motivation
from salessim.model.rules.record import record_contract
from salessim.model.rules.record_money import motion_of_revenue, record_revenue
from salessim.model.state.codes import BY_WIN, CHANGED, CONQUEST, NEW, NOBODY, WON


@rule
def win(world, now, deal):
    """Close a deal as won, and let it have its effect."""
    row = world.deals[deal]
    row.state = WON
    row.closed = now
    world.run[0].open_deals -= 1
    if row.motion == CONQUEST:
        win_customer(world, now, deal)
    else:
        win_opportunity(world, now, deal)
    if row.owner != NOBODY:
        world.reps[row.owner].won_at = now
    move_motivation(world, row.owner, BY_WIN, 1.0)


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
    sign(world, now, deal, row.value)
    seller = row.owner
    territory = world.firms[firm].territory
    owner = seller
    relationship = world.segments[row.segment].relationship_fresh
    if seller == NOBODY or not keeps_own(world, seller, territory, row.segment):
        owner = fewest_accounts(world, territory, row.segment)
        relationship *= 1.0 - world.company[0].hand_over_loss
        if seller != NOBODY and owner != NOBODY:
            shared = world.people[seller].shared_credit * row.value * row.credit
            credit_contract(world, now, seller, deal, -shared, 0.0)
            credit_contract(world, now, owner, deal, shared, 0.0)
            row.credit *= 1.0 - world.people[seller].shared_credit
    world.firms[firm].contract = deal
    await_credit_ends(world, firm)
    gain_customer(world, now, firm, owner, relationship)
    if owner != NOBODY and owner == seller:
        await_keeper(world, now, firm)
    world.firms[firm].size = 1.0
    if row.product != NOBODY:
        world.firms[firm].margin = margin_of_product(world, row.product)
    if not world.segments[row.segment].subscription:
        bill(world, now, firm, deal, seller, row.value)
    elif has_dates(world, firm):
        begin_contract(world, now, firm, row.value)
    else:
        subscribe(world, now, firm, row.value, NEW)
    fee = setup_fee(world, row.segment, row.key)
    if fee != 0.0:
        bill(world, now, firm, deal, seller, fee)


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
