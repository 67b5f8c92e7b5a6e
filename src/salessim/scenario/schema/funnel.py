"""The steps of a sale: cold calls, stages that win customers, and the care that keeps them."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from salessim.scenario.amounts import Amount, Interval
from salessim.scenario.case_values import ShareOrMoney, ValuePerCase
from salessim.scenario.kinds import Choice, Integer, Name
from salessim.scenario.schema.section import (
    SEGUIN,
    GoesCold,
    Names,
    Patience,
    Section,
    by_size,
    optional,
    required,
    tag_of,
    uncertain,
)
from salessim.units import Quantity

type Skill = Literal[
    "prospecting", "discovery", "proposal", "negotiation", "account_care", "product"
]
type Works = Literal["prospecting", "discovery", "step"]
type CustomerRouting = Literal["owner", "pooled", "round_robin", "least_loaded"]
type Receiver = Literal["least_loaded", "round_robin", "best_skill", "pod", "territory", "pooled"]

SKILLS = ("prospecting", "discovery", "proposal", "negotiation", "account_care", "product")
"""The skills grid, in the order of a person's levels."""

SKILL_OF_WORK = {"prospecting": "prospecting", "discovery": "discovery", "step": "proposal"}
"""The skill that drives a stage, by what it works as, where none is typed."""

OF_DISCOVERY = ("listening", "belief_error")
"""Keys of the stage that works as discovery; the first stage that types one of them does."""

FIT_EFFECT = 4.0
DISCOVERY_EFFECT = 5.02
DISCOVERY_EFFECT_LATER = 4.6
"""Log-odds on the stages after discovery where the scenario says nothing; 0 on the others.

With them one team reproduces both of Seguin's funnels, 10 -> 8 -> 2 and 10 -> 5 -> 4, whether the
contract follows the proposal at once or after one or two further stages.
"""

BY_CONTRACTS = "tuned to contracts a person signs a year, by their size (docs/plain_teams.md)"
BY_CUSTOMERS = "tuned to customers a person looks after, by their value (docs/plain_teams.md)"
FITTED_TO_SEGUIN = f"fitted to both funnels of {SEGUIN}"

_Hours = Annotated[Quantity, Amount("hours", 0, 1000, cases=True, moves=True)]
_Passes = Annotated[Quantity, Amount("share", 0, 1, moves=True)]
_BuyerTakes = Annotated[Quantity, Amount("days", 0, 3650, cases=True, moves=True)]
_Effect = Annotated[Quantity, Amount("number", 0, 20)]
_OptionalEffect = Annotated[Quantity | None, Amount("number", 0, 20, optional=True)]


class HandOver(Section):
    """How a deal comes to a stage that its owner's role does not work."""

    to: Annotated[Receiver, Choice(Receiver)] = optional(
        "least_loaded",
        "Who gets it: the one with the least work waiting, each in turn, the best at the stage's "
        "skill, the least loaded of the sender's pod or of the firm's territory, or whoever of "
        "the role is free first (pooled).",
        title="receiver of handed-over deals",
    )
    takes: Annotated[Quantity, Amount("days", 0, 365, cases=True, moves=True)] = optional(
        "0 days", "Days until the receiver may work on it.", title="time of the hand-over"
    )
    accepts: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = optional(
        "100 %", "Share of cases that the receiver takes; the others are lost."
    )


_By = Names | None
_PATIENCE = (
    "How long a case waits to be worked on before it goes cold and is lost: a time, or a law such "
    "as {exponential: {mean: 10 days}}; none: it waits for ever."
)
_GOES_COLD_IN = (
    "Time of waiting to be worked on after which half of the buyer's interest is gone, or a table "
    "or name as for leads; `passes` is then that of cases taken up at once. None: waiting costs "
    "no interest."
)


class Stage(Section):
    """A step on the way to a new customer."""

    hours: _Hours = required("Hours of work on one case.")
    passes: _Passes = required(
        "Share of decisions that bring a case on to the next stage, by today's team; a case has "
        "one decision here, and one more for each time that it `repeats`.",
        title="pass rate",
    )
    works: Annotated[Works | None, Choice(Works, optional=True)] = optional(
        None,
        "What is done in it, whatever it is called: prospecting (calls on our own initiative, and "
        "the answer to leads), discovery (the first meeting, after which the rep sorts), or step.",
        otherwise="prospecting in the first stage, discovery where `listening`, `belief_error` or "
        "`skill: discovery` is typed, else step",
    )
    buyer_takes: _BuyerTakes = optional(
        "0 days", "Days until the buyer answers.", title="buyer's time to answer"
    )
    skill: Annotated[Skill | None, Choice(Skill, optional=True)] = optional(
        None,
        "Skill that drives it.",
        otherwise="prospecting or discovery in the stage that works so, else proposal",
    )
    listening: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "50 %", "Share of a first meeting spent on understanding; Seguin aims at 90 %."
    )
    skill_effect: _Effect = optional(
        uncertain("1.5", "1..2.2"), "Log-odds gained per unit of skill."
    )
    fit_effect: _OptionalEffect = optional(
        None,
        "Log-odds gained per standard deviation of fit.",
        FITTED_TO_SEGUIN,
        otherwise=f"{FIT_EFFECT:g} on stages after discovery, else 0",
    )
    discovery_effect: _OptionalEffect = optional(
        None,
        "Log-odds gained per unit of discovery.",
        FITTED_TO_SEGUIN,
        otherwise=f"{DISCOVERY_EFFECT:g} on the first stage after discovery, "
        f"{DISCOVERY_EFFECT_LATER:g} on later ones, else 0",
    )
    motivation_effect: _Effect = optional(
        uncertain("0.5", "0.3..0.8"), "Log-odds gained per unit of motivation."
    )
    product_effect: _Effect = optional(
        uncertain("1.0", "0.6..1.6"),
        "Log-odds gained per unit of product knowledge, with buyers who informed themselves.",
    )
    repeats: Annotated[Quantity, Amount("share", 0, 0.9999)] = optional(
        "0 %", "Share of decisions after which a case stays for another round of the same stage."
    )
    by: _By = optional(
        None,
        "Roles that work on it, in order of preference: a later one gets what finds nobody of the "
        "earlier ones at liberty.",
        otherwise="roles that no step names; if there are none, those of the stage before",
        title="who works the stage",
    )
    with_: dict[Annotated[str, Name()], _Hours] = optional(
        {},
        "Roles that do a piece of work beside it, with their hours per case, such as "
        "{presales: 1}; the stage is done when all are.",
        alias="with",
        title="specialists beside the stage",
    )
    patience: Patience = optional(None, _PATIENCE, title="patience at the stage")
    goes_cold_in: GoesCold = optional(None, _GOES_COLD_IN, title="time until waiting deals cool")
    hand_over: HandOver = optional(
        {}, "How a case comes here from an owner who does not work the stage."
    )
    belief_error: Annotated[Quantity, Amount("number", 0, 10)] = optional(
        uncertain("1.5", "1.2..1.9"),
        "Error of the rep's belief about fit after a first meeting without any discovery, in "
        "standard deviations of fit.",
        FITTED_TO_SEGUIN,
    )


class Contact(Section):
    """Care for a customer that comes back again and again, such as a visit."""

    hours: _Hours = required("Hours of work on one contact.")
    every: Annotated[Quantity, Interval("days", 1, 3650)] = required(
        "Days between two contacts with one customer, or how often they come, such as 36 a year. "
        "Dates lie evenly; on working days a contact serves all that have come since the last.",
        title="days between contacts",
    )
    effect: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("25 %", "18..34 %"),
        "Share of the way to a full relationship gained per contact.",
        title="effect on the relationship",
    )
    by: _By = optional(
        None,
        "Roles that work on it, in order of preference: a later one gets what finds nobody of the "
        "earlier ones at liberty.",
        otherwise="roles that no step names; if there are none, those of the step before",
        title="who makes the contact",
    )
    segments: Names | None = optional(None, "Segments whose customers get it; all if left out.")


class Opportunity(Section):
    """A sale to a customer, such as a renewal."""

    hours: _Hours = required("Hours of work on one case.")
    passes: _Passes = required("Share of cases that are won, by today's team.", title="win rate")
    buyer_takes: _BuyerTakes = optional(
        "0 days", "Days until the customer answers.", title="customer's time to answer"
    )
    each: Annotated[Quantity, Amount("count", 0, 1000, rate="always", moves=True)] = optional(
        "1 a year", "How often it comes up with one customer.", title="frequency"
    )
    worth: Annotated[ValuePerCase, ShareOrMoney(max_share=10, max_money=1e10, moves=True)] = (
        optional(0, "Value of one win: a share of the customer's yearly value, or money.")
    )
    grows: Annotated[Quantity, Amount("share", 0, 10, moves=True)] = optional(
        "0 %", "Share by which a win raises the customer's yearly value."
    )
    refers: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = optional(
        "0 %", "Share of wins that bring a new lead."
    )
    lifts: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("10 %", "6..16 %"), "Share of the way to a full relationship gained by a win."
    )
    hurts: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("20 %", "13..30 %"), "Share of the relationship lost by a refusal."
    )
    skill: Annotated[Skill, Choice(Skill)] = optional("account_care", "Skill that drives it.")
    skill_effect: _Effect = optional(
        uncertain("1.5", "1..2.2"), "Log-odds gained per unit of skill."
    )
    motivation_effect: _Effect = optional(
        uncertain("0.5", "0.3..0.8"), "Log-odds gained per unit of motivation."
    )
    routing: Annotated[CustomerRouting, Choice(CustomerRouting)] = optional(
        "owner", "Who works on it."
    )
    by: _By = optional(
        None,
        "Roles that work on it, in order of preference: a later one gets what finds nobody of the "
        "earlier ones at liberty.",
        otherwise="roles that no step names; if there are none, those of the step before",
        title="who works the opportunity",
    )
    patience: Patience = optional(None, _PATIENCE, title="patience with the opportunity")
    goes_cold_in: GoesCold = optional(
        None, _GOES_COLD_IN, title="time until waiting opportunities cool"
    )
    segments: Names | None = optional(None, "Segments whose customers have it; all if left out.")


def _contact_or_opportunity(value: Any) -> str:
    if isinstance(value, Contact) or (isinstance(value, dict) and "every" in value):
        return tag_of(Contact)
    return tag_of(Opportunity)


type LoyaltyStep = Annotated[
    Annotated[Contact, Tag(tag_of(Contact))] | Annotated[Opportunity, Tag(tag_of(Opportunity))],
    Discriminator(_contact_or_opportunity),
]

CONQUEST: dict[str, dict[str, str]] = {
    "call": {"hours": uncertain("0.2", "0.14..0.28"), "passes": uncertain("5 %", "3.4..7.3 %")},
    "appointment": {
        "hours": by_size("0.5", "0.35..0.7"),
        "passes": uncertain("80 %", "72..86 %"),
        "buyer_takes": by_size("7 days", "5..10 days"),
        "works": "discovery",
    },
    "proposal": {
        "hours": by_size("1.6", "1.1..2.3"),
        "passes": uncertain("40 %", "32..49 %"),
        "buyer_takes": by_size("20 days", "14..28 days"),
    },
    "negotiation": {
        "hours": by_size("1", "0.7..1.4"),
        "passes": uncertain("62.5 %", "54..70 %"),
        "buyer_takes": by_size("14 days", "10..20 days"),
        "skill": "negotiation",
    },
}
"""The conquest funnel of a scenario that types none: 10 appointments, 8 proposals, 2 contracts."""

LOYALTY: dict[str, dict[str, str]] = {
    "visit": {"hours": by_size("1", "0.7..1.4"), "every": "60 days"},
    "renewal": {
        "hours": by_size("1", "0.7..1.4"),
        "passes": uncertain("85 %", "78..90 %"),
        "buyer_takes": uncertain("14 days", "10..20 days"),
        "each": "1 a year",
    },
    "upsell": {
        "hours": by_size("1.6", "1.1..2.3"),
        "passes": uncertain("25 %", "18..34 %"),
        "buyer_takes": uncertain("21 days", "15..30 days"),
        "each": uncertain("0.5 a year", "0.35..0.7 a year"),
        "grows": uncertain("15 %", "10..22 %"),
    },
}
"""The loyalty steps of a scenario that types none."""


class Funnel(Section):
    """The steps of both motions. Steps that are typed replace the default list.

    A step that leaves out its hours or its rate is the default step of its name, changed; one that
    types both is what it says, whatever it is called.
    """

    conquest: dict[Annotated[str, Name()], Stage] = optional(
        CONQUEST,
        "Stages that win a new customer, in their order.",
        f"rates: {SEGUIN}; hours: {BY_CONTRACTS}; rest assumption",
    )
    loyalty: dict[Annotated[str, Name()], LoyaltyStep] = optional(
        LOYALTY,
        "Contacts (with `every`) and opportunities (with `passes`) that keep customers.",
        f"hours: {BY_CUSTOMERS}; rest assumption",
    )


class Loyalty(Section):
    """What a relationship does, and how it fades."""

    half_life: Annotated[Quantity, Amount("days", 1, 36_500)] = optional(
        uncertain("180 days", "120..270 days"),
        "Days without contact after which half of a relationship is gone.",
        title="half-life of a relationship",
    )
    floor: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("40 %", "30..51 %"),
        "Share of orders that comes without any relationship.",
        title="orders that need no relationship",
    )
    churn_effect: Annotated[Quantity, Amount("number", 0, 20)] = optional(
        uncertain("1.0", "0.6..1.6"),
        "How much churn rises, as a multiple, per unit of relationship lost against today.",
        title="effect of relationships on churn",
    )
    hand_over: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("20 %", "13..30 %"),
        "Share of the relationship lost when a customer gets a new owner.",
        title="relationship lost at hand-over",
    )


type Outbound = Literal["block", "when_free", "none"]

BANK = "public bank campaign: 5.7 % on the first call, 2.3 % on the fifth, 1.0 % on the tenth"


class Prospecting(Section):
    """Cold calls."""

    outbound: Annotated[Outbound, Choice(Outbound)] = optional(
        "when_free",
        "When calls are made: in the protected block only, also when nothing else waits, or never.",
        title="time of cold calls",
    )
    attempts: Annotated[int, Integer(1, 20, "calls")] = optional(
        6, "Calls on one firm before it is left alone.", title="calls on one firm"
    )
    again_after: Annotated[Quantity, Amount("days", 0, 365)] = optional(
        "7 days", "Days between two calls on one firm.", title="days between calls on one firm"
    )
    decay: Annotated[Quantity, Amount("number", 0, 3)] = optional(
        uncertain("0.2", "0.15..0.25"),
        "Log-odds of success lost with each repeated call.",
        BANK,
        title="loss by repeated calls",
    )
    targeting: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "0 %",
        "How well the calling list is sorted by fit: 0 not at all, 100 % perfectly.",
        title="targeting of cold calls",
    )
    appointments: Annotated[
        Quantity | None, Amount("number", 0.01, 50, exact=True, optional=True)
    ] = optional(
        None,
        "First meetings a working day that a rep aims at: calls stop when there are enough, "
        "as Seguin's 2; none: calls go on.",
        title="appointments a day",
    )
    touch_hours: Annotated[Quantity, Amount("hours", 0.01, 40, moves=True)] = optional(
        uncertain("0.5", "0.35..0.7"),
        "Hours of one educating contact, in segments that need `touches`.",
    )
    touch_every: Annotated[Quantity, Amount("days", 0, 365)] = optional(
        "7 days", "Days between two educating contacts."
    )
