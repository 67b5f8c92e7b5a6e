"""The relationship with customers: what today's care makes of it, and what it does.

The relationship decays between contacts, jumps with each, and drifts with opportunities won and
refused. With contacts every T days its mean has a closed form, in which it is used here. Several
kinds of contact count as one whose frequency is that of all together and whose effect leaves, per
year, the same share of the way to a full relationship open.

Churn, orders and recommendations are linear in the relationship, so that the mean customer has the
mean rate: the typed figures hold at today's mean relationship, and the optimiser reads the same
lines.
"""

from math import inf

from salessim.compiler.marks import formula, rare_rule, rule
from salessim.elementary import LN_2, exp, power
from salessim.model.distributions import mean_of
from salessim.model.state.codes import IS_CONTACT, IS_OPPORTUNITY
from salessim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, SECONDS_PER_YEAR

LONGEST_CYCLE_DAYS = 365_000.0
"""A thousand years between contacts: where none is planned, or nobody has an hour for it."""


@rule
def solve_customers(world, segment):
    """Solve for a segment's contact interval, mean relationship and ceiling of moments.

    Interval and relationship are today's; what may happen is the plan's.
    """
    row = world.segments[segment]
    row.contact_stretch = contact_stretch(world, segment)
    solve_relationship(world, segment)
    row.maximum_churn = churn_rate(world, segment, 0.0)
    row.maximum_orders = order_rate(world, segment, 1.0)
    row.maximum_opportunities = opportunities_per_year(world, segment)
    row.maximum_recommendations = maximum_recommendations(world, segment)
    note_ceiling(world, segment)


@rule
def note_ceiling(world, segment):
    """Note the ceiling of moments of a customer: the most that any month brings."""
    row = world.segments[segment]
    maximum = row.maximum_churn + row.maximum_orders
    maximum += row.maximum_opportunities
    maximum += row.maximum_recommendations
    row.candidates_per_second = maximum / SECONDS_PER_YEAR


@rare_rule
def raise_ceilings(world):
    """Let the ceilings be no less than what holds now asks."""
    for segment in range(world.sizes[0].segments):
        row = world.segments[segment]
        row.maximum_churn = max(row.maximum_churn, churn_rate(world, segment, 0.0))
        row.maximum_orders = max(row.maximum_orders, order_rate(world, segment, 1.0))
        opportunities = opportunities_per_year(world, segment)
        row.maximum_opportunities = max(row.maximum_opportunities, opportunities)
        recommendations = maximum_recommendations(world, segment)
        row.maximum_recommendations = max(row.maximum_recommendations, recommendations)
        note_ceiling(world, segment)


@rule
def opportunities_per_year(world, segment):
    """Return the opportunities per customer and year."""
    total = 0.0
    for step in range(world.sizes[0].conquest_steps, world.sizes[0].steps):
        row = world.steps[step, segment]
        if row.applies and int(row.kind) == IS_OPPORTUNITY:
            total += row.per_year
    return total


@rule
def contacts_per_year(gaps, every):
    """Return the contacts a year with a customer whose dates lie `every` seconds apart.

    A contact serves all dates since the working day before: a gap of g days holds one with the
    chance g / every, and surely from there on. gaps: (days,) working days a year by the days since
    the one before, from one day on.
    """
    days = every / SECONDS_PER_DAY
    contacts = 0.0
    for before in range(gaps.shape[0]):
        contacts += gaps[before] * min(1.0, (before + 1) / days)
    return contacts


@rule
def contact_stretch(world, segment):
    """Return how much longer than planned today's contacts take: 1, or as hours allow.

    It is infinite where nobody has an hour for them.
    """
    row = world.segments_today[segment]
    customers = int(row.customers) + row.accounts
    hours = row.care_hours_per_year
    wanted = 0.0
    for step in range(world.sizes[0].conquest_steps, world.steps_today.shape[0]):
        how = world.steps_today[step, segment]
        if not how.applies:
            continue
        each = customers * mean_of(world, int(how.hours_distribution))
        if int(how.kind) == IS_OPPORTUNITY:
            hours -= each * how.per_year
        elif int(how.kind) == IS_CONTACT:
            wanted += each * contacts_per_year(world.gaps_today, how.every)
    if row.care_hours_per_year <= 0.0 or hours <= 0.0:
        return inf
    return max(1.0, wanted / hours)


@rule
def solve_relationship(world, segment):
    """Solve for a customer's relationship under today's contacts, as often as hours allow.

    Between contacts it tends to a bare level, at which opportunities won and refused hold the
    decay; a contact lifts it. Its time average over the cycle is today's relationship.
    """
    row = world.segments[segment]
    fading = LN_2 / world.company_today[0].half_life
    gain = 0.0
    contacts_per_day = 0.0
    for step in range(world.sizes[0].conquest_steps, world.steps_today.shape[0]):
        how = world.steps_today[step, segment]
        if how.applies and int(how.kind) == IS_CONTACT:
            contacts_per_day += contacts_per_year(world.gaps_today, how.every) / DAYS_PER_YEAR
        if how.applies and int(how.kind) == IS_OPPORTUNITY:
            per_day = how.per_year / DAYS_PER_YEAR
            gain += per_day * how.passes * how.win_effect
            fading += per_day * (
                how.passes * how.win_effect + (1.0 - how.passes) * how.refusal_effect
            )
    bare = gain / fading
    row.fading_per_day = fading
    row.relationship_bare = bare
    row.relationship_fresh = bare
    row.relationship_today = bare
    if contacts_per_day == 0.0 or row.contact_stretch > LONGEST_CYCLE_DAYS * contacts_per_day:
        return
    days = row.contact_stretch / contacts_per_day
    effect = merged_effect(world, world.steps_today, world.gaps_today, segment, contacts_per_day)
    row.relationship_fresh = relationship_after_contact(bare, fading, effect, days)
    row.relationship_today = mean_relationship(bare, fading, effect, days)


@formula
def relationship_after_contact(bare, fading, effect, days):
    """Return the relationship right after a contact, with contacts every `days`."""
    kept = exp(-fading * days)
    before = (bare * (1.0 - kept) + effect * kept) / (1.0 - (1.0 - effect) * kept)
    return before + effect * (1.0 - before)


@formula
def mean_relationship(bare, fading, effect, days):
    """Return the time average of a relationship with contacts every `days`."""
    fresh = relationship_after_contact(bare, fading, effect, days)
    return bare + (fresh - bare) * (1.0 - exp(-fading * days)) / (fading * days)


@rule
def merged_effect(world, steps, gaps, segment, contacts_per_day):
    """Return the effect of a contact as if all kinds of contact of a table were of one kind."""
    left_open = 1.0
    for step in range(world.sizes[0].conquest_steps, steps.shape[0]):
        how = steps[step, segment]
        if how.applies and int(how.kind) == IS_CONTACT:
            share = contacts_per_year(gaps, how.every) / DAYS_PER_YEAR / contacts_per_day
            left_open *= power(1.0 - min(1.0, how.effect), share)
    return 1.0 - left_open


@rule
def relationship_since_contact(world, segment, seconds):
    """Return the relationship of a customer whose last contact was `seconds` ago."""
    row = world.segments[segment]
    faded = exp(-row.fading_per_day * seconds / SECONDS_PER_DAY)
    return row.relationship_bare + (row.relationship_fresh - row.relationship_bare) * faded


@rule
def churn_rate(world, segment, relationship):
    """Return the hazard of churn, per year."""
    return world.segments[segment].churn_per_year * churn_factor(world, segment, relationship)


@rule
def churn_factor(world, segment, relationship):
    """Return what a relationship does to a hazard of churn; 1 at today's mean."""
    lost_bond = world.segments[segment].relationship_today - relationship
    return max(0.0, 1.0 + world.company[0].churn_effect * lost_bond)


@rule
def order_rate(world, segment, relationship):
    """Return the orders per year: a floor comes without any relationship.

    Where there is neither floor nor relationship today, orders come as typed all the same.
    """
    row = world.segments[segment]
    floor = world.company[0].order_floor
    today = floor + (1.0 - floor) * row.relationship_today
    if today <= 0.0:
        return row.orders_per_year
    return row.orders_per_year * (floor + (1.0 - floor) * relationship) / today


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


@rule
def recommendation_rate(world, channel, segment, relationship):
    """Return a customer's recommendations a year through a channel, its season left out."""
    row = world.channels[channel]
    last = world.sizes[0].segments - 1
    if row.per_customer <= 0.0 or world.recommended[channel, segment, last] <= 0.0:
        return 0.0
    closer = relationship - world.segments[segment].relationship_today
    bought = budget_response(row.budget_ratio, row.without_budget, row.at_most)
    return row.per_customer * bought * max(0.0, 1.0 + row.relationship_effect * closer)


@rule
def maximum_recommendations(world, segment):
    """Return the most recommendations of a customer a year: the closest one's, in all seasons."""
    total = 0.0
    for channel in range(world.sizes[0].channels):
        season = 1.0 + world.channels[channel].peak_size
        total += season * recommendation_rate(world, channel, segment, 1.0)
    return total
