"""Luck against ignorance, on outcomes whose shares are known in closed form.

Chances are uniform draws; the outcome is a function of their normal scores plus luck of its own.
"""

from collections.abc import Callable

import numpy as np
import pytest

from salessim.elementary import normal_quantile
from salessim.measure.findings import VarianceDecomposition
from salessim.measure.variance import variance_decomposition

PATHS = ("segments.gold.win_rate", "segments.gold.churn", "channels.web.leads")
type Outcome = Callable[[np.ndarray], np.ndarray]


def found(
    outcome: Outcome,
    luck: float,
    *,
    count: int = 200,
    repetitions: int | None = None,
    seed: int = 1,
    parameters: int = 3,
    untyped: tuple[str, ...] = (),
) -> VarianceDecomposition:
    """The decomposition of `outcome(scores)` with luck of this standard deviation."""
    draw = np.random.default_rng(seed)
    chances = draw.random((count, parameters))
    scores = np.vectorize(normal_quantile)(chances)
    expected = outcome(scores)
    first, again = (expected + luck * draw.normal(size=count) for _ in range(2))
    paths = [*PATHS, *(f"funnel.conquest.call.k{row}" for row in range(parameters))][:parameters]
    shown = variance_decomposition(first, again[: repetitions or count], chances, paths, untyped)
    assert shown is not None
    return shown


def added(scores: np.ndarray) -> np.ndarray:
    """Variance 4 from the first, 1 from the third."""
    return 10 + 2 * scores[:, 0] + scores[:, 2]


def multiplied(scores: np.ndarray) -> np.ndarray:
    """Two lognormal factors, sigma .8 and .6: more than a third of the variance is interaction."""
    return np.exp(0.8 * scores[:, 0] + 0.6 * scores[:, 2])


def product_alone(scores: np.ndarray) -> np.ndarray:
    """No first-order effect at all."""
    return 10 + 3 * scores[:, 0] * scores[:, 1]


def test_theory_shares_that_add_up() -> None:
    """4 of 9 from the first figure, 1 of 9 from the third, 4 of 9 luck."""
    shown = found(added, 2, count=5000)
    assert [row.path for row in shown.drivers] == [PATHS[0], PATHS[2]]
    assert [row.share for row in shown.drivers] == pytest.approx([4 / 9, 1 / 9], abs=0.03)
    assert [row.total for row in shown.drivers] == pytest.approx([4 / 9, 1 / 9], abs=0.03)
    assert shown.drivers[0].name == "win rate of gold"
    assert shown.luck + shown.ignorance == pytest.approx(1)
    assert shown.luck == pytest.approx(4 / 9, abs=0.03)


def test_theory_shares_of_lognormal_factors() -> None:
    """With c = exp(sigma^2) - 1: c / (PI(1 + c) - 1), and that times the other's 1 + c."""
    first, third = np.exp(0.64) - 1, np.exp(0.36) - 1
    whole = (1 + first) * (1 + third) - 1
    shown = found(multiplied, 0.5, count=3000)
    level = np.exp(0.64 + 0.36)  # the squared mean
    luck = 0.25 / (0.25 + level * whole)
    assert shown.luck == pytest.approx(luck, abs=0.02)
    assert [row.share for row in shown.drivers[:2]] == pytest.approx(
        [(1 - luck) * first / whole, (1 - luck) * third / whole], abs=0.05
    )
    assert [row.total for row in shown.drivers[:2]] == pytest.approx(
        [(1 - luck) * first * (1 + third) / whole, (1 - luck) * third * (1 + first) / whole],
        abs=0.05,
    )
    assert shown.drivers[1].total > 1.5 * shown.drivers[1].share


def test_an_interaction_without_first_order_effects_is_no_luck() -> None:
    """Rank correlations call all of it luck; half of it is."""
    within = [low <= 0.5 <= high for low, high in _intervals(product_alone, 3.0)]
    assert sum(within) >= 35


@pytest.mark.parametrize(
    ("outcome", "luck", "share"),
    [
        (added, 2.0, 4 / 9),
        (added, 12.0, 144 / 149),
        (added, 0.5, 0.25 / 5.25),
        (lambda scores: 10 + 3 * np.tanh(2 * scores[:, 1]), 3.0, None),
        (lambda scores: 0 * scores[:, 0], 1.0, 1.0),
    ],
)
def test_intervals_hold_the_share_and_are_narrow(
    outcome: Outcome, luck: float, share: float | None
) -> None:
    """Of 40 intervals of 95 % at least 34 hold: fewer come once in 1,000. 25 points at most."""
    if share is None:
        nodes = np.vectorize(normal_quantile)((np.arange(20_000) + 0.5) / 20_000)
        known = float(np.var(outcome(np.column_stack([nodes] * 3))))
        share = luck**2 / (luck**2 + known)
    intervals = _intervals(outcome, luck)
    assert sum(low <= share <= high for low, high in intervals) >= 34
    assert max(high - low for low, high in intervals) <= 0.25


def _intervals(outcome: Outcome, luck: float) -> list[tuple[float, float]]:
    return [found(outcome, luck, seed=seed).luck_ci95 for seed in range(40)]


def test_fewer_repetitions_than_replications_widen_the_interval() -> None:
    few = found(added, 2, count=400, repetitions=40).luck_ci95
    all_ = found(added, 2, count=400).luck_ci95
    assert few[0] < 4 / 9 < few[1] and all_[0] < 4 / 9 < all_[1]
    assert few[1] - few[0] > all_[1] - all_[0]


def test_many_small_figures_that_nobody_typed_add_up() -> None:
    """40 figures of 1 % each, none of them beyond chance alone: together 40 % of the spread."""
    paths = tuple(f"funnel.conquest.call.k{row}" for row in range(37))
    shares = [
        found(
            lambda scores: 10 + 0.1 * scores.sum(axis=1) - 0.1 * scores[:, :3].sum(axis=1),
            np.sqrt(0.6),
            parameters=40,
            untyped=paths,
            seed=seed,
        ).untyped
        for seed in range(20)
    ]
    right = 0.37 / 0.97
    assert np.mean([row.share for row in shares]) == pytest.approx(right, abs=0.05)
    assert sum(row.ci95[0] <= right <= row.ci95[1] for row in shares) >= 17


@pytest.mark.full
def test_what_does_not_matter_is_hardly_ever_named() -> None:
    """In 300 tries a figure is named 3 times on average; over 11 happens once in 10,000."""
    named = sum(
        bool(found(lambda scores: 0 * scores[:, 0], 1, count=60, seed=seed).drivers)
        for seed in range(300)
    )
    assert named <= 11


def test_too_few_futures_tell_nothing() -> None:
    outcome, chances = np.arange(20.0), np.random.default_rng(1).random((20, 3))
    assert variance_decomposition(outcome, outcome, chances, PATHS) is None
    outcome, chances = np.arange(40.0), np.random.default_rng(1).random((40, 3))
    assert variance_decomposition(outcome, outcome[:9], chances, PATHS) is None


def test_figures_that_are_known_are_no_ignorance() -> None:
    outcome = np.random.default_rng(1).normal(size=40)
    shown = variance_decomposition(outcome, np.zeros(0), np.ones((40, 3)), PATHS)
    assert shown is not None
    assert (shown.luck, shown.luck_ci95, shown.drivers) == (1.0, (1.0, 1.0), [])
    assert variance_decomposition(np.ones(40), np.ones(40), np.ones((40, 3)), PATHS) is None
