"""Archives that are equal for equal contents, and the tables of a report as CSV in one."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from salessim.letters import csv_cell, visible
from salessim.report.contents import spoken
from salessim.report.words import Shown, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from salessim.report.contents import Document
    from salessim.report.sheet import Sheet

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive."""
LONGEST_NAME = 60
READ_ME = "read_me.txt"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by name, in their order."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def csv_archive(document: Document) -> bytes:
    """Each table of a report as a CSV, and its sentences as a text, in one archive."""
    said = [spoken(line) for line in (*document.lines, *document.notes)]
    files = {READ_ME: "\n".join([*said, document.origin, ""]).encode()}
    for name, sheet in zip(_names(document.sheets), document.sheets, strict=True):
        files[name] = csv_text(sheet).encode("utf-8-sig")
    return zipped(files)


def csv_text(sheet: Sheet) -> str:
    """A table as CSV: figures in full, shares of 1, dates as ISO 8601 writes them.

    No cell of text is a formula for a spreadsheet.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(column.name) for column in sheet.columns])
    writer.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue()


def _cell(cell: str) -> str:
    if (number := value_of(cell)) is not None:
        return repr(number)
    if isinstance(cell, Shown) and isinstance(cell.value, date):
        return cell.value.isoformat()[: 7 if cell.form == "month" else None]
    return csv_cell(visible(cell))


def _names(sheets: Iterable[Sheet]) -> list[str]:
    """A file name for each table: its place, and its title up to the first sign."""
    stems = (
        "_".join(re.findall(r"\w+", re.split(r" \(|:|,", sheet.title)[0].lower()))
        for sheet in sheets
    )
    return [f"{number:02}_{stem[:LONGEST_NAME]}.csv" for number, stem in enumerate(stems, start=1)]
