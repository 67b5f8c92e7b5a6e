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
