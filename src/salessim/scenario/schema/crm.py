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
    misjudged: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = said(
        "10 %",
        "Share of waiting deals whose priority is misjudged without a used CRM: they come last.",
        title="deals misjudged",
    )
    entry: Annotated[Quantity, Amount("share", -0.3, 0.5, exact=True)] = said(
        "3 %",
        "Share of paid time that a wholly used CRM takes; administration as typed is under "
        "today's use. Negative: it saves more than it takes.",
        title="time for the CRM",
    )
    migration: Annotated[Quantity, Amount("days", 0, 1000, exact=True)] = said(
        "0 days",
        "Time from the first day on that moving to the tool takes; until then it is not used.",
        title="time of migration",
    )
    migration_time: Annotated[Quantity, Amount("share", 0, 0.5, exact=True)] = said(
        "5 %",
        "Share of paid time that goes into the move while it lasts.",
        title="work on the migration",
    )
    migration_cost: Annotated[Quantity, Amount("money", 0, 1e9, exact=True)] = said(
        0, "What the move costs once, paid in the first month.", title="cost of the migration"
    )
