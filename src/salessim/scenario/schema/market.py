"""The market: segments, products, and the channels through which leads come."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import MonthOfYear
from salessim.scenario.fading import NAMES_OF_TABLES, Fading, InterestTable
from salessim.scenario.kinds import Choice, Integer, Name
from salessim.scenario.schema.contract import Contract
from salessim.scenario.schema.section import (
    SEGUIN,
    Names,
    Patience,
    Section,
    by_size,
    optional,
    required,
    uncertain,
)
from salessim.scenario.schema.segment_steps import StepInSegment
from salessim.scenario.schema.strategy import SegmentGrowth
from salessim.units import Quantity

type Routing = Literal["owner", "round_robin", "pooled", "least_loaded", "best_skill"]
type Called = Literal["as_today", "through", "never"]
type LeadsFrom = Literal["free_firms", "whole_market"]
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
    deal: Annotated[Quantity, Amount("money", 0, 1e10, rate="optional", cases=True, moves=True)] = (
        optional(
            uncertain("10k", "5k..20k"),
            "Value of a first contract; with a period it is a subscription.",
            title="deal value",
        )
    )
    win_rate: Annotated[
        Quantity | None, Amount("share", 0.001, 0.99, optional=True, moves=True)
    ] = optional(
        None,
        "Share of first meetings that end in a contract, or in its pilot; none: the stages' rates "
        "say it.",
    )
    churn: Annotated[
        Quantity, Amount("share", 0, 0.99, rate="always", differs=True, moves=True)
    ] = optional(
        by_size("15 % a year", "11..22 % a year"),
        "Share of customers lost, under today's care; a law lets customers differ, each for life, "
        "such as {typical: 20 % a year, cases: 5 %..45 % a year} or {beta: {alpha: .7, beta: 3.8, "
        "per: year}} (shifted beta-geometric). The default is that of a deal of 5k to 50k a "
        "year or once; it is 44 % (31..58 %) up to 1k, 8 % (6..10 %) from 250k, and between these.",
        "T. Tunguz, by size of customer; deals of these sizes: assumption",
    )
    orders: Annotated[
        Quantity | None,
        Amount("money", 0, 1e9, rate="always", cases=True, optional=True, moves=True),
    ] = optional(
        None,
        "Repeat orders of one customer, under today's care; none: no repeat orders.",
        title="repeat orders",
    )
    order_every: Annotated[Quantity, Amount("days", 1, 365, exact=True)] = optional(
        "30 days", "Days between two orders of one customer.", title="days between orders"
    )
    order_frequency: Annotated[
        Quantity | None, Amount("number", 0, 1000, cases=True, optional=True, moves=True)
    ] = optional(
        None,
        "How often a customer orders, as a multiple of what order_every says; a law lets customers "
        "differ, each for life, such as {gamma: {shape: 0.8, mean: 1}} (negative binomial counts "
        "of orders). A listed customer whose value is typed has the mean; none: 1 for all.",
        title="order frequency of a customer",
    )
    touches: Annotated[int, Integer(0, 20)] = optional(
        0,
        "Educating contacts needed before a first meeting, where the problem is not yet known.",
        title="educating contacts",
    )
    cooling_off: Annotated[Quantity, Amount("days", 0, 3650, moves=True)] = optional(
        uncertain("180 days", "90..360 days"),
        "Days for which a firm is left alone after a no.",
        title="rest after a no",
    )
    called: Annotated[Called, Choice(Called)] = optional(
        "as_today",
        "Whether its firms were called on before the first day: through, as by today's team for "
        "years, or never, so that all are fresh; as_today: through where somebody calls there "
        "today, never in a new business.",
        title="calls before the first day",
    )
    leads_from: Annotated[LeadsFrom, Choice(LeadsFrom)] = optional(
        "free_firms",
        "Which firms ask for us, as leads and as referrals: free_firms, so that each lead is one, "
        "or any of the whole_market; a firm that is a customer, in a deal or cooling off is no "
        "lead then, so that leads grow fewer as the market is sold (depletion).",
        title="firms that leads come from",
    )
    contract: Contract = optional({}, "How long a subscription binds, and when it is billed.")
    funnel: dict[Annotated[str, Name()], StepInSegment] = optional(
        {},
        "Steps of the funnel that are others here, by name, such as {proposal: {hours: 12}}.",
        title="steps of the segment",
    )
    paid_after: Annotated[Quantity | None, Amount("days", 0, 365, exact=True, optional=True)] = (
        optional(
            None,
            "Days from a bill to its payment.",
            "the scenario",
            otherwise="the scenario's paid_after",
            title="payment days of the segment",
        )
    )
    grows: SegmentGrowth = optional(
        None,
        "Growth of its number of firms.",
        "the vision",
        otherwise="the vision's growth of the market",
        title="growth of the segment",
    )


class Product(Section):
    """Something that is sold."""

    price: Annotated[
        Quantity, Amount("money", 0, 1e10, rate="optional", cases=True, moves=True)
    ] = required(
        "Price of one; with a period it is a subscription billed month by month. Without one it is "
        "that of a year in segments whose deal has a period."
    )
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

    leads: Annotated[Quantity, Amount("count", 0, 1e7, rate="always", moves=True)] = optional(
        "0 a month", "Leads that come in, at today's budget."
    )
    per_customer: Annotated[Quantity, Amount("count", 0, 1000, rate="always", moves=True)] = (
        optional(
            "0 a year",
            "How often each customer recommends us to a firm (word of mouth, referrals), at "
            "today's budget and relationship.",
            title="recommendations per customer",
        )
    )
    from_: Names | None = optional(
        None,
        "Segments whose customers recommend us; all if left out.",
        alias="from",
        title="segments that recommend us",
    )
    to: Shares = optional(
        {},
        "Share of the recommendations that go to other segments.",
        otherwise="firms of the customer's own segment, as what these shares leave",
        title="segments recommended to",
    )
    relationship_effect: Annotated[Quantity, Amount("number", 0, 20)] = optional(
        uncertain("1.0", "0.6..1.6"),
        "How much more often a customer recommends us, as a multiple, per unit of relationship "
        "above today's mean.",
        title="effect of relationships on recommendations",
    )
    budget: Annotated[Quantity, Amount("money", 0, 1e10, rate="always", exact=True, moves=True)] = (
        optional(
            "0 a month", "What the channel costs; another budget than today's brings other leads."
        )
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
        uncertain("50 %", "30..70 %"),
        "How many more leads come in the middle of the peak's month than on average; they fall in "
        "a straight line to as many fewer half a year away, and rise again.",
    )
    goes_cold_in: Annotated[Quantity | InterestTable, Fading("days", 0.01, 365)] = optional(
        uncertain("2 days", "1..4 days"),
        "Time after which an unanswered lead has lost half its interest; or a table of the share "
        "that is left after each wait, such as {0 hours: 100 %, 1 hour: 15 %, 1 day: 2 %}; or a "
        f"published one by name: {NAMES_OF_TABLES}.",
        OLDROYD,
        title="time until leads cool",
    )
    given_up_at: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "5 %",
        "Share of interest left at which an unanswered lead is given up; 0 %: never.",
        title="interest at which leads are given up",
    )
    patience: Patience = optional(
        None,
        "How long a lead waits for its first answer before it goes elsewhere: a time, or a law "
        "such as {exponential: {mean: 4 hours}} or {uniform: [1 day, 3 days]}; it takes the place "
        "of given_up_at.",
        otherwise="that of the first stage; none there either: until given_up_at",
        title="patience of leads",
    )
    passes: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = optional(
        uncertain("25 %", "18..34 %"),
        "Share of promptly answered leads that agree to a first meeting.",
        title="leads that agree to a meeting",
    )
    informed: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = optional(
        "89 %",
        "Share of its buyers who informed themselves online first.",
        SEGUIN,
        title="informed buyers",
    )
    quality: Annotated[Quantity, Amount("number", -2, 2, moves=True)] = optional(
        0,
        "Fit of its leads against the market's mean, in standard deviations.",
        title="lead quality",
    )
    routing: Annotated[Routing, Choice(Routing)] = optional(
        "round_robin", "Who gets a lead of this channel; equals take turns."
    )

    @property
    def recommends(self) -> bool:
        """Whether customers recommend us through it."""
        return self.per_customer.highest > 0.0

    @property
    def recommends_by_relationship(self) -> bool:
        """Whether they do so more often who are closer."""
        effect = self.relationship_effect
        return self.recommends and (effect.typical > 0.0 or effect.uncertainty is not None)

    def recommended_share(self, own: str, to: str) -> float:
        """The share of what customers of the segment `own` recommend that goes to a segment.

        What `to` leaves goes to their own one; customers of segments beside `from` send nothing.
        """
        if not self.recommends or (self.from_ is not None and own not in self.from_):
            return 0.0
        shares = {name: share.typical for name, share in self.to.items()}
        left = max(0.0, 1.0 - sum(shares.values()))
        return shares.get(to, 0.0) + (left if to == own else 0.0)

    @property
    def brings_leads(self) -> bool:
        """Whether any lead comes through it."""
        return self.leads.highest > 0.0 or self.recommends
