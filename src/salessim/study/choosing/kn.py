"""The fully sequential procedure KN, which drops plans as soon as they are surely not the best.

S.-H. Kim and B. L. Nelson, A fully sequential procedure for indifference-zone selection in
simulation, ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with c = 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from salessim.errors import InputError

type Sums = Callable[[int], np.ndarray]


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
