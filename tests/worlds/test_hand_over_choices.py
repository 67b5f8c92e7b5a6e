"""Whom a case is handed to, by hand: six calls are made on day one, and closers get their meetings.

Each meeting takes 100 hours, around the clock, so that nobody is through with the first one before
the last one comes; all are held within the month.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from made_pay import Contract, both
from made_pay import scenario as paid_world

from salessim import Scenario
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs
from salessim.model.state.codes import LOG_HANDED_OVER, LOG_RECEIVED, LOG_SENT, LOG_STARTED, LOG_WON
from salessim.units import SECONDS_PER_HOUR

MEETING = 1
SIX = ["caller 1"] * 6


def deals_at(stage: str, owners: Sequence[str]) -> list[dict[str, Any]]:
    """Deals of today at a stage, in this order."""
    return [
        {"account": f"{stage} {k}", "segment": "all", "stage": stage, "owner": owner}
        for k, owner in enumerate(owners)
    ]


def ran(
    deals: list[dict[str, Any]], meeting: dict[str, Any], changes: dict[str, Any] | None = None
) -> tuple[Inputs, Batch, Any]:
    """A month of calls and meetings in both engines: inputs, tables and log."""
    tree: dict[str, Any] = {
        "name": "whom to",
        "horizon": {"from": "2027-01", "months": 1},
        "calendar": "always",
        "segments": {"all": {"prospects": 0, "deal": "10k", "churn": "0 % a year"}},
        "prospecting": {"outbound": "none"},
        "learning": "none",
        "motivation": "none",
        "attrition": "none",
        "time": {"administration": "0 %"},
        "funnel": {
            "conquest": {
                "call": {"hours": 1, "passes": "100 %", "by": "caller"},
                "meeting": {
                    "hours": 100,
                    "passes": "100 %",
                    "works": "step",
                    "skill": "negotiation",
                    **meeting,
                },
            },
            "loyalty": {"visit": {"hours": 1, "every": "60 days"}},
        },
        "team": {
            "caller": {"people": 2, "base": "0 a year"},
            "closer": {"people": 3, "base": "0 a year"},
        },
        "today": {"deals": deals},
        **(changes or {}),
    }  # fmt: skip
    inputs, batch = both(Scenario.parse(json.dumps(tree)))
    assert batch.log is not None
    return inputs, batch, batch.log[0]


def held(to: str, deals: list[dict[str, Any]], changes: dict[str, Any] | None = None) -> Any:
    """How many meetings each closer begins."""
    inputs, _, log = ran(deals, {"hand_over": {"to": to}}, changes)
    begun = log[(log["what"] == LOG_STARTED) & (log["step"] == MEETING)]
    return Counter(inputs.book.reps[rep] for rep in begun["rep"])


def test_each_in_turn_gets_two_of_six() -> None:
    assert held("round_robin", deals_at("call", SIX)) == {f"closer {k}": 2 for k in (1, 2, 3)}


def test_the_least_loaded_gets_the_next() -> None:
    """Closer 1 has three meetings of today's: of three more none, then all have three."""
    deals = deals_at("meeting", ["closer 1"] * 3) + deals_at("call", SIX)
    assert held("least_loaded", deals) == {f"closer {k}": 3 for k in (1, 2, 3)}
    # In turn that one gets two more.
    assert held("round_robin", deals) == {"closer 1": 5, "closer 2": 2, "closer 3": 2}


def test_the_best_at_the_stage_s_skill_gets_all() -> None:
    """Negotiation is the skill of the stage, not discovery."""
    skills = {"closer": {"negotiation": 0.4, "discovery": 0.9}, "adviser": {"negotiation": 0.6}}
    team = {name: {"people": 1, "base": "0 a year", "skills": own} for name, own in skills.items()}
    team["caller"] = {"people": 2, "base": "0 a year"}
    assert held("best_skill", deals_at("call", SIX), {"team": team}) == {"adviser 1": 6}


@pytest.mark.parametrize("to", ["least_loaded", "best_skill", "pooled", "territory"])
def test_equals_take_turns(to: str) -> None:
    """A call an hour, then half an hour of meeting: all closers are idle whenever one comes.

    Of nine each holds three.
    """
    meeting = {"hours": 0.5, "hand_over": {"to": to}}
    inputs, _, log = ran(deals_at("call", ["caller 1"] * 9), meeting)
    begun = log[(log["what"] == LOG_STARTED) & (log["step"] == MEETING)]
    each = [inputs.book.reps[rep] for rep in begun["rep"]]
    assert each == ["closer 1", "closer 2", "closer 3"] * 3


def test_each_pod_has_its_own_turns() -> None:
    """Both callers make a call an hour; of six from each pod every closer of it holds three."""
    pods = {"one": ["caller 1", "closer 1", "closer 2"], "two": ["caller 2", "closer 3", "other 1"]}
    roles = {"caller": 2, "closer": 3, "other": 1}
    team = {name: {"people": people, "base": "0 a year"} for name, people in roles.items()}
    deals = deals_at("call", ["caller 1", "caller 2"] * 6)
    meeting = {"hours": 0.5, "hand_over": {"to": "pod"}}
    inputs, _, log = ran(deals, meeting, {"pods": pods, "team": team})
    begun = log[(log["what"] == LOG_STARTED) & (log["step"] == MEETING)]
    each = Counter(inputs.book.reps[rep] for rep in begun["rep"])
    assert each == {"closer 1": 3, "closer 2": 3, "closer 3": 3, "other 1": 3}


@pytest.mark.parametrize("routing", ["least_loaded", "best_skill", "pooled"])
def test_leads_of_an_idle_team_are_shared(routing: str) -> None:
    """60 leads a month, a minute each, for four: each answers every fourth.

    Two that come within a minute of each other may change the order once.
    """
    changes = {
        "segments": {"all": {"prospects": 5000, "deal": "10k", "churn": "0 % a year"}},
        "channels": {"web": {"leads": "60 a month", "routing": routing, "passes": "0 %"}},
        "team": {"caller": {"people": 4, "base": "0 a year"}, "closer": {"people": 1, "base": 0}},
    }
    _, _, log = ran([], {}, changes)
    begun = log[(log["what"] == LOG_STARTED) & (log["step"] == 0)]
    each = Counter(int(rep) for rep in begun["rep"])
    assert sum(each.values()) > 40
    assert max(each.values()) - min(each[rep] for rep in range(4)) <= 2


@pytest.mark.parametrize(
    "goes",
    [
        {"departures": {"closer 1": "2027-01-11"}},
        {"absent": {"closer 1": {"dates": "2027-01-11..2027-01-20", "cover": "colleagues"}}},
    ],
    ids=["leaves", "is away"],
)
def test_deals_of_who_goes_are_shared(goes: dict[str, Any]) -> None:
    """Six deals are with their buyers when their owner goes: of two colleagues each gets three.

    None of them is waiting work, so that both stay equally loaded all along.
    """
    changes = {
        "team": {
            "caller": {"people": 1, "base": "0 a year"},
            "closer": {"people": 3, "base": "0 a year", **goes},
        },
        "attrition": {"rate": "0 % a year", "deals_lost": "0 %", "time_to_hire": "none"},
    }
    meeting = {"hours": 1, "buyer_takes": "60 days"}
    inputs, _, log = ran(deals_at("meeting", ["closer 1"] * 6), meeting, changes)
    moved = log[log["what"] == LOG_HANDED_OVER]
    moved = moved[moved["detail"] == inputs.book.reps.index("closer 1")]
    each = Counter(inputs.book.reps[rep] for rep in moved["rep"])
    assert each == {"closer 2": 3, "closer 3": 3}


def test_a_pod_keeps_its_own() -> None:
    """Caller 1 makes four calls, caller 2 two: closers 1 and 3 share four, closer 2 has two."""
    pods = {"one": ["caller 1", "closer 1", "closer 3"], "two": ["caller 2", "closer 2"]}
    deals = deals_at("call", ["caller 1"] * 4 + ["caller 2"] * 2)
    assert held("pod", deals, {"pods": pods}) == {f"closer {k}": 2 for k in (1, 2, 3)}
    # One closer a pod: what the pod's callers booked, whoever is idle beside.
    pods = {"one": ["caller 1", "closer 1"], "two": ["caller 2", "closer 2", "closer 3"]}
    deals = deals_at("call", ["caller 1"] * 6)
    assert held("pod", deals, {"pods": pods}) == {"closer 1": 6}


def test_who_is_free_first_takes_from_the_pool() -> None:
    """Three begin at once; 100 hours later each takes one more.

    Who has three of today's comes to none of the others' before 300 hours are over.
    """
    assert held("pooled", deals_at("call", SIX)) == {f"closer {k}": 2 for k in (1, 2, 3)}


@pytest.mark.parametrize(
    ("to", "begun"),
    [("territory", {"north 1": 6}), ("least_loaded", {"north 1": 3, "anywhere 1": 3})],
)
def test_a_territory_keeps_its_own(to: str, begun: dict[str, int]) -> None:
    """All firms are in the north: one closer is there, one in the south, one has no territory."""
    more = {
        "territories": {"north": "100 %", "south": "0 %"},
        "team": {
            "caller": {"people": 2, "base": "0 a year"},
            **{
                name: {"people": 1, "base": "0 a year", **where}
                for name, where in (
                    ("north", {"territory": "north"}),
                    ("south", {"territory": "south"}),
                    ("anywhere", {}),
                )
            },
        },
    }
    assert held(to, deals_at("call", SIX), more) == begun


def hours_of(log: Any, what: int) -> list[float]:
    """When something happens, in hours since the horizon's start."""
    return [float(second) / SECONDS_PER_HOUR for second in log["second"][log["what"] == what]]


def test_a_hand_over_takes_its_days() -> None:
    """Calls end after 1, 2, ... hours; each is received three days later."""
    _, batch, log = ran(deals_at("call", SIX), {"hand_over": {"takes": "3 days"}})
    assert hours_of(log, LOG_SENT) == pytest.approx([1, 2, 3, 4, 5, 6])
    assert hours_of(log, LOG_RECEIVED) == pytest.approx([73, 74, 75, 76, 77, 78])
    assert batch.funnel["handing_seconds"][0, MEETING].sum() == 6 * 3 * 86_400


def test_nothing_accepted_is_all_lost() -> None:
    _, batch, log = ran(deals_at("call", SIX), {"hand_over": {"accepts": "0 %"}})
    meeting = batch.funnel[0, MEETING]
    assert (meeting["sent"].sum(), meeting["not_accepted"].sum()) == (6, 6)
    assert (meeting["entered"].sum(), meeting["lost"].sum()) == (6, 6)
    assert hours_of(log, LOG_WON) == []


@pytest.mark.parametrize(
    ("own", "beside", "won"),
    [
        # One of presales, 50 hours a deal, is done later than three closers after an hour each.
        pytest.param(1, 50, [51, 101, 151, 201, 251, 301], id="presales are the last"),
        # Calls end each hour; presales follow in 2 hours, closers need 100 and then 100 more.
        pytest.param(100, 2, [101, 102, 103, 201, 202, 203], id="closers are the last"),
    ],
)
def test_a_stage_is_done_when_both_are(own: int, beside: int, won: list[float]) -> None:
    team = {
        name: {"people": people, "base": "0 a year"}
        for name, people in (("caller", 2), ("closer", 3), ("presales", 1))
    }
    meeting = {"hours": own, "with": {"presales": beside}, "by": "closer"}
    inputs, batch, log = ran(deals_at("call", SIX), meeting, {"team": team})
    assert hours_of(log, LOG_WON) == pytest.approx(won)
    presales = inputs.book.roles.index("presales")
    assert batch.reps["conquest_seconds"][0, presales].sum() == 6 * beside * SECONDS_PER_HOUR


def test_an_overlay_counts_its_territory() -> None:
    """10 % of 30k signed in the north; of 20k signed in the south nothing."""
    team = {
        "seller": {"people": 1, "base": "0 a year", "charges": "0 %", "territory": "north"},
        "southerner": {"people": 1, "base": "0 a year", "charges": "0 %", "territory": "south"},
        "engineer": {
            "people": 1, "base": "0 a year", "charges": "0 %", "territory": "north",
            "components": {"own": {"rate": "10 %", "whose": ["seller", "southerner"]}},
        },
    }  # fmt: skip
    contracts = [Contract(10, 30_000), Contract(20, 20_000, "southerner 1")]
    territories = {"north": "50 %", "south": "50 %"}
    of = paid_world({}, contracts, {"team": team, "territories": territories})
    inputs, batch = both(of)
    assert inputs.book.roles == ("seller", "southerner", "engineer")
    assert batch.reps["variable"][0, 2].sum() == pytest.approx(3_000)
