"""How leads come: inbound channels, recommendations by customers, and referrals.

They ask firms that are free, or any of a segment's whole market (`leads_from`). Then the rate a
firm is constant, leads grow fewer as firms become customers, and with recommendations by
customers adoption follows the curve of Bass (Management Science 15 (1969) 215-227).
"""

import math

from salessim.compiler.marks import formula, frequent_rule, rare_rule, rule
from salessim.elementary import log
from salessim.model.draws import LEAD_FIRM, LEAD_GAP, LEAD_KEPT, LEAD_SEGMENT, uniform
from salessim.model.rates.relationship import budget_response, recommendation_rate
from salessim.model.rules.assigning import routed_rep
from salessim.model.rules.deals import (
    await_abandonment,
    enter_step,
    has_patience,
    is_unanswered_lead,
    let_wait,
    open_deal,
)
from salessim.model.rules.market import (
    free_firms,
    grown,
    is_free,
    maximum_growth,
    next_free_firm,
)
from salessim.model.rules.outbox import post
from salessim.model.rules.record_leads import (
    record_lead,
    record_not_free,
    record_recommendation,
    record_unserved_lead,
)
from salessim.model.rules.specialists import ask_specialists
from salessim.model.state.codes import (
    AVAILABLE,
    CONQUEST,
    GONE,
    LEAD,
    NOBODY,
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
    rate = row.maximum_coming * (1.0 + row.peak_size) / SECONDS_PER_YEAR
    return rate * world.run[0].maximum_growth * world.run[0].maximum_asked


@rule
def anchor_leads(world):
    """Let leads that ask firms of the whole market be as many on day one as typed.

    So many more firms ask as are no longer free then.
    """
    world.run[0].maximum_asked = 1.0
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        state.asked = 1.0
        if world.segments[segment].whole_market:
            free = free_firms(world, segment)
            if free > 0:
                state.asked = state.on_market / free
                world.run[0].maximum_asked = max(world.run[0].maximum_asked, state.asked)


@rule
def note_leads(world):
    """Note the leads a year that a channel's budget brings in the month that opens, and the most.

    The most begin at 0 with each replication.
    """
    for channel in range(world.sizes[0].channels):
        row = world.channels[channel]
        bought = budget_response(row.budget_ratio, row.without_budget, row.at_most)
        row.coming = row.leads_per_year * bought
        row.maximum_coming = max(row.maximum_coming, row.coming)


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
    if row.coming < row.maximum_coming:
        kept *= row.coming / row.maximum_coming
    if row.peak_size > 0.0:
        kept *= season(now, row.peak_at, row.peak_size) / (1.0 + row.peak_size)
    if world.run[0].maximum_asked > 1.0:
        kept *= world.segment_states[segment].asked / world.run[0].maximum_asked
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


@formula
def power_of_two(number):
    """Return the smallest power of two that is no less than a whole number, at least 1."""
    power = 1
    while power < number:
        power *= 2
    return power


@rule
def place_asking(world, firms, key, k):
    """Draw one of a segment's `firms` places for the `k`-th lead of the source with this key.

    Places are drawn from the next power of two and drawn again where there is no firm, so that a
    market of more firms changes only the leads that the new ones send.
    """
    span = power_of_two(firms)
    for attempt in range(TRIES):
        place = int(span * uniform(world, key, LEAD_FIRM, k * TRIES + attempt))
        if place < firms:
            return place
    return 0


@frequent_rule
def firm_asking(world, segment, key, k):
    """Return a firm of a segment's present market that asks, or NOBODY.

    Of free firms it is the first from a random place on, in the territory of that place: what is
    under way in one territory moves no lead to another.
    """
    if world.segments[segment].whole_market:
        return firm_of_market(world, segment, key, k)
    state = world.segment_states[segment]
    firms = state.first_prospect - state.first_firm + state.prospects
    if firms == 0:
        return NOBODY
    place = place_asking(world, firms, key, k)
    firm = state.first_firm + place
    if world.firms[firm].state == AVAILABLE or world.firms[firm].state == RESTING:
        return firm
    return next_free_firm(world, segment, firm, state.first_firm + firms)


@rule
def firm_of_market(world, segment, key, k):
    """Draw any firm of a segment's present market, free or not; NOBODY where it has none.

    Places are drawn as in `place_asking`; rows of firms that this replication has not are passed.
    """
    state = world.segment_states[segment]
    firms = state.first_prospect - state.first_firm + state.prospects
    span = power_of_two(firms)
    for attempt in range(TRIES):
        place = int(span * uniform(world, key, LEAD_FIRM, k * TRIES + attempt))
        if place < firms and world.firms[state.first_firm + place].state != GONE:
            return state.first_firm + place
    return NOBODY


@rare_rule
def recommend(world, now, firm, at, relationship, k):
    """A moment of a customer at which it may recommend us to a firm.

    at: what is left of the moment's draw, a rate a year. k: number of the moment.
    """
    row = world.firms[firm]
    for channel in range(world.sizes[0].channels):
        rate = recommendation_rate(world, channel, row.segment, relationship)
        how = world.channels[channel]
        if how.peak_size > 0.0:
            rate *= season(now, how.peak_at, how.peak_size)
        at -= rate
        if at < 0.0:
            record_recommendation(world, now, channel, firm)
            segment = segment_recommended(world, channel, row.segment, row.key, k)
            asked = firm_asking(world, segment, row.key, k)
            bring_lead(world, now, channel, segment, asked)
            return True
    return False


@rule
def segment_recommended(world, channel, segment, key, k):
    """Draw the segment to which a customer of `segment` recommends us."""
    last = world.sizes[0].segments - 1
    if last == 0:
        return 0
    at = uniform(world, key, LEAD_SEGMENT, k)
    found = 0
    while found < last and at >= world.recommended[channel, segment, found]:
        found += 1
    return found


@frequent_rule
def bring_lead(world, now, channel, segment, firm):
    """Let a firm ask for us and wait for its rep; a lead that nobody can take is counted.

    A firm of the whole market that is not free is no lead.
    """
    if world.segments[segment].whole_market and firm != NOBODY and not is_free(world, firm):
        record_not_free(world, now, channel, segment, firm)
        return
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
    ask_specialists(world, now, deal)
    let_wait(world, now, deal, queue)
    if is_unanswered_lead(world, deal) and not has_patience(world, deal):
        await_abandonment(world, now, deal, world.channel_states[channel].patience)
