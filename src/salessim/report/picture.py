"""The picture of a run: revenue month by month, and the payroll ratio beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.drawing import BLACK, BLUE, PALE_BLUE, RED, plain
from salessim.report.words import amount, currency, month, typed_amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.measure.findings import Findings

PAYROLL_LIMIT = 40
MOST_LABELS = 13


def drawn_revenue(findings: Findings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2.4, 1))
    _draw_revenue(upper, findings)
    _draw_payroll_ratio(lower, findings)
    _label_months(lower, findings)
    return figure


def _draw_revenue(axes: Axes, findings: Findings) -> None:
    rows = findings.monthly
    places = range(len(rows))
    if findings.replications > 1:
        axes.fill_between(
            places,
            [row.revenue.p10 or 0.0 for row in rows],
            [row.revenue.p90 or 0.0 for row in rows],
            color=PALE_BLUE,
            linewidth=0,
            label="8 in 10 futures",
        )
    middle = [row.revenue.p50 or 0.0 for row in rows]
    axes.plot(places, middle, color=BLUE, linewidth=2, label="revenue, middle future")
    if any(row.revenue_loyalty for row in rows):
        axes.plot(
            places,
            [row.revenue_loyalty for row in rows],
            color=BLUE,
            linewidth=1.2,
            linestyle=":",
            label="of it loyalty: customers of day one, mean",
        )
    _draw_targets(axes, findings)
    axes.set_title(
        f"{findings.scenario.name}: revenue a month, {currency(findings.currency)}",
        loc="left",
        fontsize=11,
    )
    axes.yaxis.set_major_formatter(lambda value, _: amount(value))
    axes.set_ylim(bottom=0, top=1.25 * axes.get_ylim()[1])
    axes.legend(fontsize=8, frameon=False, loc="upper left", ncols=2)
    plain(axes)


def _draw_targets(axes: Axes, findings: Findings) -> None:
    """Targets on revenue, spread evenly over their months."""
    months = [row.month for row in findings.monthly]
    for target in findings.targets:
        if target.measure == "revenue" and target.since and target.per_month:
            axes.hlines(
                target.per_month,
                months.index(target.since),
                months.index(target.by),
                color=RED,
                linestyle="--",
                linewidth=1.2,
                label=f"target {typed_amount(target.value)}, spread evenly",
            )


def _draw_payroll_ratio(axes: Axes, findings: Findings) -> None:
    rows = findings.monthly
    ratios = [
        float("nan") if row.payroll_ratio_3_months is None else 100 * row.payroll_ratio_3_months
        for row in rows
    ]
    axes.plot(range(len(rows)), ratios, color=BLACK, marker="o", markersize=3, linewidth=1.2)
    axes.axhline(PAYROLL_LIMIT, color=RED, linestyle="--", linewidth=1)
    known = sorted(ratio for ratio in ratios if ratio == ratio)
    # A first month almost without revenue would press the rest flat: it may leave the frame.
    top = max(100.0, 1.15 * known[int(0.8 * (len(known) - 1))]) if known else 100.0
    axes.set_ylim(0, min(top, 300.0))
    axes.set_title(
        "Payroll ratio of the last three months: sales payroll over revenue (limit: 40 %)",
        loc="left",
        fontsize=9,
    )
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    plain(axes)


def _label_months(axes: Axes, findings: Findings) -> None:
    every = -(-len(findings.monthly) // MOST_LABELS)
    places = range(0, len(findings.monthly), every)
    axes.set_xticks(places, [month(findings.monthly[place].month) for place in places])
    axes.tick_params(axis="x", labelsize=8, rotation=30 if len(places) > 8 else 0)
