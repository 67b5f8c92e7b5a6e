"""The cash line: what is in the bank at the end of each month."""

import numpy as np

from salessim.model.state.codes import DAYS_PER_YEAR

DAYS_PER_MONTH = DAYS_PER_YEAR / 12


def collected(revenue: np.ndarray, delay_days: float, earlier_per_month: float) -> np.ndarray:
    """Cash that comes in from revenue billed up to `delay_days` before.

    Args:
        revenue: currency by replication and month, shape (R, M).
        delay_days: days from revenue to cash; the part of a month is split between two months.
        earlier_per_month: monthly revenue before the first month, still to be collected.
    """
    months = revenue.shape[1]
    whole, part = divmod(delay_days / DAYS_PER_MONTH, 1)
    lag = int(whole)
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
