"""Effects as weighted sums of points, so that each has its interval from replications.

Any effect here is a fixed weight for each point. Applied to one replication of all points it gives
one value; those values are independent, whether the points share chance or not, so Student's
interval of their mean holds, and what the points share cancels out of it.
"""

from __future__ import annotations

import numpy as np

from salessim.measure.differences import difference_of_chances
from salessim.measure.findings import Interval
from salessim.measure.intervals import chance_interval, mean_interval, student_probability
from salessim.study.analysing.findings import Contrast, Effect
from salessim.study.analysing.observations import FactorColumn, Observations
from salessim.study.design.factors import AS_IT_STANDS

LEVEL = 0.05
"""Chance of calling any contrast sure if there is none (Holm)."""


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
                chances.append(_chance(seen, weights))
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


def _chance(seen: Observations, weights: np.ndarray) -> float:
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
