"""Customers differ: each keeps, all its life, a factor on the hazard of churn and one on orders.

Drawn by the customer's own key, so that it is the same whoever wins it and whenever. Of a customer
whose churn is typed the hazard itself is known. Care moves the hazard of every customer by the same
factor. With shares lost a year that follow a beta law,
survival is that of the shifted beta-geometric model (Fader and Hardie, Journal of Interactive
Marketing 21 (2007) 76-90); with order rates that follow a gamma law, counts are negative binomial
(Ehrenberg, Applied Statistics 8 (1959) 26-41).
"""

from salessim.compiler.marks import rule
from salessim.elementary import log1p
from salessim.model.distributions import drawn, mean_of
from salessim.model.draws import OWN_CHURN, OWN_ORDERS
from salessim.model.rates.relationship import churn_factor, churn_rate, order_rate
from salessim.model.state.codes import NOBODY
from salessim.units import SECONDS_PER_YEAR


@rule
def settle_tendencies(world, firm):
    """Find out what a firm that becomes a customer is like, and how often to look at it."""
    row = world.tendencies[firm]
    key = world.firms[firm].key
    of_all = world.segments[world.firms[firm].segment]
    row.churn = 1.0
    if of_all.churn_distribution != NOBODY and of_all.churn_typical > 0.0:
        lost = drawn(world, int(of_all.churn_distribution), key, OWN_CHURN, 0)
        row.churn = -log1p(-lost) * of_all.churn_periods / of_all.churn_typical
    row.orders = 1.0
    if of_all.frequency_distribution != NOBODY and row.of_mean_orders == 0:
        law = int(of_all.frequency_distribution)
        row.orders = drawn(world, law, key, OWN_ORDERS, 0) / mean_of(world, law)
    maximum = row.churn * of_all.maximum_churn
    if row.own_churn >= 0.0:
        maximum = row.own_churn * churn_factor(world, world.firms[firm].segment, 0.0)
    maximum += row.orders * of_all.maximum_orders
    maximum += of_all.maximum_opportunities
    maximum += of_all.maximum_recommendations
    row.candidates_per_second = maximum / SECONDS_PER_YEAR


@rule
def candidates_per_second(world, firm):
    """Return the ceiling of all that may happen to a customer."""
    if world.sizes[0].tendencies:
        return world.tendencies[firm].candidates_per_second
    return world.segments[world.firms[firm].segment].candidates_per_second


@rule
def churn_rate_of(world, firm, relationship):
    """Return a customer's hazard of churn, per year; one that is known stays, months may differ."""
    segment = world.firms[firm].segment
    rate = churn_rate(world, segment, relationship)
    if world.sizes[0].tendencies:
        row = world.tendencies[firm]
        if row.own_churn >= 0.0:
            return row.own_churn * churn_factor(world, segment, relationship)
        rate *= row.churn
    return rate


@rule
def order_rate_of(world, firm, relationship):
    """Return a customer's orders per year."""
    rate = order_rate(world, world.firms[firm].segment, relationship)
    if world.sizes[0].tendencies:
        rate *= world.tendencies[firm].orders
    return rate
