"""Today's mean relationship, the contacts that today's hours allow, and the ceiling of moments.

The relationship decays between contacts, jumps with each, and drifts with opportunities won and
refused. With contacts every T days its mean has a closed form, in which it is used here.
"""

import math

from salessim.model.codes import (
    DAYS_PER_YEAR,
    IS_OPPORTUNITY,
    NOBODY,
    SECONDS_PER_DAY,
    SECONDS_PER_YEAR,
)
from salessim.model.compiled import rule
from salessim.model.laws import value_of
from salessim.model.rules.customers import contact_step
from salessim.model.rules.rates_of_customers import churn_rate, order_rate


@rule
def solve_customers(world, segment):
    """Solve for a segment's contact interval, mean relationship and ceiling of moments."""
    row = world.segments[segment]
    row.contact_every = contact_interval(world, segment)
    row.relationship_today = mean_relationship(world, segment, row.contact_every)
    most = churn_rate(world, segment, 0.0) + order_rate(world, segment, 1.0)
    most += opportunities_per_year(world, segment)
    row.candidates_per_second = most / SECONDS_PER_YEAR


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
def contact_interval(world, segment):
    """Return the seconds between contacts of a customer: as planned, or as hours allow.

    NEVER-like (a thousand years) where no contact is planned or nobody looks after customers.
    """
    step = contact_step(world, segment)
    row = world.segments[segment]
    if step == NOBODY or row.care_hours_per_year <= 0.0:
        return 1000.0 * SECONDS_PER_YEAR
    how = world.steps[step, segment]
    customers = row.customers_today
    hours = row.care_hours_per_year
    for other in range(world.sizes[0].conquest_steps, world.sizes[0].steps):
        deal = world.steps[other, segment]
        if deal.applies and int(deal.kind) == IS_OPPORTUNITY:
            hours -= customers * deal.per_year * value_of(world, int(deal.hours_law), 0.5)
    wanted = customers * value_of(world, int(how.hours_law), 0.5)
    fastest = how.every
    if hours <= 0.0:
        return 1000.0 * SECONDS_PER_YEAR
    return max(fastest, wanted / hours * SECONDS_PER_YEAR)


@rule
def mean_relationship(world, segment, every):
    """Return the time average of a customer's relationship under contacts every `every` s."""
    decay = math.log(2.0) / world.company[0].half_life
    gain = 0.0
    for step in range(world.sizes[0].conquest_steps, world.sizes[0].steps):
        row = world.steps[step, segment]
        if row.applies and int(row.kind) == IS_OPPORTUNITY:
            per_day = row.per_year / DAYS_PER_YEAR
            gain += per_day * row.passes * row.lifts
            decay += per_day * (row.passes * row.lifts + (1.0 - row.passes) * row.hurts)
    level = gain / decay
    step = contact_step(world, segment)
    days = every / SECONDS_PER_DAY
    if step == NOBODY or days > 365_000.0:
        return level
    effect = min(1.0, world.steps[step, segment].effect)
    kept = math.exp(-decay * days)
    before = (level * (1.0 - kept) + effect * kept) / (1.0 - (1.0 - effect) * kept)
    after = before + effect * (1.0 - before)
    return level + (after - level) * (1.0 - kept) / (decay * days)
