"""Figures that are right alone and do not fit together."""

from time import process_time

import pytest
from bad_cases import (
    CHURN,
    DEAL,
    LEADS,
    PEOPLE,
    RIGHT,
    Bad,
    add,
    assert_refused,
    problems_of,
    swap,
)

from salessim.errors import ScenarioError
from salessim.scenario import Scenario

SOON = 10.0
"""Seconds of a processor."""

TOGETHER = [
    add(
        "range of a decision",
        "time: {conquest: {gold: 10..20 %}}",
        "time.conquest.gold",
        "",
    ),
    add(
        "mix of an unknown segment",
        "time: {conquest: {glod: 20 %}}",
        "time.conquest.glod",
        "did you mean gold",
    ),
    swap(
        "leads of an unknown segment",
        LEADS,
        "leads: 20 a month, mix: {gld: 100 %}",
        "channels.web.mix.gld",
        "did you mean gold",
    ),
    swap(
        "role on an unknown segment",
        PEOPLE,
        "people: 2, segments: [golden]",
        "team.closer.segments",
        "did you mean gold",
    ),
    add(
        "step on an unknown segment",
        "funnel: {loyalty: {visit: {segments: [sliver]}}}",
        "funnel.loyalty.visit.segments",
        "did you mean silver",
    ),
    add(
        "product for an unknown segment",
        "products: {box: {price: 1k, segments: [brass]}}",
        "products.box.segments",
        "known: gold, silver",
    ),
    add(
        "customers of an unknown segment",
        "today: {customers: {golld: 3}}",
        "today.customers.golld",
        "did you mean gold",
    ),
    add(
        "pay of an unknown role",
        "pay: {closr: {base: 40k a year}}",
        "pay.closr",
        "did you mean closer",
    ),
    swap(
        "pay given twice",
        "people: 2}",
        "people: 2, base: 40k a year}\npay: {closer: {base: 50k a year}}",
        "pay.closer.base",
        "keep one",
    ),
    add(
        "manager of an unknown role",
        "managers: {boss: {leads: [closers]}}",
        "managers.boss.leads",
        "did you mean closer",
    ),
    swap(
        "unknown territory",
        PEOPLE,
        "people: 2, territory: north",
        "team.closer.territory",
        "no territory",
    ),
    swap(
        "mix over 100 %",
        LEADS,
        "leads: 20 a month, mix: {gold: 60 %, silver: 50 %}",
        "channels.web.mix",
        "110 %",
    ),
    swap(
        "mix below 100 %", LEADS, "leads: 20 a month, mix: {gold: 60 %}", "channels.web.mix", "60 %"
    ),
    add(
        "territories over 100 %", "territories: {north: 60 %, south: 60 %}", "territories", "120 %"
    ),
    add(
        "products over 100 %",
        "products: {a: {price: 1k, mix: 80 %}, b: {price: 2k, mix: 30 %}}",
        "products",
        "110 %",
    ),
    add(
        "time over 100 %", "time: {conquest: {gold: 80 %}, loyalty: {gold: 30 %}}", "time", "110 %"
    ),
    swap(
        "time of a role over 100 %",
        PEOPLE,
        "people: 2, time: {conquest: {gold: 130 %}}",
        "team.closer.time.conquest.gold",
        "allowed",
    ),
    add(
        "block over the week",
        "time: {prospecting_block: 38 hours a week}",
        "time.prospecting_block",
        "18 selling hours",
    ),
    swap(
        "win rate over its stages",
        DEAL,
        "deal: 3k, win_rate: 60 %",
        "segments.gold.win_rate",
        "let only 32 %",
    ),
    add(
        "repeats over the rest",
        "funnel: {conquest: {demo: {hours: 1, passes: 60 %, repeats: 50 %}}}",
        "funnel.conquest.demo.repeats",
        "110 %",
    ),
    swap(
        "on target below base",
        PEOPLE,
        "people: 2, base: 50k a year, on_target: 3k a month",
        "team.closer.on_target",
        "at least the base",
    ),
    swap(
        "cap below threshold",
        PEOPLE,
        "people: 2, threshold: 60 %, cap: 0.5",
        "team.closer.cap",
        "below the threshold",
    ),
    swap(
        "slip of who is there already",
        PEOPLE,
        "hires: {ann: {starts: 2026-11, slips: 0..2 months}}",
        "team.closer.hires.ann.slips",
        "is there; delete this",
    ),
    swap(
        "hire too late",
        PEOPLE,
        "hires: {ann: {starts: 2028-02}}",
        "team.closer.hires.ann",
        "hire earlier",
    ),
    swap("no such day", PEOPLE, "hires: {ann: 2027-02-30}", "team.closer.hires.ann", "no such day"),
    swap("month of no calendar", "from: 2027-01", "from: 2027-13", "horizon.from", "no such day"),
    swap("date in words", "from: 2027-01", "from: January 2027", "horizon.from", "2027-03"),
    swap("year of long ago", "from: 2027-01", "from: 1066-10", "horizon.from", "1990 to 2100"),
    add(
        "target before the horizon", "target: {revenue: 1M, by: 2026-12}", "target", "horizon lasts"
    ),
    add(
        "target after the horizon", "target: {2030: {revenue: 1M}}", "target.2030", "horizon lasts"
    ),
    add(
        "increment over the target",
        "target: {2027: {revenue: 1M, incremental: 2M}}",
        "target.2027.incremental",
        "part of the target",
    ),
    swap("two people of a name", PEOPLE, "people: [Ann, Ann]", "team.closer.people", "another"),
    swap(
        "hours over the week",
        PEOPLE,
        "people: 2, hours: 130 a week",
        "team.closer.hours",
        "only 120 hours",
    ),
    add(
        "manager named as a person", "managers: {closer 1: {}}", "managers.closer 1", "one another"
    ),
    add(
        "listening elsewhere",
        "funnel: {conquest: {call: {}, appointment: {}, "
        "offer: {hours: 2, passes: 20 %, listening: 80 %}}}",
        "funnel.conquest.offer.listening",
        "works as discovery, appointment",
    ),
    add(
        "belief in a step",
        "funnel: {conquest: {call: {}, "
        "offer: {hours: 2, passes: 20 %, works: step, belief_error: 1}}}",
        "funnel.conquest.offer.belief_error",
        "works as discovery",
    ),
    add(
        "discovery twice",
        "funnel: {conquest: {call: {}, appointment: {}, "
        "offer: {hours: 2, passes: 20 %, works: discovery}}}",
        "funnel.conquest.offer.works",
        "appointment works as discovery already",
    ),
    add(
        "prospecting after another stage",
        "funnel: {conquest: {appel: {hours: 1, passes: 9 %}, "
        "offer: {hours: 2, passes: 20 %, works: prospecting}}}",
        "funnel.conquest.offer.works",
        "prospecting is the first stage",
    ),
    add(
        "discovery by another skill",
        "funnel: {conquest: {call: {}, "
        "meet: {hours: 2, passes: 20 %, works: discovery, skill: proposal}}}",
        "funnel.conquest.meet.skill",
        "driven by that skill",
    ),
    add(
        "discovery before it is made",
        "funnel: {conquest: {sift: {hours: 1, passes: 50 %, discovery_effect: 2}, "
        "appointment: {}, proposal: {}}}",
        "funnel.conquest.sift.discovery_effect",
        "after the one that works as discovery",
    ),
    add(
        "skill where the bar decides",
        "funnel: {conquest: {appointment: {skill_effect: 2}, proposal: {}}}",
        "funnel.conquest.appointment.skill_effect",
        "the rep decides",
    ),
    add(
        "rounds of a meeting that the bar decides",
        "funnel: {conquest: {appointment: {repeats: 10 %}, proposal: {}}}",
        "funnel.conquest.appointment.repeats",
        "the rep decides",
    ),
    add(
        "fit on a call",
        "funnel: {conquest: {call: {fit_effect: 2}, proposal: {}}}",
        "funnel.conquest.call.fit_effect",
        "who takes a call",
    ),
    add(
        "deal in an unknown stage",
        "today: {deals: [{account: A, segment: gold, stage: demo}]}",
        "today.deals.stage",
        "conquest stage",
    ),
    add(
        "deal opened later",
        "today: {deals: [{account: A, segment: gold, stage: call, opened: 2027-05}]}",
        "today.deals.opened",
        "first day",
    ),
    add(
        "deal of an unknown person",
        "today: {deals: [{account: A, segment: gold, stage: call, owner: closer 9}]}",
        "today.deals.owner",
        "did you mean closer",
    ),
    add(
        "loyalty deal of nobody",
        "today: {deals: [{account: A, segment: gold, stage: renewal, motion: loyalty}]}",
        "today.deals.account",
        "missing in accounts",
    ),
    add(
        "loyalty deal elsewhere",
        "today: {accounts: [{name: A, segment: silver}], deals: [{account: A, segment: gold, "
        "stage: renewal, motion: loyalty}]}",
        "today.deals.account",
        "in the segment silver",
    ),
    add(
        "customer to be won",
        "today: {accounts: [{name: A, segment: gold}], deals: [{account: A, segment: gold, "
        "stage: call}]}",
        "today.deals.account",
        "a customer already",
    ),
    add(
        "account twice",
        "today: {accounts: [{name: A, segment: gold}, {name: A, segment: gold}]}",
        "today.accounts.name",
        "two rows",
    ),
    add(
        "customers counted twice",
        "today: {accounts: [{name: A, segment: gold}], customers: {gold: 5}}",
        "today.customers.gold",
        "count them once",
    ),
]


@pytest.mark.parametrize("case", [*TOGETHER], ids=lambda case: case.name)
def test_bad(case: Bad) -> None:
    assert_refused(case)


@pytest.mark.parametrize(
    "head", ["", "segments:\n  gold:\n    "], ids=["at the top", "in a section"]
)
def test_a_file_of_unknown_keys_is_answered_soon(head: str) -> None:
    """The first ones are told what they may have meant; all of them would take minutes."""
    indent = " " * (len(head) - len(head.rstrip(" ")))
    text = head + f"\n{indent}".join(f"k{key}: 1" for key in range(15_000))
    began = process_time()
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text)
    assert process_time() - began < SOON
    lines = str(caught.value).splitlines()
    assert len(lines) < 250 and "there is no such key; known: " in str(caught.value)


def test_more_segments_than_bits_are_refused() -> None:
    many = "".join(f"  s{number}: {{prospects: 10}}\n" for number in range(61))
    text = f"name: x\nhorizon: {{from: 2027-01}}\nsegments:\n{many}team: {{a: {{people: 1}}}}\n"
    with pytest.raises(ScenarioError, match="at most 60"):
        Scenario.parse(text)


def test_a_win_rate_is_of_cases_and_passes_are_of_decisions() -> None:
    """Half of the decisions come again: 20 % of cases pass a stage of 10 %, so 15 % can be won."""
    funnel = (
        "funnel: {{conquest: {{call: {{}}, meeting: {{hours: 1, passes: 10 %, repeats: {repeats}}},"
        " offer: {{hours: 1, passes: 50 %}}}}}}\n"
    )
    text = RIGHT.replace(CHURN, f"{CHURN}, win_rate: 15 %")
    Scenario.parse(text + funnel.format(repeats="50 %"))
    error = problems_of(text + funnel.format(repeats="0 %"))
    assert "let only 10 % of first meetings through" in str(error)
