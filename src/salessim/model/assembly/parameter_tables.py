"""Tables of parameters and of distributions under construction, and which fields are uncertain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np

from salessim.elementary import exp, log, log1p, normal_cdf
from salessim.model import distributions
from salessim.model.distributions import NUMBER, POSITIVE, SHARE, chance_within
from salessim.model.draws import key_of
from salessim.model.state.parameters import DISTRIBUTION, UNCERTAIN_PARAMETER
from salessim.model.state.tables import PARAMETER_ROWS
from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import Section
from salessim.units import NORMAL_QUANTILE_90, SECONDS_PER_DAY, Distribution, Pair, Quantity

FAMILIES = {
    "constant": distributions.CONSTANT,
    "uniform": distributions.UNIFORM,
    "triangular": distributions.TRIANGULAR,
    "exponential": distributions.EXPONENTIAL,
    "weibull": distributions.WEIBULL,
    "lognormal": distributions.LOGNORMAL,
    "gamma": distributions.GAMMA,
    "logistic": distributions.LOGISTIC,
}

BEYOND = 1e-9
"""Chance of a case beyond what its field allows that is let be."""
CASE_NODES = 1_025
"""Nodes of a law of cases whose tails are cut."""

type Place = tuple[int, ...]

SAME_NAMES: Mapping[str, str] = {}
"""Every figure is called as its parameter."""
IN_DAYS = ("half_life",)
"""Times that are kept in days."""


@dataclass
class ParameterTables:
    """Parameter tables by name, filled field by field.

    `uncertain_parameters` notes the fields with a range.

    `suffix` is added to each table's name: the tables of today are filled by the same writers.
    """

    tables: dict[str, np.ndarray] = field(default_factory=dict)
    uncertain_parameters: list[tuple[str, str, Place, str, int, Pair, Pair]] = field(
        default_factory=list
    )
    suffix: str = ""

    def of_today(self) -> "ParameterTables":
        """Return the same parameters, opened at the tables of today."""
        return ParameterTables(self.tables, self.uncertain_parameters, "_today")

    def open(self, table: str, shape: tuple[int, ...]) -> np.ndarray:
        """Add an empty table and return it."""
        name = table + self.suffix
        self.tables[name] = np.zeros(shape, PARAMETER_ROWS[name])
        return self.table(table)

    def table(self, table: str) -> np.ndarray:
        """Return a table that was opened."""
        return self.tables[table + self.suffix]

    def put(
        self,
        table: str,
        place: Place,
        name: str,
        quantity: Quantity | None,
        path: str,
        *,
        share: bool = False,
        number: bool = False,
        missing: float = 0.0,
    ) -> None:
        """Write a quantity's typical value, and note its range if it is uncertain.

        share and number say between which borders the values lie, besides what the field allows:
        shares end at 1, numbers have no border, all else begins at 0.
        """
        if quantity is None:
            self.table(table)[name][place] = missing
            return
        self.table(table)[name][place] = quantity.typical
        if quantity.uncertainty is not None and quantity.uncertainty[0] < quantity.uncertainty[1]:
            ends = quantity.uncertainty
            family = family_of(*ends, share=share, number=number)
            borders = (-inf if number else 0.0, 1.0 if share else inf)
            least, greatest = quantity.allowed or borders
            within = max(least, borders[0]), min(greatest, borders[1])
            self.uncertain_parameters.append(
                (path, table + self.suffix, place, name, family, ends, within)
            )

    def copy(
        self,
        table: str,
        place: Place,
        section: Section,
        path: str,
        called: Mapping[str, str] = SAME_NAMES,
        left_out: tuple[str, ...] = (),
    ) -> None:
        """Write each figure of a section that has a parameter of its name, as `put` does.

        Borders are those of the schema, so a new figure needs a parameter of its name and nothing
        here. Times become seconds, but for `IN_DAYS`.

        called: parameters by fields that have another name. Rates are left out, as their period is
        the caller's choice.
        """
        names = self.table(table).dtype.names or ()
        for field_name, info in type(section).model_fields.items():
            name, quantity = called.get(field_name, field_name), getattr(section, field_name)
            kinds = [part for part in info.metadata if isinstance(part, Amount)]
            if name not in names or not kinds or not isinstance(quantity, Quantity):
                continue
            kind = kinds[0]
            if kind.rate != "never" or field_name in left_out:
                continue
            if kind.measure == "days" and name not in IN_DAYS:
                quantity = quantity.scaled(SECONDS_PER_DAY)
            share, number = borders_of(kind.measure, kind.low, kind.high)
            self.put(
                table, place, name, quantity, f"{path}.{field_name}", share=share, number=number
            )

    def assembled(self) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray, tuple[str, ...]]:
        """Return the buffer, its tables, the rows of uncertain parameters, and their key paths."""
        sizes = {
            name: table.size * len(table.dtype.names or ()) for name, table in self.tables.items()
        }
        buffer = np.zeros(sum(sizes.values()))
        views: dict[str, np.ndarray] = {}
        starts: dict[str, int] = {}
        at = 0
        for name, table in self.tables.items():
            part = buffer[at : at + sizes[name]]
            part[:] = np.ascontiguousarray(table).view("f8").reshape(-1)
            views[name] = part.view(table.dtype).reshape(table.shape)
            starts[name] = at
            at += sizes[name]
        paths = tuple(sorted({path for path, *_ in self.uncertain_parameters}))
        rows = np.zeros(len(self.uncertain_parameters), UNCERTAIN_PARAMETER)
        for number, (path, table_name, place, name, family, ends, within) in enumerate(
            self.uncertain_parameters
        ):
            row: Any = rows[number]
            table = self.tables[table_name]
            flat = int(np.ravel_multi_index(place, table.shape))
            names = table.dtype.names or ()
            row.path = paths.index(path)
            row.key = key_of("unknown", path)
            row.slot = starts[table_name] + flat * len(names) + names.index(name)
            row.family = family
            (row.low, row.high), (row.least, row.greatest) = ends, within
        return buffer, views, rows, paths


def borders_of(measure: str, least: float, greatest: float) -> tuple[bool, bool]:
    """Tell of a field whether it holds shares of 1 at most, and whether it may be negative."""
    return measure == "share" and greatest <= 1.0, least < 0.0


def family_of(low: float, high: float, *, share: bool, number: bool) -> int:
    """Return the distribution of a figure of which 8 in 10 values lie between low and high."""
    if number or low <= 0.0 or (share and high >= 1.0):
        return NUMBER
    return SHARE if share else POSITIVE


def closed_form(quantity: Quantity) -> tuple[int, float, float, float]:
    """Return family and parameters of a quantity that is no table of quantiles."""
    if quantity.distribution is not None:
        a, b, c = (*quantity.distribution.parameters, 0.0, 0.0, 0.0)[:3]
        return FAMILIES[quantity.distribution.family], a, b, c
    if quantity.cases is None or quantity.cases[0] == quantity.cases[1]:
        return distributions.CONSTANT, quantity.typical, 0.0, 0.0
    low, high = quantity.cases
    if low > 0.0:
        sigma = log(high / low) / (2.0 * NORMAL_QUANTILE_90)
        return distributions.LOGNORMAL, quantity.typical, sigma, 0.0
    width = (high - low) / 8.0
    return distributions.CLIPPED_UNIFORM, low - width, high + width, 0.0


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

    def row(self, quantity: Quantity, path: str) -> int:
        """Return the row of a distribution: as typed, or lognormal (uniform from 0) cases.

        An uncertain quantity scales the whole distribution.
        """
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

    def write(self, parameters: ParameterTables) -> np.ndarray:
        """Put the rows into the parameters and return the nodes of quantile tables, (n, 2)."""
        table = parameters.open("distributions", (len(self._rows),))
        for place, values in enumerate(self._rows):
            for name, value in zip(DISTRIBUTION.names or (), values, strict=True):
                table[name][place] = value
        for place, factor, path in self._uncertain:
            parameters.put("distributions", (place,), "scale", factor, path)
        return np.array(self._nodes or [(0.0, 0.0)], dtype=float)
