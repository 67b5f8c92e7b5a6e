"""A table of a report, and how it is laid out on a terminal, wide or narrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from salessim.report.words import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console


GAP = 2
"""Spaces between two columns."""


@dataclass(frozen=True)
class Column:
    """A column; on a screen narrower than `from_width` characters it is left out."""

    name: str
    from_width: int = 0
    is_text: bool = False
    meaning: str = ""
    """A sentence on how to read it, below the table where the column is shown."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title and a sentence on how to read it."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def reading(self) -> str:
        """How to read the table with all its columns."""
        return self.reading_of(self.columns)

    def reading_of(self, shown: Iterable[Column]) -> str:
        """How to read the table where only some of its columns are shown."""
        sentences = dict.fromkeys([self.note, *(column.meaning for column in shown)])
        return " ".join(sentence for sentence in sentences if sentence)


def text(name: str, from_width: int = 0, meaning: str = "") -> Column:
    """A column of words, set left."""
    return Column(name, from_width, is_text=True, meaning=meaning)


def print_page(
    console: Console,
    lines: Iterable[Text],
    sheets: Iterable[Sheet],
    notes: Sequence[Text] = (),
) -> None:
    """Print sentences, then the tables that have rows, then notes on what the words mean."""
    for line in lines:
        console.print(line, soft_wrap=not console.is_terminal)
    for sheet in sheets:
        if sheet.rows:
            console.print()
            show_sheet(console, sheet)
    if notes:
        console.print()
    for note in notes:
        console.print(note, soft_wrap=not console.is_terminal)


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
