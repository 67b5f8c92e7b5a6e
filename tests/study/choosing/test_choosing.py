"""Choosing: published figures, and the promised rate on plans whose best is known."""

import numpy as np
import pytest

from salessim.errors import InputError
from salessim.study.choosing.selection import (
    Method,
    allocation,
    choose,
    eta,
    h_squared,
    largest_remainder,
    paired_shares,
)


def test_ocba_shares_runs_out_as_published() -> None:
    shared = allocation([1, 2, 3, 4, 5], [1, 1, 9, 9, 4], 50)
    assert shared.tolist() == [11, 9, 19, 9, 2]


def test_plans_that_never_vary_or_are_equal_break_nothing() -> None:
    # Of two plans the shares are as the standard deviations, whatever lies between the means.
    assert allocation([1, 2], [1, 9], 40).tolist() == [10, 30]
    # What does not vary needs no runs; where nothing varies, all plans are looked at alike.
    assert allocation([1, 2, 3], [1, 0, 4], 30)[1] == 0
    assert allocation([1, 2, 3], [0, 0, 0], 30).tolist() == [10, 10, 10]
    # Plans as good as the best get the runs, by their standard deviations; the far get none.
    assert allocation([1, 1, 2], [1, 4, 1], 30).tolist() == [10, 20, 0]
    # However near, what is told apart is told apart by its distance: 4 to 1.
    near = allocation([0, 1e-4, 2e-4, 5], [0, 1, 1, 1], 50)
    assert near.tolist() == [0, 40, 10, 0]
    equal = allocation([2, 2, 2], [1, 1, 1], 30)
    assert equal.sum() == 30 and equal.min() >= 8
    assert paired_shares(np.zeros(3), np.zeros(3)).tolist() == [1 / 3] * 3


def test_shares_keep_their_sum() -> None:
    assert largest_remainder(np.array([0.5, 0.5, 1.0])).tolist() == [1, 0, 1]
    for runs in (1, 7, 100):
        shared = allocation([3, 1, 2, 1.5], [4, 1, 9, 2], runs)
        assert shared.sum() == runs and (shared >= 0).all()


def test_kn_has_the_constants_of_kim_and_nelson() -> None:
    assert eta(10, 10, 0.05, common=False) == pytest.approx(0.85225, abs=5e-6)
    assert h_squared(10, 10, 0.05, common=False) == pytest.approx(15.340, abs=5e-4)
    assert eta(10, 10, 0.05, common=True) == pytest.approx(0.85908, abs=5e-6)
    assert h_squared(10, 10, 0.05, common=True) == pytest.approx(15.4635, abs=5e-5)


class Normal:
    """Plans with normal values: plan 3 is the best by `apart`, the others spread upwards."""

    candidates = 20

    def __init__(self, seed: int, apart: float, *, common: bool) -> None:
        self.common = common
        self.step = 0.0
        self.means = apart * (1 + np.arange(20) / 4)
        self.means[3] = 0.0
        self.deviations = 1 + (np.arange(20) % 3)
        self.shared = np.random.default_rng([seed, 99]).standard_normal(100_000)
        self.generators = [np.random.default_rng([seed, candidate]) for candidate in range(20)]
        self.values = [np.zeros(0) for _ in range(20)]

    def more(self, candidate: int, runs: int) -> None:
        have = len(self.values[candidate])
        noise = self.generators[candidate].standard_normal(runs)
        if self.common:
            noise = 0.6 * noise + 0.8 * self.shared[have : have + runs]
        new = self.means[candidate] + self.deviations[candidate] * noise
        self.values[candidate] = np.concatenate([self.values[candidate], new])

    def terms(self, candidate: int) -> np.ndarray:
        return self.values[candidate]


@pytest.mark.parametrize("common", [False, True], ids=["independent", "common"])
@pytest.mark.parametrize("method", ["ocba", "kn"])
def test_the_best_of_twenty_is_found_at_the_promised_rate(method: Method, common: bool) -> None:
    # 90 % promised; of 200 trials fewer than 170 right ones would occur in 1.6 % of all cases at
    # a rate of exactly 90 %, and both procedures bound their chance of error from above.
    right = spent = 0
    for trial in range(200):
        sampler = Normal(trial, 0.5, common=common)
        chosen = choose(sampler, method, confidence=0.9, max_runs=50_000, indifference=0.4)
        assert chosen.is_reached
        right += chosen.best == 3
        spent += sum(chosen.runs)
    assert right >= 180 - 10
    # Rivals that are far away get few runs.
    assert chosen.runs[19] < max(chosen.runs)
    assert spent / 200 < 20_000


class Flags:
    """Chances under common chance: a run of each plan succeeds where its draw is low enough."""

    common, step = True, 1.0

    def __init__(self, chances: list[float]) -> None:
        self.chances = chances
        self.candidates = len(chances)
        self.draws = np.random.default_rng(3).random(100_000)
        self.runs = [0] * self.candidates

    def more(self, candidate: int, runs: int) -> None:
        self.runs[candidate] += runs

    def terms(self, candidate: int) -> np.ndarray:
        return -(self.draws[: self.runs[candidate]] < self.chances[candidate]).astype(float)


def test_chances_that_look_equal_are_not_taken_for_equal_at_once() -> None:
    # After 20 runs neither has failed, or hardly: that proves nothing yet.
    close = choose(Flags([0.99, 0.995]), "ocba", confidence=0.95, max_runs=400)
    assert not close.is_reached and close.alive == (0, 1)
    apart = choose(Flags([0.2, 0.9]), "ocba", confidence=0.95, max_runs=400)
    assert apart.is_reached and apart.best == 1 and sum(apart.runs) < 100
    # Equal plans: enough runs say that neither is better by a hundredth.
    same = choose(Flags([0.5, 0.5]), "ocba", confidence=0.95, max_runs=4_000, indifference=0.01)
    assert same.is_reached and same.alive == (0, 1)


def test_plans_without_any_difference_are_both_right() -> None:
    twins = Flags([0.5, 0.5])
    twins.step = 0.0
    chosen = choose(twins, "ocba", confidence=0.95, max_runs=4_000)
    assert chosen.is_reached and sum(chosen.runs) == 40 and chosen.alive == (0, 1)


def test_a_budget_that_is_too_small_is_said() -> None:
    chosen = choose(Normal(1, 0.01, common=False), "ocba", confidence=0.99, max_runs=600)
    assert not chosen.is_reached and chosen.probability < 0.99
    assert sum(chosen.runs) == 600
    with pytest.raises(InputError, match="need at least 400 runs"):
        choose(Normal(1, 1, common=False), "ocba", confidence=0.9, max_runs=100)
    with pytest.raises(InputError, match="--indifference"):
        choose(Normal(1, 1, common=False), "kn", confidence=0.9, max_runs=10_000)
    with pytest.raises(InputError, match="confidence"):
        choose(Normal(1, 1, common=False), "ocba", confidence=1.5, max_runs=10_000)
