"""Customers may be looked after in several ways at once: visits, calls, mails, each in its time."""

import pytest

from salessim import Result, Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.units import NORMAL_QUANTILE_975

CARE = """
name: care
horizon: {from: 2027-01, months: 12}
segments:
  gold: {prospects: 50, deal: 9k, orders: 300 a month, churn: 20 % a year}
  bronze: {prospects: 50, deal: 1k, orders: 50 a month, churn: 40 % a year}
prospecting: {outbound: none}
funnel:
  loyalty:
    visit: {hours: 2, every: 60 days, effect: 30 %, segments: [gold]}
    mail: {hours: 0.1, every: 10 days, effect: 3 %}
    upsell: {hours: 1, passes: 30 %, each: 1 a year}
    call: {hours: 0.3, every: 20 days, effect: 8 %, segments: [gold]}
team: {farmer: {people: 3, motion: loyalty}}
motivation: none
learning: none
today: {customers: {gold: 150, bronze: 60}}
"""


def made(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Contacts made a customer and year, by segment and kind."""
    result = simulate(scenario, replications=20, seed=1)
    customers = {"gold": 150, "bronze": 60}
    return {
        (row.segment, row.stage): row.advanced / customers[row.segment]
        for row in result.funnel.by_segment
        if row.kind == "contact"
    }


def test_each_kind_comes_as_often_as_planned_where_it_is_planned() -> None:
    """Customers leave, and a contact waits over nights and weekends before the next one's time
    begins: up to a third less than planned."""
    contacts = made(Scenario.parse(CARE))
    planned = {
        ("gold", "visit"): 365 / 60, ("gold", "call"): 365 / 20, ("gold", "mail"): 36.5,
        ("bronze", "mail"): 36.5,
    }  # fmt: skip
    for place, count in contacts.items():
        maximum = planned.get(place, 0.0)
        assert 0.65 * maximum <= count <= maximum, place


@pytest.mark.parametrize("people", [1, 3], ids=["too few hours", "hours enough"])
def test_the_typed_churn_is_obtained(people: int) -> None:
    scenario = Scenario.parse(CARE.replace("people: 3", f"people: {people}"))
    for rate in obtained(scenario, replications=60):
        if rate.path.endswith("churn"):
            luck = 3.5 / NORMAL_QUANTILE_975 * rate.half_width
            assert abs(rate.obtained - rate.typed) <= 0.02 * rate.typed + luck, rate


def orders(result: Result) -> float:
    mean = result.indicators["revenue_loyalty"].mean
    assert mean is not None
    return mean


@pytest.mark.parametrize(
    "change",
    [{"funnel.loyalty.visit.every": "30 days"}, {"funnel.loyalty.visit.effect": "60 %"},
     {"funnel.loyalty.mail.every": "5 days"}, {"funnel.loyalty.call.effect": "20 %"}],
    ids=lambda change: next(iter(change)).removeprefix("funnel.loyalty."),
)  # fmt: skip
def test_more_care_brings_more(change: dict[str, str]) -> None:
    scenario = Scenario.parse(CARE)
    before = simulate(scenario, replications=40, seed=1)
    after = simulate(scenario.vary(change), replications=40, seed=1)
    assert orders(after) > 1.005 * orders(before)


def test_a_kind_that_no_segment_gets_changes_nothing() -> None:
    plain = Scenario.parse(CARE)
    absent = plain.vary({"funnel.loyalty.call": None})
    nobody = plain.vary({"funnel.loyalty.call.segments": []})
    tables = [
        next(batches(build(scenario), replications=3, seed=1)).months.tobytes()
        for scenario in (absent, nobody)
    ]
    assert tables[0] == tables[1]
