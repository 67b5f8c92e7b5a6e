"""What a plan costs: of a small team, and of 500 reps of 40 kinds over two years.

pytest tests/bench/test_plans.py -m bench --benchmark-enable
"""

from pathlib import Path
from typing import Any

import pytest

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.optimiser import TAIL
from salessim.plan.request import PlanRequest

pytestmark = pytest.mark.bench

KINDS, EACH = 40, 12
LARGE = """
name: Many kinds of reps
horizon: {from: 2027-01, months: 24}
segments:
  gold: {prospects: 20000, deal: 40k, orders: 2k a month, churn: 8 % a year}
  silver: {prospects: 60000, deal: 12k, orders: 600 a month, churn: 15 % a year}
  bronze: {prospects: 200000, deal: 3k, orders: 100 a month, churn: 40 % a year}
channels: {web: {leads: 2000 a month, mix: {silver: 40 %, bronze: 60 %}}}
today: {customers: {gold: 2000, silver: 6000, bronze: 20000}}
team:
"""


def many_kinds() -> Scenario:
    """480 reps and 20 more of the first kind, whose skills all differ."""
    roles = [
        f"  kind{k}: {{people: {EACH + 20 * (k == 0)}, skills: {{"
        f"prospecting: {0.3 + 0.4 * k / KINDS:.3f}, "
        f"negotiation: {0.35 + 0.4 * (7 * k % KINDS) / KINDS:.3f}, "
        f"account_care: {0.3 + 0.5 * (3 * k % KINDS) / KINDS:.3f}}}}}"
        for k in range(KINDS)
    ]
    return Scenario.parse(LARGE + "\n".join(roles))


def planned(scenario: Scenario) -> SolvedPlan:
    """From the scenario to the plan, without simulation."""
    return LpModel(coefficients_of(scenario, TAIL), PlanRequest()).solved()


def test_a_plan_of_a_small_team(benchmark: Any, scenarios: Path) -> None:
    scenario = Scenario.load(scenarios / "startup.yaml")
    benchmark.pedantic(planned, (scenario,), rounds=5, warmup_rounds=1)


def test_a_plan_of_500_reps_of_40_kinds(benchmark: Any) -> None:
    benchmark.pedantic(planned, (many_kinds(),), rounds=1, warmup_rounds=0)
