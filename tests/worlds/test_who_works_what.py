"""Nobody works a step of other roles: in the event logs of shipped scenarios and made worlds."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from made_scenarios import scenarios

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import (
    LOG_BOOKED,
    LOG_CALL,
    LOG_CONTACT,
    LOG_RECEIVED,
    LOG_STARTED,
    LOG_TASK_DONE,
    LOG_WON,
    LOG_WORKED,
    NOBODY,
)
from salessim.scenario import Scenario
from salessim.scenario.workers import specialists_of, steps_of, workers_of

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
LARGE = {"million", "enterprise"}
"""Their logs are long; no stage of theirs is of one role alone."""
SHIPPED = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem not in LARGE)
WORK = (LOG_STARTED, LOG_WORKED, LOG_TASK_DONE, LOG_CALL, LOG_BOOKED, LOG_CONTACT, LOG_RECEIVED)


def strangers(scenario: Scenario, seed: int = 1) -> list[str]:
    """Role, step and occurrence of work on steps that other roles work, or None."""
    inputs = build(scenario)
    batch = next(batches(inputs, replications=1, seed=seed, log=True))
    assert batch.log is not None
    log, roles = batch.log[0], np.array(inputs.book.roles)
    workers = list(workers_of(scenario.plan).values())
    beside = [specialists_of(step) for _, step in steps_of(scenario.plan)]
    found = set()
    of_somebody = log[(log["rep"] != NOBODY) & (log["step"] != NOBODY)]
    for row in of_somebody[np.isin(of_somebody["what"], (*WORK, LOG_WON))]:
        role, step = roles[row["rep"]], int(row["step"])
        if role not in workers[step] and role not in beside[step]:
            found.add(f"{role} at {inputs.book.steps[step]}: {row['what']}")
    flow = batch.funnel
    under_way = flow["open"] + flow["handing_over"]
    assert (flow["entered"] == flow["advanced"] + flow["lost"] + under_way).all()
    return sorted(found)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_step_of_a_shipped_scenario_is_worked_by_its_roles(name: str) -> None:
    assert strangers(Scenario.load(FOLDER / f"{name}.yaml", trust=FOLDER)) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_each_step_of_a_made_world_is_worked_by_its_roles(scenario: Scenario) -> None:
    assert strangers(scenario) == []
