"""No plan looks after more customers than keepers may have."""

import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.request import PlanRequest

TEAM = """
name: room
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 300, deal: 20k, churn: 40 % a year, orders: 500 a month}}
funnel:
  conquest:
    call: {hours: 0.25, passes: 4 %}
    proposal: {hours: 4, passes: 30 %}
  loyalty:
    visit: {hours: 0.5, every: 30 days}
team:
  hunter: {people: 1, motion: conquest, base: 40k a year}
  farmer: {people: PEOPLE, motion: loyalty, base: 30k a year, AT_MOST}
motivation: none
learning: none
time: {adherence: 100 %}
today: {customers: {gold: 200}}
"""


def contacts(people: str, at_most: str) -> tuple[list[float], list[float]]:
    """Contacts and farmers by month of the plan with most revenue."""
    scenario = Scenario.parse(TEAM.replace("PEOPLE", people).replace("AT_MOST", at_most))
    coefficients = coefficients_of(scenario, tail=3)
    model = LpModel(coefficients, PlanRequest())
    solved = model.solved()
    farmer = [group.role for group in coefficients.groups].index("farmer")
    assert solved.solution.values is not None
    made = solved.solution.values[model.x.contacts[farmer, 0]]
    return made[:6].tolist(), solved.people[farmer, :6].tolist()


def test_a_keeper_of_fifty_is_planned_fifty_contacts_a_cycle() -> None:
    """A contact every 30 days for 50 customers: 50 x 12.2 a year, by each month's days."""
    limited, _ = contacts("1", "at_most: 50 customers")
    for month, days in zip(limited, (31, 28, 31, 30, 31, 30), strict=True):
        assert month <= 50 * days / 30 * 1.001
    free, _ = contacts("1", "at_most: 500 customers")
    assert sum(free) > 1.5 * sum(limited) > 0
    assert contacts("1", "motivation: 0.6")[0] == pytest.approx(free)


def test_keepers_who_are_hired_bring_room() -> None:
    made, people = contacts("{today: 1, most: 4, found_in: 30 days}", "at_most: 50 customers")
    assert people[-1] > 1.5
    for month, heads, days in zip(made, people, (31, 28, 31, 30, 31, 30), strict=True):
        assert month <= 50 * heads * days / 30 * 1.001
