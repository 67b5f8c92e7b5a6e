"""Lays an analysis or a selection out on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.comparison.wording import figure, label
from salessim.report.experiment.sentences import footnotes, sentences, settings
from salessim.report.experiment.sheets import all_sheets, interval, short
from salessim.report.headline import QUIET, STRONG
from salessim.report.screen import show_sheet
from salessim.report.sheet import Column, Sheet, text

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.study.analysing.findings import Analysis
    from salessim.study.choosing.plans import Selection


def show(console: Console, found: Analysis, *, details: bool) -> None:
    """Print the sentences, then the tables if asked for."""
    for line in sentences(found):
        console.print(line, soft_wrap=not console.is_terminal)
    for sheet in all_sheets(found) if details else ():
        console.print()
        show_sheet(console, sheet)
    console.print()
    for note in footnotes(found):
        console.print(note, soft_wrap=not console.is_terminal)


def show_selection(console: Console, chosen: Selection) -> None:
    """Print what was chosen, how sure that is, and where the runs went."""
    best = chosen.plans[chosen.best]
    within = (
        f", or within {figure(chosen.unit, chosen.indifference)} of the best"
        if chosen.indifference
        else ""
    )
    bound = "at least " if chosen.method == "kn" and chosen.is_reached else ""
    console.print(
        Text(
            f"{chosen.name} · {len(chosen.plans)} plans, {chosen.runs} runs by "
            f"{chosen.method.upper()}",
            style=STRONG,
        )
    )
    console.print(
        f"Best {label(chosen.indicator)}: {settings(best.settings)}: "
        f"{figure(chosen.unit, best.mean)} ({interval(chosen.unit, best.ci95)})",
        soft_wrap=not console.is_terminal,
    )
    console.print(
        f"Probability that this is the best{within}: {bound}{_chance(chosen.probability)}"
        + ("" if chosen.is_reached else f", not the {_chance(chosen.confidence)} asked for"),
        soft_wrap=not console.is_terminal,
    )
    console.print()
    show_sheet(console, selection_sheet(chosen))
    console.print(
        Text("A plan in contention is not ruled out as the best.", style=QUIET),
        soft_wrap=not console.is_terminal,
    )


def selection_sheet(chosen: Selection) -> Sheet:
    """Where the runs went, the best first."""
    sign = -1 if chosen.better == "higher" else 1
    ranked = sorted(chosen.plans, key=lambda row: (row.mean is None, sign * (row.mean or 0.0)))
    names = list(ranked[0].settings)
    return Sheet(
        "Plans",
        "",
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
                figure(chosen.unit, row.mean),
                interval(chosen.unit, row.ci95),
                str(row.runs),
                "yes" if row.is_in_contention else "no",
            )
            for row in ranked
        ),
    )


def _chance(value: float) -> str:
    return f"{100 * value:.1f} %".replace(".0 %", " %") if value < 0.9995 else "over 99.9 %"
