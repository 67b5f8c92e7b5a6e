"""A scenario's variants: which there are, and all of them simulated under common random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from salessim.engine import FUTURES, WATCHED_BATCH, Watch
from salessim.engine.estimate import check_work
from salessim.engine.run import (
    batches,
    checked_engine,
    checked_replications,
    checked_threads,
    warm_up,
)
from salessim.engine.simulation import REPLICATIONS, Engine
from salessim.engine.state import checked_seed
from salessim.errors import InputError, StoppedError
from salessim.measure.differences import (
    AS_IT_STANDS,
    ComparisonFindings,
    VariantFindings,
    differences,
    target_differences,
)
from salessim.measure.findings import InputFigures, Performance, ScenarioName
from salessim.measure.indicators import has_payroll, summaries
from salessim.measure.summary import inputs_of
from salessim.measure.tally import Outcomes
from salessim.model.assembly import Inputs, build
from salessim.scenario import Scenario, read_setting
from salessim.scenario.text_files import SCENARIO_ENDINGS, Trust, scenario_path


@dataclass(frozen=True)
class Variant:
    """A scenario to compare with the base scenario.

    Attributes:
        name: what reports call it.
        scenario: what is simulated.
        changes: key paths and values as typed; None for a scenario of its own.
        without: a person who is gone from the first morning.
    """

    name: str
    scenario: Scenario
    changes: Mapping[str, Any] | None
    without: str | None = None


def own_variant(scenario: Scenario, name: str) -> Variant:
    """One of the variants that the scenario's file names.

    Raises:
        ScenarioError: there is none of this name.
    """
    return Variant(name, scenario.variant(name), scenario.variants[name])


def own_variants(scenario: Scenario) -> list[Variant]:
    """All variants that the scenario's file names, in their order.

    Raises:
        InputError: it names none.
    """
    names = scenario.variants
    if not names:
        raise InputError(
            f"'{scenario.plan.name}' names no variants: add some under variants:, or type a change"
            ' such as --with "more pay: team.closer.base=60k a year", or name another file.'
        )
    return [Variant(name, scenario.variant(name), changes) for name, changes in names.items()]


def named_variant(scenario: Scenario, name: str, trust: Trust = False) -> Variant:
    """What a name typed on the command line means: a variant of the file, or another file.

    Args:
        scenario: whose variants it may be.
        name: as typed.
        trust: what another file may read, as of `Scenario.load`; code is allowed to it as it is to
            `scenario`.

    Raises:
        ScenarioError: there is no such variant, or the file cannot be used.
    """
    file = scenario_path(Path(name))
    if name not in scenario.variants and file.suffix.lower() in SCENARIO_ENDINGS:
        other = Scenario.load(file, trust=trust, allow_code=scenario.trusted.code)
        return other_scenario(other, file.stem)
    return own_variant(scenario, name)


def other_scenario(scenario: Scenario, name: str | None = None) -> Variant:
    """A scenario of its own, under its own name unless another is given."""
    return Variant(name or scenario.plan.name, scenario, None)


def changed_scenario(
    scenario: Scenario, name: str, changes: Mapping[str, Any], typed_in: str = "compare"
) -> Variant:
    """The scenario with changes that stand in no file.

    Args:
        scenario: what is changed.
        name: what reports call it.
        changes: key path to a value as it would be typed.
        typed_in: what messages call the place.

    Raises:
        ScenarioError: a path does not exist, or its value cannot be used.
    """
    return Variant(name, scenario.vary(changes, typed_in), changes)


def read_changes(texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The changes by label, from texts such as `more pay: team.closer.base=60k a year`.

    Without a label the text itself is one. Texts of one label are one variant.

    Raises:
        InputError: a text names no path and value.
    """
    changes: dict[str, dict[str, Any]] = {}
    for text in texts:
        before_value = text.partition("=")[0]
        label, colon, _ = before_value.partition(":")
        setting = text[len(label) + 1 :] if colon else text
        path, value = read_setting(setting, "--with")
        changes.setdefault(label.strip() if colon else text.strip(), {})[path] = value
    return changes


def check_comparable(scenario: Scenario, variants: Iterable[Variant]) -> None:
    """Refuse to compare what is called or measured differently.

    Raises:
        InputError: two variants have one name, or one has another currency or horizon.
    """
    taken = {AS_IT_STANDS}
    for variant in variants:
        if variant.name in taken:
            raise InputError(f"Two things to compare are called '{variant.name}': rename one.")
        taken.add(variant.name)
        ours, theirs = scenario.plan, variant.scenario.plan
        if ours.currency != theirs.currency:
            raise InputError(
                f"'{variant.name}' counts in {theirs.currency}, '{ours.name}' in {ours.currency}:"
                " only equal currencies are compared."
            )
        if _horizon(variant.scenario) != _horizon(scenario):
            first, months = _horizon(scenario)
            raise InputError(
                f"'{variant.name}' runs over another time than '{ours.name}'"
                f" ({months} months from {first}): only equal horizons are compared."
            )


def _horizon(scenario: Scenario) -> tuple[date, int]:
    horizon = scenario.plan.horizon
    return horizon.from_, horizon.months


def without_each(scenario: Scenario) -> list[Variant]:
    """One variant a person: the team without that person from the first morning, unreplaced.

    Raises:
        InputError: there is one person only.
    """
    people = scenario.plan.people
    if len(people) < 2:
        raise InputError(
            f"'{scenario.plan.name}' has one person only; without that person nobody sells."
        )
    return [
        Variant(f"without {person.name}", scenario, None, without=person.name) for person in people
    ]


def ranked_by_damage(run: VariantsRun, *, names: bool) -> VariantsRun:
    """The same run, most damage to revenue first.

    Args:
        run: of `without_each`.
        names: whether to keep the names. Who is worth how much is personal data: left out, people
            are called by role and rank, and the figures typed, which name people, are not told.
    """
    order = sorted(run.variants, key=lambda pair: pair[1].runs["revenue"].mean())
    if names:
        return replace(run, variants=tuple(order))
    return replace(
        run,
        scenario=None,
        variants=tuple(
            (replace(variant, name=f"without a {_role(variant)}, rank {rank}", without=None), made)
            for rank, (variant, made) in enumerate(order, start=1)
        ),
    )


def _role(variant: Variant) -> str:
    people = variant.scenario.plan.people
    return next(person.role for person in people if person.name == variant.without)


@dataclass(frozen=True)
class VariantsRun:
    """The outcomes of a scenario and of each variant that was simulated completely."""

    base: Outcomes
    """The scenario as it stands; short of replications only if no variant was begun."""
    variants: tuple[tuple[Variant, Outcomes], ...]
    planned: int
    """Variants asked for; more than were simulated if the work was stopped."""
    engine: Engine
    seed: int
    scenario: Scenario | None = None
    """The scenario as it stands, where its figures are told."""

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
            inputs=InputFigures() if self.scenario is None else inputs_of(self.scenario),
            has_payroll=any(has_payroll(outcomes.runs) for outcomes in everything),
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
    anyway: bool = False,
) -> VariantsRun:
    """Simulate a scenario and its variants, one after the other, under common random numbers.

    Args:
        scenario: what the variants are compared with.
        variants: one or more.
        replications: of each, 1 or more; 200 by default.
        seed: 0 or more.
        engine: `compiled` or `simpy`.
        threads: at most so many; all cores by default. Results do not depend on it.
        watch: called with progress; when it answers False, finished variants are kept.
        anyway: also more work than is done unasked; see `engine.estimate`.

    Raises:
        InputError: a number is out of its range, or a variant cannot be compared.
        StoppedError: the watch stopped the work before a first future was done.
    """
    if not variants:
        raise InputError("There is nothing to compare with: name a variant.")
    check_comparable(scenario, variants)
    count = REPLICATIONS if replications is None else checked_replications(replications)
    seed, threads = checked_seed(seed), checked_threads(threads)
    checked_engine(engine)
    for each in (
        scenario,
        *{variant.scenario.digest: variant.scenario for variant in variants}.values(),
    ):
        check_work(each, replications=count, threads=threads, engine=engine, anyway=anyway)
    runner = _ReplicationRunner(count, seed, engine, threads, watch, count * (1 + len(variants)))
    inputs = build(scenario)
    base = Outcomes(inputs.book, inputs.book.targets)
    runner.simulate(inputs, base)
    if not runner.done:
        raise StoppedError("Stopped before the first future was done. Nothing was kept.")
    finished: list[tuple[Variant, Outcomes]] = []
    for variant in variants:
        if runner.stopped:
            break
        inputs = build(variant.scenario, without=variant.without)
        outcomes = Outcomes(inputs.book, base.targets)
        if runner.simulate(inputs, outcomes):
            finished.append((variant, outcomes))
    return VariantsRun(base, tuple(finished), len(variants), engine, seed, scenario)


@dataclass
class _ReplicationRunner:
    """Simulates the same replications of one scenario after the other, under one watch."""

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
        """Simulate all replications of one scenario; return whether it was not stopped."""
        if self.engine == "compiled":
            warm_up(inputs)
        if not self.done:
            self._go_on(0)
        left, before = self.replications, self.done
        for batch in batches(
            inputs,
            replications=self.replications,
            seed=self.seed,
            engine=self.engine,
            threads=self.threads,
            size=None if self.watch is None else WATCHED_BATCH,
            going_on=lambda done: self._go_on(before + done),
        ):
            outcomes.add(batch)
            left -= len(batch.events)
            self.done += len(batch.events)
            if not self._go_on(self.done):
                break
        return not left

    def _go_on(self, done: int) -> bool:
        if self.watch is not None and not self.watch(FUTURES, done, self.planned):
            self.stopped = True
        return not self.stopped


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
