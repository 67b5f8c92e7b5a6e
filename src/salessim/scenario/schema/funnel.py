"""The steps of a sale: stages that win customers, contacts and opportunities that keep them."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from salessim.scenario.amounts import Amount, ShareOrMoney, Worth
from salessim.scenario.kinds import Name, Words
from salessim.scenario.schema.section import SEGUIN, Names, Section, needed, said, tag_of
from salessim.units import Quantity

type Skill = Literal[
    "prospecting", "discovery", "proposal", "negotiation", "account_care", "product"
]
type CustomerRouting = Literal["owner", "pooled", "round_robin", "least_loaded"]

SKILLS = ("prospecting", "discovery", "proposal", "negotiation", "account_care", "product")
"""The skills grid, in the order of a person's levels."""

SKILL_OF_STAGE = {
    "call": "prospecting",
    "appointment": "discovery",
    "proposal": "proposal",
    "negotiation": "negotiation",
}
"""The skill that drives a stage of this name; `proposal` drives any other."""

FIT_EFFECT = 4.0
DISCOVERY_EFFECT = 5.02
DISCOVERY_EFFECT_LATER = 4.6
"""Log-odds on the stages after discovery where the scenario says nothing; 0 on the others.

With them one team reproduces both of Seguin's funnels, 10 -> 8 -> 2 and 10 -> 5 -> 4, whether the
contract follows the proposal at once or after one or two further stages.
"""

FITTED_TO_SEGUIN = f"fitted to both funnels of {SEGUIN}"

_Hours = Annotated[Quantity, Amount("hours", 0, 1000, cases=True)]
_Passes = Annotated[Quantity, Amount("share", 0, 1)]
_BuyerTakes = Annotated[Quantity, Amount("days", 0, 3650, cases=True)]
_Effect = Annotated[Quantity, Amount("number", 0, 20)]
_OptionalEffect = Annotated[Quantity | None, Amount("number", 0, 20, optional=True)]


class Stage(Section):
    """A step on the way to a new customer."""

    hours: _Hours = needed("Hours of work on one case.")
    passes: _Passes = needed(
        "Share of cases that go on to the next stage, by today's team.", title="pass rate"
    )
    buyer_takes: _BuyerTakes = said(
        "0 days", "Days until the buyer answers.", title="buyer's time to answer"
    )
    skill: Annotated[Skill | None, Words(Skill, optional=True)] = said(
        None, "Skill that drives it.", otherwise="by the stage's name, else proposal"
    )
    listening: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "50 %", "Share of a first meeting spent on understanding; Seguin aims at 90 %."
    )
    skill_effect: _Effect = said(1.5, "Log-odds gained per unit of skill.")
    fit_effect: _OptionalEffect = said(
        None,
        "Log-odds gained per standard deviation of fit.",
        FITTED_TO_SEGUIN,
        otherwise="4 on stages after discovery, else 0",
    )
    discovery_effect: _OptionalEffect = said(
        None,
        "Log-odds gained per unit of discovery.",
        FITTED_TO_SEGUIN,
        otherwise="5.02 on the first stage after discovery, 4.6 on later ones, else 0",
    )
    motivation_effect: _Effect = said(0.5, "Log-odds gained per unit of motivation.")
    product_effect: _Effect = said(
        1.0, "Log-odds gained per unit of product knowledge, with buyers who informed themselves."
    )
    repeats: Annotated[Quantity, Amount("share", 0, 0.9999)] = said(
        "0 %", "Share of cases that stay for another round of the same stage."
    )
    belief_error: Annotated[Quantity, Amount("number", 0, 10)] = said(
        1.5,
        "Error of the rep's belief about fit after a first meeting without any discovery, in "
        "standard deviations of fit.",
        FITTED_TO_SEGUIN,
    )


class Contact(Section):
    """Care for a customer that comes back again and again, such as a visit."""

    hours: _Hours = needed("Hours of work on one contact.")
    every: Annotated[Quantity, Amount("days", 1, 3650)] = needed(
        "Days between two contacts with one customer.", title="days between contacts"
    )
    effect: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "25 %",
        "Share of the way to a full relationship gained per contact.",
        title="effect on the relationship",
    )
    segments: Names | None = said(None, "Segments whose customers get it; all if left out.")


class Opportunity(Section):
    """A sale to a customer, such as a renewal."""

    hours: _Hours = needed("Hours of work on one case.")
    passes: _Passes = needed("Share of cases that are won, by today's team.", title="win rate")
    buyer_takes: _BuyerTakes = said(
        "0 days", "Days until the customer answers.", title="customer's time to answer"
    )
    each: Annotated[Quantity, Amount("count", 0, 1000, rate="always")] = said(
        "1 a year", "How often it comes up with one customer.", title="frequency"
    )
    worth: Annotated[Worth, ShareOrMoney(most_share=10, most_money=1e10)] = said(
        0, "Value of one win: a share of the customer's yearly value, or money."
    )
    grows: Annotated[Quantity, Amount("share", 0, 10)] = said(
        "0 %", "Share by which a win raises the customer's yearly value."
    )
    refers: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "0 %", "Share of wins that bring a new lead."
    )
    lifts: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "10 %", "Share of the way to a full relationship gained by a win."
    )
    hurts: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "20 %", "Share of the relationship lost by a refusal."
    )
    skill: Annotated[Skill, Words(Skill)] = said("account_care", "Skill that drives it.")
    skill_effect: _Effect = said(1.5, "Log-odds gained per unit of skill.")
    motivation_effect: _Effect = said(0.5, "Log-odds gained per unit of motivation.")
    routing: Annotated[CustomerRouting, Words(CustomerRouting)] = said("owner", "Who works on it.")
    segments: Names | None = said(None, "Segments whose customers have it; all if left out.")


def _contact_or_opportunity(value: Any) -> str:
    if isinstance(value, Contact) or (isinstance(value, dict) and "every" in value):
        return tag_of(Contact)
    return tag_of(Opportunity)


type LoyaltyStep = Annotated[
    Annotated[Contact, Tag(tag_of(Contact))] | Annotated[Opportunity, Tag(tag_of(Opportunity))],
    Discriminator(_contact_or_opportunity),
]

CONQUEST = {
    "call": {"hours": "0.2", "passes": "5 %"},
    "appointment": {"hours": "2", "passes": "80 %", "buyer_takes": "7 days"},
    "proposal": {"hours": "6", "passes": "40 %", "buyer_takes": "20 days"},
    "negotiation": {"hours": "4", "passes": "62.5 %", "buyer_takes": "14 days"},
}
"""The conquest funnel of a scenario that types none: 10 appointments, 8 proposals, 2 contracts."""

LOYALTY = {
    "visit": {"hours": "1.5", "every": "60 days"},
    "renewal": {"hours": "2", "passes": "85 %", "buyer_takes": "14 days", "each": "1 a year"},
    "upsell": {
        "hours": "3",
        "passes": "25 %",
        "buyer_takes": "21 days",
        "each": "0.5 a year",
        "grows": "15 %",
    },
}
"""The loyalty steps of a scenario that types none."""


class Funnel(Section):
    """The steps of both motions. Steps that are typed replace the default list."""

    conquest: dict[Annotated[str, Name()], Stage] = said(
        CONQUEST,
        "Stages that win a new customer, in their order.",
        f"rates: {SEGUIN}; rest assumption",
    )
    loyalty: dict[Annotated[str, Name()], LoyaltyStep] = said(
        LOYALTY, "Contacts (with `every`) and opportunities (with `passes`) that keep customers."
    )
