"""Queues whose customers lose patience: Erlang's A formula, at stages of every kind."""

from math import exp

import numpy as np
import pytest
from scipy import stats

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build

SERVERS = 13
LOAD = 10.0
"""Cases that come during the mean service of one, an hour."""
PATIENCE = 5.0 / 3.0
"""Mean hours of patience."""
MONTHS = 3
RUNS = 40


def erlang_a(servers: int, load: float, patience: float) -> tuple[float, float]:
    """Return the share that abandons and the servers' utilisation, by the birth-death chain.

    Cases come at the rate `load` an hour; each of n in the system is served at the rate 1 or, of
    those that wait, leaves at the rate 1 / patience (C. Palm; Garnett, Mandelbaum and Reiman,
    Manufacturing & Service Operations Management 4 (2002) 208-227).
    """
    states = 40 * servers
    leaves = np.array([min(n, servers) + max(0, n - servers) / patience for n in range(states)])
    weights = np.concatenate([[1.0], np.cumprod(load / leaves[1:])])
    chance = weights / weights.sum()
    served = float((chance * np.minimum(np.arange(states), servers)).sum())
    return 1.0 - served / load, served / servers


BASE = f"""
name: people who lose patience
horizon: {{from: 2027-01, months: {MONTHS}}}
calendar: always
segments: {{all: {{prospects: 3000, cooling_off: 0, churn: 0 % a year}}}}
prospecting: {{outbound: none}}
motivation: none
learning: none
time: {{administration: 0 %, adherence: 100 %, next_deal: oldest}}
"""
LAW = f"patience: {{exponential: {{mean: {PATIENCE * 60:.6f} minutes}}}}"
SERVED = "hours: {exponential: {mean: 1}}"
NO_CUSTOMERS = "  loyalty: {upsell: {hours: 1, passes: 50 %, each: 0 a year, by: other}}\n"
LEADS = f"leads: {24 * LOAD:g} a day, routing: pooled"

AT_FIRST = f"""{BASE}
channels: {{door: {{{LEADS}}}}}
funnel:
  conquest: {{desk: {{{SERVED}, passes: 0 %, works: step, {LAW}, by: server}}}}
{NO_CUSTOMERS}
team: {{server: {{people: {SERVERS}, base: 0 a year}}, other: {{people: 1, base: 0 a year}}}}
"""
BY_CHANNEL = AT_FIRST.replace(f", {LAW}", "").replace(LEADS, f"{LEADS}, {LAW}")
IN_THE_MIDDLE = f"""{BASE}
channels: {{door: {{{LEADS}}}}}
funnel:
  conquest:
    hello: {{hours: {{constant: 0.01}}, passes: 100 %, works: step, by: other}}
    offer: {{{SERVED}, passes: 50 %, {LAW}, by: server, hand_over: {{to: pooled}}}}
    sign: {{hours: {{constant: 0.01}}, passes: 0 %, by: other, hand_over: {{to: pooled}}}}
{NO_CUSTOMERS}
team: {{server: {{people: {SERVERS}, base: 0 a year}}, other: {{people: 5, base: 0 a year}}}}
"""
OF_CUSTOMERS = f"""{BASE}
funnel:
  conquest: {{desk: {{hours: 1, passes: 0 %, works: step, by: other}}}}
  loyalty:
    request: {{{SERVED}, passes: 0 %, each: {LOAD * 24 * 365.25 / 200:.6f} a year, {LAW},
              routing: pooled, by: server, hurts: 0 %}}
team: {{server: {{people: {SERVERS}, base: 0 a year}}, other: {{people: 1, base: 0 a year}}}}
today: {{customers: {{all: 200}}}}
"""
STAGES = {
    "first stage": (AT_FIRST, 0),
    "leads of a channel": (BY_CHANNEL, 0),
    "middle stage": (IN_THE_MIDDLE, 1),
    "customers' requests": (OF_CUSTOMERS, 1),
}


@pytest.mark.parametrize("stage", ["first stage", "customers' requests"])
def test_erlang_a_in_both_engines(stage: str) -> None:
    """A month in each, equal to the bit, within 4.5 deviations of a month's two figures.

    These are 14 % of the share that abandons and 1.5 % of utilisation, in 400 months.
    """
    text, step = STAGES[stage]
    inputs = build(Scenario.parse(text).vary({"horizon.months": 1}))
    flows = [
        next(batches(inputs, replications=1, seed=5, engine=engine, threads=1)).funnel[0, step, 0]
        for engine in ("compiled", "simpy")
    ]
    assert flows[0] == flows[1]
    abandoned = flows[1].abandoned / (flows[1].entered - flows[1].open)
    occupied = flows[1].work_seconds / (SERVERS * inputs.book.month_borders[-1])
    expected = erlang_a(SERVERS, LOAD, PATIENCE)
    assert abandoned == pytest.approx(expected[0], rel=4.5 * 0.14)
    assert occupied == pytest.approx(expected[1], rel=4.5 * 0.015)


def test_the_formula_gives_the_known_figures() -> None:
    """2.5 % abandon and 75 % are occupied; without patience it is Erlang's loss formula."""
    abandoned, occupied = erlang_a(SERVERS, LOAD, PATIENCE)
    assert (round(100 * abandoned, 1), round(100 * occupied)) == (2.5, 75)
    terms = np.cumprod([1.0, *(LOAD / n for n in range(1, SERVERS + 1))])
    assert erlang_a(SERVERS, LOAD, 1e-9)[0] == pytest.approx(terms[-1] / terms.sum(), rel=1e-6)
    assert erlang_a(1, 0.5, 1.0)[0] == pytest.approx(1 - (1 - exp(-0.5)) / 0.5)


@pytest.mark.parametrize("stage", STAGES)
def test_erlang_a(stage: str) -> None:
    # 99.9 % intervals of eight figures: a false alarm in 1 of 125 changes of the streams.
    text, step = STAGES[stage]
    inputs = build(Scenario.parse(text))
    abandoned, occupied = [], []
    hours = SERVERS * inputs.book.month_borders[-1] / 3600
    for batch in batches(inputs, replications=RUNS, seed=5):
        flow = batch.funnel[:, step, 0]
        assert (flow["entered"] == flow["advanced"] + flow["lost"] + flow["open"]).all()
        decided = flow["entered"] - flow["open"]
        abandoned += (flow["abandoned"] / decided).tolist()
        occupied += (flow["work_seconds"] / 3600 / hours).tolist()
    expected = erlang_a(SERVERS, LOAD, PATIENCE)
    for found, value, narrow in zip((abandoned, occupied), expected, (0.06, 0.01), strict=True):
        half = stats.t.ppf(0.9995, RUNS - 1) * np.std(found, ddof=1) / RUNS**0.5
        assert half < narrow * value
        assert abs(np.mean(found) - value) <= half
