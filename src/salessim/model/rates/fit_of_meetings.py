"""Today's first meetings: how much interest leads keep until they are answered, and who is met.

The fit of who is met is a weight on each node of the market's distribution of fit: firms that the
list puts first, and leads of a channel of good quality, fit better than the market.
"""

import math

from salessim.compiler.marks import formula, rule
from salessim.elementary import exp, normal_cdf, normal_quantile, rounds_of
from salessim.model.distributions import mean_of
from salessim.model.rates.first_calls import (
    calls_per_year,
    meetings_by_channel,
    meetings_by_leads,
    share_bookings,
)
from salessim.model.rates.interest import mean_interest
from salessim.model.state.codes import NOBODY, OUTBOUND_NONE, POOLED
from salessim.model.state.rows import GRADES
from salessim.units import DAYS_PER_YEAR, SECONDS_PER_HOUR, SECONDS_PER_YEAR

FIT_NODES = 200
"""Firms of equal weight by which the market's distribution of fit is represented."""


MAXIMUM_BUSY = 0.7
"""Share of hours that later stages take at most where a lead's wait is reckoned (assumption): calls
fill hours that nothing else needs, so that what they book never swamps anybody for long."""

FEW = 1e-9
"""Contracts a firm and year that are none."""


@formula
def node_fit(node):
    """Return the fit of a node of the market's distribution of fit, a standard normal one."""
    return normal_quantile((node + 0.5) / FIT_NODES)


@rule
def note_answers(world):
    """Note which share of its interest a channel's lead keeps until today's team answers."""
    for channel in range(world.channels_today.shape[0]):
        world.channels_today[channel].kept = 1.0
    queueing = wait_behind_work(world) * SECONDS_PER_HOUR / world.company_today[0].working_share
    for channel in range(world.channels_today.shape[0]):
        row = world.channels_today[channel]
        row.kept = interest_at_answer(
            world, queueing, row.routing, row.goes_cold_in, row.first_wait, row.waits
        )
    for channel in range(world.sizes[0].channels):
        row = world.channels[channel]
        row.kept = interest_at_answer(
            world, queueing, row.routing, row.goes_cold_in, row.first_wait, row.waits
        )


@rule
def interest_at_answer(world, queueing, routing, half_life, first, rows):
    """Return the share of a lead's interest that is left when today's team answers.

    Leads come at any hour and wait for the next working one, behind work that is further on
    (`queueing`, seconds), or for who is back first where all are away; in a pool somebody is free.
    """
    company = world.company_today[0]
    wait = company.off_hours_wait + (0.0 if int(routing) == POOLED else queueing)
    return mean_interest(world, company.present_share, wait, half_life, first, rows)


@rule
def wait_behind_work(world):
    """Return the working hours for which a piece of work of the first stage waits, on average.

    All work of later stages goes before it: the mean wait of the last class of a queue with
    priorities (A. Cobham, Operations Research 2, 1954), tasks of one stage taking equally long.
    """
    sizes = world.sizes[0]
    if sizes.call_step == NOBODY:
        return 0.0
    hours = 0.0
    busy = 0.0
    in_hand = 0.0
    for segment in range(sizes.segments):
        hours += world.segments_today[segment].conquest_hours_per_year
        first = world.steps_today[sizes.call_step, segment]
        calls = 0.0
        if sizes.outbound_today != OUTBOUND_NONE:
            calls = calls_per_year(world, segment)
        each = mean_of(world, int(first.hours_distribution))
        in_hand += calls * each * each / 2.0
        rate = calls * first.share_passing + meetings_by_leads(world, segment)
        for step in range(sizes.call_step + 1, sizes.callers_steps):
            row = world.steps_today[step, segment]
            each = mean_of(world, int(row.hours_distribution))
            rate *= rounds_of(row.share_passing, row.repeats)
            busy += rate * each
            in_hand += rate * each * each / 2.0
            rate *= row.share_passing
    if hours <= 0.0:
        return 0.0
    left = 1.0 - min(MAXIMUM_BUSY, busy / hours)
    return in_hand / hours / (left * left)


@rule
def weigh_meetings(world, segment):
    """Go on with today's first meetings: which kind of rep holds them, and with which firms.

    Sources count by the meetings that they bring a year; where there are none, every kind of rep
    meets the whole distribution of fit.
    """
    sizes = world.sizes[0]
    by_leads = meetings_by_leads(world, segment)
    by_calls = 0.0
    if sizes.call_step != NOBODY and sizes.outbound_today != OUTBOUND_NONE:
        passes = world.steps_today[sizes.call_step, segment].share_passing
        by_calls = calls_per_year(world, segment) * passes
        share_bookings(world, segment)
    if by_leads + by_calls <= 0.0:
        return
    lag = years_to_contract(world, segment)
    for node in range(FIT_NODES):
        led = density_of_leads(world, segment, world.fits[node], by_calls, lag)
        called = 0.0
        if by_calls > 0.0:
            called = by_calls * density_of_calls(world, segment, node, by_calls, by_leads, lag)
        for rep_type in range(sizes.rep_types):
            kind = world.rep_types[rep_type, segment]
            world.scratch[rep_type, node] = kind.lead_weight * led + kind.booked_share * called


@rule
def density_of_leads(world, segment, fit, by_calls, lag):
    """Return the first meetings a year that leads bring with firms of a fit, against the market.

    A channel's quality is what its leads fit better than their firms' own distribution: those whom
    calls have won are firms of less fit than the lead.
    """
    firms = max(1.0, world.segments_today[segment].prospects)
    weighted = 0.0
    for channel in range(world.channels_today.shape[0]):
        source = world.channels_today[channel]
        meetings = meetings_by_channel(world, channel, segment)
        won = by_calls * won_at_fit(world, segment, fit - source.quality)
        won += meetings * won_at_fit(world, segment, fit)
        density = exp(source.quality * (fit - 0.5 * source.quality))
        weighted += meetings * density * left_of_year(world, segment, won / firms, lag)
    return weighted


@rule
def density_of_calls(world, segment, node, by_calls, by_leads, lag):
    """Return how much likelier a node's fit is among the firms called than in the market.

    by_calls, by_leads: first meetings a year. Firms that were won are called no more: the more
    meetings a grade has, the fewer good ones are left of it in the course of the first year.
    """
    targeting = world.company_today[0].targeting
    won = world.won_at[segment, node] / max(1.0, world.segments_today[segment].prospects)
    if targeting <= 0.0:
        return left_of_year(world, segment, (by_calls + by_leads) * won, lag)
    fit = world.fits[node]
    spread = math.sqrt(1.0 - targeting * targeting)
    density = 0.0
    better = 0.0
    for grade in range(GRADES):
        as_good = above_border(grade + 1, targeting, spread, fit)
        called = world.call_shares[segment, grade] * GRADES
        left = left_of_year(world, segment, (by_calls * called + by_leads) * won, lag)
        density += called * (as_good - better) * left
        better = as_good
    return density


@rule
def won_at_fit(world, segment, fit):
    """Return the chance of a contract of a first meeting with a firm of a fit."""
    node = int(normal_cdf(fit) * FIT_NODES)
    return world.won_at[segment, min(FIT_NODES - 1, node)]


@rule
def years_to_contract(world, segment):
    """Return the years for which today's buyers think, from a first meeting to a contract."""
    days = 0.0
    for step in range(world.sizes[0].call_step + 1, world.sizes[0].conquest_steps):
        days += mean_of(world, int(world.steps_today[step, segment].delay_distribution))
    return days / DAYS_PER_YEAR


@rule
def left_of_year(world, segment, won, lag):
    """Return the share of firms not yet won, on average over the meetings decided in a year.

    won: contracts a firm and year. lag: years to a contract. Firms that say no are left alone for
    a while: until they come back nobody else is met than before, whatever the fit of those won.
    """
    decided = min(1.0, world.sizes[0].horizon / SECONDS_PER_YEAR) - lag
    alike = lag + world.segments_today[segment].cooling_off / SECONDS_PER_YEAR
    falling = decided - alike
    if falling <= 0.0 or won * falling < FEW:
        return 1.0
    return (alike + (1.0 - exp(-won * falling)) / won) / decided


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
