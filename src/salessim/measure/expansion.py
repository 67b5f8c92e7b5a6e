"""A sparse polynomial chaos expansion of an outcome in its uncertain parameters.

Terms are Hermite polynomials of the parameters' normal scores, up to squares and products of two,
taken in one after the other while chance alone would hardly show them. Effects add up, or multiply:
whichever leaves less unexplained. Source: Blatman and Sudret, Adaptive sparse polynomial chaos
expansion, Journal of Computational Physics 230 (2011) 2345-2367.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from salessim.elementary import normal_quantile
from salessim.measure.intervals import student_quantile

type Floats = NDArray[np.float64]
type Term = tuple[int, ...]
"""Rows of parameters, each as often as its power: (3,) linear, (3, 3) square, (1, 3) a product."""

FALSE_ALARM = 0.01
"""Chance of taking any term in when none matters (Bonferroni over all terms)."""
MOST_TERMS = 15
FEW = 10
"""Parameters of which all products are tried; of more, those of parameters that matter alone."""
NODES = 200
"""Equal chances by which moments of one parameter's effect are integrated."""
ITERATIONS = 12
WIDEST = 15.0
"""Largest logarithm of an effect that a fit may try."""


@dataclass(frozen=True)
class PairedOutcomes:
    """Outcomes, the first of them twice, and the parameters' normal scores.

    Attributes:
        outcome: (R,).
        repeated: (M,), M up to R.
        scores: (R, J), standard normal.
    """

    outcome: Floats
    repeated: Floats
    scores: Floats

    @cached_property
    def mean(self) -> Floats:
        """Mean of the two, or the one there is, (R,)."""
        both = self.outcome.copy()
        both[: len(self.repeated)] += self.repeated
        return both / self.weight

    @cached_property
    def weight(self) -> Floats:
        """Replications behind each mean, (R,)."""
        weight = np.ones(len(self.outcome))
        weight[: len(self.repeated)] = 2
        return weight

    def without(self, fold: int, folds: int) -> "PairedOutcomes":
        """All but every `folds`-th replication, the first of them in row `fold`."""
        kept = np.arange(len(self.outcome)) % folds != fold
        return PairedOutcomes(
            self.outcome[kept], self.repeated[kept[: len(self.repeated)]], self.scores[kept]
        )


def normal_scores(chances: Floats) -> Floats:
    """Standard normal values with these chances of being below."""
    flat = [normal_quantile(float(chance)) for chance in chances.ravel()]
    return np.array(flat).reshape(chances.shape)


@cache
def _nodes() -> Floats:
    """Values of one score, each as likely as the others, (NODES, 1); not to be written to."""
    nodes = normal_scores((np.arange(NODES) + 0.5) / NODES)[:, np.newaxis]
    nodes.flags.writeable = False
    return nodes


def _column(scores: Floats, term: Term) -> Floats:
    """A term of the basis, orthonormal under the standard normal (Hermite)."""
    first = scores[:, term[0]]
    if len(term) == 1:
        return first
    if term[0] == term[1]:
        return (first * first - 1) / np.sqrt(2.0)
    return first * scores[:, term[1]]


@dataclass(frozen=True)
class Expansion:
    """A polynomial chaos expansion of the mean outcome, or of its logarithm.

    Attributes:
        terms: without the constant.
        logarithmic: whether effects multiply; there are no products of parameters then.
        coefficients: of the constant and the terms.
    """

    terms: tuple[Term, ...]
    logarithmic: bool
    coefficients: Floats

    def __call__(self, scores: Floats) -> Floats:
        """The expected outcome, (R,)."""
        line = _design(scores, self.terms) @ self.coefficients
        return np.exp(line) if self.logarithmic else line

    def refitted(self, pairs: PairedOutcomes) -> "Expansion":
        """The same terms with coefficients of other data."""
        design = _design(pairs.scores, self.terms)
        found = _fit(design, pairs, self.logarithmic, self.coefficients)
        return Expansion(self.terms, self.logarithmic, found)

    @cached_property
    def mean(self) -> float:
        """Under the parameters' distributions."""
        if not self.logarithmic:
            return float(self.coefficients[0])
        rows = np.array([*self._effects], int)
        return float(np.exp(self.coefficients[0])) * float(
            np.prod([self._effects[row][0] for row in rows])
        )

    @cached_property
    def _effects(self) -> dict[int, tuple[float, float]]:
        """Of effects that multiply: mean, and relative variance, by parameter."""
        nodes = _nodes()
        lines: dict[int, Floats] = {}
        for term, coefficient in zip(self.terms, self.coefficients[1:], strict=True):
            row = term[0]
            line = coefficient * _column(nodes, (0,) * len(term))
            lines[row] = lines.get(row, np.zeros(NODES)) + line
        effects = {row: np.exp(line) for row, line in lines.items()}
        return {
            row: (float(effect.mean()), float(effect.var() / effect.mean() ** 2))
            for row, effect in effects.items()
        }

    @cached_property
    def variance(self) -> float:
        """Under the parameters' distributions."""
        return self.variances(np.array([row for term in self.terms for row in term], int))[1]

    def variances(self, rows: NDArray[np.int64]) -> tuple[float, float]:
        """What a group of parameters explains: by itself, and with all its interactions."""
        if not self.logarithmic:
            inside = [set(term) <= set(rows.tolist()) for term in self.terms]
            touched = [bool(set(term) & set(rows.tolist())) for term in self.terms]
            squares = self.coefficients[1:] ** 2
            return float(squares[inside].sum()), float(squares[touched].sum())
        of_group = [1 + self._effects[row][1] for row in self._effects if row in rows]
        others = [1 + self._effects[row][1] for row in self._effects if row not in rows]
        own = float(np.prod(of_group)) - 1
        return self.mean**2 * own, self.mean**2 * own * float(np.prod(others))


def _design(scores: Floats, terms: Sequence[Term]) -> Floats:
    return np.column_stack([np.ones(len(scores)), *(_column(scores, term) for term in terms)])


def _fit(design: Floats, pairs: PairedOutcomes, logarithmic: bool, start: Floats) -> Floats:
    """Coefficients by weighted least squares, or by quasi-likelihood with variance like mean."""
    y, weight = pairs.mean, pairs.weight
    if not logarithmic:
        return _least_squares(design, y, weight)
    coefficients = start
    for _ in range(ITERATIONS):
        line = np.clip(design @ coefficients, start[0] - WIDEST, start[0] + WIDEST)
        mean = np.exp(line)
        better = _least_squares(design, line + (y - mean) / mean, weight * mean)
        step = better - coefficients
        coefficients = coefficients + step * min(1.0, 1.0 / max(abs(step).max(), 1e-300))
        if abs(step).max() < 1e-9:
            break
    return coefficients


def _least_squares(design: Floats, y: Floats, weight: Floats) -> Floats:
    weighted = design * weight[:, np.newaxis]
    return np.linalg.lstsq(weighted.T @ design, weighted.T @ y)[0]


def expansion_of(pairs: PairedOutcomes) -> Expansion:
    """The better of two expansions: effects that add up, or effects that multiply."""
    candidates = [_selected(pairs, logarithmic=False)]
    if pairs.mean.mean() > 0:
        candidates.append(_selected(pairs, logarithmic=True))

    def unexplained(model: Expansion) -> float:
        left = pairs.weight * (pairs.mean - model(pairs.scores)) ** 2
        return float(left.sum()) / (len(left) - len(model.coefficients))

    return min(candidates, key=unexplained)


def _selected(pairs: PairedOutcomes, *, logarithmic: bool) -> Expansion:
    """Terms one after the other, each that chance alone would hardly show (score test)."""
    y, weight, scores = pairs.mean, pairs.weight, pairs.scores
    count, parameters = scores.shape
    candidates: list[Term] = [(row,) * power for power in (1, 2) for row in range(parameters)]
    if not logarithmic and parameters <= FEW:
        candidates += [(a, b) for b in range(parameters) for a in range(b)]
    middle = float((weight * y).sum() / weight.sum())
    coefficients = np.array([np.log(middle) if logarithmic else middle])
    terms: tuple[Term, ...] = ()
    while candidates and len(terms) < min(MOST_TERMS, count // 10):
        design = _design(scores, terms)
        mean = design @ coefficients
        if logarithmic:
            mean = np.exp(mean)
        working = weight * mean if logarithmic else weight
        left = (y - mean) / mean if logarithmic else y - mean
        tried = _design(scores, candidates)[:, 1:]
        weighted = design * working[:, np.newaxis]
        tried = tried - design @ np.linalg.lstsq(weighted.T @ design, weighted.T @ tried)[0]
        freedom = count - len(coefficients) - 1
        size = (working[:, np.newaxis] * tried * tried).sum(axis=0)
        spread = float((working * left * left).sum()) / freedom
        with np.errstate(divide="ignore", invalid="ignore"):
            score = (working * left) @ tried / np.sqrt(size * spread)
        score = np.where(size > 1e-9 * working.sum(), abs(score), 0.0)
        critical = student_quantile(1 - FALSE_ALARM / (2 * len(candidates)), freedom)
        best = int(score.argmax())
        if not score[best] > critical:
            break
        terms = (*terms, candidates.pop(best))
        coefficients = _fit(
            _design(scores, terms), pairs, logarithmic, np.append(coefficients, 0.0)
        )
        if not logarithmic:
            known = sorted({row for term in terms for row in term})
            products = {(a, b) for a in known for b in known if a < b}
            candidates += sorted(products - set(candidates) - set(terms))
    return Expansion(terms, logarithmic, coefficients)
