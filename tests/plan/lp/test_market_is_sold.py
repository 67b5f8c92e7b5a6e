"""A plan's leads follow the firms that are free and the customers there are."""

from math import exp

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.lp.variables import NEW
from salessim.plan.request import PlanRequest

WORLD = """
name: sold
horizon: {from: 2027-01, months: MONTHS}
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: 1000, deal: 1k, churn: CHURN, leads_from: FROM,
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
    churn: str = "0 % a year",
    hours: str = "0.01",
    passes: str = "100 %",
    today: str = "",
    first: str = "",
) -> tuple[SolvedPlan, np.ndarray]:
    """The plan with most revenue, and the leads worked in it by month."""
    text = WORLD
    words = {"MONTHS": str(months), "FROM": market, "COOLING": cooling, "CHANNELS": channels}
    words |= {"HOURS": hours, "PASSES": passes, "TODAY": today, "FIRST": first, "CHURN": churn}
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


YEARS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.25
FRIENDS = "friends: {per_customer: 12 a year, relationship_effect: 0}"
SOLD = "today: {customers: {gold: 1000}}"


def leads_on_course(text_of: dict[str, str]) -> np.ndarray:
    """Leads by month of 2027 along the market's course, all of them answered."""
    text = WORLD
    words = {"MONTHS": "12", "FROM": "free_firms", "COOLING": "3650 days", "CHANNELS": FRIENDS}
    words |= {"HOURS": "0.01", "PASSES": "0.1 %", "TODAY": SOLD, "FIRST": "", "CHURN": "0 % a year"}
    for word, value in (words | text_of).items():
        text = text.replace(word, value)
    come: np.ndarray = coefficients_of(Scenario.parse(text), tail=0).leads.come[0, 0]
    return come


@pytest.mark.parametrize(
    ("churn", "hazards"),
    [
        ("{2027-01: 0 % a year, 2027-07: 50 % a year}", [0.0] * 6 + [1.0] * 6),
        (
            "{typical: 50 % a year, season: [0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0]}",
            [0] * 5 + [12] + [0] * 6,
        ),
    ],
)
def test_customers_who_recommend_us_leave_as_the_month_says(
    churn: str, hazards: list[float]
) -> None:
    """A recommendation a month of each of 1,000 customers, of whom ln 2 a year times so many leave.

    Those of a month go by its first day's customers; one lead in a thousand buys.
    """
    come = leads_on_course({"CHURN": churn})
    there = 1000.0
    for leads, hazard, years in zip(come, hazards, YEARS, strict=True):
        assert leads == pytest.approx(12.0 * there * years, rel=1e-3)
        there += 0.001 * leads - np.log(2.0) * hazard * years * there


def test_who_is_won_by_month_recommends_us() -> None:
    """Nobody buys before July and all from then on: C grows by what comes, month by month."""
    come = leads_on_course({
        "PASSES": "{2027-01: 0.1 %, 2027-07: 100 %}", "TODAY": "today: {customers: {gold: 10}}",
        "prospects: 1000,": "prospects: 100000,",
    })  # fmt: skip
    there = 10.0
    for month, (leads, years) in enumerate(zip(come, YEARS, strict=True)):
        assert leads == pytest.approx(12.0 * there * years, rel=1e-3)
        there += leads * (1.0 if month >= 6 else 0.001)
    assert there > 500


def test_rests_that_grow_shorter_let_firms_come_back_sooner() -> None:
    """1,000 firms ask at 600 a year and say no: none comes back before July, all after a month."""
    ads = {"CHANNELS": "ads: {leads: 600 a year}", "FROM": "whole_market", "TODAY": ""}
    never = leads_on_course(ads)
    later = leads_on_course({**ads, "COOLING": "{2027-01: 3650 days, 2027-07: 30 days}"})
    assert later[:7] == pytest.approx(never[:7])
    # From August on as many come back as asked the month before: the free firms stay as they are.
    assert later[8:] / YEARS[8:] == pytest.approx([later[8] / YEARS[8]] * 4, rel=0.01)
    assert never[11] / later[11] == pytest.approx(exp(-0.6 * 4 / 12), rel=0.02)
