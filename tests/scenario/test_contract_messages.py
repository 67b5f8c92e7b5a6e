"""What is said about contracts as newcomers type them: each advice loads when it is typed."""

import json
from typing import Any

import pytest

from salessim import Scenario, ScenarioError


def parsed(
    contract: dict[str, Any],
    *,
    churn: str = "20 % a year",
    deal: str = "12k a year",
    **account: Any,
) -> Scenario:
    tree: dict[str, Any] = {
        "horizon": {"from": "2027-01", "months": 24},
        "segments": {"gold": {"deal": deal, "churn": churn}},
        "team": {"seller": {"people": 1}},
    }
    if contract:
        tree["segments"]["gold"]["contract"] = contract
    if account:
        tree["today"] = {"accounts": [{"name": "a", "segment": "gold", **account}]}
    return Scenario.parse(json.dumps(tree))


@pytest.mark.parametrize(
    ("contract", "advice", "then"),
    [
        ({"steps": ["104 %", "108 %"]}, "type {2: 104 %, 3: 108 %}",
         {"steps": {"2": "104 %", "3": "108 %"}}),
        ({"steps": "104 %"}, "type {2: 104 %}", {"steps": {"2": "104 %"}}),
        ({"steps": "4 % a year"}, "type {2: 110 %}", {"steps": {"2": "110 %"}}),
        ({"uplift": "4 %"}, "did you mean steps", {"steps": {"2": "104 %"}}),
        ({"term": 12, "notice": "90 days"}, "type 3", {"term": 12, "notice": 3}),
        ({"term": "2 years"}, "type 24", {"term": 24}),
        ({"term": "8 quarters"}, "type 24", {"term": 24}),
        ({"pilot": {"months": "2 weeks", "passes": "50 %"}}, "type 1",
         {"pilot": {"months": 1, "passes": "50 %"}}),
        ({"billing": "yearly"}, "did you mean billed", {"billed": "yearly"}),
        ({"billed": "annually"}, "did you mean yearly", {"billed": "yearly"}),
        ({"paid": "upfront"}, "did you mean in_advance", {"paid": "in_advance"}),
        ({"auto_renews": 12}, "did you mean renews_for", {"term": 12, "renews_for": 12}),
    ],
)  # fmt: skip
def test_what_is_advised_loads(contract: dict[str, Any], advice: str, then: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as error:
        parsed(contract)
    assert advice in str(error.value)
    parsed(then)


@pytest.mark.parametrize(
    ("contract", "churn", "note"),
    [
        ({"steps": {"2": "4 %"}}, "20 % a year", "type 104 % for 4 % more"),
        ({"term": 12, "notice": 3}, "0 % a year", "no customer leaves"),
        ({"term": 12, "downgrades": {"share": "30 %", "to": "50 %"}}, "0 % a year",
         "no customer leaves"),
        ({"term": 12, "downgrades": {"share": "0 %", "to": "50 %"}}, "20 % a year",
         "the share is 0 %"),
        ({"pilot": {"months": 24, "passes": "50 %"}}, "20 % a year", "pilots end after"),
    ],
)  # fmt: skip
def test_what_changes_nothing_or_is_hardly_meant_is_noted(
    contract: dict[str, Any], churn: str, note: str
) -> None:
    assert [one for one in parsed(contract, churn=churn).notes if note in str(one)]


def test_nothing_is_noted_of_contracts_that_act() -> None:
    contract = {"term": 12, "notice": 3, "steps": {"2": "90 %"},
                "pilot": {"months": 3, "passes": "50 %"},
                "downgrades": {"share": "0..20 %", "to": "50 %"}}  # fmt: skip
    assert not [one for one in parsed(contract).notes if "contract" in str(one)]


def test_a_date_of_renewal_is_noted_where_a_change_takes_the_term_away() -> None:
    """A variant without terms loads; of what is sold once nothing renews, and that is refused."""
    scenario = parsed({"term": 12}, renews="2027-05-01")
    assert not [one for one in scenario.notes if "renews" in str(one)]
    free = scenario.vary({"segments.gold.contract": None})
    [note] = [str(one) for one in free.notes if "renews" in str(one)]
    assert "segments.gold.contract.term" in note
    with pytest.raises(ScenarioError, match=r"segments\.gold\.deal with a period"):
        parsed({}, deal="5k", renews="2027-05-01")


def test_a_renewal_lies_at_most_a_longest_term_ahead() -> None:
    parsed({"term": 12}, renews="2037-01-01")
    with pytest.raises(ScenarioError, match="type a day until 2037-01-01"):
        parsed({"term": 12}, renews="2037-01-02")


def of_channel(channel: dict[str, Any]) -> Scenario:
    tree = {
        "horizon": {"from": "2027-01"},
        "segments": {"gold": {"deal": "12k a year"}, "iron": {"deal": "6k a year"}},
        "channels": {"ref": channel},
        "team": {"seller": {"people": 1}},
    }
    return Scenario.parse(json.dumps(tree))


def test_what_cannot_be_read_is_not_also_said_to_be_missing() -> None:
    """One problem each: the term, the deal, how often customers recommend us."""
    terms = {"notice": 3, "renews_for": 12, "downgrades": {"share": "50 %", "to": "60 %"}}
    for contract, deal, path in (
        ({"term": "1 year", **terms}, "12k a year", "segments.gold.contract.term"),
        ({"term": 12}, "12k a yeer", "segments.gold.deal"),
    ):
        with pytest.raises(ScenarioError) as error:
            parsed(contract, deal=deal)
        assert [problem.path for problem in error.value.problems] == [path]
    with pytest.raises(ScenarioError) as error:
        of_channel({"per_customer": "2", "from": ["gold"], "to": {"iron": "30 %"}})
    assert [problem.path for problem in error.value.problems] == ["channels.ref.per_customer"]


def test_recommendations_that_all_go_to_one_segment() -> None:
    with pytest.raises(ScenarioError, match=r"type to: \{iron: 100 %\}"):
        of_channel({"per_customer": "2 a year", "to": "iron"})
    of_channel({"per_customer": "2 a year", "to": {"iron": "100 %"}})


def test_a_notice_is_no_longer_than_the_shortest_term() -> None:
    with pytest.raises(ScenarioError, match=r"longer than a renewal \(renews_for\) of 6 months"):
        parsed({"term": 24, "renews_for": 6, "notice": 12})
    with pytest.raises(ScenarioError, match="longer than a term of 12 months"):
        parsed({"term": 12, "notice": 13})


@pytest.mark.parametrize(
    ("key", "instead"),
    [("patience", "3650 days"), ("goes_cold_in", {"0 days": "100 %", "1 day": "100 %"})],
)
def test_none_in_a_segment_is_not_taken_for_a_step_without_it(key: str, instead: Any) -> None:
    """It would leave the step's own; without one at the step it changes nothing."""
    tree: dict[str, Any] = {
        "horizon": {"from": "2027-01"},
        "segments": {"gold": {"deal": "12k a year", "funnel": {"proposal": {key: "none"}}}},
        "funnel": {"conquest": {"call": {}, "appointment": {}, "proposal": {key: "10 days"}}},
        "team": {"seller": {"people": 1}},
    }
    with pytest.raises(ScenarioError, match="this leaves the step's own"):
        Scenario.parse(json.dumps(tree))
    tree["segments"]["gold"]["funnel"]["proposal"][key] = instead
    Scenario.parse(json.dumps(tree))
    tree["segments"]["gold"]["funnel"]["proposal"][key] = "none"
    del tree["funnel"]
    Scenario.parse(json.dumps(tree))
