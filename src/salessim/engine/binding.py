"""Which limit holds revenue back: found by typing ten per cent more of each, not by asking a rule.

Every limit is relaxed in turn by a change that a user can type (`engine.relaxations`), and the same
replications are simulated again under the same chance. What differs then is the limit's doing: over
the whole horizon, which is what a user would get, and month by month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from salessim.engine import LIMIT_PAIRS, WATCHED_BATCH, Watch
from salessim.engine.own_rules import OwnRules
from salessim.engine.relaxations import Relaxation, relaxations
from salessim.engine.run import batches
from salessim.measure.findings import BindingMonth, MainLimit, TypedChange
from salessim.measure.intervals import mean_interval, student_quantile
from salessim.measure.runs import MonthlySeries
from salessim.measure.tally import Tally
from salessim.model.assembly import build
from salessim.scenario import Scenario

if TYPE_CHECKING:
    from salessim.engine.simpy_engine import ProcessFactory

PAIRS = 20
"""Replications simulated once more for each limit."""
PAIRS_OF_FINALISTS = 40
"""The same for the two limits that cost most by then."""
FINALISTS = 2
"""One where the second is behind by more than chance."""
MINIMUM_PAIRS = 10
"""Fewer where a replication is long, see PAIRED_EVENTS, but no fewer than these."""
PAIRED_EVENTS = 30_000_000
"""Events that all limits together may cost: some seconds on two cores."""
FALSE_ALARM = 0.01
"""Chance that some limit is named, in a month or in all, where none matters (Bonferroni)."""
WINDOW = 1
"""Months before and after that are looked at with a month: contracts are few and come by chance."""
BRIDGED_MONTHS = 1
"""Months without the limit that do not end a stretch: neighbours take turns by chance."""


@dataclass(frozen=True)
class Limits:
    """What limits revenue.

    Attributes:
        months: the limit with the largest significant gain in each month; none if the work was
            stopped.
        main: the limit with the largest significant gain over the horizon, or None.
    """

    months: list[BindingMonth] = field(default_factory=list)
    main: MainLimit | None = None


def limits_of(
    scenario: Scenario,
    tally: Tally,
    *,
    seed: int,
    engine: str,
    threads: int | None,
    watch: Watch | None = None,
    processes: Sequence[ProcessFactory] = (),
    rules: OwnRules | None = None,
) -> Limits:
    """The limits of a scenario, by paired replications.

    Args:
        scenario: what was simulated.
        tally: its replications; the first of them are paired.
        seed: that of the tally, so that all common chance is the same.
        engine: `compiled` or `simpy`.
        threads: at most so many.
        watch: told of progress; the work stops when it answers False.
        processes: those of the tally.
        rules: those of the tally.
    """
    months = tally.book.months
    tried = relaxations(scenario)
    pairs, more = _affordable(tally, len(tried))
    if pairs < 2 or not tried:
        return Limits(_months(months, ["leads"], [np.zeros((2, len(months)))]))
    today = tally.lines.revenue
    planned = pairs * len(tried) + FINALISTS * (more - pairs)
    done = 0

    def gains(relaxed: Relaxation, first: int, count: int) -> np.ndarray | None:
        """Differences of revenue by replication and month; None if the work was stopped."""
        nonlocal done
        inputs = build(relaxed.scenario)
        found = []

        def going_on(now: int, before: int = done) -> bool:
            return watch is None or watch(LIMIT_PAIRS, before + now, planned)

        for batch in batches(
            inputs,
            replications=count,
            first=first,
            seed=seed,
            engine=engine,
            threads=threads,
            size=None if watch is None else WATCHED_BATCH,
            going_on=going_on,
            processes=processes,
            rules=rules,
        ):
            found.append(MonthlySeries.of(batch, inputs.book).revenue)
            if not going_on(batch.first - first + len(batch.events)):
                return None
        if sum(map(len, found)) < count:
            return None
        done += count
        return np.concatenate(found) - today[first : first + count]

    differences: list[np.ndarray] = []
    for relaxed in tried:
        found = gains(relaxed, 0, pairs)
        if found is None:
            return Limits()
        differences.append(found)
    order = np.argsort([-found.sum(axis=1).mean() for found in differences], kind="stable")
    finalists = order[:FINALISTS]
    if len(finalists) > 1 and _leads(differences[order[0]], differences[order[1]], len(tried)):
        finalists = order[:1]
    planned = pairs * len(tried) + len(finalists) * (more - pairs)
    for row in finalists if more > pairs else ():
        found = gains(tried[row], pairs, more - pairs)
        if found is None:
            return Limits()
        differences[row] = np.concatenate([differences[row], found])
    best = max(finalists, key=lambda row: differences[row].sum(axis=1).mean())
    rows = _months(months, [relaxed.limit for relaxed in tried], differences)
    return Limits(rows, _main(scenario, tried[best], differences[best], len(tried), rows))


def _affordable(tally: Tally, limits: int) -> tuple[int, int]:
    """Pairs of each limit, and of the finalists."""
    events_each = max(1.0, tally.events / max(1, tally.replications))
    affordable = int(PAIRED_EVENTS / events_each)
    pairs = min(PAIRS, max(MINIMUM_PAIRS, affordable // max(1, 2 * limits)))
    more = min(PAIRS_OF_FINALISTS, max(pairs, (affordable - pairs * limits) // FINALISTS))
    return min(pairs, tally.replications), min(more, tally.replications)


def _months(
    months: Sequence[str], limits: Sequence[str], differences: Sequence[np.ndarray]
) -> list[BindingMonth]:
    gains = np.array([significant_gain(found, len(limits)) for found in differences])
    best = gains.argmax(axis=0)
    return [
        BindingMonth(
            month=name,
            limit=limits[best[month]] if gains[best[month], month] > 0 else None,
            gain_of_10_percent=float(gains[best[month], month]),
        )
        for month, name in enumerate(months)
    ]


def significant_gain(differences: np.ndarray, limits: int) -> np.ndarray:
    """Mean paired gain by month where chance alone would hardly show it, otherwise 0.

    A month's gain is the mean of the month and its neighbours.

    Args:
        differences: currency by replication and month, shape (R, M), R at least 2.
        limits: how many are tried.
    """
    months = differences.shape[1]
    smooth = np.empty_like(differences)
    for month in range(months):
        around = slice(max(0, month - WINDOW), month + WINDOW + 1)
        smooth[:, month] = differences[:, around].mean(axis=1)
    return np.where(_beyond_chance(smooth, limits), smooth.mean(axis=0), 0.0)


def _beyond_chance(differences: np.ndarray, limits: int) -> np.ndarray:
    """Whether the mean over replications is above 0 by more than chance, for each column."""
    count = len(differences)
    mean = differences.mean(axis=0)
    error = differences.std(axis=0, ddof=1) / np.sqrt(count)
    critical = student_quantile(1 - FALSE_ALARM / limits, count - 1)
    return (mean > 0) & (mean > critical * error)


def _leads(best: np.ndarray, second: np.ndarray, limits: int) -> bool:
    """Whether one limit costs more over the horizon than another, by more than chance."""
    ahead = (best - second).sum(axis=1)
    return bool(_beyond_chance(ahead[:, np.newaxis], limits)[0])


def _main(
    scenario: Scenario,
    relaxed: Relaxation,
    differences: np.ndarray,
    limits: int,
    rows: Sequence[BindingMonth],
) -> MainLimit | None:
    """The limit as a finding; None where chance alone would show its gain."""
    whole = differences.sum(axis=1)
    if not _beyond_chance(whole[:, np.newaxis], limits)[0]:
        return None
    gain, interval = mean_interval(whole)
    assert gain is not None and interval is not None
    return MainLimit(
        limit=relaxed.limit,
        changes=[
            TypedChange(path=path, value=as_typed(value)) for path, value in relaxed.changes.items()
        ],
        gain=gain,
        ci95=interval,
        pairs=len(whole),
        spans=stretches(rows, relaxed.limit),
    )


def as_typed(value: Any) -> str:
    """A value in one line, as it may follow a key or `--set key=`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {part}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value) if isinstance(value, str) else "each row by 10 %"


def stretches(rows: Sequence[BindingMonth], limit: str) -> list[tuple[str, str]]:
    """First and last month of each stretch in which a limit binds.

    Months next to each other, or but one month apart, are joined.
    """
    found: list[list[int]] = []
    for month, row in enumerate(rows):
        if row.limit != limit:
            continue
        if found and month - found[-1][1] <= 1 + BRIDGED_MONTHS:
            found[-1][1] = month
        else:
            found.append([month, month])
    return [(rows[first].month, rows[last].month) for first, last in found]
