"""Laws by inversion: against scipy's quantiles, and samples against their moments."""

import math

import numpy as np
import pytest
from scipy import stats

from salessim.model import distributions

CHANCES = np.concatenate(
    [np.logspace(-12, -2, 11), np.linspace(0.05, 0.95, 19), 1 - np.logspace(-9, -2, 8)]
)

CASES = [
    (distributions.CONSTANT, (3.0, 0.0, 0.0), None),
    (distributions.UNIFORM, (1.0, 3.0, 0.0), stats.uniform(1, 2)),
    (distributions.TRIANGULAR, (1.0, 2.0, 5.0), stats.triang(0.25, 1, 4)),
    (distributions.EXPONENTIAL, (2.0, 0.0, 0.0), stats.expon(scale=2)),
    (distributions.WEIBULL, (2.0, 1.7, 0.0), stats.weibull_min(1.7, scale=2)),
    (distributions.LOGNORMAL, (4.0, 0.8, 0.0), stats.lognorm(0.8, scale=4)),
    (distributions.GAMMA, (3.0, 2.0, 0.0), stats.gamma(3, scale=2 / 3)),
    (distributions.GAMMA_OF_ANY_SHAPE, (0.7, 2.0, 0.0), stats.gamma(0.7, scale=2 / 0.7)),
    (distributions.GAMMA_OF_ANY_SHAPE, (20.5, 2.0, 0.0), stats.gamma(20.5, scale=2 / 20.5)),
    (distributions.BETA, (0.668, 3.806, 1.0), stats.beta(0.668, 3.806)),
    (distributions.BETA, (3.0, 0.4, 5.0), stats.beta(3, 0.4, scale=5)),
    (distributions.LOGISTIC, (5.0, 0.7, 0.0), stats.logistic(5, 0.7)),
]


@pytest.mark.parametrize(("family", "parameters", "reference"), CASES[1:])
def test_quantiles_are_scipys(family, parameters, reference) -> None:
    ours = [distributions.closed_form_quantile(family, *parameters, chance) for chance in CHANCES]
    assert ours == pytest.approx(reference.ppf(CHANCES), rel=1e-7)


def test_normal_quantile_is_accurate_everywhere() -> None:
    ours = [distributions.normal_quantile(chance) for chance in CHANCES]
    assert ours == pytest.approx(stats.norm.ppf(CHANCES), rel=1e-12)


@pytest.mark.parametrize(("family", "parameters", "reference"), CASES)
def test_samples_have_their_moments(family, parameters, reference) -> None:
    n = 10_000
    draws = np.random.default_rng(1).uniform(size=n)
    sample = np.array([distributions.closed_form_quantile(family, *parameters, u) for u in draws])
    mean, variance = distributions.moments(family, *parameters)
    if reference is not None:
        assert (mean, variance) == pytest.approx(reference.stats("mv"))
    # Five standard errors: a false alarm in far less than 1 of 1,000 changes of the streams.
    assert abs(sample.mean() - mean) <= 5 * math.sqrt(variance / n) + 1e-12
    spread = (sample - mean) ** 2
    assert abs(spread.mean() - variance) <= 5 * spread.std() / math.sqrt(n) + 1e-12


def test_clipped_uniform_has_an_atom_at_zero() -> None:
    values = [
        distributions.closed_form_quantile(distributions.CLIPPED_UNIFORM, -1.0, 9.0, 0.0, u)
        for u in (0.05, 0.1, 0.6)
    ]
    assert values == pytest.approx([0.0, 0.0, 5.0])


def test_sigmoid_and_logit_are_inverse() -> None:
    for chance in (1e-9, 0.3, 0.5, 1 - 1e-9):
        assert distributions.sigmoid(distributions.logit(chance)) == pytest.approx(chance, rel=1e-9)
    assert distributions.sigmoid(-800.0) == 0.0 and distributions.sigmoid(800.0) == 1.0
