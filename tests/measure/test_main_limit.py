import numpy as np
import pytest

from salessim.engine.binding import significant_gain, stretches
from salessim.measure.findings import BindingMonth


def rows(*limits: str | None) -> list[BindingMonth]:
    return [
        BindingMonth(
            month=f"2027-{month:02d}", limit=limit, gain_of_10_percent=10.0 if limit else 0.0
        )
        for month, limit in enumerate(limits, start=1)
    ]


def test_neighbours_are_joined_over_a_gap_of_one_month() -> None:
    months = rows(None, "leads", "leads", "hours", "leads", None, None, "leads")
    assert stretches(months, "leads") == [("2027-02", "2027-05"), ("2027-08", "2027-08")]


def test_no_limit() -> None:
    assert stretches(rows(None, None), "leads") == []


def test_only_gains_beyond_chance_count() -> None:
    draw = np.random.default_rng(5)
    for mean, named in ((10, True), (0, False), (-10, False)):
        differences = draw.normal(mean, 20, (50, 6))
        gain = significant_gain(differences, 5)
        assert (gain > 0).all() if named else (gain == 0).all()


def test_a_month_is_looked_at_with_its_neighbours() -> None:
    differences = np.zeros((50, 5))
    differences[:, 2] = np.random.default_rng(6).normal(30, 1, 50)
    mean = differences[:, 2].mean() / 3
    assert significant_gain(differences, 5) == pytest.approx([0, mean, mean, mean, 0])


def test_chance_is_named_as_seldom_as_promised() -> None:
    """One limit in one month: 2 in 1,000. Over 2,000 months more than 14 is 1 in 10,000."""
    draw = np.random.default_rng(7)
    named = sum((significant_gain(draw.normal(0, 1, (50, 1)), 5) > 0).sum() for _ in range(2_000))
    assert named <= 14


def test_an_equal_future_is_no_gain() -> None:
    assert (significant_gain(np.zeros((50, 3)), 5) == 0).all()
