"""Why replications differ: luck, and each figure that nobody knows exactly (Sobol indices).

Luck is the share of the variance that remains if all uncertain parameters were known. It is the
intraclass correlation of a one-way layout with two replications a parameter draw: a replication
and its repetition share the parameters and nothing else, so half their mean squared difference is
luck's variance, interactions of all orders included (Searle, Casella and McCulloch, Variance
Components, 1992; Sun, Apley and Staum, Operations Research 59 (2011) 998-1007). A sparse polynomial
chaos expansion serves as control variate: its variance under the parameters' own distributions is
known exactly, so that only its residual is estimated from so few replications (Sudret, Reliability
Engineering and System Safety 93 (2008) 964-979; Lemieux, Monte Carlo and Quasi-Monte Carlo
Sampling, 2009, section 4.1). First-order and total shares of single parameters are those of the
expansion; what it leaves goes to parameters by squared correlation less what chance alone shows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.measure.expansion import (
    Expansion,
    Floats,
    PairedOutcomes,
    expansion_of,
    normal_scores,
)
from salessim.measure.findings import Driver, Interval, ShareOfSpread, VarianceDecomposition
from salessim.measure.intervals import CONFIDENCE, student_quantile
from salessim.scenario.schema_types import human_name

MIN_REPLICATIONS = 30
MIN_REPETITIONS = 10
FOLDS = 25
"""Groups of replications that are left out in turn for the intervals of shares (jackknife)."""
FOLDS_OF_LUCK = 100
"""The same for luck: of fewer groups the error itself is so uncertain that some intervals are a
third wider than others (25 groups: up to 27 points at 200 futures; 100: up to 25)."""
MISSED, MISSED_OF_KNOWN = 0.02, 0.1
"""What an expansion usually misses of what parameters explain: a share of all variance, and of what
it finds (assumption; held in 20 scenarios). Pairs correct it as far as they can tell."""
DIGITS = 6
"""Of a share. Bits beyond follow the processor's linear algebra."""


def variance_decomposition(
    outcome: Floats,
    repeated: Floats,
    chances: Floats,
    paths: Sequence[str],
    untyped: Collection[str] = (),
) -> VarianceDecomposition | None:
    """Share of the outcome's variance that is luck, and that each uncertain parameter explains.

    Args:
        outcome: one value a replication, shape (R,).
        repeated: of the first of them once more, with their parameters under other luck, (M,).
        chances: where in its distribution each parameter was drawn, 0..1, shape (R, J).
        paths: their key paths.
        untyped: those that the scenario takes from defaults.

    Returns:
        None with fewer than 30 replications, an outcome that never differs, or fewer than 10
        repetitions where any parameter varies.
    """
    count = len(outcome)
    if count < MIN_REPLICATIONS or np.ptp(outcome) == 0:
        return None
    varying = [column for column in range(len(paths)) if np.ptp(chances[:, column]) > 0]
    if not varying:
        nothing = ShareOfSpread(share=0.0, ci95=(0.0, 0.0), total=0.0, total_ci95=(0.0, 0.0))
        certain = (1.0, 1.0)
        return VarianceDecomposition(
            luck=1.0, luck_ci95=certain, ignorance=0.0, drivers=[], untyped=nothing, repetitions=0
        )
    if len(repeated) < MIN_REPETITIONS:
        return None
    scores = normal_scores(chances[:, varying])
    pairs = PairedOutcomes(np.asarray(outcome, float), np.asarray(repeated, float), scores)
    model = expansion_of(pairs)
    luck, (low, high) = _luck(pairs, model)
    named = sorted({row for term in model.terms for row in term})
    names = [paths[column] for column in varying]
    groups = [np.array([row]) for row in named]
    groups.append(np.array([row for row, path in enumerate(names) if path in untyped], int))
    shares = _with_intervals(pairs, model, groups)
    drivers = [
        Driver(path=names[row], name=human_name(names[row]), **shares[place].model_dump())
        for place, row in enumerate(named)
    ]
    drivers.sort(key=lambda driver: -driver.total)
    return VarianceDecomposition(
        luck=round(luck, DIGITS),
        luck_ci95=(round(low, DIGITS), round(high, DIGITS)),
        ignorance=round(1 - luck, DIGITS),
        drivers=drivers,
        untyped=shares[-1],
        repetitions=len(repeated),
    )


@dataclass(frozen=True)
class _Components:
    """Parts of the variance.

    Attributes:
        total: all of it.
        by_parameter: what each parameter adds to the expansion alone by a straight line, (J,).
        expansion: what the expansion explains, less what its coefficients owe to chance.
        unexplained: what parameters explain beyond both, by the products of paired residuals.
        error: standard error of `unexplained`.
    """

    total: float
    by_parameter: Floats
    expansion: float
    unexplained: float
    error: float

    @staticmethod
    def of(pairs: PairedOutcomes, model: Expansion) -> "_Components":
        """The parts, from replications and repetitions."""
        count, repetitions = len(pairs.outcome), len(pairs.repeated)
        expected = model(pairs.scores)
        rest = pairs.mean - expected
        mean = _mean(pairs, model, expected)
        known = model.variance + (model.mean - mean) ** 2
        total = known + float(_squares(pairs, expected, mean).mean())
        products = (pairs.outcome[:repetitions] - mean) * (pairs.repeated - mean)
        products -= (expected[:repetitions] - mean) ** 2
        explained = known + float(products.mean())
        by_parameter = _beyond_chance(pairs.scores, rest, model)
        chance = float((pairs.weight * rest**2).sum()) / count / float(pairs.weight.sum())
        expansion = max(0.0, model.variance - chance * len(model.terms))
        return _Components(
            max(total, 1e-300),
            by_parameter,
            expansion,
            explained - expansion - float(by_parameter.sum()),
            float(products.std(ddof=1)) / np.sqrt(repetitions),
        )

    @property
    def known(self) -> float:
        """Share of the variance that is known to come from parameters, 0 or more."""
        return max(0.0, self.expansion + float(self.by_parameter.sum())) / self.total

    @property
    def likely(self) -> float:
        """Standard deviation of the share that expansions usually miss, before looking at pairs."""
        return MISSED + MISSED_OF_KNOWN * self.known

    @property
    def trust(self) -> float:
        """Weight of the pairs' word on what the expansion misses, 0..1."""
        return self.likely**2 / (self.likely**2 + (self.error / self.total) ** 2)

    @property
    def ignorance(self) -> float:
        """Share of the variance that comes from parameters."""
        return self.known + self.trust * self.unexplained / self.total


def _mean(pairs: PairedOutcomes, model: Expansion, expected: Floats) -> float:
    """Mean outcome, with the expansion's, which is known, in place of its sample mean."""
    rest = pairs.weight * (pairs.mean - expected)
    return model.mean + float(rest.sum() / pairs.weight.sum())


def _squares(pairs: PairedOutcomes, expected: Floats, mean: float) -> Floats:
    """Squared deviations less those of the expansion, whose mean is known, (R,)."""
    repetitions = len(pairs.repeated)
    squares = (pairs.outcome - mean) ** 2
    squares[:repetitions] = (squares[:repetitions] + (pairs.repeated - mean) ** 2) / 2
    return squares - (expected - mean) ** 2


def _beyond_chance(scores: Floats, rest: Floats, model: Expansion) -> Floats:
    """Variance that each parameter outside the expansion explains by a straight line, (J,).

    Squared correlation with what the expansion leaves, less what chance alone would show; single
    ones may be below 0.
    """
    count = len(rest)
    rest = rest - rest.mean()
    scores = scores - scores.mean(axis=0)
    size = (scores * scores).sum(axis=0) * max(float(rest @ rest), 1e-300)
    squared = (rest @ scores) ** 2 / size
    found = (squared - 1 / (count - 1)) / (1 - 1 / (count - 1)) * rest.var()
    found[[row for term in model.terms for row in term]] = 0.0
    return found


def _luck(pairs: PairedOutcomes, model: Expansion) -> tuple[float, Interval]:
    """Luck's share of the variance and its 95 % interval.

    Two estimates: half the mean squared difference of pairs, which is precise where luck is small,
    and one less what the parameters explain, which is precise where luck is large. The one with the
    smaller error is taken. Intervals are those of an intraclass correlation: symmetric in Fisher's
    z.
    """
    parts = _Components.of(pairs, model)
    again = []
    folds = min(FOLDS_OF_LUCK, len(pairs.outcome))
    for fold in range(folds):
        part = pairs.without(fold, folds)
        again.append(_Components.of(part, model.refitted(part)).ignorance)
    error = float(np.hypot(_jackknife_error(np.array(again)), (1 - parts.trust) * parts.likely))
    estimates = [
        (1 - parts.ignorance, error, folds - 1),
        (*_luck_of_pairs(pairs, model), len(pairs.repeated) - 1),
    ]
    found = []
    for luck, error, freedom in estimates:
        inside = float(np.clip(1 - luck, -0.99, 1 - 1e-6))
        half = student_quantile((1 + CONFIDENCE) / 2, freedom) * error / (1 - inside**2)
        z = np.arctanh(inside)
        low, high = (float(np.clip(1 - np.tanh(end), 0.0, 1.0)) for end in (z + half, z - half))
        found.append((high - low, float(np.clip(luck, 0.0, 1.0)), (low, high)))
    return min(found)[1:]


def _luck_of_pairs(pairs: PairedOutcomes, model: Expansion) -> tuple[float, float]:
    """Half the mean squared difference of pairs over all variance, and its standard error."""
    count, repetitions = len(pairs.outcome), len(pairs.repeated)
    total = _Components.of(pairs, model).total
    halves = (pairs.outcome[:repetitions] - pairs.repeated) ** 2 / 2
    luck = float(halves.mean())
    expected = model(pairs.scores)
    besides = _squares(pairs, expected, _mean(pairs, model, expected))
    moves = -luck / total * (besides - besides.mean())
    moves[:repetitions] += (halves - luck) * count / repetitions
    return luck / total, float(np.sqrt((moves**2).sum())) / count / total


def _jackknife_error(again: Floats) -> Floats:
    """Standard error from values that each leave one fold out, (folds, ...)."""
    scale = (len(again) - 1) / len(again)
    return np.sqrt(scale * ((again - again.mean(axis=0)) ** 2).sum(axis=0))


def _with_intervals(
    pairs: PairedOutcomes, model: Expansion, groups: list[NDArray[np.int64]]
) -> list[ShareOfSpread]:
    """First-order and total shares of groups of parameters, with jackknife intervals."""
    found = _shares(pairs, model, groups)
    again = []
    for fold in range(FOLDS):
        part = pairs.without(fold, FOLDS)
        again.append(_shares(part, model.refitted(part), groups))
    half = student_quantile((1 + CONFIDENCE) / 2, FOLDS - 1) * _jackknife_error(np.array(again))
    low, high = (np.clip(found + sign * half, 0, 1).round(DIGITS) for sign in (-1, 1))
    at = np.clip(found, 0, 1).round(DIGITS)
    return [
        ShareOfSpread(
            share=float(at[row, 0]),
            ci95=(float(low[row, 0]), float(high[row, 0])),
            total=float(at[row, 1]),
            total_ci95=(float(low[row, 1]), float(high[row, 1])),
        )
        for row in range(len(groups))
    ]


def _shares(pairs: PairedOutcomes, model: Expansion, groups: list[NDArray[np.int64]]) -> Floats:
    """First-order and total share of each group, (groups, 2)."""
    parts = _Components.of(pairs, model)
    shares = np.zeros((len(groups), 2))
    for place, rows in enumerate(groups):
        own, with_interactions = model.variances(rows)
        straight = float(parts.by_parameter[rows].sum())
        shares[place] = max(0.0, own + straight), max(0.0, with_interactions + straight)
    return shares / parts.total
