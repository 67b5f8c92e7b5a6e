"""An indicator is one row of `INDICATORS`: documents and reports follow it."""

from dataclasses import replace

import made_comparison
import made_tables
import pytest

from salessim.measure import differences, indicators
from salessim.measure.indicators import INDICATORS, Indicator
from salessim.measure.summary import RunSettings, findings_of
from salessim.report import activity_tables, words
from salessim.report.comparison_tables import overview
from salessim.report.document import markdown
from salessim.report.run_report import run_document

BILLED = Indicator(
    "billed_per_contract", "revenue", "money", "billed per contract signed", bottom="contracts_won",
    compared_in="overview", in_report=True,
)  # fmt: skip


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (indicators, differences, activity_tables, words):
        monkeypatch.setattr(module, "INDICATORS", (*INDICATORS, BILLED))
    monkeypatch.setitem(words.INDICATOR_UNITS, BILLED.name, BILLED.unit)


def made() -> str:
    found = findings_of(made_tables.tally(20), RunSettings("compiled", 1))
    assert (BILLED.name in found.indicators) == (BILLED.name in words.INDICATOR_UNITS)
    return markdown(run_document(found))


@pytest.mark.usefixtures("one_more")
def test_a_new_row_stands_in_the_document_and_in_the_report() -> None:
    page = made()
    assert "## Further indicators" in page
    assert "| billed per contract | " in page and BILLED.meaning in page


@pytest.mark.usefixtures("one_more")
def test_a_new_row_stands_in_comparisons() -> None:
    compared = made_comparison.comparison.__wrapped__()
    assert BILLED.name in compared.variants[0].differences
    assert "billed per contract" in [row[1] for row in overview(compared).rows]


def test_the_table_is_left_out_while_no_indicator_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "## Further indicators" in made()
    none = tuple(replace(row, in_report=False) for row in INDICATORS)
    monkeypatch.setattr(activity_tables, "INDICATORS", none)
    assert "## Further indicators" not in made()
