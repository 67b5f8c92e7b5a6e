"""Patterns typed on made data are found again in the event log, each within its interval.

Counts are Poisson, shares binomial. Intervals are 99.9 % wide: 18 of them miss once in 55 changes.
"""

import datetime as dt
import json
from math import sqrt
from typing import Any

import numpy as np
import pytest

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_LEAD, LOG_LOST, LOG_REVENUE, LOG_WON
from salessim.units import SECONDS_PER_DAY

START = dt.date(2027, 1, 1)
SEASON = [0.7, 0.8, 1.1, 1.2, 1.3, 1.0, 0.6, 0.5, 1.1, 1.2, 1.3, 1.2]
QUARTER = [0.49, 0.55, 0.81]
REPLICATIONS = 30
WIDE = 3.29
"""Standard errors within which 99.9 % lie."""

SCENARIO: dict[str, Any] = {
    "name": "made data",
    "horizon": {"from": "2027-01", "months": 24},
    "calendar": "always",
    "segments": {
        "all": {
            "prospects": 100_000, "deal": "1k", "churn": "0 % a year", "orders": "100 a month",
            "order_frequency": {"typical": 1, "month_of_quarter": QUARTER},
        }
    },
    "channels": {"web": {"leads": {"typical": "40 a month", "season": SEASON}, "given_up_at": 0}},
    "prospecting": {"outbound": "none"},
    "funnel": {
        "conquest": {
            "proposal": {
                "hours": 0.01, "works": "step",
                "passes": {"typical": "30 %", "month_of_quarter": QUARTER},
            }
        },
        "loyalty": {"visit": {"hours": 0.01, "every": "3650 days"}},
    },
    "loyalty": {"floor": "100 %"},
    "motivation": "none",
    "team": {"seller": {"people": 2, "base": "30k a year"}},
    "today": {"customers": {"all": 30}},
}  # fmt: skip


def log_of(changes: dict[str, Any]) -> np.ndarray:
    """The event logs of all replications."""
    inputs = build(Scenario.parse(json.dumps(SCENARIO)).vary(changes))
    found = [
        log
        for batch in batches(inputs, replications=REPLICATIONS, seed=11, threads=1, log=True)
        for log in batch.log or []
    ]
    return np.concatenate(found)


@pytest.fixture(scope="module")
def log() -> np.ndarray:
    return log_of({})


def months_of(rows: np.ndarray) -> np.ndarray:
    """The calendar month of each row, from 0."""
    days = rows["second"] // SECONDS_PER_DAY
    dates = np.datetime64(START) + days.astype("timedelta64[D]")
    return np.asarray(dates.astype("datetime64[M]").astype(int) % 12)


def days_of(month: int) -> int:
    """Days of a calendar month in both years."""
    first = [dt.date(year, month + 1, 1) for year in (2027, 2028)]
    following = [dt.date(d.year + (d.month == 12), d.month % 12 + 1, 1) for d in first]
    return sum((after - before).days for before, after in zip(first, following, strict=True))


def test_a_season_of_leads_is_found_again(log: np.ndarray) -> None:
    months = months_of(log[log["what"] == LOG_LEAD])
    counts = np.bincount(months, minlength=12)
    years = np.array([days_of(month) for month in range(12)]) / 365.25
    per_year = 480 * REPLICATIONS * years
    for found, expected, typed in zip(counts, per_year, SEASON, strict=True):
        factor, error = found / expected, sqrt(found) / expected
        assert abs(factor - 12 * typed / sum(SEASON)) < WIDE * error


def test_a_pattern_of_quarters_of_orders_is_found_again() -> None:
    """Of customers whose number stays: shares of a quarter, each month by its days."""
    log = log_of({"channels.web.leads": "0 a month"})
    months = months_of(log[log["what"] == LOG_REVENUE])
    days = np.array([sum(days_of(m) for m in range(k, 12, 3)) for k in range(3)])
    counts = np.bincount(months % 3, minlength=3)
    weights = np.array(QUARTER) * days
    total = counts.sum()
    assert total > 10_000
    for found, share in zip(counts / total, weights / weights.sum(), strict=True):
        assert abs(found - share) < WIDE * sqrt(share * (1 - share) / total)


def test_a_pattern_of_quarters_of_a_win_rate_is_found_again(log: np.ndarray) -> None:
    won, lost = (np.bincount(months_of(log[log["what"] == what]) % 3, minlength=3)
                 for what in (LOG_WON, LOG_LOST))  # fmt: skip
    typed = 0.3 * 3 * np.array(QUARTER) / sum(QUARTER)
    for wins, losses, rate in zip(won, lost, typed, strict=True):
        number = int(wins + losses)
        found = wins / number
        assert abs(found - rate) < WIDE * sqrt(found * (1 - found) / number)
