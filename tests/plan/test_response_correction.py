"""Planning and simulating in turn: which plan is taken, and what its budget asks for."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from salessim import Scenario
from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.request import PlanRequest
from salessim.plan.response_correction import (
    FIRST,
    Round,
    asked_next,
    budget_hours,
    corrected_rounds,
)
from salessim.plan.simulation_check import ReplicationSettings
from salessim.units import SECONDS_PER_HOUR

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
    planned = usual.solved.hours[..., :6].sum(axis=0).transpose(2, 0, 1)
    shown = usual.outcome
    for factor in (0.5, 2.0):
        worked = replace(shown, all_seconds=factor * planned * shown.count * SECONDS_PER_HOUR)
        asked = asked_next(replace(usual, outcome=worked))[0, CONQUEST]
        assert asked == pytest.approx(usual.asked[0, CONQUEST] / factor)


def test_a_budget_keeps_the_largest_change_that_was_asked_for() -> None:
    """Half and half today; what is asked for is not raised above what the request allows."""
    request = PlanRequest(largest_change=0.2)
    replications = ReplicationSettings(20, 7, precision=0.0)
    for one in corrected_rounds(Scenario.parse(SMALL_GOLD), coefficients(), request, replications):
        moved = np.abs(one.shares[:, :, CONQUEST] - 0.5)
        assert moved.max() == pytest.approx(0.2, abs=1e-6)
