"""Procedures that spend runs until the best plan is told from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Protocol

import numpy as np

from salessim.errors import InputError
from salessim.measure.intervals import student_probability
from salessim.study.choosing.kn import h_squared, survivors
from salessim.study.choosing.ocba import largest_remainder, paired_shares, shares_of

type Method = Literal["ocba", "kn"]
type Watch = Callable[[int, int], bool]
"""Told runs done and the most there may be; answers whether to go on."""

FIRST = 20
"""Runs of each plan in the first stage, unless said otherwise."""
LEAST_FIRST = 5
STEP = 0.1
"""Runs that OCBA hands out at a time, as a share of those done."""
BLOCK = 10
"""Runs that KN adds to each plan in contention before it looks again."""


class Sampler(Protocol):
    """Simulates plans. A smaller value is better."""

    plans: int
    common: bool
    """Whether run r of all plans meets the same chance."""
    step: float
    """By how much one run can differ at most where values are 0 or 1, so that what never differed
    so far may still do so; 0 for other values."""

    def more(self, plan: int, runs: int) -> None:
        """Add runs to a plan."""

    def terms(self, plan: int) -> np.ndarray:
        """A value a run of the plan so far, whose mean is what the plans are ranked by."""


@dataclass(frozen=True)
class Chosen:
    """What a procedure came to.

    Attributes:
        best: the plan chosen.
        probability: that it is the best, or (with an indifference) so close to the best.
        is_reached: whether that is the probability asked for.
        alive: plans that are not ruled out.
        runs: of each plan.
    """

    best: int
    probability: float
    is_reached: bool
    alive: tuple[int, ...]
    runs: tuple[int, ...]


def choose(
    sampler: Sampler,
    method: Method,
    *,
    confidence: float,
    most: int,
    indifference: float = 0.0,
    first: int = FIRST,
    watch: Watch = lambda done, most: True,
) -> Chosen:
    """Choose the plan with the smallest mean.

    Args:
        sampler: simulates the plans; 2 or more of them.
        method: `ocba` spends runs where they tell the best from its rivals and estimates its
            probability; `kn` guarantees it, and needs an indifference.
        confidence: probability asked for, between 1 / plans and 1.
        most: runs of all plans together.
        indifference: a difference that is not worth detecting, 0 or more.
        first: runs of each plan before any of them is ruled out, 5 or more.
        watch: told of progress; the choice so far stands when it answers False.

    Raises:
        InputError: a number is out of its range.
    """
    if sampler.plans < 2:
        raise InputError("There is nothing to choose from: the design has one point.")
    if not 1 / sampler.plans < confidence < 1:
        raise InputError(
            f"The confidence lies between 1 / {sampler.plans} and 1, such as 95 %, not "
            f"{confidence:g}."
        )
    if first < LEAST_FIRST:
        raise InputError(f"Each plan needs at least {LEAST_FIRST} runs at first, not {first}.")
    if most < first * sampler.plans:
        raise InputError(
            f"{sampler.plans} plans need at least {first * sampler.plans} runs, {first} each."
        )
    if indifference < 0 or (method == "kn" and not indifference > 0):
        raise InputError("KN needs a difference that is worth detecting: type --indifference 10k.")
    for plan in range(sampler.plans):
        sampler.more(plan, first)
        watch(first * (plan + 1), most)
    if method == "kn":
        return _kn(sampler, confidence, most, indifference, first, watch)
    return _ocba(sampler, confidence, most, indifference, watch)


def probability_of_best(sampler: Sampler, indifference: float) -> tuple[int, float]:
    """The plan with the smallest mean, and a lower bound of the chance that it is the best.

    Bonferroni's bound: 1 less the chances that each rival is better by the indifference, by
    Student's t (Welch's where plans are independent, of paired differences where chance is
    common).
    """
    terms = [sampler.terms(plan) for plan in range(sampler.plans)]
    best = int(np.argmin([values.mean() for values in terms]))
    wrong = 0.0
    for plan, values in enumerate(terms):
        if plan != best:
            wrong += _chance_better(sampler, values, terms[best], indifference)
    return best, max(0.0, 1 - wrong)


def _chance_better(
    sampler: Sampler, rival: np.ndarray, best: np.ndarray, indifference: float
) -> float:
    """Chance that a rival is better by the indifference, by Student's t."""
    if sampler.common:
        both = min(len(rival), len(best))
        apart = rival[:both] - best[:both]
        if not sampler.step and not apart.any():
            return 0.0  # the same in every future: neither choice is wrong
        squares = float(((apart - apart.mean()) ** 2).sum()) + sampler.step**2
        error, freedom = sqrt(squares / (both - 1) / both), both - 1
        distance = float(apart.mean()) + indifference
    else:
        parts = [_variance(values, sampler.step) / len(values) for values in (rival, best)]
        error = sqrt(sum(parts))
        squares = sum(
            part**2 / (len(values) - 1) for part, values in zip(parts, (rival, best), strict=True)
        )
        freedom = max(1, int(sum(parts) ** 2 / squares)) if squares > 0 else 1
        distance = float(rival.mean() - best.mean()) + indifference
    if error == 0:
        return 0.0 if distance > 0 else 0.5
    within = student_probability(abs(distance) / error, freedom)
    return (1 - within) / 2 if distance > 0 else (1 + within) / 2


def _variance(values: np.ndarray, step: float) -> float:
    squares = float(((values - values.mean()) ** 2).sum()) + step**2
    return squares / (len(values) - 1)


def _ocba(
    sampler: Sampler, confidence: float, most: int, indifference: float, watch: Watch
) -> Chosen:
    while True:
        terms = [sampler.terms(plan) for plan in range(sampler.plans)]
        counts = np.array([len(values) for values in terms])
        best, probability = probability_of_best(sampler, indifference)
        done = int(counts.sum())
        reached = probability >= confidence
        if reached or done >= most or not watch(done, most):
            alive = tuple(
                np.flatnonzero(
                    [_is_alive(sampler, plan, best) for plan in range(sampler.plans)]
                ).tolist()
            )
            return Chosen(best, probability, reached, alive, tuple(counts.tolist()))
        more = min(max(sampler.plans, int(STEP * done)), most - done)
        wanted = (done + more) * _shares(terms, best, common=sampler.common)
        lacking = np.maximum(0.0, wanted - counts)
        for plan, runs in enumerate(largest_remainder(more * lacking / lacking.sum())):
            if runs:
                sampler.more(plan, int(runs))


def _shares(terms: list[np.ndarray], best: int, *, common: bool) -> np.ndarray:
    means = np.array([values.mean() for values in terms])
    if not common:
        variances = np.array([values.var(ddof=1) for values in terms])
        return shares_of(means, variances)
    apart = np.zeros(len(terms))
    for plan, values in enumerate(terms):
        both = min(len(values), len(terms[best]))
        apart[plan] = (values[:both] - terms[best][:both]).var(ddof=1)
    return paired_shares(means, apart)


def _is_alive(sampler: Sampler, plan: int, best: int) -> bool:
    if plan == best:
        return True
    rival, leader = sampler.terms(plan), sampler.terms(best)
    both = min(len(rival), len(leader))
    if sampler.common and np.array_equal(rival[:both], leader[:both]):
        return True
    chance = _chance_better(sampler, rival, leader, 0.0)
    return chance > 0.05 / (sampler.plans - 1)


def _kn(
    sampler: Sampler,
    confidence: float,
    most: int,
    indifference: float,
    first: int,
    watch: Watch,
) -> Chosen:
    plans = sampler.plans
    h2 = h_squared(plans, first, 1 - confidence, common=sampler.common)
    begun = np.stack([sampler.terms(plan)[:first] for plan in range(plans)])
    variances = (begun[:, None, :] - begun[None, :, :]).var(axis=2, ddof=1)
    alive, stage, going_on = np.ones(plans, bool), first, True
    while True:
        terms = [sampler.terms(plan) for plan in range(plans)]
        last = min(len(terms[plan]) for plan in np.flatnonzero(alive))
        while stage <= last and alive.sum() > 1:
            sums = np.array([values[:stage].sum() for values in terms])
            alive = survivors(sums, stage, variances, alive, h2, indifference)
            stage += 1
        done = sum(map(len, terms))
        needed = BLOCK * int(alive.sum())
        going_on = going_on and watch(done, most)
        if alive.sum() == 1 or done + needed > most or not going_on:
            break
        for plan in np.flatnonzero(alive):
            sampler.more(int(plan), BLOCK)
    rivals = np.flatnonzero(alive)
    best = int(min(rivals, key=lambda plan: terms[plan].mean()))
    runs = tuple(len(values) for values in terms)
    reached = len(rivals) == 1
    probability = confidence if reached else probability_of_best(sampler, indifference)[1]
    return Chosen(best, probability, reached, tuple(rivals.tolist()), runs)
