"""Functions whose sensitivity is known in closed form, through our designs and our analysis."""

import numpy as np
import pytest

from salessim.measure.indicators import Indicator
from salessim.study.analysing.effects import slopes, sobol_indices
from salessim.study.analysing.observations import FactorColumn, Observations
from salessim.study.design.experiment import Scheme, unit_points

N = 4096
G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bootstrap's errors are not looked at here, and take most of the time."""
    monkeypatch.setattr("salessim.study.analysing.effects.RESAMPLES", 5)


def indices_of(values: np.ndarray, factors: int) -> tuple[list[float], list[float]]:
    found, _ = sobol_indices(
        [f"x{k}" for k in range(factors)], values[:, None], second_order=False, common=True
    )
    return [row.first for row in found], [row.total for row in found]


def points(factors: int) -> np.ndarray:
    return unit_points(Scheme("sobol", N, 1), factors)


def test_the_g_function_of_sobol() -> None:
    x = points(8)
    values = np.prod((np.abs(4 * x - 2) + G) / (1 + G), axis=1)
    first, total = indices_of(values, 8)
    # I. Sobol', Mathematics and Computers in Simulation 55 (2001); A. Saltelli and others (2010).
    part = 1 / 3 / (1 + G) ** 2
    whole = np.prod(1 + part) - 1
    assert first == pytest.approx(part / whole, abs=0.02)
    assert total == pytest.approx(part * (whole + 1) / (1 + part) / whole, abs=0.02)
    assert first[:2] == pytest.approx([0.7165, 0.1791], abs=0.02)


def test_a_sum_has_shares_of_variance() -> None:
    weights = np.array([5.0, 3.0, 1.0, 0.0])
    first, total = indices_of(points(4) @ weights, 4)
    shares = weights**2 / (weights**2).sum()
    # No interactions: both indices are the shares. An origin far from zero changes nothing.
    assert first == pytest.approx(shares, abs=0.01)
    assert total == pytest.approx(shares, abs=0.01)
    far, _ = indices_of(1e6 + points(4) @ weights, 4)
    assert far == pytest.approx(first, abs=1e-6)


def test_a_product_has_interactions() -> None:
    # (1 + x)(1 + 2y) with x, y even on -1..1: V = 1/3, 4/3 and 4/9 together.
    x = 2 * points(2) - 1
    first, total = indices_of((1 + x[:, 0]) * (1 + 2 * x[:, 1]), 2)
    assert first == pytest.approx([3 / 19, 12 / 19], abs=0.02)
    assert total == pytest.approx([7 / 19, 16 / 19], abs=0.02)


def test_bratleys_function() -> None:
    # Sum of (-1)^i x_1 ... x_i (P. Bratley and others, 1992); the last factors matter least.
    x = points(5)
    signs = np.array([-1, 1, -1, 1, -1])
    first, total = indices_of((signs * np.cumprod(x, axis=1)).sum(axis=1), 5)
    assert first[0] == pytest.approx(0.65, abs=0.05) and first[1] == pytest.approx(0.18, abs=0.05)
    assert total == sorted(total, reverse=True)


def test_a_linear_model_is_found_exactly() -> None:
    design = unit_points(Scheme("latin_hypercube", 40, 3), 3)
    weights = np.array([10.0, -4.0, 0.0])
    noise = np.random.default_rng(1).standard_normal((1, 30))
    found, fit = slopes(seen(design, (design @ weights)[:, None] + noise))
    assert fit == pytest.approx(1.0)
    for row, weight in zip(found, weights, strict=True):
        # From the 10th to the 90th percentile; common noise cancels out.
        reach = np.sort(design[:, int(row.factor[1])])[[4, 35]]
        assert row.difference == pytest.approx(weight * np.ptp(reach), abs=1e-9)
        assert row.ci95 == pytest.approx((row.difference, row.difference), abs=1e-6)


def test_intervals_of_slopes_hold_what_is_true() -> None:
    # 95 % intervals of 60 slopes with noise of their own: fewer than 51 right ones would occur in
    # .1 % of all cases at a rate of exactly 95 %.
    right, weights = 0, np.array([3.0, 0.0])
    for seed in range(30):
        design = unit_points(Scheme("latin_hypercube", 30, seed), 2)
        noise = np.random.default_rng(seed).standard_normal((30, 20))
        found, _ = slopes(seen(design, (design @ weights)[:, None] + noise))
        for row, weight in zip(found, weights, strict=True):
            reach = np.ptp(np.sort(design[:, int(row.factor[1])])[[3, 26]])
            assert row.ci95 is not None
            right += row.ci95[0] <= weight * reach <= row.ci95[1]
    assert right >= 51


def seen(design: np.ndarray, terms: np.ndarray) -> Observations:
    """Points of sampled factors, with a value a point and replication."""
    indicator = Indicator("profit", "profit", "money", "")
    factors = tuple(
        FactorColumn(f"x{k}", tuple(f"{value:.15g}" for value in column), column, ())
        for k, column in enumerate(design.T)
    )
    counts = np.full(len(terms), terms.shape[1])
    return Observations(indicator, np.arange(len(terms)), (), counts, terms, terms, factors)
