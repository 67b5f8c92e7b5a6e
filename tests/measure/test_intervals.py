"""Intervals against published tables and against SciPy."""

import numpy as np
import pytest
from scipy import stats

from salessim.measure.intervals import (
    mean_interval,
    percentiles,
    ratio_interval,
    student_quantile,
    wilson_interval,
)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9, 29, 60, 61, 199, 9_999])
@pytest.mark.parametrize("probability", [0.9, 0.975, 0.999])
def test_student_quantiles_are_scipys(freedom: int, probability: float) -> None:
    expected = stats.t.ppf(probability, freedom)
    assert student_quantile(probability, freedom) == pytest.approx(expected, rel=2e-6)


def test_mean_interval_is_the_textbooks() -> None:
    values = [8.0, 9.0, 10.0, 11.0, 12.0]
    mean, interval = mean_interval(values)
    expected = stats.t.interval(0.95, 4, loc=10, scale=stats.sem(values))
    assert mean == 10
    assert interval == pytest.approx(expected)


def test_what_has_no_value_is_left_out() -> None:
    assert mean_interval([1.0, np.nan, 3.0, np.inf])[0] == 2
    assert mean_interval([np.nan]) == (None, None)
    assert mean_interval([7.0]) == (7.0, None)


def test_ratio_is_total_over_total() -> None:
    ratio, _ = ratio_interval([1.0, 0.0], [2.0, 8.0])
    assert ratio == 0.1, "not the mean of 0.5 and 0"
    assert ratio_interval([5.0, 5.0], [0.0, 0.0]) == (None, None)


def test_ratio_interval_covers_as_often_as_it_says() -> None:
    """Of 1,000 intervals about 50 miss; fewer than 29 or more than 75 happen once in 1,000."""
    draw = np.random.default_rng(3)
    missed = 0
    for _ in range(1_000):
        bottom = draw.lognormal(0, 0.3, 100)
        top = 0.4 * bottom + draw.normal(0, 0.1, 100)
        _, interval = ratio_interval(top, bottom)
        assert interval is not None
        missed += not interval[0] <= 0.4 <= interval[1]
    assert 29 <= missed <= 75


def test_ratio_interval_agrees_with_the_jackknife() -> None:
    draw = np.random.default_rng(4)
    bottom = draw.lognormal(0, 0.3, 60)
    top = 0.4 * bottom + draw.normal(0, 0.1, 60)
    without = (top.sum() - top) / (bottom.sum() - bottom)
    error = np.sqrt(59 / 60 * ((without - without.mean()) ** 2).sum())
    ratio, interval = ratio_interval(top, bottom)
    assert ratio is not None
    assert interval is not None
    assert interval[1] - ratio == pytest.approx(stats.t.ppf(0.975, 59) * error, rel=0.02)


def test_wilson_interval_is_the_published_one() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I: 81/263, 15/148, 0/20, 1/29."""
    for successes, trials, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_percentiles_count_what_never_happens() -> None:
    months = [3.0] * 20 + [5.0] * 20 + [np.inf] * 60
    assert percentiles(months, observed=True) == (3.0, None, None)
    assert percentiles([np.nan, np.nan]) == (None, None, None)
    assert percentiles([np.nan, *range(11)]) == (1.0, 5.0, 9.0)
