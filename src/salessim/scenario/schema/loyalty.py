"""How a customer relationship lives."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity


class Loyalty(Section):
    """What a relationship does, and how it fades."""

    half_life: Annotated[Quantity, Amount("days", 1, 36_500)] = said(
        "180 days",
        "Days without contact after which half of a relationship is gone.",
        title="half-life of a relationship",
    )
    floor: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "40 %",
        "Share of orders that comes without any relationship.",
        title="orders that need no relationship",
    )
    churn_effect: Annotated[Quantity, Amount("number", 0, 20)] = said(
        1.0,
        "How much churn rises, as a multiple, per unit of relationship lost against today.",
        title="effect of relationships on churn",
    )
    hand_over: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "20 %",
        "Share of the relationship lost when a customer gets a new owner.",
        title="relationship lost at hand-over",
    )
