"""A table of a report, and how it is laid out on a terminal, wide or narrow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from salessim.letters import visible
from salessim.report.words import QUIET, STRONG, Shown

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.report.words import Form


PAGES_ONLY = 10_000
"""`from_width` of a column for pages and files, which no screen has room for."""
GAP = 3
"""Letters between two columns: the box has a space on both sides of its own."""
INDENT = 2
"""Spaces before a line that belongs to the row above."""


@dataclass(frozen=True)
class Column:
    """A column; on a screen narrower than `from_width` characters it is left out."""

    name: str
    from_width: int = 0
    is_text: bool = False
    meaning: str = ""
    """A sentence on how to read it, below the table where the column is shown."""
    adds_up: bool = False
    """Whether the sum of its figures means something."""
    ratio: tuple[str, str] | None = None
    """Names of the two columns of which it is the one over the other, in every row."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title and a sentence on how to read it.

    `balance` is the place of a row whose figures are those of the first less all between.
    """

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    balance: int | None = None

    def place(self, name: str) -> int:
        """The place of the column of a name."""
        return [column.name for column in self.columns].index(name)

    def form(self, place: int) -> Form | None:
        """How the figures of a column are written; None where it has none."""
        cells = (row[place] for row in self.rows)
        return next((cell.form for cell in cells if isinstance(cell, Shown)), None)

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
    """Print one table; no word and no figure is broken, however narrow the screen.

    Columns that a narrow screen has no room for are left out. Where even those that must be shown
    have none, each row becomes a few lines of its own.
    """
    rows = tuple(tuple(map(visible, row)) for row in sheet.rows)
    sheet = replace(sheet, title=visible(sheet.title), rows=rows)
    shown = _columns_with_room(sheet, console.width)
    console.print(Text(sheet.title, style=STRONG))
    if _width(_needed(sheet, shown)) <= console.width:
        console.print(_table(sheet, shown, console.width))
    else:
        _print_rows(console, sheet, shown)
    reading = sheet.reading_of(sheet.columns[place] for place in shown)
    if reading:
        console.print(Text(reading, style=QUIET))


def _table(sheet: Sheet, shown: list[int], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=STRONG)
    for place, letters in zip(shown, _widths(sheet, shown, width), strict=True):
        column = sheet.columns[place]
        table.add_column(
            column.name,
            justify="left" if column.is_text else "right",
            no_wrap=not column.is_text,
            width=letters,
        )
    for row in sheet.rows:
        table.add_row(*(Text(row[place]) for place in shown))
    return table


def _print_rows(console: Console, sheet: Sheet, shown: list[int]) -> None:
    """Print each row as its first entry, and a line for each of the others below it."""
    first, *others = shown
    for row in sheet.rows:
        console.print(Text(row[first], style=STRONG))
        for place in others:
            line = Text(f"{sheet.columns[place].name}: {row[place]}")
            console.print(Padding(line, (0, 0, 0, INDENT)))


def _columns_with_room(sheet: Sheet, width: int) -> list[int]:
    """Columns to show: those for wide screens give way first, and words wrap only after that."""
    shown = [place for place, column in enumerate(sheet.columns) if column.from_width <= width]
    while _width([_widest(sheet, place) for place in shown]) > width:
        last = max(shown, key=lambda place: (sheet.columns[place].from_width, place))
        if sheet.columns[last].from_width == 0:
            break
        shown.remove(last)
    return shown


def _width(columns: list[int]) -> int:
    """Letters of a line of columns so wide."""
    return sum(columns) + GAP * (len(columns) - 1)


def _needed(sheet: Sheet, shown: list[int]) -> list[int]:
    """The least width of each column: its longest word, or its widest figure with its name."""
    return [
        max(_longest_word(cell) for cell in _cells(sheet, place))
        if sheet.columns[place].is_text
        else _widest(sheet, place)
        for place in shown
    ]


def _widths(sheet: Sheet, shown: list[int], width: int) -> list[int]:
    """The width of each column: what it needs, and of what is left as much as its text can use."""
    widths = _needed(sheet, shown)
    left = width - _width(widths)
    for index, place in enumerate(shown):
        more = min(left, _widest(sheet, place) - widths[index])
        widths[index] += more
        left -= more
    return widths


def _widest(sheet: Sheet, place: int) -> int:
    """Letters of the widest entry of a column, its name among them."""
    return max(map(cell_len, _cells(sheet, place)))


def _cells(sheet: Sheet, place: int) -> list[str]:
    """The name of a column and its entries."""
    return [sheet.columns[place].name, *(row[place] for row in sheet.rows)]


def _longest_word(cell: str) -> int:
    """Letters of the longest word; spaces before the first one stay with it."""
    return max((cell_len(word) for word in re.findall(r"^\s*\S+|\S+", cell)), default=0)
