"""Plans for teams whose keepers have room for so many customers, with a hand-over after a time."""

import numpy as np
import pytest

from salessim import Scenario
from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.lp.model import LpModel
from salessim.plan.optimiser import TAIL
from salessim.plan.request import PlanRequest
from salessim.plan.response_correction import tried_plan
from salessim.plan.simulation_check import ReplicationSettings

SUBSCRIBED = "{gold: {prospects: 3000, deal: 9k a year, churn: 20 % a year}}"
ORDERING = "{gold: {prospects: 2000, deal: 5k, orders: 1k a month, churn: 15 % a year}}"
WORLD = """
name: keepers
horizon: {from: 2027-01, months: 18}
segments: SEGMENTS
channels: {web: {leads: 25 a month}}
team:
  closer: {people: 2, motion: conquest, base: 36k a year CLOSER}
  success: {people: KEEPERS, motion: loyalty, base: 36k a year, at_most: 30 customers}
today: {customers: {gold: 50}}
"""


@pytest.mark.parametrize("segments", [SUBSCRIBED, ORDERING])
@pytest.mark.parametrize("keeps", ["", ", keeps_for: 6 months", ", keeps_for: 1 year"])
@pytest.mark.parametrize("keepers", ["1", "2"])
def test_who_has_no_room_keeps_nobody_from_being_won(
    segments: str, keeps: str, keepers: str
) -> None:
    """Before any correction revenue is as simulated, and closers work all their hours."""
    text = WORLD.replace("SEGMENTS", segments).replace("KEEPERS", keepers)
    scenario = Scenario.parse(text.replace(" CLOSER", keeps))
    coefficients = coefficients_of(scenario, TAIL)
    plan = LpModel(coefficients, PlanRequest()).solved()
    ones = np.ones((2, coefficients.segments, coefficients.months))
    settings = ReplicationSettings(10, 5, precision=0.0)
    assert abs(tried_plan(scenario, coefficients, plan, settings, ones).gap) < 0.15
    first_year = plan.hours[0, 0, CONQUEST, :12]
    assert first_year.sum() > 0.95 * coefficients.hours.selling[0, :12].sum()
