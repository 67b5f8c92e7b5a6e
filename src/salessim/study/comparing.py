"""Simulates a scenario and its variants under common chance, and counts up the differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from salessim.engine.run import batches, warm_up
from salessim.engine.simulation import REPLICATIONS, Engine
from salessim.engine.watch import FUTURES, WATCHED_BATCH, Watch
from salessim.errors import InputError
from salessim.measure.differences import (
    ComparisonFindings,
    VariantFindings,
    differences,
    target_differences,
)
from salessim.measure.findings import Performance, ScenarioName
from salessim.measure.indicators import summaries
from salessim.measure.tally import Outcomes
from salessim.model.assembly import Inputs, build
from salessim.scenario import Scenario
from salessim.study.variants import Variant, check_comparable


@dataclass(frozen=True)
class VariantsRun:
    """What came of a scenario and of each variant that was simulated to its end."""

    base: Outcomes
    """The scenario as it stands; short of replications only if no variant was begun."""
    variants: tuple[tuple[Variant, Outcomes], ...]
    planned: int
    """Variants asked for; more than were simulated if the work was stopped."""
    engine: Engine
    seed: int

    @property
    def stopped_early(self) -> bool:
        """Whether the watch ended the work before all variants were simulated."""
        return len(self.variants) < self.planned

    def runs(self) -> Iterator[tuple[Variant | None, np.ndarray]]:
        """The runs tables; that of the scenario as it stands comes first, with None."""
        yield None, self.base.runs
        for variant, outcomes in self.variants:
            yield variant, outcomes.runs

    def findings(self) -> ComparisonFindings:
        """Everything that a report shows."""
        book, runs = self.base.book, self.base.runs
        everything = [self.base, *(outcomes for _, outcomes in self.variants)]
        return ComparisonFindings(
            scenario=ScenarioName(name=book.name, digest=book.scenario_digest),
            engine=self.engine,
            seed=self.seed,
            replications=len(runs),
            months=len(book.months),
            currency=book.currency,
            horizon=(book.months[0], book.months[-1]),
            indicators=summaries(runs),
            variants=[self._variant(variant, outcomes) for variant, outcomes in self.variants],
            has_paid_reps=book.has_paid_reps,
            digest=self.base.digest,
            performance=Performance(
                events=sum(outcomes.events for outcomes in everything),
                seconds=sum(outcomes.seconds for outcomes in everything),
            ),
        )

    def _variant(self, variant: Variant, outcomes: Outcomes) -> VariantFindings:
        book, runs = outcomes.book, outcomes.runs
        return VariantFindings(
            name=variant.name,
            scenario=ScenarioName(name=book.name, digest=book.scenario_digest),
            changes=None
            if variant.changes is None
            else {path: _as_typed(value) for path, value in variant.changes.items()},
            indicators=summaries(runs),
            differences=differences(self.base.runs, runs),
            targets=target_differences(self.base, outcomes),
            digest=outcomes.digest,
        )


def run_variants(
    scenario: Scenario,
    variants: Sequence[Variant],
    *,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "compiled",
    threads: int | None = None,
    watch: Watch | None = None,
) -> VariantsRun:
    """Simulate a scenario and its variants, one after the other, with the same chance.

    Args:
        scenario: what the variants are compared with.
        variants: one or more.
        replications: futures of each, 1 or more; 200 by default.
        seed: 0 or more.
        engine: `compiled` or `simpy`.
        threads: at most so many; all cores by default. Results do not depend on it.
        watch: told of progress; when it answers False, the variants that are finished are kept.

    Raises:
        InputError: a number is out of its range, or a variant cannot be compared.
    """
    if not variants:
        raise InputError("There is nothing to compare with: name a variant.")
    check_comparable(scenario, variants)
    count = REPLICATIONS if replications is None else replications
    futures = _Futures(count, seed, engine, threads, watch, count * (1 + len(variants)))
    inputs = build(scenario)
    base = Outcomes(inputs.book, inputs.book.targets)
    futures.simulate(inputs, base)
    finished: list[tuple[Variant, Outcomes]] = []
    for variant in variants:
        if futures.stopped:
            break
        inputs = build(variant.scenario, without=variant.without)
        outcomes = Outcomes(inputs.book, base.targets)
        if futures.simulate(inputs, outcomes):
            finished.append((variant, outcomes))
    return VariantsRun(base, tuple(finished), len(variants), engine, seed)


@dataclass
class _Futures:
    """The same futures for one scenario after the other, under one watch."""

    replications: int
    seed: int
    engine: Engine
    threads: int | None
    watch: Watch | None
    planned: int
    """Of all scenarios together."""
    done: int = 0
    stopped: bool = False

    def simulate(self, inputs: Inputs, outcomes: Outcomes) -> bool:
        """Count all futures of one scenario; tell whether it came to its end."""
        if self.engine == "compiled":
            warm_up(inputs)
        if self.watch is not None and not self.done:
            self.watch(FUTURES, 0, self.planned)
        left = self.replications
        for batch in batches(
            inputs,
            replications=self.replications,
            seed=self.seed,
            engine=self.engine,
            threads=self.threads,
            size=None if self.watch is None else WATCHED_BATCH,
        ):
            outcomes.add(batch)
            left -= len(batch.events)
            self.done += len(batch.events)
            self.stopped = self.watch is not None and not self.watch(
                FUTURES, self.done, self.planned
            )
            if self.stopped:
                break
        return not left


def _as_typed(value: Any) -> Any:
    """A value as JSON has it; what JSON has no form for, such as a date, as text."""
    match value:
        case dict():
            return {str(key): _as_typed(child) for key, child in value.items()}
        case list() | tuple():
            return [_as_typed(child) for child in value]
        case None | str() | bool() | int() | float():
            return value
    return str(value)
