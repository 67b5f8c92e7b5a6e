"""Which settings of the factors are combined into points.

Each scheme turns factors into rows of levels, one level a factor, in a fixed order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from salessim.study.design.factors import UNCHANGED, Factor, Level
from salessim.units import CENTRAL_80_PERCENT

type SchemeName = Literal[
    "grid", "list", "one_at_a_time", "latin_hypercube", "sobol", "sobol_sequence"
]
SAMPLED = ("latin_hypercube", "sobol", "sobol_sequence")
"""Schemes that spread a number of points over the factors' distributions."""
LOW, HIGH = CENTRAL_80_PERCENT
"""Where one at a time sets a factor with a distribution: 8 in 10 values lie between."""
INNERMOST, OUTERMOST = 1e-6, 1 - 1e-6
"""Shares at which a distribution without ends is cut."""

type Row = tuple[Level, ...]


@dataclass(frozen=True)
class Scheme:
    """How points are chosen.

    Attributes:
        name: which scheme.
        points: of a sampled scheme, how many points (of `sobol`: base points N, which give
            N (factors + 2) points, or N (2 factors + 2) with `second_order`).
        seed: of a sampled scheme.
        second_order: whether `sobol` estimates interactions of two factors.
        crossed: factors whose levels are all combined with each sampled point.
    """

    name: SchemeName = "grid"
    points: int = 0
    seed: int = 1
    second_order: bool = False
    crossed: tuple[str, ...] = ()


def combined(scheme: Scheme, factors: Sequence[Factor]) -> list[Row]:
    """The rows of a scheme, each with one level of every factor, in the order of `factors`."""
    match scheme.name:
        case "grid":
            return list(product(*(factor.levels for factor in factors)))
        case "one_at_a_time":
            return _one_at_a_time(factors)
    sampled = [factor for factor in factors if factor.name not in scheme.crossed]
    crossed = [factor for factor in factors if factor.name in scheme.crossed]
    rows = []
    for fixed in product(*(factor.levels for factor in crossed)):
        settings = dict(zip((factor.name for factor in crossed), fixed, strict=True))
        for chances in unit_points(scheme, len(sampled)):
            drawn = {
                factor.name: factor.at(float(chance))
                for factor, chance in zip(sampled, chances, strict=True)
            }
            rows.append(tuple((settings | drawn)[factor.name] for factor in factors))
    return rows


def unit_points(scheme: Scheme, factors: int) -> np.ndarray:
    """Points of a sampled scheme in the unit cube, shape (points, factors).

    Latin hypercube: M. McKay, R. Beckman and W. Conover, Technometrics 21 (1979) 239-245. Sobol's
    sequence is scrambled (A. Owen, 1998). `sobol` is the scheme for Sobol indices of A. Saltelli,
    Computer Physics Communications 145 (2002) 280-297, in the order that SALib analyses.
    """
    if scheme.name == "latin_hypercube":
        from scipy.stats.qmc import LatinHypercube

        cube = LatinHypercube(factors, rng=np.random.default_rng(scheme.seed))
        points = cube.random(scheme.points)
    elif scheme.name == "sobol_sequence":
        from scipy.stats.qmc import Sobol

        points = Sobol(factors, rng=np.random.default_rng(scheme.seed)).random(scheme.points)
    else:
        from SALib.sample.sobol import sample

        points = sample(
            unit_problem(factors),
            scheme.points,
            calc_second_order=scheme.second_order,
            seed=scheme.seed,
        )
    return np.clip(points, INNERMOST, OUTERMOST)


def unit_problem(factors: int) -> dict[str, object]:
    """What SALib calls the problem: so many factors, each from 0 to 1."""
    names = [f"x{number}" for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def points_of_sobol(scheme: Scheme, factors: int) -> int:
    """How many points the scheme `sobol` has."""
    return scheme.points * points_a_base(factors, second_order=scheme.second_order)


def points_a_base(factors: int, *, second_order: bool) -> int:
    """How many points `sobol` has for each of its base points."""
    return (2 * factors if second_order else factors) + 2


def _one_at_a_time(factors: Sequence[Factor]) -> list[Row]:
    """The base scenario, then each setting of each factor with the others as they stand."""
    base = (UNCHANGED,) * len(factors)
    rows = [base]
    for place, factor in enumerate(factors):
        levels = factor.levels or (factor.at(LOW), factor.at(HIGH))
        rows += [(*base[:place], level, *base[place + 1 :]) for level in levels]
    return rows
