"""Planning and simulating in turn: which plan is taken, and what its budget asks for."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from salessim import Scenario
from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.request import Objective, PlanRequest, RevenueGoal
from salessim.plan.response_correction import (
    FIRST,
    Round,
    asked_next,
    best_of,
    budget_hours,
    corrected_rounds,
)
from salessim.plan.simulation_check import ReplicationSettings

SMALL_GOLD = """
name: A small market of large contracts beside a large one of small contracts
horizon: {from: 2027-01, months: 6}
segments:
  gold:   {prospects: 150,  deal: 40k, churn: 0 % a year}
  bronze: {prospects: 9000, deal: 2k,  churn: 0 % a year}
funnel:
  conquest:
    call: {hours: 0.25, passes: 4 %}
    appointment: {hours: 2, works: discovery, passes: 40 %, buyer_takes: 7 days}
  loyalty: {}
team: {hunter: {people: 3, motion: conquest, base: 40k a year}}
motivation: none
learning: none
"""


@cache
def coefficients() -> LpCoefficients:
    return coefficients_of(Scenario.parse(SMALL_GOLD), tail=6)


@cache
def rounds() -> tuple[Round, ...]:
    replications = ReplicationSettings(60, 7, precision=0.0)
    return tuple(
        corrected_rounds(Scenario.parse(SMALL_GOLD), coefficients(), PlanRequest(), replications)
    )


def other(usual: Round, reached: float = 0.0, **factors: float) -> Round:
    """The same round with other results: columns by factors, and what the goal counts."""
    outcome = usual.outcome
    runs = outcome.runs.copy()
    for name, factor in factors.items():
        runs[name] = factor * runs[name]
    outcomes = SimpleNamespace(runs=runs, reached=np.full((len(runs), 1), reached))
    return replace(usual, outcome=replace(outcome, outcomes=outcomes))


@pytest.mark.parametrize(
    ("objective", "columns"),
    [
        ("revenue", {"revenue": 1.005}),
        ("profit", {"profit": 1.2}),
        ("payroll", {"payroll": 0.9}),
        ("ratio", {"payroll": 0.9}),
    ],
)
def test_the_plan_that_obtained_most_is_taken(
    objective: Objective, columns: dict[str, float]
) -> None:
    usual = rounds()[-1]
    better = other(usual, **columns)
    for order in ([better, usual, usual], [usual, better, usual], [usual, usual, better]):
        assert best_of(order, PlanRequest(objective)) is better


def test_a_plan_whose_curves_are_wrong_is_not_taken_for_what_it_obtained() -> None:
    usual = rounds()[-1]
    assert usual.within
    lucky = other(usual, revenue=2.0)
    assert not lucky.within
    assert best_of([lucky, usual], PlanRequest()) is usual


def test_a_plan_that_misses_the_target_is_not_taken_while_another_reaches_it() -> None:
    reaches = other(rounds()[-1], reached=1e6)
    misses = other(rounds()[-1], reached=0.9e6, payroll=0.5)
    request = PlanRequest("payroll", goals=(RevenueGoal(5, 1e6, "end"),))
    assert best_of([reaches, misses], request) is reaches
    assert best_of([reaches, misses], PlanRequest("payroll")) is misses


def test_work_that_a_plan_wants_all_of_is_asked_for_first() -> None:
    solved = LpModel(coefficients(), PlanRequest()).solved()
    guided = budget_hours(solved, coefficients())
    gold = guided[0, 0, CONQUEST, :6] / np.maximum(1e-9, solved.hours[0, 0, CONQUEST, :6])
    assert gold.max() == pytest.approx(FIRST)
    assert gold.min() >= 1.0


def test_gold_is_called_as_often_as_planned_although_it_comes_bit_by_bit() -> None:
    last = rounds()[-1]
    planned = last.solved.hours[:, 0, CONQUEST, :6].sum()
    assert last.outcome.hours[0, CONQUEST].sum() == pytest.approx(planned, rel=0.1)


def test_hours_that_were_missing_are_asked_for_and_those_too_many_are_not() -> None:
    usual = rounds()[0]
    planned = usual.solved.hours[..., :6].sum(axis=0)
    half = replace(usual, outcome=replace(usual.outcome, hours=0.5 * planned))
    assert asked_next(half)[0, CONQUEST] == pytest.approx(2.0 * usual.asked[0, CONQUEST])
    double = replace(usual, outcome=replace(usual.outcome, hours=2.0 * planned))
    assert asked_next(double)[0, CONQUEST] == pytest.approx(0.5 * usual.asked[0, CONQUEST])


def test_a_budget_keeps_the_largest_change_that_was_asked_for() -> None:
    """Half and half today; what is asked for is not raised above what the request allows."""
    request = PlanRequest(largest_change=0.2)
    replications = ReplicationSettings(20, 7, precision=0.0)
    for one in corrected_rounds(Scenario.parse(SMALL_GOLD), coefficients(), request, replications):
        moved = np.abs(one.shares[:, :, CONQUEST] - 0.5)
        assert moved.max() == pytest.approx(0.2, abs=1e-6)
