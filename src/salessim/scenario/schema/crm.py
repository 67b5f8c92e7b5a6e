"""The CRM tool."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import SEGUIN, Section, said
from salessim.units import Quantity


class Crm(Section):
    """How far the tool is used, and what it costs."""

    adoption: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = said(
        "20 %", "Share of the tool that is really used.", SEGUIN, title="adoption of the CRM"
    )
    seat: Annotated[Quantity, Amount("money", 0, 1e5, rate="always")] = said(
        "0 a month", "Cost of one person's seat.", title="cost of a CRM seat"
    )
    leak: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = said(
        "5 %",
        "Share of follow-ups that are forgotten without a used CRM.",
        title="follow-ups forgotten",
    )
