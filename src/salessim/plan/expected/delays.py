"""How long things take: delays in days, and the months in which they end."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.compiled import plain
from salessim.model.distributions import value_of
from salessim.model.rules.odds import interest_left
from salessim.model.state.codes import DAYS_PER_YEAR, SECONDS_PER_DAY
from salessim.model.state.tables import World

DAYS = 540
"""Days up to which delays are followed; what takes longer is counted on the last one."""
CASES = 200
"""Equally likely cases by which a law of delays is represented."""
MONTH_DAYS = DAYS_PER_YEAR / 12.0
TRACE = 1e-2
"""Share of a case's work or contracts below which a month counts for nothing: a programme full of
such figures is more than the solver's precision bears."""


def delay_distribution(world: World, law: float) -> NDArray[np.float64]:
    """Return the chance of each whole number of days of a law of delays, shape (DAYS,)."""
    value = plain(value_of)
    chances = np.zeros(DAYS)
    for case in range(CASES):
        days = value(world, int(law), (case + 0.5) / CASES)
        chances += spread(days) / CASES
    return chances


def spread(days: float) -> NDArray[np.float64]:
    """Return a delay as chances of the two whole days around it, so that its mean is kept."""
    chances = np.zeros(DAYS)
    whole = min(DAYS - 2, int(days))
    chances[whole + 1] = min(1.0, days - whole)
    chances[whole] = 1.0 - chances[whole + 1]
    return chances


def then(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the law of one delay after another; both of shape (DAYS,), masses multiply."""
    both = np.convolve(first, second)
    law = both[:DAYS].copy()
    law[-1] += both[DAYS:].sum()
    return law


def repeated(law: NDArray[np.float64], again: float, most: int = 6) -> NDArray[np.float64]:
    """Return the law of a delay that comes again with the chance `again` after each time."""
    if again <= 0.0:
        return law
    total, rounds, chance = np.zeros(DAYS), law, 1.0 - again
    for _ in range(most):
        total += chance * rounds
        rounds, chance = then(rounds, law), chance * again
    return total / total.sum() * law.sum()


def month_table() -> NDArray[np.float64]:
    """Return the share of what begins in a month that ends so many months later.

    Shape (DAYS, months): beginnings are spread evenly over a month of mean length.
    """
    spans = np.arange(DAYS) / MONTH_DAYS
    whole = spans.astype(int)
    table = np.zeros((DAYS, whole[-1] + 2))
    rows = np.arange(DAYS)
    table[rows, whole] = 1.0 - (spans - whole)
    table[rows, whole + 1] = spans - whole
    return table


def by_month(by_day: NDArray[np.float64], table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what falls into each month; traces are left out, and the rest makes up for them.

    Args:
        by_day: (DAYS,) what falls on each day, 0 or more.
        table: (DAYS, months) the share of a day that counts to each month.
    """
    months = by_day @ table
    total = months.sum()
    months[months < TRACE * total] = 0.0
    kept = months.sum()
    return months * (total / kept) if kept > 0.0 else months


def interest_and_wait(windows: NDArray[np.float64], goes_cold_in: float) -> tuple[float, float]:
    """Return the share of interest left, and the days waited, until a rep is at work.

    Args:
        windows: (days, 3) begin and end of selling time, and end of the block, in seconds.
        goes_cold_in: half-life of a lead's interest in seconds.

    Who asks during selling time is answered at once; who asks between waits for the next day's.
    """
    if len(windows) < 2:
        return 0.0, 0.0
    gaps = np.maximum(0.0, windows[1:, 0] - windows[:-1, 1])
    open_time = (windows[1:, 1] - windows[1:, 0]).sum()
    total = gaps.sum() + open_time
    rate = np.log(2.0) / goes_cold_in
    kept = sum((1.0 - plain(interest_left)(gap, goes_cold_in)) / rate for gap in gaps)
    waited = (gaps**2 / 2.0).sum() / total / SECONDS_PER_DAY
    return float((kept + open_time) / total), float(waited)


def interest_left_behind(days: float, goes_cold_in: float) -> float:
    """Return the share of interest left after an exponential wait of so many days on average.

    Args:
        days: mean of the wait.
        goes_cold_in: half-life of a lead's interest in seconds.
    """
    return 1.0 / (1.0 + np.log(2.0) * days * SECONDS_PER_DAY / goes_cold_in)
