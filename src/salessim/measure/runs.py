"""One row a replication, from which indicators derive, and one value a replication and month."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Self

import numpy as np

from salessim.calendar import months_after
from salessim.measure.batch import Batch
from salessim.measure.quotas import fill_quotas
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.model.state.outputs import Book
from salessim.units import (
    DAYS_PER_MONTH,
    MONTHS_PER_QUARTER,
    MONTHS_PER_YEAR,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SECONDS_PER_YEAR,
)

PAYROLL_PARTS = ("base", "variable", "charges", "managers")
SALES_COSTS = ("marketing", "seats", "hiring")
HANDED = ("sent", "not_accepted", "handing_over", "started", "waited_seconds")


@dataclass(frozen=True)
class MonthlySeries:
    """Arrays by replication and month, shape (R, M), in the scenario's currency."""

    revenue_conquest: np.ndarray
    revenue_loyalty: np.ndarray
    bookings: np.ndarray
    payroll: np.ndarray
    arr: np.ndarray
    """Yearly value of running subscriptions at the month end."""
    cash: np.ndarray
    """In the bank at the month end."""
    collected: np.ndarray
    """What customers paid in the month."""
    receivables: np.ndarray
    """Billed and not yet paid at the month end."""
    result: np.ndarray
    """Revenue less all costs, those of the company outside sales included."""

    @property
    def revenue(self) -> np.ndarray:
        """Revenue from new and from old customers."""
        return self.revenue_conquest + self.revenue_loyalty

    @classmethod
    def of(cls, batch: Batch, book: Book) -> Self:
        """The series of a batch."""
        revenue = batch.months["revenue"].sum(axis=2)
        ledger = batch.ledger
        payroll = _added_up(ledger, PAYROLL_PARTS)
        costs = payroll + _added_up(ledger, (*SALES_COSTS, "cost_of_goods", "other_costs"))
        income, outstanding = income_of(batch, book)
        conquest, loyalty = revenue[..., CONQUEST], revenue[..., LOYALTY]
        return cls(
            revenue_conquest=conquest,
            revenue_loyalty=loyalty,
            bookings=batch.months["bookings"].sum(axis=(2, 3)),
            payroll=payroll,
            arr=ledger["recurring_per_year"].copy(),
            cash=cash_line(income, costs, opening=book.opening_cash),
            collected=income,
            receivables=outstanding,
            result=conquest + loyalty - costs,
        )

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """The series of several batches, in their order."""
        return cls(
            *(
                np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            )
        )


def income_of(batch: Batch, book: Book) -> tuple[np.ndarray, np.ndarray]:
    """What customers pay by month, and what they owe at its end, currency, shape (R, M) each.

    Bills of the horizon are paid on their own days; those before it as `paid_of_before` says.
    """
    came, owed = np.zeros(batch.ledger.shape), np.zeros((len(batch.ledger), 1))
    for segment, each in enumerate(_billed_before(batch, book).T):
        early, later = paid_of_before(book, segment)
        came += each[:, None] * early
        owed += each[:, None] * (early.sum() + later)
    income = came + batch.months["collected"].sum(axis=(2, 3))
    billed = batch.months["billed"].sum(axis=(2, 3))
    return income, owed + np.cumsum(billed - income, axis=1)


def _billed_before(batch: Batch, book: Book) -> np.ndarray:
    """Bills a month before the horizon by segment: last year's revenue, or what runs; (R, S)."""
    by_segment = np.asarray(batch.months["billed_before"][:, 0].sum(axis=2), float)
    if book.revenue_last_year is None:
        return by_segment
    total = by_segment.sum(axis=1, keepdims=True)
    equal = np.full(by_segment.shape, 1.0 / by_segment.shape[1])
    share = np.divide(by_segment, total, out=equal, where=total > 0.0)
    return share * (book.revenue_last_year / MONTHS_PER_YEAR)


def paid_of_before(book: Book, segment: int) -> tuple[np.ndarray, float]:
    """What is paid in each month, (M,), and later, of bills before the horizon, of 1 a month.

    Bills of what ran in a month are of its last day, the part of a first month before the horizon
    of that month's; others were sent evenly over the days before.
    """
    days, months = book.payment_days[segment], len(book.months)
    borders = np.array(book.month_borders) / SECONDS_PER_DAY
    paid = np.zeros(months + 1)
    if not book.bills_months[segment]:
        first = book.span(0, 0)
        due = np.concatenate([[0.0], first + np.arange(months)]) - days / DAYS_PER_MONTH
        paid[:months] = np.diff(np.minimum(0.0, due))
        paid[months] = -min(0.0, due[-1])
        return paid[:months], float(paid[months])
    ends = book.start.replace(day=1)
    bills = [(months_after(ends, 1), 1.0 - book.span(0, 0))]
    while _days_to_payment(book, segment, ends) >= 0.0:
        bills.append((ends, 1.0))
        ends = months_after(ends, -1)
    for ends, part in bills:
        at = _days_to_payment(book, segment, ends)
        paid[np.searchsorted(borders[1:], at, side="right")] += part
    return paid[:months], float(paid[months])


def _days_to_payment(book: Book, segment: int, ends: date) -> float:
    """Days from the horizon's start until a bill is paid of a month that ends as a day begins."""
    last, months = ends - timedelta(days=1), book.payment_months[segment]
    whole = months_after(last, months) if months else last
    days = 0.0 if months else book.payment_days[segment]
    return (whole - book.start).days + days + 1.0 - 1.0 / SECONDS_PER_DAY


def cash_line(income: np.ndarray, costs: np.ndarray, *, opening: float) -> np.ndarray:
    """Cash at each month end, currency, shape (R, M); costs are paid in their month."""
    return opening + np.cumsum(income - costs, axis=1)


def _added_up(table: np.ndarray, columns: tuple[str, ...]) -> np.ndarray:
    total = np.zeros(table.shape)
    for column in columns:
        total += table[column]
    return total


WORK = ("prospecting_seconds", "conquest_seconds", "loyalty_seconds")

RUN = np.dtype(
    [
        ("replication", "i8"),
        # Currency, over the horizon
        ("revenue", "f8"),
        ("revenue_conquest", "f8"),
        ("revenue_loyalty", "f8"),
        ("revenue_last_quarter", "f8"),  # of the horizon's last three months
        ("growth", "f8"),  # share more than last year's revenue; NaN if that is unknown
        ("bookings", "f8"),
        ("arr_at_start", "f8"),  # a year
        ("arr_at_end", "f8"),
        ("arr_kept", "f8"),  # of it a year later: of each customer what it paid on day one, at most
        ("arr_kept_net", "f8"),  # the same with what they have added
        ("billed", "f8"),
        ("collected", "f8"),
        ("new_margin_per_month", "f8"),  # of new subscriptions, after the cost of goods
        ("base", "f8"),
        ("variable", "f8"),
        ("charges", "f8"),
        ("managers", "f8"),
        ("payroll", "f8"),  # the four above
        ("payroll_last_quarter", "f8"),
        ("unpaid", "f8"),  # price of hours worked without pay
        ("payroll_valued", "f8"),  # payroll and unpaid hours
        ("marketing", "f8"),
        ("seats", "f8"),
        ("hiring", "f8"),
        ("sales_costs", "f8"),  # payroll, marketing, seats, hiring
        ("conquest_costs", "f8"),  # marketing, and the other sales costs by hours worked
        ("cost_of_goods", "f8"),
        ("other_costs", "f8"),  # of the company, not of selling
        ("profit", "f8"),  # revenue - cost of goods - sales costs; other costs stay out
        ("cash_low_point", "f8"),  # least cash at a month end
        ("cash_low_month", "f8"),  # its number, 1 = the first
        ("cash_out_month", "f8"),  # first month that ends below zero; infinite if none
        ("money_needed", "f8"),  # most that is spent beyond what comes in, from day one on
        ("break_even_month", "f8"),  # first of those to the end that lose nothing; infinite if none
        # Counts
        ("contracts_won", "f8"),
        ("contracts_conquest", "f8"),
        ("contracts_loyalty", "f8"),
        ("deals_lost", "f8"),
        ("deals_open_at_end", "f8"),
        ("customers_gained", "f8"),
        ("customers_lost", "f8"),
        ("customers_at_end", "f8"),
        ("customer_years", "f8"),  # years that customers spent with us
        ("leads", "f8"),
        ("leads_unserved", "f8"),
        ("leads_cold", "f8"),
        ("deals_cold", "f8"),
        ("leads_not_free", "f8"),  # firms that asked besides and were no lead
        ("firms_at_end", "f8"),  # of markets whose firms may all ask
        ("firms_sold_at_end", "f8"),  # of them, customers
        ("firms_free_at_end", "f8"),  # of them, those that may become leads
        ("customers_without_keeper", "f8"),
        ("managers_at_end", "f8"),
        ("calls", "f8"),
        ("reps_with_quota", "f8"),
        ("reps_over_quota", "f8"),  # of them, credited with at least the horizon's first quota
        ("quota", "f8"),  # currency
        ("quota_credited", "f8"),  # currency, of reps with quota: what their pay goes by
        ("quota_contracts", "f8"),  # of reps' quotas of contracts and renewals
        ("quota_contracts_credited", "f8"),
        ("quota_meetings", "f8"),  # of their quotas of first meetings: held, booked or accepted
        ("quota_meetings_credited", "f8"),
        ("reps_left", "f8"),
        ("rep_years", "f8"),  # years that reps were employed
        # Hours of reps
        ("paid_hours", "f8"),
        ("selling_hours", "f8"),  # prospecting, conquest and loyalty work
        ("conquest_hours", "f8"),  # of them, prospecting and conquest work
        ("answering_hours", "f8"),  # of them, first answers to leads
        # Cases that change hands
        ("handed_over", "f8"),
        ("hand_overs_decided", "f8"),  # of them, those not under way at the horizon
        ("hand_overs_accepted", "f8"),  # of these, those that somebody took
        ("hand_over_waits", "f8"),  # cases begun at stages that get any
        ("hand_over_wait_hours", "f8"),  # from the receiver's queue to the first sitting, of these
    ]
)
"""One row a replication. Counts are floats so that they may be averaged without conversion."""


def runs_of(batch: Batch, book: Book, lines: MonthlySeries) -> np.ndarray:
    """The rows of RUN for a batch."""
    rows = np.zeros(len(batch.events), dtype=RUN)
    rows["replication"] = batch.first + np.arange(len(rows))
    _fill_revenue(rows, book, lines)
    _fill_counts(rows, batch, book)
    _fill_team(rows, batch)
    fill_quotas(rows, batch, book)
    _fill_hand_overs(rows, batch, book)
    _fill_costs(rows, batch, lines)
    _fill_cash(rows, lines, book)
    _fill_contracts(rows, batch, book, lines)
    return rows


def _fill_revenue(rows: np.ndarray, book: Book, lines: MonthlySeries) -> None:
    rows["revenue_conquest"] = lines.revenue_conquest.sum(axis=1)
    rows["revenue_loyalty"] = lines.revenue_loyalty.sum(axis=1)
    rows["revenue"] = rows["revenue_conquest"] + rows["revenue_loyalty"]
    rows["revenue_last_quarter"] = lines.revenue[:, -MONTHS_PER_QUARTER:].sum(axis=1)
    rows["bookings"] = lines.bookings.sum(axis=1)
    rows["arr_at_end"] = lines.arr[:, -1]
    rows["growth"] = np.nan
    if book.revenue_last_year:
        months = book.span(0, len(book.months) - 1)
        same_length = book.revenue_last_year * months / MONTHS_PER_YEAR
        rows["growth"] = rows["revenue"] / same_length - 1


def _fill_counts(rows: np.ndarray, batch: Batch, book: Book) -> None:
    months, ledger = batch.months, batch.ledger
    won = months["won"].sum(axis=(1, 2))
    rows["contracts_conquest"] = won[:, CONQUEST]
    rows["contracts_loyalty"] = won[:, LOYALTY]
    rows["contracts_won"] = won.sum(axis=1)
    rows["deals_lost"] = months["lost"].sum(axis=(1, 2, 3))
    rows["deals_open_at_end"] = ledger["open_deals"][:, -1]
    for name in (
        *("customers_gained", "customers_lost"),
        *("leads", "leads_unserved", "leads_cold", "leads_not_free", "deals_cold", "calls"),
    ):
        rows[name] = months[name].sum(axis=(1, 2, 3))
    for name, stock in (
        ("firms", "firms"),
        ("firms_sold", "customers"),
        ("firms_free", "free_firms"),
    ):
        rows[f"{name}_at_end"] = months[stock][:, -1].sum(axis=(1, 2))
    rows["answering_hours"] = months["answer_seconds"].sum(axis=(1, 2, 3)) / SECONDS_PER_HOUR
    rows["customers_at_end"] = ledger["customers"][:, -1]
    rows["managers_at_end"] = ledger["manager_heads"][:, -1]
    rows["customers_without_keeper"] = ledger["without_keeper"][:, -1]
    came = (months["customers_gained"] - months["customers_lost"]).sum(axis=(2, 3))
    years = np.diff(book.month_borders) / SECONDS_PER_YEAR
    rows["customer_years"] = customer_years(ledger["customers"], came, years).sum(axis=1)


def customer_years(at_end: np.ndarray, came: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Years that customers spent with us, by month: the mean of its two ends times its length.

    Args:
        at_end: customers at each month's end, shape (..., M).
        came: those gained in the month less those lost, same shape.
        years: length of the months, shape (M,).
    """
    return np.asarray((at_end - came / 2) * years)


def _fill_team(rows: np.ndarray, batch: Batch) -> None:
    reps = batch.reps
    rows["reps_left"] = reps["left"].sum(axis=(1, 2))
    rows["rep_years"] = reps["years"].sum(axis=(1, 2))
    worked = {name: reps[name].sum(axis=(1, 2)) / SECONDS_PER_HOUR for name in WORK}
    rows["paid_hours"] = reps["paid_seconds"].sum(axis=(1, 2)) / SECONDS_PER_HOUR
    rows["selling_hours"] = sum(worked.values())
    rows["conquest_hours"] = worked["prospecting_seconds"] + worked["conquest_seconds"]


def _fill_hand_overs(rows: np.ndarray, batch: Batch, book: Book) -> None:
    funnel = {name: batch.funnel[name].sum(axis=2) for name in HANDED}
    stages = len(book.conquest_steps)
    receives = [k for k in range(1, stages) if {*book.workers[k - 1]} - {*book.workers[k]}]
    rows["handed_over"] = funnel["sent"].sum(axis=1)
    rows["hand_overs_decided"] = rows["handed_over"] - funnel["handing_over"].sum(axis=1)
    refused = funnel["not_accepted"].sum(axis=1)
    rows["hand_overs_accepted"] = rows["hand_overs_decided"] - refused
    rows["hand_over_waits"] = funnel["started"][:, receives].sum(axis=1)
    waited = funnel["waited_seconds"][:, receives].sum(axis=1)
    rows["hand_over_wait_hours"] = waited / SECONDS_PER_HOUR


def _fill_costs(rows: np.ndarray, batch: Batch, lines: MonthlySeries) -> None:
    ledger = batch.ledger
    for name in (
        *("base", "variable", "charges", "managers", "unpaid"),
        *(*SALES_COSTS, "cost_of_goods", "other_costs"),
    ):
        rows[name] = ledger[name].sum(axis=1)
    rows["payroll"] = lines.payroll.sum(axis=1)
    rows["payroll_valued"] = rows["payroll"] + rows["unpaid"]
    rows["payroll_last_quarter"] = lines.payroll[:, -MONTHS_PER_QUARTER:].sum(axis=1)
    rows["sales_costs"] = rows["payroll"] + sum(rows[name] for name in SALES_COSTS)
    rows["profit"] = rows["revenue"] - rows["cost_of_goods"] - rows["sales_costs"]
    conquest_share = np.divide(
        rows["conquest_hours"],
        rows["selling_hours"],
        out=np.zeros(len(rows)),
        where=rows["selling_hours"] > 0,
    )
    other = rows["sales_costs"] - rows["marketing"]
    rows["conquest_costs"] = rows["marketing"] + conquest_share * other


def parts_of_first_year(book: Book) -> np.ndarray:
    """Return the share of each month that lies within twelve months of the first day.

    Shape (months,), of months of which any part does. Where the first month is a part of one, a
    part of the thirteenth makes up for it, by the days.
    """
    lengths = np.array([book.span(month, month) for month in range(len(book.months))])
    before = np.cumsum(lengths) - lengths
    parts = np.minimum(1.0, (MONTHS_PER_YEAR - before) / lengths)
    return np.asarray(parts[parts > 1e-9])


def _fill_contracts(rows: np.ndarray, batch: Batch, book: Book, lines: MonthlySeries) -> None:
    """What runs, what is kept of it, and what was billed and paid."""
    months, ledger = batch.months, batch.ledger
    rows["arr_at_start"] = ledger["recurring_at_start"][:, 0]
    parts = parts_of_first_year(book)[:, None]
    year = months[:, : len(parts), :, LOYALTY]
    moved = year["arr_expansion"] - year["arr_contraction"] - year["arr_churned"]
    rows["arr_kept"] = rows["arr_at_start"] - (parts * year["arr_cut"]).sum(axis=(1, 2))
    rows["arr_kept_net"] = rows["arr_at_start"] + (parts * moved).sum(axis=(1, 2))
    rows["billed"] = months["billed"].sum(axis=(1, 2, 3))
    rows["collected"] = lines.collected.sum(axis=1)
    rows["new_margin_per_month"] = months["margin_new"].sum(axis=(1, 2, 3)) / MONTHS_PER_YEAR


def _fill_cash(rows: np.ndarray, lines: MonthlySeries, book: Book) -> None:
    rows["money_needed"] = np.maximum(0.0, book.opening_cash - lines.cash.min(axis=1))
    loses = lines.result < 0.0
    last = loses.shape[1] - np.argmax(loses[:, ::-1], axis=1)
    first = np.where(loses.any(axis=1), last + 1, 1)
    rows["break_even_month"] = np.where(loses[:, -1], np.inf, first)
    rows["cash_low_point"] = lines.cash.min(axis=1)
    rows["cash_low_month"] = lines.cash.argmin(axis=1) + 1
    overdrawn = lines.cash < 0
    rows["cash_out_month"] = np.where(overdrawn.any(axis=1), overdrawn.argmax(axis=1) + 1, np.inf)
