"""Customers between contracts: contacts, orders, opportunities, and churn."""

from salessim.compiler.marks import frequent_rule, rare_rule, rule
from salessim.model.distributions import drawn, mean_of
from salessim.model.draws import CANDIDATE_KIND, DEAL_VALUE, ORDER_VALUE, uniform
from salessim.model.rules.assigning import (
    best_rep,
    comes_before,
    may_work,
    routed_rep,
    take_turn,
    wake_queue,
    works_on,
)
from salessim.model.rules.contracts import give_notice, is_bound, is_leaving
from salessim.model.rules.customers import (
    await_candidate,
    await_contact,
    bring_up_to_date,
    date_after,
    start_of_day,
)
from salessim.model.rules.deals import enter_step, let_wait, open_deal, value_of_deal
from salessim.model.rules.keeping import part_with_customer
from salessim.model.rules.leads import recommend
from salessim.model.rules.outbox import post
from salessim.model.rules.queues import enqueue, next_in, reinstate
from salessim.model.rules.record import record_contact, record_contact_entered
from salessim.model.rules.tendencies import (
    candidates_per_second,
    churn_rate_of,
    order_rate_of,
)
from salessim.model.rules.winning import bill
from salessim.model.state.codes import (
    CONTACT_DUE,
    CUSTOMER,
    IS_OPPORTUNITY,
    LEAST_LOADED,
    LOYALTY,
    NOBODY,
    OLDEST,
    QUEUED,
    WITHDRAWN,
)
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_YEAR


@frequent_rule
def on_contact_due(world, now, firm):
    """A customer should be looked after: the contact waits for the owner."""
    row = world.firms[firm]
    if row.state != CUSTOMER or row.contact_due != now or row.owner == NOBODY:
        return False
    if row.contact_waiting == QUEUED:
        return False
    worker = maker_of_contact(world, now, firm)
    if worker == NOBODY:
        ask_tomorrow(world, now, firm)
        return False
    record_contact_entered(world, now, firm)
    if row.contact_waiting == WITHDRAWN:
        reinstate(world, row.segment, LOYALTY, firm)
    else:
        enqueue(world, worker, row.segment, LOYALTY, firm, rank_of_contact(world, now, worker))
    row.contact_waiting = QUEUED
    wake_queue(world, now, world.items[firm].home, row.segment, LOYALTY)
    return True


@rule
def ask_tomorrow(world, now, firm):
    """Nobody is here who could make a customer's contact: it is due again in a day."""
    row = world.firms[firm]
    row.contact_due = now + SECONDS_PER_DAY
    post(world, row.contact_due, CONTACT_DUE, firm)


@rule
def maker_of_contact(world, now, firm):
    """Return who makes a customer's next contact: the owner, or the least loaded of its roles.

    Of a list of roles those at liberty come first, in its order.
    """
    row = world.firms[firm]
    if works_on(world, row.owner, row.contact_step):
        return row.owner
    if world.step_ranks[row.contact_step] > 1:
        return contact_in_order(world, now, firm)
    return best_rep(world, now, NOBODY, LEAST_LOADED, row.territory, row.segment, row.contact_step)


@rare_rule
def contact_in_order(world, now, firm):
    """Return who makes a contact that a list of roles works, or NOBODY where there is nobody."""
    row = world.firms[firm]
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        if may_work(world, rep, row.territory, row.segment, row.contact_step) and (
            best == NOBODY or comes_before(world, rep, best, row.contact_step)
        ):
            best = rep
    if best != NOBODY:
        take_turn(world, best)
    return best


@rule
def rank_of_contact(world, now, queue):
    """Return a contact's place in a queue: behind deals, unless the oldest goes first."""
    return float(now) if next_in(world, queue) == OLDEST else 0.0


@frequent_rule
def end_contact(world, now, rep, firm, step):
    """A contact is made: the relationship rises as the rep's care goes."""
    row = world.firms[firm]
    record_contact(world, now, rep, firm, step)
    row.contacts += 1
    if row.state != CUSTOMER:
        return
    how = world.steps[step, row.segment]
    care = world.skills[rep, int(how.skill)] / how.skill_today
    relationship = bring_up_to_date(world, now, firm)
    row.relationship = relationship + min(1.0, how.effect * care) * (1.0 - relationship)
    for kind in range(world.contact_steps.shape[1]):
        if world.contact_steps[row.segment, kind] == step:
            world.contact_dates[firm, kind] = date_after(
                world.contact_dates[firm, kind], int(how.every), start_of_day(now) + SECONDS_PER_DAY
            )
    if row.contact_waiting != QUEUED:
        await_contact(world, now, firm)


@frequent_rule
def on_account_candidate(world, now, firm):
    """A moment at which a customer may leave, order, show an opportunity or recommend us."""
    row = world.firms[firm]
    if row.state != CUSTOMER or row.candidate_at != now:
        return False
    segment = row.segment
    k = row.candidates
    rate = candidates_per_second(world, firm) * SECONDS_PER_YEAR
    at = rate * uniform(world, row.key, CANDIDATE_KIND, k)
    await_candidate(world, now, firm)
    relationship = bring_up_to_date(world, now, firm)
    at -= churn_rate_of(world, firm, relationship)
    if at < 0.0:
        if is_bound(world, firm):
            give_notice(world, now, firm)
        else:
            part_with_customer(world, now, firm)
        return True
    at -= order_rate_of(world, firm, relationship)
    if at < 0.0:
        distribution = int(world.segments[segment].order_distribution)
        value = row.size * drawn(world, distribution, row.key, ORDER_VALUE, k)
        value *= world.run[0].price_level
        bill(world, now, firm, NOBODY, row.owner, value)
        return True
    if is_leaving(world, firm):
        return False
    for step in range(world.sizes[0].conquest_steps, world.sizes[0].steps):
        how = world.steps[step, segment]
        if how.applies and int(how.kind) == IS_OPPORTUNITY:
            at -= how.per_year
            if at < 0.0:
                open_opportunity(world, now, firm, step)
                return True
    if world.segments[segment].maximum_recommendations > 0.0:
        return recommend(world, now, firm, at, relationship, k)
    return False


@rule
def open_opportunity(world, now, firm, step):
    """A renewal, an upsell or another occasion shows; it waits for whoever is to work on it."""
    row = world.firms[firm]
    how = world.steps[step, row.segment]
    queue = routed_rep(world, now, int(how.routing), NOBODY, firm, row.segment, step)
    if queue == NOBODY:
        return
    deal = open_deal(world, now, firm, LOYALTY, step, NOBODY)
    work = world.deals[deal]
    work.value = worth_of_opportunity(world, deal)
    if queue < world.sizes[0].reps:
        work.owner = queue
    enter_step(world, now, deal, step)
    let_wait(world, now, deal, queue)


@rule
def worth_of_opportunity(world, deal):
    """Return what an opportunity is worth at once: money, a product, or a share of the year."""
    row = world.deals[deal]
    how = world.steps[row.step, row.segment]
    if how.worth_is_product and row.product != NOBODY:
        return value_of_deal(world, deal)
    worth = drawn(world, int(how.worth_distribution), row.key, DEAL_VALUE, 1)
    if how.worth_is_share:
        segment = world.segments[row.segment]
        firm = world.firms[row.firm]
        order = mean_of(world, int(segment.order_distribution))
        orders = world.run[0].price_level * segment.orders_per_year * order * firm.size
        return worth * (firm.recurring + orders)
    return world.run[0].price_level * worth
