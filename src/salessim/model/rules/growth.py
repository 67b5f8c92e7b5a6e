"""How the years differ: firms come to the market or leave it, and prices rise."""

from salessim.compiler.marks import rule
from salessim.elementary import power
from salessim.model.codes import AVAILABLE, CUSTOMER, GONE, RESTING
from salessim.model.rules.customers import subscribe
from salessim.model.rules.market import delist, enlist
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_YEAR


@rule
def grown(world, now, segment):
    """Return the size of a segment's market against the first day."""
    per_year = world.segments[segment].growth_per_year
    if per_year == 0.0:
        return 1.0
    return power(1.0 + per_year, now / SECONDS_PER_YEAR)


@rule
def most_grown(world, segment):
    """Return the largest size that a segment's market has during the horizon."""
    return max(1.0, grown(world, world.sizes[0].horizon, segment))


@rule
def grow_market(world, now, segment):
    """Let firms come to the market, or those leave it with whom nothing is under way.

    Firms come and go in the order of their places, so that the first ones are the same in every
    future.
    """
    if world.segments[segment].growth_per_year == 0.0:
        return
    state = world.segment_states[segment]
    rows = state.first_firm + state.firms - state.first_prospect
    wanted = min(rows, int(world.segments[segment].prospects * grown(world, now, segment)))
    while state.prospects < wanted:
        firm = state.first_prospect + state.prospects
        state.prospects += 1
        if world.firms[firm].state == GONE:
            world.firms[firm].rests_until = now
            enlist(world, firm)
    while state.prospects > wanted:
        state.prospects -= 1
        firm = state.first_prospect + state.prospects
        if world.firms[firm].state == AVAILABLE:
            delist(world, firm, GONE)
        elif world.firms[firm].state == RESTING:
            world.firms[firm].state = GONE


@rule
def raise_prices(world, now, month):
    """After each twelve months, let running contracts rise with prices; `month` has ended."""
    rise = world.company[0].price_rise
    if rise == 0.0 or (month + 1) % MONTHS_PER_YEAR != 0:
        return
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER and row.recurring != 0.0:
            subscribe(world, now, firm, rise * row.recurring)
