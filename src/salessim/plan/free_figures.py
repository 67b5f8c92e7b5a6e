"""Figures of a scenario that a plan may move within a range: budgets of channels, coaching, ...

Whatever is set is typed as a user would type it: a plan's changes hold it beside hours and people.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import floor, log10
from typing import TYPE_CHECKING, Any

from salessim.errors import InputError, ScenarioError
from salessim.figures import number_as_text
from salessim.number_text import parse_number
from salessim.units import PERIODS_PER_YEAR, Quantity, UnreadableError

if TYPE_CHECKING:
    from salessim.scenario import Scenario

DIGITS = 4
"""Significant digits of what is set: nobody holds a budget to the cent."""
WIDEST = 0.25
"""Share of its range by which a figure is moved first."""
ROUNDED = 1e-6
"""Share by which a sum may be above the most, as figures are rounded."""


BUDGET = ".budget"
"""Ending of the key paths that are budgets."""
PLANNED = re.compile(
    r"(team\.[^.]+\.)?(time\.(conquest|loyalty|by_month)|person_time|people|hires|departures)\b.*"
)
"""What a plan sets by itself."""
GIVEN = re.compile(r"(today|target|horizon|calendar)\b.*")
"""What nobody decides on."""


def rounded_down(value: float) -> float:
    """The largest figure of so few digits that is not above."""
    nearest = float(number_as_text(value, DIGITS))
    if nearest <= value:
        return nearest
    step = 10.0 ** (floor(log10(abs(value))) - DIGITS + 1)
    return float(number_as_text(nearest - step, DIGITS))


@dataclass(frozen=True)
class Setting:
    """One figure and its value.

    typed: the value as in a scenario.
    """

    path: str
    value: float
    typed: str


@dataclass(frozen=True)
class FreeFigure:
    """A figure that a plan may set.

    Attributes:
        path: its key path.
        low, high: of its range, in its base unit a period.
        today: what the scenario says.
        period: of a rate, as it is typed; None for what is no rate.
        measure: what it measures.
    """

    path: str
    low: float
    high: float
    today: float
    period: str | None
    measure: str

    def at(self, value: float) -> Setting:
        """The figure set, within its range; rounded down, so that sums stay below their most."""
        value = min(self.high, max(self.low, rounded_down(value)))
        return Setting(self.path, value, self.typed(value))

    def typed(self, value: float) -> str:
        """A value as in a scenario."""
        unit = " %" if self.measure == "share" else ""
        shown = number_as_text(value * 100.0 if unit else value, DIGITS + 2)
        return f"{shown}{unit}" + (f" a {self.period}" if self.period else "")

    def a_year(self, value: float) -> float:
        """What a budget costs in a year; 0 of what is none."""
        if self.measure != "money" or self.period is None or not self.path.endswith(BUDGET):
            return 0.0
        return value * PERIODS_PER_YEAR[self.period]


@dataclass(frozen=True)
class FreeFigures:
    """All figures that a plan may set.

    most: currency a year that they may come to together; None for no limit.
    """

    each: tuple[FreeFigure, ...] = ()
    most: float | None = None

    @property
    def today(self) -> tuple[Setting, ...]:
        """What the scenario says."""
        return tuple(Setting(one.path, one.today, one.typed(one.today)) for one in self.each)

    @property
    def start(self) -> tuple[Setting, ...]:
        """What the scenario says, moved into the ranges and below the most."""
        values = [min(one.high, max(one.low, one.today)) for one in self.each]
        spent = self._a_year(values)
        if self.most is not None and spent > self.most:
            least = self._a_year([one.low for one in self.each])
            part = (self.most - least) / max(spent - least, 1e-9)
            values = [
                one.low + part * (value - one.low) if one.a_year(1.0) else value
                for one, value in zip(self.each, values, strict=True)
            ]
        return tuple(one.at(value) for one, value in zip(self.each, values, strict=True))

    def allow(self, settings: tuple[Setting, ...]) -> bool:
        """Whether figures lie in their ranges, and cost no more together than the most.

        settings: none for what the scenario says.
        """
        values = [one.value for one in settings or self.today]
        return all(
            one.low * (1.0 - ROUNDED) <= value <= one.high * (1.0 + ROUNDED)
            for one, value in zip(self.each, values, strict=True)
        ) and (self.most is None or self._a_year(values) <= self.most * (1.0 + ROUNDED))

    def moves(self, settings: tuple[Setting, ...], share: float) -> Iterator[tuple[Setting, ...]]:
        """Each figure up and down by a share of its range, and money from one to another."""
        now = [one.value for one in settings or self.today]
        for k, one in enumerate(self.each):
            size = share * (one.high - one.low)
            for sign in (1.0, -1.0):
                yield self._with(now, {k: now[k] + sign * size})
            for j, other in enumerate(self.each):
                if j == k or not one.a_year(1.0) or not other.a_year(1.0):
                    continue
                yield self._with(
                    now,
                    {k: now[k] + size, j: now[j] - size * one.a_year(1.0) / other.a_year(1.0)},
                )

    def _with(self, now: list[float], changed: Mapping[int, float]) -> tuple[Setting, ...]:
        return tuple(one.at(changed.get(k, now[k])) for k, one in enumerate(self.each))

    def _a_year(self, values: list[float]) -> float:
        return sum(one.a_year(value) for one, value in zip(self.each, values, strict=True))


NOTHING_FREE = FreeFigures()


def free_figures(scenario: "Scenario", ranges: Mapping[str, str], most: str | None) -> FreeFigures:
    """The figures that a plan may set, from ranges as typed, such as `2k..8k a month`.

    Raises:
        InputError: there is no such figure, or the range is none of it.
    """
    each = tuple(_figure(scenario, path.strip(), text) for path, text in ranges.items())
    if most is None:
        return FreeFigures(each)
    if not any(one.a_year(1.0) for one in each):
        raise InputError(
            f"--most-spent {most}: no budget is left free: type --free "
            "channels.web.budget=2k..8k a month, too."
        )
    try:
        typed = parse_number(most, "money", scenario.plan.currency)
    except UnreadableError as error:
        raise InputError(f"--most-spent {most}: {error}") from error
    if typed.high is not None or typed.period is None:
        raise InputError(f"--most-spent {most}: type one rate, such as 12k a month.")
    a_year = typed.low * PERIODS_PER_YEAR[typed.period]
    found = FreeFigures(each, a_year)
    if found._a_year([one.low for one in each]) > a_year:
        raise InputError(f"--most-spent {most}: the least of the free budgets are above it.")
    return found


def _figure(scenario: "Scenario", path: str, text: str) -> FreeFigure:
    """One figure; its ends are typed into the scenario, which says what is wrong with them."""
    from salessim.scenario.amounts import Amount
    from salessim.scenario.schema_types import ScalarType, UnknownPath, split_path, type_at

    said = f"--free {path}={text}"
    if PLANNED.fullmatch(path):
        raise InputError(
            f"{said}: the plan finds hours and people by itself; limit them with --largest-change, "
            "--segment-share, or people: {today: 4, least: 2, most: 6}."
        )
    if GIVEN.fullmatch(path):
        raise InputError(f"{said}: that is given; leave a decision free, such as a budget.")
    try:
        schema = type_at(split_path(path))
    except UnknownPath as error:
        raise InputError(f"{said}: {error}") from error
    kind = schema.kind if isinstance(schema, ScalarType) else None
    if not isinstance(kind, Amount):
        raise InputError(f"{said}: only a figure with a unit can be left free, such as a budget.")
    try:
        typed = parse_number(text, kind.measure, scenario.plan.currency)
    except UnreadableError as error:
        raise InputError(f"{said}: {error}") from error
    if typed.high is None or typed.high <= typed.low:
        raise InputError(f"{said}: type a range from low to high, such as 2k..8k a month.")
    shape = FreeFigure(path, typed.low, typed.high, typed.low, typed.period, kind.measure)
    for end in (typed.low, typed.high):
        try:
            scenario.vary({path: shape.typed(end)}, said)
        except ScenarioError as error:
            raise InputError(str(error)) from error
    today = _at(scenario.plan, split_path(path))
    if not isinstance(today, Quantity) or today.schedule is not None:
        raise InputError(f"{said}: the scenario types no single figure there; type one first.")
    value = today.typical
    if today.period is not None and typed.period is not None:
        value *= PERIODS_PER_YEAR[today.period] / PERIODS_PER_YEAR[typed.period]
    return replace(shape, today=value)


def _at(node: Any, path: tuple[str, ...]) -> Any:
    """What stands at a key path of the sections; None where nothing does."""
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else getattr(node, key, None)
    return node
