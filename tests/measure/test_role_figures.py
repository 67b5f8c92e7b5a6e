"""Figures by channel, role and hand-over: counted again from the event log, and shown."""

from pathlib import Path

import logged_runs
import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.measure.batch import Batch
from salessim.measure.findings import Findings
from salessim.model.assembly import Inputs
from salessim.model.state.codes import (
    LOG_ADVANCED,
    LOG_LEAD,
    LOG_RECEIVED,
    LOG_SENT,
    LOG_STARTED,
    LOG_WON,
    LOG_WORKED,
    NOBODY,
)
from salessim.report.role_tables import channels, hand_overs, hours_of_roles, roles, specialists

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.fixture(scope="module")
def logged() -> tuple[Inputs, Batch, np.ndarray]:
    return logged_runs.logged(Scenario.load(FOLDER / "sdr_pod.yaml"), seed=4)


def test_hours_of_reps_by_step_are_those_of_the_log(
    logged: tuple[Inputs, Batch, np.ndarray],
) -> None:
    inputs, batch, log = logged
    seconds = np.zeros((len(inputs.book.reps), len(inputs.book.steps)), np.int64)
    worked = log[log["what"] == LOG_WORKED]
    np.add.at(seconds, (worked["rep"], worked["step"]), worked["seconds"])
    of_steps = batch.funnel["work_seconds"].sum(axis=2)
    assert (batch.work["work_seconds"].sum(axis=1) == of_steps).all()
    assert (
        batch.work["work_seconds"].sum(axis=1) == batch.funnel["work_seconds"].sum(axis=2)
    ).all()


def test_what_a_rep_brings_on_and_sends_is_that_of_the_log(
    logged: tuple[Inputs, Batch, np.ndarray],
) -> None:
    inputs, batch, log = logged
    for what, column in ((LOG_ADVANCED, "advanced"), (LOG_SENT, "sent")):
        counted = np.zeros((len(inputs.book.reps), len(inputs.book.steps)), np.int64)
        rows = log[(log["what"] == what) & (log["rep"] != NOBODY)]
        np.add.at(counted, (rows["rep"], rows["step"]), 1)
        assert (batch.work[column][0] == counted).all(), column
    received = log[log["what"] == LOG_RECEIVED]
    of_senders = np.bincount(received["detail"], minlength=len(inputs.book.reps))
    assert (batch.work["received"][0].sum(axis=1) == of_senders).all()
    assert of_senders.sum() > 100


def test_leads_of_a_channel_are_those_of_the_log(logged: tuple[Inputs, Batch, np.ndarray]) -> None:
    _, batch, log = logged
    (web,) = batch.leads[0]
    came = log[(log["what"] == LOG_LEAD) & (log["detail"] != NOBODY)]
    deals = set(came["deal"][came["deal"] != NOBODY].tolist())
    first = log[(log["step"] == 0) & np.isin(log["deal"], list(deals))]
    answered = first[first["what"] == LOG_STARTED]
    assert web["leads"] == len(came)
    assert web["answered"] == len(answered)
    assert web["waited_seconds"] == answered["seconds"].sum()
    assert web["passed"] == (first["what"] == LOG_ADVANCED).sum()
    won = log[(log["what"] == LOG_WON) & np.isin(log["deal"], list(deals))]
    assert (web["won"], web["bookings"]) == (len(won), pytest.approx(won["amount"].sum()))
    assert web["answered"] > web["passed"] > web["won"] > 0


@pytest.fixture(scope="module")
def found() -> Findings:
    return simulate(Scenario.load(FOLDER / "sdr_pod.yaml"), replications=20, seed=1).findings


def test_roles_add_up_to_the_team(found: Findings) -> None:
    team = {role: [row for row in found.team if row.role == role] for role in ("sdr", "closer")}
    for row in found.roles:
        if row.role in team:
            own = team[row.role]
            assert row.contracts_won == pytest.approx(sum(one.contracts_won for one in own))
            assert row.pay == pytest.approx(sum(one.pay for one in own))
            assert row.paid_hours == pytest.approx(sum(one.paid_hours for one in own))
        assert sum(step.hours for step in row.steps) == pytest.approx(row.selling_hours)


def test_meetings_go_from_who_books_them_to_who_holds_them(found: Findings) -> None:
    by_role = {row.role: row for row in found.roles}
    (hand_over,) = (row for row in found.funnel.hand_overs if row.sent)
    assert (hand_over.from_roles, hand_over.to_roles) == (["sdr"], ["closer"])
    assert by_role["sdr"].meetings_booked == pytest.approx(hand_over.sent)
    accepted = hand_over.sent - hand_over.not_accepted - hand_over.under_way
    assert by_role["sdr"].meetings_accepted == pytest.approx(accepted)
    assert by_role["sdr"].meetings_held == by_role["closer"].meetings_booked == 0
    assert 0 < by_role["closer"].meetings_held < accepted


def test_tables_are_shown_where_there_is_something_to_show(found: Findings) -> None:
    assert all(sheet(found).rows for sheet in (channels, roles, hours_of_roles, hand_overs))
    assert specialists(found).rows
    alone = simulate(
        Scenario.parse("""
name: one role, nobody asks
horizon: {from: 2027-01, months: 3}
segments: {all: {prospects: 500}}
team: {seller: {people: 1}}
"""),
        replications=2,
    ).findings
    for sheet in (channels, roles, hours_of_roles, hand_overs, specialists):
        assert not sheet(alone).rows
