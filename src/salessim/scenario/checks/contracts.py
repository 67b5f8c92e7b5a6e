"""Checks of contracts: terms, notice, steps in price, and the dates of renewals."""

import datetime as dt
from collections.abc import Iterator

from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.contract import (
    LONGEST_TERM,
    Contract,
    months_between,
    months_of_term,
)
from salessim.units import MONTHS_PER_YEAR

OF_A_TERM = ("notice", "renews_for", "downgrades")
MOST_YEARS = LONGEST_TERM // MONTHS_PER_YEAR


def check_contracts(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with contracts and with the renewal dates of today's customers."""
    for name, segment in plan.segments.items():
        place = ("segments", name, "contract")
        if segment.deal.period is None:
            if segment.contract.model_fields_set:
                message = (
                    "its deals are sold once: a contract belongs to a subscription; type a deal "
                    "such as 12k a year, or delete this"
                )
                yield Inconsistency(place, message, about="deal")
            continue
        yield from _of_a_contract(place, segment.contract)
    yield from _renewals(plan)
    yield from _beginnings(plan)
    yield from _collected(plan)


def _of_a_contract(place: Location, contract: Contract) -> Iterator[Inconsistency]:
    if contract.term_months == 0:
        for key in OF_A_TERM:
            if getattr(contract, key):
                message = (
                    "nobody is bound: a customer may leave on any day; type a term such as 12, or "
                    "delete this"
                )
                yield Inconsistency((*place, key), message, about="term")
    shortest = min(contract.term_months, contract.renewal_months)
    if contract.term_months and contract.notice > shortest:
        which = "term" if shortest == contract.term_months else "renewal (renews_for)"
        message = f"longer than a {which} of {shortest} months; allowed: 0 to {shortest}"
        yield Inconsistency((*place, "notice"), message, str(contract.notice))
    for year in contract.steps:
        if not year.isdecimal() or not 2 <= int(year) <= MOST_YEARS:
            message = (
                f"a year of the contract from 2 to {MOST_YEARS} is needed, such as "
                "{2: 110 %, 3: 120 %}; the first year's price is the deal"
            )
            yield Inconsistency((*place, "steps", year), message, year)


def _renewals(plan: SalesPlan) -> Iterator[Inconsistency]:
    first = plan.horizon.from_
    latest = dt.date(first.year + MOST_YEARS, first.month, min(first.day, 28))
    for k, row in enumerate(plan.today.accounts):
        if row.renews is None or row.segment not in plan.segments:
            continue
        place = ("today", "accounts", k, "renews")
        if plan.segments[row.segment].deal.period is None:
            message = (
                f"deals of {row.segment} are sold once, and nothing renews: type "
                f"segments.{row.segment}.deal with a period, such as 12k a year, or delete this"
            )
            yield Inconsistency(place, message, str(row.renews))
        elif row.renews <= first:
            message = (
                f"the horizon begins on {first}; type the day on which the running term ends, "
                "after it"
            )
            yield Inconsistency(place, message, str(row.renews))
        elif row.renews > latest:
            message = f"a term is {LONGEST_TERM} months at most: type a day until {latest}"
            yield Inconsistency(place, message, str(row.renews))


def _collected(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Pay by what is collected follows the scenario's days where bills have no dates."""
    collects = any(
        component.of == "collected"
        for role in plan.team.values()
        for component in role.components.values()
    )
    for name, segment in plan.segments.items():
        own = segment.paid_after
        as_it_runs = segment.deal.period is not None and segment.contract.bill_months == 0
        if collects and as_it_runs and own is not None and own != plan.paid_after:
            message = (
                "pay by what is collected goes by the scenario's paid_after where each month's "
                f"end bills what ran; type segments.{name}.contract.paid: in_advance, or "
                "paid_after at the top"
            )
            yield Inconsistency(("segments", name, "paid_after"), message)


def _beginnings(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Where it is typed since when somebody is a customer."""
    first = plan.horizon.from_
    for k, row in enumerate(plan.today.accounts):
        if row.since is None or row.segment not in plan.segments:
            continue
        place = ("today", "accounts", k, "since")
        if row.since > first:
            message = (
                f"the horizon begins on {first}, and this is a customer of its first day: type "
                "the day on which its first contract began, or an open deal in today.deals"
            )
            yield Inconsistency(place, message, str(row.since))
        elif row.renews is not None and row.renews > first:
            latest = plan.segments[row.segment].contract
            months = months_between(row.since, row.renews)
            least = min(latest.term_months, latest.renewal_months)
            if latest.renewal_months and months < least:
                message = (
                    f"a term is {least} months, and it renews on {row.renews}: type a day "
                    "before that of the running term, or delete one of both"
                )
                yield Inconsistency(place, message, str(row.since))


def renewal_notes(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Dates of renewals where nobody is bound, and those further than a term from day one.

    A change may take the term away.
    """
    first = plan.horizon.from_
    for k, row in enumerate(plan.today.accounts):
        segment = plan.segments.get(row.segment)
        if segment is not None and row.since is not None and not segment.contract.has_dates:
            why = f"contracts of {row.segment} have neither steps in price nor a term"
            yield Inconsistency(("today", "accounts", k, "since"), why, str(row.since))
        if segment is not None and row.renews is not None and segment.contract.term_months == 0:
            term = f"segments.{row.segment}.contract.term"
            why = f"contracts of {row.segment} have no term: type {term}"
            yield Inconsistency(("today", "accounts", k, "renews"), why, str(row.renews))
        elif segment is not None and row.renews is not None:
            contract = segment.contract
            months = months_of_term(first, row.renews, contract) if contract.renewal_months else 0
            if months > max(contract.term_months, contract.renewal_months):
                why = (
                    f"this is more than a term from {first}: the contract that runs is taken for "
                    f"one of {months} months, which then renews for {contract.renewal_months}"
                )
                yield Inconsistency(("today", "accounts", k, "renews"), why, str(row.renews))
