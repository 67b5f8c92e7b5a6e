"""Lays an analysis or a selection out on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.experiment.selection import selection_lines, selection_sheet
from salessim.report.experiment.sentences import footnotes, sentences
from salessim.report.experiment.sheets import all_sheets
from salessim.report.screen import show_sheet

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
    for line in selection_lines(chosen):
        console.print(line, soft_wrap=not console.is_terminal)
    console.print()
    show_sheet(console, selection_sheet(chosen))
