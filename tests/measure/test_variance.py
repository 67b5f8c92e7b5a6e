"""Luck against ignorance, on outcomes whose shares are known."""

import numpy as np
import pytest

from salessim.measure.summary import variance_decomposition

PATHS = ("segments.gold.win_rate", "segments.gold.churn", "channels.web.leads")


def made(count: int, weights: tuple[float, float, float], luck: float, seed: int = 1):
    draw = np.random.default_rng(seed)
    drawn = draw.normal(size=(count, 3))
    return drawn @ np.array(weights) + luck * draw.normal(size=count), drawn


def test_shares_are_recovered() -> None:
    """Variance 4 of 9 comes from the first figure, 1 of 9 from the third, 4 of 9 from luck.

    Ranks of normal values correlate a little less than the values: 4 of 9 shows as .427.
    """
    found = variance_decomposition(*made(20_000, (2, 0, 1), 2), PATHS)
    assert found is not None
    assert [row.path for row in found.drivers] == [PATHS[0], PATHS[2]]
    assert found.drivers[0].share == pytest.approx(0.427, abs=0.02)
    assert found.drivers[0].name == "win rate of gold"
    assert found.luck + found.ignorance == 1
    assert found.luck == pytest.approx(0.46, abs=0.03)


def test_what_does_not_matter_is_hardly_ever_named() -> None:
    """In 500 tries a figure is named 5 times on average; over 15 happens once in 10,000."""
    named = 0
    for seed in range(500):
        found = variance_decomposition(*made(60, (0, 0, 0), 1, seed), PATHS)
        assert found is not None
        named += bool(found.drivers)
    assert named <= 15


def test_too_few_futures_tell_nothing() -> None:
    assert variance_decomposition(*made(20, (1, 0, 0), 1), PATHS) is None


def test_figures_that_are_known_are_no_ignorance() -> None:
    outcome, _ = made(40, (0, 0, 0), 1)
    found = variance_decomposition(outcome, np.ones((40, 3)), PATHS)
    assert found is not None
    assert (found.luck, found.drivers) == (1.0, [])
    assert variance_decomposition(np.ones(40), np.ones((40, 3)), PATHS) is None
