"""Of plans as good as each other: the one that stays near today's and leaves nobody idle."""

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.request import PlanRequest

TWINS = """
name: Two segments that are one
horizon: {from: 2027-01, months: 6}
segments:
  north: {prospects: 4000, deal: 5k, churn: 0 % a year}
  south: {prospects: 4000, deal: 5k, churn: 0 % a year}
funnel:
  conquest:
    call: {hours: 0.25, passes: 4 %}
    appointment: {hours: 2, works: discovery, passes: 40 %, buyer_takes: 7 days}
  loyalty: {}
team: {hunter: {people: 3, motion: conquest, base: 40k a year}}
motivation: none
learning: none
time: {adherence: 100 %, conquest: {north: 70 %, south: 30 %}}
"""
TAIL = 8
MONTHS = 6


def planned(
    scenario: Scenario, request: PlanRequest | None = None
) -> tuple[SolvedPlan, np.ndarray]:
    """A plan and the selling hours of today's people, (groups, months)."""
    coefficients = coefficients_of(scenario, TAIL)
    plan = LpModel(coefficients, request or PlanRequest()).solved()
    return plan, coefficients.hours.selling[:, :MONTHS]


def test_where_two_segments_are_worth_the_same_todays_shares_stay() -> None:
    plan, _ = planned(Scenario.parse(TWINS))
    hours = plan.hours[0, :, 0, :MONTHS]
    # Half a percent of what hours decide may go to calm, not the shares: 2 points.
    assert hours[0] / hours.sum(axis=0) == pytest.approx(np.full(MONTHS, 0.7), abs=0.02)


def test_shares_do_not_jump_from_month_to_month() -> None:
    plan, _ = planned(Scenario.parse(TWINS))
    shares = plan.hours[0, 0, 0, :MONTHS] / plan.hours[0, :, 0, :MONTHS].sum(axis=0)
    assert np.abs(np.diff(shares)).max() < 0.02


def test_nobody_sits_still_while_there_is_somebody_to_call() -> None:
    plan, selling = planned(Scenario.parse(TWINS))
    assert plan.hours[0, :, :, :MONTHS].sum(axis=(0, 1)) == pytest.approx(selling[0], rel=1e-6)


def test_people_who_could_come_are_not_hired_for_the_sake_of_calm() -> None:
    """Payroll is asked to be least: hours of those who are not there are nobody's idle hours."""
    free = Scenario.parse(TWINS).vary(
        {"team.hunter.people": {"today": 3, "least": 3, "most": 9, "found_in": "0 days"}}
    )
    plan, _ = planned(free, PlanRequest("payroll"))
    assert plan.people[0, :MONTHS] == pytest.approx(np.full(MONTHS, 3.0), rel=0.006)
