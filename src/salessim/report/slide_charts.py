"""Charts of slides: native ones, whose figures their reader can change.

A chart holds its figures in a workbook of its own, as presentation programs expect it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any

from salessim.letters import visible
from salessim.report.fitting import axis_format, cell_text, cut
from salessim.report.workbook import MADE, NUMBER_FORMATS, STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessim.report.contents import Chart

WIDTH = 13.333
"""Of a slide, inches."""
CHART_SIZE = 12
"""Points of letters."""
MOST_OF_LABEL = 60
"""Letters of a name in a chart or a table."""
MOST_LABELS = 14
"""Names below a chart that is as wide as a slide."""

type Place = tuple[float, float, float, float]


def add_chart(slide: Any, chart: Chart, place: Place, name: str, currency: str) -> None:
    """Draw a chart on a slide.

    Args:
        slide: to draw on.
        chart: what to draw.
        place: left, top, width and height, inches.
        name: of the shape.
        currency: sign of the currency that money is in.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    kind = {
        "line": XL_CHART_TYPE.LINE,
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    }[chart.kind]
    named = [cut(point, MOST_OF_LABEL) for point in chart.points]
    points: Sequence[str | date] = chart.dates or named
    data: Any = CategoryChartData()
    data.categories = points
    for series in chart.series:
        data.add_series(cut(visible(series.label), MOST_OF_LABEL), chart.values(series))
    frame = slide.shapes.add_chart(kind, *map(Inches, place), data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", cut(chart.described, 2000))
    made = frame.chart
    made.part.chart_workbook.update_from_xlsx_blob(_figures(chart, points))
    every = ceil(len(points) * WIDTH / (place[2] * MOST_LABELS))
    _style(made, chart, every, currency)


def _figures(chart: Chart, points: Sequence[str | date]) -> bytes:
    """The workbook behind a chart, laid out as the chart refers to it; texts stay texts."""
    from xlsxwriter.workbook import Workbook

    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": MADE})
    page = book.add_worksheet()
    months = book.add_format({"num_format": NUMBER_FORMATS["month"]})
    for number, point in enumerate(points, start=1):
        if isinstance(point, date):
            page.write_datetime(number, 0, datetime.combine(point, time()), months)
        else:
            page.write_string(number, 0, point)
    for column, series in enumerate(chart.series, start=1):
        page.write_string(0, column, cell_text(series.label))
        for number, value in enumerate(chart.values(series), start=1):
            if value is not None:
                page.write_number(number, column, value)
    book.close()
    return stream.getvalue()


def _style(made: Any, chart: Chart, every: int, currency: str) -> None:
    """Colours, axes and legend, as the other pictures have them."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    def colour(code: str) -> Any:
        return RGBColor.from_string(code[1:].upper())

    made.font.size = Pt(CHART_SIZE)
    is_money = chart.form in ("money", "money_change") and currency
    made.has_title = True
    title = cut(visible(chart.title), 2 * MOST_OF_LABEL) + (f", {currency}" if is_money else "")
    made.chart_title.text_frame.text = title
    made.chart_title.text_frame.paragraphs[0].font.size = Pt(CHART_SIZE + 1)
    made.chart_title.include_in_layout = False
    made.has_legend = len(chart.series) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.BOTTOM
        made.legend.include_in_layout = False
    axis = made.value_axis
    axis.tick_labels.number_format = axis_format(chart.form, chart.figures)
    axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.rgb = colour("#dddddd")
    axis.format.line.fill.background()
    if chart.figures and min(chart.figures) >= 0:
        axis.minimum_scale = 0
    names = made.category_axis
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.has_major_gridlines = False
    if chart.kind == "bar":
        names.reverse_order = True
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # which is then at the bottom
    else:
        _skip(names, every)
    for series, drawn in zip(chart.series, made.plots[0].series, strict=True):
        if chart.kind == "line":
            drawn.smooth = False
            drawn.format.line.color.rgb = colour(STYLES[series.role]["color"])
            drawn.format.line.width = Pt(1.5 if series.role == "band" else 2.5)
            if series.role == "limit":
                drawn.format.line.dash_style = MSO_LINE.DASH
        else:
            drawn.invert_if_negative = False
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour(STYLES[series.role]["color"])
    if chart.kind != "line":
        made.plots[0].gap_width = 60


def _skip(axis: Any, every: int) -> None:
    """Write every so many names only, months upright, so that none is broken or cut."""
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    element = axis._element
    marks = {"c:tickLblSkip": str(every), "c:tickMarkSkip": str(every)}
    if element.tag == qn("c:dateAx"):
        axis.tick_labels.font.size = Pt(CHART_SIZE)
        axis.tick_labels.number_format = NUMBER_FORMATS["month"]
        axis.tick_labels.number_format_is_linked = False
        element.txPr.bodyPr.set("rot", "0")
        element.txPr.bodyPr.set("vert", "horz")
        marks = {"c:majorUnit": str(every), "c:majorTimeUnit": "months"}
        for unit in element.findall(qn("c:baseTimeUnit")):
            unit.set("val", "months")
    for tag, value in marks.items():
        mark = element.makeelement(qn(tag), {"val": value})
        element.insert_element_before(mark, "c:noMultiLvlLbl", "c:extLst")
