"""Small worlds made by hypothesis, with everything on and ties everywhere.

Durations are whole hours and whole days, and people are alike, so that most instants hold several
events: where the order at one instant is not a rule of the model, drivers differ here.
"""

import json
from typing import Any

from hypothesis import strategies as st

from salessim.scenario import Scenario

SEGMENTS = ("gold", "silver", "bronze")

hours = st.sampled_from(["1", "2", "0.5", {"exponential": {"mean": 1}}, "1..3"])
days = st.sampled_from(
    ["0 days", "1 days", "7 days", "2..9 days", {"uniform": ["0 days", "3 days"]}]
)
shares = st.sampled_from(["10 %", "30 %", "50 %", "90 %", "20..40 %"])
routings = st.sampled_from(["round_robin", "pooled", "owner", "least_loaded", "best_skill"])


@st.composite
def segments(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 3))
    made = {}
    for name in SEGMENTS[:count]:
        made[name] = {
            "prospects": draw(st.integers(1, 60)),
            "deal": draw(st.sampled_from(["3k", "12k a year", "5k..20k", "1k..3k a month"])),
            "churn": draw(st.sampled_from(["0 % a year", "40 % a year", "5..20 % a year"])),
            "cooling_off": draw(st.sampled_from(["0 days", "30 days", "180 days"])),
            "touches": draw(st.integers(0, 2)),
        }
        if draw(st.booleans()):
            made[name]["orders"] = draw(st.sampled_from(["100 a month", "1k..3k a month"]))
    return made


@st.composite
def funnels(draw: st.DrawFn) -> dict[str, Any]:
    stage = st.fixed_dictionaries({"hours": hours, "passes": shares, "buyer_takes": days})
    names = draw(st.sampled_from([
        ("call", "appointment", "proposal"), ("appointment", "proposal", "negotiation"), ("desk",),
        ("call", "appointment"),
    ]))  # fmt: skip
    conquest = {name: draw(stage) for name in names}
    if names[-1] != "appointment" and draw(st.booleans()):
        conquest[names[-1]]["repeats"] = "10 %"
        conquest[names[-1]]["passes"] = "30 %"
    loyalty = {
        "visit": {"hours": draw(hours), "every": draw(st.sampled_from(["7 days", "30 days"]))},
        "upsell": {
            "hours": draw(hours), "passes": draw(shares), "buyer_takes": draw(days),
            "each": draw(st.sampled_from(["0 a year", "6 a year"])), "grows": "10 %",
            "worth": draw(st.sampled_from(["0", "500", "10 %"])), "refers": "20 %",
            "routing": draw(st.sampled_from(["owner", "pooled", "least_loaded", "round_robin"])),
        },
    }  # fmt: skip
    if draw(st.booleans()):
        loyalty["mail"] = {
            "hours": "0.5", "every": draw(st.sampled_from(["7 days", "10 days"])), "effect": "5 %",
            "segments": ["gold"],
        }  # fmt: skip
    return {"conquest": conquest, "loyalty": loyalty}


@st.composite
def teams(draw: st.DrawFn) -> dict[str, Any]:
    team = {}
    for role in draw(st.sampled_from([("seller",), ("hunter", "farmer")])):
        team[role] = {
            "people": draw(st.integers(1, 3)),
            "base": "24k a year",
            "on_target": draw(st.sampled_from(["24k a year", "40k a year"])),
            "motion": {"hunter": "conquest", "farmer": "loyalty"}.get(role, "both"),
            "paid_every": draw(st.sampled_from(["month", "quarter"])),
        }
        team[role]["severance"] = draw(st.sampled_from([0, 2]))
        team[role]["shared_credit"] = draw(st.sampled_from(["0 %", "50 %"]))
        team[role]["skills"] = draw(st.sampled_from([{}, "hunter", {"profile": "keeper"}]))
        if draw(st.booleans()):
            team[role]["hires"] = {"new": {"starts": "2027-02-01", "slips": "0..30 days"}}
        gone = draw(st.sampled_from([None, f"{role} 1", f"{role} new"]))
        if gone == f"{role} 1" or (gone is not None and "hires" in team[role]):
            team[role]["departures"] = {gone: "2027-02-10"}
    return team


@st.composite
def managers(draw: st.DrawFn, role: str) -> dict[str, Any]:
    return {
        "style": draw(st.sampled_from(["participative", "delegative", "none"])),
        "hours": draw(st.sampled_from(["1 a week", "40 a week"])),
        "meetings": draw(st.sampled_from(["0 a month", "2 a month"])),
        "indicators": draw(st.sampled_from(["0 %", "100 %"])),
        "sells_as": draw(st.sampled_from(["none", f"{role} 1"])),
    }


@st.composite
def attritions(draw: st.DrawFn) -> dict[str, Any]:
    """Many leave, some at once, and successors come on days on which much else happens."""
    return {
        "rate": draw(st.sampled_from(["30 % a year", "50 % a month", "90 % a month"])),
        "notice": draw(st.sampled_from(["0 days", "7 days", "31 days"])),
        "time_to_hire": draw(st.sampled_from(["none", "0 days", "7..20 days"])),
        "slips": draw(st.sampled_from(["none", "0..10 days"])),
        "hand_over_to": draw(st.sampled_from(["least_loaded", "post"])),
        "deals_lost": draw(st.sampled_from(["0 %", "50 %", "100 %"])),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A valid scenario of at most three months."""
    made = {
        "name": "made",
        "horizon": {"from": "2027-01", "months": draw(st.integers(2, 3))},
        "calendar": draw(st.sampled_from(["always", {}, {"country": "FR", "hours": "35 a week"}])),
        "segments": draw(segments()),
        "channels": {
            "web": {
                "leads": draw(st.sampled_from(["0 a month", "30 a month", "100..300 a month"])),
                "routing": draw(routings),
                "quality": draw(st.sampled_from([0, 0.5])),
            }
        },
        "prospecting": {
            "outbound": draw(st.sampled_from(["block", "when_free", "none"])),
            "attempts": draw(st.integers(1, 3)),
            "again_after": draw(st.sampled_from(["0 days", "7 days"])),
            "targeting": draw(st.sampled_from(["0 %", "60 %"])),
            "appointments": draw(st.sampled_from(["none", 0.5, 2])),
        },
        "funnel": draw(funnels()),
        "team": draw(teams()),
        "time": {
            "next_deal": draw(st.sampled_from(["latest_stage", "oldest", "value_per_hour"])),
            "prospecting_block": draw(st.sampled_from(["none", "5 hours a week"])),
        },
    }
    if draw(st.booleans()):
        made["managers"] = {"boss": draw(managers(next(iter(made["team"]))))}
    if draw(st.booleans()):
        made["attrition"] = draw(attritions())
    if draw(st.booleans()):
        moves = {"drought": -0.1, "feedback": 0.05, "pay": 0.1}
        made["motivation"] = {"moves": moves, "drought_after": "20 days"}
        made["learning"] = {"forgets": "10 % a month"}
    if draw(st.booleans()):
        made["crm"] = {
            "adoption": "20 %", "leak": "10 %", "misjudged": "30 %", "migration_cost": "500",
            "migration": draw(st.sampled_from(["0 days", "3 weeks"])), "entry": "10 %",
        }  # fmt: skip
    if draw(st.booleans()):
        made["vision"] = {
            "market": draw(st.sampled_from(["-40 % a year", "100 % a year"])),
            "prices": "10 % a year",
        }
    if draw(st.booleans()):
        made["motivation"] = "none"
    first = next(iter(made["segments"]))
    if draw(st.booleans()):
        later = {"conquest": {first: "30 %"}, "loyalty": {first: "60 %"}}
        made["time"]["by_month"] = {"2027-02": later}
    made["today"] = {"customers": {first: draw(st.integers(0, 20))}}
    return Scenario.parse(json.dumps(made))
