"""Absorbing chains against published figures and against their own laws."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from salessim.errors import InputError
from salessim.plan.closed_forms import absorbing_chain


def test_theory_three_stages() -> None:
    """Chances to 1e-6; steps as published, to four places."""
    chain = absorbing_chain([[0.6, 0.1, 0], [0, 0.2, 0.5], [0, 0, 0.3]], [0, 0, 0.28])
    assert chain.win == pytest.approx([0.0625, 0.25, 0.40], abs=1e-6)
    assert chain.steps == pytest.approx([3.0357, 2.1429, 1.4286], abs=5e-5)
    assert chain.steps == pytest.approx([85 / 28, 15 / 7, 10 / 7], abs=1e-6)


def test_theory_tosses_until_heads() -> None:
    """Geometric: mean 1 / p and variance (1 - p) / p^2."""
    chain = absorbing_chain([[0.75]], [0.25])
    assert (chain.win[0], chain.steps[0], chain.steps_variance[0]) == pytest.approx((1, 4, 12))
    assert chain.steps_if_won == pytest.approx([4])


def test_nobody_wins_where_no_stage_does() -> None:
    chain = absorbing_chain([[0.0, 1.0], [0.0, 0.5]], [0.0, 0.0])
    assert chain.win.tolist() == [0, 0] and np.isnan(chain.steps_if_won).all()


@given(arrays(float, (3, 4), elements=st.integers(0, 8).map(float)), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_one_step_changes_nothing(weights: Any, lost: int) -> None:
    """First-step equations, and winners by walking through the chain step by step."""
    chances = weights / (weights.sum(axis=1, keepdims=True) + lost)
    moves, win = chances[:, :3], chances[:, 3]
    chain = absorbing_chain(moves, win)
    assert chain.win == pytest.approx(win + moves @ chain.win, abs=1e-9)
    assert chain.steps == pytest.approx(1 + moves @ chain.steps, rel=1e-9)
    there, won, won_steps, square = np.eye(3), np.zeros(3), np.zeros(3), np.zeros(3)
    for step in range(1, 1500):
        won += there @ win
        won_steps += step * (there @ win)
        square += step**2 * (there @ (1 - moves.sum(axis=1)))
        there = there @ moves
    assert chain.win == pytest.approx(won, abs=1e-9)
    mask = won > 1e-12
    assert chain.steps_if_won[mask] == pytest.approx((won_steps / np.maximum(won, 1e-300))[mask])
    assert chain.steps_variance == pytest.approx(square - chain.steps**2, abs=1e-6)


def test_theory_gamblers_ruin_has_two_ends() -> None:
    """Fair steps between 0 and 4: i/4 and 1 - i/4, i (4 - i) steps, (16 - i^2) / 3 if rich."""
    moves = 0.5 * (np.eye(3, k=1) + np.eye(3, k=-1))
    chain = absorbing_chain(moves, [[0.0, 0.5], [0.0, 0.0], [0.5, 0.0]])
    i = np.array([1, 2, 3])
    assert chain.win == pytest.approx(np.column_stack([i / 4, 1 - i / 4]))
    assert chain.steps == pytest.approx(i * (4 - i))
    assert chain.steps_if_won[:, 0] == pytest.approx((16 - i**2) / 3)
    assert chain.steps_if_won[:, 1] == pytest.approx((16 - (4 - i) ** 2) / 3)


@pytest.mark.parametrize(
    ("moves", "win", "sentence"),
    [
        ([[0.6]], [0.5], "stage 1 add up to 1.1"),
        ([[-0.1]], [0.5], "0 to 1"),
        ([[0.0, 1.0], [1.0, 0.0]], [0.0, 0.0], "Stage 1 is never left"),
        ([[0.5]], [0.1, 0.2], "do not fit"),
        ([[0.5]], 0.1, "do not fit"),
        ([["a"]], [0.1], "are numbers"),
        ([[float("nan")]], [0.1], "0 to 1"),
    ],
)
def test_impossible_chains_are_refused(moves: Any, win: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        absorbing_chain(moves, win)
