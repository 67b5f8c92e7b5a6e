"""Sobol indices by SALib, with the simulation's own error beside the error of the points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from salessim.measure.intervals import CONFIDENCE
from salessim.study.analysing.findings import Interaction, SobolIndex
from salessim.study.design.schemes import points_a_base, unit_problem
from salessim.units import NORMAL_QUANTILE_975

RESAMPLES = 200
BOOTSTRAP_SEED = 20_270_101


def sobol_indices(
    names: Sequence[str], terms: np.ndarray, *, second_order: bool, common: bool
) -> tuple[list[SobolIndex], list[Interaction]]:
    """The indices of all factors; none if nothing moves or a point has no value.

    First order by A. Saltelli et al., Computer Physics Communications 181 (2010) 259-270, total
    by M. Jansen, same journal 117 (1999) 35-43.

    Args:
        names: of the factors, D of them.
        terms: a value a point and replication, shape (N (D + 2) or N (2 D + 2), R), points in
            the order of the scheme.
        second_order: whether the scheme has the points for interactions.
        common: whether the points share their chance, so that they are resampled together.
    """
    from SALib.analyze.sobol import analyze

    means = terms.mean(axis=1)
    if not np.isfinite(means).all() or np.ptp(means) == 0:
        return [], []
    found = analyze(
        unit_problem(len(names)),
        means,
        calc_second_order=second_order,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=BOOTSTRAP_SEED,
    )
    noise = _noise(len(names), terms, second_order=second_order, common=common)
    indices = [
        SobolIndex(
            factor=name,
            first=float(found["S1"][place]),
            first_error=float(found["S1_conf"][place]),
            first_noise=None if noise is None else float(noise[0, place]),
            total=float(found["ST"][place]),
            total_error=float(found["ST_conf"][place]),
            total_noise=None if noise is None else float(noise[1, place]),
        )
        for place, name in enumerate(names)
    ]
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    return indices, [
        Interaction(
            factors=(names[i], names[j]),
            index=float(found["S2"][i, j]),
            error=float(found["S2_conf"][i, j]),
        )
        for i, j in (pairs if second_order else ())
    ]


def _noise(
    factors: int, terms: np.ndarray, *, second_order: bool, common: bool
) -> np.ndarray | None:
    """Half 95 % intervals if other replications had been drawn (bootstrap), shape (2, factors)."""
    from SALib.analyze.sobol import first_order, separate_output_values, total_order

    points, replications = terms.shape
    if replications < 2:
        return None
    size = points // points_a_base(factors, second_order=second_order)
    generator = np.random.default_rng(BOOTSTRAP_SEED)
    drawn = np.zeros((RESAMPLES, 2, factors))
    for row in drawn:
        if common:
            chosen = generator.integers(replications, size=replications)
            means = terms[:, chosen].mean(axis=1)
        else:
            places = generator.integers(replications, size=terms.shape)
            means = np.take_along_axis(terms, places, axis=1).mean(axis=1)
        spread = means.std()
        if not spread > 0:
            continue
        means = (means - means.mean()) / spread
        a, b, ab, _ = separate_output_values(means, factors, size, second_order)
        for place in range(factors):
            row[0, place] = np.squeeze(first_order(a, ab[:, place], b))
            row[1, place] = np.squeeze(total_order(a, ab[:, place], b))
    return np.asarray(NORMAL_QUANTILE_975 * drawn.std(axis=0))
