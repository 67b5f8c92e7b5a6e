"""How texts fit: into the cells and names of a workbook, and into columns and lines."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from rich.cells import cell_len

from salessim.letters import visible
from salessim.report.words import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salessim.report.sheet import Sheet
    from salessim.report.words import Form

MOST_LETTERS, MOST_OF_NAME = 32_767, 31
"""UTF-16 units that a cell and the name of a sheet may have."""
NARROWEST, WIDEST = 9, 60
"""Letters of a column."""
HIGHEST = 400
"""Points of a row."""
MORE_ROOM = 1.15
"""Words do not end where a line does, and a program may have another font."""


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name of a sheet for each title: of 31 letters at most, none twice, no forbidden sign."""
    names: list[str] = []
    taken: set[str] = {"history"}  # Excel keeps it for itself
    for title in titles:
        name = re.sub(r"[\[\]:*?/\\]", " ", _short(visible(title)))
        name = re.sub(r"\s+", " ", name).strip(" '") or "table"
        stem, number = cut(name, MOST_OF_NAME).strip(" '"), 1
        name = stem
        while name.casefold() in taken:
            number += 1
            name = f"{cut(stem, MOST_OF_NAME - len(f' {number}'), end='')} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _short(title: str) -> str:
    """A title that is too long for a sheet's name, up to its first sign."""
    first = re.split(r" \(|: |, ", title)[0]
    return first if units(title) > MOST_OF_NAME and len(first) > 1 else title


def units(text: str) -> int:
    """Letters as a spreadsheet counts them, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int, end: str = "…") -> str:
    """A text of so many UTF-16 units at most; `end` stands for what was left out."""
    if units(text) <= most:
        return text
    kept = text[: most - len(end)]
    while units(kept) > most - len(end):
        kept = kept[:-1]
    return kept + end


def cell_text(text: str) -> str:
    """A text as a cell can hold it: without hidden letters, and no longer than it may be."""
    return cut(visible(text), MOST_LETTERS)


def width(sheet: Sheet, place: int) -> float:
    """Letters of a column: its widest figure or text, and the longest word of its name."""
    name = max(map(cell_len, sheet.columns[place].name.split()), default=0)
    cells = (row[place] for row in sheet.rows)
    widest = max((_letters(cell) for cell in cells), default=0)
    return min(max(name, widest, NARROWEST) + 2, WIDEST)


def _letters(cell: str) -> int:
    value = value_of(cell)
    return cell_len(cell) if value is None else len(f"{value:,.0f}") + 4


def height(text: str, width: float, size: float) -> float:
    """Points of a row that shows all of a text in a column of so many letters."""
    lines = sum(max(1, ceil(MORE_ROOM * cell_len(line) / width)) for line in text.split("\n"))
    return min(lines * size * 1.36, HIGHEST)


def axis_format(form: Form, values: Sequence[float]) -> str:
    """How an axis writes its figures: in thousands or millions where they are so large."""
    most = max((abs(value) for value in values), default=0.0)
    if form in ("share", "small_share", "share_change"):
        return "0 %"
    if form == "points":
        return "+0.0;-0.0;0"
    if most >= 2e7:
        return '#,##0,,"M"'
    if most >= 1e6:
        return '#,##0.0,,"M"'
    if most >= 2e4:
        return '#,##0,"k"'
    return "#,##0" if most >= 10 else "0.0"
