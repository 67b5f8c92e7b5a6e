"""Lays findings out on a terminal, wide or narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from salessim.report.headline import QUIET, STRONG, footnotes, headline
from salessim.report.sheet import Sheet
from salessim.report.sheets import all_sheets

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.measure.findings import Findings


def show(console: Console, findings: Findings, *, details: bool = False) -> None:
    """Print the headline with its footnotes, then the tables if asked for."""
    for line in (*headline(findings), *footnotes(findings)):
        console.print(line, soft_wrap=not console.is_terminal)
    if details:
        for sheet in all_sheets(findings):
            console.print()
            show_sheet(console, sheet)


def show_sheet(console: Console, sheet: Sheet) -> None:
    """Print one table; columns that a narrow screen has no room for are left out."""
    shown = [
        place for place, column in enumerate(sheet.columns) if column.from_width <= console.width
    ]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=STRONG)
    for place in shown:
        column = sheet.columns[place]
        table.add_column(
            column.name,
            justify="left" if column.is_text else "right",
            no_wrap=column.is_text or column.from_width == 0,
        )
    for row in sheet.rows:
        table.add_row(*(Text(row[place]) for place in shown))
    console.print(Text(sheet.title, style=STRONG))
    console.print(table)
    if sheet.note:
        console.print(Text(sheet.note, style=QUIET))
