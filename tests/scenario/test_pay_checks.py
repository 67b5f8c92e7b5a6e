"""Pay plans that say nothing, twice or the impossible are answered by key and with what to type."""

import json
from typing import Any

import pytest

from salessim import Scenario
from salessim.errors import ScenarioError

BEYOND = {"from": "2028-02-01", "of": "contracts", "each": 5}


def problems(plan: dict[str, Any], managers: dict[str, Any] | None = None) -> list[str]:
    tree = {
        "horizon": {"from": "2027-01", "months": 12},
        "segments": {"all": {"deal": "10k"}},
        "team": {"seller": {"people": 1, "base": "40k a year", **plan}},
        "managers": managers or {},
    }
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(json.dumps(tree))
    return [f"{one.path}: {one.message}" for one in caught.value.problems]


@pytest.mark.parametrize(
    ("component", "path", "words"),
    [
        ({}, "", "it pays nothing"),
        ({"rate": "5 %", "target": "5k a year", "quota": "9k a year"}, ".rate", "pays in one way"),
        ({"target": "5k a year"}, ".target", "type quota"),
        ({"of": "contracts", "rate": "5 %"}, ".rate", "type each"),
        ({"each": 50}, ".each", "not counted one by one"),
        ({"prize": "1k"}, ".prize", "type quota or winners"),
        ({"rate": "5 %", "winners": 2}, ".winners", "type prize"),
        ({"rate": "5 %", "cap": 2}, ".cap", "type quota as well"),
        ({"rate": "5 %", "threshold": "50 %"}, ".threshold", "type quota as well"),
        ({"rate": "5 %", "tiers": {"100 %": "8 %"}}, ".tiers", "begin at amounts"),
        ({"rate": "5 %", "tiers": {"0": "5 %"}}, ".tiers", "typed twice"),
        ({"tiers": {"0": 5}}, ".tiers", "share of the money"),
        ({"rate": "5 %", "tiering": "retroactive"}, ".tiering", "type tiers"),
        ({"rate": "5 %", "gate": {"nobody": "50 %"}}, ".gate.nobody", "no other component"),
        ({"rate": "5 %", "whose": ["closer"]}, ".whose", "no such role"),
        ({"rate": "5 %", "whose": ["team", "seller"]}, ".whose", "alone"),
        ({"of": "attainment", "target": "5k a year"}, ".of", "that of others"),
        ({"rate": "5 %", "segments": ["gold"]}, ".segments", "no such segment"),
        ({"rate": "5 %", "for": "90 days"}, ".for", "only revenue"),
        ({"of": "revenue", "rate": "5 %", "clawback": "90 days"}, ".clawback", "bookings"),
        ({"rate": "5 %", "period": "month", "paid_every": "year"}, ".period", "longer period"),
        ({"rate": "5 %", "from": "2027-05", "until": "2027-03"}, ".until", "before it begins"),
        (BEYOND, ".from", "horizon's end"),
        ({"quota": 9, "target": "5k a year"}, ".quota", "period is missing"),
    ],
)
def test_what_a_component_cannot_say(component: dict[str, Any], path: str, words: str) -> None:
    found = problems({"components": {"new": component}})
    assert any(
        one.startswith(f"team.seller.components.new{path}") and words in one for one in found
    ), found


def test_short_keys_and_components_are_two_ways_to_say_one_thing() -> None:
    found = problems({"on_target": "60k a year", "components": {"new": {"rate": "5 %"}}})
    assert any("short form" in one for one in found)


def test_keys_without_effect_are_said() -> None:
    assert any("pays nothing" in one for one in problems({"draw": {"for": 3}}))
    assert any("thirteenth_salary: 1" in one for one in problems({"thirteenth_in": "June"}))
    boss = {"boss": {"paid_every": "month"}}
    assert any("no variable pay" in one for one in problems({}, boss))
    own = {"boss": {"components": {"new": {"rate": "5 %", "whose": "own"}}}}
    assert any("wins nothing alone" in one for one in problems({}, own))
