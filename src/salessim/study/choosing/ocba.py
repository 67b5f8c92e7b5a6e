"""Optimal computing budget allocation: runs go where they tell the best plan from its rivals.

C.-H. Chen, J. Lin, E. Yucesan and S. Chick, Simulation budget allocation for further enhancing
the efficiency of ordinal optimization, Discrete Event Dynamic Systems 10 (2000) 251-270.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

SAME = 1e-12
"""Means that differ by no more than this share are equal but for rounding."""
NEARER = 1e-3
"""A plan as good as the best is taken to be so much nearer than the nearest that is not."""


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
    """The same where all plans meet common chance.

    A rival is then told from the best by the variance of their difference, and the best needs as
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
