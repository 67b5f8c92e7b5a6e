"""Plans for teams whose roles work stages of their own: each role keeps to its hours and stages."""

from pathlib import Path

import pytest

from salessim import Scenario
from salessim.optimisation import optimise
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.optimiser import TAIL
from salessim.scenario.workers import motions_of_roles

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FUTURES = 60


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("sdr_pod", marks=pytest.mark.slow),
        *(
            pytest.param(name, marks=pytest.mark.full)
            for name in ("field_force", "door_to_door", "capacity")
        ),
    ],
)
def test_roles_keep_to_their_hours_and_the_plan_is_no_worse_than_today(name: str) -> None:
    scenario = Scenario.load(FOLDER / f"{name}.yaml")
    plan = optimise(scenario, objective="revenue", replications=FUTURES)
    assert not plan.answer_is_no
    assert plan.findings.programme.status == "optimal"
    role_of = {person.name: person.role for person in scenario.plan.people}
    motions = motions_of_roles(scenario.plan)
    for row in plan.hours_of_reps.itertuples():
        allowed = motions[role_of[row.rep]]
        assert row.hours == pytest.approx(0, abs=1e-6) or allowed in (row.motion, "both"), row
    # What the engine's days leave for selling, group by group and month by month.
    hours = coefficients_of(scenario, TAIL).hours
    planned = plan.hours.pivot_table(index="group", columns="month", values="hours", aggfunc="sum")
    names = [row.group for row in plan.findings.paid_people]
    allowed_hours = hours.selling[:, : planned.shape[1]]
    assert (planned.loc[names].to_numpy() <= allowed_hours * (1 + 1e-6) + 1e-6).all()
    # Futures are the same for both; what is left is the choice of the cases worked first.
    difference = plan.findings.against_today["revenue"]
    assert difference.mean >= -0.01 * plan.findings.today["revenue"].mean
