"""How leads come, and what more money for a channel brings: inbound channels, and referrals."""

import math

from salessim.compiler.marks import formula, frequent_rule, rule
from salessim.elementary import LN_2, log
from salessim.model.draws import LEAD_FIRM, LEAD_GAP, LEAD_KEPT, LEAD_SEGMENT, uniform
from salessim.model.rules.assigning import routed_rep
from salessim.model.rules.deals import (
    enter_step,
    is_unanswered_lead,
    item_of,
    let_wait,
    lose,
    open_deal,
)
from salessim.model.rules.market import grown, maximum_growth
from salessim.model.rules.outbox import post
from salessim.model.rules.queues import withdraw
from salessim.model.rules.record import record_cold_lead, record_lead, record_unserved_lead
from salessim.model.rules.specialists import ask_specialists, withdraw_pieces
from salessim.model.state.codes import (
    AVAILABLE,
    CONQUEST,
    FOR_REP,
    GIVEN_UP,
    LEAD,
    LEAD_COLD,
    NEVER,
    NOBODY,
    OPEN,
    RESTING,
    ROUND_ROBIN,
)
from salessim.units import SECONDS_PER_YEAR


@formula
def season(at, peak_at, peak_size):
    """Return the factor on a channel's leads at a second of the year; its mean is one.

    A triangle: 1 + peak_size at the peak, 1 - peak_size half a year away.
    """
    years = abs(at - peak_at) / SECONDS_PER_YEAR
    away = years - math.floor(years)
    away = min(away, 1.0 - away)
    return 1.0 + peak_size * (1.0 - 4.0 * away)


@rule
def ceiling_of_leads(world, channel):
    """Return a channel's leads a second in its highest season, with the largest market."""
    row = world.channels[channel]
    bought = budget_response(row.budget_ratio, row.without_budget, row.at_most)
    rate = row.leads_per_year * bought * (1.0 + row.peak_size) / SECONDS_PER_YEAR
    return rate * world.run[0].maximum_growth


@rule
def await_lead(world, now, channel):
    """Post the channel's next candidate lead."""
    state = world.channel_states[channel]
    if state.per_second <= 0.0:
        return
    gap = -log(uniform(world, state.key, LEAD_GAP, state.candidates)) / state.per_second
    at = now + max(1, int(gap + 0.5))
    if at < world.sizes[0].horizon:
        post(world, at, LEAD, channel)


@rule
def maximum_growth_of_all(world):
    """Return the largest size that any segment's market has during the horizon."""
    maximum = 1.0
    for segment in range(world.sizes[0].segments):
        maximum = max(maximum, maximum_growth(world, segment))
    return maximum


@frequent_rule
def on_lead(world, now, channel):
    """A candidate lead of a channel: kept by season and growth, then a firm of a segment asks."""
    row = world.channels[channel]
    state = world.channel_states[channel]
    k = state.candidates
    state.candidates += 1
    segment = segment_asking(world, channel, k)
    kept = grown(world, now, segment) / world.run[0].maximum_growth
    if row.peak_size > 0.0:
        kept *= season(now, row.peak_at, row.peak_size) / (1.0 + row.peak_size)
    if kept < 1.0 and uniform(world, state.key, LEAD_KEPT, k) >= kept:
        await_lead(world, now, channel)
        return False
    # Whatever firm it is, its row is far away: the next lead is drawn while it is fetched.
    firm = firm_asking(world, segment, state.key, k)
    await_lead(world, now, channel)
    bring_lead(world, now, channel, segment, firm)
    return True


@rule
def segment_asking(world, channel, k):
    """Draw the segment from which a channel's `k`-th candidate lead comes."""
    last = world.sizes[0].segments - 1
    if last == 0:
        return 0
    at = uniform(world, world.channel_states[channel].key, LEAD_SEGMENT, k)
    segment = 0
    while segment < last and at >= world.mix[channel, segment]:
        segment += 1
    return segment


TRIES = 32
"""Most draws of a place; each finds one with a chance above a half."""


@rule
def place_asking(world, firms, key, k):
    """Draw one of a segment's `firms` places for the `k`-th lead of the source with this key.

    Places are drawn from the next power of two and drawn again where there is no firm, so that a
    market of more firms changes only the leads that the new ones send.
    """
    span = 1
    while span < firms:
        span *= 2
    for attempt in range(TRIES):
        place = int(span * uniform(world, key, LEAD_FIRM, k * TRIES + attempt))
        if place < firms:
            return place
    return 0


@frequent_rule
def firm_asking(world, segment, key, k):
    """Return a firm of a segment's present market that may ask, or NOBODY.

    It is the first from a random place on, in the territory of that place: what is under way in
    one territory moves no lead to another.
    """
    state = world.segment_states[segment]
    firms = state.first_prospect - state.first_firm + state.prospects
    if firms == 0:
        return NOBODY
    place = place_asking(world, firms, key, k)
    territory = world.firms[state.first_firm + place].territory
    for _ in range(firms):
        firm = state.first_firm + place
        row = world.firms[firm]
        if row.territory == territory and (row.state == AVAILABLE or row.state == RESTING):
            return firm
        place += 1
        if place == firms:
            place = 0
    return NOBODY


@frequent_rule
def bring_lead(world, now, channel, segment, firm):
    """Let a firm ask for us and wait for its rep; a lead that nobody can take is counted."""
    queue = NOBODY
    step = 0 if channel != NOBODY else world.sizes[0].referral_step
    if firm != NOBODY:
        routing = ROUND_ROBIN if channel == NOBODY else int(world.channels[channel].routing)
        queue = routed_rep(world, now, routing, channel, firm, segment, step)
    if queue == NOBODY:
        record_unserved_lead(world, now, channel, segment, firm)
        return
    deal = open_deal(world, now, firm, CONQUEST, step, channel)
    if queue < world.sizes[0].reps:
        world.deals[deal].owner = queue
    record_lead(world, now, channel, deal)
    enter_step(world, now, deal, step)
    if world.specialist_groups.shape[1] > 0:
        ask_specialists(world, now, deal)
    let_wait(world, now, deal, queue)
    if is_unanswered_lead(world, deal):
        row = world.channels[channel]
        patience = time_until_cold(row.goes_cold_in, row.given_up_at)
        if patience < world.sizes[0].horizon - now:
            post(world, now + int(patience), LEAD_COLD, deal)


@formula
def time_until_cold(goes_cold_in, given_up_at):
    """Return the seconds after which a lead is given up: when so much of its interest is left.

    goes_cold_in: half-life of its interest, seconds. given_up_at: share, 0..1; at 0 never.
    """
    if given_up_at <= 0.0:
        return float(NEVER)
    return -log(given_up_at) / LN_2 * goes_cold_in


@rule
def on_lead_cold(world, now, deal):
    """A lead has gone cold. It is given up if nobody has taken it up."""
    row = world.deals[deal]
    if row.state != OPEN or not is_unanswered_lead(world, deal):
        return False
    if row.waits_for != FOR_REP or row.round > 0 or row.left > 0:
        return False
    withdraw(world, row.segment, row.motion, item_of(world, deal, 0))
    withdraw_pieces(world, deal)
    record_cold_lead(world, deal)
    lose(world, now, deal, GIVEN_UP)
    return True


@formula
def budget_response(ratio, without, at_most):
    """Return a channel's leads as a multiple of today's, 1 at today's budget.

    ratio: budget over today's, from 0. without: share of today's leads that come without any
    budget, 0..1. at_most: what no budget exceeds, from 1. The curve is concave: that of Little's
    ADBUDG with the exponent 1 ("Models and managers: the concept of a decision calculus",
    Management Science 16 (1970) B466-B485, section on the advertising response function).
    """
    if ratio == 1.0 or without >= 1.0:
        return 1.0
    if ratio <= 0.0:
        return without
    half = (at_most - 1.0) / (1.0 - without)
    return without + (at_most - without) * ratio / (half + ratio)
