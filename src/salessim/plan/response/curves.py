"""The ADBUDG response function, concave or S-shaped, its fit to points, and the profit along it.

    y(x) = least + (most - least) x^shape / (level + x^shape)

x is effort over today's effort, y is sales over today's sales. `shape` (c in the literature) up to
1 is concave, above 1 S-shaped; `level` (d) is x^shape half-way up.

Source: Little, Models and managers: the concept of a decision calculus, Management Science 16
(1970) B466-B485.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessim.errors import InputError

PARAMETERS = 4
"""Parameters of the function; fewer points do not tell them."""

SHAPES = (0.1, 30.0)
"""Shapes that are tried: beyond them the curve is flat or a step for any effort in use."""

FAR = 1e3
"""Half-way efforts that are tried: from the least effort over this to the most times this."""

STARTS = 3
"""Local searches, from the best cells of a coarse grid of shape and half-way effort."""

GRID = 20
"""Cells of that grid each way."""


@dataclass(frozen=True)
class Adbudg:
    """One product's response.

    Attributes:
        least: sales without effort, over today's sales.
        most: sales that no effort exceeds, over today's.
        shape: above 0; up to 1 concave, above 1 S-shaped.
        level: above 0; x^shape where sales are half-way up.
    """

    least: float
    most: float
    shape: float
    level: float

    def __call__(self, effort: ArrayLike) -> NDArray[np.float64]:
        """Sales over today's at efforts over today's, 0 or more."""
        return self.least + (self.most - self.least) * _share(
            np.asarray(effort, np.float64), self.shape, self.level
        )

    @property
    def inflection(self) -> float:
        """Effort over today's at which an S-shaped curve turns concave; 0 if it always is."""
        if self.shape <= 1:
            return 0.0
        return float((self.level * (self.shape - 1) / (self.shape + 1)) ** (1 / self.shape))


def _share(effort: NDArray[np.float64], shape: float, level: float) -> NDArray[np.float64]:
    """Share of the way up; written so that large powers do not overflow."""
    with np.errstate(divide="ignore", over="ignore"):
        return 1 / (1 + level * effort**-shape)


def fit_adbudg(effort: Sequence[float], sales: Sequence[float]) -> Adbudg:
    """Fit the function to points by least squares of y.

    For a given shape and half-way effort the two ends follow by linear regression, so that only
    two parameters are searched; several starts make the best fit the global one.

    Args:
        effort: at least four different x, 0 or more; infinite where sales are those that no
            effort exceeds, as in Little's own four questions.
        sales: y of each.

    Raises:
        InputError: too few points, or more effort sells less.
    """
    from scipy.optimize import least_squares

    x, y = np.asarray(effort, np.float64), np.asarray(sales, np.float64)
    if x.shape != y.shape or not (np.isfinite(y).all() and (x >= 0).all()):
        raise InputError("Each point needs an effort of 0 or more and its sales, as numbers.")
    if len(set(x.tolist())) < PARAMETERS:
        raise InputError(
            f"{len(set(x.tolist()))} points do not tell the four parameters of a response: give"
            " sales at four efforts or more, such as 0, 50 %, 100 %, 150 % and saturation."
        )
    if np.ptp(y) == 0:
        return Adbudg(float(y[0]), float(y[0]), 1.0, 1.0)
    positive = x[(x > 0) & np.isfinite(x)]
    bounds = (
        [log(SHAPES[0]), log(positive.min() / FAR)],
        [log(SHAPES[1]), log(positive.max() * FAR)],
    )

    def misses(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        return _ends(x, y, *parameters)[1]

    axes = [np.linspace(low, high, GRID) for low, high in zip(*bounds, strict=True)]
    grid = np.stack(np.meshgrid(*axes), -1).reshape(-1, 2)
    errors = [float(misses(cell) @ misses(cell)) for cell in grid]
    found = [
        least_squares(misses, grid[k], bounds=bounds, xtol=1e-14, ftol=1e-14, gtol=1e-14)
        for k in np.argsort(errors, kind="stable")[:STARTS]
    ]
    best = min(found, key=lambda fit: float(fit.cost)).x
    least, most = _ends(x, y, *best)[0]
    if most < least:
        raise InputError("More effort sells less in these points: a response rises with effort.")
    shape = float(np.exp(best[0]))
    return Adbudg(float(least), float(most), shape, float(np.exp(shape * best[1])))


def _ends(
    x: NDArray[np.float64], y: NDArray[np.float64], log_shape: float, log_half_way: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Best least and most for a shape and a half-way effort, and what they miss by."""
    shape = float(np.exp(log_shape))
    share = _share(x, shape, float(np.exp(shape * log_half_way)))
    columns = np.column_stack([1 - share, share])
    ends = np.linalg.lstsq(columns, y)[0]
    return ends, columns @ ends - y


STEPS = 60
"""Most steps of Newton's method; 4 to 10 are usual."""

CLOSE = 1e-13
"""Relative step that ends it."""

TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class Curves:
    """Profits `worth x y(effort / today) - cost x effort`, one curve a product.

    Attributes:
        worth: (n,) margin on today's sales, 0 or more.
        today: (n,) today's effort, above 0.
        cost: (n,) of one unit of effort, 0 or more.
        least, most, shape, level: (n,) parameters of the responses.
        turn: (n,) effort from which on each curve is concave.
    """

    worth: NDArray[np.float64]
    today: NDArray[np.float64]
    cost: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    shape: NDArray[np.float64]
    level: NDArray[np.float64]
    turn: NDArray[np.float64]

    @staticmethod
    def of(
        responses: Sequence[Adbudg],
        worth: NDArray[np.float64],
        today: NDArray[np.float64],
        cost: NDArray[np.float64],
    ) -> "Curves":
        """The curves of responses with their worth, today's effort and cost."""
        parameters = [(r.least, r.most, r.shape, r.level, r.inflection) for r in responses]
        least, most, shape, level, turn = np.array(parameters, np.float64).T
        return Curves(worth, today, cost, least, most, shape, level, turn * today)

    def _share(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of the way up; written so that large powers do not overflow."""
        with np.errstate(divide="ignore", over="ignore"):
            return 1 / (1 + self.level * (effort / self.today) ** -self.shape)

    def sales(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sales over today's, (..., n) like the efforts."""
        return self.least + (self.most - self.least) * self._share(effort)

    def profit(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Profit of each product, (..., n) like the efforts."""
        return self.worth * self.sales(effort) - _paid(self.cost, effort)

    def slope(self, effort: NDArray[np.float64]) -> NDArray[np.float64]:
        """Worth of one more unit of effort before its cost, (n,); effort above 0."""
        share = self._share(effort)
        rise = self.worth * (self.most - self.least)
        return rise * self.shape * share * (1 - share) / effort

    def satisfied(self, price: NDArray[np.float64]) -> NDArray[np.float64]:
        """Effort on the concave side at which one more unit is worth the price, (n,).

        Infinite where the price is 0 and effort still helps; the turn where no effort on the
        concave side is worth the price.

        Newton's method in logarithms: there the slope is concave, so that the steps come from
        above and never overshoot.
        """
        rise = self.worth * (self.most - self.least) / self.today
        turn = np.maximum(self.turn, TINY)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            # slope <= rise x shape x level / x^(shape + 1) gives an effort beyond the one sought
            beyond = (rise * self.shape * self.level / price) ** (1 / (self.shape + 1))
            never = (rise == 0) | (self.slope(turn) <= price)
            endless = ~never & ~(beyond * self.today < inf)
            at = np.log(np.where(never | endless, 1.0, np.maximum(beyond * self.today, turn)))
            for _ in range(STEPS):
                share = self._share(np.exp(at))
                steepness = self.shape * (1 - 2 * share) - 1
                step = (np.log(self.slope(np.exp(at))) - np.log(price)) / steepness
                step = np.where(never | endless | ~np.isfinite(step), 0.0, step)
                at = np.maximum(at - step, np.log(turn))
                if (abs(step) <= CLOSE).all():
                    break
        return np.where(never, self.turn, np.where(endless, inf, np.exp(at)))

    def best(
        self,
        price: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        integer: bool,
    ) -> NDArray[np.float64]:
        """Effort between limits with the most profit after a further price a unit, (n,).

        The most of a curve that is first convex, then concave lies at its lower limit or where the
        concave side is satisfied; of several best efforts the least is given.
        """
        satisfied = self.satisfied(self.cost + price)
        efforts = [low, satisfied]
        if integer:
            efforts = [
                low,
                *(np.floor(satisfied), np.ceil(satisfied)),
                *(np.floor(self.turn), np.ceil(self.turn)),
            ]
        candidates = np.clip(np.stack(efforts), low, high)
        gains = self.profit(candidates) - _paid(price, candidates)
        candidates = np.where(gains >= gains.max(axis=0), candidates, inf)
        return candidates.min(axis=0)


def _paid(price: NDArray[np.float64], effort: NDArray[np.float64]) -> NDArray[np.float64]:
    """What effort costs; nothing where its price is 0, however much it is."""
    return price * np.where(price > 0, effort, 0.0)
