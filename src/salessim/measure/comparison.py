"""What a comparison found: the document that `salessim compare --json` prints.

Plain frozen records, written to `comparison.json` and read back without loss. Missing figures are
null, never zero. A difference is always variant less the scenario as it stands.
"""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from salessim.measure.findings import (
    Finding,
    Interval,
    Performance,
    ScenarioName,
    Simulated,
    Summary,
)

AS_IT_STANDS = "as it stands"
"""What the scenario is called beside its variants."""


class Difference(Summary):
    """What a variant does to an indicator, future by future.

    `mean` and `ci95` are those of the difference of means; for a ratio they are the difference of
    total over total. The percentiles are those of the differences in single futures.
    """

    better: Literal["higher", "lower"] | None
    """Which of two values is the better one; null where neither is."""
    unchanged: bool
    """The same figure, to the bit, in every future."""
    futures: int
    """Pairs behind the mean: futures in which both have a figure."""
    probability_better: float | None
    """Share of futures in which the variant is the better one; null where neither can be."""
    probability_worse: float | None
    """Share in which it is the worse one; equal futures make the rest."""
    pairing_factor: float | None
    """How many times as many futures a comparison without pairs needs for the same interval.

    The variance of the difference between independent runs over that of paired ones; null where
    the difference is the same in every future.
    """


class TargetDifference(Finding):
    """What a variant does to the chance of one of the scenario's targets."""

    measure: str
    by: str
    value: float
    probability: float
    """Of the scenario as it stands."""
    probability_of_variant: float
    difference: float
    ci95: Interval
    unchanged: bool
    """The target's measure is the same, to the bit, in every future."""


class VariantFindings(Finding):
    """A variant beside the scenario as it stands."""

    name: str
    scenario: ScenarioName
    changes: dict[str, JsonValue] | None
    """Key paths and values as typed; null for a file of its own."""
    indicators: dict[str, Summary]
    differences: dict[str, Difference]
    """By indicator."""
    targets: list[TargetDifference]
    digest: str
    """Fingerprint of the variant's raw tables."""


class ComparisonFindings(Simulated):
    """Everything that a report shows of a comparison."""

    variants: list[VariantFindings]
    has_paid_reps: bool
    """Whether anybody is paid, so that a payroll ratio means something."""
    digest: str
    """Fingerprint of the raw tables of the scenario as it stands."""
    performance: Performance
    """Of all simulations together."""
