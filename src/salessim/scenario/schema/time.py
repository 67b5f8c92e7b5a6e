"""Where the hours go."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Words
from salessim.scenario.schema.market import Shares
from salessim.scenario.schema.section import SEGUIN, Section, said
from salessim.units import Quantity

type NextDeal = Literal["latest_stage", "oldest", "value_per_hour"]

CONQUEST_SHARE = 0.6
"""Share of selling hours on new customers where no budget is typed (assumption)."""


class Time(Section):
    """The time budget. Shares by segment are of selling hours, after administration."""

    administration: Annotated[Quantity, Amount("share", 0, 0.95)] = said(
        "30 %", "Share of paid time that goes into administration.", SEGUIN, title="administration"
    )
    prospecting_block: Annotated[
        Quantity | None,
        Amount("hours", 0, 60, rate="always", exact=True, bound_period="week", optional=True),
    ] = said(None, "Protected hours for prospecting; none: no block.")
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
    adherence: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "85 %", "Share of choices that follow the budget; the rest drifts to what is comfortable."
    )
    next_deal: Annotated[NextDeal, Words(NextDeal)] = said(
        "latest_stage", "Which waiting case comes first."
    )
