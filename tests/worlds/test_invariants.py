"""What holds in every world, however it is set up: nothing is lost, no hour worked is unpaid."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import assert_ledgers
from made_scenarios import scenarios

from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs, build
from salessim.model.state.codes import (
    LOG_ABSENT,
    LOG_DAY,
    LOG_HIRED,
    LOG_LEFT,
    LOG_PAID,
    LOG_REVENUE,
    LOG_TASK_DONE,
    LOG_WORKED,
    LOST,
    OPEN,
    WON,
)
from salessim.scenario import Scenario

SHARES_OF_TIME = (
    "administration_seconds", "meeting_seconds", "onboarding_seconds", "slack_seconds",
    "sick_seconds", "prospecting_seconds", "conquest_seconds", "loyalty_seconds", "idle_seconds",
)  # fmt: skip


def run(scenario: Scenario, seed: int) -> tuple[Inputs, Batch]:
    inputs = build(scenario)
    return inputs, next(batches(inputs, replications=2, seed=seed, log=True, deals=True))


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_nothing_is_lost(scenario: Scenario, seed: int) -> None:
    inputs, batch = run(scenario, seed)
    funnel = batch.funnel
    under_way = funnel["open"] + funnel["handing_over"]
    assert (funnel["entered"] == funnel["advanced"] + funnel["lost"] + under_way).all()
    last = len(inputs.book.conquest_steps) - 1
    for replication, deals in enumerate(batch.deals or []):
        months = batch.months[replication]
        assert months["won"].sum() == (deals["state"] == WON).sum()
        assert months["lost"].sum() == (deals["state"] == LOST).sum()
        won = (deals["state"] == WON) & (deals["motion"] == 0)
        assert funnel["advanced"][replication, last].sum() == won.sum()
        assert months["customers_gained"].sum() == won.sum()
        first = deals[(deals["state"] == OPEN) & (deals["motion"] == 0)]
        busy_calls = under_way[replication, : last + 1].sum() - len(first)
        assert 0 <= busy_calls <= len(inputs.book.reps), "beside deals only calls are under way"
        # Step by step: what advances is what enters the next step, referrals and leads aside.
        for step in range(1, last + 1):
            came = funnel["entered"][replication, step].sum()
            sent = funnel["advanced"][replication, step - 1].sum()
            referred = (deals["channel"] == -1) & (deals["motion"] == 0)
            assert sent <= came <= sent + referred.sum()


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_hours_worked_are_hours_paid(scenario: Scenario, seed: int) -> None:
    _, batch = run(scenario, seed)
    reps = batch.reps
    shares = sum(reps[name] for name in SHARES_OF_TIME)
    assert (shares == reps["paid_seconds"]).all()
    for name in SHARES_OF_TIME:
        assert (reps[name] >= 0).all(), name
    worked = batch.months["work_seconds"].sum(axis=(2, 3))
    on_tasks = reps["prospecting_seconds"] + reps["conquest_seconds"] + reps["loyalty_seconds"]
    assert (worked == on_tasks.sum(axis=1)).all()
    assert (batch.funnel["work_seconds"].sum(axis=(1, 2)) == worked.sum(axis=1)).all()


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_each_task_takes_the_hours_it_was_given(scenario: Scenario, seed: int) -> None:
    """The sittings between two ends of tasks of a rep add up to the duration of the task ended."""
    _, batch = run(scenario, seed)
    for log in batch.log or []:
        for rep in np.unique(log["rep"][log["rep"] >= 0]):
            mine = log[log["rep"] == rep]
            worked = 0
            ends = (LOG_WORKED, LOG_TASK_DONE, LOG_LEFT, LOG_ABSENT)
            for row in mine[np.isin(mine["what"], ends)]:
                if row["what"] == LOG_WORKED:
                    worked += row["seconds"]
                elif row["what"] == LOG_TASK_DONE:
                    assert worked == row["seconds"]
                    worked = 0
                else:
                    worked = 0  # what was begun waits or goes to somebody else, with the hours left


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_who_has_left_works_and_costs_no_more(scenario: Scenario, seed: int) -> None:
    """Between the last day and the successor's first there is no hour, no pay and no deal."""
    _, batch = run(scenario, seed)
    for replication, log in enumerate(batch.log or []):
        gone: set[int] = set()
        lefts = 0
        for row in log[np.isin(log["what"], (LOG_LEFT, LOG_HIRED, LOG_WORKED, LOG_PAID, LOG_DAY))]:
            if row["what"] == LOG_LEFT:
                gone.add(int(row["rep"]))
                lefts += 1
            elif row["what"] == LOG_HIRED:
                gone.discard(int(row["rep"]))
            else:
                assert int(row["rep"]) not in gone
        assert batch.reps["left"][replication].sum() == lefts


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_money_adds_up(scenario: Scenario, seed: int) -> None:
    _, batch = run(scenario, seed)
    for name in ("base", "variable", "charges", "unpaid"):
        by_rep, ledger = batch.reps[name].sum(axis=1), batch.ledger[name]
        assert np.allclose(by_rep, ledger, rtol=1e-12, atol=1e-6)
    for replication, log in enumerate(batch.log or []):
        revenue = log["amount"][log["what"] == LOG_REVENUE].sum()
        assert np.isclose(revenue, batch.months["revenue"][replication].sum(), rtol=1e-12)
        paid = log["amount"][log["what"] == LOG_PAID].sum()
        ledger = batch.ledger[replication]
        booked = sum(
            ledger[name].sum() for name in ("base", "variable", "charges", "unpaid", "managers")
        )
        assert np.isclose(paid, booked, rtol=1e-12)
    assert (batch.ledger["customers"] >= 0).all()
    assert (batch.ledger["recurring_per_year"] >= -1e-6).all()


@settings(max_examples=25)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_customers_are_gained_and_lost_one_by_one(scenario: Scenario, seed: int) -> None:
    inputs, batch = run(scenario, seed)
    segments = inputs.world.segments
    opening = segments["customers"].astype(int).sum() + segments["accounts"].sum()
    change = (batch.months["customers_gained"] - batch.months["customers_lost"]).sum(axis=(2, 3))
    assert (batch.ledger["customers"] == opening + np.cumsum(change, axis=1)).all()


@settings(max_examples=25)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_numbers_are_numbers(scenario: Scenario, seed: int) -> None:
    _, batch = run(scenario, seed)
    for table in (batch.months, batch.ledger, batch.reps, batch.funnel):
        for name in table.dtype.names:
            assert np.isfinite(table[name]).all(), name
    assert (batch.reps["motivation"] >= 0).all() and (batch.reps["motivation"] <= 1).all()
    assert (batch.reps["skill"] >= 0).all() and (batch.reps["skill"] <= 1).all()


@settings(max_examples=60)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_ledgers_add_up(scenario: Scenario, seed: int) -> None:
    inputs, batch = run(scenario, seed)
    assert_ledgers(inputs, batch)


FOLDER = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: str(file.stem))
def test_ledgers_of_shipped_scenarios_add_up(file: Path) -> None:
    inputs = build(Scenario.load(file))
    assert_ledgers(inputs, next(batches(inputs, replications=2, seed=3)))
