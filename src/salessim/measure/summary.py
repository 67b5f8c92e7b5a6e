"""All findings of a run, from its tally."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from salessim.measure.activity import (
    component_figures,
    funnel_flows,
    mover_figures,
    pay_at_risk,
    segment_figures,
    team_figures,
    time_use,
)
from salessim.measure.findings import (
    ArrMovement,
    BindingMonth,
    Cash,
    Default,
    Findings,
    Flags,
    InputFigures,
    LedgerMonth,
    MainLimit,
    MonthFigures,
    Performance,
    ScenarioName,
    Summary,
    TypedFigure,
)
from salessim.measure.indicators import has_payroll, missing, summaries
from salessim.measure.intervals import mean_interval, percentiles
from salessim.measure.roles import channel_figures, market_years, role_figures
from salessim.measure.runs import PAYROLL_PARTS, SALES_COSTS, MonthlySeries
from salessim.measure.tally import Tally
from salessim.measure.targets import backcast, target_outcome
from salessim.measure.variance import variance_decomposition
from salessim.scenario.defaults import defaults_used, figures_typed
from salessim.scenario.scenario import Scenario
from salessim.units import MONTHS_PER_QUARTER, MONTHS_PER_YEAR

PAYROLL_RATIO_LIMIT = 0.40
"""Above it a company invests too much in selling for insufficient return (Seguin, 2018)."""

MONEY = (
    *("revenue", "cost_of_goods", *PAYROLL_PARTS, "unpaid"),
    *(*SALES_COSTS, "other_costs", "profit"),
)


@dataclass(frozen=True)
class RunSettings:
    """What was asked of the engine, what was typed, and what was left to defaults."""

    engine: str
    seed: int
    inputs: InputFigures = field(default_factory=InputFigures)
    own_rules: Mapping[str, str] = field(default_factory=dict)
    """Name of the user's function in each slot that one fills."""


def findings_of(tally: Tally, setting: RunSettings) -> Findings:
    """All that a report shows but what takes further simulations, from all replications.

    Args:
        tally: the replications.
        setting: what was asked.
    """
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
        binding=[],
        main_limit=None,
        flags=_flags(indicators, runs),
        cash=_cash(tally, runs),
        spread=None,
        money={name: float(runs[name].mean()) for name in MONEY},
        monthly=_months(tally, lines),
        ledgers=ledger_months(tally, lines),
        recurring=arr_movements(tally),
        segments=segment_figures(tally),
        team=team_figures(tally),
        channels=channel_figures(tally),
        markets=market_years(tally),
        roles=role_figures(tally),
        recruits=tally.recruits,
        components=component_figures(tally),
        pay_at_risk=pay_at_risk(tally),
        movers=mover_figures(tally),
        revenue_last_year=book.revenue_last_year,
        has_payroll=has_payroll(runs),
        typed=setting.inputs.typed,
        defaults=setting.inputs.defaults,
        own_rules=dict(setting.own_rules),
        digest=tally.digest,
        performance=Performance(events=tally.events, seconds=tally.seconds),
    )


def inputs_of(scenario: Scenario) -> InputFigures:
    """What was typed, and what was left to defaults."""
    return InputFigures(
        typed=[
            TypedFigure(path=row.path, value=row.value, source=row.source)
            for row in figures_typed(scenario)
        ],
        defaults=[
            Default(path=row.path, value=row.value, source=row.source)
            for row in defaults_used(scenario)
        ],
    )


def with_limits_and_luck(
    found: Findings,
    tally: Tally,
    binding: list[BindingMonth],
    main_limit: MainLimit | None,
    repeated: np.ndarray,
) -> Findings:
    """Everything that a report shows.

    Args:
        found: all but what takes further simulations.
        tally: the replications it was found from.
        binding: the limit of each month.
        main_limit: that of the horizon, if there is one.
        repeated: revenue of the first replications under other luck, shape (M,).
    """
    spread = variance_decomposition(
        tally.runs["revenue"],
        repeated,
        tally.uncertain_values,
        tally.book.uncertain_paths,
        {row.path for row in found.defaults},
    )
    return found.model_copy(update={"binding": binding, "main_limit": main_limit, "spread": spread})


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
