"""The law of fit of today's first meetings, as a weight on each node of the market's own law.

Firms that the list puts first, and leads of a channel of good quality, fit better than the market.
"""

import math

from salessim.model.codes import NOBODY, OUTBOUND_NONE
from salessim.model.compiled import formula, rule
from salessim.model.laws import normal_cdf, normal_quantile
from salessim.model.rates_of_calls import calls_per_year
from salessim.model.tables import GRADES

FIT_NODES = 200
"""Firms of equal weight by which the market's law of fit is represented."""


@formula
def node_fit(node):
    """Return the fit of a node of the market's law of fit, a standard normal one."""
    return normal_quantile((node + 0.5) / FIT_NODES)


@rule
def calls_of_today(world, segment):
    """Return the calls a year that today's team makes on its own initiative."""
    sizes = world.sizes[0]
    if sizes.call_step == NOBODY or sizes.outbound_today == OUTBOUND_NONE:
        return 0.0
    return calls_per_year(world, segment)


@rule
def density_of_meetings(world, segment, fit, calls):
    """Return how much likelier a fit is among today's meetings than in the market.

    Sources count by the meetings that they bring a year, `calls` among them; the market's own law
    holds where there is none.
    """
    total = 0.0
    weighted = 0.0
    for channel in range(world.channels_today.shape[0]):
        source = world.channels_today[channel]
        before = world.mix_today[channel, segment - 1] if segment > 0 else 0.0
        share = world.mix_today[channel, segment] - before
        meetings = source.leads_per_year * share * source.passes
        total += meetings
        weighted += meetings * math.exp(source.quality * (fit - 0.5 * source.quality))
    if calls > 0.0:
        meetings = calls * world.steps_today[world.sizes[0].call_step, segment].passes
        total += meetings
        weighted += meetings * density_of_calls(world, segment, fit)
    return weighted / total if total > 0.0 else 1.0


@rule
def density_of_calls(world, segment, fit):
    """Return how much likelier a fit is among the firms called than in the market."""
    targeting = world.company_today[0].targeting
    if targeting <= 0.0:
        return 1.0
    spread = math.sqrt(1.0 - targeting * targeting)
    density = 0.0
    better = 0.0
    for grade in range(GRADES):
        as_good = above_border(grade + 1, targeting, spread, fit)
        density += world.call_shares[segment, grade] * GRADES * (as_good - better)
        better = as_good
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
