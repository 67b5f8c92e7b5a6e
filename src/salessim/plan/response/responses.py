"""Response functions of sales to effort, and their fit to points by least squares.

x is effort over today's effort, y is sales over today's sales; `rise` is most - least.

    ADBUDG        y = least + rise x^shape / (level + x^shape)  concave up to shape 1, else S-shaped
    exponential   y = least + rise (1 - exp(-rate x))           concave, with an end
    power         y = least + rise x^elasticity                 concave, without an end

Sources: Little, Models and managers: the concept of a decision calculus, Management Science 16
(1970) B466-B485; Hanssens, Parsons and Schultz, Market Response Models, 2nd ed. (2001), chapter 3.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import isfinite, log
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessim.errors import InputError

type Curve = Literal["automatic", "adbudg", "concave", "exponential", "power"]
CURVES: tuple[str, ...] = get_args(Curve.__value__)
"""Functions that may be asked for; `concave` is whichever concave one comes closest."""

SHAPES = (0.1, 30.0)
"""Shapes that are tried: beyond them the curve is flat or a step for any effort in use."""

ELASTICITIES = (0.01, 1.0)
"""Elasticities that are tried; above 1 sales would grow ever faster."""

FAR = 1e3
"""Half-way efforts that are tried: from the least effort over this to the most times this."""

STARTS = 3
"""Local searches, from the best cells of a coarse grid of the parameters."""

GRID = 20
"""Cells of that grid each way."""

SMALL_MISS = 0.02
"""Sales over today's by which typed points may lie beside a curve: they are rounded by hand."""


@dataclass(frozen=True)
class _Response(ABC):
    """What all response functions share: a way from `least` to `most` along `share`."""

    least: float
    most: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (isinstance(value, int | float | np.number) and isfinite(value)):
                raise InputError(f"'{field.name}' of a response is {value!r}; a number is needed.")
            if field.name not in ("least", "most") and not value > 0:
                raise InputError(f"'{field.name}' of a response is {value:g}; above 0 is allowed.")
        if self.most < self.least:
            raise InputError("More effort sells less here: a response rises with effort.")

    @property
    def inflection(self) -> float:
        """Effort over today's at which an S-shaped curve turns concave; 0 if it always is."""
        return 0.0

    @abstractmethod
    def share(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of the way from `least` to `most` at efforts over today's."""

    def __call__(self, effort: ArrayLike) -> NDArray[np.float64]:
        """Sales over today's at efforts over today's, 0 or more."""
        share = self.share(np.asarray(effort, np.float64))
        return self.least + (self.most - self.least) * share


@dataclass(frozen=True)
class Adbudg(_Response):
    """Concave or S-shaped, with an end.

    Attributes:
        least: sales without effort, over today's sales.
        most: sales that no effort exceeds, over today's.
        shape: above 0 (c in the literature); up to 1 concave, above 1 S-shaped.
        level: above 0 (d in the literature); x^shape where sales are half-way up.
    """

    shape: float
    level: float

    def share(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Written so that large powers do not overflow."""
        with np.errstate(divide="ignore", over="ignore"):
            return 1 / (1 + self.level * effort**-self.shape)

    @property
    def inflection(self) -> float:
        """Effort over today's at which an S-shaped curve turns concave; 0 if it always is."""
        if self.shape <= 1:
            return 0.0
        return float((self.level * (self.shape - 1) / (self.shape + 1)) ** (1 / self.shape))


@dataclass(frozen=True)
class Exponential(_Response):
    """Concave, with an end (modified exponential).

    Attributes:
        least: sales without effort, over today's sales.
        most: sales that no effort exceeds, over today's.
        rate: above 0; share of what is left that the next bit of effort over today's brings.
    """

    rate: float

    def share(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Nears 1."""
        return -np.expm1(-self.rate * effort)


@dataclass(frozen=True)
class Power(_Response):
    """Concave without an end; with `least` 0 its elasticity is the same at every effort.

    Attributes:
        least: sales without effort, over today's sales.
        most: sales at today's effort, over today's; above it they go on growing.
        elasticity: above 0, up to 1.
    """

    elasticity: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.elasticity > 1:
            raise InputError(
                f"'elasticity' of a response is {self.elasticity:g}; up to 1 is allowed: above it "
                "sales grow ever faster."
            )

    def share(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Is 1 at today's effort."""
        return effort**self.elasticity


type Response = Adbudg | Exponential | Power
type _Points = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class _Family:
    """How a function is fitted: its two ends follow by regression, the rest is searched.

    Attributes:
        make: the response of (least, most, *searched), the searched ones as logarithms.
        bounds: of these logarithms, by the least and the most effort of the points.
    """

    make: Callable[..., Response]
    bounds: Callable[[float, float], list[tuple[float, float]]]


def _adbudg(least: float, most: float, log_shape: float, log_half_way: float) -> Adbudg:
    shape = float(np.exp(log_shape))
    return Adbudg(least, most, shape, float(np.exp(shape * log_half_way)))


def _rates(low: float, high: float) -> tuple[float, float]:
    return log(low / FAR), log(high * FAR)


_FAMILIES = {
    "adbudg": _Family(_adbudg, lambda a, b: [(log(SHAPES[0]), log(SHAPES[1])), _rates(a, b)]),
    "concave adbudg": _Family(_adbudg, lambda a, b: [(log(SHAPES[0]), 0.0), _rates(a, b)]),
    "exponential": _Family(
        lambda least, most, at: Exponential(least, most, float(np.exp(at))),
        lambda a, b: [_rates(1 / b, 1 / a)],
    ),
    "power": _Family(
        lambda least, most, at: Power(least, most, min(1.0, float(np.exp(at)))),
        lambda a, b: [(log(ELASTICITIES[0]), log(ELASTICITIES[1]))],
    ),
}
_CONCAVE = ("exponential", "power", "concave adbudg")


def fit_response(
    effort: Sequence[float],
    sales: Sequence[float],
    curve: str = "automatic",
    *,
    through_today: bool = False,
) -> Response:
    """Fit a function to points by least squares of y.

    For given shapes the two ends follow by linear regression, so that one or two parameters are
    searched; several starts make the best fit the global one.

    Args:
        effort: different x, 0 or more, as many as the function has parameters (4 of ADBUDG, 3 of
            the others); infinite where sales are those that no effort exceeds, as in Little's own
            four questions.
        sales: y of each.
        curve: one of CURVES. `automatic` is ADBUDG; where it turns S-shaped although the points
            are concave, a concave function goes before it that has them within SMALL_MISS.
        through_today: whether the curve passes (1, 1), which then counts for a point.

    Raises:
        InputError: too few points, an unknown curve, or more effort sells less.
    """
    if curve not in CURVES:
        raise InputError(f"There is no curve '{curve}': choose one of {', '.join(CURVES)}.")
    x, y = np.asarray(effort, np.float64), np.asarray(sales, np.float64)
    if x.shape != y.shape or not (np.isfinite(y).all() and (x >= 0).all()):
        raise InputError("Each point needs an effort of 0 or more and its sales, as numbers.")
    points = x, y
    if curve == "concave":
        return _best(points, _CONCAVE, through_today)
    if curve != "automatic":
        return _fit(points, curve, through_today)
    found = _fit(points, "adbudg", through_today)
    if found.inflection and is_concave(points):
        other = _best(points, _CONCAVE, through_today)
        if largest_miss(other, points) <= max(SMALL_MISS, largest_miss(found, points)):
            return other
    return found


def is_concave(points: tuple[ArrayLike, ArrayLike]) -> bool:
    """Whether each further bit of effort brings less than the one before, point by point."""
    x, y = (np.asarray(part, np.float64) for part in points)
    order = np.argsort(x)
    x, y = x[order], y[order]
    finite = np.isfinite(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(y[finite]) / np.diff(x[finite])
    return len(slopes) > 1 and all(before > after for before, after in pairwise(slopes))


def largest_miss(response: Response, points: tuple[ArrayLike, ArrayLike]) -> float:
    """How far a curve lies beside its worst point, in sales over today's."""
    x, y = (np.asarray(part, np.float64) for part in points)
    return float(abs(response(x) - y).max()) if x.size else 0.0


def _best(points: _Points, families: Sequence[str], through_today: bool) -> Response:
    """The best fit of several functions; those that the points are too few for are left out."""
    found: list[Response] = []
    for family in families:
        try:
            found.append(_fit(points, family, through_today))
        except InputError:
            if family == families[-1] and not found:
                raise
    x, y = points
    return min(found, key=lambda response: float(((response(x) - y) ** 2).sum()))


def _fit(points: _Points, name: str, through_today: bool) -> Response:
    from scipy.optimize import least_squares

    family, (x, y) = _FAMILIES[name], points
    told = len({*x.tolist(), *([1.0] if through_today else [])})
    positive = x[(x > 0) & np.isfinite(x)]
    bounds = family.bounds(positive.min(), positive.max()) if positive.size else []
    parameters = 2 + (len(bounds) or 2)
    if told < parameters:
        words = {3: "three", 4: "four"}[parameters]
        raise InputError(
            f"{told} points do not tell the {words} parameters of a response: give"
            " sales at four efforts or more, such as 0, 50 %, 100 %, 150 % and saturation."
        )
    if name == "power" and not np.isfinite(x).all():
        raise InputError("A power curve has no end: give saturation an effort, 'saturation_at'.")

    def ends(searched: NDArray[np.float64]) -> tuple[float, float]:
        share = family.make(0.0, 1.0, *searched)
        along = share(x)
        if through_today:
            today = float(share(1.0))
            from_today = along - today
            steepness = float(from_today @ (y - 1) / max(float(from_today @ from_today), 1e-300))
            return 1 - steepness * today, 1 + steepness * (1 - today)
        low, high = np.linalg.lstsq(np.column_stack([1 - along, along]), y)[0]
        return float(low), float(high)

    def misses(searched: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = ends(searched)
        return low + (high - low) * family.make(0.0, 1.0, *searched)(x) - y

    if np.ptp(y) == 0 and (not through_today or y[0] == 1):
        flat = float(y[0])
        return family.make(flat, flat, *([0.0] * len(bounds)))
    axes = [np.linspace(low, high, GRID) for low, high in bounds]
    grid = np.stack(np.meshgrid(*axes), -1).reshape(-1, len(bounds))
    errors = [float(misses(cell) @ misses(cell)) for cell in grid]
    low, high = zip(*bounds, strict=True)
    found = [
        least_squares(misses, grid[k], bounds=(low, high), xtol=1e-14, ftol=1e-14, gtol=1e-14)
        for k in np.argsort(errors, kind="stable")[:STARTS]
    ]
    best = min(found, key=lambda fit: float(fit.cost)).x
    least, most = ends(best)
    if most < least:
        raise InputError("More effort sells less in these points: a response rises with effort.")
    return family.make(least, most, *best)
