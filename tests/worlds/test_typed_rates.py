"""A user gets the rate that he types: today's team under today's policy obtains it."""

from pathlib import Path

import pytest

from salessim import compare, simulate
from salessim.engine.obtained_rates import obtained
from salessim.scenario import Scenario
from salessim.units import NORMAL_QUANTILE_975

ALLOWED_GAP = 0.02
"""Relative. What remains is the market being worked: good firms become customers."""

Z = 3.9
"""Standard errors granted to luck: with some 100 rates a false alarm in 1 of 100 changes of the
streams."""

REPLICATIONS = {
    "startup": 400,
    "seven_reps": 300,
    "million": 300,
    "hardware_seller": 100,
    "enterprise": 20,
    "segmentation": 150,
    "everything": 80,
    "sdr_pod": 100,
    "field_force": 30,
    "door_to_door": 40,
    "levers/conversion": 150,
    "levers/crm": 80,
    "levers/leads": 80,
    "levers/people": 60,
    "levers/vision": 80,
}


IN_EACH_RUN = ("startup", "everything", "sdr_pod")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in IN_EACH_RUN else pytest.mark.full)
        for name in REPLICATIONS
    ],
)
def test_shipped_scenarios(scenarios: Path, name: str) -> None:
    rates = obtained(Scenario.load(scenarios / f"{name}.yaml"), replications=REPLICATIONS[name])
    assert rates
    for rate in rates:
        if rate.path.endswith(".every"):
            continue  # contacts come as often as hours allow
        luck = Z / NORMAL_QUANTILE_975 * rate.half_width
        assert abs(rate.obtained - rate.typed) <= ALLOWED_GAP * rate.typed + luck, rate


@pytest.mark.full
@pytest.mark.parametrize(
    ("path", "typed", "instead"),
    [
        ("funnel.conquest.offer.passes", "prospects: 900", "prospects: 9000"),
        (
            "segments.grocers.funnel.visit.every",
            "{country: Germany}",
            "{country: none, leave: 0 days a year, sick: 0 days a year}",
        ),
    ],
)
def test_what_lowers_two_rates_of_the_wholesaler(
    scenarios: Path, path: str, typed: str, instead: str
) -> None:
    """A market that is worked through, and people who are away: without them they are as typed."""
    text = (scenarios / "seasonal.yaml").read_text(encoding="utf-8")
    assert text.count(typed) == 1
    rates = []
    for one in (text, text.replace(typed, instead)):
        found = obtained(Scenario.parse(one), replications=200)
        rates += [rate for rate in found if rate.path == path]
    assert rates[0].obtained < rates[0].typed - 2.0 * rates[0].half_width
    assert abs(rates[1].relative_gap) < 0.01


TEAM = """
name: typed rates
horizon: {from: 2027-01, months: 12}
segments:
  gold: {prospects: 400, deal: 20k, churn: 10 % a year}
  bronze: {prospects: 4000, deal: 2k, churn: 40 % a year}
funnel:
  conquest:
    call: {hours: 0.2, passes: 6 %}
    appointment: {hours: 2, works: discovery, passes: 70 %, buyer_takes: 5 days}
    proposal: {hours: 5, passes: 35 %, buyer_takes: 10..30 days}
  loyalty:
    visit: {hours: 1, every: 60 days}
    renewal: {hours: 1, passes: 80 %, buyer_takes: 14 days}
team:
  hunter: {people: 3, motion: conquest, skills: {prospecting: good, discovery: weak}}
  farmer: {people: 2, motion: loyalty, skills: {account_care: good, discovery: good}}
today: {customers: {gold: 60, bronze: 100}}
"""


def test_a_mixed_team_obtains_what_is_typed() -> None:
    rates = obtained(Scenario.parse(TEAM), replications=150)
    assert {rate.path for rate in rates} == {
        "funnel.conquest.call.passes",
        "funnel.conquest.appointment.passes",
        "funnel.conquest.proposal.passes",
        "funnel.loyalty.visit.every",
        "funnel.loyalty.renewal.passes",
        "segments.gold.churn",
        "segments.bronze.churn",
    }
    for rate in rates:
        luck = Z / NORMAL_QUANTILE_975 * rate.half_width
        assert abs(rate.obtained - rate.typed) <= ALLOWED_GAP * rate.typed + luck, rate


SOURCES = """
name: many sources of first meetings
horizon: {{from: 2027-01, months: 12}}
segments: {{firms: {{prospects: {firms}, deal: 10k, churn: 10 % a year}}}}
channels: {{web: {{leads: 20 a month, quality: 0.5, routing: {routing}}}}}
prospecting: {{targeting: {targeting}}}
funnel:
  conquest:
    call:        {{hours: 0.2, passes: 5 %}}
    appointment: {{hours: 2, works: discovery, passes: 80 %, buyer_takes: 7 days}}
    proposal:    {{hours: 5, passes: 35 %, repeats: {repeats}, buyer_takes: 20 days}}
team:
  seller: {{people: 2, skills: {{prospecting: good, discovery: good}}}}
  junior: {{people: 2, motion: conquest, skills: {{prospecting: weak, discovery: weak}}}}
today: {{customers: {{firms: 40}}}}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("firms", "targeting", "routing", "repeats"),
    [
        (10_000, "40 %", "round_robin", "0 %"),
        (10_000, "0 %", "pooled", "30 %"),
        (1_500, "0 %", "least_loaded", "10 %"),
    ],
)
def test_who_calls_whom_and_how_often_is_reckoned_with(
    firms: int, targeting: str, routing: str, repeats: str
) -> None:
    """Quality of leads, a sorted list, unequal callers and repeated rounds leave the rates alone.

    They are reckoned in closed forms, to which a percent more is granted than to one source alone.
    """
    text = SOURCES.format(firms=firms, targeting=targeting, routing=routing, repeats=repeats)
    for rate in obtained(Scenario.parse(text), replications=60):
        if rate.path.endswith(".every"):
            continue  # contacts come as often as hours allow
        luck = Z / NORMAL_QUANTILE_975 * rate.half_width
        assert abs(rate.obtained - rate.typed) <= 1.5 * ALLOWED_GAP * rate.typed + luck, rate


CHURN = """
name: half of all leave
horizon: {from: 2027-01, months: 12}
segments: {firms: {prospects: 10, deal: 1k a month, churn: 50 % a year}}
prospecting: {outbound: none}
team: {seller: {people: 3}}
motivation: none
learning: none
"""


def test_customers_won_from_todays_deals_are_counted() -> None:
    """200 deals at their last stage: some 125 become customers in the first days."""
    deals = "".join(
        f"    - {{segment: firms, account: f{number}, stage: negotiation}}\n"
        for number in range(200)
    )
    rates = {
        rate.path: rate
        for rate in obtained(Scenario.parse(f"{CHURN}today:\n  deals:\n{deals}"), replications=40)
    }
    churn = rates["segments.firms.churn"]
    assert churn.typed == 0.5
    assert churn.obtained == pytest.approx(0.5, abs=0.02)
    assert rates["funnel.conquest.negotiation.passes"].cases == 40 * 200
    assert rates["funnel.loyalty.visit.every"].obtained == pytest.approx(365.25 / 60, rel=0.05)


def test_churn_is_printed_in_the_terms_in_which_it_is_typed() -> None:
    """Of 400 customers half leave within a year; the hazard is .69 a year, which nobody typed."""
    scenario = Scenario.parse(f"{CHURN}today: {{customers: {{firms: 400}}}}\n")
    found = simulate(scenario, replications=20, seed=1).indicators
    churn = found["churn_per_year"]
    assert found["customers_lost"].mean == pytest.approx(200, rel=0.05)
    assert churn.mean == pytest.approx(0.5, abs=0.02)
    assert churn.ci95 is not None and churn.ci95[0] < churn.mean < churn.ci95[1]


def test_churn_of_a_part_of_a_month_is_that_of_a_year() -> None:
    text = CHURN.replace("from: 2027-01, months: 12", "from: 2027-01-29, months: 2")
    scenario = Scenario.parse(f"{text}today: {{customers: {{firms: 4000}}}}\n")
    churn = simulate(scenario, replications=10, seed=1).indicators["churn_per_year"].mean
    assert churn == pytest.approx(0.5, abs=0.03)


def test_attrition_is_printed_in_the_terms_in_which_it_is_typed() -> None:
    """40 people of whom 30 % leave a year, all posts filled again the next day."""
    scenario = Scenario.parse(CHURN).vary(
        {
            "team.seller.people": 40,
            "attrition": {
                "rate": "30 % a year", "newcomers": 1, "notice": "0 days", "time_to_hire": "1 day",
            },
        }
    )  # fmt: skip
    found = simulate(scenario, replications=40, seed=1).indicators["attrition_per_year"].mean
    assert found == pytest.approx(0.3, abs=0.03)


def test_a_difference_of_churn_is_one_of_shares() -> None:
    scenario = Scenario.parse(f"{CHURN}today: {{customers: {{firms: 400}}}}\n")
    fewer = {"segments.firms.churn": "20 % a year"}
    comparison = compare(scenario, {"fewer": fewer}, replications=20).findings.variants[0]
    found = comparison.differences["churn_per_year"]
    assert found.mean == pytest.approx(-0.3, abs=0.03)


def test_stage_rates_count_those_who_were_let_on_and_wait() -> None:
    """A buyer who takes 100 days of a horizon of 120 is still open; who was sent away is not."""
    text = """
name: slow buyers
horizon: {from: 2027-01, months: 4}
segments: {firms: {prospects: 100000, deal: 10k}}
channels: {web: {leads: 100 a month, passes: 60 %, goes_cold_in: 300 days}}
prospecting: {outbound: none}
crm: {leak: 0 %}
funnel:
  conquest:
    call: {hours: 0.1, passes: 5 %}
    appointment: {hours: 0.5, passes: 60 %, buyer_takes: 100 days}
    proposal: {hours: 1, passes: 50 %}
team: {seller: {people: 4}}
"""
    scenario = Scenario.parse(text)
    stage = simulate(scenario, replications=40, seed=1).funnel.conquest[1]
    assert stage.open > stage.advanced
    assert stage.rate == pytest.approx(0.6, abs=0.02)
    passes = next(
        rate for rate in obtained(scenario, replications=40) if rate.path.endswith("ment.passes")
    )
    assert passes.obtained == pytest.approx(0.6, abs=0.02)


def test_five_years_of_a_worked_market_are_not_today() -> None:
    """Rates are those of the first year: a longer horizon does not change what is typed."""
    far = Scenario.parse(TEAM.replace("months: 12", "months: 36"))
    near = obtained(Scenario.parse(TEAM), replications=4)
    for rate, same in zip(near, obtained(far, replications=4), strict=True):
        assert rate.cases == pytest.approx(same.cases, rel=0.25), rate


def test_rates_of_a_variant_are_those_of_today() -> None:
    scenario = Scenario.parse(TEAM)
    changed = scenario.vary({"team.hunter.skills.discovery": "expert", "team.hunter.people": 9})
    before, after = (obtained(s, replications=2) for s in (scenario, changed))
    assert before == after
