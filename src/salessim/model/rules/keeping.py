"""Who looks after a customer: load, hand-over to a keeper after a time, customers without one.

A customer for whom no keeper has room waits without one: nobody makes its contacts, until a keeper
loses a customer or a new one comes. Of those who wait the first in the market's order goes first.
"""

from salessim.compiler.marks import rule
from salessim.model.rules.assigning import fewest_accounts, has_room, may_keep
from salessim.model.rules.crediting import keep_subscription
from salessim.model.rules.customers import await_contact, bring_up_to_date, lose_customer
from salessim.model.rules.outbox import post
from salessim.model.rules.record import record_keeper
from salessim.model.rules.spans import later
from salessim.model.state.codes import CUSTOMER, KEEPER_DUE, NEVER, NOBODY
from salessim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

ASKED_AGAIN = DAYS_PER_WEEK * SECONDS_PER_DAY
"""Seconds until keepers without room are asked again."""


@rule
def give_customer(world, now, firm, keeper):
    """Let a customer's next keeper, or NOBODY, take it from the one it has."""
    row = world.firms[firm]
    before = row.owner
    if before != NOBODY:
        keep_subscription(world, now, before, firm, -row.recurring)
        world.reps[before].accounts -= 1
    if keeper != NOBODY:
        keep_subscription(world, now, keeper, firm, row.recurring)
        world.reps[keeper].accounts += 1
    row.owner = keeper


@rule
def await_keeper(world, now, firm):
    """Post the day on which a keeper takes over from a customer's winner, where there is one."""
    owner = world.firms[firm].owner
    if keeps_for_a_time(world, owner):
        post(world, keeps_until(world, owner, now), KEEPER_DUE, firm)


@rule
def keeps_for_a_time(world, rep):
    """Tell whether somebody is of a role that keeps customers for a time only."""
    return rep != NOBODY and world.reps[rep].keeps_for != NEVER


@rule
def keeps_until(world, rep, signed):
    """Return until when a winner keeps a customer whose first contract was signed at a moment."""
    row = world.reps[rep]
    return later(world, signed, row.keeps_for, row.keeps_for_months)


@rule
def is_due(world, now, firm, rep):
    """Tell whether the time for which `rep` would keep a customer since its contract is over."""
    contract = world.firms[firm].contract
    return (
        keeps_for_a_time(world, rep)
        and contract != NOBODY
        and keeps_until(world, rep, world.deals[contract].closed) <= now
    )


@rule
def on_keeper_due(world, now, firm):
    """The winner's time is over: the keeper with fewest customers takes over, at a loss of bond.

    Where no keeper has room the winner goes on, and keepers are asked again.
    """
    row = world.firms[firm]
    if row.state != CUSTOMER or row.owner == NOBODY or not is_due(world, now, firm, row.owner):
        return False
    keeper = fewest_accounts(world, row.territory, row.segment)
    if keeper == NOBODY:
        post(world, now + ASKED_AGAIN, KEEPER_DUE, firm)
        return False
    row.relationship = bring_up_to_date(world, now, firm) * (1.0 - world.company[0].hand_over_loss)
    winner = row.owner
    give_customer(world, now, firm, keeper)
    record_keeper(world, now, firm, winner)
    return True


@rule
def without_keeper(world):
    """Return the number of customers whom nobody who is here looks after."""
    left = 0
    for segment in range(world.sizes[0].segments):
        left += world.segment_states[segment].customers
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].employed:
            left -= world.reps[rep].accounts
    return left


@rule
def adopt_customers(world, now, rep):
    """Give a rep the customers of their field that have no owner, as far as there is room."""
    for firm in range(world.sizes[0].firms):
        adopt(world, now, firm, rep)


@rule
def adopt(world, now, firm, rep):
    """Give a rep a customer of their field that has no owner; tell whether there was room."""
    row = world.firms[firm]
    if (
        row.state != CUSTOMER
        or row.owner != NOBODY
        or not may_keep(world, rep, row.territory, row.segment)
    ):
        return False
    give_customer(world, now, firm, rep)
    world.contact_dates[firm, 0] = now
    await_contact(world, now, firm)
    return True


@rule
def part_with_customer(world, now, firm):
    """A customer leaves, and its keeper has room for one that has none."""
    keeper = world.firms[firm].owner
    lose_customer(world, now, firm)
    if (
        world.sizes[0].limits_accounts
        and keeper != NOBODY
        and has_room(world, keeper)
        and without_keeper(world) > 0
    ):
        for waiting in range(world.sizes[0].firms):
            if adopt(world, now, waiting, keeper):
                record_keeper(world, now, waiting, NOBODY)
                return
