"""The two scenario files that the language was designed on."""

import datetime as dt
import io
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from salessim.scenario import Scenario
from salessim.scenario.schema.funnel import Contact, Opportunity
from salessim.scenario.tree import plain
from salessim.scenario.yaml_text import read_yaml


def test_the_founder_file_says_what_it_says(founder: str) -> None:
    plan = Scenario.parse(founder).plan
    assert plan.horizon.from_ == dt.date(2027, 1, 1)
    assert plan.horizon.last_day == dt.date(2028, 6, 30)
    [goal] = plan.target
    assert (goal.measure, goal.value, goal.by) == ("arr", 600_000, dt.date(2027, 12, 31))
    segment = plan.segments["mid-market"]
    assert (segment.deal.typical, segment.deal.period) == (12_000, "year")
    assert segment.win_rate is not None
    assert segment.win_rate.uncertainty == (0.15, 0.25)
    assert segment.win_rate.cases is None
    assert plan.channels["web"].leads.uncertainty == (25, 40)
    assert [person.name for person in plan.people] == [
        "founder 1",
        "founder 2",
        "closer first",
        "closer second",
    ]
    first = plan.people[2]
    assert first.starts == dt.date(2027, 3, 1)
    assert (first.pay.base.typical, first.pay.on_target.typical) == (55_000, 80_000)
    assert first.pay.quota is not None
    assert (first.pay.quota.typical, first.pay.quota.period) == (400_000, "year")
    assert plan.people[0].pay.quota is None
    assert plan.people[0].hours_per_week == pytest.approx(15)
    assert plan.today.cash.typical == 400_000
    assert plan.today.other_costs.per_year.typical == pytest.approx(480_000)


def test_the_consultant_file_says_what_it_says(consultant: Path) -> None:
    plan = Scenario.load(consultant).plan
    assert list(plan.segments) == ["gold", "silver", "bronze"]
    assert plan.segments["gold"].deal.cases == (30_000, 60_000)
    assert plan.segments["gold"].deal.uncertainty is None
    assert list(plan.funnel.conquest) == ["call", "appointment", "proposal"]
    assert plan.funnel.conquest["proposal"].buyer_takes.cases == (20, 45)
    assert [stage.skill for stage in plan.funnel.conquest.values()] == [
        "prospecting",
        "discovery",
        "proposal",
    ]
    assert isinstance(plan.funnel.loyalty["visit"], Contact)
    assert isinstance(plan.funnel.loyalty["renewal"], Opportunity)
    assert plan.channels["fair"].peak == 9
    assert plan.channels["web"].mix["gold"].typical == 0
    [goal] = plan.target
    assert goal.by == dt.date(2027, 12, 31)
    assert goal.incremental is not None
    assert goal.incremental.typical == 400_000
    hunter = plan.people[0]
    assert hunter.skills == (0.6, 0.2, 0.6, 0.4, 0.4, 0.4)
    assert hunter.pay.quota is not None
    assert hunter.pay.quota.typical == 500_000
    anne, luc = plan.people[4:]
    assert (anne.name, anne.starts, anne.skills[4], anne.skills[5]) == ("Anne", None, 0.6, 0.8)
    assert (luc.starts, luc.hours_per_week) == (dt.date(2027, 4, 1), pytest.approx(17.5))
    assert luc.pay.on_target == luc.pay.base
    assert [row.name for row in plan.today.accounts] == ["Dupont", "Martin, Fils", "Petit"]
    assert plan.today.accounts[0].value_per_year == 24_000
    assert plan.today.accounts[2].relationship == 0.4
    assert plan.today.deals[1].motion == "loyalty"
    assert plan.today.deals[0].opened == dt.date(2026, 11, 20)


def test_the_consultant_variants_can_be_taken(consultant: Path) -> None:
    scenario = Scenario.load(consultant)
    assert list(scenario.variants) == ["coach discovery", "one more hunter", "hours to gold"]
    coached = scenario.variant("coach discovery")
    assert coached.plan.managers["director"].focus == "discovery"
    assert coached.today is scenario
    bigger = scenario.variant("one more hunter")
    extra = next(person for person in bigger.plan.people if person.name == "hunter extra")
    assert extra.slips is not None
    assert extra.slips.cases == (0, pytest.approx(91.3125))
    assert scenario.variant("hours to gold").plan.time.conquest["gold"].typical == 0.35


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_both_versions_of_yaml_read_the_same(version: str, founder: str) -> None:
    text = f"%YAML {version}\n---\n{founder}"
    assert Scenario.parse(text).digest == Scenario.parse(founder).digest


def test_no_value_of_the_files_is_read_differently_by_yaml_1_1(consultant: Path) -> None:
    text = consultant.read_text(encoding="utf-8")
    tree, problems = read_yaml(text, "nordwind.yaml")
    assert not problems
    assert tree is not None

    def words(value: object) -> object:
        if isinstance(value, dict):
            return {str(key): words(child) for key, child in value.items()}
        if isinstance(value, list):
            return [words(child) for child in value]
        return str(value)

    for version in ((1, 1), (1, 2)):
        yaml = YAML(typ="safe", pure=True)
        yaml.version = version
        other = words(yaml.load(io.StringIO(text)))
        assert other == words(_numbers(plain(tree))), version


def _numbers(value: object) -> object:
    """Figures as numbers, as a YAML reader gives them."""
    if isinstance(value, dict):
        return {key: _numbers(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_numbers(child) for child in value]
    try:
        return float(value) if "." in str(value) else int(str(value))
    except ValueError:
        return value


def test_all_shipped_scenarios_load(scenarios: Path) -> None:
    files = sorted(scenarios.glob("*.yaml"))
    assert files
    for file in files:
        Scenario.load(file)
