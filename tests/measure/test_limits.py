import numpy as np
import pytest

from salessim.engine.binding import significant_gain
from salessim.measure.findings import BindingMonth
from salessim.measure.limits import main_limit


def rows(*limits: str | None) -> list[BindingMonth]:
    return [
        BindingMonth(
            month=f"2027-{month:02d}", limit=limit, gain_of_10_percent=10.0 if limit else 0.0
        )
        for month, limit in enumerate(limits, start=1)
    ]


def test_neighbours_are_joined_over_a_gap_of_one_month() -> None:
    found = main_limit(rows(None, "leads", "leads", "hours", "leads", None, None, "leads"))
    assert found is not None
    assert found.limit == "leads"
    assert found.gain_of_10_percent == 40
    assert found.spans == [("2027-02", "2027-05"), ("2027-08", "2027-08")]


def test_no_limit() -> None:
    assert main_limit(rows(None, None)) is None
    assert main_limit([]) is None


def test_only_gains_beyond_chance_count() -> None:
    draw = np.random.default_rng(5)
    differences = np.stack(
        [draw.normal(10, 5, 50), draw.normal(0, 5, 50), draw.normal(-10, 5, 50)], axis=1
    )
    gain = significant_gain(differences)
    assert gain[0] == pytest.approx(differences[:, 0].mean())
    assert list(gain[1:]) == [0, 0]


def test_an_equal_future_is_no_gain() -> None:
    assert (significant_gain(np.zeros((50, 3))) == 0).all()
