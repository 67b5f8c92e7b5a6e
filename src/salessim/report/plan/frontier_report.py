"""The frontier of a plan: revenue against payroll ratio, in sentences, as a table, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.drawing import BLACK, BLUE, GREY, PALE_BLUE, RED, plain
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import NOTHING, amount, chance, count, currency, share, typed_amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.measure.findings import Interval
    from salessim.plan.findings import Frontier, FrontierPoint, PlanFindings

NOTE = (
    "The least payroll for each revenue, simulated in the same futures. People are those planned "
    "at the end of the horizon; in the simulation they are whole."
)
PALE_GREEN, GREEN = "#dcebd9", "#3f7d3a"


def frontier_sentences(frontier: Frontier) -> list[Text]:
    """What the frontier says first."""
    lines = []
    points = frontier.points
    best = points[frontier.highest_profit]
    if frontier.lowest_ratio is not None and len(points) > 1:
        lowest = points[frontier.lowest_ratio]
        lines.append(
            f"Lowest payroll ratio  {share(lowest.payroll_ratio)} at {amount(lowest.revenue)} "
            f"revenue; within 1 % of it {_between(frontier.as_low_ratio)}"
        )
        lines.append(
            f"Highest profit        {amount(best.profit)} at {amount(best.revenue)} revenue, "
            f"payroll ratio {share(best.payroll_ratio)}; within 1 % of it "
            f"{_between(frontier.as_high_profit)}"
        )
    return [Text(line) for line in [*lines, *frontier.notes]]


def _between(both: Interval | None) -> str:
    if both is None:
        return NOTHING
    low, high = amount(both[0]), amount(both[1])
    return "no other plan" if low == high else f"from {low} to {high}"


def frontier_sheet(frontier: Frontier) -> Sheet:
    """A row a point of the frontier, least revenue first."""
    target = frontier.target
    goal = () if target is None else (Column(f"{typed_amount(target.value)} by {target.label}"),)
    columns = (
        Column("revenue"),
        Column("predicted", 80),
        Column("payroll ratio"),
        Column("profit"),
        Column("people"),
        *goal,
        text("mark"),
    )
    rows = [
        (
            amount(point.revenue),
            amount(point.predicted.revenue),
            share(point.payroll_ratio, 1),
            amount(point.profit),
            count(point.people),
            *(() if target is None else (_chance(point),)),
            _mark(frontier, place),
        )
        for place, point in enumerate(frontier.points)
    ]
    return Sheet("Revenue against payroll ratio", NOTE, columns, tuple(rows))


def _chance(point: FrontierPoint) -> str:
    return NOTHING if point.probability is None else chance(point.probability)


def _mark(frontier: Frontier, place: int) -> str:
    point = frontier.points[place]
    marks = []
    if place == frontier.lowest_ratio:
        marks.append("lowest ratio")
    elif point.as_low_ratio:
        marks.append("as low, within 1 %")
    if place == frontier.highest_profit:
        marks.append("highest profit")
    elif point.as_high_profit:
        marks.append("as profitable, within 1 %")
    return "; ".join(marks)


def drawn_frontier(findings: PlanFindings) -> Figure:
    """The figure: payroll ratio, profit and the chance of the target against revenue."""
    from matplotlib.figure import Figure

    frontier = findings.frontier
    assert frontier is not None
    heights = [2.4, 1.6] if frontier.target is None else [2.4, 1.6, 1.0]
    figure = Figure(figsize=(8, 0.8 + 1.25 * sum(heights)), layout="constrained")
    parts = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    _draw_ratio(parts[0], findings, frontier)
    _draw_profit(parts[1], findings, frontier)
    if frontier.target is not None:
        _draw_chance(parts[2], frontier)
    parts[-1].xaxis.set_major_formatter(lambda value, _: amount(value))
    parts[-1].set_xlabel(f"Revenue over the horizon, {currency(findings.currency)}", fontsize=9)
    return figure


def _draw_ratio(axes: Axes, findings: PlanFindings, frontier: Frontier) -> None:
    points = [point for point in frontier.points if point.payroll_ratio is not None]
    _shade(axes, frontier.as_low_ratio, PALE_BLUE, "within 1 % of the lowest ratio")
    predicted = sorted((p.predicted.revenue, p.predicted.payroll_ratio or 0.0) for p in points)
    axes.plot(
        [revenue for revenue, _ in predicted],
        [100.0 * ratio for _, ratio in predicted],
        color=GREY,
        linewidth=1,
        linestyle="--",
        label="predicted",
    )
    axes.plot(
        [point.revenue for point in points],
        [100.0 * (point.payroll_ratio or 0.0) for point in points],
        color=BLUE,
        linewidth=2,
        marker="o",
        markersize=4,
        label="least payroll, simulated",
    )
    for name, place, colour in _best(frontier):
        point = frontier.points[place]
        _mark_point(axes, point.revenue, 100.0 * (point.payroll_ratio or 0.0), colour, name)
    _place(axes, findings, "payroll_ratio", 100.0)
    axes.set_title(
        f"{findings.scenario.name}: payroll ratio, sales payroll over revenue",
        loc="left",
        fontsize=11,
    )
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    _with_legend(axes)


def _draw_profit(axes: Axes, findings: PlanFindings, frontier: Frontier) -> None:
    points = frontier.points
    _shade(axes, frontier.as_high_profit, PALE_GREEN, "within 1 % of the highest profit")
    axes.plot(
        [point.revenue for point in points],
        [point.profit for point in points],
        color=GREEN,
        linewidth=2,
        marker="o",
        markersize=4,
    )
    for name, place, colour in _best(frontier):
        point = points[place]
        _mark_point(axes, point.revenue, point.profit, colour, name, said=False)
    _place(axes, findings, "profit", 1.0, said=False)
    axes.set_title("Profit: margin less sales costs", loc="left", fontsize=9)
    axes.yaxis.set_major_formatter(lambda value, _: amount(value))
    _with_legend(axes)


def _draw_chance(axes: Axes, frontier: Frontier) -> None:
    target = frontier.target
    assert target is not None
    chances = [100.0 * (point.probability or 0.0) for point in frontier.points]
    places = [point.revenue for point in frontier.points]
    axes.plot(places, chances, color=BLACK, linewidth=1.2, marker="o", markersize=3)
    if target.measure == "revenue":
        axes.axvline(target.value, color=RED, linestyle="--", linewidth=1)
    axes.set_ylim(-4, 104)
    axes.set_title(
        f"Chance of {typed_amount(target.value)} {target.measure} by {target.label}",
        loc="left",
        fontsize=9,
    )
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    plain(axes)


def _best(frontier: Frontier) -> list[tuple[str, int, str]]:
    """The best points by name, place and colour."""
    highest = ("highest profit", frontier.highest_profit, GREEN)
    if frontier.lowest_ratio is None:
        return [highest]
    return [("lowest ratio", frontier.lowest_ratio, BLUE), highest]


def _mark_point(
    axes: Axes, x: float, y: float, colour: str, name: str, *, said: bool = True
) -> None:
    axes.plot(
        [x],
        [y],
        marker="o" if name == "lowest ratio" else "D",
        markersize=11,
        markerfacecolor="none",
        markeredgecolor=colour,
        markeredgewidth=2,
        linestyle="none",
        label=name if said else None,
    )


def _place(
    axes: Axes, findings: PlanFindings, figure: str, scale: float, *, said: bool = True
) -> None:
    """Where the plan and today's allocation stand."""
    for summaries, sign, name in (
        (findings.simulated, "*", "this plan"),
        (findings.today, "x", "today's allocation"),
    ):
        revenue, value = summaries["revenue"].mean, summaries[figure].mean
        if revenue is not None and value is not None:
            axes.plot(
                [revenue],
                [scale * value],
                marker=sign,
                markersize=10 if sign == "*" else 7,
                color=RED if sign == "*" else BLACK,
                linestyle="none",
                label=name if said else None,
            )


def _shade(axes: Axes, both: Interval | None, colour: str, name: str) -> None:
    if both is not None and both[1] > both[0]:
        axes.axvspan(*both, color=colour, linewidth=0, label=name)


def _with_legend(axes: Axes) -> None:
    axes.margins(y=0.12)
    plain(axes)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
