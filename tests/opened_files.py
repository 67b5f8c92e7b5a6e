"""Workbooks as a reader finds them, without a library that mends what it reads."""

import re
from dataclasses import dataclass
from io import BytesIO
from math import fsum
from xml.etree import ElementTree
from zipfile import ZipFile

SPACE = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/package/2006/relationships",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell."""

    value: float | str
    formula: str = ""


type Cells = dict[str, Cell]


def opened(content: bytes) -> dict[str, Cells]:
    """The cells of every sheet, by its name and their addresses."""
    with ZipFile(BytesIO(content)) as archive:
        texts = _texts(archive)
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        files = {link.get("Id"): link.get("Target", "") for link in links}
        found = {}
        for sheet in book.findall("m:sheets/m:sheet", SPACE):
            file = files[sheet.get(f"{{{SPACE['r']}}}id")]
            page = ElementTree.fromstring(archive.read(f"xl/{file.removeprefix('/xl/')}"))
            cells = {}
            for cell in page.iterfind(".//m:c", SPACE):
                read = _cell(cell, texts)
                if read is not None:
                    cells[cell.get("r", "")] = read
            found[sheet.get("name", "")] = cells
    return found


def _texts(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    found = ("".join(part.text or "" for part in item.iterfind(".//m:t", SPACE)) for item in root)
    return [ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) for text in found]


def _cell(cell: ElementTree.Element, texts: list[str]) -> Cell | None:
    value, formula = cell.findtext("m:v", None, SPACE), cell.findtext("m:f", "", SPACE)
    if value is None:
        return Cell("", formula) if formula else None
    match cell.get("t", "n"):
        case "s":
            return Cell(texts[int(value)], formula)
        case "n":
            return Cell(float(value), formula)
    return Cell(value, formula)


def computed(formula: str, cells: Cells) -> float | str:
    """What a formula of ours comes to: a sum, a difference from one, or a ratio."""
    if ratio := re.fullmatch(r'IF\((\w+)>0,(\w+)/(\w+),"(.*)"\)', formula):
        bottom, top, below, otherwise = ratio.groups()
        assert below == bottom
        under = _number(cells, bottom)
        return _number(cells, top) / under if under > 0 else otherwise
    less = re.fullmatch(r"(?:(\w+)-)?SUM\((\w+):(\w+)\)", formula)
    assert less is not None, formula
    (column, first), (_, last) = (CELL.fullmatch(end).groups() for end in less.groups()[1:])
    total = fsum(_number(cells, f"{column}{row}") for row in range(int(first), int(last) + 1))
    return total if less[1] is None else _number(cells, less[1]) - total


def _number(cells: Cells, address: str) -> float:
    """The number of a cell, computed where it has a formula; a text counts as nothing."""
    cell = cells[address]
    value = computed(cell.formula, cells) if cell.formula else cell.value
    return value if isinstance(value, float) else 0.0


def rows_of(cells: Cells, columns: int, first: int = 5) -> list[list[float | str]]:
    """The rows of a table from its first on, until one is empty."""
    rows, letters = [], "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    while any(f"{letters[place]}{first + len(rows)}" in cells for place in range(columns)):
        row = first + len(rows)
        empty = Cell("")
        rows.append([cells.get(f"{letters[k]}{row}", empty).value for k in range(columns)])
    return rows


def dates_inside(content: bytes) -> set[tuple[int, ...]]:
    """The dates of all files in an archive, and in the workbooks within it."""
    found: set[tuple[int, ...]] = set()
    with ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            found.add(entry.date_time)
            if entry.filename.endswith(".xlsx"):
                found |= dates_inside(archive.read(entry))
            if entry.filename == "docProps/core.xml":
                days = re.findall(rb">(\d{4})-(\d\d)-(\d\d)T", archive.read(entry))
                found |= {tuple(map(int, day)) for day in days}
    return found
