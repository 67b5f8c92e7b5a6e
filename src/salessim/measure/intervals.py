"""Means, ratios and chances with the error that comes from simulating only so many replications.

All intervals are 95 % and come from independent replications. SciPy is not used: a run must
show its headline without waiting for it.
"""

from functools import lru_cache
from math import isfinite, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike

from salessim.elementary import arctan, normal_quantile
from salessim.units import CENTRAL_80_PERCENT

CONFIDENCE = 0.95
SERIES_END = 60
"""Degrees of freedom up to which the exact series is summed."""

type Interval = tuple[float, float]


def student_probability(t: float, freedom: int) -> float:
    """Chance that Student's t with `freedom` degrees of freedom lies within -t..t.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = arctan(t / sqrt(freedom))
    square = freedom / (freedom + t * t)
    cosine = sqrt(square)
    sine = t / sqrt(freedom + t * t)
    term = 1.0 if freedom % 2 == 0 else cosine
    total = term if freedom > 1 else 0.0
    for k in range(2 + freedom % 2, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    if freedom % 2 == 0:
        return sine * total
    return 2 / pi * (angle + sine * total)


@lru_cache(1024)
def student_quantile(probability: float, freedom: int) -> float:
    """Value below which Student's t lies with this probability (above one half).

    Up to 60 degrees of freedom by bisection of the exact series, beyond by its expansion
    around the normal (Abramowitz and Stegun 26.7.5), which is then exact to 1e-6.
    """
    z = normal_quantile(probability)
    if freedom > SERIES_END:
        w = z * z
        terms = (
            (w + 1) * z / 4,
            ((5 * w + 16) * w + 3) * z / 96,
            (((3 * w + 19) * w + 17) * w - 15) * z / 384,
        )
        return z + (terms[0] + (terms[1] + terms[2] / freedom) / freedom) / freedom
    within = 2 * probability - 1
    low, high = 0.0, max(2 * z, 1.0)
    while student_probability(high, freedom) < within:
        high *= 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        if student_probability(middle, freedom) < within:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def mean_interval(values: ArrayLike) -> tuple[float | None, Interval | None]:
    """Mean over replications and its 95 % interval; values that are not numbers are left out.

    No value gives no mean, a single value no interval.
    """
    numbers = _present(values)
    if not numbers.size:
        return None, None
    mean = float(numbers.mean())
    if numbers.size == 1:
        return mean, None
    error = float(numbers.std(ddof=1)) / sqrt(numbers.size)
    half = student_quantile((1 + CONFIDENCE) / 2, numbers.size - 1) * error
    return mean, (mean - half, mean + half)


def ratio_interval(tops: ArrayLike, bottoms: ArrayLike) -> tuple[float | None, Interval | None]:
    """Total of the tops over total of the bottoms, and its 95 % interval.

    The error is that of the mean of `top - ratio * bottom` (delta method: Law, Simulation
    Modeling and Analysis, section 9.5.3), so replications with a small bottom weigh little.
    No ratio if the bottoms add up to nothing.
    """
    top, bottom = np.asarray(tops, dtype=float), np.asarray(bottoms, dtype=float)
    total = float(bottom.sum())
    if not total > 0:
        return None, None
    ratio = float(top.sum()) / total
    count = top.size
    if count == 1:
        return ratio, None
    error = float((top - ratio * bottom).std(ddof=1)) / sqrt(count) / (total / count)
    half = student_quantile((1 + CONFIDENCE) / 2, count - 1) * error
    return ratio, (ratio - half, ratio + half)


def wilson_interval(successes: float, trials: int) -> Interval:
    """95 % interval of a chance after `successes` of `trials`, within 0..1 and around the share.

    Source: E. B. Wilson, Probable inference, JASA 22 (1927), 209-212.
    """
    z = normal_quantile((1 + CONFIDENCE) / 2)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    spread = sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    half = z * spread / (1 + z * z / trials)
    # Rounding alone could put a share of 0 or 1 outside.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def chance_interval(values: ArrayLike) -> tuple[float | None, Interval | None]:
    """Share of replications in which something happened, and Wilson's 95 % interval.

    Args:
        values: 1 where it happened, 0 where it did not; between them where several chances were
            averaged, whose spread is less, so that the interval is then too wide if anything.
            Values that are not numbers are left out.
    """
    numbers = _present(values)
    if not numbers.size:
        return None, None
    return float(numbers.mean()), wilson_interval(float(numbers.sum()), numbers.size)


def percentiles(values: ArrayLike, *, observed: bool = False) -> tuple[float | None, ...]:
    """The 10th, 50th and 90th percentile over replications.

    Values that are not a number are left out; infinite ones (what never happened) count and
    give None where the percentile falls among them. With `observed` a percentile is always a
    value that occurred, for counts of months.
    """
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if not numbers.size:
        return None, None, None
    low, high = CENTRAL_80_PERCENT
    chances = (low, 0.5, high)
    if observed:
        found = np.quantile(numbers, chances, method="inverted_cdf")
    else:
        found = np.quantile(numbers, chances)
    return tuple(float(value) if isfinite(value) else None for value in found)


def _present(values: ArrayLike) -> np.ndarray:
    numbers = np.asarray(values, dtype=float)
    return numbers[np.isfinite(numbers)]
