"""What skills, motivation, knowledge, fit and the relationship do, by hand in both engines.

Each key is typed at the funnel's step, where both segments follow it, or at the step of silver
alone, where gold stays what it was. The effects act on what a variant changes against today.
"""

import json
from math import exp, log
from typing import Any

import numpy as np
import pytest
from made_pay import both

from salessim import Scenario
from salessim.elementary import normal_cdf, normal_quantile
from salessim.measure.batch import Batch

SEGMENTS = ("gold", "silver")
NO_EFFECT = {f"{what}_effect": 0 for what in ("skill", "fit", "discovery", "motivation", "product")}
OF_THE_STEP, OF_SILVER = "funnel.{}.{}", "segments.silver.funnel.{1}"
PLACES = [OF_THE_STEP, OF_SILVER]
"""Where the keys of a step are typed, by motion and name of the step."""
HALF = dict.fromkeys(("prospecting", "discovery", "proposal", "account_care", "product"), 0.5)
TREE: dict[str, Any] = {
    "name": "what has an effect",
    "horizon": {"from": "2027-01", "months": 2},
    "calendar": "always",
    "segments": {
        name: {"prospects": 5_000, "deal": "1k", "churn": "0 % a year"} for name in SEGMENTS
    },
    "channels": {
        "web": {
            "leads": "160 a month",
            "mix": dict.fromkeys(SEGMENTS, "50 %"),
            "given_up_at": "0 %",
            "informed": "100 %",
        }
    },
    "prospecting": {"outbound": "none"},
    "funnel": {
        "conquest": {
            "meeting": {
                "hours": 0.01,
                "passes": "100 %",
                "works": "discovery",
                "listening": "45 %",
                **{key: 0 for key in NO_EFFECT if key not in ("fit_effect", "discovery_effect")},
            },
            "offer": {"hours": 0.01, "passes": "50 %", "skill": "proposal", **NO_EFFECT},
        },
        "loyalty": {
            "upsell": {
                "hours": 0.01,
                "passes": "50 %",
                "each": "0 a year",
                "skill_effect": 0,
                "motivation_effect": 0,
            }
        },
    },
    "motivation": {
        "moves": dict.fromkeys(
            ("win", "loss", "drought", "quota", "interview", "feedback", "pay", "overload"), 0
        )
    },
    "learning": "none",
    "attrition": "none",
    "loyalty": {"churn_effect": 0, "half_life": "36500 days"},
    "team": {
        "seller": {
            "people": 1, "base": "0 a year", "charges": "0 %", "motivation": 0.5, "skills": HALF,
        }
    },
    "time": {"administration": "0 %"},
}  # fmt: skip


NO_LEADS = {
    "channels": {"web": {"leads": "0 a month"}},
    "funnel": {"conquest": {"meeting": {"passes": "0 %"}}},
}
"""Nothing but customers, whose recommendations come to nothing."""


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both_hold = {
        key: merged(below[key], value)
        for key, value in above.items()
        if isinstance(value, dict) and isinstance(below.get(key), dict)
    }
    return {**below, **above, **both_hold}


def world(*typed: dict[str, Any]) -> Scenario:
    """The world of today, with what else is typed merged into it."""
    tree = TREE
    for more in typed:
        tree = merged(tree, more)
    return Scenario.parse(json.dumps(tree))


def at(place: str, motion: str, name: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Keys of a step, typed at a place."""
    for part in reversed(place.format(motion, name).split(".")):
        keys = {part: keys}
    return keys


def chances(batch: Batch, step: int) -> list[float]:
    """The mean chance with which a step of gold and of silver was decided."""
    flow = batch.funnel[0, step]
    assert flow["rounds"].min() > 50
    return [float(x) for x in flow["chance"] / flow["rounds"]]


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


BETTER = sigmoid(1.0)
"""The chance of a half with log-odds of 1 added."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("key", "effect", "change", "expected"),
    [
        ("skill_effect", 2, {"team.seller.skills.proposal": 1}, BETTER),
        ("motivation_effect", 2, {"team.seller.motivation": 1}, BETTER),
        ("product_effect", 2, {"team.seller.skills.product": 1}, BETTER),
        # Nine tenths of the meeting uncover all that the skill can, of 45 % it was half of that.
        ("discovery_effect", 4, {"funnel.conquest.meeting.listening": "90 %"}, BETTER),
        ("discovery_effect", 4, {"funnel.conquest.meeting.listening": "100 %"}, BETTER),
        ("discovery_effect", 2, {"team.seller.skills.discovery": 1}, sigmoid(0.5)),
    ],
)
def test_effects_on_a_stage(
    place: str, key: str, effect: float, change: dict[str, Any], expected: float
) -> None:
    """Half of the offers pass today; the effect times the change is added to their log-odds."""
    today = world(at(place, "conquest", "offer", {key: effect}))
    of_gold = 0.5 if place == OF_SILVER else expected
    found = chances(both(today.vary(change))[1], 1)
    assert found == pytest.approx([of_gold, expected], abs=1e-9)


def test_listening_in_one_segment() -> None:
    """Meetings of silver uncover .5 instead of .25: four times that in log-odds at the offer."""
    today = world(
        at(OF_SILVER, "conquest", "meeting", {"listening": "45 %"}),
        at(OF_THE_STEP, "conquest", "offer", {"discovery_effect": 4}),
    )
    batch = both(today.vary({"segments.silver.funnel.meeting.listening": "90 %"}))[1]
    assert chances(batch, 1) == pytest.approx([0.5, BETTER], abs=1e-9)


def test_only_informed_buyers_ask_for_knowledge() -> None:
    """Of 40 % informed the chance is the better one; a count within 4.5 deviations."""
    today = world(
        at(OF_THE_STEP, "conquest", "offer", {"product_effect": 2}),
        {"channels": {"web": {"informed": "40 %"}}},
    )
    batch = both(today.vary({"team.seller.skills.product": 1}))[1]
    flow = batch.funnel[0, 1]
    better = (flow["chance"] - 0.5 * flow["rounds"]) / (BETTER - 0.5)
    for informed, all_of_them in zip(better, flow["rounds"], strict=True):
        assert informed == pytest.approx(round(informed), abs=1e-6)
        assert abs(informed - 0.4 * all_of_them) < 4.5 * np.sqrt(0.24 * all_of_them)


FITS = [normal_quantile((k + 0.5) / 4000) for k in range(4000)]


@pytest.mark.parametrize("place", PLACES)
def test_fit_of_a_channel_s_leads(place: str) -> None:
    """Log-odds of 2 a deviation of fit: half at the mean of 0, E sigmoid(2 (1 + Z)) at one of 1."""
    today = world(at(place, "conquest", "offer", {"fit_effect": 2}))
    batch = both(today.vary({"channels.web.quality": 1}))[1]
    chance = np.array([sigmoid(2 * (1 + fit)) for fit in FITS])
    allowed = 4.5 * chance.std() / np.sqrt(batch.funnel[0, 1]["rounds"].min())
    gold, silver = chances(batch, 1)
    assert abs(silver - chance.mean()) < allowed
    assert abs(gold - (0.5 if place == OF_SILVER else chance.mean())) < allowed + 1e-9


@pytest.mark.parametrize("place", PLACES)
def test_who_listens_sorts_by_fit(place: str) -> None:
    """Half of the meetings go on today: those whose fit, with an error as large, is above 0.

    Offers pass by fit alone, with log-odds of 20 a deviation. Who listens for nine tenths of the
    meeting, with all of the skill, knows the fit and goes on with the better half of firms.
    """
    passes = np.array([sigmoid(20 * fit) for fit in FITS])
    believed = np.array([normal_cdf(fit) for fit in FITS])
    blind = float((passes * believed).sum() / believed.sum())
    seen = passes[2000:]
    assert (round(blind, 2), round(float(seen.mean()), 2)) == (0.75, 0.97)
    today = world(
        {"team": {"seller": {"skills": {"discovery": 1}}}},
        at(OF_SILVER, "conquest", "meeting", {"listening": "0 %"}),
        at(
            OF_THE_STEP,
            "conquest",
            "meeting",
            {"passes": "50 %", "belief_error": 1, "listening": "0 %"},
        ),
        at(OF_THE_STEP, "conquest", "offer", {"passes": blind, "fit_effect": 20}),
    )
    batch = both(today)[1]
    allowed = 4.5 * 0.44 / np.sqrt(batch.funnel[0, 1]["rounds"].min())
    assert chances(batch, 1) == pytest.approx([blind, blind], abs=allowed)
    listens = {f"{OF_SILVER.format('conquest', 'meeting')}.listening": "90 %"}
    if place == OF_THE_STEP:
        listens["funnel.conquest.meeting.listening"] = "90 %"
    batch = both(today.vary(listens))[1]
    gold, silver = chances(batch, 1)
    least = batch.funnel[0, 1]["rounds"].min()
    assert abs(silver - seen.mean()) < 4.5 * seen.std() / np.sqrt(least)
    assert (gold > 0.9) is (place == OF_THE_STEP)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("skill_effect", {"team.seller.skills.account_care": 1}),
        ("motivation_effect", {"team.seller.motivation": 1}),
    ],
)
def test_effects_on_an_opportunity(place: str, key: str, change: dict[str, Any]) -> None:
    """Half of the upsells pass today; half a unit more times 2 is 1 in log-odds."""
    today = world(
        NO_LEADS,
        at(OF_THE_STEP, "loyalty", "upsell", {"each": "12 a year"}),
        at(place, "loyalty", "upsell", {key: 2}),
        {"today": {"customers": dict.fromkeys(SEGMENTS, 40)}},
    )
    found = chances(both(today.vary(change))[1], 2)
    assert found == pytest.approx([0.5 if place == OF_SILVER else BETTER, BETTER], abs=1e-9)


def customers(**keys: Any) -> dict[str, Any]:
    """Fifty listed customers a segment with half a relationship, and what recommends us."""
    names = {name: [f"{name} {k}" for k in range(50)] for name in SEGMENTS}
    rows = [
        {"name": one, "segment": name, "relationship": 0.5, **keys}
        for name, listed in names.items()
        for one in listed
    ]
    deals = [
        {"account": row["name"], "segment": row["segment"], "stage": "upsell",
         "motion": "loyalty", "answers_in": 0}
        for row in rows
    ]  # fmt: skip
    return {"accounts": rows, "deals": deals}


FRIENDS = {"per_customer": "4 a month", "relationship_effect": 2}
"""Nobody is visited today, so that today's mean is 0: 4 (1 + 2 r) recommendations a month."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("passes", "relationship"), [("100 %", 0.5 + 0.6 * 0.5), ("0 %", 0.5 - 0.6 * 0.5)]
)
def test_what_a_win_and_a_refusal_do_to_the_relationship(
    place: str, passes: str, relationship: float
) -> None:
    """Read from the recommendations of 50 customers in two months, 4.5 deviations."""
    of = world(
        NO_LEADS,
        {"channels": {"friends": FRIENDS}, "today": customers()},
        at(OF_THE_STEP, "loyalty", "upsell", {"passes": passes, "lifts": 0, "hurts": 0}),
        at(place, "loyalty", "upsell", {"lifts": "60 %", "hurts": "60 %"}),
    )
    told = both(of)[1].months["leads"][0].sum(axis=(0, 2))
    for came, bond in zip(
        told, (0.5 if place == OF_SILVER else relationship, relationship), strict=True
    ):
        expected = 50 * 2 * 4 * (1 + 2 * bond)
        assert abs(came - expected) < 4.5 * np.sqrt(expected)


def mean_bond(effect: float, kept: float) -> float:
    """The time average of what a contact lifts and what fades to the share `kept` by the next."""
    before = effect * kept / (1.0 - (1.0 - effect) * kept)
    after = before + effect * (1.0 - before)
    return after * (1.0 - kept) / -log(kept)


@pytest.mark.parametrize("place", [*PLACES, ""])
def test_the_effect_of_a_contact(place: str) -> None:
    """Monthly visits of a fifth instead of three fifths of what lacks, a half-life of 90 days.

    The mean is .49 today and .78 then; recommendations are 1 + 4 (.78 - .49) times as many once
    the first months are over. Three times the skill makes of a fifth as much.
    """
    kept = 2.0 ** (-30 / 90)
    assert (round(mean_bond(0.2, kept), 2), round(mean_bond(0.6, kept), 2)) == (0.49, 0.78)
    friends = {"per_customer": "2 a month", "relationship_effect": 4}
    today = world(
        NO_LEADS,
        {
            "horizon": {"months": 5},
            "channels": {"friends": friends},
            "loyalty": {"half_life": "90 days"},
            "team": {"seller": {"skills": {"account_care": 0.3}}},
            "today": {"customers": dict.fromkeys(SEGMENTS, 100)},
        },
        at(OF_THE_STEP, "loyalty", "visit", {"hours": 0.01, "every": "30 days", "effect": "20 %"}),
        at(OF_SILVER, "loyalty", "visit", {"effect": "20 %"}),
    )
    changes: dict[str, Any] = {f"{OF_SILVER.format('loyalty', 'visit')}.effect": "60 %"}
    if place == OF_THE_STEP:
        changes["funnel.loyalty.visit.effect"] = "60 %"
    if not place:
        changes = {"team.seller.skills.account_care": 0.9}
    told = both(today.vary(changes))[1].months["leads"][0][3:].sum(axis=(0, 2))
    days = 61 / (365.25 / 12)
    for came, moved in zip(told, (place != OF_SILVER, True), strict=True):
        grown = 4 * (mean_bond(0.6, kept) - mean_bond(0.2, kept)) if moved else 0.0
        expected = 100 * days * 2 * (1 + grown)
        assert abs(came - expected) < 4.5 * np.sqrt(expected)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_win_grows(place: str) -> None:
    """Subscriptions of 12k a year grow by half on 1 February: 1k and then 1.5k a month each."""
    today = customers(value_per_year=12_000)
    for deal in today["deals"]:
        deal["answers_in"] = 31
    of = world(
        NO_LEADS,
        {"segments": {name: {"deal": "12k a year"} for name in SEGMENTS}, "today": today},
        at(OF_THE_STEP, "loyalty", "upsell", {"passes": "100 %"}),
        at(place, "loyalty", "upsell", {"grows": "50 %"}),
    )
    recognised = both(of)[1].months["revenue"][0].sum(axis=2)
    grown = [50_000, 75_000]
    assert list(recognised[:, 1]) == pytest.approx(grown)
    assert list(recognised[:, 0]) == pytest.approx([50_000] * 2 if place == OF_SILVER else grown)
