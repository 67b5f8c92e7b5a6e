"""The market: segments, products, and the channels through which leads come."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import MonthOfYear
from salessim.scenario.kinds import Choice, Integer, Name
from salessim.scenario.schema.section import SEGUIN, Names, Section, optional, required, uncertain
from salessim.scenario.schema.strategy import OptionalYearlyGrowth
from salessim.units import Quantity

type Routing = Literal["owner", "round_robin", "pooled", "least_loaded", "best_skill"]
type Shares = dict[Annotated[str, Name()], Annotated[Quantity, Amount("share", 0, 1, exact=True)]]

ELASTICITY = (
    "both together an elasticity of .25 at today's budget: long-term mean .24 of Sethuraman, "
    "Tellis and Briesch, Journal of Marketing Research 48 (2011); shape: assumption"
)
OLDROYD = "direction: J. Oldroyd, MIT lead response study, 2011; figure: assumption"


class Segment(Section):
    """A part of the market. The first segment typed has the highest potential."""

    prospects: Annotated[Quantity, Amount("count", 0, 10_000_000)] = optional(
        uncertain("1000", "400..2500"), "Firms that could buy and are no customers yet."
    )
    deal: Annotated[Quantity, Amount("money", 0, 1e10, rate="optional", cases=True)] = optional(
        uncertain("10k", "5k..20k"),
        "Value of a first contract; with a period it is a subscription billed month by month.",
        title="deal value",
    )
    win_rate: Annotated[Quantity | None, Amount("share", 0.001, 0.99, optional=True)] = optional(
        None, "Share of first meetings that end in a contract; none: the stages' rates say it."
    )
    churn: Annotated[Quantity, Amount("share", 0, 0.99, rate="always")] = optional(
        uncertain("15 % a year", "11..22 % a year"),
        "Share of customers lost, under today's care.",
        "T. Tunguz, mid-market",
    )
    orders: Annotated[
        Quantity | None, Amount("money", 0, 1e9, rate="always", cases=True, optional=True)
    ] = optional(
        None,
        "Repeat orders of one customer, under today's care; none: no repeat orders.",
        title="repeat orders",
    )
    order_every: Annotated[Quantity, Amount("days", 1, 365, exact=True)] = optional(
        "30 days", "Days between two orders of one customer.", title="days between orders"
    )
    touches: Annotated[int, Integer(0, 20)] = optional(
        0,
        "Educating contacts needed before a first meeting, where the problem is not yet known.",
        title="educating contacts",
    )
    cooling_off: Annotated[Quantity, Amount("days", 0, 3650)] = optional(
        uncertain("180 days", "90..360 days"),
        "Days for which a firm is left alone after a no.",
        title="rest after a no",
    )
    grows: OptionalYearlyGrowth = optional(
        None,
        "Growth of its number of firms.",
        "the vision",
        otherwise="the vision's growth of the market",
        title="growth of the segment",
    )


class Product(Section):
    """Something that is sold."""

    price: Annotated[Quantity, Amount("money", 0, 1e10, cases=True)] = required("Price of one.")
    margin: Annotated[Quantity | None, Amount("share", 0, 1, exact=True, optional=True)] = optional(
        None,
        "Share of its revenue kept after the cost of goods.",
        "the scenario",
        otherwise="the scenario's margin",
    )
    mix: Annotated[Quantity | None, Amount("share", 0, 1, exact=True, optional=True)] = optional(
        None,
        "Share of the deals that are for it.",
        otherwise="an equal part of what is left",
        title="share of deals",
    )
    segments: Names | None = optional(None, "Segments that buy it; all if left out.")


class Channel(Section):
    """A way in which leads come."""

    leads: Annotated[Quantity, Amount("count", 0, 1e7, rate="always")] = optional(
        "0 a month", "Leads that come in, at today's budget."
    )
    budget: Annotated[Quantity, Amount("money", 0, 1e10, rate="always", exact=True)] = optional(
        "0 a month", "What the channel costs; another budget than today's brings other leads."
    )
    without_budget: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("50 %", "30..70 %"),
        "Share of today's leads that would come without any budget.",
        ELASTICITY,
        title="leads without a budget",
    )
    at_most: Annotated[Quantity, Amount("number", 1, 100)] = optional(
        uncertain("1.5", "1.2..2"),
        "Leads that no budget exceeds, as a multiple of today's.",
        ELASTICITY,
        title="most leads for money",
    )
    mix: Shares = optional(
        {}, "Share of its leads by segment.", otherwise="equal shares", title="lead mix"
    )
    peak: Annotated[int | None, MonthOfYear(optional=True)] = optional(
        None, "Month of the year with the most leads; none: every month is alike."
    )
    peak_size: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("50 %", "30..70 %"), "How many more leads come at the peak than on average."
    )
    goes_cold_in: Annotated[Quantity, Amount("days", 0.01, 365)] = optional(
        uncertain("2 days", "1..4 days"),
        "Time after which an unanswered lead has lost half its interest.",
        OLDROYD,
        title="time until leads cool",
    )
    given_up_at: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "5 %",
        "Share of interest left at which an unanswered lead is given up; 0 %: never.",
        title="interest at which leads are given up",
    )
    passes: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("25 %", "18..34 %"),
        "Share of promptly answered leads that agree to a first meeting.",
        title="leads that agree to a meeting",
    )
    informed: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "89 %",
        "Share of its buyers who informed themselves online first.",
        SEGUIN,
        title="informed buyers",
    )
    quality: Annotated[Quantity, Amount("number", -2, 2)] = optional(
        0,
        "Fit of its leads against the market's mean, in standard deviations.",
        title="lead quality",
    )
    routing: Annotated[Routing, Choice(Routing)] = optional(
        "round_robin", "Who gets a lead of this channel."
    )
