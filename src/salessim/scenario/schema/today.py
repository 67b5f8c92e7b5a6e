"""Where the company stands on the first day."""

import datetime as dt
from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day
from salessim.scenario.kinds import Choice, Name, Real, Text
from salessim.scenario.schema.section import Section, optional, required
from salessim.units import Quantity

type Motion = Literal["conquest", "loyalty"]


class AccountRow(Section):
    """A customer."""

    name: Annotated[str, Text()] = required("Name of the customer.")
    segment: Annotated[str, Name()] = required("Its segment.")
    owner: Annotated[str | None, Text(optional=True)] = optional(None, "Person who looks after it.")
    value_per_year: Annotated[float | None, Real(0, 1e10, "money", optional=True)] = optional(
        None, "What it brings a year, in currency; none: as usual in the segment."
    )
    relationship: Annotated[float | None, Real(0, 1, optional=True)] = optional(
        None, "Relationship from 0 to 1; none: as under today's care."
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
    other_costs: Annotated[Quantity, Amount("money", 0, 1e11, rate="always")] = optional(
        "0 a month", "Costs of the company outside sales.", title="other costs"
    )
    revenue_last_year: Annotated[
        Quantity | None, Amount("money", 0, 1e12, exact=True, optional=True)
    ] = optional(
        None,
        "Revenue of the twelve months before; growth is measured against it.",
        title="revenue of last year",
    )
