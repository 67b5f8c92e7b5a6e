"""The tables of a report as CSV: every one of them, figures in full, no cell a formula."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import made_results
from test_workbook import hostile_document

from salessim.report.archive import csv_archive, csv_text
from salessim.report.contents import Document, spoken
from salessim.report.run_report import run_document


def tables(document: Document) -> dict[str, list[list[str]]]:
    with ZipFile(BytesIO(csv_archive(document))) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    said = texts.pop("read_me.txt")
    assert all(spoken(line) in said for line in document.lines)
    return {name: list(csv.reader(StringIO(text))) for name, text in texts.items()}


def test_every_table_is_a_file_with_its_figures() -> None:
    """The number in a cell is that of `--json` to the last bit; months are ISO 8601."""
    found = made_results.result().findings
    document = run_document(found)
    made = tables(document)
    assert len(made) == len(document.sheets)
    for rows, sheet in zip(made.values(), document.sheets, strict=True):
        assert len(rows) == len(sheet.rows) + 1
        assert {len(row) for row in rows} == {len(sheet.columns)}
    [months] = [rows for name, rows in made.items() if name.endswith("_months.csv")]
    header, *rows = months
    place = header.index("revenue")
    assert [row[0] for row in rows] == [row.month for row in found.monthly]
    assert [float(row[place]) for row in rows] == [row.revenue.p50 for row in found.monthly]


def test_no_cell_is_a_formula() -> None:
    for sheet in hostile_document().sheets:
        for row in csv.reader(StringIO(csv_text(sheet))):
            assert row[0] == "+1" or not row[0].startswith(("=", "+", "-", "@"))
