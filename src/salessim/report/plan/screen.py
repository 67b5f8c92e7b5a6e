"""Lays a plan out on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.plan.sentences import footnotes, sentences
from salessim.report.plan.sheets import first_sheets, page_sheets
from salessim.report.sheet import show_sheet

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.plan.findings import PlanFindings


def show(console: Console, findings: PlanFindings, *, details: bool = False) -> None:
    """Print the sentences, then where the hours go, or all tables if asked for."""
    for line in sentences(findings):
        console.print(line, soft_wrap=not console.is_terminal)
    for sheet in page_sheets(findings) if details else first_sheets(findings):
        console.print()
        show_sheet(console, sheet)
    console.print()
    for note in footnotes(findings):
        console.print(note, soft_wrap=not console.is_terminal)
