"""A customer's contract: for how long it binds, when it is billed, what its price does."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Choice, Integer, Name
from salessim.scenario.schema.section import Section, optional, required
from salessim.units import MONTHS_PER_QUARTER, MONTHS_PER_YEAR, Quantity

LONGEST_TERM = 120
"""Months that a contract binds at most."""


class ContractYear(Name):
    """A year of a contract; the first one's price is that of the deal."""

    @property
    def samples(self) -> tuple[str, ...]:
        """The second year and those after it."""
        return tuple(str(year) for year in range(2, LONGEST_TERM // MONTHS_PER_YEAR + 1))


type BillingPeriod = Literal["monthly", "quarterly", "yearly"]
type PriceSteps = dict[
    Annotated[str, ContractYear()],
    Annotated[Quantity, Amount("share", 0.01, 10, exact=True, usual="110 %")],
]
type BillingTime = Literal["in_advance", "in_arrears"]

BILL_MONTHS = {"monthly": 1, "quarterly": MONTHS_PER_QUARTER, "yearly": MONTHS_PER_YEAR}


class TrialPeriod(Section):
    """First months at a price of their own, after which the customer goes on or leaves."""

    months: Annotated[int, Integer(1, 24, "months")] = required("Months that it lasts.")
    price: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "0 %", "Share of the contract's price that is paid meanwhile.", title="price of a pilot"
    )
    passes: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = required(
        "Share of pilots after which the contract is signed; it is booked and paid for then."
    )


class Downgrades(Section):
    """Customers who would leave and stay as smaller ones instead."""

    share: Annotated[Quantity, Amount("share", 0, 1, moves=True)] = required(
        "Share of those who refuse a renewal that go on with a smaller contract."
    )
    to: Annotated[Quantity, Amount("share", 0, 1)] = required(
        "What the smaller contract is worth, as a share of the one before."
    )


class Contract(Section):
    """How long a subscription binds, and when it is billed."""

    term: Annotated[int | None, Integer(1, LONGEST_TERM, "months", optional=True)] = optional(
        None,
        "Months that a contract binds; who wants to leave does so at its end. None: a customer "
        "may leave on any day, once what is paid in advance has run out.",
    )
    renews_for: Annotated[int | None, Integer(1, LONGEST_TERM, "months", optional=True)] = optional(
        None,
        "Months that each renewal binds.",
        "the contract",
        otherwise="the term",
        title="term of a renewal",
    )
    notice: Annotated[int, Integer(0, 24, "months")] = optional(
        0,
        "Months before the end of a term by which a customer has to say that it leaves; later it "
        "is bound for one more term.",
        title="notice of a customer",
    )
    billed: Annotated[BillingPeriod, Choice(BillingPeriod)] = optional(
        "monthly", "Period that one bill is for.", title="billing period"
    )
    paid: Annotated[BillingTime | None, Choice(BillingTime, optional=True)] = optional(
        None,
        "Whether a period is billed at its beginning or at its end.",
        otherwise="in arrears where billed monthly, at each month's end; in advance else",
        title="time of billing",
    )
    setup: Annotated[Quantity, Amount("money", 0, 1e9, cases=True, moves=True)] = optional(
        0, "Fee that is billed once, when the first contract is signed.", title="set-up fee"
    )
    steps: PriceSteps = optional(
        {},
        "Price in the years of a contract, as a share of that in its first, such as "
        "{2: 110 %, 3: 120 %}; later years keep the last.",
        title="steps in price",
    )
    pilot: TrialPeriod | None = optional(
        None, "A pilot, with which a buyer's yes begins; none: no pilot."
    )
    downgrades: Downgrades | None = optional(
        None, "Customers who stay as smaller ones instead of leaving; none: all leave."
    )

    @property
    def steps_by_year(self) -> dict[int, float]:
        """Price by year of the contract, as a share of that in its first."""
        return {int(year): price.typical for year, price in self.steps.items() if year.isdecimal()}

    @property
    def is_in_advance(self) -> bool:
        """Whether a period is billed at its beginning."""
        return (self.paid or self._usual) == "in_advance"

    @property
    def _usual(self) -> str:
        return "in_arrears" if self.billed == "monthly" else "in_advance"

    @property
    def bill_months(self) -> int:
        """Months of one bill; 0 where what ran in a calendar month is billed at its end."""
        if self.billed == "monthly" and not self.is_in_advance:
            return 0
        return BILL_MONTHS[self.billed]

    @property
    def term_months(self) -> int:
        """Months that it binds, at least those that are paid in advance; 0: none."""
        if self.term is not None:
            return self.term
        return self.bill_months if self.is_in_advance else 0

    @property
    def renewal_months(self) -> int:
        """Months that a renewal binds."""
        return self.renews_for or self.term_months

    @property
    def has_dates(self) -> bool:
        """Whether something happens on dates of its own."""
        return bool(self.term_months or self.bill_months or self.steps or self.pilot)


def months_of_term(start: dt.date, renews: dt.date, contract: Contract) -> int:
    """Months of the term that runs on a day and ends on another.

    It is that of a renewal, else that of the first contract, else of whole renewals the fewest.

    Args:
        start: the horizon's first day, on which it runs.
        renews: the day on which it ends.
        contract: one with a term.
    """
    ahead, term = months_between(start, renews), contract.renewal_months
    least = ahead + 1 if renews.day > start.day else max(1, ahead)
    if term < least <= contract.term_months:
        return contract.term_months
    return -(-least // term) * term


@dataclass(frozen=True)
class ContractDates:
    """A contract that runs on the horizon's first day; months are counted from its beginning.

    Attributes:
        month: calendar month of the beginning; 0: the horizon's first, before it below 0.
        day: day of that month, 1 to 31.
        years: whole years that it had run before that; None: not known.
        begun: months at which the running term began, 0 to 11.
        ends: months at which it ends; None: no term.
    """

    month: int
    day: int
    years: int | None
    begun: int
    ends: int | None


def dates_of_contract(
    start: dt.date, since: dt.date | None, renews: dt.date | None, contract: Contract
) -> ContractDates | None:
    """Return what is known of a contract that runs on a day; None: nothing.

    Args:
        start: the horizon's first day.
        since: the day on which the first contract began.
        renews: the day on which the running term ends; where the other day of the month is, too,
            all dates lie on this one.
        contract: the segment's.
    """
    if contract.renewal_months == 0:
        renews = None
    if since is None:
        if renews is None:
            return None
        term = months_of_term(start, renews, contract)
        return ContractDates(months_between(start, renews) - term, renews.day, None, 0, term)
    run = months_between(since, start) - (1 if since.day > start.day else 0)
    begun, ends = 0, None
    if renews is not None:
        ends = months_between(since, renews)
        begun = max(0, ends - months_of_term(start, renews, contract))
    elif contract.renewal_months > 0:
        ends = contract.term_months
        while ends <= run:
            begun, ends = ends, ends + contract.renewal_months
    years = (begun if ends is not None else run) // MONTHS_PER_YEAR
    counted = years * MONTHS_PER_YEAR
    return ContractDates(
        months_between(start, since) + counted,
        since.day if renews is None else renews.day,
        years,
        begun - counted if ends is not None else 0,
        None if ends is None else ends - counted,
    )


def months_between(start: dt.date, when: dt.date) -> int:
    """Calendar months from that of a day to that of another."""
    return (when.year - start.year) * MONTHS_PER_YEAR + when.month - start.month
