"""Laws of what differs case by case: a row of the law table for each."""

import numpy as np

from salessim.elementary import exp, log, log1p
from salessim.model import laws
from salessim.model.build.fact_ledger import FactLedger
from salessim.model.facts import LAW
from salessim.units import NORMAL_QUANTILE_90, Quantity

FAMILIES = {
    "constant": laws.CONSTANT,
    "uniform": laws.UNIFORM,
    "triangular": laws.TRIANGULAR,
    "exponential": laws.EXPONENTIAL,
    "weibull": laws.WEIBULL,
    "lognormal": laws.LOGNORMAL,
    "gamma": laws.GAMMA,
    "logistic": laws.LOGISTIC,
}


def closed_form(quantity: Quantity) -> tuple[int, float, float, float]:
    """Return family and parameters of a quantity that is no table of quantiles."""
    if quantity.distribution is not None:
        a, b, c = (*quantity.distribution.parameters, 0.0, 0.0, 0.0)[:3]
        return FAMILIES[quantity.distribution.family], a, b, c
    if quantity.cases is None or quantity.cases[0] == quantity.cases[1]:
        return laws.CONSTANT, quantity.typical, 0.0, 0.0
    low, high = quantity.cases
    if low > 0.0:
        sigma = log(high / low) / (2.0 * NORMAL_QUANTILE_90)
        return laws.LOGNORMAL, quantity.typical, sigma, 0.0
    width = (high - low) / 8.0
    return laws.CLIPPED_UNIFORM, low - width, high + width, 0.0


def mean_of_cases(quantity: Quantity) -> float:
    """Return the mean over cases at the typical truth, in the field's base unit."""
    if quantity.distribution is not None and quantity.distribution.family == "quantiles":
        chances, values = np.array(quantity.distribution.parameters).reshape(2, -1)
        return float(np.trapezoid(values, chances))
    family, a, b, c = closed_form(quantity)
    if family == laws.LOGISTIC:
        return b * _softplus(a / b)  # what lies below zero counts as zero
    return laws.moments(family, a, b, c)[0]


def _softplus(x: float) -> float:
    """Return ln(1 + exp(x)) without overflow."""
    return max(x, 0.0) + log1p(exp(-abs(x)))


class LawBook:
    """Rows of the law table under construction; equal quantities of one path share a row."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, ...]] = []
        self._nodes: list[tuple[float, float]] = []
        self._known: dict[tuple[Quantity, str], int] = {}
        self._unknown: list[tuple[int, Quantity, str]] = []

    def row(self, quantity: Quantity, path: str) -> int:
        """Return the row of a quantity's law: as typed, or lognormal (uniform from 0) cases.

        A truth that is not known scales the whole law.
        """
        known = self._known.get((quantity, path))
        if known is not None:
            return known
        row = len(self._rows)
        self._known[(quantity, path)] = row
        self._rows.append((*self._law(quantity), mean_of_cases(quantity)))
        if quantity.uncertainty is not None and quantity.typical > 0.0:
            factor = quantity.scaled(1.0 / quantity.typical)
            self._unknown.append((row, factor, path))
        return row

    def _law(self, quantity: Quantity) -> tuple[float, ...]:
        if quantity.distribution is not None and quantity.distribution.family == "quantiles":
            values = quantity.distribution.parameters
            half = len(values) // 2
            first = len(self._nodes)
            self._nodes.extend(zip(values[:half], values[half:], strict=True))
            return (laws.QUANTILES, 1.0, 0.0, 0.0, 0.0, first, half)
        family, a, b, c = closed_form(quantity)
        return (family, 1.0, a, b, c, 0.0, 0.0)

    def write(self, ledger: FactLedger) -> np.ndarray:
        """Put the rows into the ledger and return the nodes of quantile tables, (n, 2)."""
        table = ledger.open("laws", (len(self._rows),))
        for place, values in enumerate(self._rows):
            for name, value in zip(LAW.names or (), values, strict=True):
                table[name][place] = value
        for place, factor, path in self._unknown:
            ledger.put("laws", (place,), "scale", factor, path)
        return np.array(self._nodes or [(0.0, 0.0)], dtype=float)
