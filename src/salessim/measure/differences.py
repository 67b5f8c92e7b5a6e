"""Differences between a variant and the scenario as it stands, paired by replication.

Both are simulated with the same seed and the same replication numbers, and every random number is
keyed by what it decides (common random numbers). So a replication of the one is paired with the
same replication of the other, and what they share cancels out of the difference. A difference is
always variant less the scenario as it stands.

The records make the document that `salessim compare --json` prints: plain and frozen, written to
`comparison.json` and read back without loss. Missing figures are null, never zero.
"""

from __future__ import annotations

from math import sqrt
from typing import Literal

import numpy as np
from pydantic import Field, JsonValue

from salessim.elementary import exp, normal_quantile
from salessim.measure.findings import (
    InputFigures,
    Interval,
    Performance,
    ScenarioName,
    SimulationFindings,
    Summary,
)
from salessim.measure.flows import Finding
from salessim.measure.indicators import INDICATORS, Indicator
from salessim.measure.intervals import CONFIDENCE, mean_interval, percentiles
from salessim.measure.tally import Outcomes

AS_IT_STANDS = "as it stands"
"""What the scenario is called beside its variants."""

ROUNDING = 1e-9
"""Differences that spread less than this share of what is subtracted spread by rounding alone."""


class Difference(Summary):
    """What a variant does to an indicator, replication by replication.

    `mean` and `ci95` are those of the difference of means; for a ratio they are the difference of
    total over total. The percentiles are those of the differences in single replications.
    """

    better: Literal["higher", "lower"] | None
    """Which of two values is the better one; null where neither is."""
    unchanged: bool
    """The same figure, to the bit, in every replication."""
    futures: int
    """Pairs behind the mean: replications in which both have a figure."""
    probability_better: float | None
    """Share of replications in which the variant is the better one; null where neither can be."""
    probability_worse: float | None
    """Share in which it is the worse one; equal replications make the rest."""
    pairing_factor: float | None
    """How many times as many replications a comparison without pairs needs for the same interval.

    The variance of the difference between independent runs over that of paired ones; null where
    the difference is the same in every replication.
    """


class TargetDifference(Finding):
    """What a variant does to the chance of one of the scenario's targets."""

    measure: str
    by: str
    value: float
    of_whole: float | None = None
    """What was typed, where `value` is the part of it that is simulated."""
    probability: float
    """Of the scenario as it stands."""
    probability_of_variant: float
    difference: float
    ci95: Interval
    unchanged: bool
    """The target's measure is the same, to the bit, in every replication."""


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


class ComparisonFindings(SimulationFindings):
    """Everything that a report shows of a comparison."""

    variants: list[VariantFindings]
    inputs: InputFigures = Field(default_factory=InputFigures)
    """Of the scenario as it stands."""
    has_payroll: bool
    """Whether anybody is paid, so that a payroll ratio means something."""
    digest: str
    """Fingerprint of the raw tables of the scenario as it stands."""
    performance: Performance
    """Of all simulations together."""


def differences(base: np.ndarray, variant: np.ndarray) -> dict[str, Difference]:
    """The difference in every indicator.

    Args:
        base: runs table of the scenario as it stands, dtype RUN, at least one row.
        variant: that of the variant; the same replications in the same order.
    """
    return {row.name: difference(row, base, variant) for row in INDICATORS}


def difference(indicator: Indicator, base: np.ndarray, variant: np.ndarray) -> Difference:
    """What the variant does to one indicator.

    The interval is Student's on paired differences. For a ratio it is the same on the ratio's
    linear terms (delta method: Law, Simulation Modeling and Analysis, section 9.5.3).
    """
    terms_base, terms_variant = linear_terms(indicator, base), linear_terms(indicator, variant)
    known = np.isfinite(terms_base) & np.isfinite(terms_variant)
    mean, interval = mean_interval(terms_variant[known] - terms_base[known])
    before, after = indicator.values(base), indicator.values(variant)
    with np.errstate(invalid="ignore"):
        p10, p50, p90 = percentiles(after - before, observed=indicator.unit == "month")
    better, worse = _chances(indicator, before, after)
    return Difference(
        mean=mean,
        ci95=interval,
        p10=p10,
        p50=p50,
        p90=p90,
        better=indicator.better,
        unchanged=_same(indicator, base, variant),
        futures=int(known.sum()),
        probability_better=better,
        probability_worse=worse,
        pairing_factor=_pairing_factor(terms_base[known], terms_variant[known]),
    )


def target_differences(base: Outcomes, variant: Outcomes) -> list[TargetDifference]:
    """What the variant does to the chance of each target of the scenario as it stands.

    Raises:
        ValueError: the two did not count the same targets.
    """
    if base.targets != variant.targets:
        raise ValueError("both sides count the targets of the scenario as it stands")
    before, after = base.reached, variant.reached
    rows = []
    for column, target in enumerate(base.targets):
        hit, hit_of_variant = before[:, column] >= target.value, after[:, column] >= target.value
        unchanged = bool((before[:, column] == after[:, column]).all())
        rows.append(
            TargetDifference(
                measure=target.measure,
                by=target.label,
                value=target.value,
                of_whole=target.of_whole,
                probability=float(hit.mean()),
                probability_of_variant=float(hit_of_variant.mean()),
                difference=float(hit_of_variant.mean() - hit.mean()),
                ci95=(0.0, 0.0) if unchanged else paired_chance_interval(hit, hit_of_variant),
                unchanged=unchanged,
            )
        )
    return rows


def paired_chance_interval(before: np.ndarray, after: np.ndarray) -> Interval:
    """95 % interval of the difference of two chances seen in the same replications.

    Args:
        before: whether each replication of the one was a success, shape (R,).
        after: the same of the other.
    """
    _, interval = difference_of_chances(after.astype(float) - before, most=1.0)
    assert interval is not None
    return interval


def difference_of_chances(
    values: np.ndarray, *, most: float
) -> tuple[float | None, Interval | None]:
    """A difference of chances, and its 95 % interval.

    Wald's, after half a replication is added to each of the four outcomes of two chances, so that
    it does not shrink to nothing where few replications differ (A. Agresti and Y. Min, Statistics
    in Medicine 24 (2005) 729-740). With several chances on a side, each with its weight, the added
    replications are as far apart as these weights allow.

    Args:
        values: of each replication the successes on the one side less those on the other, weighted,
            shape (R,); values that are not numbers are left out.
        most: the greatest value there can be: the weights of one side.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return None, None
    count = known.size + 2.0
    centre = float(known.sum()) / count
    error = sqrt((float((known**2).sum() + most**2) / count - centre**2) / count)
    half = normal_quantile((1 + CONFIDENCE) / 2) * error
    return float(known.mean()), (max(-most, centre - half), min(most, centre + half))


def linear_terms(indicator: Indicator, runs: np.ndarray) -> np.ndarray:
    """One value a replication, whose mean is the indicator's mean over all of them.

    For a ratio R of totals it is R + (top - R bottom) / mean bottom; what is shown of a hazard R
    moves exp(-R) times as much.
    """
    if indicator.bottom is None:
        return indicator.values(runs)
    top, bottom = indicator.scale * runs[indicator.top], runs[indicator.bottom]
    if not bottom.sum() > 0:
        return np.full(len(runs), np.nan)
    ratio = top.sum() / bottom.sum()
    apart = (top - ratio * bottom) / bottom.mean()
    if indicator.is_hazard:
        return np.asarray(indicator.shown(float(ratio)) + exp(-float(ratio)) * apart)
    return np.asarray(ratio + apart)


def _chances(
    indicator: Indicator, before: np.ndarray, after: np.ndarray
) -> tuple[float | None, float | None]:
    """Shares of replications with a better and a worse variant; what never happens is last."""
    comparable = ~(np.isnan(before) | np.isnan(after))
    if indicator.better is None or not comparable.any():
        return None, None
    before, after = before[comparable], after[comparable]
    higher, lower = float((after > before).mean()), float((after < before).mean())
    return (higher, lower) if indicator.better == "higher" else (lower, higher)


def _same(indicator: Indicator, base: np.ndarray, variant: np.ndarray) -> bool:
    columns = [name for name in (indicator.top, indicator.bottom) if name is not None]
    return all(np.array_equal(base[name], variant[name], equal_nan=True) for name in columns)


def _pairing_factor(before: np.ndarray, after: np.ndarray) -> float | None:
    if len(before) < 2:
        return None
    apart = float(before.var(ddof=1) + after.var(ddof=1))
    paired = float((after - before).var(ddof=1))
    size = float(np.abs(before).max() + np.abs(after).max())
    if paired <= (ROUNDING * size) ** 2:
        return None
    return apart / paired
