"""Waits after a hand-over: queues in tandem, and rules that choose the receiver."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from queues import LOAD
from scipy import stats

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.scenario import Scenario

FIRST_LOAD = 0.5
"""Load of the first desk, whose departures are a Poisson stream (Burke 1956)."""
ACCEPTS = 0.75
MONTHS = 24
CONFIDENCE = 0.999
HALF_WIDTH = 0.1
"""Of the wait; five intervals of 99.9 %: a false alarm in 1 of 200 changes of the streams."""


@dataclass(frozen=True)
class Receiving:
    """Servers who get what the first desk lets through, and the mean wait in hours, service 1.

    wait: round robin among n is Erlang-n arrivals to each (E2/M/1 2.844, E5/M/1 2.152); joining
    the shorter of two queues 1.956 (Flatto and McKean 1977, solved numerically); a common queue is
    M/M/2 by Erlang's C formula.
    """

    to: str
    servers: int
    wait: float


RECEIVING = (
    Receiving("least_loaded", 1, 4.0),
    Receiving("round_robin", 2, 2.844),
    Receiving("round_robin", 5, 2.152),
    Receiving("least_loaded", 2, 1.956),
    Receiving("pooled", 2, 1.7778),
)


def scenario_of(receiving: Receiving, first: int | None = None, hours: float = 1.0) -> Scenario:
    """A first desk, of many by default, then a second by another role; nobody tired or away.

    first: people at the first desk; hours: their mean service.
    """
    rate = LOAD * receiving.servers / ACCEPTS
    first = round(rate / FIRST_LOAD + 0.499) if first is None else first
    return Scenario.parse(f"""
name: handed over
horizon: {{from: 2027-01, months: {MONTHS}}}
calendar: always
segments: {{all: {{prospects: 3000, cooling_off: 0, churn: 0 % a year}}}}
channels: {{door: {{leads: {rate * 24} a day, routing: pooled}}}}
prospecting: {{outbound: none}}
funnel:
  conquest:
    desk: {{hours: {{exponential: {{mean: {hours}}}}}, passes: 100 %, works: step, by: first}}
    office:
      hours: {{exponential: {{mean: 1}}}}
      passes: 0 %
      by: second
      hand_over: {{to: {receiving.to}, accepts: {100 * ACCEPTS} %}}
  loyalty: {{upsell: {{hours: 1, passes: 50 %, each: 0 a year}}}}
team:
  first: {{people: {first}, base: 0 a year}}
  second: {{people: {receiving.servers}, base: 0 a year}}
motivation: none
learning: none
time: {{administration: 0 %, adherence: 100 %, next_deal: oldest}}
""")


def waits_of(
    scenario: Scenario, seed: int, of: str = ""
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean waits in hours at both desks, by replication, until the second's is narrow.

    of: `pieces_` for those of specialists' pieces of work.
    """
    inputs = build(scenario)
    waits = np.zeros((0, 2))
    while True:
        for batch in batches(inputs, replications=20, seed=seed, first=len(waits)):
            funnel = batch.funnel[:, :2, 0]
            each = funnel[f"{of}waited_seconds"] / 3600 / np.maximum(1, funnel[f"{of}started"])
            waits = np.concatenate([waits, each])
        if half_width(waits[:, 1]) <= HALF_WIDTH * waits[:, 1].mean():
            return waits[:, 0], waits[:, 1]


def half_width(waits: NDArray[np.float64]) -> float:
    """Half-width of the mean's interval."""
    quantile = stats.t.ppf((1 + CONFIDENCE) / 2, len(waits) - 1)
    return float(quantile * waits.std(ddof=1) / len(waits) ** 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("receiving", RECEIVING, ids=lambda one: f"{one.to}-{one.servers}")
def test_mean_wait_after_the_hand_over(receiving: Receiving) -> None:
    _, waits = waits_of(scenario_of(receiving), seed=3)
    assert abs(waits.mean() - receiving.wait) <= half_width(waits)


@pytest.mark.slow
def test_two_desks_in_a_row_wait_as_each_alone() -> None:
    """M/M/1 before M/M/1 (Jackson 1957): services of .5 and 1 hours, 75 % of cases go on.

    16/15 cases an hour: loads 8/15 and .8, waits .5 * (8/15) / (7/15) and .8 / .2.
    """
    waits = waits_of(scenario_of(RECEIVING[0], first=1, hours=0.5), seed=3)
    for found, expected in zip(waits, (4 / 7, 4.0), strict=True):
        assert abs(found.mean() - expected) <= half_width(found)


@pytest.mark.slow
def test_specialists_wait_as_one_queue() -> None:
    """1.6 pieces of work an hour for two specialists: M/M/2 by Erlang's C formula."""
    assisted = scenario_of(RECEIVING[4]).vary(
        {
            "team.second.people": 8,
            "team.expert": {"people": 2, "base": "0 a year"},
            "funnel.conquest.office.with": {"expert": {"exponential": {"mean": 1}}},
        }
    )
    _, waits = waits_of(assisted, seed=3, of="pieces_")
    assert abs(waits.mean() - RECEIVING[4].wait) <= half_width(waits)


def test_what_is_sent_is_accepted_refused_or_under_way() -> None:
    batch = next(batches(build(scenario_of(RECEIVING[0])), replications=4, seed=3))
    first, second = batch.funnel[:, 0, 0], batch.funnel[:, 1, 0]
    assert (second["sent"] == first["advanced"]).all()
    assert (second["entered"] == second["sent"]).all()
    under_way = second["open"] + second["handing_over"]
    assert (second["entered"] == second["advanced"] + second["lost"] + under_way).all()
    refused = second["not_accepted"].sum() / second["sent"].sum()
    # Binomial: about 40,000 cases, 4 standard deviations of the share.
    assert refused == pytest.approx(1 - ACCEPTS, abs=0.01)
