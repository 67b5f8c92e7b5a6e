"""What a board is shown of a run: quarters and months in full, and slides with their charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salessim.measure.summary import PAYROLL_RATIO_LIMIT
from salessim.report.contents import Chart, Series, Slide, spoken
from salessim.report.money_tables import SPREAD_TARGET
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import amount, month, months, share
from salessim.units import MONTHS_PER_QUARTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from salessim.measure.findings import Findings, MonthFigures

LIMIT = "limit"
SLIDE_OF_LIMITS = "What limits the team, and what to find out first"


def means_by_month(findings: Findings) -> Sheet:
    """Revenue and payroll by month: what adds up over the horizon."""
    return Sheet(
        "Revenue and payroll by month (means over all futures)",
        "Conquest: customers won during the horizon. Loyalty: customers of day one. Payroll ratio: "
        "sales payroll over revenue, both of the month.",
        (text("month"), *_means(findings)),
        tuple((month(row.month), *_mean_cells(findings, [row])) for row in findings.monthly),
    )


def quarters(findings: Findings) -> Sheet:
    """The payroll ratio of every three months, beside its limit."""
    rows = [
        findings.monthly[first : first + MONTHS_PER_QUARTER]
        for first in range(0, len(findings.monthly), MONTHS_PER_QUARTER)
    ]
    paid = findings.has_payroll
    limits = (Column(LIMIT),) if paid else ()
    return Sheet(
        "Quarters (means over all futures)",
        "Every three months from the first on. Payroll ratio: sales payroll over revenue.",
        (text("quarter"), *_means(findings), *limits),
        tuple(
            (
                months(row[0].month, row[-1].month),
                *_mean_cells(findings, row),
                *((share(PAYROLL_RATIO_LIMIT),) if paid else ()),
            )
            for row in rows
        ),
    )


def _means(findings: Findings) -> tuple[Column, ...]:
    paid = (Column("payroll", adds_up=True), Column("payroll ratio", ratio=("payroll", "revenue")))
    return (
        Column("revenue", adds_up=True),
        Column("of it conquest", 70, adds_up=True),
        Column("of it loyalty", 70, adds_up=True),
        Column("bookings", 80, adds_up=True),
        *(paid if findings.has_payroll else ()),
    )


def _mean_cells(findings: Findings, rows: Sequence[MonthFigures]) -> tuple[str, ...]:
    conquest = sum(row.revenue_conquest for row in rows)
    loyalty = sum(row.revenue_loyalty for row in rows)
    payroll, revenue = sum(row.payroll for row in rows), conquest + loyalty
    ratio = payroll / revenue if revenue > 0 else None
    bookings = sum(row.bookings for row in rows)
    money = (amount(revenue), amount(conquest), amount(loyalty), amount(bookings))
    return (*money, amount(payroll), share(ratio)) if findings.has_payroll else money


def run_slides(findings: Findings, tables: TablesOfSlides, said: Said) -> tuple[Slide, ...]:
    """The slides after the headline: revenue, payroll, cash and people, limits.

    Args:
        findings: of the run.
        tables: those that the charts are drawn from.
        said: the sentences of the headline, by what they are about.
    """
    return (
        _slide("Revenue", said["revenue"], _revenue_charts(tables.months)),
        _slide("Payroll ratio", said["payroll"], _payroll_charts(findings, tables.quarters)),
        _slide("Cash and people", said["cash"], _cash_charts(findings, tables.months)),
        _slide(SLIDE_OF_LIMITS, said["limit"], _limit_charts(tables)),
    )


@dataclass(frozen=True)
class TablesOfSlides:
    """The tables that the slides of a run are drawn from."""

    months: Sheet
    quarters: Sheet
    time_use: Sheet
    drivers: Sheet | None
    """What is worth finding out; None if that is unknown."""


type Said = dict[str, list[Text]]
"""Lines of the headline: of `revenue`, `payroll`, `cash` and `limit`."""


def _slide(otherwise: str, lines: list[Text], charts: tuple[Chart, ...]) -> Slide:
    """A slide whose first sentence is its title."""
    drawn = tuple(chart for chart in charts if _has_figures(chart))
    if not lines:
        return Slide(otherwise, charts=drawn)
    return Slide(spoken(lines[0]), tuple(lines[1:]), drawn)


def _has_figures(chart: Chart) -> bool:
    return any(chart.figures)


def _revenue_charts(shown: Sheet) -> tuple[Chart, ...]:
    band = (Series("low", "low: 1 future in 10 is below", "band"),)
    band_end = (Series("high", "high: 1 future in 10 is above", "band"),)
    goal: tuple[Series, ...] = ()
    if SPREAD_TARGET in [column.name for column in shown.columns]:
        goal = (Series(SPREAD_TARGET, SPREAD_TARGET, "limit"),)
    middle = Series("revenue", "revenue, middle future")
    revenue = (middle, *band, *band_end, *goal)
    return (
        Chart("Revenue a month", shown, ("month",), revenue),
        Chart("ARR at the end of each month", shown, ("month",), (Series("ARR", "ARR"),)),
    )


def _payroll_charts(findings: Findings, by_quarter: Sheet) -> tuple[Chart, ...]:
    if not findings.has_payroll:
        return ()
    ratio = (
        Series("payroll ratio", "payroll ratio"),
        Series(LIMIT, f"limit, {share(PAYROLL_RATIO_LIMIT)}", "limit"),
    )
    money = (Series("revenue", "revenue, mean"), Series("payroll", "payroll, mean", "other"))
    return (
        Chart("Payroll ratio by quarter", by_quarter, ("quarter",), ratio),
        Chart("Revenue and payroll by quarter", by_quarter, ("quarter",), money, "column"),
    )


def _cash_charts(findings: Findings, shown: Sheet) -> tuple[Chart, ...]:
    cash = (
        Series("cash", "cash, middle future"),
        Series("cash, low", "low: 1 future in 10 is below", "band"),
        Series("cash, high", "high: 1 future in 10 is above", "band"),
    )
    people = Chart("Reps, mean", shown, ("month",), (Series("reps", "reps"),))
    money = Chart("Cash at the end of each month", shown, ("month",), cash)
    return (money, people) if findings.cash.counted else (people,)


def _limit_charts(tables: TablesOfSlides) -> tuple[Chart, ...]:
    used = (Series("share", "share"),)
    charts = [Chart(tables.time_use.title, tables.time_use, ("use",), used, "bar")]
    if tables.drivers is not None:
        shares = (Series("by itself", "by itself"), Series("in all", "in all", "other"))
        named = ("figure worth finding out",)
        spread = Chart("Share of the spread of revenue", tables.drivers, named, shares, "bar")
        charts.append(spread)
    return tuple(charts)
