"""Plans of shipped scenarios: three objectives, three teams; predicted as simulated."""

from pathlib import Path

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.optimiser import TAIL
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import Objective, goals_of
from salessim.plan.response_correction import tried_plan
from salessim.plan.simulation_check import ReplicationSettings, half_width

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
IN_EACH_RUN = ("startup.yaml", "contracts.yaml")
"""Files whose plans are checked at every change; those of the others take many minutes."""
SHIPPED = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in [
        *FOLDER.glob("*.yaml"),
        *FOLDER.glob("levers/*.yaml"),
        *FOLDER.glob("plans/*.yaml"),
    ]
)
APART = 0.02
"""Least relative difference of two plans' revenue that makes them different plans."""


def solved(
    scenario: Scenario, coefficients: LpCoefficients, objective: Objective, target: float
) -> SolvedPlan:
    return LpModel(coefficients, PlanRequest(objective, goals=goals_of(scenario, target))).solved()


@pytest.mark.full
@pytest.mark.parametrize(("name", "target"), [("how_many_hunters", 1e6), ("how_many_reps", 1.45e6)])
def test_the_target_binds_and_three_objectives_ask_for_three_teams(
    name: str, target: float
) -> None:
    scenario = Scenario.load(FOLDER / "plans" / f"{name}.yaml", trust=FOLDER)
    coefficients = coefficients_of(scenario, TAIL)
    printed = coefficients.printed
    plans = {
        kind: solved(scenario, coefficients, kind, target)
        for kind in ("ratio", "profit", "revenue")
    }
    revenue = {kind: plan.revenue[..., :printed].sum() for kind, plan in plans.items()}
    assert revenue["ratio"] == pytest.approx(target, rel=1e-4)
    assert revenue["ratio"] * (1 + APART) < revenue["profit"]
    assert revenue["profit"] * (1 + APART) < revenue["revenue"]
    ratios = {kind: plan.payroll / revenue[kind] for kind, plan in plans.items()}
    assert ratios["ratio"] < ratios["profit"] < ratios["revenue"]
    people = {kind: plan.people[:, :printed].mean(axis=1).sum() for kind, plan in plans.items()}
    assert people["ratio"] + 0.3 < people["profit"] < people["revenue"] - 0.3


@pytest.mark.full
@pytest.mark.parametrize(("name", "futures"), [("seven_reps", 100), ("million", 100)])
def test_before_any_correction_predicted_revenue_is_within_a_tenth_of_the_simulated(
    name: str, futures: int
) -> None:
    # All five are in experiments/plan_of_hours. 100 futures know revenue to about 1.5 %, and the
    # gaps stand near 1 %: a false alarm at 5 % takes more than four standard errors.
    scenario = Scenario.load(FOLDER / f"{name}.yaml")
    coefficients = coefficients_of(scenario, TAIL)
    plan = LpModel(coefficients, PlanRequest()).solved()
    ones = np.ones((2, coefficients.segments, coefficients.months))
    tested = tried_plan(
        scenario, coefficients, plan, ReplicationSettings(futures, 5, precision=0.0), ones
    )
    assert abs(tested.gap) < 0.05


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("startup", marks=pytest.mark.slow),
        *(
            pytest.param(name, marks=pytest.mark.full)
            for name in ("seven_reps", "million", "hardware_seller", "enterprise")
        ),
    ],
)
def test_the_end_of_the_horizon_does_not_starve_its_first_nine_months(name: str) -> None:
    """Less than a tenth of the hours is elsewhere in a plan for twelve months and one for 24."""
    scenario = Scenario.load(FOLDER / f"{name}.yaml")
    short, long = (
        LpModel(
            coefficients_of(scenario.vary({"horizon.months": months}), TAIL), PlanRequest()
        ).solved()
        for months in (12, 24)
    )
    first, same = short.hours[..., :9], long.hours[..., :9]
    assert np.abs(first - same).sum() < 0.1 * same.sum()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in IN_EACH_RUN else pytest.mark.full)
        for name in SHIPPED
    ],
)
def test_every_shipped_scenario_has_a_plan_that_brings_about_what_it_predicts(name: str) -> None:
    # Uncorrected curves miss by up to a sixth (in `everything`); 20 futures are as unsure as said.
    scenario = Scenario.load(FOLDER / name, trust=FOLDER)
    coefficients = coefficients_of(scenario, TAIL)
    plan = LpModel(coefficients, PlanRequest()).solved()
    assert plan.bound == pytest.approx(plan.best, rel=1e-6)
    ones = np.ones((2, coefficients.segments, coefficients.months))
    tested = tried_plan(
        scenario, coefficients, plan, ReplicationSettings(20, 5, precision=0.0), ones
    )
    assert abs(tested.gap) < 0.25 + half_width(tested.outcome.runs["revenue"])
