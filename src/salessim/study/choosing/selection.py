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
"""A candidate as good as the best is taken to be so much nearer than the nearest that is not."""
type Method = Literal["ocba", "kn"]
type SelectionWatch = Callable[[int, int], bool]
"""Called with the runs done and the most there may be; answers whether to go on."""
FIRST = 20
"""Runs of each candidate in the first stage, by default."""
MIN_FIRST = 5
STEP = 0.1
"""Runs that OCBA hands out at a time, as a share of those done."""
BLOCK = 10
"""Runs that KN adds to each candidate in contention before it looks again."""


def allocation(means: ArrayLike, variances: ArrayLike, runs: int) -> np.ndarray:
    """How many of `runs` each candidate gets; the smallest mean is the best.

    Rivals get runs in proportion to (standard deviation / distance from the best)^2, the best as
    its standard deviation times the root of the sum of (runs / standard deviation)^2 of the
    others. Fractions go to the largest remainders.

    Args:
        means: of each candidate, shape (k,).
        variances: of one run, 0 or more, shape (k,).
        runs: to be shared out.
    """
    shares = shares_of(np.asarray(means, float), np.asarray(variances, float))
    return largest_remainder(runs * shares)


def shares_of(means: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """The share of all runs that each candidate gets, shape (k,); the smallest mean is the best."""
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
        means: of each candidate, shape (k,); the smallest is the best.
        of_differences: variance of each candidate's difference from the best, shape (k,).
    """
    best = int(means.argmin())
    weights = of_differences / _distances(means, best) ** 2
    weights[best] = 0.0
    weights[best] = weights.max()
    total = weights.sum()
    return np.full(len(means), 1 / len(means)) if total <= 0 else np.asarray(weights / total)


def largest_remainder(shares: np.ndarray) -> np.ndarray:
    """Whole numbers with the same sum, rounded up where most is cut off; ties go to the first."""
    integers = np.floor(shares).astype(int)
    left = round(float(shares.sum())) - int(integers.sum())
    order = np.argsort(-(shares - integers), kind="stable")
    integers[order[:left]] += 1
    return integers


def _distances(means: np.ndarray, best: int) -> np.ndarray:
    """From the best; candidates that are as good count as far nearer than all that are not."""
    distance = means - means[best]
    apart = distance[distance > SAME * float(np.abs(means).max())]
    minimum = NEARER * float(apart.min()) if len(apart) else 1.0
    distance = np.maximum(distance, minimum)
    distance[best] = 1.0
    return np.asarray(distance)


def eta(candidates: int, first: int, alpha: float, *, common: bool) -> float:
    """The constant of the procedure.

    Args:
        candidates: k, 2 or more.
        first: runs of each candidate in the first stage, 2 or more.
        alpha: chance of a wrong choice that is allowed.
        common: whether the candidates use common random numbers; else they are independent.
    """
    tail = alpha / (candidates - 1) if common else 1 - (1 - alpha) ** (1 / (candidates - 1))
    return float(0.5 * ((2 * tail) ** (-2 / (first - 1)) - 1))


def h_squared(candidates: int, first: int, alpha: float, *, common: bool) -> float:
    """How wide the region is in which the procedure goes on: 2 c eta (n0 - 1), c = 1."""
    return 2 * eta(candidates, first, alpha, common=common) * (first - 1)


def survivors(
    sums: np.ndarray,
    stage: int,
    variances: np.ndarray,
    alive: np.ndarray,
    h2: float,
    indifference: float,
) -> np.ndarray:
    """Which candidates stay in contention after `stage` runs of each; the smallest mean is best.

    Args:
        sums: of the first `stage` runs of each candidate, shape (k,).
        stage: runs so far.
        variances: of the difference of each pair in the first stage, shape (k, k).
        alive: which candidates were in contention, shape (k,).
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
    """Simulates candidates. A smaller value is better."""

    candidates: int
    common: bool
    """Whether run r of all candidates uses the same random numbers."""
    step: float
    """By how much one run can differ at most where values are 0 or 1, so that what never differed
    so far may still do so; 0 for other values."""

    def more(self, candidate: int, runs: int) -> None:
        """Add runs to a candidate."""

    def terms(self, candidate: int) -> np.ndarray:
        """A value a run of the candidate so far; candidates are ranked by their mean."""


@dataclass(frozen=True)
class SelectedCandidate:
    """The result of a procedure.

    Attributes:
        best: the candidate chosen.
        probability: that it is the best, or (with an indifference) so close to the best.
        is_reached: whether that is the probability asked for.
        alive: candidates that are not ruled out.
        runs: of each candidate.
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
    max_runs: int,
    indifference: float = 0.0,
    first: int = FIRST,
    watch: SelectionWatch = lambda done, max_runs: True,
) -> SelectedCandidate:
    """Choose the candidate with the smallest mean.

    Args:
        sampler: simulates the candidates; 2 or more of them.
        method: `ocba` spends runs where they separate the best from its rivals and estimates its
            probability; `kn` guarantees it, and needs an indifference.
        confidence: probability asked for, between 1 / candidates and 1.
        max_runs: runs of all candidates together.
        indifference: a difference that is not worth detecting, 0 or more.
        first: runs of each candidate before any of them is ruled out, 5 or more.
        watch: called with progress; when it answers False, the choice so far is returned.

    Raises:
        InputError: a number is out of its range.
    """
    if sampler.candidates < 2:
        raise InputError("There is nothing to choose from: the design has one point.")
    if not 1 / sampler.candidates < confidence < 1:
        raise InputError(
            f"The confidence lies between 1 / {sampler.candidates} and 1, such as 95 %, not "
            f"{confidence:g}."
        )
    if first < MIN_FIRST:
        raise InputError(f"Each plan needs at least {MIN_FIRST} runs at first, not {first}.")
    if max_runs < first * sampler.candidates:
        raise InputError(
            f"{sampler.candidates} plans need at least {first * sampler.candidates} runs, "
            f"{first} each."
        )
    if indifference < 0 or (method == "kn" and not indifference > 0):
        raise InputError("KN needs a difference that is worth detecting: type --indifference 10k.")
    for candidate in range(sampler.candidates):
        sampler.more(candidate, first)
        watch(first * (candidate + 1), max_runs)
    if method == "kn":
        return _kn(sampler, confidence, max_runs, indifference, first, watch)
    return _ocba(sampler, confidence, max_runs, indifference, watch)


def probability_of_best(sampler: Sampler, indifference: float) -> tuple[int, float]:
    """The candidate with the smallest mean, and a lower bound of the chance that it is the best.

    Bonferroni's bound: 1 less the chances that each rival is better by the indifference, by
    Student's t (Welch's where candidates are independent, of paired differences under common random
    numbers).
    """
    terms = [sampler.terms(candidate) for candidate in range(sampler.candidates)]
    best = int(np.argmin([values.mean() for values in terms]))
    wrong = 0.0
    for candidate, values in enumerate(terms):
        if candidate != best:
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
    sampler: Sampler, confidence: float, max_runs: int, indifference: float, watch: SelectionWatch
) -> SelectedCandidate:
    while True:
        terms = [sampler.terms(candidate) for candidate in range(sampler.candidates)]
        counts = np.array([len(values) for values in terms])
        best, probability = probability_of_best(sampler, indifference)
        done = int(counts.sum())
        reached = probability >= confidence
        if reached or done >= max_runs or not watch(done, max_runs):
            alive = tuple(
                np.flatnonzero(
                    [_is_alive(sampler, candidate, best) for candidate in range(sampler.candidates)]
                ).tolist()
            )
            return SelectedCandidate(best, probability, reached, alive, tuple(counts.tolist()))
        more = min(max(sampler.candidates, int(STEP * done)), max_runs - done)
        wanted = (done + more) * _shares(terms, best, common=sampler.common)
        lacking = np.maximum(0.0, wanted - counts)
        for candidate, runs in enumerate(largest_remainder(more * lacking / lacking.sum())):
            if runs:
                sampler.more(candidate, int(runs))


def _shares(terms: list[np.ndarray], best: int, *, common: bool) -> np.ndarray:
    means = np.array([values.mean() for values in terms])
    if not common:
        variances = np.array([values.var(ddof=1) for values in terms])
        return shares_of(means, variances)
    apart = np.zeros(len(terms))
    for candidate, values in enumerate(terms):
        both = min(len(values), len(terms[best]))
        apart[candidate] = (values[:both] - terms[best][:both]).var(ddof=1)
    return paired_shares(means, apart)


def _is_alive(sampler: Sampler, candidate: int, best: int) -> bool:
    if candidate == best:
        return True
    rival, leader = sampler.terms(candidate), sampler.terms(best)
    both = min(len(rival), len(leader))
    if sampler.common and np.array_equal(rival[:both], leader[:both]):
        return True
    chance = _chance_better(sampler, rival, leader, 0.0)
    return chance > 0.05 / (sampler.candidates - 1)


def _kn(
    sampler: Sampler,
    confidence: float,
    max_runs: int,
    indifference: float,
    first: int,
    watch: SelectionWatch,
) -> SelectedCandidate:
    candidates = sampler.candidates
    h2 = h_squared(candidates, first, 1 - confidence, common=sampler.common)
    begun = np.stack([sampler.terms(candidate)[:first] for candidate in range(candidates)])
    variances = (begun[:, None, :] - begun[None, :, :]).var(axis=2, ddof=1)
    alive, stage, going_on = np.ones(candidates, bool), first, True
    while True:
        terms = [sampler.terms(candidate) for candidate in range(candidates)]
        last = min(len(terms[candidate]) for candidate in np.flatnonzero(alive))
        while stage <= last and alive.sum() > 1:
            sums = np.array([values[:stage].sum() for values in terms])
            alive = survivors(sums, stage, variances, alive, h2, indifference)
            stage += 1
        done = sum(map(len, terms))
        required = BLOCK * int(alive.sum())
        going_on = going_on and watch(done, max_runs)
        if alive.sum() == 1 or done + required > max_runs or not going_on:
            break
        for candidate in np.flatnonzero(alive):
            sampler.more(int(candidate), BLOCK)
    rivals = np.flatnonzero(alive)
    best = int(min(rivals, key=lambda candidate: terms[candidate].mean()))
    runs = tuple(len(values) for values in terms)
    reached = len(rivals) == 1
    probability = confidence if reached else probability_of_best(sampler, indifference)[1]
    return SelectedCandidate(best, probability, reached, tuple(rivals.tolist()), runs)
