"""Tables of distributions under construction: closed forms, and tables of quantiles."""

from copy import copy
from dataclasses import replace
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from salessim.elementary import exp, log, log1p, normal_cdf
from salessim.model import distributions
from salessim.model.assembly.parameter_tables import MovingParameter, ParameterTables
from salessim.model.distributions import chance_within
from salessim.model.state.codes import NOBODY
from salessim.model.state.parameters import DISTRIBUTION
from salessim.scenario.fading import InterestTable
from salessim.units import NORMAL_QUANTILE_90, SECONDS_PER_DAY, Distribution, Quantity, Schedule

FAMILIES = {
    "constant": distributions.CONSTANT,
    "uniform": distributions.UNIFORM,
    "triangular": distributions.TRIANGULAR,
    "exponential": distributions.EXPONENTIAL,
    "weibull": distributions.WEIBULL,
    "lognormal": distributions.LOGNORMAL,
    "gamma": distributions.GAMMA,
    "logistic": distributions.LOGISTIC,
    "beta": distributions.BETA,
}

BEYOND = 1e-9
"""Chance of a case beyond what its field allows that is let be."""
CASE_NODES = 1_025
"""Nodes of a law of cases whose tails are cut."""

KEPT = 256
"""Laws of cases whose tables are kept: a table takes up to a second, and variants share most."""


def closed_form(quantity: Quantity) -> tuple[int, float, float, float]:
    """Return family and parameters of a quantity that is no table of quantiles."""
    if quantity.distribution is not None:
        a, b, c = (*quantity.distribution.parameters, 0.0, 0.0, 0.0)[:3]
        family = FAMILIES[quantity.distribution.family]
        if family == distributions.GAMMA and a != int(a):
            family = distributions.GAMMA_OF_ANY_SHAPE
        return family, a, b, c
    if quantity.cases is None or quantity.cases[0] == quantity.cases[1]:
        return distributions.CONSTANT, quantity.typical, 0.0, 0.0
    low, high = quantity.cases
    if low > 0.0:
        sigma = log(high / low) / (2.0 * NORMAL_QUANTILE_90)
        return distributions.LOGNORMAL, quantity.typical, sigma, 0.0
    width = (high - low) / 8.0
    return distributions.CLIPPED_UNIFORM, low - width, high + width, 0.0


@lru_cache(KEPT)
def within_range(quantity: Quantity) -> Quantity:
    """Return a quantity whose cases keep to what the field allows, as a table where they did not.

    Of a range the tail above is cut and spread over its tenth; of a distribution typed as such,
    what lies beyond lies on the border.
    """
    if quantity.allowed is None or _is_table(quantity):
        return quantity
    greatest = quantity.allowed[1]
    family, a, b, c = closed_form(quantity)
    if distributions.closed_form_quantile(family, a, b, c, 1.0 - BEYOND) <= greatest:
        return quantity
    above = 0.0
    if quantity.distribution is None and family == distributions.LOGNORMAL:
        above = 1.0 - normal_cdf(log(greatest / a) / b)
    elif quantity.distribution is None:
        above = max(0.0, (b - greatest) / (b - a))
    edge = distributions.logit(BEYOND)
    inner = [distributions.sigmoid(x) for x in np.linspace(edge, -edge, CASE_NODES)]
    read = [chance_within(chance, 0.0, above) for chance in inner]
    values = [distributions.closed_form_quantile(family, a, b, c, chance) for chance in read]
    held = [min(greatest, max(0.0, value)) for value in values]
    nodes = (0.0, *inner, 1.0), (held[0], *held, held[-1])
    return replace(quantity, distribution=Distribution("quantiles", (*nodes[0], *nodes[1])))


def _is_table(quantity: Quantity) -> bool:
    return quantity.distribution is not None and quantity.distribution.family == "quantiles"


def mean_of_cases(quantity: Quantity) -> float:
    """Return the mean over cases at the typical value, in the field's base unit."""
    quantity = within_range(quantity)
    if quantity.distribution is not None and _is_table(quantity):
        chances, values = np.array(quantity.distribution.parameters).reshape(2, -1)
        return float(np.trapezoid(values, chances))
    family, a, b, c = closed_form(quantity)
    if family == distributions.LOGISTIC:
        return b * _softplus(a / b)  # what lies below zero counts as zero
    return distributions.moments(family, a, b, c)[0]


def _softplus(x: float) -> float:
    """Return ln(1 + exp(x)) without overflow."""
    return max(x, 0.0) + log1p(exp(-abs(x)))


class DistributionTable:
    """Rows of distributions under construction; equal quantities of one path share a row."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, ...]] = []
        self._nodes: list[tuple[float, float]] = []
        self._known: dict[tuple[Quantity, str], int] = {}
        self._uncertain: list[tuple[int, Quantity, str]] = []
        self._moving: list[tuple[int, tuple[int, ...], Schedule]] = []
        self._is_of_today = False

    def of_today(self) -> "DistributionTable":
        """Return the same distributions for the tables of today, in which nothing moves."""
        today = copy(self)
        today._is_of_today = True
        return today

    def row(self, quantity: Quantity, path: str) -> int:
        """Return the row of a distribution: as typed, or lognormal (uniform from 0) cases.

        An uncertain quantity scales the whole distribution. One that moves has a row of its own,
        which takes the figures of others month by month.
        """
        if self._is_of_today:
            quantity = quantity.steady()
        schedule = quantity.schedule
        if schedule is not None and (quantity, path) not in self._known:
            sources = [self.row(value, path) for _, value in schedule.later]
            first = self.row(quantity.steady(), path)
            self._moving.append((len(self._rows), (first, *sources), schedule))
            self._known[(quantity, path)] = len(self._rows)
            self._rows.append(self._rows[first])
        known = self._known.get((quantity, path))
        if known is not None:
            return known
        row = len(self._rows)
        self._known[(quantity, path)] = row
        within = quantity.allowed or (0.0, inf)
        self._rows.append((*self._distribution(quantity), *within, mean_of_cases(quantity)))
        if quantity.uncertainty is not None and quantity.typical > 0.0:
            factor = quantity.scaled(1.0 / quantity.typical)
            self._uncertain.append((row, factor, path))
        return row

    def _distribution(self, quantity: Quantity) -> tuple[float, ...]:
        quantity = within_range(quantity)
        if quantity.distribution is not None and quantity.distribution.family == "quantiles":
            values = quantity.distribution.parameters
            half = len(values) // 2
            first = len(self._nodes)
            self._nodes.extend(zip(values[:half], values[half:], strict=True))
            return (distributions.QUANTILES, 1.0, 0.0, 0.0, 0.0, first, half)
        family, a, b, c = closed_form(quantity)
        return (family, 1.0, a, b, c, 0.0, 0.0)

    def write_fading(self, row: Any, fading: Quantity | InterestTable | None) -> None:
        """Note at a row of parameters which nodes say how interest fades, where a table does."""
        if not isinstance(fading, InterestTable):
            return
        row.first_wait, row.waits = len(self._nodes), len(fading.waits)
        self._nodes.extend(
            (days * SECONDS_PER_DAY, left)
            for days, left in zip(fading.waits, fading.left, strict=True)
        )

    def row_or_none(self, quantity: Quantity | None, path: str) -> int:
        """Return the row of a distribution, or NOBODY where there is none."""
        return NOBODY if quantity is None else self.row(quantity, path)

    def write(self, parameters: ParameterTables) -> np.ndarray:
        """Put the rows into the parameters and return the nodes of quantile tables, (n, 2)."""
        table = parameters.open("distributions", (len(self._rows),))
        for place, values in enumerate(self._rows):
            for name, value in zip(DISTRIBUTION.names or (), values, strict=True):
                table[name][place] = value
        for place, factor, path in self._uncertain:
            parameters.put("distributions", (place,), "scale", factor, path)
        for place, sources, schedule in self._moving:
            parameters.moving += [
                MovingParameter(
                    ("distributions", (place,), name),
                    tuple(("distributions", (source,), name) for source in sources),
                    schedule,
                    scales=name == "scale",
                    within=(-inf, inf),
                )
                for name in DISTRIBUTION.names or ()
            ]
        return np.array(self._nodes or [(0.0, 0.0)], dtype=float)
