"""Workbooks: the figures of `--json`, formulas that come to their kept values, texts that stay."""

import re
import shutil
import subprocess
from datetime import date, datetime
from functools import cache
from io import BytesIO
from math import nan
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import made_comparison
import made_results
import pytest
from opened_files import SPACE, Cells, computed, dates_inside, opened, rows_of
from rich.text import Text

from salessim.measure.findings import Findings
from salessim.report.comparison_report import comparison_document
from salessim.report.contents import Chart, Document, Series, Slide
from salessim.report.fitting import MOST_LETTERS, sheet_names
from salessim.report.run_report import run_document
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import Shown, amount, month
from salessim.report.workbook import workbook

DAYS_TO_1900 = date(1899, 12, 30).toordinal()
ROUNDING = 1e-9
"""Sums are added in another order than they were written."""
DIGITS = 1e-14
"""A workbook keeps 16 digits of a number, as spreadsheets do."""
HOSTILE = (
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "{=1}",
    "שלום עולם", "👩🏽\N{ZERO WIDTH JOINER}🚀 rocket", "http://example.org/x",
    "internal:Sheet1!A1", "_x0041_", "100", "true", "a&b<c>\"d'", "[x]:y*z?/\\",
)  # fmt: skip


@cache
def findings() -> Findings:
    return made_results.result().findings


@cache
def book() -> dict[str, Cells]:
    return opened(workbook(run_document(findings())))


def test_months_are_those_of_json() -> None:
    """Each cell is the figure itself, not what a screen shows of it; months are dates."""
    rows = rows_of(book()["Months"], 9)
    found = findings().monthly
    assert len(rows) == len(found)
    for cells, kept in zip(rows, found, strict=True):
        day = datetime.fromisoformat(f"{kept.month}-01").toordinal() - DAYS_TO_1900
        ratio = kept.payroll_ratio_3_months
        figures = [kept.revenue.p10, kept.revenue.p50, kept.revenue.p90, ratio, kept.arr]
        figures += [kept.cash.p50, kept.customers, kept.headcount]
        shown = [None if cell == "–" else cell for cell in cells]
        assert shown == pytest.approx([day, *figures], rel=DIGITS)


def test_totals_are_the_indicators_of_json() -> None:
    """Means by month add up to mean revenue and payroll; their ratio is the payroll ratio."""
    for name in ("Revenue and payroll by month", "Quarters"):
        cells = book()[name]
        columns = [cells[f"{letter}4"].value for letter in "ABCDEFG"]
        assert columns[1] == "revenue" and columns[5:7] == ["payroll", "payroll ratio"]
        total = rows_of(cells, 7)[-1]
        assert total[0] == "total"
        wanted = (findings().indicators[n].mean for n in ("revenue", "payroll", "payroll_ratio"))
        assert [total[1], total[5], total[6]] == pytest.approx(list(wanted), rel=ROUNDING)


def test_every_formula_comes_to_the_value_kept_with_it() -> None:
    kept = [
        (cell.value, computed(cell.formula, cells))
        for cells in book().values()
        for cell in cells.values()
        if cell.formula
    ]
    assert len(kept) > 40
    for value, result in kept:
        close = value == result if isinstance(value, str) else pytest.approx(result, rel=ROUNDING)
        assert close is True or value == close


def test_profit_is_revenue_less_the_costs_above_it() -> None:
    cells = book()["Money over the horizon"]
    balance = [cell for cell in cells.values() if cell.formula]
    assert [cell.value for cell in balance] == [findings().money["profit"]]


def test_typed_figures_come_with_the_sources_of_the_user() -> None:
    rows = {row[0]: row[1:] for row in rows_of(book()["Figures typed"], 3)}
    sources = made_results.scenario("startup").plan.sources
    assert sources
    for path, source in sources.items():
        assert rows[path][1] == source
    assert rows["segments.mid-market.deal.typical"][0] == "15k a year"
    names = list(book())
    assert names.index("Figures typed") < names.index("Figures taken from defaults")


def test_all_that_the_terminal_says_stands_on_the_first_sheet() -> None:
    said = " ".join(str(cell.value) for cell in book()["Summary"].values())
    for line in run_document(findings()).lines:
        for part in re.split(r"\s{2,}", line.plain.strip()):
            assert part in said


def test_charts_are_drawn_from_cells() -> None:
    """Each series refers to cells of a sheet and keeps their figures, as tables have them."""
    document = run_document(findings())
    with ZipFile(BytesIO(workbook(document))) as archive:
        files = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        roots = [ElementTree.fromstring(archive.read(name)) for name in sorted(files)]
        panes = [name for name in archive.namelist() if "worksheets/sheet" in name]
        frozen = [b'state="frozen"' in archive.read(name) for name in panes]
    assert len(roots) == len(document.charts) >= 6
    assert sum(frozen) == len(document.sheets)
    drawn = []
    for root in roots:
        for series in root.iterfind(".//c:ser", SPACE):
            values = series.findall("c:val//c:pt/c:v", SPACE)
            drawn.append([float(value.text or "nan") for value in values])
    wanted = [
        [value for value in chart.values(series) if value is not None]
        for chart in document.charts
        for series in chart.series
    ]
    assert len(drawn) == len(wanted)
    for kept, figures in zip(sorted(drawn), sorted(wanted), strict=True):
        assert kept == pytest.approx(figures, rel=DIGITS)


def hostile_document() -> Document:
    """Names of every kind that a spreadsheet might run, follow or choke on."""
    columns = (text("=A1"), Column("@revenue", adds_up=True), text("+note"))
    long = "x" * 40_000
    rows = tuple((name, amount(1000.0 + k), long) for k, name in enumerate(HOSTILE))
    sheets = [Sheet(name, f"={name}", columns, rows) for name in (*HOSTILE, *HOSTILE, "y" * 90)]
    chart = Chart("=chart", sheets[0], ("=A1",), (Series("@revenue", "=HYPERLINK(1)"),), "bar")
    return Document(
        name="=evil & co \x1b[31m \u202e",
        lines=[Text("=title"), Text("@line"), *(Text(name) for name in HOSTILE)],
        notes=[],
        sheets=sheets,
        origin="=origin",
        draw=lambda: pytest.fail("nothing is drawn"),
        json_text=lambda: "",
        currency='"$',
        slides=(Slide("=slide", charts=(chart,)),),
    )


def test_hostile_names_stay_text() -> None:
    content = workbook(hostile_document())
    found = opened(content)
    names = list(found)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name) and name.strip("'") == name
    assert len({name.casefold() for name in names}) == len(names) == 2 + 2 * len(HOSTILE) + 1
    for name in names[2:]:
        cells = found[name]
        rows = rows_of(cells, 3)[: len(HOSTILE)]
        assert [row[0] for row in rows] == list(HOSTILE)
        assert all(len(str(row[2])) == MOST_LETTERS for row in rows)
        formulas = {address for address, cell in cells.items() if cell.formula}
        assert formulas == {f"B{5 + len(HOSTILE)}"}, "the total alone"
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
            assert not name.endswith(".rels") or b"example.org" not in archive.read(name)
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "<c:f>=" not in chart and "<c:f>HYPERLINK" not in chart and " =HYPERLINK(1)" in chart


def test_names_of_sheets_are_told_apart() -> None:
    names = sheet_names(
        ["Summary", "summary", "History", "a" * 40, "a" * 41, "Leads by channel (x)"]
    )
    assert names[:3] == ["Summary", "summary 2", "History 2"]
    assert names[3] == "a" * 30 + "…" and names[4].endswith(" 2") and len(names[4]) == 31
    assert names[5] == "Leads by channel (x)"


def test_no_hour_of_writing_is_kept() -> None:
    """Two runs on two days give equal files: nothing but fixed dates is in them."""
    assert dates_inside(workbook(run_document(findings()))) == {
        (1980, 1, 1, 0, 0, 0),
        (2000, 1, 1),
    }


def test_a_comparison_ranks_its_variants() -> None:
    compared = made_comparison.comparison()
    document = comparison_document(compared)
    rows = rows_of(opened(workbook(document))["Variants, most revenue first"], 7)
    means = {one.name: one.differences["revenue"].mean for one in compared.variants}
    unchanged = {one.name for one in compared.variants if one.differences["revenue"].unchanged}
    assert [row[0] for row in rows] == sorted(means, key=lambda name: -(means[name] or 0.0))
    for row in rows:
        assert row[1] == pytest.approx(means[str(row[0])])
        assert (row[4] == "unchanged") == (row[0] in unchanged)


def test_a_figure_beyond_the_range_is_written_as_text() -> None:
    """Not a number is no number in a workbook; a month is the first of it."""
    columns = (text("month"), Column("cash"))
    sheet = Sheet("Months", "", columns, ((month("2027-03"), Shown("none", nan, "money")),))
    document = Document("n", [Text("t")], [], [sheet], "o", lambda: pytest.fail(), lambda: "")
    cells = opened(workbook(document))["Months"]
    assert cells["A5"].value == date(2027, 3, 1).toordinal() - DAYS_TO_1900
    assert cells["B5"].value == "none"


@pytest.mark.full
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_comes_to_the_same_values(tmp_path: Path) -> None:
    """Kept values are taken out, so that LibreOffice has to compute every formula."""
    content = workbook(run_document(findings()))
    bare = tmp_path / "bare.xlsx"
    with ZipFile(BytesIO(content)) as archive, ZipFile(bare, "w") as stripped:
        for name in archive.namelist():
            part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", archive.read(name))
            stripped.writestr(name, part)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "made"), str(bare)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    made = opened((tmp_path / "made" / "bare.xlsx").read_bytes())
    compared = 0
    for name, cells in opened(content).items():
        for address, cell in cells.items():
            if cell.formula:
                other = made[name][address].value
                assert other == (
                    cell.value if isinstance(cell.value, str) else pytest.approx(cell.value)
                )
                compared += 1
    assert compared > 40
