"""Numbers in files, tables and changes as people write them; `numbers:` settles two readings."""

from pathlib import Path

import pytest
from bad_cases import RIGHT, problems_of

from salessim.errors import ScenarioError
from salessim.scenario import Scenario
from salessim.scenario.schema.root import ScenarioSections
from salessim.study.design.design_file import parse as parse_design


def today(text: str) -> ScenarioSections:
    return Scenario.parse(f"{RIGHT}today: {text}\n").plan


def deal_of(scenario: Scenario) -> float:
    return scenario.plan.segments["silver"].deal.typical


def test_a_comma_in_braces_belongs_to_the_number() -> None:
    """YAML parts entries in braces by commas; digits without a space on both sides are a number."""
    plan = today("{cash: 1.234,50, other_costs: 1,5k a month}")
    assert (plan.today.cash.typical, plan.today.other_costs.typical) == (1234.5, 1500)
    assert today("{cash: 1,234,567.50 }").today.cash.typical == 1_234_567.5
    assert today("{cash: 12,5 , other_costs: 1k a month}").today.cash.typical == 12.5
    [problem] = problems_of(f"{RIGHT}today: {{cash: 600,000}}\n").problems
    assert (problem.path, problem.value) == ("today.cash", "600,000")
    assert "type 600000 or 600;" in problem.message


def test_names_in_braces_stay_names() -> None:
    assert "nothing is given" in str(problems_of(f"{RIGHT}today: {{cash: 600, 000}}\n"))
    assert "nothing is given" in str(problems_of(f"{RIGHT}today: {{cash: 6k,other_costs}}\n"))


@pytest.mark.parametrize(("style", "deal"), [("1.234,56", 12_500), ("1,234.56", 12.5)])
def test_a_line_settles_numbers_with_two_readings(style: str, deal: float) -> None:
    text = RIGHT.replace("deal: 5k", "deal: 12.500")
    assert "type 12500 or 12.5;" in str(problems_of(text))
    scenario = Scenario.parse(f"numbers: {style}\n{text}")
    assert deal_of(scenario) == deal
    assert deal_of(scenario.vary({"segments.silver.deal": "12.500"})) == deal
    assert deal_of(scenario.vary({"segments.silver.deal": 12.625})) == 12.625
    assert deal_of(Scenario.parse(f"numbers: {style}\n{RIGHT}")) == 5000


def test_the_line_changes_no_digest() -> None:
    assert Scenario.parse(f"numbers: 1.234,56\n{RIGHT}").digest == Scenario.parse(RIGHT).digest


@pytest.mark.parametrize("style", ["1234", "1.234", "comma"])
def test_a_style_shows_its_mark(style: str) -> None:
    assert "type 1,234.56 or 1.234,56" in str(problems_of(f"numbers: {style}\n{RIGHT}"))


def test_each_file_has_its_own_style(tmp_path: Path) -> None:
    parent = f"numbers: 1.234,56\n{RIGHT.replace('deal: 5k', 'deal: 12.500')}"
    (tmp_path / "parent.yaml").write_text(parent)
    child = "extends: parent.yaml\nnumbers: 1,234.56\ntoday: {cash: 12.500}\n"
    plan = Scenario.parse(child, folder=tmp_path).plan
    assert plan.segments["silver"].deal.typical == 12_500
    assert plan.today.cash.typical == 12.5


def people_of(tmp_path: Path, table: str, head: str = "") -> ScenarioSections:
    (tmp_path / "people.csv").write_text(table)
    text = head + RIGHT.replace("people: 2", "from: people.csv")
    return Scenario.parse(text, folder=tmp_path).plan


def test_a_table_with_decimal_commas_is_read_as_it_is(tmp_path: Path) -> None:
    table = "name;hours;base\nAnn;37,5 a week;45.000 a year\nBob;40 a week;60.000,50 a year\n"
    rows = people_of(tmp_path, table).team["closer"].from_
    assert [row.hours.typical for row in rows if row.hours] == [37.5, 40]
    assert [row.base.typical for row in rows if row.base] == [45_000, 60_000.5]


def test_a_table_that_shows_no_mark_follows_the_scenario(tmp_path: Path) -> None:
    table = "name;base\nAnn;45.000 a year\n"
    with pytest.raises(ScenarioError, match="type 45000 a year or 45 a year"):
        people_of(tmp_path, table)
    row = people_of(tmp_path, table, "numbers: 1.234,56\n").team["closer"].from_[0]
    assert row.base is not None
    assert row.base.typical == 45_000


def test_distributions_read_the_same_numbers() -> None:
    text = RIGHT.replace("deal: 5k", "deal: {lognormal: {mean: '5,5k', cv: '0,5'}}")
    deal = Scenario.parse(text).plan.segments["silver"].deal
    assert deal.distribution is not None
    plain = Scenario.parse(text.replace(",5", ".5")).plan.segments["silver"].deal
    assert deal == plain


def test_drawn_levels_never_have_two_readings(tmp_path: Path) -> None:
    """A factor that draws 123.456 is not refused as a thousand."""
    (tmp_path / "base.yaml").write_text(RIGHT)
    design = (
        "base: base.yaml\nfactors: {segments.silver.deal: {uniform: [100, 900]}}\n"
        "design: {kind: latin_hypercube, points: 300}\n"
    )
    experiment = parse_design(design, tmp_path)
    assert len(experiment.points) == 300
