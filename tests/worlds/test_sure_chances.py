"""Chances of 0 % and 100 % are certain, whoever works and whatever the firm."""

import pytest

from salessim import Scenario, simulate

TEAM = """
name: sure chances
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 300}, bronze: {prospects: 1000}}
channels: {web: {leads: 20 a month, passes: 30 %}}
funnel:
  conquest:
    call: {hours: 0.2, passes: 5 %}
    appointment: {hours: 2, works: discovery, passes: 80 %, buyer_takes: 7 days}
    proposal: {hours: 3, passes: 50 %, buyer_takes: 9 days}
    negotiation: {hours: 1, passes: 60 %, skill: negotiation, buyer_takes: 14 days}
  loyalty:
    visit: {hours: 2, every: 60 days}
    renewal: {hours: 3, passes: 85 %, buyer_takes: 14 days}
team: {rep: {people: 3, base: 40k a year, skills: {discovery: weak, negotiation: good}}}
today: {customers: {gold: 20, bronze: 10}}
"""


@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize("stage", ["appointment", "proposal", "negotiation"])
def test_all_or_none_of_a_stage_goes_on(stage: str, share: int) -> None:
    path = f"funnel.conquest.{stage}.passes"
    result = simulate(Scenario.parse(TEAM).vary({path: share}), replications=2, seed=1)
    flows = {flow.stage: flow for flow in result.funnel.conquest}
    assert flows[stage].entered > 0
    assert flows[stage].rate == share
    before = list(flows)[: list(flows).index(stage)]
    assert all(0 < (flows[name].rate or 0) < 1 for name in before)


@pytest.mark.parametrize("share", [0, 1])
def test_all_or_none_of_the_channel_and_of_the_list_meet_us(share: int) -> None:
    sure = {"funnel.conquest.call.passes": share, "channels.web.passes": share}
    # A lead that waits cools off however sure it was at first.
    sure |= {"channels.web.goes_cold_in": "365 days"}
    result = simulate(Scenario.parse(TEAM).vary(sure), replications=2, seed=1)
    calls = result.funnel.conquest[0]
    assert calls.entered > 0
    assert calls.rate == pytest.approx(share, abs=0.01)


def test_all_or_none_of_the_customers_renew() -> None:
    for share in (0, 1):
        scenario = Scenario.parse(TEAM).vary(
            {
                "funnel.loyalty.renewal.passes": share,
                "segments.gold.churn": "0 % a year",
                "segments.bronze.churn": "0 % a year",
            }
        )
        renewal = simulate(scenario, replications=2, seed=1).funnel.loyalty[1]
        assert renewal.entered > 0
        assert renewal.rate == share
