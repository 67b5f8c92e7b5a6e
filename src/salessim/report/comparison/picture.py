"""The picture of a comparison: a dot and its interval for each variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.comparison.wording import UNCHANGED, UNITS, moved, verdict
from salessim.report.drawing import BLACK, BLUE, GREY, RED, plain
from salessim.report.words import currency

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.measure.differences import ComparisonFindings, Difference

COLOURS = {1: BLUE, -1: RED, 0: GREY}
VERDICTS = {1: "better", -1: "worse", 0: "no difference beyond chance"}
ROW_INCHES, FRAME_INCHES = 0.34, 1.5


def drawn_differences(findings: ComparisonFindings) -> Figure:
    """Make the figure: revenue on the left, payroll ratio on the right if anybody is paid."""
    from matplotlib.figure import Figure

    titles = {"revenue": f"Revenue, {currency(findings.currency)}"}
    if findings.has_paid_reps:
        titles["payroll_ratio"] = "Payroll ratio, percentage points"
    height = FRAME_INCHES + ROW_INCHES * len(findings.variants)
    figure = Figure(figsize=(8, height), layout="constrained")
    panels = figure.subplots(1, len(titles), sharey=True, squeeze=False)[0]
    verdicts: set[int] = set()
    for axes, (name, title) in zip(panels, titles.items(), strict=True):
        verdicts |= _draw(axes, findings, name)
        axes.set_title(title, loc="left", fontsize=9)
    panels[0].set_yticks(
        range(len(findings.variants)), [variant.name for variant in findings.variants]
    )
    panels[0].invert_yaxis()
    figure.suptitle(
        f"{findings.scenario.name}: difference from the scenario as it stands, 95 % intervals",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    _explain(figure, verdicts)
    return figure


def _draw(axes: Axes, findings: ComparisonFindings, name: str) -> set[int]:
    """Draw one indicator; return which verdicts were shown."""
    unit = UNITS[name]
    scale = 100.0 if unit == "share" else 1.0
    axes.axvline(0, color=BLACK, linewidth=0.8)
    shown = set()
    for place, variant in enumerate(findings.variants):
        difference = variant.differences[name]
        if difference.mean is None:
            continue
        mean, seen = scale * difference.mean, verdict(difference)
        shown.add(seen)
        if difference.ci95 is not None:
            low, high = (scale * border for border in difference.ci95)
            axes.plot([low, high], [place, place], color=COLOURS[seen], linewidth=2)
        axes.plot(mean, place, "o", color=COLOURS[seen], markersize=6)
        axes.annotate(
            _said(unit, difference),
            (mean, place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=COLOURS[seen],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
    axes.xaxis.set_major_formatter(
        lambda value, _: moved(unit, value / scale).removesuffix(".0") if value else "0"
    )
    axes.margins(x=0.12)
    axes.set_ylim(-0.7, len(findings.variants) - 0.4)
    plain(axes, grid="x")
    return shown


def _said(unit: str, difference: Difference) -> str:
    return UNCHANGED if difference.unchanged else moved(unit, difference.mean)


def _explain(figure: Figure, verdicts: set[int]) -> None:
    """Name the colours that occur."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOURS[seen], marker="o", linewidth=2, label=VERDICTS[seen])
        for seen in (1, -1, 0)
        if seen in verdicts
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=8, frameon=False)
