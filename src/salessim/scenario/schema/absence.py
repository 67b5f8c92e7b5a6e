"""Planned absence: parental leave, a sabbatical, a long illness that is known of."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import DaySpans, Span
from salessim.scenario.kinds import Choice, Text
from salessim.scenario.schema.section import Section, optional, required
from salessim.units import Quantity

type Afterwards = Literal["returned", "kept"]

COLLEAGUES, NO_COVER = "colleagues", "none"
"""Words of `cover`; any other is the name of a person."""


class Absence(Section):
    """Somebody who is away for a time, once or several times, and comes back."""

    dates: Annotated[tuple[Span, ...], DaySpans()] = required(
        "First and last day of the absence, such as 2027-03..2027-07, months or days; several as a "
        "list, such as [2027-03..2027-04, 2027-09].",
        title="dates of the absence",
    )
    paid: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "0 %",
        "Share of fixed pay that goes on; what an insurance pays is none of the company's.",
        title="share of pay in the absence",
    )
    cover: Annotated[str, Text()] = optional(
        COLLEAGUES,
        "Who takes over customers and open deals: colleagues (those with the least), a person's "
        "name (what that one does not work on, or has no room for under `at_most`, goes to "
        "colleagues), or none: they wait. Leads go to whoever is there.",
    )
    afterwards: Annotated[Afterwards, Choice(Afterwards)] = optional(
        "returned",
        "Whether the customers, and the deals that are still open, are returned or kept by the "
        "cover.",
    )
