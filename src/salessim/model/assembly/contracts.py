"""The rows of contracts, the calendar of their dates, and those of today's named customers."""

import datetime as dt

import numpy as np

from salessim.calendar import second_of_date
from salessim.model.assembly.distribution_table import DistributionTable
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.pay import components_of
from salessim.model.state.codes import NEVER, NOBODY
from salessim.model.state.rows import AGREEMENT, MONTHS_AROUND
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.contract import dates_of_contract
from salessim.scenario.schema.market import Segment
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY, Quantity


def write_contracts(
    plan: SalesPlan, parameters: ParameterTables, distributions: DistributionTable
) -> None:
    """Write the parameters of each segment's contracts."""
    table = parameters.open("contracts", (len(plan.segments),))
    for number, (name, segment) in enumerate(plan.segments.items()):
        entry, contract, path = table[number], segment.contract, f"segments.{name}.contract"
        until_paid = paid_after(plan, segment)
        entry.paid_after = until_paid.typical * SECONDS_PER_DAY
        entry.paid_after_months = until_paid.months
        entry.setup_distribution = NOBODY
        entry.steps = 1
        if segment.deal.period is None:
            continue
        if contract.setup.typical > 0.0 or contract.setup.cases:
            entry.setup_distribution = distributions.row(contract.setup, f"{path}.setup")
        entry.has_dates = 1 if contract.has_dates else 0
        entry.term_months, entry.renewal_months = contract.term_months, contract.renewal_months
        entry.notice_months = contract.notice
        entry.bill_months = contract.bill_months
        entry.in_advance = 1 if contract.is_in_advance else 0
        entry.steps = len(price_steps_of(segment))
        if contract.pilot is not None:
            pilot = contract.pilot
            entry.pilot_months, entry.pilot_price = pilot.months, pilot.price.typical
            place = (number,)
            parameters.put(
                "contracts", place, "pilot_passes", pilot.passes, f"{path}.pilot.passes", share=True
            )
        if contract.downgrades is not None:
            at = f"{path}.downgrades"
            for column, quantity, key in (
                ("downgrades", contract.downgrades.share, "share"),
                ("downgraded_to", contract.downgrades.to, "to"),
            ):
                parameters.put("contracts", (number,), column, quantity, f"{at}.{key}", share=True)


def paid_after(plan: SalesPlan, segment: Segment) -> Quantity:
    """Return the time from a bill of a segment to its payment."""
    return plan.paid_after if segment.paid_after is None else segment.paid_after


def price_steps_of(segment: Segment) -> list[float]:
    """Return the price of a contract by its year, as a share of that in the first."""
    steps = segment.contract.steps_by_year
    prices = [1.0]
    for year in range(2, max(steps, default=1) + 1):
        prices.append(steps.get(year, prices[-1]))
    return prices


def price_steps(plan: SalesPlan) -> np.ndarray:
    """Return the same for all segments, shape (segments, years): the last price goes on."""
    rows = [price_steps_of(segment) for segment in plan.segments.values()]
    years = max(map(len, rows))
    return np.array([row + row[-1:] * (years - len(row)) for row in rows])


def has_dates(plan: SalesPlan) -> bool:
    """Tell whether any segment's contracts have dates of their own."""
    return any(
        segment.contract.has_dates and segment.deal.period is not None
        for segment in plan.segments.values()
    )


def goes_by_months(plan: SalesPlan) -> bool:
    """Tell whether something ends on a date some calendar months after another."""
    parts = [part.plan for parts in components_of(plan, plan.people) for part in parts]
    spans = [span for part in parts for span in (part.for_, part.clawback)]
    spans += [person.keeps_for for person in plan.people]
    spans += [plan.paid_after, *(segment.paid_after for segment in plan.segments.values())]
    spans += [None if plan.attrition is None else plan.attrition.notice]
    return has_dates(plan) or any(span is not None and span.months > 0 for span in spans)


def calendar_months(plan: SalesPlan) -> np.ndarray:
    """Return the first seconds of calendar months, from MONTHS_AROUND before the horizon on."""
    start = plan.horizon.from_
    if not goes_by_months(plan):
        return np.zeros(0, np.int64)
    first = start.year * MONTHS_PER_YEAR + start.month - 1 - MONTHS_AROUND
    months = range(first, first + plan.horizon.months + 2 * MONTHS_AROUND)
    dates = [dt.date(month // MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1, 1) for month in months]
    return np.array([second_of_date(start, date) for date in dates], np.int64)


def write_agreements(plan: SalesPlan, firms: int, rows: dict[tuple[str, str], int]) -> np.ndarray:
    """Return the contracts of firms; those whose renewal is typed have their dates.

    firms: number of firms. rows: row of each named firm.
    """
    table = np.zeros(firms if has_dates(plan) else 0, AGREEMENT)
    for name in ("next_at", "ends", "leaves", "billed_to"):
        table[name] = NEVER
    table["years"] = NOBODY
    for account in plan.today.accounts if len(table) else ():
        contract = plan.segments[account.segment].contract
        dates = dates_of_contract(plan.horizon.from_, account.since, account.renews, contract)
        if dates is None:
            continue
        row = table[rows[(account.segment, account.name)]]
        row.offset = (dates.day - 1) * SECONDS_PER_DAY
        row.month, row.billed_from = dates.month, dates.begun
        row.years = NOBODY if dates.years is None else dates.years
        row.ends = NEVER if dates.ends is None else dates.ends
    return table
