"""Delays by month, and what waits behind a piece of work: nothing is lost; renewal theory."""

import numpy as np
import pytest

from salessim.plan.expected.delays import (
    DAYS,
    LONGEST_WAIT,
    TRACE,
    by_month,
    month_table,
    rest_in_hand,
    rest_up_to,
    spread,
    turn_comes_after,
)


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


EXPONENTIAL = -np.log1p(-(np.arange(20_000) + 0.5) / 20_000)
"""Hours of a memoryless piece with mean 1, as equally likely cases."""


def test_half_of_a_constant_piece_is_left_at_any_moment() -> None:
    assert rest_in_hand([(3.0, np.full(4, 2.0))]) == pytest.approx(1.0)


def test_a_memoryless_piece_is_always_as_long_as_at_its_beginning() -> None:
    # Cut at 20,000 nodes, its second moment misses 0.1 %.
    assert rest_in_hand([(1.0, EXPONENTIAL)]) == pytest.approx(1.0, rel=2e-3)
    within = rest_up_to([(1.0, EXPONENTIAL)], 0.5)
    assert within == pytest.approx(1.0 - np.exp(-0.5), rel=2e-3)


def test_long_pieces_are_in_hand_for_longer() -> None:
    pieces = [(1.0, np.full(1, 1.0)), (1.0, np.full(1, 9.0))]
    assert rest_in_hand(pieces) == pytest.approx((1 + 81) / 2 / 10)
    assert rest_up_to(pieces, 1e9) == pytest.approx(rest_in_hand(pieces))


def test_a_queue_with_half_of_the_hours_comes_back_after_two_rests() -> None:
    pieces = [(1.0, np.full(1, 2.0))]
    assert turn_comes_after(pieces, 0.5, 0.25) == pytest.approx(0.5)
    assert turn_comes_after(pieces, 0.0, 0.25) == LONGEST_WAIT


def test_without_pieces_nothing_is_in_hand() -> None:
    assert rest_in_hand([]) == 0.0
    assert rest_up_to([], 1.0) == 0.0
