"""The picture of a plan: hours against today's, revenue as predicted and simulated, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.drawing import BLACK, BLUE, GREY, PALE_BLUE, plain
from salessim.report.words import amount, currency, month

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.plan.findings import PlanFindings

MOST_LABELS = 13
LINES = ("-", "--", ":", "-.")


def drawn_plan(findings: PlanFindings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    rows = [row for row in findings.hours if row.hours >= 0.5 or row.hours_today >= 0.5]
    heights = [0.7 + 0.42 * len(rows), 2.4]
    moves = any(len(set(row.people)) > 1 for row in findings.paid_people)
    if moves:
        heights.append(1.6)
    figure = Figure(figsize=(8, 0.6 + sum(heights)), layout="constrained")
    figure.suptitle(findings.scenario.name, fontsize=11, x=0.01, ha="left")
    parts = figure.subplots(len(heights), 1, height_ratios=heights)
    _draw_hours(parts[0], findings)
    _draw_revenue(parts[1], findings)
    if moves:
        _draw_people(parts[2], findings)
    for axes in parts[1:]:
        _label_months(axes, findings)
    return figure


def _draw_hours(axes: Axes, findings: PlanFindings) -> None:
    rows = [row for row in findings.hours if row.hours >= 0.5 or row.hours_today >= 0.5][::-1]
    places = range(len(rows))
    axes.barh(
        [place + 0.2 for place in places], [row.hours for row in rows], 0.36, color=BLUE,
        label="planned",
    )  # fmt: skip
    axes.barh(
        [place - 0.2 for place in places], [row.hours_today for row in rows], 0.36,
        color=PALE_BLUE, label="today's allocation",
    )  # fmt: skip
    names = [f"{row.group}: {row.motion}, {row.segment}" for row in rows]
    axes.set_yticks(list(places), names)
    axes.xaxis.set_major_formatter(lambda value, _: amount(value) if value else "0")
    axes.set_title("Hours over the horizon", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    plain(axes, grid="x")


def _draw_revenue(axes: Axes, findings: PlanFindings) -> None:
    rows = findings.monthly
    places = range(len(rows))
    axes.plot(places, [row.predicted for row in rows], color=BLACK, linewidth=1.2, linestyle="--",
              label="predicted")  # fmt: skip
    axes.plot(places, [row.simulated for row in rows], color=BLUE, linewidth=2,
              label="simulated, mean")  # fmt: skip
    axes.plot(places, [row.today for row in rows], color=GREY, linewidth=1.2,
              label="today's allocation")  # fmt: skip
    axes.set_ylim(bottom=0, top=1.25 * axes.get_ylim()[1])
    axes.yaxis.set_major_formatter(lambda value, _: amount(value) if value else "0")
    axes.set_title(f"Revenue a month, {currency(findings.currency)}", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="upper left", ncols=3)
    plain(axes)


def _draw_people(axes: Axes, findings: PlanFindings) -> None:
    places = range(len(findings.monthly))
    for number, row in enumerate(findings.paid_people):
        axes.step(places, row.people, where="mid", color=BLUE, linewidth=1.6,
                  linestyle=LINES[number % len(LINES)], label=row.group)  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_title("People paid", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="lower left", ncols=4)
    plain(axes)


def _label_months(axes: Axes, findings: PlanFindings) -> None:
    every = -(-len(findings.monthly) // MOST_LABELS)
    places = range(0, len(findings.monthly), every)
    axes.set_xticks(list(places), [month(findings.monthly[place].month) for place in places])
    axes.tick_params(axis="x", labelsize=8, rotation=30 if len(places) > 8 else 0)
