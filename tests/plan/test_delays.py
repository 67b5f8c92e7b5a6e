"""Delays by month: traces are left out, and nothing is lost."""

import numpy as np
import pytest

from salessim.plan.expected.delays import DAYS, TRACE, by_month, month_table, spread


def test_months_hold_all_that_falls_on_days() -> None:
    by_day = 0.997 * spread(20.0) + 0.003 * spread(400.0)
    months = by_month(by_day, month_table())
    assert months.sum() == pytest.approx(1.0, abs=1e-12)
    assert months[:2] / months[:2].sum() == pytest.approx(months[:2], abs=1e-12)


def test_months_with_a_trace_only_are_left_out() -> None:
    by_day = (1.0 - 0.5 * TRACE) * spread(20.0) + 0.5 * TRACE * spread(400.0)
    plain = by_day @ month_table()
    months = by_month(by_day, month_table())
    assert (plain[3:] > 0.0).any() and (months[3:] == 0.0).all()
    assert np.abs(months - plain).sum() < 2.0 * TRACE


def test_of_nothing_nothing_comes() -> None:
    assert not by_month(np.zeros(DAYS), month_table()).any()
