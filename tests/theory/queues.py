"""Scenarios that reduce to textbook queues, and their mean waits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from salessim.engine.run import batches
from salessim.model.assembly import Inputs, build
from salessim.scenario import Scenario

LOAD = 0.8
"""Arrivals over what all servers together can serve; each serves one an hour."""


@dataclass(frozen=True)
class Queue:
    """A queue with Poisson arrivals and service of mean one hour.

    wait: mean hours in the queue. spread: asymptotic variance of the mean wait of n customers,
    times n, from which the length of a run is chosen; rough is enough.
    """

    name: str
    servers: int
    hours: str
    wait: float
    spread: float


def _gamma(shape: int) -> str:
    return f"{{gamma: {{shape: {shape}, mean: 1}}}}"


def _lognormal(squared_cv: float) -> str:
    sigma_squared = float(np.log1p(squared_cv))
    median = float(np.exp(-sigma_squared / 2))
    return f"{{lognormal: {{median: {median!r}, sigma: {sigma_squared**0.5!r}}}}}"


QUEUES = (
    Queue("M/M/1", 1, "{exponential: {mean: 1}}", 4.0, 2000),
    Queue("M/M/2", 2, "{exponential: {mean: 1}}", 1.7778, 450),
    Queue("M/M/5", 5, "{exponential: {mean: 1}}", 0.55411, 90),
    Queue("M/M/10", 10, "{exponential: {mean: 1}}", 0.20459, 20),
    Queue("M/G/1, scv 0", 1, "{constant: 1}", 2.0, 300),
    Queue("M/G/1, scv 0.5", 1, _gamma(2), 3.0, 900),
    Queue("M/G/1, scv 1", 1, _gamma(1), 4.0, 2000),
    Queue("M/G/1, scv 2", 1, _lognormal(2.0), 6.0, 9000),
    Queue("M/G/1, scv 4", 1, _lognormal(4.0), 10.0, 60000),
)
"""Waits: Erlang's C formula, and Pollaczek and Khinchine's (1 + scv) / 2 of M/M/1."""

CUSTOMERS_PER_RUN = 35_000
"""About as many customers come in a run, so that the empty start weighs as little in each queue."""


def months_of(queue: Queue) -> int:
    """Return the length of a run."""
    return min(60, round(CUSTOMERS_PER_RUN / (LOAD * queue.servers * 24 * 30.4)))


def scenario_of(queue: Queue) -> Scenario:
    """One stage, pooled leads, nobody tired, taught, moved or away."""
    return Scenario.parse(f"""
name: {queue.name}
horizon: {{from: 2027-01, months: {months_of(queue)}}}
calendar: always
segments: {{all: {{prospects: 3000, cooling_off: 0, churn: 0 % a year}}}}
channels: {{door: {{leads: {LOAD * queue.servers * 24} a day, routing: pooled}}}}
prospecting: {{outbound: none}}
funnel:
  conquest: {{desk: {{hours: {queue.hours}, passes: 0 %, works: step}}}}
  loyalty: {{upsell: {{hours: 1, passes: 50 %, each: 0 a year}}}}
team: {{server: {{people: {queue.servers}, base: 0 a year}}}}
motivation: none
learning: none
time: {{administration: 0 %, adherence: 100 %, next_deal: oldest}}
""")


def simulated_wait(
    queue: Queue, seed: int, relative_half_width: float, confidence: float
) -> tuple[float, float]:
    """Return the mean wait in hours and the half-width of its interval.

    As many runs are made as `spread` asks for; where the interval is still too wide, as many more
    as the variance seen asks for, until it is narrow enough.

    Replications start empty; over 35,000 customers that biases the mean wait by less than a tenth
    of the half-widths used here.
    """
    inputs = build(scenario_of(queue))
    deviations = stats.norm.ppf((1 + confidence) / 2)
    customers = queue.spread * (deviations / (relative_half_width * queue.wait)) ** 2
    runs = max(20, int(1.5 * customers / CUSTOMERS_PER_RUN) + 1)
    waits = np.empty(0)
    while True:
        waits = np.append(waits, _waits(inputs, seed, first=len(waits), runs=runs - len(waits)))
        half = stats.t.ppf((1 + confidence) / 2, runs - 1) * waits.std(ddof=1) / runs**0.5
        if half <= relative_half_width * queue.wait:
            return float(waits.mean()), float(half)
        runs = int(1.1 * runs * (half / (relative_half_width * queue.wait)) ** 2) + 1


def _waits(inputs: Inputs, seed: int, first: int, runs: int) -> NDArray[np.float64]:
    """Return the mean wait in hours of each of `runs` runs."""
    waits = []
    for batch in batches(inputs, replications=runs, seed=seed, first=first):
        waited = batch.funnel["waited_seconds"][:, 0, 0] / 3600
        waits.append(waited / batch.funnel["started"][:, 0, 0])
    return np.concatenate(waits)
