"""Simulates a scenario: enough replications, counted in order, and what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Literal

import numpy as np

from salessim import arguments
from salessim.engine import FUTURES, LUCK, WATCHED_BATCH, Watch
from salessim.engine.binding import Limits, limits_of
from salessim.engine.estimate import check_work
from salessim.engine.own_rules import OwnRule, OwnRules
from salessim.engine.run import (
    batches,
    checked_engine,
    checked_replications,
    checked_threads,
    warm_up,
)
from salessim.engine.state import checked_replication, checked_seed
from salessim.errors import StoppedError
from salessim.measure.findings import Findings
from salessim.measure.intervals import mean_interval
from salessim.measure.runs import MonthlySeries
from salessim.measure.summary import RunSettings, findings_of, inputs_of, with_limits_and_luck
from salessim.measure.tally import Tally, bytes_per_replication
from salessim.measure.variance import MIN_REPETITIONS, MIN_REPLICATIONS
from salessim.model.assembly import build
from salessim.model.state.outputs import Book
from salessim.scenario import Scenario

if TYPE_CHECKING:
    from salessim.engine.simpy_engine import ProcessFactory

type Engine = Literal["compiled", "simpy"]
type Keep = Literal["sums", "tables", "deals"]

KEEPS = ("sums", "tables", "deals")

RULES_EXAMPLE = "{'effort': function}"
A_SCENARIO = "a Scenario, such as Scenario.load gives"
REPLICATIONS = 200
FIRST_LOOK = 50
"""Replications before the first estimate of how many a precision needs."""
MAXIMUM_REPLICATIONS = 100_000
"""Where the search for a precision ends."""
MARGIN = 1.1
"""Replications planned above the estimate, so that few searches need another round."""
REPETITIONS = 160
"""Replications simulated again under other luck, which tell luck from what is not known: at 200
futures the widest of 20 varied intervals has 20 points then (140: 26, all 200: 19)."""
REPEATED_EVENTS = 20_000_000
"""Events that these may cost."""
PARQUET_SHARE = 0.35
"""Of the memory of raw tables that their Parquet files take; .28 to .5 in the shipped scenarios."""
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
    watch: Watch | None = field(default=None, repr=False)
    processes: tuple[ProcessFactory, ...] = ()
    """simpy processes of the user's own."""
    rules: OwnRules = field(default_factory=OwnRules)
    """Rules of the user's own."""

    @property
    def stopped_early(self) -> bool:
        """Whether the watch ended the work before all replications were done."""
        return self.tally.replications < self.planned

    @cached_property
    def limits(self) -> Limits:
        """What limits revenue; simulated on first asking. Empty if the work was stopped."""
        if self.stopped_early:
            return Limits()
        return limits_of(
            self.scenario,
            self.tally,
            seed=self.seed,
            engine=self.engine,
            threads=self.threads,
            watch=self.watch,
            processes=self.processes,
            rules=self.rules,
        )

    @cached_property
    def repeated(self) -> np.ndarray:
        """Revenue of the first replications under other luck, with the same uncertain parameters.

        Shape (M,); simulated on first asking. Empty if nothing is uncertain, or if the work was
        stopped.
        """
        count = 0 if self.stopped_early or not self.tally.book.uncertain_paths else self._affordable
        if not count:
            return np.zeros(0)

        def going_on(done: int) -> bool:
            return self.watch is None or self.watch(LUCK, done, count)

        if not going_on(0):
            return np.zeros(0)
        inputs = build(self.scenario)
        revenue = []
        for batch in batches(
            inputs,
            replications=count,
            repeated=True,
            seed=self.seed,
            engine=self.engine,
            threads=self.threads,
            size=None if self.watch is None else WATCHED_BATCH,
            going_on=going_on,
            processes=self.processes,
            rules=self.rules,
        ):
            revenue.append(MonthlySeries.of(batch, inputs.book).revenue.sum(axis=1))
            if not going_on(batch.first + len(batch.events)):
                return np.zeros(0)
        whole = sum(map(len, revenue)) == count
        return np.concatenate(revenue) if whole else np.zeros(0)

    @property
    def _affordable(self) -> int:
        """Replications to repeat: fewer where one is long, none where there are few."""
        if self.tally.replications < MIN_REPLICATIONS:
            return 0
        events_each = max(1.0, self.tally.events / self.tally.replications)
        affordable = max(MIN_REPETITIONS, int(REPEATED_EVENTS / events_each))
        return min(REPETITIONS, affordable, self.tally.replications)

    @cached_property
    def measured(self) -> Findings:
        """All that a report shows but limits and luck, which take further simulations."""
        setting = RunSettings(
            engine=self.engine,
            seed=self.seed,
            inputs=inputs_of(self.scenario),
            own_rules=self.rules.names,
        )
        return findings_of(self.tally, setting)

    @cached_property
    def findings(self) -> Findings:
        """Everything that a report shows."""
        limits = self.limits
        return with_limits_and_luck(
            self.measured, self.tally, limits.months, limits.main, self.repeated
        )


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
    processes: Sequence[ProcessFactory] = (),
    rules: Mapping[str, OwnRule] | None = None,
    anyway: bool = False,
) -> Simulation:
    """Simulate a scenario; `salessim.simulate` says what may be typed.

    Raises:
        InputError: a number is out of its range, or a rule cannot be used.
    """
    arguments.instance("scenario", scenario, Scenario, A_SCENARIO)
    planned = _planned(replications, precision)
    seed, threads = checked_seed(seed), checked_threads(threads)
    arguments.truth("anyway", anyway)
    if keep is not None:
        arguments.choice("keep", keep, KEEPS)
    if watch is not None:
        arguments.function("watch", watch, 3)
    processes = arguments.functions("processes", processes)
    checked_engine(engine, processes)
    typed = arguments.mapping("rules", {} if rules is None else rules, RULES_EXAMPLE)
    OwnRules(dict(typed))  # what is wrong with them is said before anything is built
    searched = precision is not None and replications is None
    check_work(
        scenario,
        replications=FIRST_LOOK if searched else planned,
        threads=threads,
        tables=keep in ("tables", "deals"),
        engine=engine,
        anyway=anyway,
    )
    inputs = build(scenario)
    own = OwnRules.of(inputs, typed)
    if keep is None:
        keep = "tables" if bytes_per_replication(inputs.book) * planned <= TABLE_BYTES else "sums"
    tally = Tally(inputs.book, keep_tables=keep != "sums", own_rules=own.fingerprints)
    goal = planned if precision is None else min(FIRST_LOOK, planned)
    if engine == "compiled":
        warm_up(inputs)
    going_on = True

    def ask(done: int = 0) -> bool:
        """Tell the watch how many are done besides those counted; whether to go on."""
        nonlocal going_on
        reached = before + done
        going_on = going_on and (watch is None or watch(FUTURES, reached, goal))
        return going_on

    before = 0
    ask()
    while going_on:
        before = tally.replications
        for batch in batches(
            inputs,
            replications=goal - tally.replications,
            seed=seed,
            engine=engine,
            threads=threads,
            first=tally.replications,
            size=None if watch is None else WATCHED_BATCH,
            deals=keep == "deals",
            processes=processes,
            rules=own,
            going_on=ask,
        ):
            tally.add(batch)
            if not ask(tally.replications - before):
                break
        if precision is None:
            break
        goal = max(goal, min(planned, _needed(tally.runs["revenue"], precision)))
        going_on = going_on and tally.replications < goal
    if not tally.replications:
        raise StoppedError(
            f"Stopped before the first of {goal} futures was done. Nothing was kept."
        )
    return Simulation(scenario, tally, engine, seed, threads, goal, watch, tuple(processes), own)


def bytes_on_disk(scenario: Scenario, replications: int | None) -> int:
    """About what the tables of so many replications take as Parquet files."""
    count = REPLICATIONS if replications is None else checked_replications(replications)
    return int(PARQUET_SHARE * bytes_per_replication(build(scenario).book) * count)


def event_log(
    scenario: Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: Engine = "compiled",
    rules: OwnRules | None = None,
) -> tuple[np.ndarray, Book]:
    """Simulate one replication again and keep its log; equal seeds give the same replication.

    Returns:
        The log, dtype LOG, in the order of happening, and the names behind its rows.
    """
    replication = checked_replication(replication)
    inputs = build(scenario)
    batch = next(
        batches(
            inputs,
            replications=1,
            seed=seed,
            engine=engine,
            threads=1,
            first=replication,
            log=True,
            rules=rules,
        )
    )
    assert batch.log is not None
    return batch.log[0], inputs.book


def _planned(replications: int | None, precision: float | None) -> int:
    if precision is not None:
        arguments.share("precision", precision)
    if replications is None:
        return REPLICATIONS if precision is None else MAXIMUM_REPLICATIONS
    return checked_replications(replications)


def _needed(revenue: np.ndarray, precision: float) -> int:
    """Replications that the precision needs by what was seen so far."""
    mean, interval = mean_interval(revenue)
    if not mean or interval is None:
        return len(revenue)
    reached = (interval[1] - interval[0]) / 2 / abs(mean)
    if reached <= precision:
        return len(revenue)
    times = min(reached / precision, float(MAXIMUM_REPLICATIONS))  # more is never run
    return ceil(MARGIN * len(revenue) * times**2)
