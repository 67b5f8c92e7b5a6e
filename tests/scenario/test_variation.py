"""Changes by key path, from Python, from `--set`, and from the file's variants."""

import datetime as dt
import pickle
from pathlib import Path

import numpy as np
import pytest
from bad_cases import RIGHT

from salessim.errors import InputError, ScenarioError
from salessim.scenario import Scenario, read_setting
from salessim.scenario.tree import BooleanWord, Map
from salessim.scenario.validation import validated_plan


@pytest.fixture
def right() -> Scenario:
    return Scenario.parse(RIGHT + "variants: {more: {team.closer.people: 5}}\n")


def refusal(scenario: Scenario, path: str, value: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        scenario.vary({path: value}, name="--set")
    assert caught.value.problems[0].file == "--set"
    return str(caught.value)


def test_a_variant_is_a_new_scenario(right: Scenario) -> None:
    bigger = right.vary({"team.closer.people": 3})
    counts = [scenario.plan.team["closer"].people.count for scenario in (right, bigger)]
    assert counts == [2, 3]
    assert right.digest != bigger.digest


def test_today_stays_the_first_scenario(right: Scenario) -> None:
    twice = right.vary({"margin": "50 %"}).vary({"margin": "60 %"})
    assert right.today is right
    assert twice.today is right
    assert right.variant("more").vary({"margin": 0.4}).today is right


def test_a_varied_scenario_is_not_the_same_typed(right: Scenario) -> None:
    """Rates are what today's team obtains, so the scenario before the change counts."""
    typed = Scenario.parse(RIGHT.replace("people: 2", "people: 3"))
    varied = right.vary({"team.closer.people": 3})
    assert varied.plan == typed.plan.model_copy(update={"variants": right.plan.variants})
    assert varied.digest != typed.digest


@pytest.mark.parametrize(
    "value", ["60k a year", "5k a month", "0 a year", {"typical": "50k..60k a year"}]
)
def test_values_as_typed(right: Scenario, value: object) -> None:
    assert right.vary({"team.closer.base": value}).plan.team["closer"].base is not None


@pytest.mark.parametrize("value", [3, 3.0, "3", np.int64(3), np.float64(3)])
def test_numbers_of_python_and_numpy(right: Scenario, value: object) -> None:
    assert right.vary({"team.closer.people": value}).plan.team["closer"].people.today == 3


def test_dates_of_python(right: Scenario) -> None:
    later = right.vary({"horizon.from": dt.date(2027, 3, 15)})
    assert later.plan.horizon.from_ == dt.date(2027, 3, 15)
    assert later.plan.horizon.last_day == dt.date(2028, 2, 29)


def test_none_removes(right: Scenario) -> None:
    assert list(right.vary({"segments.silver": None}).plan.segments) == ["gold"]
    assert right.vary({"channels.web.leads": None}).plan.channels["web"].leads.typical == 0


def test_a_new_entry_is_given_as_a_map(right: Scenario) -> None:
    grown = right.vary({"team.farmer": {"people": 1, "motion": "loyalty"}})
    assert [person.name for person in grown.plan.people] == ["closer 1", "closer 2", "farmer 1"]


def test_hires_are_opened_up(right: Scenario) -> None:
    hired = right.vary({"team.closer.hires.ann": "2027-03"})
    slipped = hired.vary({"team.closer.hires.ann.slips": "0..2 months"})
    hire = slipped.plan.team["closer"].hires["ann"]
    assert hire.starts == dt.date(2027, 3, 1)
    assert hire.slips is not None


def test_one_figure_of_a_default_funnel_leaves_the_rest(right: Scenario) -> None:
    varied = right.vary({"funnel.conquest.proposal.passes": "50 %"}).plan.funnel
    assert list(varied.conquest) == ["call", "appointment", "proposal", "negotiation"]
    assert varied.conquest["proposal"].passes.typical == 0.5
    assert varied.conquest["call"] == right.plan.funnel.conquest["call"]
    assert varied.loyalty == right.plan.funnel.loyalty


def test_a_section_that_is_switched_off_is_switched_on(right: Scenario) -> None:
    assert right.plan.crm is None
    varied = right.vary({"crm.adoption": "70 %"}).plan
    assert varied.crm is not None
    assert varied.crm.adoption.typical == 0.7
    off = right.vary({"motivation": "none", "calendar": "always"})
    assert off.plan.motivation is None
    assert off.plan.calendar == "always"
    assert off.vary({"motivation.moves.win": 0.1}).plan.motivation is not None


def test_pay_and_team_are_one(right: Scenario) -> None:
    assert (
        right.vary({"pay.closer.base": "50k a year"}).plan
        == right.vary({"team.closer.base": "50k a year"}).plan
    )


def test_targets_are_set_by_key_or_year(right: Scenario) -> None:
    goal = right.vary({"target": {"revenue": "1M", "by": "2027-06"}})
    assert goal.vary({"target.revenue": "2M"}).plan.target[0].value == 2_000_000
    years = right.vary({"target": {2027: {"revenue": "1M"}}})
    assert years.vary({"target.2027.revenue": "3M"}).plan.target[0].value == 3_000_000


def test_scenarios_travel_between_processes(right: Scenario) -> None:
    there = pickle.loads(pickle.dumps(right.vary({"margin": "50 %"})))
    assert there.plan.margin.typical == 0.5
    assert there.digest == right.vary({"margin": "50 %"}).digest
    assert there.vary({"margin": "60 %"}).today.digest == right.digest


def test_nothing_can_be_changed_in_place(right: Scenario) -> None:
    with pytest.raises(AttributeError):
        right.plan = None  # type: ignore[assignment, misc]
    with pytest.raises(ValueError, match="frozen"):
        right.plan.margin = None  # type: ignore[assignment]


def test_names_hold_spaces() -> None:
    spaced = Scenario.parse(RIGHT.replace("silver", "small firms"))
    assert spaced.vary({" segments . small firms . deal ": "7k"}).plan.segments["small firms"]


def test_tables_can_be_exchanged(right: Scenario, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("name,segment\nA,gold\n")
    here = Scenario.parse(RIGHT, folder=tmp_path)
    assert len(here.vary({"today.accounts": "accounts.csv"}).plan.today.accounts) == 1
    assert "no such file" in refusal(here, "today.accounts", "nowhere.csv")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("team.closer.bse", "50k a year", "did you mean base"),
        ("team.closr.base", "50k a year", "did you mean closer"),
        ("segmnts.gold.deal", "5k", "did you mean segments"),
        ("segments.gold.deal.mean", "5k", "nothing lies below"),
        ("funnel.conquest.propsal.passes", "5 %", "did you mean proposal"),
        ("team.closer.hires.ann.slips", "1 month", "to add one, set team.closer.hires.ann"),
        ("segments.golden", None, "did you mean gold"),
        ("today.accounts.A.segment", "gold", "is a list"),
        ("variants.more", None, "cannot be varied"),
        ("extends", "x.yaml", "cannot be varied"),
        ("", 3, "no key ''"),
        ("...", 3, "no key ''"),
        ("team.closer.people", True, "YAML readers disagree"),
        ("team.closer.people", float("nan"), "whole number"),
        ("team.closer.people", 10**400, "allowed"),
        ("team.closer.people", object(), "whole number"),
        ("segments.gold.deal", 10**400, "finite"),
        ("segments.gold.deal", float("inf"), "finite"),
        ("segments.gold", "rich", "a map of keys"),
        ("team.closer.base", "50k", "'50k a year' or '50k a month'"),
        ("time.conquest.gold", "120 %", "allowed"),
    ],
)
def test_refused(right: Scenario, path: str, value: object, message: str) -> None:
    assert message in refusal(right, path, value)


def test_unknown_variants_are_refused(right: Scenario) -> None:
    with pytest.raises(ScenarioError, match="did you mean more"):
        right.variant("mor")


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("team.closer.people=3", "team.closer.people", "3"),
        ("segments.mid market.deal = 12k a year", "segments.mid market.deal", "12k a year"),
        ("crm={adoption: 60 %}", "crm", {"adoption": "60 %"}),
        ("team.closer.segments=[gold]", "team.closer.segments", ["gold"]),
        ("segments.silver=null", "segments.silver", None),
        ("crm=off", "crm", BooleanWord("off")),
        ("name='a=b'", "name", "a=b"),
        ("name=", "name", None),
    ],
)
def test_settings(text: str, path: str, value: object) -> None:
    assert read_setting(text) == (path, value)


@pytest.mark.parametrize("text", ["team.closer.people", "=3", "", "crm={adoption", "crm={a: b: c}"])
def test_bad_settings_say_what_to_type(text: str) -> None:
    with pytest.raises(InputError, match="--set"):
        read_setting(text)


def test_a_boolean_word_in_a_setting_is_answered(right: Scenario) -> None:
    path, value = read_setting("crm=off")
    assert "type none" in refusal(right, path, value)


def test_a_variant_is_checked_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among thousands each would else check all of them; it has them all the same."""
    checked = []

    def noting(root: Map):
        checked.append("variants" in root.nodes)
        return validated_plan(root)

    monkeypatch.setattr("salessim.scenario.scenario.validated_plan", noting)
    counts = "".join(f"  n{count}: {{team.closer.people: {count}}}\n" for count in (3, 4, 5))
    scenario = Scenario.parse(f"{RIGHT}variants:\n{counts}")
    assert checked == [True, False, False, False]
    third = scenario.variant("n5")
    assert third.variants == scenario.variants and third.variant("n4").plan.people[3:]
    assert scenario.vary({"team.closer.people": 5}).digest == third.digest
