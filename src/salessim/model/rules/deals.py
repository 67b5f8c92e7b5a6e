"""A deal's life apart from its funnel: opening, waiting for its rep, being lost."""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.distributions import drawn, mean_of
from salessim.model.draws import DEAL_PRODUCT, DEAL_VALUE, MISJUDGED, PATIENCE, mixed, uniform
from salessim.model.rates.rep_types import first_meeting
from salessim.model.rules.assigning import wake_queue
from salessim.model.rules.market import engage, rest
from salessim.model.rules.odds import misjudged_share
from salessim.model.rules.outbox import post
from salessim.model.rules.people import move_motivation
from salessim.model.rules.queues import enqueue, freshest_first, next_in
from salessim.model.rules.record import record_entered, record_loss
from salessim.model.rules.user_rules import is_filled, own_priority_of_deal
from salessim.model.state.codes import (
    ABANDONED,
    ABANDONMENT,
    BY_LOSS,
    CONQUEST,
    FOR_REP,
    GIVEN_UP,
    LATEST_STAGE,
    LOST,
    NEVER,
    NOBODY,
    OLDEST,
    OPEN,
)
from salessim.model.state.slots import NEXT_DEAL
from salessim.units import SECONDS_PER_DAY

ROUNDS = 4096
"""More rounds than a step may have: an occasion's number is step * ROUNDS + round."""


TOUCHES = 32
"""More educating contacts than a segment needs."""


@rule
def item_of(world, deal, piece):
    """Return the row of `items` of a deal (piece 0) or of a specialist's piece of it (from 1)."""
    sizes = world.sizes[0]
    return sizes.firms + (deal << sizes.piece_bits) + piece


@rule
def deal_of(world, item):
    """Return the deal to which a row of `items` belongs."""
    sizes = world.sizes[0]
    return (item - sizes.firms) >> sizes.piece_bits


@rule
def piece_of(world, item):
    """Return which piece of its deal a row of `items` is; 0 is the owner's work."""
    sizes = world.sizes[0]
    return (item - sizes.firms) & ((1 << sizes.piece_bits) - 1)


@rule
def occasion(world, deal):
    """Return the number of the deal's present step and round, for its draws."""
    row = world.deals[deal]
    return row.step * ROUNDS + row.round


@rule
def open_deal(world, now, firm, motion, step, channel):
    """Open a deal with a firm and return its row; the caller lets it wait or be worked on."""
    run = world.run[0]
    deal = run.deals
    run.deals += 1
    run.open_deals += 1
    company = world.firms[firm]
    row = world.deals[deal]
    row.key = mixed(company.key, company.deals)
    company.deals += 1
    row.firm = firm
    row.segment = company.segment
    row.motion = motion
    row.step = step
    row.round = 0
    row.owner = NOBODY
    row.booked_by = NOBODY
    row.state = OPEN
    row.loss = 0
    row.waits_for = FOR_REP
    row.channel = channel
    row.earlier = NOBODY
    row.touches = 0
    row.touches_left = 0
    row.opened = now
    row.entered = now
    row.answers_at = NEVER
    row.closed = NEVER
    row.work = 0
    row.left = 0
    row.pieces_left = 0
    row.pieces_waiting = 0
    row.handed = 0
    row.credit = 1.0
    row.fit = company.fit
    row.estimate = 0.0
    row.discovery = 0.0
    if channel != NOBODY:
        row.fit += world.channels[channel].quality
    if motion == CONQUEST:
        engage(world, firm)
        row.touches_left = int(world.segments[row.segment].touches)
        row.product = chosen_product(world, deal)
        row.value = value_of_deal(world, deal)
    else:
        row.earlier = company.latest_deal
        company.latest_deal = deal
        row.product = chosen_product(world, deal)
        row.value = 0.0
    return deal


@rule
def chosen_product(world, deal):
    """Draw the product that a deal is about, or NOBODY where products are not told apart."""
    products = world.sizes[0].products
    row = world.deals[deal]
    total = 0.0
    for product in range(products):
        if (world.products[product].segments >> row.segment) & 1:
            total += world.products[product].mix
    if total == 0.0:
        return NOBODY
    at = total * uniform(world, row.key, DEAL_PRODUCT, 0)
    last = NOBODY
    for product in range(products):
        if (world.products[product].segments >> row.segment) & 1:
            last = product
            at -= world.products[product].mix
            if at < 0.0:
                return product
    return last


@rule
def margin_of_product(world, product):
    """Return the share of a product's revenue kept after the cost of goods."""
    own = world.products[product].margin
    return world.company[0].margin if own == NOBODY else own


@rule
def margin_of_segment(world, segment):
    """Return the share of a segment's revenue kept: that of its products, by what each brings.

    A product brings its share of the deals times its price; customers of day one are taken to
    have bought like that.
    """
    revenue = 0.0
    kept = 0.0
    for product in range(world.sizes[0].products):
        row = world.products[product]
        if (row.segments >> segment) & 1:
            brings = row.mix * mean_of(world, row.price_distribution)
            revenue += brings
            kept += brings * margin_of_product(world, product)
    return kept / revenue if revenue > 0.0 else world.company[0].margin


@rule
def value_of_deal(world, deal):
    """Draw what a contract of the deal's product, or of its segment, is worth."""
    row = world.deals[deal]
    distribution = int(world.segments[row.segment].deal_distribution)
    if row.product != NOBODY:
        distribution = world.products[row.product].price_distribution
    return world.run[0].price_level * drawn(world, distribution, row.key, DEAL_VALUE, 0)


@rule
def is_unanswered_lead(world, deal):
    """Tell whether a deal is a lead of a channel that waits for its first answer."""
    row = world.deals[deal]
    return row.channel != NOBODY and row.step == world.sizes[0].call_step


@rule
def rank_of(world, deal, queue):
    """Return the deal's place in a queue: the lowest is served first.

    A deal that is misjudged goes behind those of which more is known. Leads whose interest fades
    go behind all deals, and of them the freshest first: who answers in the order of coming answers
    only cold ones as soon as there are more than can be answered.
    """
    row = world.deals[deal]
    if (
        is_unanswered_lead(world, deal)
        and freshest_first(world, queue)
        and not is_filled(world, NEXT_DEAL)
    ):
        return 2.0 * world.sizes[0].horizon - row.entered
    choice = next_in(world, queue)
    share = misjudged_share(world)
    if share > 0.0 and uniform(world, row.key, MISJUDGED, occasion(world, deal)) < share:
        return float(row.entered) if choice == OLDEST else 0.0
    if is_filled(world, NEXT_DEAL):
        return -own_priority_of_deal(world, deal)
    if choice == LATEST_STAGE:
        return -float(row.step)
    if choice == OLDEST:
        return float(row.opened)
    step = world.steps[row.step, row.segment]
    return -row.value * step.belief / step.hours_ahead


@rule
def let_wait(world, now, deal, queue):
    """Put an open deal into a queue: a rep's, or reps + territory for a pool's."""
    row = world.deals[deal]
    row.waits_for = FOR_REP
    row.entered = now
    row.answers_at = NEVER
    item = item_of(world, deal, 0)
    enqueue(world, queue, row.segment, row.motion, item, rank_of(world, deal, queue))
    wake_queue(world, now, queue, row.segment, row.motion)
    if world.sizes[0].abandons:
        wait_patiently(world, now, deal)


@rule
def waits_for_first_answer(world, deal):
    """Tell whether a deal is a channel's lead on which nobody has worked yet."""
    row = world.deals[deal]
    return row.channel != NOBODY and row.step == 0 and row.round == 0 and row.touches == 0


@rule
def law_of_patience(world, deal):
    """Return the row of the law by which a deal waits, or NOBODY: the channel's, or its step's."""
    row = world.deals[deal]
    law = NOBODY
    if waits_for_first_answer(world, deal):
        law = int(world.channels[row.channel].patience_distribution)
    if law == NOBODY:
        law = int(world.steps[row.step, row.segment].patience_distribution)
    return law


@rule
def has_patience(world, deal):
    """Tell whether a law says how long a deal waits."""
    return world.sizes[0].abandons != 0 and law_of_patience(world, deal) != NOBODY


@rare_rule
def wait_patiently(world, now, deal):
    """Draw how long a deal that has come to wait will do so, if a law says it."""
    row = world.deals[deal]
    law = law_of_patience(world, deal)
    if law != NOBODY:
        number = occasion(world, deal) * TOUCHES + row.touches
        days = drawn(world, law, row.key, PATIENCE, number)
        await_abandonment(world, now, deal, max(1.0, days * SECONDS_PER_DAY))


@rule
def await_abandonment(world, now, deal, patience):
    """Post when a waiting deal goes cold: after so many seconds without work on it."""
    if patience < world.sizes[0].horizon - now:
        world.deals[deal].answers_at = now + int(patience)
        post(world, now + int(patience), ABANDONMENT, deal)


@rule
def enter_step(world, now, deal, step):
    """Bring a deal to a step, where it will wait for its rep."""
    row = world.deals[deal]
    row.step = step
    if row.owner != NOBODY and row.motion == CONQUEST and step == first_meeting(world):
        world.reps[row.owner].wanted -= 1.0
        row.booked_by = row.owner
    row.round = 0
    record_entered(world, now, deal)


@rule
def lose(world, now, deal, why):
    """Close a deal as lost; the prospect rests, the rep feels it."""
    row = world.deals[deal]
    row.state = LOST
    row.loss = why
    row.closed = now
    world.run[0].open_deals -= 1
    record_loss(world, now, deal, why)
    if why not in (GIVEN_UP, ABANDONED):
        move_motivation(world, row.owner, BY_LOSS, 1.0)
    if row.motion == CONQUEST:
        world.firms[row.firm].attempts = 0
        rest(world, now, row.firm, int(world.segments[row.segment].cooling_off))
    else:
        world.firms[row.firm].relationship *= (
            1.0 - world.steps[row.step, row.segment].refusal_effect
        )
