"""Where the hours go: the time budget, and the CRM tool that takes some and saves some."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Choice, Name
from salessim.scenario.schema.market import OLDROYD, Shares
from salessim.scenario.schema.section import SEGUIN, Section, optional, uncertain
from salessim.units import Quantity

type NextDeal = Literal["latest_stage", "oldest", "value_per_hour"]
type NextLead = Literal["freshest", "like_deals"]

SELLING_TIME = (
    "salespeople sell 41 % of their time (Industrial Performance Group, over 1,000 people; CSO "
    "Insights 2011, over 2,000 firms: 41 %, and 24 % on leads and research)"
)
"""Surveys of what is left for customers."""

CONQUEST_SHARE = 0.6
"""Share of selling hours on new customers where no budget is typed (assumption)."""


class Split(Section):
    """Shares of selling hours, after administration, by motion and segment."""

    conquest: Shares = optional(
        {},
        "Share of selling hours on new customers, by segment.",
        otherwise=f"{CONQUEST_SHARE * 100:g} % in equal parts",
        title="conquest hours",
    )
    loyalty: Shares = optional(
        {},
        "Share of selling hours on customers, by segment.",
        otherwise=f"{(1 - CONQUEST_SHARE) * 100:g} % in equal parts",
        title="loyalty hours",
    )


class MonthSplit(Section):
    """The split from one month on. What it leaves out is 0."""

    conquest: Shares = optional({}, "Share of selling hours on new customers, by segment.")
    loyalty: Shares = optional({}, "Share of selling hours on customers, by segment.")


class Budget(Split):
    """A split of selling hours, and how it changes from month to month."""

    by_month: dict[Annotated[str, Name()], MonthSplit] = optional(
        {},
        "The split from a month on, such as {2027-03: {conquest: {gold: 40 %}}}, until the next "
        "month named. Each starts afresh: hours not used before are not owed.",
    )


class Time(Budget):
    """The time budget. Shares by segment are of selling hours, after administration."""

    administration: Annotated[Quantity, Amount("share", 0, 0.95, moves=True)] = optional(
        uncertain("55 %", "45..63 %"),
        "Share of paid time that goes into administration, travel, training and internal meetings: "
        "all that is no work on a case or a customer.",
        SELLING_TIME,
        title="administration",
    )
    prospecting_block: Annotated[
        Quantity | None,
        Amount("hours", 0, 60, rate="always", exact=True, bound_period="week", optional=True),
    ] = optional(None, "Protected hours for prospecting; none: no block.")
    adherence: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("85 %", "78..90 %"),
        "Share of choices that follow the budget; the rest drifts to what is comfortable.",
    )
    next_deal: Annotated[NextDeal, Choice(NextDeal)] = optional(
        "latest_stage", "Which waiting case comes first."
    )
    next_lead: Annotated[NextLead, Choice(NextLead)] = optional(
        "freshest",
        "Which waiting lead comes first: the freshest, behind deals that are further on; or each "
        "like any deal, by `next_deal`.",
        OLDROYD,
    )


class Crm(Section):
    """How far the tool is used, and what it costs."""

    adoption: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "20 %", "Share of the tool that is really used.", SEGUIN, title="adoption of the CRM"
    )
    seat: Annotated[Quantity, Amount("money", 0, 1e5, rate="always", moves=True)] = optional(
        "0 a month", "Cost of one person's seat.", title="cost of a CRM seat"
    )
    leak: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "5 %",
        "Share of follow-ups that are forgotten without a used CRM.",
        title="follow-ups forgotten",
    )
    misjudged: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "10 %",
        "Share of waiting deals whose priority is misjudged without a used CRM: they come last.",
        title="deals misjudged",
    )
    entry: Annotated[Quantity, Amount("share", -0.3, 0.5, exact=True)] = optional(
        "3 %",
        "Share of paid time that a wholly used CRM takes; administration as typed is under "
        "today's use. Negative: it saves more than it takes.",
        title="time for the CRM",
    )
    migration: Annotated[Quantity, Amount("days", 0, 1000, exact=True)] = optional(
        "0 days",
        "Time from the first day on that moving to the tool takes; until then it is not used.",
        title="time of migration",
    )
    migration_time: Annotated[Quantity, Amount("share", 0, 0.5, exact=True)] = optional(
        "5 %",
        "Share of paid time that goes into the move while it lasts.",
        title="work on the migration",
    )
    migration_cost: Annotated[Quantity, Amount("money", 0, 1e9, exact=True)] = optional(
        0, "What the move costs once, paid in the first month.", title="cost of the migration"
    )
