"""The limit that binds is the one that the world was made to lack."""

import pytest

from salessim import Scenario, simulate

WORLD = """\
name: World
horizon: {{from: 2027-01, months: 6}}
segments: {{gold: {{prospects: {prospects}, deal: 6k, win_rate: 30 %}}}}
channels: {{web: {{leads: {leads} a month, informed: 0 %}}}}
prospecting: {{outbound: {outbound}}}
funnel:
  conquest:
    call:        {{hours: 0.2, passes: 20 %, skill_effect: 0}}
    appointment: {{hours: 2, passes: 80 %, buyer_takes: 2 days, skill_effect: 0}}
    proposal:
      hours: 6
      passes: 40 %
      buyer_takes: 5 days
      skill_effect: 0
      discovery_effect: 0
      fit_effect: 0
team: {{closer: {{people: {people}, base: 40k a year}}}}
motivation: none
learning: none
"""


def limits(**facts: object) -> list[str | None]:
    scenario = Scenario.parse(WORLD.format(**facts))
    return [row.limit for row in simulate(scenario, replications=50).binding]


@pytest.mark.parametrize(
    ("facts", "limit"),
    [
        ({"prospects": 20_000, "leads": 300, "outbound": "none", "people": 30}, "leads"),
        ({"prospects": 20_000, "leads": 600, "outbound": "none", "people": 2}, "hours"),
    ],
)
def test_what_is_lacking_binds(facts: dict[str, object], limit: str) -> None:
    """Skills have no effect here: otherwise they lift any world's revenue."""
    found = limits(**facts)
    assert set(found) <= {limit, None}, found
    assert found.count(limit) >= 3, found


def test_a_world_without_selling_has_no_limit() -> None:
    found = limits(prospects=0, leads=0, outbound="none", people=1)
    assert found == [None] * 6


LED = """
name: Led
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 0, deal: 2k, churn: 0 % a year}}
prospecting: {outbound: none}
funnel:
  loyalty:
    visit:  {hours: 0.1, every: 365 days}
    upsell:
      {hours: 0.2, passes: 30 %, each: 12 a year, worth: 1k, skill_effect: 10, lifts: 0, hurts: 0}
team: {farmer: {people: 8, motion: loyalty, base: 40k a year, skills: {account_care: 0}}}
managers: {chief: {focus: account_care, coaching: 100 %, interviews: 0 a month, skill: 1}}
time: {loyalty: {gold: 100 %}}
today: {customers: {gold: 300}}
motivation: none
learning: {per_hour: 0 %, per_coached_hour: 0.2 %}
"""
"""Customers ask for more by themselves, and there is time for all. Skills are 0, of which 10 %
more is nothing: only who teaches them lifts the chances."""


def test_hours_of_the_manager_bind_where_only_coaching_is_lacking() -> None:
    led = Scenario.parse(LED)
    found = [row.limit for row in simulate(led, replications=50).binding]
    assert set(found) <= {"manager", None}, found
    assert found.count("manager") >= 3, found
    untaught = led.vary({"learning.per_coached_hour": "0 %"})
    assert [row.limit for row in simulate(untaught, replications=50).binding] == [None] * 6


def test_skill_binds_where_chances_go_with_it() -> None:
    skilled = WORLD.format(prospects=20_000, leads=300, outbound="none", people=30).replace(
        "buyer_takes: 5 days\n      skill_effect: 0", "buyer_takes: 5 days\n      skill_effect: 20"
    )
    found = [row.limit for row in simulate(Scenario.parse(skilled), replications=50).binding]
    assert set(found) <= {"skill", None} and found.count("skill") >= 3, found


def test_the_market_binds_where_everybody_was_called() -> None:
    found = limits(prospects=60, leads=0, outbound="when_free", people=10)
    assert set(found) <= {"market", None} and found.count("market") >= 2, found


def test_the_ramp_binds_where_newcomers_sell() -> None:
    """A fifth of full performance: a tenth less of what lacks is more than a tenth more hours."""
    newcomers = "hires: {a: 2027-01-02, b: 2027-01-02, c: 2027-01-02}, onboarding: 0 days, "
    newcomers += "ramp: {by: quarter, share: [20 %, 25 %]}"
    text = WORLD.format(prospects=20_000, leads=600, outbound="none", people=0)
    found = [
        row.limit
        for row in simulate(
            Scenario.parse(text.replace("people: 0", newcomers)), replications=50
        ).binding
    ]
    assert set(found) <= {"ramp", None} and found.count("ramp") >= 2, found
