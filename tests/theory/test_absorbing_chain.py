"""A funnel whose stages repeat is an absorbing Markov chain (Kemeny and Snell 1960, ch. 3)."""

from pathlib import Path

import numpy as np
import pytest

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_TASK_DONE, WON
from salessim.scenario import Scenario

TRANSIENT = np.array([[0.6, 0.1, 0.0], [0.0, 0.2, 0.5], [0.0, 0.0, 0.3]])
WIN_FROM_LAST = 0.28
DEALS = 4000

VISITS = np.linalg.inv(np.eye(3) - TRANSIENT)
CHANCE_OF_WINNING = VISITS[:, 2] * WIN_FROM_LAST
MEAN_STEPS = VISITS.sum(axis=1)

Z = 3.3
"""Standard errors allowed: with 6 comparisons a false alarm in 1 of 170 changes of the streams."""


def test_closed_form_is_the_published_one() -> None:
    assert pytest.approx([0.0625, 0.25, 0.40], abs=1e-12) == CHANCE_OF_WINNING
    assert pytest.approx([3.0357, 2.1429, 1.4286], abs=5e-5) == MEAN_STEPS


def test_simulated_chain(tmp_path: Path) -> None:
    rows = [f"firm {i},all,s{1 + i % 3}" for i in range(3 * DEALS)]
    (tmp_path / "deals.csv").write_text("account,segment,stage\n" + "\n".join(rows) + "\n")
    scenario = Scenario.parse(
        """
name: a chain of three states
horizon: {from: 2027-01, months: 12}
calendar: always
segments: {all: {prospects: 1, churn: 0 % a year}}
prospecting: {outbound: none}
funnel:
  conquest:
    s1: {works: step, hours: 0.1, passes: 10 %, repeats: 60 %, skill: negotiation, fit_effect: 0}
    s2: {hours: 0.1, passes: 50 %, repeats: 20 %, skill: negotiation, fit_effect: 0}
    s3: {hours: 0.1, passes: 28 %, repeats: 30 %, skill: negotiation, fit_effect: 0}
  loyalty: {upsell: {hours: 1, passes: 50 %, each: 0 a year}}
team: {closer: {people: 10, base: 0 a year}}
motivation: none
learning: none
time: {administration: 0 %, adherence: 100 %}
today: {deals: deals.csv}
""",
        folder=tmp_path,
    )
    batch = next(batches(build(scenario), replications=1, seed=5, deals=True, log=True))
    deals, log = batch.deals[0], batch.log[0]
    assert (deals["state"] != 0).all(), "the year is long enough for every deal to end"
    steps = np.bincount(log["deal"][log["what"] == LOG_TASK_DONE], minlength=len(deals))
    for state in range(3):
        mine = slice(state, None, 3)
        won = (deals["state"][mine] == WON).mean()
        chance = CHANCE_OF_WINNING[state]
        assert abs(won - chance) <= Z * (chance * (1 - chance) / DEALS) ** 0.5
        taken = steps[mine]
        assert abs(taken.mean() - MEAN_STEPS[state]) <= Z * taken.std() / DEALS**0.5
