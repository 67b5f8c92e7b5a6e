"""The picture of an experiment: its response surface, and the effects beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from salessim.report.drawing import BLACK, BLUE, GREY, RED, plain
from salessim.report.words import currency, figure, indicator_label, signed_figure
from salessim.study.run_rows import TARGET_PREFIX

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.study.analysing.analysis_findings import Analysis, Surface

MAX_ROWS = 14
COLOURS = "Blues"


def drawn_surface(analysis: Analysis) -> Figure:
    """Make the figure: the surface on the left, what moves the indicator on the right."""
    from matplotlib.figure import Figure

    rows = _effect_rows(analysis)
    height = max(4.0, 1.4 + 0.3 * len(rows))
    figure_ = Figure(figsize=(10, height), layout="constrained")
    if analysis.surface is None and not rows:
        axes = figure_.subplots()
        axes.set_axis_off()
        axes.text(0.5, 0.5, "Nothing varies here.", ha="center", fontsize=11)
        return figure_
    panels = np.atleast_1d(
        figure_.subplots(1, int(analysis.surface is not None) + int(bool(rows)))
    ).tolist()
    if analysis.surface is not None:
        _draw_surface(figure_, panels[0], analysis, analysis.surface)
    if rows:
        _draw_rows(panels[-1], analysis, rows)
    money = f", {currency(analysis.currency)}" if analysis.unit == "money" else ""
    partial = (
        f" · partial: {analysis.points_done} of {analysis.points} points" * analysis.is_partial
    )
    figure_.suptitle(
        f"{analysis.name}: {titled(analysis)}{money}{partial}", x=0.01, ha="left", fontsize=11
    )
    return figure_


def titled(analysis: Analysis) -> str:
    """The indicator in words; a target by what it asks for."""
    return (
        analysis.meaning
        if analysis.indicator.startswith(TARGET_PREFIX)
        else indicator_label(analysis.indicator)
    )


def _draw_surface(figure_: Figure, axes: Axes, analysis: Analysis, surface: Surface) -> None:
    match surface.kind:
        case "cells":
            _draw_cells(axes, analysis, surface)
        case "contours":
            _draw_contours(figure_, axes, analysis, surface)
        case "line":
            _draw_line(axes, analysis, surface)
        case "curve":
            _draw_curve(axes, analysis, surface)


def _draw_cells(axes: Axes, analysis: Analysis, surface: Surface) -> None:
    values = np.array(surface.values, dtype=float)
    axes.imshow(values, cmap=COLOURS, aspect="auto", origin="lower", alpha=0.85)
    middle = (np.nanmin(values) + np.nanmax(values)) / 2
    for row, column in np.ndindex(*values.shape):
        value = surface.values[row][column]
        dark = value is not None and value > middle
        axes.text(
            column,
            row,
            figure(analysis.unit, value),
            ha="center",
            va="center",
            fontsize=8,
            color="white" if dark else BLACK,
        )
    axes.set_xticks(range(len(surface.x_labels)), surface.x_labels, fontsize=8)
    axes.set_yticks(range(len(surface.y_labels)), surface.y_labels, fontsize=8)
    if max(map(len, surface.x_labels)) * len(surface.x_labels) > 44:
        axes.tick_params(axis="x", labelrotation=30)
    axes.set_xlabel(surface.x, fontsize=9)
    axes.set_ylabel(surface.y or "", fontsize=9)
    axes.set_title("Mean at each pair of settings, others averaged", loc="left", fontsize=9)


def _draw_contours(figure_: Figure, axes: Axes, analysis: Analysis, surface: Surface) -> None:
    values = np.array(surface.values, dtype=float)
    filled = axes.contourf(surface.x_values, surface.y_values, values, levels=9, cmap=COLOURS)
    axes.scatter(surface.seen_x, surface.seen_y, s=9, color=BLACK, linewidth=0, label="points")
    bar = figure_.colorbar(filled, ax=axes, format=_formatter(analysis))
    bar.ax.tick_params(labelsize=8)
    axes.set_xlabel(f"{surface.x} {surface.x_unit}".strip(), fontsize=9)
    axes.set_ylabel(f"{surface.y} {surface.y_unit}".strip(), fontsize=9)
    axes.tick_params(labelsize=8)
    axes.set_title("Fitted quadratic surface; dots are points", loc="left", fontsize=9)


def _draw_line(axes: Axes, analysis: Analysis, surface: Surface) -> None:
    places = range(len(surface.x_labels))
    values = [np.nan if value is None else value for value in surface.values[0]]
    axes.errorbar(
        places,
        values,
        yerr=_beyond(surface),
        color=BLUE,
        marker="o",
        capsize=3,
        linewidth=1.4,
    )
    axes.set_xticks(places, surface.x_labels, fontsize=8)
    axes.set_xlabel(surface.x, fontsize=9)
    axes.yaxis.set_major_formatter(_formatter(analysis))
    axes.locator_params(axis="y", steps=[1, 2, 5, 10])  # labels are rounded: no quarter steps
    axes.margins(x=0.12)
    axes.set_title("Mean with its 95 % interval", loc="left", fontsize=9)
    plain(axes)


def _beyond(surface: Surface) -> np.ndarray:
    """How far the interval of each value reaches below and above it, shape (2, values)."""
    reach = np.zeros((2, len(surface.intervals)))
    for place, (value, ends) in enumerate(zip(surface.values[0], surface.intervals, strict=True)):
        if value is not None and ends is not None:
            reach[:, place] = max(0.0, value - ends[0]), max(0.0, ends[1] - value)
    return reach


def _draw_curve(axes: Axes, analysis: Analysis, surface: Surface) -> None:
    axes.scatter(surface.seen_x, surface.seen_y, s=14, color=GREY, linewidth=0, label="points")
    axes.plot(
        surface.x_values,
        np.array(surface.values[0], float),
        color=BLUE,
        linewidth=1.8,
        label="quadratic",
    )
    axes.set_xlabel(f"{surface.x} {surface.x_unit}".strip(), fontsize=9)
    axes.yaxis.set_major_formatter(_formatter(analysis))
    axes.set_title("Each point's mean, and the quadratic through them", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False)
    plain(axes)


type EffectRow = tuple[str, float, float, float]
"""What moves, its effect, and the ends of its interval."""


def _effect_rows(analysis: Analysis) -> list[EffectRow]:
    """Sobol indices where there are some; else contrasts and slopes, the largest first."""
    if analysis.sobol:
        return [
            (row.factor, row.total, row.total - row.total_error, row.total + row.total_error)
            for row in sorted(analysis.sobol, key=lambda row: -row.total)
        ]
    rows = [
        (f"{row.factor}: {row.level}", row.difference, *(row.ci95 or (row.difference,) * 2))
        for row in analysis.contrasts
        if row.difference is not None
    ] + [
        (f"{row.factor}, 10th to 90th %", row.difference, *(row.ci95 or (row.difference,) * 2))
        for row in analysis.slopes
        if row.difference is not None
    ]
    return sorted(rows, key=lambda row: -abs(row[1]))[:MAX_ROWS]


def _draw_rows(axes: Axes, analysis: Analysis, rows: list[EffectRow]) -> None:
    good = {"higher": 1, "lower": -1}.get(analysis.better or "", 0)
    for place, (_, centre, low, high) in enumerate(rows):
        colour = BLUE if analysis.sobol or centre * good > 0 else RED
        if low <= 0 <= high:
            colour = GREY
        axes.barh(place, centre, color=colour, alpha=0.85, height=0.6)
        axes.plot([low, high], [place, place], color=BLACK, linewidth=1.2)
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows], fontsize=8)
    axes.invert_yaxis()
    if analysis.sobol:
        title = "Total Sobol index: share of the variance"
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    else:
        points = ", percentage points" if analysis.unit == "share" else ""
        title = f"Difference, and its 95 % interval{points}"
        axes.xaxis.set_major_formatter(
            lambda value, _: (
                signed_figure(analysis.unit, value).removesuffix(".0") if value else "0"
            )
        )
    axes.locator_params(axis="x", nbins=6)
    axes.set_title(title, loc="left", fontsize=9)
    plain(axes, grid="x")


def _formatter(analysis: Analysis) -> Any:
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, _: figure(analysis.unit, value))
