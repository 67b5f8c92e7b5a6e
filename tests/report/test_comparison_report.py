"""What a comparison says, shows and writes."""

from pathlib import Path
from xml.etree import ElementTree

import made_comparison
import pandas as pd
import pytest

from salessim import Scenario, compare
from salessim.report.comparison_report import (
    comparison_document,
    comparison_footnotes,
    comparison_sentences,
)
from salessim.report.comparison_tables import comparison_sheets, drawn_differences
from salessim.report.document import FORMS, html, load, write
from salessim.report.words import share_of_futures, signed_figure, verdict, whole_points

FOUND = made_comparison.comparison()
LINES = [line.plain for line in comparison_sentences(FOUND)]


def test_revenue_comes_first_with_interval_and_futures() -> None:
    (line,) = (line for line in LINES if line.startswith("coach discovery:"))
    assert line == "coach discovery: revenue +47k (+44k to +50k), better in 99 futures of 100"


def test_what_a_cost_does_not_move_is_unchanged() -> None:
    place = LINES.index("dearer boss: revenue unchanged")
    assert "payroll ratio +" in LINES[place + 1]
    assert LINES[place + 2].strip() == "profit -10k in every future"
    assert LINES[place + 3].endswith(", unchanged")


def test_a_variant_that_changes_nothing_says_so() -> None:
    assert "another title: nothing changes" in LINES


def test_no_difference_beyond_chance_is_said() -> None:
    (line,) = (line for line in LINES if line.startswith("another market:"))
    assert line.endswith("no difference beyond chance")


def test_the_notes_say_what_pairing_was_worth() -> None:
    (note,) = (line.plain for line in comparison_footnotes(FOUND) if "Without pairs" in line.plain)
    assert note.startswith("Without pairs, equally narrow intervals of revenue would take 0.9 to ")


def test_one_future_has_no_chances() -> None:
    one = made_comparison.comparison(1)
    text = "\n".join(line.plain for line in comparison_sentences(one))
    assert "1 future of each" in text
    assert "(" not in text
    assert "futures of 10" not in text


def test_nobody_paid_has_no_payroll_ratio() -> None:
    unpaid = FOUND.model_copy(update={"has_payroll": False})
    assert "payroll ratio" not in "\n".join(line.plain for line in comparison_sentences(unpaid))
    assert len(drawn_differences(unpaid).axes) == 1
    overview = comparison_sheets(unpaid)[0]
    assert "payroll ratio" not in {row[1] for row in overview.rows}


def test_verdicts_go_by_direction() -> None:
    coach, boss, *_ = FOUND.variants
    assert verdict(coach.differences["revenue"]) == 1
    assert verdict(coach.differences["payroll_ratio"]) == 1, "less payroll for the revenue"
    assert verdict(boss.differences["payroll_ratio"]) == -1
    assert verdict(boss.differences["revenue"]) == 0
    assert verdict(coach.differences["deals_open_at_end"]) == 0


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "all futures"), (0.999, "99 futures of 100"), (0.96, "96 futures of 100"),
        (0.94, "9 futures of 10"), (0.5, "5 futures of 10"), (0.08, "1 future of 10"),
        (0.02, "2 futures of 100"), (0.001, "1 future of 100"), (0.0, "no future"),
    ],
)  # fmt: skip
def test_all_and_none_are_said_only_if_it_is_so(chance: float, said: str) -> None:
    assert share_of_futures(chance) == said


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("money", 31_200, "+31k"), ("money", -3_214, "-3.2k"), ("money", 1_240_000, "+1.2M"),
        ("money", 999_960, "+1M"), ("money", 12.4, "+12"), ("money", 0.01, "0"),
        ("money", 0.0, "0"), ("share", -0.0042, "-0.4"), ("share", 0.0004, "+0.04"),
        ("share", 0.0, "0"), ("count", 3.44, "+3.4"), ("count", -1234.5, "-1 234.5"),
        ("money", None, "–"),
    ],
)  # fmt: skip
def test_differences_carry_their_sign(unit: str, value: float | None, said: str) -> None:
    assert signed_figure(unit, value) == said


def test_intervals_of_chances_are_whole_points() -> None:
    assert whole_points((0.0813, 0.162)) == "+8 to +16"
    assert whole_points((-0.042, 0.001)) == "-4 to 0"


def test_every_form_is_written_and_equal_findings_give_equal_files(tmp_path: Path) -> None:
    document = comparison_document(FOUND)
    for form in FORMS:
        write(document, tmp_path / f"one{form}")
        write(document, tmp_path / f"other{form}")
        one = (tmp_path / f"one{form}").read_bytes()
        assert one == (tmp_path / f"other{form}").read_bytes(), form
    ElementTree.parse(tmp_path / "one.svg")
    assert "What the variants change" in html(document)


def test_stored_comparisons_are_read_back(tmp_path: Path) -> None:
    scenario = Scenario.parse(
        "name: Small\nhorizon: {from: 2027-01, months: 2}\nsegments: {gold: {prospects: 50}}\n"
        "team: {closer: {people: 1}}\nvariants: {two: {team.closer.people: 2}}\n"
    )
    comparison = compare(scenario, replications=3)
    comparison.save(tmp_path)
    assert load(tmp_path) == load(tmp_path / "comparison.json") == comparison.findings
    assert len(pd.read_parquet(tmp_path / "runs.parquet")) == 6
    differences = pd.read_parquet(tmp_path / "differences.parquet")
    assert set(differences["variant"]) == {"two"}
    assert '"variants"' in (tmp_path / "manifest.json").read_text()
