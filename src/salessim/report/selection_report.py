"""What a choice between plans shows: which is the best, how sure that is, where runs went."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.contents import Document
from salessim.report.document import json_text
from salessim.report.drawing import BLACK, BLUE, GREY, plain
from salessim.report.experiment_tables import best_first, interval, settings, short
from salessim.report.sheet import Column, Sheet, print_page, text
from salessim.report.words import STRONG, currency, figure, indicator_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import Console

    from salessim.study.choosing.candidates import Selection

MAX_DRAWN = 30


def selection_document(selection: Selection) -> Document:
    """Sentences, the table of plans, and a picture of them."""
    return Document(
        name=selection.name,
        lines=selection_lines(selection),
        notes=[],
        sheets=[selection_sheet(selection)],
        origin=f"{selection.method.upper()}, {selection.runs} runs. Scenario {selection.scenario}.",
        draw=partial(drawn_selection, selection),
        json_text=partial(json_text, selection),
    )


def show_selection(console: Console, selection: Selection) -> None:
    """Print what was chosen, how sure that is, and where the runs went."""
    print_page(console, selection_lines(selection), [selection_sheet(selection)])


def selection_lines(selection: Selection) -> list[Text]:
    """What was chosen, and how sure that is."""
    best = selection.plans[selection.best]
    within = (
        f", or within {figure(selection.unit, selection.indifference)} of the best"
        if selection.indifference
        else ""
    )
    bound = "at least " if selection.method == "kn" and selection.is_reached else ""
    short_of = (
        "" if selection.is_reached else f", not the {_chance(selection.confidence)} asked for"
    )
    return [
        Text(
            f"{selection.name} · {len(selection.plans)} plans, {selection.runs} runs by "
            f"{selection.method.upper()}",
            style=STRONG,
        ),
        Text(
            f"Best {indicator_label(selection.indicator)}: {settings(best.settings)}: "
            f"{figure(selection.unit, best.mean)} ({interval(selection.unit, best.ci95)})"
        ),
        Text(
            f"Probability that this is the best{within}: {bound}{_chance(selection.probability)}"
            f"{short_of}"
        ),
    ]


def selection_sheet(selection: Selection) -> Sheet:
    """Where the runs went, the best first."""
    ranked = best_first(selection.plans, selection.better)
    names = list(ranked[0].settings)
    return Sheet(
        "Plans",
        "A plan in contention is not ruled out as the best.",
        (
            Column("point"),
            *(text(name) for name in names),
            Column("mean"),
            Column("95 % interval", 110),
            Column("runs"),
            text("in contention"),
        ),
        tuple(
            (
                str(row.point),
                *(short(row.settings[name]) for name in names),
                figure(selection.unit, row.mean),
                interval(selection.unit, row.ci95),
                str(row.runs),
                "yes" if row.is_in_contention else "no",
            )
            for row in ranked
        ),
    )


def drawn_selection(selection: Selection) -> Figure:
    """Draw the plans, the best first: means with intervals, and the runs that each got."""
    from matplotlib.figure import Figure

    rows = best_first(selection.plans, selection.better)[:MAX_DRAWN]
    picture = Figure(figsize=(10, max(2.6, 1.3 + 0.26 * len(rows))), layout="constrained")
    means, runs = picture.subplots(1, 2, sharey=True, width_ratios=(3, 1))
    for place, row in enumerate(rows):
        colour = BLUE if row.is_in_contention else GREY
        if row.mean is not None:
            low, high = row.ci95 or (row.mean, row.mean)
            means.plot([low, high], [place, place], color=BLACK, linewidth=1.2)
            means.plot(row.mean, place, marker="o", color=colour, markersize=6)
        runs.barh(place, row.runs, color=colour, height=0.6)
    names = [settings(row.settings) for row in rows]
    means.set_yticks(range(len(rows)), names, fontsize=8)
    means.invert_yaxis()
    means.xaxis.set_major_formatter(lambda value, _: figure(selection.unit, value))
    money = f", {currency(selection.currency)}" if selection.unit == "money" else ""
    means.set_title(f"Mean and 95 % interval{money}; blue: in contention", loc="left", fontsize=9)
    runs.set_title("Runs", loc="left", fontsize=9)
    for axes in (means, runs):
        plain(axes, grid="x")
    picture.suptitle(
        f"{selection.name}: {indicator_label(selection.indicator)}, by {selection.method.upper()}",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    return picture


def _chance(value: float) -> str:
    return f"{100 * value:.1f} %".replace(".0 %", " %") if value < 0.9995 else "over 99.9 %"
