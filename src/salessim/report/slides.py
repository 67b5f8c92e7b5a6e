"""The report as slides: a finding as each title, the sentences, charts that can be changed.

A chart holds its figures in a workbook of its own, as presentation programs expect it.
"""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from rich.cells import cell_len

from salessim.letters import visible
from salessim.report.archive import zipped
from salessim.report.contents import Slide, spoken
from salessim.report.drawing import RED
from salessim.report.fitting import MORE_ROOM, cell_text, cut
from salessim.report.slide_charts import MOST_OF_LABEL, WIDTH, add_chart
from salessim.report.words import BAD, GOOD
from salessim.report.workbook import MADE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.presentation import Presentation
    from rich.text import Text

    from salessim.report.contents import Document
    from salessim.report.sheet import Sheet

HEIGHT, EDGE, GAP = 7.5, 0.6, 0.3
"""Of a slide, at its edges, and between charts, inches."""
TITLE_TOP, TITLE_HEIGHT = 0.35, 1.0
BODY_TOP, BODY_END, FOOT_TOP = 1.45, 6.85, 7.0
TITLE_SIZES, TEXT_SIZES = (28, 24, 20, 18, 16), (22, 20, 18, 16, 14, 12, 11)
"""Points of letters, from those that are best to those that just can be read."""
WELL_READ, TABLE_SIZE, FOOT_SIZE = 14, 14, 10
LETTER_WIDTH, LINE_HEIGHT, SPACE = 0.5, 1.22, 0.3
"""Of a letter, a line, and between two sentences, in sizes of the letters."""
MOST_OF_LINE = 400
"""Letters of a sentence, and of a name in a chart or a table; notes hold all of a sentence."""
TABLE_EDGES = 0.2
"""Inches beside the text of a cell."""
TABLE_WIDTH = 100
"""Width of a screen on which the columns of a slide's table are shown."""
STYLES = {GOOD: "#2f7d4f", BAD: RED}


def slides(document: Document) -> bytes:
    """The report as a `.pptx`."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = cut(visible(document.name), 250), "", ""
    about.created = about.modified = MADE
    about.revision = 1
    first, *lines = document.lines
    pages = [Slide(spoken(first), tuple(lines)), *(document.slides or _of_tables(document))]
    for number, page in enumerate(pages, start=1):
        is_last = number == len(pages)
        _Drawn(deck, document, page, number, assumed=is_last).draw()
    stream = BytesIO()
    deck.save(stream)
    with ZipFile(stream) as made:
        return zipped({name: made.read(name) for name in made.namelist()})


def _of_tables(document: Document) -> list[Slide]:
    """A slide a table, for reports that have no slides of their own."""
    return [Slide(sheet.title, sheet=sheet) for sheet in document.sheets[:4]]


class _Drawn:
    """One slide while it is drawn."""

    def __init__(
        self, deck: Presentation, document: Document, page: Slide, number: int, *, assumed: bool
    ) -> None:
        layout = deck.slide_layouts.get_by_name("Title Only") or deck.slide_layouts[5]
        self._slide: Any = deck.slides.add_slide(layout)
        self._document, self._page, self._number = document, page, number
        self._assumed = assumed

    def draw(self) -> None:
        """Title, sentences, charts or a table, foot and notes."""
        page = self._page
        self._title()
        top = BODY_TOP
        has_more = bool(page.charts or page.sheet)
        if page.lines:
            room = (1.5 if has_more else BODY_END - BODY_TOP) if page.lines else 0.0
            top += self._sentences(top, room) + 0.1
        if page.charts:
            each = (WIDTH - 2 * EDGE - GAP * (len(page.charts) - 1)) / len(page.charts)
            for number, chart in enumerate(page.charts):
                place = (EDGE + number * (each + GAP), top, each, BODY_END - top)
                name = f"Chart {self._number}.{number + 1}"
                add_chart(self._slide, chart, place, name, self._document.currency)
        elif page.sheet is not None:
            self._table(page.sheet, top)
        self._foot()
        self._slide.notes_slide.notes_text_frame.text = self._notes()

    def _box(self, left: float, top: float, width: float, height: float) -> Any:
        from pptx.enum.text import MSO_AUTO_SIZE
        from pptx.util import Inches

        box = self._slide.shapes.add_textbox(*map(Inches, (left, top, width, height)))
        frame = box.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def _title(self) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
        from pptx.util import Inches, Pt

        title = self._slide.shapes.title
        title.left, title.top = Inches(EDGE), Inches(TITLE_TOP)
        title.width, title.height = Inches(WIDTH - 2 * EDGE), Inches(TITLE_HEIGHT)
        frame = title.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        said = cut(visible(self._page.title), MOST_OF_LINE)
        size = _size_for([said], TITLE_SIZES, WIDTH - 2 * EDGE, TITLE_HEIGHT)
        frame.text = cut(said, _letters_in(size, WIDTH - 2 * EDGE, TITLE_HEIGHT))
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(size), True

    def _sentences(self, top: float, room: float) -> float:
        """Write the sentences into the room, inches; return what they take."""
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        lines = [(cut(spoken(line), MOST_OF_LINE), line) for line in self._page.lines]
        width = WIDTH - 2 * EDGE
        if _needs([words for words, _ in lines], WELL_READ, width) > room:
            # What is said of a line, indented below it, is in the notes.
            lines = [(words, line) for words, line in lines if not _is_below(line)]
        said = [words for words, _ in lines]
        size = _size_for(said, TEXT_SIZES, width, room)
        while len(said) > 1 and _needs(said, size, width) > room:
            said = said[:-1]
            more = f"… {len(lines) - len(said) + 1} more in the notes"
            if _needs([*said[:-1], more], size, width) <= room:
                said[-1] = more
                break
        height = min(room, _needs(said, size, width))
        frame = self._box(EDGE, top, width, height)
        for number, words in enumerate(said):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.text = words
            paragraph.font.size, paragraph.space_after = Pt(size), Pt(size * SPACE)
            colour = _colour(lines[number][1])
            if colour and words == lines[number][0]:
                paragraph.font.color.rgb = RGBColor.from_string(colour[1:].upper())
            paragraph.level = 1 if _is_below(lines[number][1]) else 0
        return height

    def _table(self, sheet: Sheet, top: float) -> None:
        from pptx.util import Inches, Pt

        shown = [k for k, column in enumerate(sheet.columns) if column.from_width <= TABLE_WIDTH]
        texts = [[cut(visible(sheet.columns[k].name), MOST_OF_LABEL) for k in shown]]
        texts += [[cut(visible(row[k]), 2 * MOST_OF_LABEL) for k in shown] for row in sheet.rows]
        widths = _column_widths(texts)
        heights = [_row_height(row, widths) for row in texts]
        room, fits = BODY_END - top - 0.35, 0
        while fits < len(texts) and sum(heights[: fits + 1]) <= room:
            fits += 1
        place = map(Inches, (EDGE, top, sum(widths), sum(heights[:fits])))
        frame = self._slide.shapes.add_table(fits, len(shown), *place)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", cut(f"Table: {sheet.title}", 2000))
        table = frame.table
        for k, each in enumerate(widths):
            table.columns[k].width = Inches(each)
        for number, row in enumerate(texts[:fits]):
            table.rows[number].height = Inches(heights[number])
            for k, words in enumerate(row):
                _fill(table.cell(number, k), words, sheet.columns[shown[k]].is_text, Pt(TABLE_SIZE))
        if fits < len(texts):
            left = len(texts) - fits
            rows = "1 more row" if left == 1 else f"{left} more rows"
            box = self._box(EDGE, BODY_END - 0.3, WIDTH - 2 * EDGE, 0.3)
            box.text = f"… {rows}: the workbook has them all."
            box.paragraphs[0].font.size = Pt(TABLE_SIZE)

    def _foot(self) -> None:
        from pptx.util import Pt

        name = cut(visible(self._document.name), MOST_OF_LABEL)
        frame = self._box(EDGE, FOOT_TOP, WIDTH - 2 * EDGE, 0.3)
        frame.text = f"{name} · {self._number}"
        frame.paragraphs[0].font.size = Pt(FOOT_SIZE)

    def _notes(self) -> str:
        """What the words mean, what made the figures; on the last slide what they rest on."""
        document = self._document
        said = [spoken(line) for line in (*self._page.lines, *document.notes)]
        if self._page.sheet is not None:
            said.append(self._page.sheet.reading)
        said.append(document.origin)
        for sheet in document.assumptions if self._assumed else ():
            said += ["", f"{sheet.title}:"]
            said += [_assumption(row) for row in sheet.rows]
        return "\n".join(map(cell_text, said))


def _assumption(row: Sequence[str]) -> str:
    key, figure, source = row
    return f"{key}: {figure} ({source})" if source else f"{key}: {figure}"


def _fill(cell: Any, words: str, is_text: bool, size: Any) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches

    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.text = words
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size = size
        paragraph.alignment = PP_ALIGN.LEFT if is_text else PP_ALIGN.RIGHT


def _column_widths(texts: Sequence[Sequence[str]]) -> list[float]:
    """Inches of each column: room for its longest word, and what is left for longer texts."""
    letter = TABLE_SIZE * LETTER_WIDTH * MORE_ROOM / 72
    least, wanted = [], []
    for cells in zip(*texts, strict=True):
        words = (cell_len(word) for cell in cells for word in cell.split())
        least.append(min(max(words, default=1), MOST_OF_LABEL) * letter + TABLE_EDGES)
        longest = min(max(map(cell_len, cells)), MOST_OF_LABEL) * letter + TABLE_EDGES
        wanted.append(max(least[-1], longest))
    room = WIDTH - 2 * EDGE
    if sum(least) > room:
        return [room * each / sum(least) for each in least]
    more = sum(wanted) - sum(least)
    part = min(1.0, (room - sum(least)) / more) if more else 0.0
    return [low + part * (high - low) for low, high in zip(least, wanted, strict=True)]


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    each = zip(row, widths, strict=True)
    return max(_needs([words], TABLE_SIZE, width - TABLE_EDGES) for words, width in each) + 0.1


def _is_below(line: Text) -> bool:
    return line.plain.startswith("  ")


def _colour(line: Text) -> str:
    """The colour of a line that is said to be good or bad, else an empty text."""
    styles = [str(line.style), *(str(span.style) for span in line.spans)]
    return next((STYLES[style] for style in styles if style in STYLES), "")


def _needs(lines: Sequence[str], size: float, width: float) -> float:
    """Inches that lines of letters of a size take in a box of a width."""
    letters = width * 72 / (size * LETTER_WIDTH)
    rows = sum(max(1, ceil(MORE_ROOM * cell_len(line) / letters)) for line in lines)
    return (rows * LINE_HEIGHT + len(lines) * SPACE) * size / 72


def _letters_in(size: float, width: float, height: float) -> int:
    """How many letters of a size a box has room for."""
    rows = int(height * 72 / (size * LINE_HEIGHT))
    return int(rows * width * 72 / (size * LETTER_WIDTH) / MORE_ROOM)


def _size_for(lines: Sequence[str], sizes: Sequence[int], width: float, height: float) -> int:
    """The largest size in which all lines fit, or the smallest there is."""
    fitting = (size for size in sizes if _needs(lines, size, width) <= height)
    return next(fitting, sizes[-1])
