"""Customers with a contract leave on its dates, and pilots end, in a plan as in the world."""

from typing import Any

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.lp.variables import NEW, OLD
from salessim.plan.request import PlanRequest

WORLD = """
name: contracts
horizon: {from: 2027-01, months: 30}
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {firms: {prospects: 0, deal: 12k a year, churn: 20 % a year, contract: CONTRACT}}
channels: {web: {leads: 10 a month}}
prospecting: {outbound: none}
funnel: {conquest: {sign: {hours: 0.01, passes: 100 %, works: step}}, loyalty: {}}
loyalty: {churn_effect: 0, floor: 100 %}
team: {rep: {people: 1, base: 30k a year}}
motivation: none
learning: none
attrition: none
time: {adherence: 100 %}
TODAY
"""


def planned(contract: str, today: str = "") -> tuple[SolvedPlan, Any]:
    """The plan, and its subscriptions in currency a year, (cohorts, months + 1)."""
    text = WORLD.replace("CONTRACT", contract).replace("TODAY", today)
    model = LpModel(coefficients_of(Scenario.parse(text), tail=0), PlanRequest())
    solved = model.solved()
    assert solved.solution.values is not None
    return solved, solved.solution.values[model.x.subscriptions[:, 0]] * model.unit


def named(count: int, renews: str) -> str:
    accounts = [
        f"{{name: F{k}, segment: firms, value_per_year: 12k, renews: {renews}}}"
        for k in range(count)
    ]
    return f"today: {{accounts: [{', '.join(accounts)}]}}"


def of(solved: SolvedPlan, cohort: int) -> Any:
    return solved.customers[cohort, 0]


def test_todays_customers_leave_on_their_typed_date() -> None:
    """20 % in July of each year, and nobody in between."""
    there = of(planned("{term: 12}", named(40, "2027-07-10"))[0], OLD)
    assert there[:7] == pytest.approx(np.full(7, 40.0))
    assert there[7:19] == pytest.approx(np.full(12, 32.0))
    assert there[19:31] == pytest.approx(np.full(12, 25.6))


def test_without_a_date_they_leave_in_any_month() -> None:
    there = of(planned("{term: 12}", "today: {customers: {firms: 60}}")[0], OLD)
    assert there[12] == pytest.approx(48.0)
    assert np.diff(there[:13]) == pytest.approx(np.full(12, -1.0))
    assert there[24] == pytest.approx(38.4)


@pytest.mark.parametrize(("term", "notice"), [(12, 0), (6, 2), (24, 3)])
def test_who_is_won_stays_for_the_term(term: int, notice: int) -> None:
    """Of a month's customers 1 - .8 ** ((term - notice) / 12) refuse their first renewal."""
    solved, _ = planned(f"{{term: {term}, notice: {notice}, renews_for: 12}}")
    there, won = of(solved, NEW), solved.wins[0]
    assert np.diff(there)[:term] == pytest.approx(won[:term])
    refuse = 1.0 - 0.8 ** ((term - notice) / 12)
    left = (won - np.diff(there))[term]
    assert left == pytest.approx(refuse * won[0], rel=0.02)
    # One customer a month in equal numbers: what a calendar of dates takes for granted.
    gone = float((won - np.diff(there))[: term + 6].sum())
    assert gone == pytest.approx(refuse * won[:6].sum(), rel=0.02)


def test_pilots_pay_less_and_some_end() -> None:
    """Of ten pilots at a quarter of the price seven go on at the full price."""
    contract = "{term: 24, pilot: {months: 3, price: 25 %, passes: 70 %}}"
    solved, paid = planned(contract)
    there, won = of(solved, NEW), solved.wins[0]
    assert there[3] == pytest.approx(won[:3].sum())
    assert there[10] == pytest.approx(won[7:10].sum() + 0.7 * won[:7].sum())
    full, trial = 0.7 * won[:7].sum(), 0.25 * won[7:10].sum()
    assert paid[NEW, 10] == pytest.approx(12_000 * (full + trial))


def test_who_refuses_may_stay_with_a_smaller_contract() -> None:
    """Of 20 % who refuse half stay at 60 %: 10 % of customers leave, 14 % of what they pay."""
    contract = "{term: 12, downgrades: {share: 50 %, to: 60 %}}"
    solved, paid = planned(contract, named(40, "2027-07-10"))
    assert of(solved, OLD)[12] == pytest.approx(36.0)
    assert paid[OLD, 12] == pytest.approx(40 * 12_000 * 0.86)


STEPS = "{term: 12, steps: {2: 110 %, 3: 120 %}}"


def test_steps_in_price_reach_todays_customers() -> None:
    """Forty who pay 12k and signed on 10 July 2026: 80 % go on at 110 %, 64 % at 120 %."""
    today = named(40, "2027-07-10").replace("renews: ", "since: 2026-07-10, renews: ")
    pays = planned(STEPS, today)[1][OLD]
    assert pays[0] == pytest.approx(480_000)
    # The price rises on the day on which a fifth leaves, of what was paid at the month's beginning.
    assert pays[7] == pytest.approx(480_000 * 0.8 * 1.1, rel=0.02)
    assert pays[19] == pytest.approx(480_000 * 0.64 * 1.2, rel=0.03)


def test_steps_in_price_reach_those_who_are_won() -> None:
    """Steps add 10 % of the first price a year after signing, of the 80 % who renew."""
    without, pays = planned("{term: 12}")[1][NEW], planned(STEPS)[1][NEW]
    assert pays[:12] == pytest.approx(without[:12])
    won = without[1] - without[0]
    assert pays[13] - without[13] == pytest.approx(0.1 * won, rel=0.25)


def test_todays_prices_rise_as_contracts_are_drawn() -> None:
    """No churn: a tenth is in its first year; one in 120 has its step in each month of the first.

    .1 at 1 and .9 at its step of 2, as against today's price: a tenth doubles within a year.
    """
    text = WORLD.replace("CONTRACT", "{term: 12, steps: {2: 200 %}}").replace(
        "20 % a year", "0 % a year"
    )
    today = "today: {customers: {firms: 120}}"
    rises = coefficients_of(Scenario.parse(text.replace("TODAY", today)), tail=0).rises[0]
    assert np.prod(1.0 + rises[:12]) == pytest.approx(1.1)
    assert rises[0] == pytest.approx(1 / 120)
    assert rises[12:].sum() == 0.0


CARED_FOR = """
name: early leads
horizon: {from: 2027-01, months: 12}
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {firms: {prospects: 1000, deal: 12k a year, CHURN}}
channels: {web: {leads: {2027-01: 40 a month, 2027-03: 0 a month}, passes: 50 %}}
prospecting: {outbound: none}
funnel:
  conquest: {call: {hours: 0.1, passes: 5 %}, meet: {hours: 1, passes: 50 %}}
  loyalty: {visit: {hours: 1, every: EVERY}}
team: {rep: {people: 1, base: 30k a year}}
motivation: none
learning: none
attrition: none
time: {administration: 50 %, adherence: ADHERENCE}
"""


@pytest.mark.parametrize("adherence", ["50 %", "100 %"])
@pytest.mark.parametrize("every", ["10 days", "90 days"])
@pytest.mark.parametrize(
    "churn",
    [
        "churn: 20 % a year, contract: {pilot: {months: 1, passes: 20 %}}",
        "churn: 90 % a year, contract: {pilot: {months: 6, passes: 5 %}}",
        "churn: 20 % a year, contract: {pilot: {months: 11, passes: 50 %}}",
        "churn: 90 % a year",
    ],
)
def test_who_is_won_may_leave_before_the_next_contact(
    churn: str, every: str, adherence: str
) -> None:
    """Leads of two months, then none: all are answered, though many firms soon leave again.

    Ten days after a win or ninety, reps drift to the customers that are still there, and a firm on
    pilot leaves when that ends, once. 40 leads a month, of 31 and 28 days of 365.25 / 12, half of
    them held and half of these won, but for those whose answer comes after the leads' interest
    fades: between 14 and 19.4 wins.
    """
    text = CARED_FOR.replace("CHURN", churn).replace("EVERY", every)
    scenario = Scenario.parse(text.replace("ADHERENCE", adherence))
    solved = LpModel(coefficients_of(scenario, tail=0), PlanRequest()).solved()
    assert 14.0 < solved.wins[0].sum() < 40 * 59 / 30.4375 / 4


def test_nobody_leaves_while_a_pilot_runs() -> None:
    """Pilots of six months, nine in ten of whose firms would leave in a year, and all pass."""
    contract = "{pilot: {months: 6, price: 50 %, passes: 100 %}}"
    text = WORLD.replace("20 % a year", "90 % a year").replace("CONTRACT", contract)
    scenario = Scenario.parse(text.replace("TODAY", ""))
    model = LpModel(coefficients_of(scenario, tail=0), PlanRequest())
    solved = model.solved()
    assert solved.solution.values is not None
    paid = solved.solution.values[model.x.subscriptions[NEW, 0]] * model.unit
    won = np.cumsum(solved.wins[0])
    assert of(solved, NEW)[1:7] == pytest.approx(won[:6])
    assert paid[1:7] == pytest.approx(won[:6] * 6_000)
