"""Worlds almost without chance, with firms and leads in plenty: predicted is simulated."""

import json
from typing import Any

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.request import PlanRequest
from salessim.plan.response_correction import tried_plan
from salessim.plan.simulation_check import ReplicationSettings, half_width

SURE: dict[str, Any] = {
    "horizon.from": "2027-01",
    "horizon.months": 6,
    "calendar": {"hours": "40 a week", "sick": "0 days a year", "leave": "0 days a year"},
    "segments": {"all": {"prospects": 200000, "deal": 1000, "churn": "0 % a year"}},
    "prospecting": {"attempts": 1},
    "funnel": {"conquest": {"call": {"hours": 0.05, "passes": "50 %"}}, "loyalty": {}},
    "team": {"seller": {"people": 4, "motion": "conquest"}},
    "motivation": "none",
    "learning": "none",
    "time": {"adherence": "100 %"},
}
WORLDS: dict[str, dict[str, Any]] = {
    "one sale": {},
    "subscriptions": {"segments.all.deal": "1200 a year"},
    "terms that end, after pilots": {
        "horizon.months": 20,
        "segments.all": {
            "prospects": 200000, "deal": "1200 a year", "churn": "60 % a year",
            "contract": {"term": 6, "notice": 1,
                         "pilot": {"months": 3, "price": "30 %", "passes": "60 %"}},
        },
    },
    "orders": {"segments.all.orders": "100 a month"},
    "two segments": {
        "segments": {
            "gold": {"prospects": 200000, "deal": 3000, "churn": "0 % a year"},
            "bronze": {"prospects": 200000, "deal": 1000, "churn": "0 % a year"},
        }
    },
    "a hire who ramps": {
        "team.seller.hires": {"late": "2027-03"},
        "team.seller.ramp": {"months": 3},
    },
    "somebody who goes": {"team.seller.departures": {"seller 2": "2027-04"}},
    "customers in care": {
        "team": {"farmer": {"people": 2, "motion": "loyalty"}},
        "segments.all.orders": "500 a month",
        "today": {"customers": {"all": 2000}},
        "funnel.loyalty": {"visit": {"hours": 0.05, "every": "30 days"}},
    },
}  # fmt: skip


def world(changes: dict[str, Any]) -> Scenario:
    """The sure world with changes by key path."""
    tree: dict[str, Any] = {}
    for path, value in (SURE | changes).items():
        place = tree
        *parents, last = path.split(".")
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = json.loads(json.dumps(value))
    return Scenario.parse(json.dumps(tree))


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLDS)
def test_the_programme_predicts_what_the_simulation_shows_within_one_percent(name: str) -> None:
    scenario = world(WORLDS[name])
    coefficients = coefficients_of(scenario, 8)
    plan = LpModel(coefficients, PlanRequest()).solved()
    ones = np.ones((2, coefficients.segments, coefficients.months))
    tested = tried_plan(
        scenario, coefficients, plan, ReplicationSettings(60, 1, precision=0.0), ones
    )
    # What chance there is left is a third of the tolerance at most.
    assert half_width(tested.outcome.runs["revenue"]) < 0.0034
    assert abs(tested.gap) < 0.01
