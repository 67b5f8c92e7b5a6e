"""Limits that a request asks for: each is kept, and each is told where it binds."""

from functools import cache

import pytest

from salessim import Scenario
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.explanations import bounds_of, reasons
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.request_limits import (
    LEAST_CARE,
    LEAST_PROSPECTING,
    LEAST_SHARE,
    LIMITS,
    MOST_CHANGE,
    MOST_SHARE,
    requested_reason,
)
from salessim.plan.lp.solved_plan import binding_rows
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import RevenueGoal
from salessim.plan.solving.linear_program import ConstraintFamily

TEAM = """
name: Two segments
horizon: {from: 2027-01, months: 3}
segments:
  gold:   {prospects: 3000, deal: 20k, churn: 10 % a year, orders: 500 a month}
  bronze: {prospects: 3000, deal: 2k, churn: 10 % a year, orders: 50 a month}
funnel:
  conquest:
    call: {hours: 0.25, passes: 4 %}
    proposal: {hours: 4, passes: 30 %, buyer_takes: 14 days}
  loyalty:
    visit: {hours: 1, every: 60 days}
team:
  hunter: {people: 3, motion: conquest, base: 40k a year, on_target: 60k a year}
  farmer: {people: 1, motion: loyalty}
motivation: none
learning: none
time: {adherence: 100 %}
today: {customers: {gold: 200, bronze: 200}}
"""


@cache
def coefficients() -> LpCoefficients:
    return coefficients_of(Scenario.parse(TEAM), tail=3)


@pytest.mark.parametrize(
    ("request_", "family", "sentence"),
    [
        (PlanRequest(shares={"bronze": (0.3, 1)}), LEAST_SHARE, "bronze has just the least share"),
        (PlanRequest(shares={"gold": (0, 0.5)}), MOST_SHARE, "gold has the largest share of hours"),
        (PlanRequest(largest_change=0.05), MOST_CHANGE, "is reached upwards for hunter, gold, "),
    ],
)
def test_a_limit_that_binds_is_told(
    request_: PlanRequest, family: ConstraintFamily, sentence: str
) -> None:
    model = LpModel(coefficients(), request_)
    solved = model.solved()
    binding = binding_rows(solved)
    assert any(own is family for own, _ in binding)
    told = [bound for bound in bounds_of(solved, coefficients()) if bound.limit == family.name]
    assert told and all(sentence in bound.sentence for bound in told)
    if family.reason is not None:
        why = {one.limit for one in reasons(model, solved).values()}
        assert family.reason in why


def test_prospecting_is_kept_above_its_least_in_every_month() -> None:
    least = 0.6
    assert (
        not LpModel(coefficients(), PlanRequest()).solved().program.rows.of(LEAST_PROSPECTING).any()
    )
    model = LpModel(coefficients(), PlanRequest("payroll", least_prospecting=least))
    solved, calls = model.solved(), model.x.calls[0]
    assert solved.solution.values is not None
    for t in range(coefficients().months):
        assert (LEAST_PROSPECTING, t) in solved.program.rows
        hours = solved.solution.values[calls[:, t]] @ coefficients().calls.hours
        assert hours >= least * coefficients().hours.selling[0, t] * (1 - 1e-6)


def test_a_reason_holds_for_the_hours_of_its_own_motion() -> None:
    binding = {(LEAST_CARE, (1, 2))}
    assert requested_reason(binding, (0, 1, LOYALTY, 2)) == LEAST_CARE.reason
    assert requested_reason(binding, (0, 1, CONQUEST, 2)) == ""
    assert requested_reason(binding, (0, 0, LOYALTY, 2)) == ""


def test_every_limit_says_what_it_asks_for() -> None:
    for family in LIMITS:
        assert family.inequality and family.sentence


def test_a_goal_is_told_by_its_month() -> None:
    most = LpModel(coefficients(), PlanRequest()).solved().revenue[..., :3].sum()
    goals = (RevenueGoal(2, 0.99 * float(most), "2027-03"),)
    solved = LpModel(coefficients(), PlanRequest("payroll", goals=goals)).solved()
    told = [bound for bound in bounds_of(solved, coefficients()) if bound.limit == "goal"]
    assert [bound.sentence for bound in told] in ([], ["the target 2027-03 is just reached"])
