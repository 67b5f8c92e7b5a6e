"""Steps that are others in one segment, by hand in both engines, and the table of typed rates."""

import json
from typing import Any

import numpy as np
import pytest
from made_pay import both

from salessim import Scenario, ScenarioError
from salessim.engine.obtained_rates import Rate, obtained
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.units import SECONDS_PER_HOUR

SPLIT = {"gold": "50 %", "silver": "50 %"}
TREE: dict[str, Any] = {
    "name": "two segments",
    "horizon": {"from": "2027-01", "months": 6},
    "calendar": "always",
    "segments": {
        name: {"prospects": 100_000, "deal": "1k", "churn": "0 % a year"}
        for name in ("gold", "silver")
    },
    "channels": {"web": {"leads": "100 a month", "given_up_at": "0 %", "mix": SPLIT}},
    "prospecting": {"outbound": "none"},
    "funnel": {
        "conquest": {"proposal": {"hours": 0.1, "passes": "100 %", "works": "step"}},
        "loyalty": {
            "visit": {"hours": 0.01, "every": "3650 days"},
            "upsell": {"hours": 0.01, "passes": "100 %", "each": "0 a year", "worth": 100},
        },
    },
    "motivation": "none",
    "loyalty": {"floor": "100 %", "churn_effect": 0},
    "team": {"seller": {"people": 3, "base": "0 a year", "charges": "0 %"}},
    "time": {"administration": "0 %"},
}


def world(silver: dict[str, Any], **today: Any) -> Scenario:
    """Both segments alike but for the steps of silver."""
    tree = json.loads(json.dumps(TREE))
    tree["segments"]["silver"]["funnel"] = silver
    if today:
        tree["today"] = today
        tree["channels"]["web"]["leads"] = "0 a month"
    return Scenario.parse(json.dumps(tree))


def totals(batch: Batch, name: str) -> np.ndarray:
    """A column of the months' table by segment."""
    return np.asarray(batch.months[name][0].sum(axis=(0, 2)), float)


def test_hours_and_rates_of_a_stage() -> None:
    batch = both(world({"proposal": {"hours": 0.3}}))[1]
    hours = totals(batch, "work_seconds") / totals(batch, "won") / SECONDS_PER_HOUR
    assert list(hours) == pytest.approx([0.1, 0.3], rel=0.01)
    batch = both(world({"proposal": {"passes": "0 %"}}))[1]
    assert totals(batch, "won")[0] > 200
    assert totals(batch, "won")[1] == 0


def test_times_of_buyers_and_months_of_a_segment_alone() -> None:
    batch = both(world({"proposal": {"buyer_takes": "365 days"}}))[1]
    assert totals(batch, "won")[0] > 200
    assert totals(batch, "won")[1] == 0
    batch = both(world({"proposal": {"passes": {"2027-01": "0 %", "2027-04": "100 %"}}}))[1]
    won = np.asarray(batch.months["won"][0].sum(axis=2), float)
    assert won[:, 0].min() > 20
    assert won[:3, 1].sum() == 0
    assert won[3:, 1].min() > 20


def test_contacts_and_opportunities() -> None:
    customers = {"gold": 300, "silver": 300}
    batch = both(world({"visit": {"every": "30 days"}}, customers=customers))[1]
    contacts = totals(batch, "contacts")
    assert contacts[1] / contacts[0] == pytest.approx(3650 / 30, rel=0.5)
    for key, value, factor in (("each", "36 a year", 3), ("worth", 300, 3), ("passes", "0 %", 0)):
        of = world({"upsell": {key: value}}, customers=customers)
        batch = both(of.vary({"funnel.loyalty.upsell.each": "12 a year"}))[1]
        gold, silver = totals(batch, "bookings") / 100
        assert abs(gold - 1_800) < 4.5 * np.sqrt(1_800)
        number = 5_400 if key == "each" else 1_800
        assert abs(silver - factor / (3 if key == "each" else 1) * number) < 4.5 * 3 * np.sqrt(
            number
        )


def test_rounds_and_referrals_of_a_segment_alone() -> None:
    """A quarter of the decisions pass and half are another round: two rounds of work for a case.

    One upsell a year, which refers a firm that is won at once: 300 customers become 300 exp(t),
    within 4.5 deviations of a birth process, 300 exp(t) (exp(t) - 1) the variance.
    """
    of = world({"proposal": {"passes": "25 %", "repeats": "50 %"}}).vary({"learning": "none"})
    batch = both(of)[1]
    decided = totals(batch, "won") + totals(batch, "lost")
    hours = totals(batch, "work_seconds") / decided / SECONDS_PER_HOUR
    assert hours[0] == pytest.approx(0.1, rel=0.01)
    # Rounds of a case are geometric: .1 sqrt(2) hours apart.
    assert abs(hours[1] - 0.2) < 4.5 * 0.1 * np.sqrt(2 / decided[1])
    of = world({"upsell": {"each": "1 a year", "refers": "100 %"}},
               customers={"gold": 300, "silver": 300})  # fmt: skip
    gold, silver = totals(both(of)[1], "customers_gained")
    grown = np.exp(181 / 365.25)
    assert gold == 0
    assert abs(silver - 300 * (grown - 1)) < 4.5 * np.sqrt(300 * grown * (grown - 1))


def test_a_range_is_a_figure_of_the_segment_alone() -> None:
    inputs = build(world({"proposal": {"passes": "20..40 %"}}))
    assert inputs.book.uncertain_paths == ("segments.silver.funnel.proposal.passes",)


def rates(of: Scenario) -> dict[str, Rate]:
    return {rate.path: rate for rate in obtained(of, replications=20)}


def test_each_place_has_its_row_in_the_table_of_typed_rates() -> None:
    found = rates(world({"proposal": {"passes": "25 %"}}))
    assert found["funnel.conquest.proposal.passes"].typed == 1.0
    here = found["segments.silver.funnel.proposal.passes"]
    assert here.typed == 0.25
    assert not here.moves
    assert abs(here.obtained - 0.25) < 2 * here.half_width


def test_a_rate_that_moves_is_compared_with_the_mean_of_its_months() -> None:
    """A fifth before April and three fifths from then on, where four times as many leads come."""
    tree = json.loads(json.dumps(TREE))
    passes = {"2027-01": "20 %", "2027-04": "60 %"}
    tree["funnel"]["conquest"]["proposal"]["passes"] = passes
    tree["channels"]["web"]["leads"] = {"2027-01": "100 a month", "2027-04": "400 a month"}
    found = rates(Scenario.parse(json.dumps(tree)))["funnel.conquest.proposal.passes"]
    assert found.moves
    assert found.typed == pytest.approx(0.52, abs=0.01)
    assert abs(found.obtained - found.typed) < 2 * found.half_width


@pytest.mark.parametrize(
    ("silver", "path", "message"),
    [
        ({"proposl": {"hours": 2}}, "proposl", "did you mean proposal"),
        ({"proposal": {"every": "7 days"}}, "proposal.every", "of this kind has no every"),
        ({"visit": {"passes": "7 %"}}, "visit.passes", "of this kind has no passes"),
        ({"proposal": {"listening": "70 %"}}, "proposal.listening", "works as discovery"),
        ({"proposal": {"repeats": "50 %"}}, "proposal", "passes and repeats add up to 150 %"),
    ],
)
def test_what_a_step_has_not_is_said(silver: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        world(silver)
    [problem] = caught.value.problems
    assert problem.path == f"segments.silver.funnel.{path}"
    assert message in problem.message
