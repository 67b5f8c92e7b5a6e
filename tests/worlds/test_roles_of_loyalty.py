"""Loyalty by roles: customer success visits and renews, farmers expand; each counts its own."""

from typing import Any

import numpy as np
import pytest
from logged_runs import logged

from salessim import Scenario
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs
from salessim.model.state.codes import LOG_CALL, LOG_CONTACT, LOG_STARTED, LOG_WON, LOYALTY

ENGINES = ["compiled", "simpy"]
WORLD = """
name: loyalty by roles
horizon: {from: 2027-01, months: 12}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: 2000, deal: 12k a year, churn: 0 % a year}}
funnel:
  conquest:
    call: {hours: 0.3, passes: 8 %, by: sdr}
    meeting: {hours: 2, passes: 60 %, works: discovery, by: closer,
      hand_over: {accepts: 70 %}}
    proposal: {hours: 4, passes: 50 %, by: closer}
  loyalty:
    visit: {every: 30 days, hours: 1, by: success}
    renewal: {hours: 2, passes: 80 %, each: 1 a year, worth: 1k, by: success}
    upsell: {hours: 3, passes: 40 %, each: 1 a year, grows: 20 %, by: farmer}
team:
  sdr: {people: 2, base: 0 a year, charges: 0 %, components: {
    held: {of: meetings, each: 100}, accepted: {of: meetings_accepted, each: 100}}}
  closer: {people: 2, base: 0 a year, charges: 0 %, components: {
    contracts: {of: contracts, each: 100}, signed: {of: bookings, rate: 10 %}}}
  success: {people: 2, base: 0 a year, charges: 0 %, components: {
    renewed: {of: renewals, each: 100}}}
  farmer: {people: 1, base: 0 a year, charges: 0 %, components: {
    grown: {of: bookings, rate: 10 %}, renewed: {of: renewals, each: 100}}}
motivation: none
learning: none
today: {customers: {gold: 80}}
"""


def run(engine: str) -> tuple[Inputs, Batch, Any]:
    return logged(Scenario.parse(WORLD), engine, seed=3)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_step_is_worked_by_its_role(engine: str) -> None:
    inputs, _, log = run(engine)
    roles = np.array(inputs.book.roles)
    steps = [*inputs.book.conquest_steps, *inputs.book.loyalty_steps]
    works = {"meeting": "closer", "proposal": "closer", "renewal": "success", "upsell": "farmer"}
    started = log[log["what"] == LOG_STARTED]
    for step, role in works.items():
        there = started[started["step"] == steps.index(step)]
        assert len(there) > 10
        assert set(roles[there["rep"]]) == {role}
    for what, role in ((LOG_CONTACT, "success"), (LOG_CALL, "sdr")):
        assert set(roles[log["rep"][log["what"] == what]]) == {role}


@pytest.mark.parametrize("engine", ENGINES)
def test_pay_counts_what_each_role_did(engine: str) -> None:
    """100 a contract or renewal, 10 % of what is signed, counted again from the log.

    What a farmer grows is no renewal.
    """
    inputs, batch, log = run(engine)
    roles = np.array(inputs.book.roles)
    variable = batch.reps[0]["variable"].sum(axis=1)
    steps = [*inputs.book.conquest_steps, *inputs.book.loyalty_steps]
    won = log[log["what"] == LOG_WON]
    new = won[won["motion"] != LOYALTY]
    assert len(new) > 20
    assert set(roles[new["rep"]]) == {"closer"}
    closers = variable[roles == "closer"].sum()
    assert closers == pytest.approx(100 * len(new) + 0.1 * new["amount"].sum())
    renewed = won[won["step"] == steps.index("renewal")]
    assert set(roles[renewed["rep"]]) == {"success"}
    assert variable[roles == "success"].sum() == pytest.approx(100 * len(renewed))
    assert len(renewed) > 20
    grown = won[won["step"] == steps.index("upsell")]
    assert set(roles[grown["rep"]]) == {"farmer"}
    assert variable[roles == "farmer"].sum() == pytest.approx(0.1 * grown["amount"].sum())
    # Accepted of those sent and no longer on their way; held are those that were worked through.
    meeting = batch.funnel[0, 1, 0]
    accepted = meeting.sent - meeting.not_accepted - meeting.handing_over
    sdrs = variable[roles == "sdr"].sum() / 100
    assert accepted < sdrs <= 2 * accepted
    assert batch.reps[0]["won"][roles == "sdr"].sum() == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_customers_of_closers_belong_to_success(engine: str) -> None:
    inputs, batch, log = run(engine)
    roles = np.array(inputs.book.roles)
    won = log[(log["what"] == LOG_WON) & (log["motion"] != LOYALTY)]
    visited = log[log["what"] == LOG_CONTACT]
    early = won["firm"][won["second"] < 250 * 86400]
    assert np.isin(early, visited["firm"]).mean() > 0.95
    assert set(roles[visited["rep"]]) == {"success"}
    assert batch.ledger[0]["without_keeper"].sum() == 0
