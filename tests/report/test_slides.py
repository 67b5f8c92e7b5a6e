"""Slides: charts that hold the tables' numbers, all sentences, and nothing upon another."""

import re
from functools import cache
from io import BytesIO
from typing import Any

import made_comparison
import made_results
import pytest
from opened_files import dates_inside, opened
from test_workbook import hostile_document

from salessim.report.comparison_report import comparison_document
from salessim.report.contents import Document, spoken
from salessim.report.run_report import run_document
from salessim.report.slides import slides


@cache
def document(kind: str) -> Document:
    match kind:
        case "run":
            return run_document(made_results.result().findings)
        case "comparison":
            return comparison_document(made_comparison.comparison())
    return hostile_document()


@cache
def content(kind: str) -> bytes:
    return slides(document(kind))


def deck(kind: str) -> Any:
    from pptx import Presentation

    return Presentation(BytesIO(content(kind)))


def charts(kind: str) -> list[Any]:
    shapes = [shape for slide in deck(kind).slides for shape in slide.shapes]
    return [shape for shape in shapes if shape.has_chart]


@pytest.mark.parametrize("kind", ["run", "comparison"])
def test_there_are_five(kind: str) -> None:
    assert len(deck(kind).slides) == 5


@pytest.mark.parametrize("kind", ["run", "comparison", "hostile"])
def test_charts_hold_the_numbers_of_the_tables(kind: str) -> None:
    """Each can be changed: its figures also stand in a workbook of its own, without a formula."""
    wanted, drawn = document(kind).charts, charts(kind)
    assert len(wanted) == len(drawn) > 0
    for chart, shape in zip(wanted, drawn, strict=True):
        [plot] = shape.chart.plots
        assert len(plot.categories) == len(chart.sheet.rows)
        book = opened(shape.chart.part.chart_workbook.xlsx_part.blob)["Sheet1"]
        assert not any(cell.formula for cell in book.values())
        for number, (series, lines) in enumerate(zip(chart.series, plot.series, strict=True)):
            assert list(lines.values) == chart.values(series)
            column = "BCDEF"[number]
            kept = [book.get(f"{column}{row}") for row in range(2, len(chart.sheet.rows) + 2)]
            assert [None if cell is None else cell.value for cell in kept] == pytest.approx(
                chart.values(series), rel=1e-14
            )


def test_the_sentences_of_the_terminal_are_said() -> None:
    """All of the headline is on the first slide, and on the slides of what it is about."""
    first, *others = deck("run").slides
    shown = "\n".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    for line in document("run").lines:
        assert spoken(line) in shown
    titles = [slide.shapes.title.text_frame.text for slide in others]
    assert titles[0].startswith("Revenue: ") and titles[1].startswith("Payroll ratio ")
    assert titles[2].startswith("Cash low: ")


@pytest.mark.parametrize("kind", ["run", "comparison", "hostile"])
def test_notes_have_all_sentences_and_the_last_the_assumptions(kind: str) -> None:
    all_slides = list(deck(kind).slides)
    notes = [slide.notes_slide.notes_text_frame.text for slide in all_slides]
    assert all(document(kind).origin in note for note in notes)
    for line in document(kind).lines[1:]:
        assert spoken(line) in notes[0]
    for sheet in document(kind).assumptions:
        assert all(f"{row[0]}: {row[1]}" in notes[-1] for row in sheet.rows)


@pytest.mark.parametrize("kind", ["run", "comparison", "hostile"])
def test_nothing_lies_upon_another_or_beyond_the_slide(kind: str) -> None:
    made = deck(kind)
    for slide in made.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        for number, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0 and top >= 0
            assert right <= made.slide_width and bottom <= made.slide_height
            for a, b, c, d in boxes[:number]:
                assert right <= a or c <= left or bottom <= b or d <= top


@pytest.mark.parametrize("kind", ["run", "comparison", "hostile"])
def test_charts_and_tables_are_told_to_those_who_cannot_see_them(kind: str) -> None:
    told = 0
    for slide in deck(kind).slides:
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert re.search(r"\w", shape._element.nvGraphicFramePr.cNvPr.get("descr"))
                told += 1
    assert told


def test_no_hour_of_writing_is_kept() -> None:
    assert dates_inside(content("run")) == {(1980, 1, 1, 0, 0, 0), (2000, 1, 1)}


def test_hostile_names_stay_text() -> None:
    [first, _] = deck("hostile").slides
    assert first.shapes.title.text_frame.text == "=title"
    shown = "\n".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    assert "<script>alert(1)</script>" in shown and "\x1b" not in shown and "\u202e" not in shown
    [chart] = charts("hostile")
    assert next(iter(chart.chart.plots[0].categories)) == "=1+1"
