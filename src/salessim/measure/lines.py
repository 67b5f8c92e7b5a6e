"""Month by month, one value a replication: the lines behind bands, targets and the cash."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.cash import cash_line
from salessim.model.state.book import Book
from salessim.model.state.codes import CONQUEST, LOYALTY

PAYROLL_PARTS = ("base", "variable", "charges", "managers")
SALES_COSTS = ("marketing", "seats", "hiring")


@dataclass(frozen=True)
class MonthLines:
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
        """The lines of a batch."""
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
                earlier_per_month=(book.revenue_last_year or 0.0) / 12,
            ),
        )

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """The lines of several batches, in their order."""
        return cls(
            *(
                np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            )
        )


def _added_up(table: np.ndarray, columns: tuple[str, ...]) -> np.ndarray:
    total = np.zeros(table.shape)
    for column in columns:
        total += table[column]
    return total
