import numpy as np
import pytest

from salessim.measure.runs import cash_line, collected
from salessim.units import DAYS_PER_MONTH

REVENUE = np.array([[100.0, 200.0, 300.0, 400.0]])


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        (0.0, [100, 200, 300, 400]),
        (DAYS_PER_MONTH, [10, 100, 200, 300]),
        (2 * DAYS_PER_MONTH, [10, 10, 100, 200]),
        (0.5 * DAYS_PER_MONTH, [55, 150, 250, 350]),
        (1.25 * DAYS_PER_MONTH, [10, 77.5, 175, 275]),
    ],
)
def test_revenue_comes_in_after_the_delay(delay: float, expected: list[float]) -> None:
    assert collected(REVENUE, delay, 10.0)[0] == pytest.approx(expected)


def test_nothing_is_collected_twice() -> None:
    """What has not come in at the end is what was billed in the last one and a half months."""
    came = collected(REVENUE, 1.5 * DAYS_PER_MONTH, 0.0).sum()
    assert REVENUE.sum() - came == pytest.approx(400 + 300 / 2)


def test_cash_is_opening_plus_income_less_costs() -> None:
    costs = np.full((1, 4), 150.0)
    line = cash_line(collected(REVENUE, 0.0, 0.0), costs, opening=100)
    assert line[0] == pytest.approx([50, 100, 250, 500])
