"""Leads are handed to who is there, the freshest is answered first, and cold ones are given up."""

from itertools import pairwise

import numpy as np
import pytest

from salessim import Result, Scenario, simulate
from salessim.calendar import second_of_date
from salessim.engine.simulation import event_log
from salessim.measure.findings import Summary
from salessim.model.assembly import build
from salessim.model.state.codes import (
    GIVEN_UP,
    LOG_DAY,
    LOG_HIRED,
    LOG_LEAD,
    LOG_LOST,
    LOG_STARTED,
    NOBODY,
    SICKNESS,
    STEP,
)
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

FLOW = """
name: many leads
horizon: {from: 2027-01, months: 12}
segments: {firms: {prospects: 100000, deal: 10k}}
channels: {web: {leads: 60 a month}}
team: {seller: {people: 3}}
"""


def contracts(leads: int, **changes: object) -> Summary:
    scenario = Scenario.parse(FLOW.replace("60 a month", f"{leads} a month"))
    paths = {name.replace("__", "."): value for name, value in changes.items()}
    return simulate(scenario.vary(paths), replications=20).indicators["contracts_conquest"]


def test_more_leads_win_no_fewer_contracts() -> None:
    found = [contracts(leads) for leads in (60, 250, 500, 1000)]
    for fewer, more in pairwise(found):
        assert more.ci95[1] > fewer.ci95[0]
        assert more.mean > 0.97 * fewer.mean
    assert found[-1].ci95[0] > found[0].mean


def test_in_the_order_of_coming_a_thousand_leads_a_month_clog() -> None:
    """What freshest first and giving up are for."""
    policy = {"time__next_lead": "like_deals", "channels__web__given_up_at": "0 %"}
    assert contracts(1000, **policy).mean < 0.6 * contracts(1000).mean


@pytest.mark.parametrize("first", ["latest_stage", "oldest", "value_per_hour"])
def test_the_freshest_goes_first_beside_any_order_of_deals(first: str) -> None:
    assert contracts(1000, time__next_deal=first).mean > 0.9 * contracts(60).mean


def quiet(people: int, routing: str) -> Result:
    text = FLOW.replace("leads: 60 a month", f"leads: 60 a month, routing: {routing}")
    text = text.replace("people: 3", f"people: {people}") + "prospecting: {outbound: none}\n"
    return simulate(Scenario.parse(text), replications=6)


def test_idle_reps_answer_as_soon_as_they_are_at_work() -> None:
    """17 hours, as from a pool: three quarters of the week nobody works; nobody waits for a rep."""
    waits = {
        routing: quiet(24, routing).funnel.conquest[0].wait_hours
        for routing in ("pooled", "round_robin", "least_loaded")
    }
    assert waits["pooled"] == pytest.approx(17.0, abs=0.7)
    for routing in ("round_robin", "least_loaded"):
        assert waits[routing] == pytest.approx(waits["pooled"], abs=0.7)


def test_hours_of_answering_are_shown() -> None:
    """Without calls of their own all hours of the first stage are answers."""
    result = quiet(3, "round_robin")
    answering = result.indicators["answering_hours"].mean
    assert answering == pytest.approx(result.funnel.conquest[0].hours)
    calling = simulate(Scenario.parse(FLOW), replications=3)
    assert 0 < calling.indicators["answering_hours"].mean < 0.5 * calling.funnel.conquest[0].hours


AWAY = """
name: people who are away
horizon: {from: 2027-01, months: 12}
calendar: {leave: 40 days a year, sick: 20 days a year}
segments: {firms: {prospects: 100000, deal: 10k}}
channels: {web: {leads: 300 a month, routing: ROUTING}}
prospecting: {outbound: none}
funnel:
  conquest:
    call: {hours: 0.1, passes: 5 %}
    appointment: {hours: 0.1, passes: 10 %}
    proposal: {hours: 0.1, passes: 10 %}
team:
  seller: {people: 8, hires: {late: 2027-03-01}, onboarding: 6 weeks}
"""


@pytest.mark.parametrize("routing", ["round_robin", "least_loaded"])
def test_nobody_absent_or_in_onboarding_is_handed_a_lead(routing: str) -> None:
    scenario = Scenario.parse(AWAY.replace("ROUTING", routing))
    log, book = event_log(scenario)
    world = build(scenario).world
    company = len(world.days) - 1
    handed = log[(log["what"] == LOG_LEAD) & (log["rep"] != NOBODY)]
    assert len(handed) > 3000
    sick = {
        (int(row["rep"]), int(row["second"]) // SECONDS_PER_DAY)
        for row in log[(log["what"] == LOG_DAY) & (log["detail"] == SICKNESS)]
    }
    late = book.reps.index("seller late")
    ready = int(log[log["what"] == LOG_HIRED]["second"][0]) + 42 * SECONDS_PER_DAY
    assert ready == second_of_date(book.start, scenario.plan.people[late].starts) + (
        42 * SECONDS_PER_DAY
    )
    assert handed[handed["rep"] == late]["second"].min() >= ready
    for row in handed:
        rep, second = int(row["rep"]), int(row["second"])
        day = second // SECONDS_PER_DAY
        row_of_day = world.days[company, day]
        end = day * SECONDS_PER_DAY + int(row_of_day.starts) + int(row_of_day.works)
        if not row_of_day.works or second >= end:
            day += 1
            while day < world.days.shape[1] - 1 and not world.days[company, day].works:
                day += 1
        if day < world.days.shape[1] - 1:
            assert world.days[int(world.reps[rep].calendar), day].works > 0, (rep, day)
            assert (rep, day) not in sick


def test_where_all_are_away_a_lead_waits_for_who_is_back_first() -> None:
    """One seller: what comes during leave is handed to nobody, and taken up on the return."""
    text = AWAY.replace("ROUTING", "round_robin").replace("people: 8, hires: {late: 2027-03-01}, ",
                                                          "people: 1, ")  # fmt: skip
    log, _ = event_log(Scenario.parse(text))
    came = log[log["what"] == LOG_LEAD]
    waiting = (came["rep"] == NOBODY) & (came["deal"] != NOBODY)
    assert waiting.sum() > 200
    taken = log[(log["what"] == LOG_STARTED) & (log["detail"] == STEP)]
    assert np.isin(came["deal"][waiting], taken["deal"]).any()


def test_a_lead_is_given_up_when_so_much_of_its_interest_is_left() -> None:
    """A quarter is left after two half-lives: a day of two times twelve hours."""
    text = FLOW.replace("60 a month", "2000 a month, goes_cold_in: 0.5 days, given_up_at: 25 %")
    log, _ = event_log(Scenario.parse(text))
    came = dict(zip(*(log[log["what"] == LOG_LEAD][name] for name in ("deal", "second")),
                    strict=True))  # fmt: skip
    lost = log[(log["what"] == LOG_LOST) & (log["detail"] == GIVEN_UP)]
    assert len(lost) > 5000
    assert {int(row["second"]) - int(came[row["deal"]]) for row in lost} == {SECONDS_PER_DAY}
    answers = log[(log["what"] == LOG_STARTED) & (log["step"] == 0) & (log["deal"] != NOBODY)]
    assert 0 < answers["seconds"].max() <= SECONDS_PER_DAY
    assert not set(lost["deal"]) & set(answers["deal"])


def test_given_up_leads_are_counted_and_at_zero_none_is() -> None:
    many = Scenario.parse(FLOW.replace("60 a month", "2000 a month"))
    result = simulate(many, replications=3)
    assert result.indicators["leads_cold"].mean > 1000
    calls = result.funnel.conquest[0]
    assert calls.entered == pytest.approx(calls.advanced + calls.lost + calls.open)
    never = simulate(many.vary({"channels.web.given_up_at": "0 %"}), replications=3)
    assert never.indicators["leads_cold"].mean == 0.0


def test_opportunities_are_not_handed_to_the_absent_either() -> None:
    """Eight keepers who take turns: work of the first hours of a day is begun on that day."""
    text = """
name: renewals in turn
horizon: {from: 2027-01, months: 12}
calendar: {leave: 40 days a year, sick: 20 days a year}
segments: {firms: {prospects: 1, deal: 10k, churn: 0 % a year}}
prospecting: {outbound: none}
funnel:
  loyalty: {renewal: {hours: 0.1, passes: 50 %, each: 12 a year, routing: round_robin}}
team: {keeper: {people: 8, motion: loyalty}}
today: {customers: {firms: 200}}
"""
    flow = simulate(Scenario.parse(text), replications=3).funnel.loyalty[0]
    assert flow.entered > 2000
    assert flow.wait_hours is not None
    assert flow.wait_hours * SECONDS_PER_HOUR < 0.8 * SECONDS_PER_DAY
