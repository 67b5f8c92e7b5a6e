"""The three ledgers of revenue, bills and cash, and what running subscriptions did, by month."""

from salessim.measure.findings import ArrMovement, LedgerMonth
from salessim.measure.runs import MonthlySeries
from salessim.measure.tally import Tally
from salessim.units import MONTHS_PER_YEAR


def ledger_months(tally: Tally, lines: MonthlySeries) -> list[LedgerMonth]:
    """Revenue, bills and payments by month, means; empty where bills follow revenue.

    Recognised = billed - change of deferred + change of unbilled; collected = billed - change of
    receivables.
    """
    balance = tally.mean("months", "deferred")
    billed = tally.mean("months", "billed").sum(axis=(1, 2))
    if not balance.any():
        return []
    recognised = lines.revenue.mean(axis=0)
    collected, owed = lines.collected.mean(axis=0), lines.receivables.mean(axis=0)
    deferred = balance.clip(min=0.0).sum(axis=(1, 2))
    unbilled = -balance.clip(max=0.0).sum(axis=(1, 2))
    return [
        LedgerMonth(
            month=name,
            recognised=float(recognised[month]),
            billed=float(billed[month]),
            collected=float(collected[month]),
            deferred=float(deferred[month]),
            unbilled=float(unbilled[month]),
            receivables=float(owed[month]),
        )
        for month, name in enumerate(tally.book.months)
    ]


def arr_movements(tally: Tally) -> list[ArrMovement]:
    """What made recurring revenue more or less in each month, means; empty where none runs."""
    end = tally.mean("ledger", "recurring_per_year")
    start = float(tally.mean("ledger", "recurring_at_start")[0])
    if start == 0.0 and not end.any():
        return []
    moved = {
        name: tally.mean("months", f"arr_{name}").sum(axis=(1, 2))
        for name in ("new", "expansion", "contraction", "churned")
    }
    return [
        ArrMovement(
            month=name,
            start=start if month == 0 else float(end[month - 1]),
            **{part: float(values[month]) for part, values in moved.items()},
            end=float(end[month]),
            mrr=float(end[month] / MONTHS_PER_YEAR),
            renewed=float(tally.mean("months", "renewed")[month].sum()),
            not_renewed=float(tally.mean("months", "not_renewed")[month].sum()),
        )
        for month, name in enumerate(tally.book.months)
    ]
