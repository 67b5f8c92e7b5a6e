"""What each indicator means, and its five figures over replications."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from salessim.elementary import expm1
from salessim.measure.findings import Summary
from salessim.measure.intervals import (
    chance_interval,
    mean_interval,
    percentiles,
    ratio_interval,
)

type Better = Literal["higher", "lower"]
"""Which of two values of an indicator is the better one."""


@dataclass(frozen=True)
class Indicator:
    """A figure of a run: a column of the runs table, or one column over another."""

    name: str
    top: str
    unit: str
    """`money`, `share`, `count` or `month` (its number, 1 = the first)."""
    meaning: str
    bottom: str | None = None
    """With a bottom, the mean over replications is total over total."""
    scale: float = 1.0
    better: Better | None = "higher"
    """None where neither more nor less of it is good in itself."""
    is_chance: bool = False
    """Whether a replication has 1 (it happened) or 0, so that the mean is a chance."""
    compared_in: Literal["sentences", "overview", "details"] = "details"
    """Where a comparison shows it: in its sentences, in its overview, or with --details only."""
    is_hazard: bool = False
    """Whether top over bottom is a hazard a year, shown as the share lost in a year."""
    hides_zero: bool = False
    """Whether a comparison leaves it out where it is 0 with and without the variant."""
    in_report: bool = False
    """Whether it stands in the table `Further indicators` of a run's report."""

    def values(self, runs: np.ndarray) -> np.ndarray:
        """One value a replication; NaN where it has none (no revenue to divide by)."""
        top = self.scale * runs[self.top]
        if self.bottom is None:
            return top
        bottom = runs[self.bottom]
        ratio = np.divide(top, bottom, out=np.full(len(runs), np.nan), where=bottom > 0)
        return np.array([self.shown(value) for value in ratio]) if self.is_hazard else ratio

    def shown(self, ratio: float) -> float:
        """Return a ratio as it is shown: a hazard h a year loses the share 1 - exp(-h)."""
        return 0.0 - expm1(-ratio) if self.is_hazard else ratio

    def summary(self, runs: np.ndarray) -> Summary:
        """Mean with its 95 % interval, and percentiles 10, 50, 90; a chance has no percentiles."""
        values = self.values(runs)
        if self.is_chance:
            mean, interval = chance_interval(values)
            return Summary(mean=mean, ci95=interval, p10=None, p50=None, p90=None)
        if self.bottom is None:
            mean, interval = mean_interval(values)
        else:
            mean, interval = ratio_interval(self.scale * runs[self.top], runs[self.bottom])
            mean = None if mean is None else self.shown(mean)
            if interval is not None:
                interval = self.shown(interval[0]), self.shown(interval[1])
        p10, p50, p90 = percentiles(values, observed=self.unit == "month")
        return Summary(mean=mean, ci95=interval, p10=p10, p50=p50, p90=p90)

    def missing(self, runs: np.ndarray) -> int:
        """Number of replications without a value."""
        return int((~np.isfinite(self.values(runs))).sum())


INDICATORS = (
    Indicator(
        "revenue", "revenue", "money", "recognised over the horizon", compared_in="sentences"
    ),
    Indicator(
        "revenue_conquest",
        "revenue_conquest",
        "money",
        "of it, from customers won during the horizon, their later orders included",
    ),
    Indicator(
        "revenue_loyalty", "revenue_loyalty", "money", "of it, from the customers of day one"
    ),
    Indicator("bookings", "bookings", "money", "signed; a subscription with its first year"),
    Indicator("arr_at_end", "arr_at_end", "money", "yearly value of running subscriptions"),
    Indicator(
        "growth",
        "growth",
        "share",
        "revenue above last year's, scaled to the horizon's length; none without last year's",
    ),
    Indicator(
        "payroll",
        "payroll",
        "money",
        "reps' and managers' pay, variable pay, charges",
        better="lower",
    ),
    Indicator(
        "payroll_ratio",
        "payroll",
        "share",
        "sales payroll over revenue",
        bottom="revenue",
        better="lower",
        compared_in="sentences",
    ),
    Indicator(
        "payroll_ratio_last_quarter",
        "payroll_last_quarter",
        "share",
        "the same over the horizon's last three months",
        bottom="revenue_last_quarter",
        better="lower",
    ),
    Indicator(
        "payroll_ratio_valued",
        "payroll_valued",
        "share",
        "payroll ratio with unpaid hours priced by `valued_at`",
        bottom="revenue",
        better="lower",
    ),
    Indicator(
        "profit",
        "profit",
        "money",
        "revenue less cost of goods and sales costs (payroll, marketing, tools, hiring)",
        compared_in="sentences",
    ),
    Indicator(
        "contracts_won", "contracts_won", "count", "contracts signed", compared_in="overview"
    ),
    Indicator("contracts_conquest", "contracts_conquest", "count", "of them, by new customers"),
    Indicator("contracts_loyalty", "contracts_loyalty", "count", "of them, by customers"),
    Indicator(
        "deals_open_at_end",
        "deals_open_at_end",
        "count",
        "deals under way at the horizon; visits and calls are none",
        better=None,
    ),
    Indicator(
        "customers_at_end",
        "customers_at_end",
        "count",
        "customers at the horizon",
        compared_in="overview",
    ),
    Indicator("customers_lost", "customers_lost", "count", "customers who left", better="lower"),
    Indicator(
        "churn_per_year",
        "customers_lost",
        "share",
        "share of customers lost in a year",
        bottom="customer_years",
        is_hazard=True,
        better="lower",
    ),
    Indicator("cash_low_point", "cash_low_point", "money", "least cash at a month end"),
    Indicator(
        "cash_out_month",
        "cash_out_month",
        "month",
        "number of the first month that ends below zero; mean over the futures where one does",
    ),
    Indicator(
        "reps_at_quota",
        "reps_over_quota",
        "share",
        "of the reps with quota, those credited with all of the first, as pay counts it",
        bottom="reps_with_quota",
    ),
    Indicator(
        "quota_attainment",
        "quota_credited",
        "share",
        "money that counts towards quotas, as pay counts it, over quotas of money",
        "quota",
    ),
    Indicator(
        "quota_attainment_contracts",
        "quota_contracts_credited",
        "share",
        "contracts and renewals that count towards quotas of them, over these quotas",
        "quota_contracts",
    ),
    Indicator(
        "quota_attainment_meetings",
        "quota_meetings_credited",
        "share",
        "first meetings held, booked or accepted that count towards quotas of them, over these",
        "quota_meetings",
    ),
    Indicator("reps_left", "reps_left", "count", "reps who left", better="lower"),
    Indicator(
        "attrition_per_year",
        "reps_left",
        "share",
        "share of reps who leave in a year",
        bottom="rep_years",
        is_hazard=True,
        better="lower",
    ),
    Indicator(
        "revenue_per_rep_year",
        "revenue",
        "money",
        "revenue per rep employed for a year",
        bottom="rep_years",
    ),
    Indicator(
        "selling_time",
        "selling_hours",
        "share",
        "prospecting, conquest and loyalty work in paid time",
        bottom="paid_hours",
    ),
    Indicator(
        "contracts_per_100_hours",
        "contracts_conquest",
        "count",
        "contracts with new customers per 100 hours of prospecting and conquest work",
        bottom="conquest_hours",
        scale=100.0,
    ),
    Indicator(
        "acquisition_cost",
        "conquest_costs",
        "money",
        "marketing, and the other sales costs by hours of conquest, per customer gained",
        bottom="customers_gained",
        better="lower",
        in_report=True,
    ),
    Indicator(
        "payback_months",
        "conquest_costs",
        "count",
        "months until the margin of new subscriptions has paid for the cost of winning them",
        bottom="new_margin_per_month",
        better="lower",
        in_report=True,
    ),
    Indicator(
        "net_retention",
        "arr_kept_net",
        "share",
        "ARR of day one's customers after a year, or at the end, over that of day one",
        bottom="arr_at_start",
        in_report=True,
    ),
    Indicator(
        "gross_retention",
        "arr_kept",
        "share",
        "the same without what they added: of each customer what it paid on day one, at most",
        bottom="arr_at_start",
        in_report=True,
    ),
    Indicator("billed", "billed", "money", "sent as bills; revenue is recognised as it runs"),
    Indicator("collected", "collected", "money", "paid by customers"),
    Indicator(
        "money_needed",
        "money_needed",
        "money",
        "most that is spent beyond what comes in, from the first day on",
        better="lower",
        in_report=True,
    ),
    Indicator(
        "break_even_month",
        "break_even_month",
        "month",
        "number of the first month from which on none makes a loss, all costs counted",
        better="lower",
        in_report=True,
    ),
    Indicator("leads", "leads", "count", "inbound leads that came"),
    Indicator(
        "leads_unserved",
        "leads_unserved",
        "count",
        "of them, those nobody could take",
        better="lower",
    ),
    Indicator(
        "leads_cold",
        "leads_cold",
        "count",
        "of them, those gone cold before anybody answered",
        better="lower",
    ),
    Indicator(
        "deals_cold",
        "deals_cold",
        "count",
        "open deals, opportunities and referrals that went cold while they waited to be worked on",
        better="lower",
    ),
    Indicator(
        "leads_not_free",
        "leads_not_free",
        "count",
        "firms that asked besides and were no lead: customers, in a deal, or cooling off",
        better=None,
        hides_zero=True,
    ),
    Indicator(
        "market_sold",
        "firms_sold_at_end",
        "share",
        "customers at the horizon, of all firms of markets whose firms may all ask",
        bottom="firms_at_end",
    ),
    Indicator(
        "market_free",
        "firms_free_at_end",
        "share",
        "of these firms, those that may still become leads",
        bottom="firms_at_end",
        better=None,
    ),
    Indicator(
        "answering_hours",
        "answering_hours",
        "count",
        "hours of first answers to leads",
        better=None,
    ),
    Indicator(
        "managers_at_end",
        "managers_at_end",
        "count",
        "managers at the horizon, those whom a rule adds included",
        better=None,
    ),
    Indicator(
        "customers_without_keeper",
        "customers_without_keeper",
        "count",
        "customers at the horizon whom nobody looks after: no keeper is there, or none has room",
        better="lower",
    ),
    Indicator(
        "handed_over",
        "handed_over",
        "count",
        "cases handed over from one role to another",
        better=None,
        hides_zero=True,
    ),
    Indicator(
        "hand_overs_accepted",
        "hand_overs_accepted",
        "share",
        "of these, those that who is to go on with them took",
        bottom="hand_overs_decided",
    ),
    Indicator(
        "hand_over_wait",
        "hand_over_wait_hours",
        "count",
        "calendar hours that a case then waits for the first sitting",
        bottom="hand_over_waits",
        better="lower",
    ),
)
"""In the order of reports. The first names are fixed: scripts rely on them.

A new row is all that an indicator takes whose columns are in the runs table: it stands in `--json`,
in comparisons and experiments, and with `in_report` in the report of a run.
"""


def summaries(runs: np.ndarray) -> dict[str, Summary]:
    """Each indicator's figures, by name."""
    return {indicator.name: indicator.summary(runs) for indicator in INDICATORS}


def missing(runs: np.ndarray) -> dict[str, int]:
    """Indicators that some replications have no value of, and how many replications."""
    counts = {indicator.name: indicator.missing(runs) for indicator in INDICATORS}
    return {name: count for name, count in counts.items() if count}


def has_payroll(runs: np.ndarray) -> bool:
    """Whether anybody is paid in any replication, so that a payroll ratio means something."""
    return bool((runs["payroll"] > 0.0).any())
