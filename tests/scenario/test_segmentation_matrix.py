"""The segmentation matrix: places by hand, segments counted from them, and what it refuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from salessim.cli.app import app
from salessim.errors import ScenarioError
from salessim.scenario import Scenario
from salessim.scenario.completion import classify

FIRMS = """name,size,growth,references,contacts,customer
Alpha,5,5,5,4,0
Beta,4,3,2,3,1
Gamma,1,1,2,1,0
Delta,5,4,0,0,0
"""
TEXT = """
horizon: {from: 2027-01, months: 3}
segments: {gold: {deal: 9k}, silver: {deal: 3k}, bronze: {deal: 1k}}
team: {seller: {people: 1}}
strategy:
  matrix:
    accounts: firms.csv
    attractiveness: {size: 50, growth: 50}
    assets: {references: 60, contacts: 40}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(FIRMS, encoding="utf-8")
    (tmp_path / "acme.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def counts(scenario: Scenario) -> dict[str, tuple[float, float]]:
    plan = scenario.plan
    return {
        name: (
            segment.prospects.typical,
            plan.today.customers[name].typical if name in plan.today.customers else 0.0,
        )
        for name, segment in plan.segments.items()
    }


def test_places_by_hand(folder: Path) -> None:
    """Beta: (4 + 3) / 2 of 5 is 70 %; .6 * 2 + .4 * 3 of 5 is 48 %; together 59 %."""
    plan = Scenario.load(folder / "acme.yaml").plan
    assert plan.strategy.matrix is not None
    alpha, beta, gamma, delta = classify(plan.strategy.matrix, tuple(plan.segments))
    assert (beta.attractiveness, beta.assets) == pytest.approx((0.70, 0.48))
    assert beta.place == pytest.approx(0.59) and beta.is_customer
    found = [account.segment for account in (alpha, beta, gamma, delta)]
    assert found == ["gold", "silver", "bronze", "silver"]


def test_prospects_and_customers_are_counted(folder: Path) -> None:
    scenario = Scenario.load(folder / "acme.yaml")
    assert counts(scenario) == {"gold": (1, 0), "silver": (1, 1), "bronze": (1, 0)}
    lower = scenario.vary({"strategy.matrix.least.gold": "50 %"})
    assert counts(lower) == {"gold": (1, 1), "silver": (1, 0), "bronze": (1, 0)}
    attracted = scenario.vary({"strategy.matrix.assets_weigh": "0 %"})
    assert counts(attracted) == {"gold": (2, 1), "silver": (0, 0), "bronze": (1, 0)}
    assert len({scenario.digest, lower.digest, attracted.digest}) == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategy.matrix.assets": {"charm": 1}}, "no score of charm"),
        ({"strategy.matrix.best_score": 4}, "at most 4"),
        ({"strategy.matrix.assets": {"contacts": 0}}, "no criterion has a weight"),
        ({"strategy.matrix.least": {"god": "50 %"}}, "no segment of this name"),
        ({"strategy.matrix.least": {"gold": "20 %"}}, "fall from the first"),
        ({"segments.gold.prospects": 9}, "counts prospects"),
        ({"today.customers.gold": 9}, "counts customers"),
    ],
)
def test_what_does_not_fit_is_said(folder: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Scenario.load(folder / "acme.yaml").vary(changes)


def test_the_command_shows_and_draws(folder: Path) -> None:
    picture = folder / "matrix.svg"
    done = CliRunner().invoke(app, ["segment", str(folder / "acme.yaml"), "--report", str(picture)])
    assert done.exit_code == 0, done.output
    assert "1 gold, 2 silver, 1 bronze" in done.output and "59 %" in done.output
    assert "Gamma" in picture.read_text(encoding="utf-8")


def test_without_a_matrix_the_command_says_what_to_type(folder: Path) -> None:
    plain = folder / "plain.yaml"
    plain.write_text(TEXT.split("strategy:")[0], encoding="utf-8")
    done = CliRunner().invoke(app, ["segment", str(plain)])
    assert done.exit_code != 0 and "strategy.matrix" in str(done.exception)


LIST = """name,size,growth,references,contacts,customer,owner,value_per_year,city,founded
Alpha,5,5,5,4,0,,,Lyon,1990
Beta,4,3,2,3,1,seller 1,9000,Nice,2001
Gamma,1,1,2,1,1,,700,Lille,1890
Delta,5,4,0,0,0,,,Metz,2015
"""


def both_at_once(folder: Path, more: str = "") -> Scenario:
    """One list is the matrix's input and the list of today's customers."""
    (folder / "firms.csv").write_text(LIST, encoding="utf-8")
    text = TEXT.replace("deal: 3k", "deal: 3k a year").replace("deal: 1k", "deal: 1k a year")
    (folder / "acme.yaml").write_text(f"{text}today: {{accounts: firms.csv{more}}}\n")
    return Scenario.load(folder / "acme.yaml")


def test_one_list_is_matrix_and_customers_at_once(folder: Path) -> None:
    """Those with a 1 are customers, with owner and value, in the segments that the matrix says."""
    scenario = both_at_once(folder)
    rows = [(row.name, row.segment, row.value_per_year) for row in scenario.plan.today.accounts]
    assert rows == [("Beta", "silver", 9_000), ("Gamma", "bronze", 700)]
    assert scenario.plan.today.accounts[0].owner == "seller 1"
    # Nobody is counted twice.
    assert counts(scenario) == {"gold": (1, 0), "silver": (1, 0), "bronze": (0, 0)}
    [note] = [str(one) for one in scenario.notes if "left alone" in one.message]
    assert note.endswith("columns that no key uses are left alone: city, founded")
    higher = scenario.vary({"strategy.matrix.least.silver": "60 %"})
    assert [row.segment for row in higher.plan.today.accounts] == ["bronze", "bronze"]


def test_a_variant_may_weigh_what_the_scenario_does_not(folder: Path) -> None:
    """A column of numbers waits for it; one of texts is none."""
    scenario = both_at_once(folder)
    changes = {"strategy.matrix.best_score": 3000, "strategy.matrix.assets": {"founded": 1}}
    assert counts(scenario.vary(changes))["gold"] == (0, 0)
    with pytest.raises(ScenarioError, match="no score of city"):
        scenario.vary({"strategy.matrix.assets": {"city": 1}})


def test_a_customer_s_opportunity_is_in_the_segment_that_the_matrix_says(folder: Path) -> None:
    deal = "{account: Beta, segment: SEGMENT, stage: upsell, motion: loyalty}"
    both_at_once(folder, f", deals: [{deal.replace('SEGMENT', 'silver')}]")
    with pytest.raises(ScenarioError, match="is in the segment silver"):
        both_at_once(folder, f", deals: [{deal.replace('SEGMENT', 'gold')}]")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{name: Beta, segment: gold}", "the matrix puts it into silver: leave its segment out"),
        ("{name: Zeta}", "no matrix has the account; type one of: gold, silver, bronze"),
        ("{name: Zeta, customer: 2}", "allowed: 0 to 1"),
    ],
)
def test_listed_customers_that_do_not_fit_are_said(folder: Path, row: str, message: str) -> None:
    (folder / "acme.yaml").write_text(f"{TEXT}today: {{accounts: [{row}]}}\n")
    with pytest.raises(ScenarioError, match=message):
        Scenario.load(folder / "acme.yaml")


def test_prospects_of_a_list_are_no_customers_without_a_matrix_either() -> None:
    text = TEXT.split("strategy:")[0]
    rows = "[{name: A, segment: gold}, {name: B, customer: 0}]"
    plan = Scenario.parse(f"{text}today: {{accounts: {rows}}}\n").plan
    assert [row.name for row in plan.today.accounts] == ["A"]
