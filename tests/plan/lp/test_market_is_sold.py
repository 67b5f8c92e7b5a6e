"""A plan's leads follow the firms that are free and the customers there are."""

from math import exp

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel, SolvedPlan
from salessim.plan.lp.variables import NEW
from salessim.plan.request import PlanRequest

WORLD = """
name: sold
horizon: {from: 2027-01, months: MONTHS}
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: 1000, deal: 1k, churn: 0 % a year, leads_from: FROM,
  cooling_off: COOLING}}
channels: {CHANNELS}
prospecting: {outbound: none}
funnel: {conquest: {FIRST sign: {hours: HOURS, passes: PASSES, works: step}}, loyalty: {}}
team: {rep: {people: 1, base: 30k a year}}
motivation: none
learning: none
time: {adherence: 100 %}
TODAY
"""


def planned(
    channels: str,
    months: int,
    *,
    market: str = "whole_market",
    cooling: str = "3650 days",
    hours: str = "0.01",
    passes: str = "100 %",
    today: str = "",
    first: str = "",
) -> tuple[SolvedPlan, np.ndarray]:
    """The plan with most revenue, and the leads worked in it by month."""
    text = WORLD
    words = {"MONTHS": str(months), "FROM": market, "COOLING": cooling, "CHANNELS": channels}
    words |= {"HOURS": hours, "PASSES": passes, "TODAY": today, "FIRST": first}
    for word, value in words.items():
        text = text.replace(word, value)
    model = LpModel(coefficients_of(Scenario.parse(text), tail=2), PlanRequest())
    solved = model.solved()
    assert solved.solution.values is not None
    return solved, solved.solution.values[model.x.leads[0, 0, :months]]


CALL = "call: {hours: 0.01, passes: 5 %, works: prospecting},"
ANSWERED = ", passes: 100 %, goes_cold_in: 365 days, given_up_at: 0 %"


@pytest.mark.parametrize(("first", "asks"), [("", ""), (CALL, ANSWERED)])
def test_the_curve_of_bass_is_planned(first: str, asks: str) -> None:
    """p .03, q .38: 65.2 % after eight years, within 1.5 percent of the market."""
    channels = (
        f"ads: {{leads: 30 a year{asks}}}, "
        f"friends: {{per_customer: 0.38 a year, relationship_effect: 0{asks}}}"
    )
    solved, _ = planned(channels, 96, first=first)
    years = np.arange(1, 97) / 12.0
    faded = np.exp(-0.41 * years)
    expected = 1000 * (1.0 - faded) / (1.0 + 0.38 / 0.03 * faded)
    assert np.abs(solved.customers[NEW, 0, 1:97] - expected).max() < 15


def test_firms_that_said_no_are_no_lead_until_they_have_cooled_off() -> None:
    """Nobody buys: 1,000 (1 - exp(-.6)) firms have asked after a year; later they ask anew."""
    ads = "ads: {leads: 600 a year}"
    _, once = planned(ads, 12, passes="0.1 %")
    assert once.sum() == pytest.approx(1000 * (1.0 - exp(-0.6)), rel=0.01)
    _, again = planned(ads, 12, passes="0.1 %", cooling="90 days")
    assert 1.15 * once.sum() < again.sum() < 600
    _, always = planned(ads, 12, passes="0.1 %", market="free_firms")
    assert always.sum() == pytest.approx(600, rel=0.01)


def test_leads_are_as_many_as_typed_where_half_the_market_is_sold() -> None:
    ads, today = "ads: {leads: 600 a year}", "today: {customers: {gold: 1000}}"
    _, leads = planned(ads, 12, passes="0.1 %", today=today)
    assert leads.sum() == pytest.approx(1000 * (1.0 - exp(-0.6)), rel=0.01)


def test_recommendations_flow_from_the_customers_that_the_plan_wins() -> None:
    """A closer who has no hours for half of the leads has half of the customers to tell others."""
    channels = "ads: {leads: 60 a year}, friends: {per_customer: 3 a year, relationship_effect: 0}"
    many, _ = planned(channels, 12, market="free_firms")
    few, leads = planned(channels, 12, market="free_firms", hours="30")
    # dC/dt = 60 + 3 C from nothing: 20 (exp(3) - 1) after a year.
    assert many.customers[NEW, 0, 12] == pytest.approx(20 * (exp(3.0) - 1.0), rel=0.04)
    assert few.customers[NEW, 0, 12] < 0.5 * many.customers[NEW, 0, 12]
    assert leads.sum() == pytest.approx(few.customers[NEW, 0, 12], rel=0.1)
