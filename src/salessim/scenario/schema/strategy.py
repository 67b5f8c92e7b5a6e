"""Where the company wants to go: how clear that is, and how market and prices move on the way."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.schema.matrix import Matrix
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity

type YearlyGrowth = Annotated[
    Quantity, Amount("share", -0.5, 2, rate="always", exact=True, bound_period="year")
]
type OptionalYearlyGrowth = Annotated[
    Quantity | None,
    Amount("share", -0.5, 2, rate="always", exact=True, bound_period="year", optional=True),
]


class Strategy(Section):
    """What those who sell know of the strategy. Typed figures hold under today's clarity."""

    clarity: Annotated[Quantity, Amount("share", 0.01, 1, exact=True)] = said(
        "70 %",
        "Share of the strategy that is clear to those who sell; adherence to the time budget goes "
        "with it.",
        title="clarity of the strategy",
    )
    lifts: Annotated[Quantity, Amount("number", 0, 1, exact=True)] = said(
        0.1,
        "Rise of everybody's personal level of motivation, were the strategy wholly clear instead "
        "of not at all.",
        title="effect of clarity on motivation",
    )
    matrix: Matrix | None = said(
        None, "Accounts with scores, from which segments are counted; none: they are typed."
    )


class Vision(Section):
    """How the years differ."""

    market: YearlyGrowth = said(
        "0 % a year",
        "Growth of the number of firms on the market; inbound leads grow with it.",
        title="growth of the market",
    )
    prices: YearlyGrowth = said(
        "0 % a year",
        "Rise of prices, after each twelve months; running contracts rise with them.",
        title="rise of prices",
    )
