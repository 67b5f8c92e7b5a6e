"""People who join by rule are hired, paid and ramp as those who join by name, by hand."""

import pytest

from salessim import Scenario
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import build

WORLD = """
name: two a month
horizon: {from: 2027-01, months: 6}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: 600, deal: 9k}}
team:
  closer:
    people: 1
    base: 36k a year
    on_target: 36k a year
    charges: 0 %
    hiring_cost: 10k
    onboarding: 0 days
    ramp: {by: month, share: [0, 100 %]}
    hires: {HIRES}
motivation: none
time: {administration: 0 %}
"""
RULE = "people: 2, every: month, from: 2027-02, until: 2027-04"


def run(hires: str, engine: str) -> Batch:
    inputs = build(Scenario.parse(WORLD.replace("HIRES", hires)))
    return next(batches(inputs, replications=1, seed=1, engine=engine, threads=1))


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_two_a_month_are_counted_paid_and_ramp(engine: str) -> None:
    batch = run(RULE, engine)
    ledger = batch.ledger[0]
    assert ledger["headcount"].tolist() == [1, 3, 5, 7, 7, 7]
    assert ledger["hiring"].tolist() == [0, 20_000, 20_000, 20_000, 0, 0]
    assert ledger["base"] == pytest.approx([3000 * people for people in (1, 3, 5, 7, 7, 7)])
    # In the first month of each all time goes into the ramp: days of 8 hours, holidays none.
    days = {1: 20, 2: 23, 3: 22}
    for month, count in days.items():
        newcomers = batch.reps[0, 2 * month - 1 : 2 * month + 1, month]
        assert (newcomers["onboarding_seconds"] / 3600).tolist() == [8 * count] * 2
    assert batch.reps[0, :, 5]["onboarding_seconds"].sum() == 0


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_rule_beside_a_name(engine: str) -> None:
    ledger = run(f"{RULE}, ann: 2027-06", engine).ledger[0]
    assert ledger["headcount"].tolist() == [1, 3, 5, 7, 7, 8]
    assert ledger["hiring"].sum() == 7 * 10_000
