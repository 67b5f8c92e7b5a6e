"""Small worlds made by hypothesis, with everything on and ties everywhere.

Durations are whole hours and whole days, and people are alike, so that most instants hold several
events: where the order at one instant is not a rule of the model, drivers differ here.
"""

import json
from collections.abc import Sequence
from typing import Any

import made_levers
from hypothesis import strategies as st

from salessim.scenario import Scenario
from salessim.scenario.checks.pay import SHORT_KEYS

SEGMENTS = ("gold", "silver", "bronze")

LEVERS = {
    "attrition": made_levers.attritions,
    "motivation": made_levers.moods,
    "effort": made_levers.pay_efforts,
    "styles": made_levers.styles,
    "crm": made_levers.crms,
    "vision": made_levers.visions,
    "strategy": made_levers.strategies,
    "loyalty": made_levers.loyalties,
}

CHANGES = {"prospecting.targeting": "90 %", "prospecting.outbound": "when_free"}
"""A policy against that of today."""

SEASON = [2, 1, 0.5, *[1] * 8, 3]
"""Factors of a year from January on, of which the made worlds see the first months."""


def from_february(before: Any, after: Any) -> dict[str, Any]:
    """A figure that is another one from the second month on."""
    return {"2027-01": before, "2027-02": after}


hours = st.sampled_from(
    ["1", "2", "0.5", {"exponential": {"mean": 1}}, "1..3", from_february("1..2", "2")]
)
days = st.sampled_from([
    "0 days", "1 days", "7 days", "2..9 days", {"uniform": ["0 days", "3 days"]},
    {"typical": "4 days", "cases": "2..6 days", "season": SEASON},
])  # fmt: skip
shares = st.sampled_from([
    "10 %", "30 %", "50 %", "90 %", "20..40 %", from_february("90 %", "20..40 %"),
    {"typical": "20..30 %", "month_of_quarter": [1, 3, 2]},
])  # fmt: skip
churns = st.sampled_from([
    "0 % a year", "40 % a year", "5..20 % a year", "99 % a year",
    {"typical": "60 % a year", "cases": "5 %..95 % a year"},
    {"beta": {"alpha": 0.7, "beta": 0.7, "per": "month"}},
    from_february("0 % a year", "5..99 % a year"),
    {"typical": "60 % a year", "cases": "5 %..95 % a year", "season": SEASON},
])  # fmt: skip


@st.composite
def recommendations(draw: st.DrawFn, segments: list[str]) -> dict[str, Any]:
    """How customers recommend us, to their own segment and to others."""
    made: dict[str, Any] = {"per_customer": draw(st.sampled_from(["2 a month", "6..24 a year"]))}
    made["relationship_effect"] = draw(st.sampled_from([0, 1, 3]))
    made |= draw(st.sampled_from([{}, {"from": [segments[-1]]}, {"to": {segments[0]: "40 %"}}]))
    return made


@st.composite
def contracts(draw: st.DrawFn) -> dict[str, Any]:
    """Contracts of a subscription that renew, are billed, rise and shrink within a few months."""
    made: dict[str, Any] = {"billed": draw(st.sampled_from(["monthly", "quarterly", "yearly"]))}
    made |= draw(st.sampled_from([{}, {"paid": "in_advance"}, {"paid": "in_arrears"}]))
    made |= draw(st.sampled_from([{}, {"setup": "500"}, {"setup": {"cases": "100..900"}}]))
    made |= draw(st.sampled_from([{}, {"steps": {"2": "110 %", "4": "90 %"}}]))
    pilot = {"months": draw(st.integers(1, 2)), "price": draw(st.sampled_from(["0 %", "50 %"]))}
    made |= draw(st.sampled_from([{}, {"pilot": {**pilot, "passes": draw(shares)}}]))
    if draw(st.booleans()):
        made["term"] = draw(st.integers(1, 14))
        made["renews_for"] = draw(st.integers(1, 3))
        made["notice"] = draw(st.integers(0, min(made["term"], made["renews_for"])))
        smaller = {"share": draw(shares), "to": draw(st.sampled_from(["0 %", "60 %"]))}
        made |= draw(st.sampled_from([{}, {"downgrades": smaller}]))
    return made


@st.composite
def segments(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 3))
    made = {}
    for name in SEGMENTS[:count]:
        made[name] = {
            "prospects": draw(st.integers(1, 60)),
            "deal": draw(
                st.sampled_from(
                    ["3k", "12k a year", "5k..20k", "1k..3k a month", from_february("3k", "2k..5k")]
                )
            ),
            "churn": draw(churns),
            "cooling_off": draw(st.sampled_from(["0 days", "30 days", "180 days"])),
            "touches": draw(st.integers(0, 2)),
            "leads_from": draw(st.sampled_from(["free_firms", "whole_market"])),
        }
        if draw(st.booleans()):
            made[name]["win_rate"] = "0.1 %"
        if draw(st.booleans()):
            made[name]["grows"] = draw(
                st.sampled_from(
                    ["-30 % a year", "50 % a year", from_february("50 % a year", "-30 % a year")]
                )
            )
        if draw(st.booleans()):
            made[name]["orders"] = draw(
                st.sampled_from(
                    ["100 a month", "1k..3k a month", {"typical": "300 a month", "season": SEASON}]
                )
            )
            frequencies: list[dict[str, Any]] = [
                {},
                *(
                    {"order_frequency": law}
                    for law in (
                        {"gamma": {"shape": 0.7, "mean": 1}, "season": SEASON},
                        from_february(1, 2),
                    )
                ),
            ]
            made[name] |= draw(st.sampled_from(frequencies))
        if " a " in made[name]["deal"] and draw(st.booleans()):
            made[name]["contract"] = draw(contracts())
            made[name] |= draw(st.sampled_from([{}, {"paid_after": "40 days"}]))
    return made


def works_on_calls(stages: Sequence[str]) -> bool:
    """Whether the first stage prospects."""
    return stages[0] in ("call", "door")


@st.composite
def funnels(draw: st.DrawFn) -> dict[str, Any]:
    stage = st.fixed_dictionaries({"hours": hours, "passes": shares, "buyer_takes": days})
    names = draw(st.sampled_from([
        ("call", "appointment", "proposal"), ("appointment", "proposal", "negotiation"), ("desk",),
        ("door",), ("call", "appointment"),
    ]))  # fmt: skip
    conquest = {name: draw(stage) | draw(made_levers.waiting) for name in names}
    if works_on_calls(names):  # interest of leads fades as their channel says
        conquest[names[0]].pop("goes_cold_in", None)
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
            "each": draw(
                st.sampled_from(["0 a year", "6 a year", from_february("0 a year", "9 a year")])
            ),
            "grows": "10 %",
            "worth": draw(st.sampled_from(["0", "500", "10 %"])), "refers": "20 %",
            "routing": draw(st.sampled_from(["owner", "pooled", "least_loaded", "round_robin"])),
            **draw(made_levers.waiting),
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
    roles = draw(st.sampled_from([("seller",), ("hunter", "farmer"), ("seller", "farmer")]))
    for role in roles:
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
        team[role]["hires"] = draw(made_levers.hires())
        if role != "farmer":
            team[role] |= draw(st.sampled_from(made_levers.SELLS))
            team[role] |= draw(st.sampled_from(made_levers.KEEPS)) if "farmer" in roles else {}
        if draw(st.booleans()):
            keeps = "keeps_for" in team[role]
            team[role] |= draw(made_levers.comings_and_goings(role, keeps))
        gone = draw(st.sampled_from([None, f"{role} 1", f"{role} new"]))
        if gone == f"{role} 1" or (gone is not None and "new" in team[role]["hires"]):
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
        first, own = next(iter(made["team"].items()))
        stages[1]["by"] = [first]  # whoever is named works where it is named alone
        if "farmer" in made["team"] and "keeps_for" not in own:
            own.pop("at_most", None)


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
        if seller == "none":
            boss |= draw(st.sampled_from(made_levers.LED))
            if "start" in boss or "one_per" in boss:
                boss |= {"hiring_cost": 700, "ramp": ["20 %", "60 %"]}
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
    if draw(st.booleans()):
        friends = draw(made_levers.channels)
        friends["leads"] = draw(st.sampled_from(["0 a month", "10 a month"]))
        made["channels"]["friends"] = friends | draw(recommendations(list(made["segments"])))
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
    if made.get("effort", "none") != "none":
        for one in made["team"].values():
            if "components" in one:
                one["components"] = made_levers.with_quotas(one["components"])
    stages = list(made["funnel"]["conquest"])
    if draw(st.booleans()):
        own = {"upsell": {"hours": draw(hours), "each": "9 a year", "passes": draw(shares)}}
        own[stages[-1]] = {"hours": draw(hours), "buyer_takes": draw(days)}
        made["segments"][draw(st.sampled_from(list(made["segments"])))]["funnel"] = own
    if not works_on_calls(stages):  # nobody asks leads whether they want to meet
        for channel in made["channels"].values():
            channel.pop("passes", None)
            channel.pop("goes_cold_in", None)
    for channel in made["channels"].values():
        laws = channel["patience"], made["funnel"]["conquest"][stages[0]]["patience"]
        if any(law != "none" for law in laws):
            channel.pop("given_up_at", None)
    if stages == ["door"]:  # no meeting follows, so nothing comes before it
        for segment in made["segments"].values():
            segment["touches"] = 0
    if any("renewed" in role.get("components", {}) for role in made["team"].values()):
        made["funnel"]["loyalty"]["upsell"]["grows"] = "0 %"  # a renewal keeps what is paid
    if any("cash" in role.get("components", {}) for role in made["team"].values()):
        for segment in made["segments"].values():  # what is collected follows one number of days
            if segment.get("contract", {}).get("paid") != "in_advance":
                segment.pop("paid_after", None)
    made["today"] = draw(todays(first, stages))
    value = made["segments"][first]["deal"]
    if " a " not in value and "orders" not in made["segments"][first]:
        for row in made["today"].get("accounts", ()):
            row.pop("value_per_year")  # nothing is paid by the year
    for row in made["today"].get("accounts", ()):
        if made["segments"][first]["churn"] != "0 % a year":
            row |= draw(st.sampled_from([{}, {"churn": "98 % a year"}]))
        if "term" in made["segments"][first].get("contract", {}):
            row |= draw(st.sampled_from([{}, {"renews": "2027-01-31"}, {"renews": "2027-03-01"}]))
    scenario = Scenario.parse(json.dumps(made))
    changes = draw(st.sampled_from([{}, {"channels.web.budget": "20k a year"}, CHANGES]))
    return scenario.vary(changes) if changes else scenario
