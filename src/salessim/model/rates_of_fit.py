"""The law of fit of today's first meetings, as a weight on each node of the market's own law.

Firms that the list puts first, and leads of a channel of good quality, fit better than the market.
"""

import math

from salessim.model.codes import NOBODY, OUTBOUND_NONE
from salessim.model.compiled import formula, rule
from salessim.model.laws import normal_cdf, normal_quantile
from salessim.model.rates_of_calls import (
    booked_by,
    calls_per_year,
    leads_of_channel,
    meetings_by_leads,
)
from salessim.model.tables import GRADES

FIT_NODES = 200
"""Firms of equal weight by which the market's law of fit is represented."""


@formula
def node_fit(node):
    """Return the fit of a node of the market's law of fit, a standard normal one."""
    return normal_quantile((node + 0.5) / FIT_NODES)


@rule
def weigh_meetings(world, segment):
    """Go on with today's first meetings: which kind of rep holds them, and with which firms.

    Sources count by the meetings that they bring a year; where there are none, every kind of rep
    meets the whole law of fit.
    """
    sizes = world.sizes[0]
    by_leads = meetings_by_leads(world, segment)
    by_calls = 0.0
    all_booked = 0.0
    if sizes.call_step != NOBODY and sizes.outbound_today != OUTBOUND_NONE:
        passes = world.steps_today[sizes.call_step, segment].passes
        by_calls = calls_per_year(world, segment) * passes
        for crew in range(sizes.crews):
            all_booked += booked_by(world, crew, segment)
    if by_leads + by_calls <= 0.0:
        return
    for crew in range(sizes.crews):
        led = world.crews[crew, segment].lead_weight
        called = 0.0
        if by_calls > 0.0:
            called = by_calls * booked_by(world, crew, segment) / all_booked
        for node in range(FIT_NODES):
            fit = node_fit(node)
            weight = led * density_of_leads(world, segment, fit)
            if called > 0.0:
                weight += called * density_of_calls(world, segment, fit)
            world.scratch[crew, node] = weight


@rule
def density_of_leads(world, segment, fit):
    """Return the first meetings a year that leads bring with firms of a fit, against the market."""
    weighted = 0.0
    for channel in range(world.channels_today.shape[0]):
        source = world.channels_today[channel]
        meetings = leads_of_channel(world, channel, segment) * source.passes
        weighted += meetings * math.exp(source.quality * (fit - 0.5 * source.quality))
    return weighted


@rule
def density_of_calls(world, segment, fit):
    """Return how much likelier a fit is among the firms called than in the market."""
    targeting = world.company_today[0].targeting
    if targeting <= 0.0:
        return 1.0
    spread = math.sqrt(1.0 - targeting * targeting)
    density = 0.0
    for grade in range(GRADES):
        chance = above_border(grade + 1, targeting, spread, fit)
        chance -= above_border(grade, targeting, spread, fit)
        density += world.call_shares[segment, grade] * GRADES * chance
    return density


@formula
def above_border(grade, targeting, spread, fit):
    """Return the chance that a firm of this fit is listed among the best `grade` grades."""
    if grade <= 0:
        return 0.0
    if grade >= GRADES:
        return 1.0
    border = normal_quantile(1.0 - grade / GRADES)
    if spread <= 0.0:
        return 1.0 if fit > border else 0.0
    return 1.0 - normal_cdf((border - targeting * fit) / spread)
