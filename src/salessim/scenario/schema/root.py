"""The top level of a scenario: its sections, each with unit, default and source."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Choice, CurrencyCode, Name, Text
from salessim.scenario.number_style import NumberStyle
from salessim.scenario.own_code import CodeFunction, OwnCode
from salessim.scenario.schema.funnel import Funnel, Loyalty, Prospecting
from salessim.scenario.schema.horizon import Calendar, Horizon, Target
from salessim.scenario.schema.managers import Manager, Styles
from salessim.scenario.schema.market import Channel, Product, Segment, Shares
from salessim.scenario.schema.motivation import Attrition, Learning, Motivation, PayEffort
from salessim.scenario.schema.pay import PayPlan
from salessim.scenario.schema.section import (
    Names,
    OrNone,
    Section,
    Shorthand,
    optional,
    required,
    tag_of,
    uncertain,
)
from salessim.scenario.schema.strategy import Strategy, Today, Vision
from salessim.scenario.schema.team import Role
from salessim.scenario.schema.time import Crm, Time
from salessim.units import Quantity

ALWAYS = "always"
_WORD = "«word»"
PAYMENT_TERMS = "usual terms of EU directive 2011/7"


def _always_or_hours(value: Any) -> str:
    return _WORD if isinstance(value, str) else tag_of(Calendar)


type AlwaysOrCalendar = Annotated[
    Annotated[Literal["always"], Tag(_WORD)] | Annotated[Calendar, Tag(tag_of(Calendar))],
    Discriminator(_always_or_hours),
]
type _Name = Annotated[str, Name()]


type DefaultFigures = Literal["uncertain", "exact"]


type Function = Annotated[OwnCode | None, CodeFunction(optional=True)]


class OwnRuleFiles(Section):
    """Functions of one's own in place of salessim's decisions, such as pay.py:bonus."""

    next_deal: Function = optional(None, "Which waiting deal a rep takes up first.")
    lead_owner: Function = optional(None, "Who gets a lead or a referral.")
    next_work: Function = optional(None, "To which segment and motion a free rep turns.")
    effort: Function = optional(None, "Share of free paid time that is worked.")
    variable_pay: Function = optional(None, "What a component of pay with a quota earns.")

    @property
    def filled(self) -> dict[str, OwnCode]:
        """What is typed, by name."""
        return {
            name: code
            for name in type(self).model_fields
            if (code := getattr(self, name)) is not None
        }


class ScenarioSections(Section):
    """What a scenario file holds."""

    name: Annotated[str, Text()] = optional("scenario", "Title of the scenario.")
    currency: Annotated[str, CurrencyCode()] = optional("EUR", "Currency of all amounts.")
    numbers: Annotated[str | None, NumberStyle(optional=True)] = optional(
        None,
        "How numbers are written in this file, where one such as 1.234 has two readings: "
        "1.234,56 makes it a thousand, 1,234.56 a fraction; none: such numbers are refused.",
    )
    defaults: Annotated[DefaultFigures, Choice(DefaultFigures)] = optional(
        "uncertain",
        "Whether figures that nobody typed are drawn from their own uncertainty, or are exact.",
        title="figures not typed",
    )
    margin: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("70 %", "60..79 %"), "Share of revenue kept after the cost of goods."
    )
    paid_after: Annotated[Quantity, Amount("days", 0, 365, exact=True)] = optional(
        "30 days", "Days from revenue to cash.", PAYMENT_TERMS
    )
    horizon: Horizon = required("The months that are simulated.")
    calendar: Annotated[AlwaysOrCalendar, Shorthand(word=ALWAYS)] = optional(
        {}, "Working time, or the word always: round the clock."
    )
    target: tuple[Target, ...] = optional((), "Goals.")
    strategy: Strategy = optional({}, "How clear the strategy is.")
    vision: Vision = optional({}, "How the years differ.")
    segments: dict[_Name, Segment] = required("Parts of the market, highest potential first.")
    territories: Shares = optional({}, "Split of every segment's firms; left out: no territories.")
    products: dict[_Name, Product] = optional({}, "What is sold; left out: deals have one value.")
    channels: dict[_Name, Channel] = optional({}, "Ways in which leads come.")
    prospecting: Prospecting = optional({}, "Cold calls.")
    funnel: Funnel = optional({}, "The steps of a sale.")
    loyalty: Loyalty = optional({}, "How customer relationships live.")
    team: dict[_Name, Role] = required("The people who sell, by role.")
    pods: dict[_Name, Names] = optional(
        {}, "People who work together, by pod, such as {north: [sdr 1, closer 1, closer 2]}."
    )
    managers: dict[_Name, Manager] = optional({}, "The people who lead.")
    motivation: Annotated[Motivation | None, OrNone] = optional({}, "Motivation; none: left out.")
    effort: Annotated[PayEffort | None, OrNone] = optional(
        None, "How marginal pay moves the intensity of work; none: it does not."
    )
    styles: Annotated[Styles | None, OrNone] = optional(
        {}, "Which management style suits whom; none: styles have no effect."
    )
    attrition: Annotated[Attrition | None, OrNone] = optional(
        {}, "People who leave, and who comes after them; none: nobody leaves."
    )
    learning: Annotated[Learning | None, OrNone] = optional(
        {}, "Learning by doing; none: left out."
    )
    time: Time = optional({}, "The time budget.")
    crm: Annotated[Crm | None, OrNone] = optional(None, "The CRM tool; none: there is no tool.")
    today: Today = optional({}, "Where the company stands on the first day.")
    rules: OwnRuleFiles = optional(
        {}, "Decisions taken by Python functions of your own; run with --allow-code only."
    )

    extends: Annotated[str | None, Text(optional=True)] = optional(
        None, "Scenario file on which this one builds: maps merge, lists replace, null removes."
    )
    pay: dict[_Name, PayPlan] = optional({}, "Pay by role; the same keys as in team.")
    variants: dict[_Name, dict[str, Any]] = optional({}, "Changes to try, each a map of key paths.")
    sources: dict[str, Annotated[str, Text()]] = optional(
        {}, "Where figures come from, by key path."
    )
