"""Simulates a scenario: enough futures, counted in order, and what they show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Literal

import numpy as np

from salessim.engine.binding import binding_months
from salessim.engine.run import batches
from salessim.errors import InputError
from salessim.measure.findings import BindingMonth, Findings
from salessim.measure.intervals import mean_interval
from salessim.measure.summary import Setting, findings
from salessim.measure.tally import Tally, bytes_per_replication
from salessim.model.build import build
from salessim.scenario import Scenario
from salessim.scenario.defaults import defaults_used

type Engine = Literal["compiled", "simpy"]
type Keep = Literal["sums", "tables", "deals"]
type Watch = Callable[[int, int], bool]
"""Called with the replications done and planned; answers whether to go on."""

REPLICATIONS = 200
FIRST_LOOK = 50
"""Replications before the first estimate of how many a precision needs."""
MOST_REPLICATIONS = 100_000
"""Where the search for a precision ends."""
MARGIN = 1.1
"""Replications planned above the estimate, so that few searches need another round."""
WATCHED_BATCH = 16
"""Replications between two calls of the watch."""
TABLE_BYTES = 256 * 2**20
"""Size up to which raw tables are kept unasked."""


@dataclass(frozen=True)
class Simulation:
    """Replications of one scenario, counted up."""

    scenario: Scenario
    tally: Tally
    engine: Engine
    seed: int
    threads: int | None
    planned: int
    """Replications asked for; more than were done if the work was stopped."""

    @cached_property
    def binding(self) -> list[BindingMonth]:
        """What limits revenue, month by month; simulated on first asking."""
        return binding_months(
            self.scenario, self.tally, seed=self.seed, engine=self.engine, threads=self.threads
        )

    @cached_property
    def findings(self) -> Findings:
        """Everything that a report shows."""
        setting = Setting(self.engine, self.seed, defaults_used(self.scenario))
        return findings(self.tally, setting, self.binding)


def run_simulation(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "compiled",
    threads: int | None = None,
    precision: float | None = None,
    keep: Keep | None = None,
    watch: Watch | None = None,
) -> Simulation:
    """Simulate a scenario.

    Args:
        scenario: what to simulate.
        replications: independent futures, 1 or more; 200 by default, and the most tried with
            `precision` (100,000 by default).
        seed: 0 or more. Equal seeds give equal futures, and two scenarios share all chance that
            they have in common.
        engine: `compiled`, or `simpy` for the readable one; both give the same tables.
        threads: at most so many; all cores by default. Results do not depend on it.
        precision: stop when the 95 % interval of mean revenue is within this share of the mean.
        keep: `sums` keeps a row a replication, `tables` also every month and rep, `deals` also
            every deal. By default tables if they take less than 256 MB.
        watch: called after each batch; the work stops early when it answers False.

    Raises:
        InputError: a number is out of its range.
    """
    planned = _checked(replications, seed, threads, precision)
    inputs = build(scenario)
    if keep is None:
        keep = "tables" if bytes_per_replication(inputs.book) * planned <= TABLE_BYTES else "sums"
    tally = Tally(inputs.book, keep_tables=keep != "sums")
    goal = planned if precision is None else min(FIRST_LOOK, planned)
    while True:
        going_on = True
        for batch in batches(
            inputs,
            replications=goal - tally.replications,
            seed=seed,
            engine=engine,
            threads=threads,
            first=tally.replications,
            size=None if watch is None else WATCHED_BATCH,
            deals=keep == "deals",
        ):
            tally.add(batch)
            if watch is not None and not watch(tally.replications, goal):
                going_on = False
                break
        if precision is None or not going_on:
            break
        needed = _needed(tally.runs["revenue"], precision)
        if needed <= tally.replications or tally.replications >= planned:
            break
        goal = min(needed, planned)
    return Simulation(scenario, tally, engine, seed, threads, goal)


def _checked(
    replications: int | None, seed: int, threads: int | None, precision: float | None
) -> int:
    if seed < 0:
        raise InputError(f"The seed is a whole number from 0, not {seed}.")
    if threads is not None and threads < 1:
        raise InputError(f"threads is 1 or more, not {threads}.")
    if precision is not None and not 0 < precision < 1:
        raise InputError(f"The precision is a share between 0 and 1 such as 1 %, not {precision}.")
    planned = replications
    if planned is None:
        planned = REPLICATIONS if precision is None else MOST_REPLICATIONS
    if planned < 1:
        raise InputError(f"There must be 1 replication or more, not {planned}.")
    return planned


def _needed(revenue: np.ndarray, precision: float) -> int:
    """Replications that the precision needs by what was seen so far."""
    mean, interval = mean_interval(revenue)
    if not mean or interval is None:
        return len(revenue)
    reached = (interval[1] - interval[0]) / 2 / abs(mean)
    if reached <= precision:
        return len(revenue)
    return ceil(MARGIN * len(revenue) * (reached / precision) ** 2)
