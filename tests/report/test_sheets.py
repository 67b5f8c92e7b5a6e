"""Tables at any width: no word and no figure is broken, columns give way in their order."""

import re
from io import StringIO
from pathlib import Path

import made_comparison
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_tables import BOOK, tally
from rich.cells import cell_len
from rich.console import Console

from salessim import simulate
from salessim.engine.obtained_rates import Rate
from salessim.measure.summary import RunSettings, findings_of
from salessim.report import comparison_report, run_report
from salessim.report.activity_tables import rates_sheet
from salessim.report.matrix_report import matrix_document
from salessim.report.sheet import Column, Sheet, show_sheet, text
from salessim.scenario import Scenario

NARROW = Sheet(
    "Steps",
    "How to read it.",
    (
        text("step"),
        Column("entered"),
        Column("open at the end", from_width=60),
        Column("wait, hours", from_width=70, meaning="Waits."),
        text("note", from_width=90),
    ),
    (
        ("renewal", "62", "4.4", "92", "usual"),
        ("upsell of the second product", "1 300", "2.2", "1 053", "an extraordinarily long one"),
    ),
)


def shown(sheet: Sheet, width: int) -> str:
    screen = StringIO()
    show_sheet(Console(file=screen, width=width, force_terminal=False), sheet)
    return screen.getvalue()


def is_in(name: str, header: str) -> bool:
    """Whether a column's name stands in a header by itself."""
    return re.search(rf"(^|\s\s|\n){re.escape(name)}($|\s\s|\n|:)", header) is not None


def broken(sheet: Sheet, width: int) -> list[str]:
    """Words of shown columns that do not stand on the screen as they are."""
    screen = shown(sheet, width)
    header, rule, _ = screen.partition("\n")[2].partition("─")
    header = re.sub(r"\s{2,}", "  ", header if rule else screen)
    seen = set(screen.replace(":", " ").split())
    places = [k for k, column in enumerate(sheet.columns) if not k or is_in(column.name, header)]
    words = {
        word for row in sheet.rows for k in places for word in row[k].replace(":", " ").split()
    }
    return sorted(words - seen)


@pytest.mark.parametrize("width", [8, 12, 20, 30, 40, 50, 60, 80, 100, 130])
def test_no_word_is_broken_at_any_width(width: int) -> None:
    if width >= 15:  # the longest words have 15 letters
        assert broken(NARROW, width) == []
    assert max(map(len, shown(NARROW, width).splitlines())) <= width


def test_rows_become_lines_where_no_table_fits() -> None:
    lines = [line.rstrip() for line in shown(NARROW, 14).splitlines()]
    assert lines[1:3] == ["renewal", "  entered: 62"]


def test_columns_of_wide_screens_give_way_first() -> None:
    assert "wait" not in shown(NARROW, 60)
    assert "Waits." not in shown(NARROW, 60)
    assert "wait, hours" in shown(NARROW, 80)


@pytest.fixture(scope="module")
def sheets(request: pytest.FixtureRequest) -> list[Sheet]:
    """Tables of commands: a run of the README's scenario, a comparison, rates, a matrix."""
    scenarios = Path(request.config.rootpath) / "scenarios"
    found = simulate(Scenario.load(scenarios / "startup.yaml"), replications=4).findings
    of_roles = simulate(Scenario.load(scenarios / "sdr_pod.yaml"), replications=4).findings
    made = findings_of(tally(200, book=BOOK), RunSettings("compiled", 1))
    rates = tuple(
        Rate(f"funnel.conquest.{step}.passes", 0.4, 0.41, 0.01, 900.0)
        for step in ("appointment", "a_negotiation_of_several_rounds")
    )
    scenario = Scenario.load(scenarios / "segmentation.yaml")
    matrix = scenario.plan.strategy.matrix
    assert matrix is not None
    return [
        *run_report.page_sheets(found),
        *run_report.page_sheets(of_roles),
        *run_report.page_sheets(made),
        *comparison_report.comparison_document(made_comparison.comparison()).sheets,
        rates_sheet(rates),
        *matrix_document(scenario, matrix).sheets,
    ]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_tables_of_commands_break_no_word(sheets: list[Sheet], width: int) -> None:
    """At 80 columns the README's own scenario showed `renew/al` and `upsel/l`."""
    for sheet in sheets:
        assert broken(sheet, width) == [], sheet.title
        assert max(map(cell_len, shown(sheet, width).splitlines())) <= width, sheet.title


@given(
    st.lists(st.lists(st.text("ab ", max_size=12), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(20, 60),
)
def test_any_table_at_any_width_keeps_its_words(rows: list[list[str]], width: int) -> None:
    columns = (text("first"), Column("size"), text("note", from_width=30))
    sheet = Sheet("Any", "", columns, tuple(map(tuple, rows)))
    screen = shown(sheet, width)
    words = {word for row in rows for word in [*row[0].split(), *row[1].split()]}
    assert words <= set(screen.split())
