"""Procedures of ranking and selection: runs are spent until the best candidate is found.

OCBA: C.-H. Chen, J. Lin, E. Yucesan and S. Chick, Simulation budget allocation for further
enhancing the efficiency of ordinal optimization, Discrete Event Dynamic Systems 10 (2000) 251-270.

KN: S.-H. Kim and B. L. Nelson, A fully sequential procedure for indifference-zone selection in
simulation, ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with c = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from salessim.errors import InputError
from salessim.measure.intervals import student_probability

SAME = 1e-12
"""Means that differ by no more than this share are equal but for rounding."""
NEARER = 1e-3
"""A plan as good as the best is taken to be so much nearer than the nearest that is not."""
type Sums = Callable[[int], np.ndarray]
type Method = Literal["ocba", "kn"]
type SelectionWatch = Callable[[int, int], bool]
"""Called with the runs done and the most there may be; answers whether to go on."""
FIRST = 20
"""Runs of each plan in the first stage, by default."""
LEAST_FIRST = 5
STEP = 0.1
"""Runs that OCBA hands out at a time, as a share of those done."""
BLOCK = 10
"""Runs that KN adds to each plan in contention before it looks again."""


def allocation(means: ArrayLike, variances: ArrayLike, runs: int) -> np.ndarray:
    """How many of `runs` each plan gets; the smallest mean is the best.

    Rivals get runs in proportion to (standard deviation / distance from the best)^2, the best as
    its standard deviation times the root of the sum of (runs / standard deviation)^2 of the
    others. Fractions go to the largest remainders.

    Args:
        means: of each plan, shape (k,).
        variances: of one run, 0 or more, shape (k,).
        runs: to be shared out.
    """
    shares = shares_of(np.asarray(means, float), np.asarray(variances, float))
    return largest_remainder(runs * shares)


def shares_of(means: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """The share of all runs that each plan gets, shape (k,); the smallest mean is the best."""
    best = int(means.argmin())
    distance = _distances(means, best)
    weights = variances / distance**2
    weights[best] = 0.0
    rivals = variances / distance**4
    rivals[best] = 0.0
    weights[best] = np.sqrt(variances[best] * rivals.sum())
    total = weights.sum()
    return np.full(len(means), 1 / len(means)) if total <= 0 else np.asarray(weights / total)


def paired_shares(means: np.ndarray, of_differences: np.ndarray) -> np.ndarray:
    """The same under common random numbers.

    What counts is then the variance of a rival's difference from the best, and the best needs as
    many runs as its closest rival has.

    Args:
        means: of each plan, shape (k,); the smallest is the best.
        of_differences: variance of each plan's difference from the best, shape (k,).
    """
    best = int(means.argmin())
    weights = of_differences / _distances(means, best) ** 2
    weights[best] = 0.0
    weights[best] = weights.max()
    total = weights.sum()
    return np.full(len(means), 1 / len(means)) if total <= 0 else np.asarray(weights / total)


def largest_remainder(shares: np.ndarray) -> np.ndarray:
    """Whole numbers with the same sum, rounded up where most is cut off; ties go to the first."""
    whole = np.floor(shares).astype(int)
    left = round(float(shares.sum())) - int(whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[:left]] += 1
    return whole


def _distances(means: np.ndarray, best: int) -> np.ndarray:
    """From the best; plans that are as good count as far nearer than all that are not."""
    distance = means - means[best]
    apart = distance[distance > SAME * float(np.abs(means).max())]
    least = NEARER * float(apart.min()) if len(apart) else 1.0
    distance = np.maximum(distance, least)
    distance[best] = 1.0
    return np.asarray(distance)


def eta(plans: int, first: int, alpha: float, *, common: bool) -> float:
    """The constant of the procedure.

    Args:
        plans: k, 2 or more.
        first: runs of each plan in the first stage, 2 or more.
        alpha: chance of a wrong choice that is allowed.
        common: whether the plans meet common chance; else they are independent.
    """
    tail = alpha / (plans - 1) if common else 1 - (1 - alpha) ** (1 / (plans - 1))
    return float(0.5 * ((2 * tail) ** (-2 / (first - 1)) - 1))


def h_squared(plans: int, first: int, alpha: float, *, common: bool) -> float:
    """How wide the region is in which the procedure goes on: 2 c eta (n0 - 1), c = 1."""
    return 2 * eta(plans, first, alpha, common=common) * (first - 1)


def survivors(
    sums: np.ndarray,
    stage: int,
    variances: np.ndarray,
    alive: np.ndarray,
    h2: float,
    indifference: float,
) -> np.ndarray:
    """Which plans stay in contention after `stage` runs of each; the smallest mean is the best.

    Args:
        sums: of the first `stage` runs of each plan, shape (k,).
        stage: runs so far.
        variances: of the difference of each pair in the first stage, shape (k, k).
        alive: which plans were in contention, shape (k,).
        h2: `h_squared`.
        indifference: a difference that is worth detecting, above 0.

    Raises:
        InputError: the indifference is not above 0.
    """
    if not indifference > 0:
        raise InputError("KN needs a difference that is worth detecting: type --indifference 10k.")
    reach = np.maximum(0.0, indifference / 2 * (h2 * variances / indifference**2 - stage))
    worse = sums[:, None] > sums[None, :] + reach
    worse &= alive[None, :]
    np.fill_diagonal(worse, False)
    return np.asarray(alive & ~worse.any(axis=1))


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
class Choice:
    """The result of a procedure.

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
    watch: SelectionWatch = lambda done, most: True,
) -> Choice:
    """Choose the plan with the smallest mean.

    Args:
        sampler: simulates the plans; 2 or more of them.
        method: `ocba` spends runs where they separate the best from its rivals and estimates its
            probability; `kn` guarantees it, and needs an indifference.
        confidence: probability asked for, between 1 / plans and 1.
        most: runs of all plans together.
        indifference: a difference that is not worth detecting, 0 or more.
        first: runs of each plan before any of them is ruled out, 5 or more.
        watch: called with progress; when it answers False, the choice so far is returned.

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
    sampler: Sampler, confidence: float, most: int, indifference: float, watch: SelectionWatch
) -> Choice:
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
            return Choice(best, probability, reached, alive, tuple(counts.tolist()))
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
    watch: SelectionWatch,
) -> Choice:
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
        required = BLOCK * int(alive.sum())
        going_on = going_on and watch(done, most)
        if alive.sum() == 1 or done + required > most or not going_on:
            break
        for plan in np.flatnonzero(alive):
            sampler.more(int(plan), BLOCK)
    rivals = np.flatnonzero(alive)
    best = int(min(rivals, key=lambda plan: terms[plan].mean()))
    runs = tuple(len(values) for values in terms)
    reached = len(rivals) == 1
    probability = confidence if reached else probability_of_best(sampler, indifference)[1]
    return Choice(best, probability, reached, tuple(rivals.tolist()), runs)
