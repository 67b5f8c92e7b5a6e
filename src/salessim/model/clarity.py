"""What a clear strategy changes: adherence to the time budget, and motivation.

Typed figures hold under today's clarity, so only a variant's clarity against today's counts.
"""

from salessim.scenario.sales_plan import SalesPlan
from salessim.units import Quantity


def adherence_to(typed: Quantity, plan: SalesPlan, today: SalesPlan) -> Quantity:
    """Return the adherence under a plan's clarity: in proportion to it, 1 at most."""
    clearer = plan.strategy.clarity.typical / today.strategy.clarity.typical
    if clearer == 1.0 or typed.typical <= 0.0:
        return typed
    return typed.scaled(min(clearer, 1.0 / typed.typical))


def clarity_lift(plan: SalesPlan, today: SalesPlan) -> float:
    """Return by how much clarity raises everybody's personal level of motivation."""
    gained = plan.strategy.clarity.typical - today.strategy.clarity.typical
    return plan.strategy.lifts.typical * gained
