"""Lays a comparison out on a terminal, wide or narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.comparison.sentences import footnotes, sentences
from salessim.report.comparison.sheets import all_sheets, overview
from salessim.report.screen import show_sheet

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.measure.differences import ComparisonFindings


def show(console: Console, findings: ComparisonFindings, *, details: bool = False) -> None:
    """Print the sentences, then the differences, or all tables if asked for."""
    for line in sentences(findings):
        console.print(line, soft_wrap=not console.is_terminal)
    sheets = all_sheets(findings) if details else [overview(findings)]
    for sheet in sheets:
        if sheet.rows:
            console.print()
            show_sheet(console, sheet)
    console.print()
    for note in footnotes(findings):
        console.print(note, soft_wrap=not console.is_terminal)
