"""Values in a design file: read with every problem noted, numbers as the scenario reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from salessim.errors import InputProblem
from salessim.figures import number_as_text
from salessim.model.assembly.distribution_table import closed_form
from salessim.model.assembly.parameter_tables import borders_of, family_of
from salessim.model.distributions import closed_form_quantile, value_between
from salessim.near_words import did_you_mean
from salessim.number_text import parse_number
from salessim.scenario.amounts import Amount
from salessim.scenario.distributions import read_distribution
from salessim.scenario.kinds import Choice, Integer, Kind, Real
from salessim.scenario.problems import problem_of
from salessim.scenario.schema.section import Shorthand
from salessim.scenario.schema_types import ScalarType, SectionType, split_path, type_at
from salessim.scenario.shapes import shown
from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, Place, Table
from salessim.units import Distribution, Measure, Quantity, UnreadableError

SIGNIFICANT = 10
"""Digits of a drawn number: beyond them no field of a scenario is known."""
ROUND_OFF = 1e-9
PERIOD = re.compile(r" an? (?:day|week|month|quarter|year)$")


def word_kind(options: Iterable[str]) -> Choice:
    """The kind of a value that is one of a few words, known only at run time."""
    return Choice(Literal[tuple(options)])


@dataclass
class NodeReader:
    """Reads values from the nodes of a YAML tree; what cannot be used is noted as a problem."""

    currency: str | None = None
    problems: list[InputProblem] = field(default_factory=list)

    def refuse(self, where: Node | Place, message: str) -> None:
        """Note a problem with a node or at a place of the file."""
        place = where if isinstance(where, Place) else where.place
        value = "" if isinstance(where, Place) else shown(where)
        self.problems.append(problem_of(place, value, message))

    def map(self, node: Node, known: Iterable[str] | None = None) -> dict[str, Node]:
        """The entries of a map; keys that are not known are refused."""
        if not isinstance(node, Map):
            self.refuse(node, "a map of keys is needed here, such as {key: value}")
            return {}
        if known is None:
            return dict(node.nodes)
        names = tuple(known)
        for key, child in node.nodes.items():
            if key not in names:
                hint = did_you_mean(key, names) or f"; known: {', '.join(names)}"
                self.refuse(child.place, f"there is no such key{hint}")
        return {key: child for key, child in node.nodes.items() if key in names}

    def items(self, node: Node) -> tuple[Node, ...]:
        """The entries of a list."""
        if not isinstance(node, Items) or not node.nodes:
            self.refuse(node, "a list is needed here, such as [first, second]")
            return ()
        return node.nodes

    def value(self, node: Node | None, kind: Kind, otherwise: Any = None) -> Any:
        """A single value of a kind; `otherwise` where nothing is given or it cannot be used."""
        if node is None:
            return otherwise
        if not isinstance(node, Leaf):
            self.refuse(node, f"one value is needed here, such as {kind.example}")
            return otherwise
        try:
            if node.value is None or isinstance(node.value, BooleanWord):
                raise UnreadableError(f"type {kind.example}")
            return kind.read(node.value, self.currency)
        except UnreadableError as error:
            self.refuse(node, str(error))
            return otherwise

    def rows(self, node: Node) -> list[dict[str, Node]]:
        """The rows of a list of maps, or of a table read from a CSV file."""
        if isinstance(node, Table):
            return [
                {name: Leaf(cell, node.place_of(row, name)) for name, cell in cells.items()}
                for row, cells in enumerate(node.rows)
            ]
        return [self.map(child) for child in self.items(node)]


@dataclass(frozen=True)
class NumericField:
    """A field that holds one number.

    Attributes:
        kind: what the field takes.
        period: of a rate, the period in which numbers are typed.
    """

    kind: Amount | Real | Integer
    period: str | None = None

    def typed(self, value: float) -> str:
        """The number as it would be typed; the scenario reads the same number from it."""
        if isinstance(self.kind, Integer):
            return str(round(value))
        number = float(f"{value:.{SIGNIFICANT}g}")
        return number_as_text(number, 15) + (f" a {self.period}" if self.period else "")

    def refusal(self, value: float, currency: str | None) -> str:
        """Why the field does not take a number; empty if it does."""
        try:
            self.kind.read(self.typed(value), currency)
        except UnreadableError as error:
            return str(error)
        return ""


@dataclass(frozen=True)
class FactorDistribution:
    """The distribution of a sampled factor: a quantile function of numbers that a field takes."""

    field: NumericField
    quantile: Callable[[float], float]
    """The value below which a share 0..1 of the values lies."""
    text: str
    """The distribution as typed."""


def kind_at(path: str) -> Kind | None:
    """The kind of a single value at a key path, or of a map's shorthand; None if there is neither.

    Raises:
        UnknownPath: the schema has no such path.
    """
    match type_at(_expanded(path)):
        case ScalarType(kind=kind):
            return kind
        case SectionType(shorthand=Shorthand(kind=kind)):
            return kind
    return None


def _expanded(path: str) -> tuple[str, ...]:
    parts = split_path(path)
    return ("team", *parts[1:]) if parts[0] == "pay" else parts


def number_of(kind: Kind | None, value: Any, currency: str | None) -> float | None:
    """A typed value as a number in the unit typed; None where it is none."""
    if not isinstance(kind, Amount | Real | Integer):
        return None
    try:
        read = kind.read(value, currency)
    except UnreadableError:
        return None
    if isinstance(read, Quantity):
        return read.typical
    return float(read) if isinstance(read, int | float) else None


def period_of(label: str) -> str:
    """The period of a rate as typed, such as `a month`; empty if there is none."""
    found = PERIOD.search(label)
    return found[0].strip() if found else ""


def read_factor_distribution(
    kind: Kind | None, family: str, given: Any, currency: str | None
) -> FactorDistribution:
    """Read a distribution of the numbers that a field takes.

    Args:
        kind: what the field takes.
        family: a distribution of `scenario.distributions`, or `between` for a text `a..b`.
        given: its parameters as typed.
        currency: the scenario's.

    Raises:
        UnreadableError: a sentence that says what to type instead.
    """
    if not isinstance(kind, Amount | Real | Integer):
        raise UnreadableError(
            "this field holds no number: list its levels, such as [first, second]"
        )
    if family == "between":
        return _between(kind, str(given), currency)
    periods: set[str | None] = set()

    def number(value: Any) -> float:
        read = kind.read(value, currency)
        if isinstance(read, int | float):
            return float(read)
        if read.uncertainty or read.cases or read.distribution:
            raise UnreadableError("the parameters of a distribution are numbers, no ranges")
        periods.add(read.period)
        return read.typical

    law, _ = read_distribution(family, given, number)
    if len(periods) > 1:
        raise UnreadableError("all parameters have one period; type it in each of them")
    if isinstance(kind, Integer) and family == "uniform":
        # Each whole number is as likely as the others, the first and the last included.
        low, high = law.parameters
        law = Distribution("uniform", (low - 0.5 + ROUND_OFF, high + 0.5 - ROUND_OFF))
    figure = NumericField(kind, periods.pop() if periods else None)
    return FactorDistribution(figure, _quantile_of(law), f"{family} {_parameters_as_typed(given)}")


def _between(kind: Amount | Real | Integer, text: str, currency: str | None) -> FactorDistribution:
    """8 in 10 values lie between the two ends, as of an uncertain parameter in the engine."""
    measure: Measure = "count" if isinstance(kind, Integer) else kind.measure
    typed = parse_number(text, measure, currency)
    low, high = typed.low, typed.high
    if high is None or low == high:
        raise UnreadableError("type two different ends, low..high, or list levels in brackets")
    figure = NumericField(kind, typed.period)
    for end in (low, high):
        if refusal := figure.refusal(end, currency):
            raise UnreadableError(refusal)
    share, number = borders_of(measure, kind.low, kind.high)
    family = family_of(low, high, share=share, number=number)
    least, greatest = (
        kind.bounds(typed.period) if isinstance(kind, Amount) else (kind.low, kind.high)
    )

    def quantile(chance: float) -> float:
        return float(value_between(family, low, high, least, greatest, chance))

    return FactorDistribution(figure, quantile, text)


def _quantile_of(law: Distribution) -> Callable[[float], float]:
    parameters = law.parameters
    if law.family == "quantiles":
        half = len(parameters) // 2

        def of_table(chance: float) -> float:
            import numpy as np

            return float(np.interp(chance, parameters[:half], parameters[half:]))

        return of_table
    family, a, b, c = closed_form(Quantity(typical=0.0, distribution=law))

    def quantile(chance: float) -> float:
        return float(closed_form_quantile(family, a, b, c, chance))

    return quantile


def _parameters_as_typed(given: Any) -> str:
    if isinstance(given, dict):
        return ", ".join(f"{name} {value}" for name, value in given.items())
    return " to ".join(map(str, given)) if isinstance(given, list) else str(given)
