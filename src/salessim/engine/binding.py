"""Which limit holds revenue back, month by month: found by relaxing each, not by asking a rule.

Each limit is relaxed by 10 % in turn and the same replications are simulated again under the same
chance. What differs then is the limit's doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from salessim.engine import LIMIT_PAIRS, WATCHED_BATCH, Watch
from salessim.engine.own_rules import OwnRules
from salessim.engine.run import batches
from salessim.measure.findings import BindingMonth
from salessim.measure.intervals import student_quantile
from salessim.measure.runs import MonthlySeries
from salessim.measure.tally import Tally
from salessim.model.assembly import build
from salessim.scenario import Scenario

if TYPE_CHECKING:
    from salessim.engine.simpy_engine import ProcessFactory

LIMITS = ("leads", "hours", "skill", "ramp", "market")
"""Inbound leads, paid hours, skills of all reps, speed of the ramp, prospects in the market."""
LIMIT_OF_LEADING = "manager"
"""Hours of the managers, where there are any."""
RELAXED = 1.1
PAIRS = 50
MINIMUM_PAIRS = 10
"""Replications simulated once more for each limit: fewer where one is long, see PAIRED_EVENTS."""
PAIRED_EVENTS = 30_000_000
"""Events that all limits together may cost: some seconds on two cores."""
FALSE_ALARM = 0.01
"""Chance that some limit is named in a month in which none matters (Bonferroni)."""
WINDOW = 1
"""Months before and after that are looked at with a month: contracts are few and come by chance."""


def binding_months(
    scenario: Scenario,
    tally: Tally,
    *,
    seed: int,
    engine: str,
    threads: int | None,
    watch: Watch | None = None,
    processes: Sequence[ProcessFactory] = (),
    rules: OwnRules | None = None,
) -> list[BindingMonth]:
    """The limit with the largest significant gain of revenue in each month.

    Args:
        scenario: what was simulated.
        tally: its replications; the first of them, 50 at most, are paired.
        seed: that of the tally, so that all common chance is the same.
        engine: `compiled` or `simpy`.
        threads: at most so many.
        watch: told of progress; the work stops when it answers False.
        processes: those of the tally.
        rules: those of the tally.

    Returns:
        A row a month; none if the work was stopped.
    """
    months = tally.book.months
    limits = (*LIMITS, LIMIT_OF_LEADING) if scenario.plan.managers else LIMITS
    events_each = tally.events / max(1, tally.replications) * len(limits)
    affordable = max(MINIMUM_PAIRS, int(PAIRED_EVENTS / max(1.0, events_each)))
    pairs = min(PAIRS, affordable, tally.replications)
    if pairs < 2:
        return [BindingMonth(month=month, limit=None, gain_of_10_percent=0.0) for month in months]
    today = tally.lines.revenue[:pairs]
    gains = np.zeros((len(limits), len(months)))
    for row, limit in enumerate(limits):
        inputs = build(scenario, {limit: RELAXED})

        def going_on(done: int, row: int = row) -> bool:
            return watch is None or watch(LIMIT_PAIRS, row * pairs + done, pairs * len(limits))

        relaxed = []
        for batch in batches(
            inputs,
            replications=pairs,
            seed=seed,
            engine=engine,
            threads=threads,
            size=None if watch is None else WATCHED_BATCH,
            going_on=going_on,
            processes=processes,
            rules=rules,
        ):
            relaxed.append(MonthlySeries.of(batch, inputs.book).revenue)
            if not going_on(batch.first + len(batch.events)):
                return []
        if sum(map(len, relaxed)) < pairs:
            return []
        gains[row] = significant_gain(np.concatenate(relaxed) - today, len(limits))
    best = gains.argmax(axis=0)
    return [
        BindingMonth(
            month=name,
            limit=limits[best[month]] if gains[best[month], month] > 0 else None,
            gain_of_10_percent=float(gains[best[month], month]),
        )
        for month, name in enumerate(months)
    ]


def significant_gain(differences: np.ndarray, limits: int = len(LIMITS)) -> np.ndarray:
    """Mean paired gain by month where chance alone would hardly show it, otherwise 0.

    A month's gain is the mean of the month and its neighbours.

    Args:
        differences: currency by replication and month, shape (R, M), R at least 2.
        limits: how many are tried.
    """
    count, months = differences.shape
    smooth = np.empty_like(differences)
    for month in range(months):
        around = slice(max(0, month - WINDOW), month + WINDOW + 1)
        smooth[:, month] = differences[:, around].mean(axis=1)
    mean = smooth.mean(axis=0)
    error = smooth.std(axis=0, ddof=1) / np.sqrt(count)
    critical = student_quantile(1 - FALSE_ALARM / limits, count - 1)
    return np.where((mean > 0) & (mean > critical * error), mean, 0.0)
