"""What can be learned from the deals known on one day. Every function takes known deals only."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

FIRST_CLOSING = pd.Timestamp("2017-03-01")
"""The export holds no deal closed earlier; an earlier deal is seen only if it lasted till then."""


@dataclass(frozen=True)
class Between:
    """A figure and the borders between which 8 in 10 truths lie, sampling error only."""

    typical: float
    low: float
    high: float

    @classmethod
    def around(cls, mean: float, standard_error: float) -> "Between":
        """Normal approximation; p10 and p90 lie 1.2816 standard errors away."""
        return cls(mean, mean - 1.2816 * standard_error, mean + 1.2816 * standard_error)


@dataclass(frozen=True)
class ClockForecast:
    """Closings expected if deals were answered by their age, whoever has time for them."""

    closings: float
    wins: float


def months_table(known: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Opened, open at the end, of these awake, closed, won, win share and revenue by full month."""
    asleep_from = oldest_answer_days(known)
    rows = {}
    for month in pd.period_range(FIRST_CLOSING, day, freq="M"):
        end = month.end_time.normalize()
        is_open = (known["opened"] <= end) & ~(known["closed"] <= end)
        closed = known[known["closed"].dt.to_period("M") == month]
        rows[str(month)] = {
            "opened": int((known["opened"].dt.to_period("M") == month).sum()),
            "open at end": int(is_open.sum()),
            "awake": int((is_open & ((end - known["opened"]).dt.days <= asleep_from)).sum()),
            "closed": len(closed),
            "won": int(closed["won"].sum()),
            "win share": float(closed["won"].mean()),
            "revenue": float(closed["value"].sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def oldest_answer_days(known: pd.DataFrame) -> int:
    """Age in days of the oldest deal ever answered; a deal that is older is taken to be asleep."""
    return int((known["closed"] - known["opened"]).dt.days.max())


def whole_quarters(known: pd.DataFrame) -> pd.DataFrame:
    """Closed deals of the calendar quarters that the export covers from end to end.

    The win share swings within a quarter, from one half to four fifths in its last month. The first
    month of the export is such a last month: counted alone, it would flatter the share.
    """
    first = (FIRST_CLOSING + pd.offsets.QuarterBegin(startingMonth=1)).normalize()
    return known[known["closed"] >= first]


def win_share(known: pd.DataFrame) -> Between:
    """Share of the deals closed in whole quarters that were won."""
    won = whole_quarters(known)["won"].astype(bool)
    share = float(won.mean())
    return Between.around(share, float(np.sqrt(share * (1 - share) / len(won))))


def per_month(known: pd.DataFrame, day: pd.Timestamp, what: str) -> Between:
    """Deals a month over the whole quarters seen: `what` is `opened` or `closed`."""
    first = whole_quarters(known)["closed"].min().to_period("M")
    months = pd.period_range(first, day, freq="M")
    counts = np.array([(known[what].dt.to_period("M") == month).sum() for month in months])
    return Between.around(counts.mean(), counts.std(ddof=1) / np.sqrt(len(counts)))


def chance_of_differences(known: pd.DataFrame, by: str) -> float:
    """P-value of a chi-squared test that the win share is the same for every value of a column."""
    closed = known[known["won"].notna()]
    counts = pd.crosstab(closed[by], closed["won"].astype(bool))
    return float(stats.chi2_contingency(counts).pvalue)


def product_table(known: pd.DataFrame, prices: pd.Series) -> pd.DataFrame:
    """Share of wins, list price, mean share of it that was paid, and its spread, by product."""
    won = known[known["won"].fillna(False).astype(bool)]
    paid = won["value"] / won["product"].map(prices)
    grouped = paid.groupby(won["product"])
    return pd.DataFrame(
        {
            "share of wins": grouped.size() / len(won),
            "list price": prices,
            "paid, mean": grouped.mean(),
            "paid, deviation": grouped.std(),
        }
    ).sort_values("share of wins", ascending=False)


def agent_table(known: pd.DataFrame) -> pd.DataFrame:
    """Deals closed and win share by agent, busiest first, without names."""
    closed = known[known["won"].notna()]
    table = closed.groupby("agent")["won"].agg(closed="size", win_share="mean")
    table = table.sort_values("closed", ascending=False).reset_index(drop=True)
    table.index = [f"agent {number:02d}" for number in range(1, len(table) + 1)]
    return table


def prompt_answer_days(known: pd.DataFrame) -> pd.Series:
    """Days to the answer of the deals answered within 30 days: the buyer's time when nobody waits.

    Ages at closing have two humps, one below 15 days and one around three months.
    """
    days = (known["closed"] - known["opened"]).dt.days.dropna()
    return days[days <= 30]


def won_values(known: pd.DataFrame) -> pd.Series:
    """Dollars of each won deal, list prices and discounts together."""
    return known.loc[known["won"].fillna(False).astype(bool), "value"]


def clock_forecast(known: pd.DataFrame, day: pd.Timestamp, days_ahead: int) -> ClockForecast:
    """The rival explanation: deals close by their age alone, at the rates seen so far.

    Cumulative incidence of wins and losses by age (Aalen and Johansen, 1978), with late entry for
    deals opened before the export begins; new deals arrive as in the last three months.
    """
    exit_age = ((known["closed"].fillna(day)) - known["opened"]).dt.days.to_numpy()
    entry_age = (FIRST_CLOSING - known["opened"]).dt.days.clip(lower=0).to_numpy()
    is_closed = known["won"].notna().to_numpy()
    is_won = known["won"].fillna(False).to_numpy(dtype=bool)
    ages = np.arange(exit_age.max() + days_ahead + 1)
    at_risk = np.array([((entry_age <= age) & (exit_age >= age)).sum() for age in ages])
    at_risk = np.maximum(at_risk, 1)
    closing_rate = np.bincount(exit_age[is_closed], minlength=ages.size) / at_risk
    winning_rate = np.bincount(exit_age[is_won], minlength=ages.size) / at_risk
    survival = np.concatenate([[1.0], np.cumprod(1 - closing_rate)])
    closed_by = np.concatenate([[0.0], np.cumsum(survival[:-1] * closing_rate)])
    won_by = np.concatenate([[0.0], np.cumsum(survival[:-1] * winning_rate)])

    age = exit_age[~is_closed]
    today, later = age + 1, np.minimum(age + days_ahead, ages.size - 1) + 1
    recent = known["opened"] > day - pd.DateOffset(months=3)
    arrivals_per_day = recent.sum() / (day - (day - pd.DateOffset(months=3))).days
    fresh = np.arange(days_ahead) + 1

    def expected(incidence: np.ndarray) -> float:
        from_open = ((incidence[later] - incidence[today]) / survival[today]).sum()
        return float(from_open + arrivals_per_day * incidence[fresh].sum())

    return ClockForecast(closings=expected(closed_by), wins=expected(won_by))
