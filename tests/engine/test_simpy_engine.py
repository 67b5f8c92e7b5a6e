"""The simpy driver as a researcher uses it: processes of his own beside ours."""

import pytest

from salessim import InputError, Scenario, simulate
from salessim.engine.run import batches
from salessim.engine.simpy_engine import Process, SimpyEngine
from salessim.model.assembly import build

DAY = 86_400
SMALL = """
name: small
horizon: {from: 2027-01, months: 3}
segments: {all: {prospects: 200, deal: 5k, churn: 10 % a year}}
channels: {web: {leads: 30 a month}}
team: {seller: {people: 2}}
today: {customers: {all: 20}}
"""


def strike(engine: SimpyEngine) -> Process:
    """Nobody works in the first February fortnight."""
    yield engine.env.timeout(31 * DAY)
    engine.stop_work(until=45 * DAY)


def test_a_strike_stops_work_and_nothing_else() -> None:
    inputs = build(Scenario.parse(SMALL))
    calm = next(batches(inputs, replications=2, seed=1, engine="simpy")).reps.copy()
    struck = next(
        batches(inputs, replications=2, seed=1, engine="simpy", processes=[strike])
    ).reps.copy()
    worked = [table["conquest_seconds"] + table["prospecting_seconds"] for table in (calm, struck)]
    assert (worked[0][:, :, 0] == worked[1][:, :, 0]).all(), "January is before the strike"
    assert worked[1][:, :, 1].sum() < 0.65 * worked[0][:, :, 1].sum()
    assert (calm["paid_seconds"] == struck["paid_seconds"]).all()
    assert (struck["idle_seconds"][:, :, 1] >= 5 * 8 * 3600).all()


def test_one_rep_may_be_kept_from_work() -> None:
    def ill(engine: SimpyEngine) -> Process:
        yield engine.env.timeout(31 * DAY)
        engine.stop_work(until=59 * DAY, reps=[1])

    inputs = build(Scenario.parse(SMALL))
    reps = next(batches(inputs, replications=1, seed=1, engine="simpy", processes=[ill])).reps
    assert reps["conquest_seconds"][0, 0, 1] > 0
    assert reps["conquest_seconds"][0, 1, 1] == 0


def test_a_process_that_watches_changes_nothing() -> None:
    seen = []

    def watcher(engine: SimpyEngine) -> Process:
        while True:
            yield engine.env.timeout(7 * DAY)
            seen.append(int(engine.world.ledger["customers"].max()))

    scenario = Scenario.parse(SMALL)
    plain = simulate(scenario, replications=1, engine="simpy")
    watched = simulate(scenario, replications=1, engine="simpy", processes=[watcher])
    assert plain.digest == watched.digest == simulate(scenario, replications=1).digest
    assert len(seen) == 12


def test_the_compiled_engine_refuses_processes_in_a_sentence() -> None:
    with pytest.raises(InputError, match="engine='simpy'"):
        simulate(Scenario.parse(SMALL), replications=1, processes=[strike])
