"""A stage does what it is, whatever it is called: renamed funnels give the same bits."""

import pytest

from salessim import Scenario, optimise, simulate
from salessim.model.state.codes import TOUCH

WORLD = """
name: a funnel by any name
horizon: {{from: 2027-01, months: 6}}
segments: {{all: {{prospects: 2000, deal: 10k, {segment}}}}}
channels: {{web: {{leads: 10 a month}}}}
funnel:
  conquest:
    {one}: {{hours: 0.1, passes: 5 %}}
    {two}: {{hours: 1, passes: 50 %{more}}}
    {three}: {{hours: 3, passes: 40 %, buyer_takes: 5 days}}
  loyalty: {{{visit}: {{hours: 1, every: 60 days}}}}
team: {{closer: {{people: 2}}}}
today: {{customers: {{all: 20}}}}
"""
ENGLISH = ("call", "appointment", "negotiation", "visit")
OTHERS = [
    ("door", "meeting", "offer", "coffee"),
    ("appel", "rendez-vous", "proposition", "visite"),
    ("cold call", "call", "appointment", "renewal"),
    ("lead", "proposal", "call", "upsell"),
]


def made(names: tuple[str, ...], more: str = "", segment: str = "churn: 0 % a year") -> Scenario:
    one, two, three, visit = names
    return Scenario.parse(
        WORLD.format(one=one, two=two, three=three, visit=visit, more=more, segment=segment)
    )


@pytest.mark.parametrize("names", OTHERS, ids=lambda names: names[0])
@pytest.mark.parametrize("more", ["", ", works: discovery", ", listening: 70 %"])
def test_a_renamed_funnel_gives_the_same_bits(names: tuple[str, ...], more: str) -> None:
    english, other = (simulate(made(each, more), replications=3) for each in (ENGLISH, names))
    assert other.digest == english.digest
    assert english.runs["calls"].sum() > 0
    assert english.runs["contracts_won"].sum() > 0


def test_a_renamed_funnel_gives_the_same_plan() -> None:
    english, other = (
        optimise(made(names), replications=4, precision=0.0, effort="quick")
        for names in (ENGLISH, OTHERS[0])
    )
    assert other.predicted == english.predicted
    assert other.simulated == english.simulated


def test_door_to_door_sells_from_the_second_stage_on() -> None:
    """Once nothing was sold, and nothing said: the first stage was no `call`."""
    scenario = Scenario.parse(
        "{horizon: {from: 2027-01}, segments: {all: {}}, team: {closer: {people: 1}},"
        " funnel: {conquest: {door: {hours: 0.1, passes: 5 %}, meeting: {hours: 1, passes: 50 %}}}}"
    )
    assert simulate(scenario, replications=2).runs["contracts_won"].min() > 0


def test_works_says_otherwise() -> None:
    """A first stage that is a step takes leads as they are; nobody is called."""
    step = made(("desk", "offer", "signature", "visit")).vary(
        {"funnel.conquest.desk.works": "step"}
    )
    runs = simulate(step, replications=2).runs
    assert runs["calls"].sum() == 0
    assert runs["contracts_won"].sum() > 0


def test_touches_come_before_the_first_meeting_without_a_discovery_too() -> None:
    """Half an hour each, before every first meeting: once they were ignored without a word."""
    without, with_touches = (
        simulate(made(ENGLISH, segment=f"touches: {touches}"), replications=1).events()
        for touches in (0, 2)
    )
    assert (with_touches.query("what == 'started'")["detail"] == TOUCH).any()
    assert not (without.query("what == 'started'")["detail"] == TOUCH).any()
