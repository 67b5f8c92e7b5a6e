"""The whole scenario."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import CurrencyCode, Name, Text
from salessim.scenario.people import Person, people_of
from salessim.scenario.schema.attrition import Attrition
from salessim.scenario.schema.crm import Crm
from salessim.scenario.schema.funnel import Funnel
from salessim.scenario.schema.horizon import Calendar, Horizon
from salessim.scenario.schema.loyalty import Loyalty
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.market import Channel, Product, Segment, Shares
from salessim.scenario.schema.motivation import Learning, Motivation
from salessim.scenario.schema.pay import PayPlan
from salessim.scenario.schema.prospecting import Prospecting
from salessim.scenario.schema.section import OrNone, Section, Shorthand, needed, said, tag_of
from salessim.scenario.schema.strategy import Strategy, Vision
from salessim.scenario.schema.styles import Styles
from salessim.scenario.schema.target import Target
from salessim.scenario.schema.team import Role
from salessim.scenario.schema.time import Time
from salessim.scenario.schema.today import Today
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


class Plan(Section):
    """What a scenario file holds."""

    name: Annotated[str, Text()] = said("scenario", "Title of the scenario.")
    currency: Annotated[str, CurrencyCode()] = said("EUR", "Currency of all amounts.")
    margin: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "70 %", "Share of revenue kept after the cost of goods."
    )
    paid_after: Annotated[Quantity, Amount("days", 0, 365, exact=True)] = said(
        "30 days", "Days from revenue to cash.", PAYMENT_TERMS
    )
    horizon: Horizon = needed("The months that are simulated.")
    calendar: Annotated[AlwaysOrCalendar, Shorthand(word=ALWAYS)] = said(
        {}, "Working time, or the word always: round the clock."
    )
    target: tuple[Target, ...] = said((), "Goals.")
    strategy: Strategy = said({}, "How clear the strategy is.")
    vision: Vision = said({}, "How the years differ.")
    segments: dict[_Name, Segment] = needed("Parts of the market, highest potential first.")
    territories: Shares = said({}, "Split of every segment's firms; left out: no territories.")
    products: dict[_Name, Product] = said({}, "What is sold; left out: deals have one value.")
    channels: dict[_Name, Channel] = said({}, "Ways in which leads come.")
    prospecting: Prospecting = said({}, "Cold calls.")
    funnel: Funnel = said({}, "The steps of a sale.")
    loyalty: Loyalty = said({}, "How customer relationships live.")
    team: dict[_Name, Role] = needed("The people who sell, by role.")
    managers: dict[_Name, Manager] = said({}, "The people who lead.")
    motivation: Annotated[Motivation | None, OrNone] = said({}, "Motivation; none: left out.")
    styles: Annotated[Styles | None, OrNone] = said(
        {}, "Which management style suits whom; none: styles have no effect."
    )
    attrition: Annotated[Attrition | None, OrNone] = said(
        None, "People who leave, and who comes after them; none: nobody leaves."
    )
    learning: Annotated[Learning | None, OrNone] = said({}, "Learning by doing; none: left out.")
    time: Time = said({}, "The time budget.")
    crm: Annotated[Crm | None, OrNone] = said(None, "The CRM tool; none: there is no tool.")
    today: Today = said({}, "Where the company stands on the first day.")

    extends: Annotated[str | None, Text(optional=True)] = said(
        None, "Scenario file on which this one builds: maps merge, lists replace, null removes."
    )
    pay: dict[_Name, PayPlan] = said({}, "Pay by role; the same keys as in team.")
    variants: dict[_Name, dict[str, Any]] = said({}, "Changes to try, each a map of key paths.")
    sources: dict[str, Annotated[str, Text()]] = said({}, "Where figures come from, by key path.")

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody who sells, in the order of the file."""
        return people_of(self)
