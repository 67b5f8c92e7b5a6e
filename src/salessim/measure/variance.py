"""Variance decomposition: how much of the spread of revenue comes from uncertain parameters.

The rest is luck (aleatory variability), which better figures would not remove.
"""

import numpy as np

from salessim.measure.findings import Driver, VarianceDecomposition
from salessim.measure.intervals import student_quantile
from salessim.scenario.schema_types import human_name

MIN_REPLICATIONS = 30
FALSE_ALARM = 0.01
"""Chance of naming any figure when none matters (Bonferroni over all figures)."""


def variance_decomposition(
    outcome: np.ndarray, drawn: np.ndarray, paths: tuple[str, ...]
) -> VarianceDecomposition | None:
    """Share of the outcome's spread that each figure drawn once a replication explains.

    The share is the squared rank correlation (Spearman) less what chance alone would show,
    `1 - (1 - r^2) (n - 1) / (n - 2)`. The figures are drawn independently, so shares add up.
    Effects that go up and down again within a figure's range count as luck.

    Args:
        outcome: one value a replication, shape (R,).
        drawn: the drawn figures, shape (R, J).
        paths: their key paths.

    Returns:
        None with fewer than 30 replications or an outcome that never differs.
    """
    count = len(outcome)
    if count < MIN_REPLICATIONS or np.ptp(outcome) == 0:
        return None
    varying = [column for column in range(len(paths)) if np.ptp(drawn[:, column]) > 0]
    if not varying:
        return VarianceDecomposition(luck=1.0, ignorance=0.0, drivers=[])
    freedom = count - 2
    critical = student_quantile(1 - FALSE_ALARM / (2 * len(varying)), freedom)
    outcome_ranks = _standard_ranks(outcome)
    epistemic, drivers = 0.0, []
    for column in varying:
        path = paths[column]
        squared = float(np.mean(outcome_ranks * _standard_ranks(drawn[:, column]))) ** 2
        share = 1 - (1 - squared) * (count - 1) / freedom
        epistemic += share
        if squared * freedom > critical**2 * (1 - squared):
            drivers.append(Driver(path=path, name=human_name(path), share=share))
    epistemic = min(max(epistemic, 0.0), 1.0)
    drivers.sort(key=lambda driver: -driver.share)
    return VarianceDecomposition(luck=1 - epistemic, ignorance=epistemic, drivers=drivers)


def _standard_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks with mean 0 and variance 1; equal values share the mean of their ranks."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[place]
    return (ranks - ranks.mean()) / ranks.std()
