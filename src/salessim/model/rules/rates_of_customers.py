"""How often customers leave and order, as their relationship with us stands.

Both rates are linear in the relationship, so that the mean customer has the mean rate: the
typed figures hold at today's mean relationship, and the optimiser reads the same lines.
"""

from salessim.compiler.marks import rule


@rule
def churn_rate(world, segment, relationship):
    """Return the hazard of leaving, per year."""
    row = world.segments[segment]
    lost_bond = row.relationship_today - relationship
    return row.churn_per_year * max(0.0, 1.0 + world.company[0].churn_effect * lost_bond)


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
