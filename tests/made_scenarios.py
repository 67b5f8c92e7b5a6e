"""Small worlds made by hypothesis, with everything on and ties everywhere.

Durations are whole hours and whole days, and people are alike, so that most instants hold several
events: where the order at one instant is not a rule of the model, drivers differ here.
"""

import json
from typing import Any

import made_levers
from hypothesis import strategies as st

from salessim.scenario import Scenario
from salessim.scenario.checks.pay import SHORT_KEYS

SEGMENTS = ("gold", "silver", "bronze")

LEVERS = {
    "attrition": made_levers.attritions,
    "motivation": made_levers.moods,
    "styles": made_levers.styles,
    "crm": made_levers.crms,
    "vision": made_levers.visions,
    "strategy": made_levers.strategies,
    "loyalty": made_levers.loyalties,
}

CHANGES = {"prospecting.targeting": "90 %", "prospecting.outbound": "when_free"}
"""A policy against that of today."""

hours = st.sampled_from(["1", "2", "0.5", {"exponential": {"mean": 1}}, "1..3"])
days = st.sampled_from(
    ["0 days", "1 days", "7 days", "2..9 days", {"uniform": ["0 days", "3 days"]}]
)
shares = st.sampled_from(["10 %", "30 %", "50 %", "90 %", "20..40 %"])


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
            made[name]["win_rate"] = "0.1 %"
        if draw(st.booleans()):
            made[name]["grows"] = draw(st.sampled_from(["-30 % a year", "50 % a year"]))
        if draw(st.booleans()):
            made[name]["orders"] = draw(st.sampled_from(["100 a month", "1k..3k a month"]))
    return made


@st.composite
def funnels(draw: st.DrawFn) -> dict[str, Any]:
    stage = st.fixed_dictionaries({"hours": hours, "passes": shares, "buyer_takes": days})
    names = draw(st.sampled_from([
        ("call", "appointment", "proposal"), ("appointment", "proposal", "negotiation"), ("desk",),
        ("door",), ("call", "appointment"),
    ]))  # fmt: skip
    conquest = {name: draw(stage) for name in names}
    works = {"appointment": "discovery", "desk": "step"}
    for name in works.keys() & conquest.keys():
        conquest[name]["works"] = works[name]
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
            **draw(made_levers.pay),
            **draw(made_levers.newcomers),
        }
        if draw(st.booleans()):
            for key in SHORT_KEYS:
                team[role].pop(key, None)
            team[role]["components"] = draw(made_levers.components())
            team[role] |= draw(made_levers.assured)
        team[role]["skills"] = draw(st.sampled_from([{}, "hunter", {"profile": "keeper"}]))
        if draw(st.booleans()):
            first_day = draw(st.sampled_from(["2026-12-10", "2027-01-01", "2027-02-01"]))
            team[role]["hires"] = {"new": {"starts": first_day}}
            if first_day >= "2027":
                team[role]["hires"]["new"]["slips"] = "0..30 days"
        gone = draw(st.sampled_from([None, f"{role} 1", f"{role} new"]))
        if gone == f"{role} 1" or (gone is not None and "hires" in team[role]):
            team[role]["departures"] = {gone: "2027-02-10"}
        if draw(st.booleans()):
            team[role]["person_time"] = {f"{role} 1": made_levers.split("gold", 80)}
    return team


@st.composite
def hand_overs(draw: st.DrawFn, made: dict[str, Any]) -> None:
    """Let others begin each case, and specialists take part in its last stage."""
    stages = list(made["funnel"]["conquest"].values())
    if len(stages) < 2:
        return
    made["team"]["beginner"] = {"people": draw(st.integers(1, 2)), "base": "20k a year"}
    stages[0]["by"] = draw(st.sampled_from([["beginner"], ["beginner", next(iter(made["team"]))]]))
    to = draw(st.sampled_from(
        ["least_loaded", "round_robin", "best_skill", "pod", "territory", "pooled"]
    ))  # fmt: skip
    stages[1]["hand_over"] = {"to": to, "takes": draw(days), "accepts": draw(shares)}
    if to == "pod":
        made["pods"] = {"one": ["beginner 1"]}
    if draw(st.booleans()):
        made["team"]["expert"] = {"people": 1, "base": "60k a year"}
        stages[-1]["with"] = {"expert": draw(hours)}
    if stages[0]["by"] != ["beginner"]:
        stages[1]["by"] = [next(iter(made["team"]))]


@st.composite
def todays(draw: st.DrawFn, segment: str, stages: list[str]) -> dict[str, Any]:
    """Customers by number or by name, and an open deal at each stage."""
    known = [{"name": "Known", "segment": segment, "value_per_year": 5000, "relationship": 0.5}]
    by_number = {"customers": {segment: draw(st.integers(0, 20))}}
    deals = [
        {"account": f"Open {place}", "segment": segment, "stage": stage}
        | draw(st.sampled_from([{}, {"answers_in": 0}, {"answers_in": 7}]))
        for place, stage in enumerate(stages)
    ]
    return {
        **draw(st.sampled_from([by_number, {"accounts": known}])),
        "deals": draw(st.sampled_from([[], deals])),
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
            "web": draw(made_levers.channels),
            "fair": {**draw(made_levers.channels), "leads": "20 a month"},
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
            "next_lead": draw(st.sampled_from(["freshest", "like_deals"])),
            "prospecting_block": draw(st.sampled_from(["none", "5 hours a week"])),
        },
    }
    role = next(iter(made["team"]))
    first = next(iter(made["segments"]))
    if draw(st.booleans()):
        seller = draw(st.sampled_from(["none", f"{role} 1"]))
        boss = {**draw(made_levers.managers), "sells_as": seller}
        if "appointment" in made["funnel"]["conquest"]:
            boss["focus"] = draw(st.sampled_from(["discovery", "account_care"]))
        if draw(st.booleans()):
            boss["components"] = {"team": {"quota": "90k a year", "target": "10k a year"}}
        made["managers"] = {"boss": boss}
    if draw(st.booleans()):
        made["territories"] = {"north": "50 %", "south": "50 %"}
        if draw(st.booleans()):
            made["team"][role]["territory"] = "north"
    if draw(st.booleans()):
        made["products"] = made_levers.products(first)
    if draw(st.booleans()):
        made["learning"] = {"forgets": "10 % a month", "per_coached_hour": 0.01}
    for lever, states in LEVERS.items():
        if draw(st.booleans()):
            made[lever] = draw(states)
    if "attrition" in made and draw(st.booleans()):
        made["team"][role]["leaves"] = "50 % a month"
    if draw(st.booleans()):
        made["time"]["by_month"] = {"2027-02": made_levers.split(first, 30)}
    if draw(st.booleans()):
        made["time"]["adherence"] = "70 %"
    if draw(st.booleans()):
        draw(hand_overs(made))
    stages = list(made["funnel"]["conquest"])
    if stages[0] not in ("call", "door"):  # nobody asks leads whether they want to meet
        for channel in made["channels"].values():
            channel.pop("passes", None)
            channel.pop("goes_cold_in", None)
    if stages == ["door"]:  # no meeting follows, so nothing comes before it
        for segment in made["segments"].values():
            segment["touches"] = 0
    made["today"] = draw(todays(first, stages))
    value = made["segments"][first]["deal"]
    if " a " not in value and "orders" not in made["segments"][first]:
        for row in made["today"].get("accounts", ()):
            row.pop("value_per_year")  # nothing is paid by the year
    scenario = Scenario.parse(json.dumps(made))
    changes = draw(st.sampled_from([{}, {"channels.web.budget": "20k a year"}, CHANGES]))
    return scenario.vary(changes) if changes else scenario
