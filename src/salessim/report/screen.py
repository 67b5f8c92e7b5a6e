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

GAP = 2
"""Spaces between two columns."""


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
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=STRONG)
    shown = _columns_with_room(sheet, console.width)
    for place in shown:
        column = sheet.columns[place]
        table.add_column(
            column.name,
            justify="left" if column.is_text else "right",
            no_wrap=not column.is_text,
            overflow="fold",
            min_width=0 if column.is_text else _widest_figure(sheet, place),
        )
    for row in sheet.rows:
        table.add_row(*(Text(row[place]) for place in shown))
    console.print(Text(sheet.title, style=STRONG))
    console.print(table)
    reading = sheet.reading_of(sheet.columns[place] for place in shown)
    if reading:
        console.print(Text(reading, style=QUIET))


def _columns_with_room(sheet: Sheet, width: int) -> list[int]:
    """Columns to show: those for wide screens give way first, and words wrap only after that."""
    shown = [place for place, column in enumerate(sheet.columns) if column.from_width <= width]
    while sum(_widest(sheet, place) + GAP for place in shown) - GAP > width:
        last = max(shown, key=lambda place: (sheet.columns[place].from_width, place))
        if sheet.columns[last].from_width == 0:
            break
        shown.remove(last)
    return shown


def _widest(sheet: Sheet, place: int) -> int:
    """Letters of the widest word of a column, its name included."""
    return max(len(sheet.columns[place].name), _widest_figure(sheet, place))


def _widest_figure(sheet: Sheet, place: int) -> int:
    """Letters of the widest entry of a column: figures are never cut short."""
    return max((len(row[place]) for row in sheet.rows), default=0)
