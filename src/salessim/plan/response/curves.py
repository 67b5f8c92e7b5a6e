"""Profit of several products as functions of their effort, and their best effort at a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from salessim.plan.response.adbudg import Adbudg

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
        whole: bool,
    ) -> NDArray[np.float64]:
        """Effort between limits with the most profit after a further price a unit, (n,).

        The most of a curve that is first convex, then concave lies at its lower limit or where the
        concave side is satisfied; of several best efforts the least is given.
        """
        satisfied = self.satisfied(self.cost + price)
        efforts = [low, satisfied]
        if whole:
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
