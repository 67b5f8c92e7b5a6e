"""The report as a workbook: each table a sheet of figures, totals as formulas, native charts.

What stands in a workbook are the cells of the report's tables, each with the value that it was
written from. Texts are written as texts, so that none of them is ever a formula or a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import fsum
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from salessim.letters import visible
from salessim.report.contents import spoken
from salessim.report.drawing import BLUE, GREY, RED
from salessim.report.fitting import (
    MOST_LETTERS,
    WIDEST,
    axis_format,
    cell_text,
    cut,
    height,
    sheet_names,
    width,
)
from salessim.report.words import NOTHING, Form, Shown, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from salessim.report.contents import Chart, Document, Series
    from salessim.report.sheet import Column, Sheet

MADE = datetime(2000, 1, 1)
"""The date that files bear: equal findings give equal files."""
MOST_OF_FOOTER, MOST_OF_TITLE = 200, 250
"""Letters of a footer, and of the title of a file or a chart."""
TITLE_ROW, NOTE_ROW, HEADER_ROW = 0, 1, 3
NOTE_COLUMNS = 8
TEXT_WIDTH = 95
CHART_WIDTH, CHART_HEIGHT = 760, 340
CHART_COLUMNS, CHART_ROWS = 12, 18
"""Cells that a chart covers, with room around."""
PALE = "#9dbdd6"
STYLES: dict[str, dict[str, Any]] = {
    "main": {"color": BLUE, "width": 2.25},
    "band": {"color": PALE, "width": 1.25},
    "limit": {"color": RED, "width": 1.5, "dash_type": "dash"},
    "other": {"color": GREY, "width": 1.75},
}
NUMBER_FORMATS: dict[Form, str] = {
    "money": "#,##0{money}",
    "money_change": "+#,##0{money};-#,##0{money};0{money}",
    "exact": "#,##0.00",
    "share": "0.0 %",
    "small_share": "[<0.01]0.000 %;0.0 %",
    "share_change": "+0.0 %;-0.0 %;0.0 %",
    "points": '+0.0" points";-0.0" points";0.0" points"',
    "count": "#,##0.0",
    "change": "+#,##0.0;-#,##0.0;0.0",
    "whole_change": "+0;-0;0",
    "tenths": "0.0",
    "hundredths": "0.00",
    "level_change": "+0.000;-0.000;0.000",
    "month": "mmm yyyy",
    "day": "yyyy-mm-dd",
}


def workbook(document: Document) -> bytes:
    """The report as an `.xlsx`: sentences, charts, a sheet a table."""
    from xlsxwriter.workbook import Workbook

    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": cut(visible(document.name), MOST_OF_TITLE), "created": MADE})
    _Writer(book, document).write()
    book.close()
    return stream.getvalue()


@dataclass(frozen=True)
class _Placed:
    """Where a table stands."""

    name: str
    sheet: Sheet
    page: Worksheet

    def cells(self, column: str) -> list[Any]:
        """The figures of a column, as a chart asks for them."""
        return self.block(column, column)

    def block(self, first: str, last: str) -> list[Any]:
        """The cells from one column to another."""
        rows = (HEADER_ROW + 1, HEADER_ROW + len(self.sheet.rows))
        left, right = self.sheet.place(first), self.sheet.place(last)
        return [self.name, rows[0], left, rows[1], right]


class _Writer:
    """Writes one document into one workbook."""

    def __init__(self, book: Workbook, document: Document) -> None:
        self._book, self._document = book, document
        quoted = document.currency.replace('"', "")
        self._money = f'" {quoted}"' if quoted else ""
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self) -> None:
        """Write all sheets: what the report says, its charts, its tables."""
        charts, sheets = self._document.charts, self._document.sheets
        titles = ["Summary", *(["Charts"] if charts else []), *(sheet.title for sheet in sheets)]
        names = sheet_names(titles)
        pages = {name: self._book.add_worksheet(name) for name in names}
        named = list(zip(names[len(names) - len(sheets) :], sheets, strict=True))
        placed = [_Placed(name, sheet, pages[name]) for name, sheet in named]
        self._write_summary(pages[names[0]], placed)
        for one in placed:
            self._write_table(one)
        if charts:
            self._write_charts(pages[names[1]], placed)

    def _format(self, **wanted: Any) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **wanted})
        return self._formats[key]

    def _number_format(self, form: Form, **more: Any) -> Format:
        num_format = NUMBER_FORMATS[form].replace("{money}", self._money)
        return self._format(num_format=num_format, align="right", **more)

    def _set_up_print(self, page: Worksheet, *, landscape: bool) -> None:
        page.set_paper(9)  # A4
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        name = cut(visible(self._document.name), MOST_OF_FOOTER).replace("&", "&&")
        page.set_footer(f"&L&8{' ' if name[:1].isdigit() else ''}{name}&R&8&A, page &P of &N")
        page.hide_gridlines(2)

    def _write_summary(self, page: Worksheet, placed: Sequence[_Placed]) -> None:
        self._set_up_print(page, landscape=False)
        page.set_column(0, 0, TEXT_WIDTH)
        title, *lines = self._document.lines
        quiet, strong = {"font_color": GREY}, {"bold": True}
        rows: list[tuple[str, dict[str, Any]]] = [(spoken(title), strong | {"font_size": 14})]
        below = {"indent": 2}
        rows += [(spoken(x), below if x.plain.startswith("  ") else {}) for x in lines]
        rows.append(("", {}))
        rows += [(spoken(note), quiet) for note in self._document.notes]
        rows += [(self._document.origin, quiet), ("", {}), ("Tables", strong)]
        for number, (line, style) in enumerate(rows):
            kept = cell_text(line)
            page.write_string(number, 0, kept, self._format(text_wrap=True, **style))
            size = style.get("font_size", 11)
            page.set_row(number, height(kept, TEXT_WIDTH * 11 / size, size))
        link = self._format(font_color=BLUE, underline=1)
        for number, one in enumerate(placed, start=len(rows)):
            target = "internal:'" + one.name.replace("'", "''") + "'!A1"
            page.write_url(number, 0, target, link, cell_text(one.sheet.title))

    def _write_table(self, one: _Placed) -> None:
        page, sheet = one.page, one.sheet
        self._set_up_print(page, landscape=True)
        widths = [width(sheet, place) for place in range(len(sheet.columns))]
        for place, letters in enumerate(widths):
            page.set_column(place, place, letters)
        page.write_string(
            TITLE_ROW, 0, cell_text(sheet.title), self._format(bold=True, font_size=13)
        )
        self._write_note(page, sheet.reading, widths)
        for place, column in enumerate(sheet.columns):
            page.write_string(HEADER_ROW, place, cell_text(column.name), self._header(column))
        names = zip(sheet.columns, widths, strict=True)
        page.set_row(HEADER_ROW, max(height(one.name, wide, 11) for one, wide in names))
        for number, row in enumerate(sheet.rows):
            for place in range(len(row)):
                self._write_cell(one, number, place)
            sized = zip(row, widths, strict=True)
            long = [height(cell, wide, 11) for cell, wide in sized if cell_len(cell) > WIDEST]
            if long:
                page.set_row(HEADER_ROW + 1 + number, max(long))
        self._write_totals(one)
        words = next((place for place, one in enumerate(sheet.columns) if not one.is_text), 0)
        page.freeze_panes(HEADER_ROW + 1, min(words, 2))
        page.repeat_rows(HEADER_ROW)

    def _header(self, column: Column) -> Format:
        return self._format(
            bold=True, bottom=1, text_wrap=True, valign="bottom", **_aligned(column)
        )

    def _write_note(self, page: Worksheet, note: str, widths: Sequence[float]) -> None:
        if not note:
            return
        style = self._format(font_color=GREY, text_wrap=True)
        room = sum(widths[:NOTE_COLUMNS]) + 8.43 * max(0, NOTE_COLUMNS - len(widths))
        page.merge_range(NOTE_ROW, 0, NOTE_ROW, NOTE_COLUMNS - 1, "", style)
        page.write_string(NOTE_ROW, 0, cell_text(note), style)
        page.set_row(NOTE_ROW, height(cell_text(note), room, 11))

    def _write_cell(self, one: _Placed, number: int, place: int) -> None:
        """Write a cell of a table: its value where it has one, else its text."""
        page, sheet, row = one.page, one.sheet, HEADER_ROW + 1 + number
        cell, column = sheet.rows[number][place], sheet.columns[place]
        value = value_of(cell)
        formula = self._formula(sheet, number, place)
        if isinstance(cell, Shown) and isinstance(cell.value, date):
            midnight = datetime.combine(cell.value, time())
            page.write_datetime(row, place, midnight, self._number_format(cell.form))
        elif formula:
            form = cell.form if isinstance(cell, Shown) else "share"
            style = self._number_format(form)
            page.write_formula(row, place, formula, style, NOTHING if value is None else value)
        elif isinstance(cell, Shown) and value is not None:
            page.write_number(row, place, value, self._number_format(cell.form))
        else:
            style = self._format(**_aligned(column), text_wrap=cell_len(cell) > WIDEST)
            page.write_string(row, place, cell_text(cell), style)

    def _formula(self, sheet: Sheet, number: int, place: int) -> str:
        """The formula of a cell; empty where it has none."""
        row = HEADER_ROW + 1 + number
        if sheet.columns[place].ratio is not None:
            return _ratio(sheet, place, row)
        if sheet.balance == number and number and not sheet.columns[place].is_text:
            first, last = _address(HEADER_ROW + 2, place), _address(row - 1, place)
            return f"={_address(HEADER_ROW + 1, place)}-SUM({first}:{last})"
        return ""

    def _write_totals(self, one: _Placed) -> None:
        """Write a row of sums below a table of which some columns add up."""
        sheet, page = one.sheet, one.page
        if len(sheet.rows) < 2 or not any(column.adds_up for column in sheet.columns):
            return
        row = HEADER_ROW + 1 + len(sheet.rows)
        style = self._format(bold=True, top=1, **_aligned(sheet.columns[0]))
        page.write_string(row, 0, "total", style)
        totals = {
            column.name: fsum(value_of(cells[place]) or 0.0 for cells in sheet.rows)
            for place, column in enumerate(sheet.columns)
            if column.adds_up
        }
        for place, column in enumerate(sheet.columns):
            form = sheet.form(place) or "share"
            style = self._number_format(form, bold=True, top=1)
            if column.adds_up:
                cells = f"{_address(HEADER_ROW + 1, place)}:{_address(row - 1, place)}"
                page.write_formula(row, place, f"=SUM({cells})", style, totals[column.name])
            elif column.ratio is not None:
                top, bottom = (totals[name] for name in column.ratio)
                value: float | str = top / bottom if bottom > 0 else NOTHING
                page.write_formula(row, place, _ratio(sheet, place, row), style, value)
            elif place:
                page.write_blank(row, place, None, style)

    def _write_charts(self, page: Worksheet, placed: Sequence[_Placed]) -> None:
        self._set_up_print(page, landscape=True)
        page.fit_to_pages(1, 1)
        for number, chart in enumerate(self._document.charts):
            at = next(one for one in placed if one.sheet == chart.sheet)
            row, column = number // 2 * CHART_ROWS, number % 2 * CHART_COLUMNS
            page.insert_chart(
                row,
                column,
                self._chart(chart, at),
                {"description": cut(chart.described, MOST_LETTERS)},
            )

    def _chart(self, chart: Chart, at: _Placed) -> Any:
        made: Any = self._book.add_chart({"type": chart.kind})
        for series in chart.series:
            made.add_series(self._series(chart, at, series))
        form = chart.form
        scale = axis_format(form, chart.figures)
        names: dict[str, Any] = {"num_font": {"size": 9}, "label_position": "low"}
        if chart.dates:
            names |= {"date_axis": True, "num_format": NUMBER_FORMATS["month"]}
        if chart.kind == "bar":
            names["reverse"] = True
        unit = self._document.currency if form in ("money", "money_change") else ""
        values: dict[str, Any] = {
            "num_format": scale,
            "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#dddddd", "width": 0.5}},
            "line": {"none": True},
        }
        if chart.figures and min(chart.figures) >= 0:
            values["min"] = 0
        if chart.kind == "bar":
            values["label_position"] = "high"  # at the bottom, as names run down
        if unit:
            values |= {"name": unit, "name_font": {"size": 9, "bold": False}}
        made.set_title({"name": _no_formula(chart.title), "name_font": {"size": 11}})
        along, up = (values, names) if chart.kind == "bar" else (names, values)
        made.set_x_axis(along)
        made.set_y_axis(up)
        made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        made.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        made.show_na_as_empty_cell()
        return made

    def _series(self, chart: Chart, at: _Placed, series: Series) -> dict[str, Any]:
        own = [at.name, HEADER_ROW, at.sheet.place(series.column)]
        known: dict[str, Any] = {
            "name": own if series.label == series.column else _no_formula(series.label),
            "categories": at.block(chart.names[0], chart.names[-1]),
            "values": at.cells(series.column),
        }
        style = STYLES[series.role]
        if chart.kind == "line":
            return known | {"line": style}
        return known | {"fill": {"color": style["color"]}, "gap": 60}


def _aligned(column: Column) -> dict[str, Any]:
    """Words stand left, a little off the figures before them."""
    return {"align": "left", "indent": 1} if column.is_text else {"align": "right"}


def _ratio(sheet: Sheet, place: int, row: int) -> str:
    """The formula of the one column over the other, in a row; a dash where that is none."""
    wanted = sheet.columns[place].ratio
    assert wanted is not None
    top, bottom = (_address(row, sheet.place(name)) for name in wanted)
    return f'=IF({bottom}>0,{top}/{bottom},"{NOTHING}")'


def _no_formula(text: str) -> str:
    """A chart's text: one that begins as a formula has a space before it."""
    kept = cut(visible(text), MOST_OF_TITLE)
    return f" {kept}" if kept.startswith("=") else kept


def _address(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
