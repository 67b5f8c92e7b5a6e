"""Where the hours go."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Name, Words
from salessim.scenario.schema.market import Shares
from salessim.scenario.schema.section import SEGUIN, Section, said
from salessim.units import Quantity

type NextDeal = Literal["latest_stage", "oldest", "value_per_hour"]

CONQUEST_SHARE = 0.6
"""Share of selling hours on new customers where no budget is typed (assumption)."""


class Split(Section):
    """Shares of selling hours, after administration, by motion and segment."""

    conquest: Shares = said(
        {},
        "Share of selling hours on new customers, by segment.",
        otherwise="60 % in equal parts",
        title="conquest hours",
    )
    loyalty: Shares = said(
        {},
        "Share of selling hours on customers, by segment.",
        otherwise="40 % in equal parts",
        title="loyalty hours",
    )


class MonthSplit(Section):
    """The split from one month on. What it leaves out is 0."""

    conquest: Shares = said({}, "Share of selling hours on new customers, by segment.")
    loyalty: Shares = said({}, "Share of selling hours on customers, by segment.")


class Budget(Split):
    """A split of selling hours, and how it changes from month to month."""

    by_month: dict[Annotated[str, Name()], MonthSplit] = said(
        {},
        "The split from a month on, such as {2027-03: {conquest: {gold: 40 %}}}, until the next "
        "month named. Each starts afresh: hours not used before are not owed.",
    )


class Time(Budget):
    """The time budget. Shares by segment are of selling hours, after administration."""

    administration: Annotated[Quantity, Amount("share", 0, 0.95)] = said(
        "30 %", "Share of paid time that goes into administration.", SEGUIN, title="administration"
    )
    prospecting_block: Annotated[
        Quantity | None,
        Amount("hours", 0, 60, rate="always", exact=True, bound_period="week", optional=True),
    ] = said(None, "Protected hours for prospecting; none: no block.")
    adherence: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "85 %", "Share of choices that follow the budget; the rest drifts to what is comfortable."
    )
    next_deal: Annotated[NextDeal, Words(NextDeal)] = said(
        "latest_stage", "Which waiting case comes first."
    )
