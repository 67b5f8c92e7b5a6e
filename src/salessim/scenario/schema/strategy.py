"""Sections of where the company is heading, and of where it stands today."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day
from salessim.scenario.kinds import Choice, Integer, Name, Real, Text
from salessim.scenario.schema.section import Section, optional, required
from salessim.units import Quantity

type YearlyGrowth = Annotated[
    Quantity, Amount("share", -0.5, 2, rate="always", exact=True, bound_period="year", moves=True)
]
type SegmentGrowth = Annotated[
    Quantity | None,
    Amount(
        "share", -0.5, 2, rate="always", exact=True, bound_period="year", optional=True, moves=True
    ),
]
type OptionalYearlyGrowth = Annotated[
    Quantity | None,
    Amount("share", -0.5, 2, rate="always", exact=True, bound_period="year", optional=True),
]


type _Number = Annotated[Quantity, Amount("number", 0, 1e12, exact=True)]
type _Share = Annotated[Quantity, Amount("share", 0, 1, exact=True)]
type Weights = dict[Annotated[str, Name()], _Number]
type Scores = dict[Annotated[str, Name()], _Number]
type LeastScores = dict[Annotated[str, Name()], _Share]

IS_CUSTOMER = "customer"
"""The column that says whether an account is a customer already: 1, or 0 for a prospect."""


class Matrix(Section):
    """Scored accounts, and how scores make segments; prospects and customers are counted here."""

    accounts: dict[Annotated[str, Name()], Scores] = required(
        "Accounts with their scores, usually a CSV: name, a column a criterion, and customer (1 "
        "for who buys already). The same list may stand in today.accounts, for owners and values."
    )
    attractiveness: Weights = required("Weight of each criterion by which an account attracts us.")
    assets: Weights = required("Weight of each criterion of what we have to win it.")
    best_score: Annotated[Quantity, Amount("number", 1e-6, 1e12, exact=True)] = optional(
        5, "Score that is the best possible.", title="best score"
    )
    assets_weigh: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "50 %", "Weight of our assets in an account's place; attractiveness has the rest."
    )
    least: LeastScores = optional(
        {},
        "Least place, from 0 % to 100 %, of a segment's accounts; the last segment takes the rest.",
        otherwise="equal steps: with three segments 67 % and 33 %",
        title="least place of a segment",
    )


class Strategy(Section):
    """What those who sell know of the strategy. Typed figures hold under today's clarity."""

    clarity: Annotated[Quantity, Amount("share", 0.01, 1, exact=True)] = optional(
        "70 %",
        "Share of the strategy that is clear to those who sell; adherence to the time budget goes "
        "with it.",
        title="clarity of the strategy",
    )
    lifts: Annotated[Quantity, Amount("number", 0, 1, exact=True)] = optional(
        0.1,
        "Rise of everybody's personal level of motivation, were the strategy wholly clear instead "
        "of not at all.",
        title="effect of clarity on motivation",
    )
    matrix: Matrix | None = optional(
        None, "Accounts with scores, from which segments are counted; none: they are typed."
    )


class Vision(Section):
    """How the years differ."""

    market: YearlyGrowth = optional(
        "0 % a year",
        "Growth of the number of firms on the market; inbound leads grow with it.",
        title="growth of the market",
    )
    prices: YearlyGrowth = optional(
        "0 % a year",
        "Rise of prices, after each twelve months; running contracts rise with them.",
        title="rise of prices",
    )


type Motion = Literal["conquest", "loyalty"]


@dataclass(frozen=True)
class NameToFind(Name):
    """A name that is empty until the matrix says it."""

    def read(self, value: Any, currency: str | None) -> str:
        """The name."""
        return super().read(value, currency) if value != "" else ""


class AccountRow(Section):
    """A customer."""

    name: Annotated[str, Text()] = required("Name of the customer.")
    segment: Annotated[str, NameToFind()] = optional(
        "", "Its segment.", otherwise="the one that the matrix puts it into"
    )
    customer: Annotated[int, Integer(0, 1, "number")] = optional(
        1,
        "Whether it buys already: 1, or 0 for a prospect, whose row is left out; so the list of "
        "a matrix may stand here, too.",
        "a list of customers",
        title="whether an account is a customer",
    )
    owner: Annotated[str | None, Text(optional=True)] = optional(None, "Person who looks after it.")
    value_per_year: Annotated[float | None, Real(0, 1e10, "money", optional=True)] = optional(
        None, "What it brings a year, in currency; none: as usual in the segment."
    )
    relationship: Annotated[float | None, Real(0, 1, optional=True)] = optional(
        None, "Relationship from 0 to 1; none: as under today's care."
    )
    churn: Annotated[
        Quantity | None, Amount("share", 0, 0.99, rate="always", exact=True, optional=True)
    ] = optional(
        None,
        "Chance that it is lost, under today's care, such as 8 % a year; none: as in the segment.",
        title="churn of a customer",
    )

    renews: Annotated[dt.date | None, Day(optional=True)] = optional(
        None,
        "Day on which its running term ends, where the segment's contracts have one; none: any.",
        title="renewal date",
    )
    since: Annotated[dt.date | None, Day(optional=True)] = optional(
        None,
        "Day on which its first contract began; steps in price and terms count from it. None: "
        "drawn, of the last ten years, an older contract the more seldom the higher the churn.",
        title="beginning of a customer's contract",
    )


class DealRow(Section):
    """An open deal."""

    account: Annotated[str, Text()] = required("Name of the customer or prospect.")
    segment: Annotated[str, Name()] = required("Its segment.")
    stage: Annotated[str, Name()] = required("Stage that it is in.")
    motion: Annotated[Motion, Choice(Motion)] = optional(
        "conquest", "Whether a new customer is won or one is kept."
    )
    owner: Annotated[str | None, Text(optional=True)] = optional(None, "Person who works on it.")
    value: Annotated[float | None, Real(0, 1e10, "money", optional=True)] = optional(
        None, "Its value in currency; none: drawn as for new deals."
    )
    product: Annotated[str | None, Name(optional=True)] = optional(
        None,
        "The product that it is about, where there are products; none: drawn as for new deals.",
        title="product of a deal",
    )
    opened: Annotated[dt.date | None, Day(optional=True)] = optional(
        None, "Day on which it was opened; none: the first day of the horizon."
    )
    answers_in: Annotated[float | None, Real(0, 3650, "days", optional=True)] = optional(
        None, "Days until the buyer answers; none: the deal waits for the rep."
    )


class Today(Section):
    """Customers, open deals and money on the first day."""

    customers: dict[Annotated[str, Name()], Annotated[Quantity, Amount("count", 0, 10_000_000)]] = (
        optional({}, "Number of active customers by segment.", title="customers today")
    )
    accounts: tuple[AccountRow, ...] = optional(
        (), "Active customers one by one, as a list or a CSV."
    )
    deals: tuple[DealRow, ...] = optional((), "Open deals, as a list or a CSV.")
    cash: Annotated[Quantity, Amount("money", -1e12, 1e12, exact=True)] = optional(
        0, "Money in the bank.", title="cash today"
    )
    other_costs: Annotated[Quantity, Amount("money", 0, 1e11, rate="always", moves=True)] = (
        optional("0 a month", "Costs of the company outside sales.", title="other costs")
    )
    revenue_last_year: Annotated[
        Quantity | None, Amount("money", 0, 1e12, exact=True, optional=True)
    ] = optional(
        None,
        "Revenue of the twelve months before; growth is measured against it.",
        title="revenue of last year",
    )
