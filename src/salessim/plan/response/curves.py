"""Profit along response curves, all products at once, and the effort at which a price is met."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from salessim.plan.response.responses import Adbudg, Exponential, Power, Response

type Efforts = NDArray[np.float64]

ADBUDG, EXPONENTIAL, POWER = range(3)
FAMILY_OF = {Adbudg: ADBUDG, Exponential: EXPONENTIAL, Power: POWER}
"""Families of curves."""

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
        cost: (n,) of one unit of effort; below 0 where using it is worth something by itself.
        family: (n,) ADBUDG, EXPONENTIAL or POWER.
        least, most: (n,) ends of the responses.
        shape: (n,) shape of ADBUDG, elasticity of a power; 1 of an exponential.
        level: (n,) level of ADBUDG, rate of an exponential; 1 of a power.
        turn: (n,) effort from which on each curve is concave.
    """

    worth: Efforts
    today: Efforts
    cost: Efforts
    family: NDArray[np.int64]
    least: Efforts
    most: Efforts
    shape: Efforts
    level: Efforts
    turn: Efforts

    @staticmethod
    def of(
        responses: Sequence[Response], worth: Efforts, today: Efforts, cost: Efforts
    ) -> "Curves":
        """The curves of responses with their worth, today's effort and cost."""
        parameters = [(r.least, r.most, *_shape_and_level(r), r.inflection) for r in responses]
        least, most, shape, level, turn = np.array(parameters, np.float64).T
        family = np.array([FAMILY_OF[type(response)] for response in responses])
        return Curves(worth, today, cost, family, least, most, shape, level, turn * today)

    def _by_family(self, adbudg: Efforts, exponential: Efforts, power: Efforts) -> Efforts:
        return np.where(
            self.family == ADBUDG, adbudg, np.where(self.family == POWER, power, exponential)
        )

    def _adbudg_share(self, effort: Efforts) -> Efforts:
        """Share of the way up; written so that large powers do not overflow."""
        with np.errstate(divide="ignore", over="ignore"):
            return 1 / (1 + self.level * (effort / self.today) ** -self.shape)

    def sales(self, effort: Efforts) -> Efforts:
        """Sales over today's, (..., n) like the efforts."""
        over_today = effort / self.today
        share = self._by_family(
            self._adbudg_share(effort),
            -np.expm1(-self.level * over_today),
            over_today**self.shape,
        )
        return self.least + (self.most - self.least) * share

    def profit(self, effort: Efforts) -> Efforts:
        """Profit of each product, (..., n) like the efforts."""
        return self.worth * self.sales(effort) - _paid(self.cost, effort)

    def slope(self, effort: Efforts) -> Efforts:
        """Worth of one more unit of effort before its cost, (n,); effort above 0."""
        share = self._adbudg_share(effort)
        over_today = effort / self.today
        rise = self.worth * (self.most - self.least)
        with np.errstate(over="ignore"):
            steepness = self._by_family(
                self.shape * share * (1 - share) / effort,
                self.level * np.exp(-self.level * over_today) / self.today,
                self.shape * over_today ** (self.shape - 1) / self.today,
            )
        return rise * steepness

    def satisfied(self, price: Efforts) -> Efforts:
        """Effort on the concave side at which one more unit is worth the price, (n,).

        Infinite where effort still helps at any size: at a price of 0 or below, and along a line.
        The turn where no effort on the concave side is worth the price.
        """
        rise = self.worth * (self.most - self.least) / self.today
        turn = np.maximum(self.turn, TINY)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            never = np.where(price > 0, self.slope(turn) <= price, (price == 0) & (rise == 0))
            exponential = np.log(rise * self.level / price) / self.level
            power = np.where(
                self.shape < 1, (rise * self.shape / price) ** (1 / (1 - self.shape)), inf
            )
            # slope <= rise x shape x level / x^(shape + 1) gives an effort beyond the one sought
            beyond = (rise * self.shape * self.level / price) ** (1 / (self.shape + 1))
            at = self._by_family(beyond, exponential, power) * self.today
            endless = ~never & ((price <= 0) | ~(at < inf))
            searched = ~never & ~endless & (self.family == ADBUDG)
            found = self._by_slope(np.where(searched, np.maximum(at, turn), 1.0), price, searched)
        return np.where(never, self.turn, np.where(endless, inf, np.where(searched, found, at)))

    def _by_slope(self, start: Efforts, price: Efforts, searched: NDArray[np.bool_]) -> Efforts:
        """Effort of ADBUDG curves at which the slope is the price, from efforts beyond it.

        Newton's method in logarithms: there the slope is concave, so that the steps come from
        above and never overshoot.
        """
        at, floor = np.log(start), np.log(np.maximum(self.turn, TINY))
        for _ in range(STEPS):
            share = self._adbudg_share(np.exp(at))
            steepness = self.shape * (1 - 2 * share) - 1
            step = (np.log(self.slope(np.exp(at))) - np.log(price)) / steepness
            step = np.where(searched & np.isfinite(step), step, 0.0)
            at = np.where(searched, np.maximum(at - step, floor), at)
            if (abs(step) <= CLOSE).all():
                break
        return np.exp(at)

    def best(
        self,
        price: Efforts,
        low: Efforts,
        high: Efforts,
        integer: bool,
    ) -> Efforts:
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
        gains = self.worth * self.sales(candidates) - _paid(self.cost + price, candidates)
        candidates = np.where(gains >= gains.max(axis=0), candidates, inf)
        return candidates.min(axis=0)


def _shape_and_level(response: Response) -> tuple[float, float]:
    match response:
        case Adbudg():
            return response.shape, response.level
        case Exponential():
            return 1.0, response.rate
        case Power():
            return response.elasticity, 1.0


def _paid(price: Efforts, effort: Efforts) -> Efforts:
    """What effort costs; nothing where its price is 0, however much it is."""
    return price * np.where(price == 0, 0.0, effort)
