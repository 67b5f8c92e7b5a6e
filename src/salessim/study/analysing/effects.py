"""Effects of factors with the simulation's own error: levels, contrasts, slopes, Sobol indices.

A level's effect, a contrast or a slope is a fixed weight for each point. Applied to one
replication of all points it gives one value; those values are independent, whether the points share
random numbers or not, so Student's interval of their mean holds, and what the points share cancels
out of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from salessim.measure.differences import difference_of_chances
from salessim.measure.findings import Interval
from salessim.measure.intervals import (
    chance_interval,
    mean_interval,
    student_probability,
    student_quantile,
)
from salessim.study.analysing.analysis_findings import (
    Contrast,
    Effect,
    Interaction,
    Slope,
    SobolIndex,
)
from salessim.study.analysing.observations import FactorColumn, Observations
from salessim.study.design.experiment import AS_IT_STANDS, points_a_base, unit_problem
from salessim.units import CENTRAL_80_PERCENT, NORMAL_QUANTILE_975

LEVEL = 0.05
"""Familywise error rate of the contrasts that are called sure (Holm)."""
RANGE = CENTRAL_80_PERCENT
"""Quantiles of a factor's values between which its effect is reported."""
RESAMPLES = 200
BOOTSTRAP_SEED = 20_270_101


def weighted(seen: Observations, weights: np.ndarray) -> tuple[float | None, Interval | None]:
    """A weighted sum of points and its 95 % interval; weights have shape (P,).

    Of chances it is a mean of them (Wilson's interval) or a difference (Agresti and Min's).
    """
    used = weights != 0
    values = weights[used] @ seen.terms[used]
    if not seen.indicator.is_chance:
        return mean_interval(values)
    if (weights >= 0).all():
        return chance_interval(values)
    return difference_of_chances(values, most=float(weights[weights > 0].sum()))


def effects(seen: Observations, *, from_base: bool) -> list[Effect]:
    """Of each level of each factor.

    Args:
        seen: the points.
        from_base: differences from the scenario as it stands, the first point, instead of from
            the mean of all points.
    """
    numbers = np.arange(len(seen.points))
    origin = evenly(numbers == 0) if from_base else evenly(numbers >= 0)
    found = []
    for factor in seen.factors:
        for level in factor.levels_seen:
            here = evenly(factor.has(level))
            difference, interval = weighted(seen, here - origin)
            found.append(
                Effect(
                    factor=factor.name,
                    level=level,
                    points=int(factor.has(level).sum()),
                    mean=weighted(seen, here)[0],
                    difference=difference,
                    ci95=interval,
                )
            )
    return found


def contrasts(seen: Observations) -> list[Contrast]:
    """Each level against the first one of its factor, or against the scenario as it stands.

    Only settings of the other factors that are there with both levels count, so that an
    unfinished experiment compares like with like.
    """
    rows: list[Contrast] = []
    chances: list[float] = []
    for factor in seen.factors:
        levels = factor.levels_seen
        against = AS_IT_STANDS if AS_IT_STANDS in factor.labels else next(iter(levels), None)
        for level in levels:
            weights = None if level == against else _paired(seen, factor, level, str(against))
            if weights is not None:
                rows.append(_contrast(seen, (factor.name, level, str(against)), weights))
                chances.append(_p_value(seen, weights))
    sure = holm(chances)
    return [
        row.model_copy(update={"is_sure": is_sure}) for row, is_sure in zip(rows, sure, strict=True)
    ]


def evenly(here: np.ndarray) -> np.ndarray:
    """Equal weights, adding up to 1, on the points marked."""
    return np.asarray(here / here.sum())


def _paired(
    seen: Observations, factor: FactorColumn, level: str, against: str
) -> np.ndarray | None:
    """Weights of a level less another one, over the settings that both have."""
    others = [other.labels for other in seen.factors if other.name != factor.name]
    settings = list(zip(*others, strict=True)) if others else [()] * len(seen.points)
    sides: dict[str, dict[tuple[str, ...], list[int]]] = {level: {}, against: {}}
    for row, label in enumerate(factor.labels):
        if label in sides:
            sides[label].setdefault(settings[row], []).append(row)
    both = [setting for setting in sides[level] if setting in sides[against]]
    if not both:
        return None
    weights = np.zeros(len(seen.points))
    for setting in both:
        for side, sign in ((level, 1.0), (against, -1.0)):
            rows = sides[side][setting]
            weights[rows] += sign / len(rows) / len(both)
    return weights


def _contrast(seen: Observations, names: tuple[str, str, str], weights: np.ndarray) -> Contrast:
    difference, interval = weighted(seen, weights)
    used = weights != 0
    with np.errstate(invalid="ignore"):
        moved = weights[used] @ seen.values[used]
    moved = moved[np.isfinite(moved)]
    sign = {"higher": 1.0, "lower": -1.0}.get(seen.indicator.better or "")
    factor, level, against = names
    return Contrast(
        factor=factor,
        level=level,
        against=against,
        difference=difference,
        ci95=interval,
        is_sure=False,
        better_in=float((sign * moved > 0).mean()) if sign and len(moved) else None,
    )


def _p_value(seen: Observations, weights: np.ndarray) -> float:
    """Two-sided chance of a mean so far from 0 if it were 0."""
    used = weights != 0
    values = weights[used] @ seen.terms[used]
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return 1.0
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    if error == 0:
        return 1.0 if values.mean() == 0 else 0.0
    return 1 - student_probability(abs(float(values.mean())) / error, len(values) - 1)


def holm(chances: list[float]) -> list[bool]:
    """Which are sure together: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70."""
    sure = [False] * len(chances)
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        if chances[place] > LEVEL / (len(chances) - rank):
            break
        sure[place] = True
    return sure


def slopes(seen: Observations) -> tuple[list[Slope], float | None]:
    """What sampled factors do, and the share of the variance that the linear model explains.

    Empty where no factor is sampled, the points are too few for the model, or one has no value.
    """
    columns = {factor.name: _design_columns(factor) for factor in seen.factors}
    sampled = [factor for factor in seen.factors if not factor.levels]
    design = np.column_stack([np.ones(len(seen.points)), *columns.values()])
    freedom = len(design) - int(np.linalg.matrix_rank(design))
    means = seen.terms.mean(axis=1)
    if not sampled or freedom < 1 or not np.isfinite(means).all():
        return [], None
    solve = np.linalg.pinv(design)
    left = means - design @ (solve @ means)
    variance = float(left @ left) / freedom
    rows, place = [], 1
    for factor in seen.factors:
        if not factor.levels:
            rows.append(_slope(seen, factor, solve[place], variance, freedom))
        place += columns[factor.name].shape[1]
    spread = float(((means - means.mean()) ** 2).sum())
    return rows, 1 - float(left @ left) / spread if spread > 0 else None


def _design_columns(factor: FactorColumn) -> np.ndarray:
    """The numbers of a sampled factor, or a column for each level but the first."""
    if not factor.levels:
        return factor.numbers[:, None]
    marks = [factor.has(level).astype(float) for level in factor.levels[1:]]
    return np.column_stack(marks) if marks else np.zeros((len(factor.labels), 0))


def _slope(
    seen: Observations, factor: FactorColumn, solve: np.ndarray, variance: float, freedom: int
) -> Slope:
    order = np.argsort(factor.numbers, kind="stable")
    low, high = (order[round(share * (len(order) - 1))] for share in RANGE)
    weights = (factor.numbers[high] - factor.numbers[low]) * solve
    difference, interval = weighted(seen, weights)
    misfit = student_quantile(0.975, freedom) * float(np.sqrt(variance * (weights @ weights)))
    return Slope(
        factor=factor.name,
        low=factor.labels[low],
        high=factor.labels[high],
        difference=difference,
        ci95=_widened(difference, interval, misfit),
    )


def _widened(centre: float | None, noise: Interval | None, misfit: float) -> Interval | None:
    """An interval that holds two independent errors."""
    if centre is None:
        return None
    own = 0.0 if noise is None else (noise[1] - noise[0]) / 2
    half = float(np.hypot(own, misfit))
    return centre - half, centre + half


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
        common: whether the points share random numbers, so that they are resampled together.
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
        conf_level=0.95,
        seed=BOOTSTRAP_SEED,
    )
    noise = _sobol_noise(len(names), terms, second_order=second_order, common=common)
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


def _sobol_noise(
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
