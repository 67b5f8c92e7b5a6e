"""Month by month, one value a replication: revenue, bookings, payroll, ARR and cash."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from salessim.measure.batch import Batch
from salessim.model.state.book import Book
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR

PAYROLL_PARTS = ("base", "variable", "charges", "managers")
SALES_COSTS = ("marketing", "seats", "hiring")


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
        return cls(
            revenue_conquest=revenue[..., CONQUEST],
            revenue_loyalty=revenue[..., LOYALTY],
            bookings=batch.months["bookings"].sum(axis=(2, 3)),
            payroll=payroll,
            arr=ledger["recurring_per_year"].copy(),
            cash=cash_line(
                revenue.sum(axis=2),
                costs,
                opening=book.opening_cash,
                delay_days=book.collection_delay_days,
                earlier_per_month=(book.revenue_last_year or 0.0) / MONTHS_PER_YEAR,
            ),
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


def collected(revenue: np.ndarray, delay_days: float, earlier_per_month: float) -> np.ndarray:
    """Cash that comes in from revenue billed up to `delay_days` before.

    Args:
        revenue: currency by replication and month, shape (R, M).
        delay_days: days from revenue to cash; the part of a month is split between two months.
        earlier_per_month: monthly revenue before the first month, still to be collected.
    """
    months = revenue.shape[1]
    full, part = divmod(delay_days / DAYS_PER_MONTH, 1)
    lag = int(full)
    earlier = np.full((revenue.shape[0], lag + 1), earlier_per_month)
    billed = np.concatenate([earlier, revenue], axis=1)
    return (1 - part) * billed[:, 1 : 1 + months] + part * billed[:, :months]


def cash_line(
    revenue: np.ndarray,
    costs: np.ndarray,
    *,
    opening: float,
    delay_days: float,
    earlier_per_month: float,
) -> np.ndarray:
    """Cash at each month end, currency, shape (R, M); costs are paid in their month."""
    income = collected(revenue, delay_days, earlier_per_month)
    return opening + np.cumsum(income - costs, axis=1)


def _added_up(table: np.ndarray, columns: tuple[str, ...]) -> np.ndarray:
    total = np.zeros(table.shape)
    for column in columns:
        total += table[column]
    return total
