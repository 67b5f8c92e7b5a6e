"""All findings of a run, from its tally; and what makes futures differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from salessim.measure.activity import (
    funnel_flows,
    mover_figures,
    segment_figures,
    team_figures,
    time_use,
)
from salessim.measure.findings import (
    BindingMonth,
    Cash,
    Default,
    Driver,
    Findings,
    Flags,
    MainLimit,
    MonthFigures,
    Performance,
    ScenarioName,
    Summary,
    VarianceDecomposition,
)
from salessim.measure.indicators import missing, summaries
from salessim.measure.intervals import mean_interval, percentiles, student_quantile
from salessim.measure.runs import PAYROLL_PARTS, SALES_COSTS, MonthlySeries
from salessim.measure.tally import Tally
from salessim.measure.targets import backcast, target_outcome
from salessim.scenario.defaults import DefaultUsed
from salessim.scenario.schema_types import human_name
from salessim.units import MONTHS_PER_QUARTER

MIN_REPLICATIONS = 30
FALSE_ALARM = 0.01
"""Chance of naming any figure when none matters (Bonferroni over all figures)."""


def variance_decomposition(
    outcome: np.ndarray, drawn: np.ndarray, paths: tuple[str, ...]
) -> VarianceDecomposition | None:
    """Share of the outcome's spread that each figure drawn once a replication explains.

    The share is the squared rank correlation (Spearman) less what chance alone would show,
    `1 - (1 - r^2) (n - 1) / (n - 2)`. The figures are drawn independently, so shares add up.
    Effects that go up and down again within a figure's range count as luck.

    Args:
        outcome: one value a replication, shape (R,).
        drawn: the drawn figures, shape (R, J).
        paths: their key paths.

    Returns:
        None with fewer than 30 replications or an outcome that never differs.
    """
    count = len(outcome)
    if count < MIN_REPLICATIONS or np.ptp(outcome) == 0:
        return None
    varying = [column for column in range(len(paths)) if np.ptp(drawn[:, column]) > 0]
    if not varying:
        return VarianceDecomposition(luck=1.0, ignorance=0.0, drivers=[])
    freedom = count - 2
    critical = student_quantile(1 - FALSE_ALARM / (2 * len(varying)), freedom)
    outcome_ranks = _standard_ranks(outcome)
    epistemic, drivers = 0.0, []
    for column in varying:
        path = paths[column]
        squared = float(np.mean(outcome_ranks * _standard_ranks(drawn[:, column]))) ** 2
        share = 1 - (1 - squared) * (count - 1) / freedom
        epistemic += share
        if squared * freedom > critical**2 * (1 - squared):
            drivers.append(Driver(path=path, name=human_name(path), share=share))
    epistemic = min(max(epistemic, 0.0), 1.0)
    drivers.sort(key=lambda driver: -driver.share)
    return VarianceDecomposition(luck=1 - epistemic, ignorance=epistemic, drivers=drivers)


def _standard_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks with mean 0 and variance 1; equal values share the mean of their ranks."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[place]
    return (ranks - ranks.mean()) / ranks.std()


PAYROLL_RATIO_LIMIT = 0.40
"""Above it a company invests too much in selling for insufficient return (Seguin, 2018)."""

BRIDGED_MONTHS = 1
"""Months without the limit that do not end a stretch: neighbours take turns by chance."""

MONEY = (
    *("revenue", "cost_of_goods", *PAYROLL_PARTS, "unpaid"),
    *(*SALES_COSTS, "other_costs", "profit"),
)


@dataclass(frozen=True)
class RunSettings:
    """What was asked of the engine, and what was left to defaults."""

    engine: str
    seed: int
    defaults: tuple[DefaultUsed, ...] = ()
    own_rules: Mapping[str, str] = field(default_factory=dict)
    """Name of the user's function in each slot that one fills."""


def findings(tally: Tally, setting: RunSettings, binding: list[BindingMonth]) -> Findings:
    """Everything that a report shows, from all replications counted in."""
    book, runs, lines = tally.book, tally.runs, tally.lines
    indicators = summaries(runs)
    return Findings(
        scenario=ScenarioName(name=book.name, digest=book.scenario_digest),
        engine=setting.engine,
        seed=setting.seed,
        replications=tally.replications,
        months=len(book.months),
        currency=book.currency,
        horizon=(book.months[0], book.months[-1]),
        indicators=indicators,
        revenue_error=_relative_error(indicators["revenue"]),
        missing=missing(runs),
        targets=[target_outcome(target, lines, book) for target in book.targets],
        path=backcast(book, lines),
        funnel=funnel_flows(tally),
        time_use=time_use(tally),
        binding=binding,
        main_limit=main_limit(binding),
        flags=_flags(indicators, runs),
        cash=_cash(tally, runs),
        spread=variance_decomposition(
            runs["revenue"], tally.uncertain_values, book.uncertain_paths
        ),
        money={name: float(runs[name].mean()) for name in MONEY},
        monthly=_months(tally, lines),
        segments=segment_figures(tally),
        team=team_figures(tally),
        movers=mover_figures(tally),
        revenue_last_year=book.revenue_last_year,
        has_paid_reps=book.has_paid_reps,
        defaults=[
            Default(path=row.path, value=row.value, source=row.source) for row in setting.defaults
        ],
        own_rules=dict(setting.own_rules),
        digest=tally.digest,
        performance=Performance(events=tally.events, seconds=tally.seconds),
    )


def _relative_error(summary: Summary) -> float | None:
    if not summary.mean or summary.ci95 is None:
        return None
    low, high = summary.ci95
    return (high - low) / 2 / abs(summary.mean)


def _flags(indicators: dict[str, Summary], runs: np.ndarray) -> Flags:
    def over(name: str) -> bool:
        ratio = indicators[name].mean
        return ratio is not None and ratio > PAYROLL_RATIO_LIMIT

    growth = indicators["growth"].mean
    return Flags(
        payroll_ratio=over("payroll_ratio"),
        payroll_ratio_last_quarter=over("payroll_ratio_last_quarter"),
        no_increase=growth is not None and growth <= 0,
        chance_of_increase=None if growth is None else float((runs["growth"] > 0).mean()),
    )


def _cash(tally: Tally, runs: np.ndarray) -> Cash:
    book = tally.book
    low_months = runs["cash_low_month"].astype(int)
    usual = int(np.bincount(low_months).argmax())
    out = runs["cash_out_month"][np.isfinite(runs["cash_out_month"])]
    earliest = percentiles(out, observed=True)[0]
    return Cash(
        counted=bool(book.opening_cash or runs["other_costs"].any()),
        usual_low_month=book.months[usual - 1],
        chance_of_running_out=len(out) / len(runs),
        first_month_out=None if earliest is None else book.months[int(earliest) - 1],
    )


def _months(tally: Tally, lines: MonthlySeries) -> list[MonthFigures]:
    revenue, payroll = lines.revenue, lines.payroll.mean(axis=0)
    customers, headcount = tally.mean("ledger", "customers"), tally.mean("ledger", "headcount")
    conquest, loyalty = lines.revenue_conquest.mean(axis=0), lines.revenue_loyalty.mean(axis=0)
    bookings, arr = lines.bookings.mean(axis=0), lines.arr.mean(axis=0)
    return [
        MonthFigures(
            month=name,
            revenue=_summary(revenue[:, month]),
            revenue_conquest=float(conquest[month]),
            revenue_loyalty=float(loyalty[month]),
            payroll=float(payroll[month]),
            payroll_ratio=_over(payroll[month], conquest[month] + loyalty[month]),
            payroll_ratio_3_months=_over(
                _of_3_months(payroll, month), _of_3_months(conquest + loyalty, month)
            ),
            bookings=float(bookings[month]),
            arr=float(arr[month]),
            cash=_summary(lines.cash[:, month]),
            customers=float(customers[month]),
            headcount=float(headcount[month]),
        )
        for month, name in enumerate(tally.book.months)
    ]


def _of_3_months(line: np.ndarray, month: int) -> float:
    return float(line[max(0, month + 1 - MONTHS_PER_QUARTER) : month + 1].sum())


def _summary(values: np.ndarray) -> Summary:
    mean, interval = mean_interval(values)
    p10, p50, p90 = percentiles(values)
    return Summary(mean=mean, ci95=interval, p10=p10, p50=p50, p90=p90)


def _over(top: float, bottom: float) -> float | None:
    return float(top / bottom) if bottom > 0 else None


def main_limit(binding: list[BindingMonth]) -> MainLimit | None:
    """The limit with the largest gain over all months in which it binds.

    Months next to each other, or but one month apart, are joined.
    """
    gains: dict[str, float] = {}
    for row in binding:
        if row.limit is not None:
            gains[row.limit] = gains.get(row.limit, 0.0) + row.gain_of_10_percent
    if not gains:
        return None
    limit = max(gains, key=lambda name: gains[name])
    stretches: list[list[int]] = []
    for month, row in enumerate(binding):
        if row.limit != limit:
            continue
        if stretches and month - stretches[-1][1] <= 1 + BRIDGED_MONTHS:
            stretches[-1][1] = month
        else:
            stretches.append([month, month])
    return MainLimit(
        limit=limit,
        gain_of_10_percent=gains[limit],
        spans=[(binding[first].month, binding[last].month) for first, last in stretches],
    )
