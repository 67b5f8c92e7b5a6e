"""Tables of parameters under construction, which of them are uncertain, and which move in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np

from salessim.model.distributions import NUMBER, POSITIVE, SHARE
from salessim.model.draws import key_of
from salessim.model.state.parameters import UNCERTAIN_PARAMETER
from salessim.model.state.tables import PARAMETER_ROWS
from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import Section
from salessim.units import SECONDS_PER_DAY, Pair, Quantity, Schedule

type Place = tuple[int, ...]


@dataclass(frozen=True)
class MovingParameter:
    """A parameter that moves in time.

    Attributes:
        target: its table, place and name.
        sources: table, place and name of each value that it has in some month, in their order.
        schedule: which of them holds when, and the season.
        scales: whether the season multiplies it.
        within: least and greatest value, in any season.
    """

    target: tuple[str, Place, str]
    sources: tuple[tuple[str, Place, str], ...]
    schedule: Schedule
    scales: bool
    within: Pair


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
    moving: list[MovingParameter] = field(default_factory=list)
    scheduled: list[tuple[Quantity, str, dict[str, bool]]] = field(default_factory=list)
    """Values that parameters have in some month, their key paths, and what `put` knows of them."""
    suffix: str = ""

    def of_today(self) -> "ParameterTables":
        """Return the same parameters, opened at the tables of today, in which nothing moves."""
        return replace(self, suffix="_today")

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
        self.move(table, place, name, quantity, path, share=share, number=number)
        if quantity.uncertainty is not None and quantity.uncertainty[0] < quantity.uncertainty[1]:
            ends = quantity.uncertainty
            family = family_of(*ends, share=share, number=number)
            borders = (-inf if number else 0.0, 1.0 if share else inf)
            least, greatest = quantity.allowed or borders
            within = max(least, borders[0]), min(greatest, borders[1])
            self.uncertain_parameters.append(
                (path, table + self.suffix, place, name, family, ends, within)
            )

    def move(
        self,
        table: str,
        place: Place,
        name: str,
        quantity: Quantity,
        path: str,
        *,
        share: bool = False,
        number: bool = False,
    ) -> None:
        """Note that a parameter moves in time, where its quantity says so; see `put`.

        Today's parameters stay what they are: typed rates are anchored by the first values.
        """
        schedule = quantity.schedule
        if schedule is None or self.suffix:
            return
        values = (quantity.steady(), *(value for _, value in schedule.later))
        first = len(self.scheduled)
        self.scheduled += [(value, path, {"share": share, "number": number}) for value in values]
        sources = tuple(("scheduled", (first + k,), "value") for k in range(len(values)))
        within = -inf, inf
        if share:
            least, greatest = quantity.allowed or (0.0, 1.0)
            within = max(0.0, least), min(1.0, greatest)
        self.moving.append(
            MovingParameter((table, place, name), sources, schedule, scales=True, within=within)
        )

    def write_scheduled(self) -> None:
        """Put the values of parameters that move into a table; nothing is put in place after it."""
        self.open("scheduled", (len(self.scheduled),))
        for row, (value, path, known) in enumerate(list(self.scheduled)):
            self.put("scheduled", (row,), "value", value, path, **known)

    def copy(
        self,
        table: str,
        place: Place,
        section: Section,
        path: str | Callable[[str], str],
        called: Mapping[str, str] = SAME_NAMES,
        left_out: tuple[str, ...] = (),
    ) -> None:
        """Write each figure of a section that has a parameter of its name, as `put` does.

        Borders are those of the schema, so a new figure needs a parameter of its name and nothing
        here. Times become seconds, but for `IN_DAYS`.

        path: key path of the section, or what says that of a field.
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
                table,
                place,
                name,
                quantity,
                f"{path}.{field_name}" if isinstance(path, str) else path(field_name),
                share=share,
                number=number,
            )

    def assembled(self) -> "AssembledParameters":
        """Return the buffer with its tables, and which of its slots are uncertain or move."""
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
            row.path = paths.index(path)
            row.key = key_of("unknown", path)
            row.slot = self._slot(starts, table_name, place, name)
            row.family = family
            (row.low, row.high), (row.least, row.greatest) = ends, within
        moving = [
            (
                self._slot(starts, *one.target),
                [self._slot(starts, *source) for source in one.sources],
                one,
            )
            for one in self.moving
        ]
        return AssembledParameters(buffer, views, rows, paths, moving)

    def _slot(self, starts: Mapping[str, int], table_name: str, place: Place, name: str) -> int:
        """Where a parameter stands in the buffer, in which tables begin at `starts`."""
        table = self.tables[table_name]
        names = table.dtype.names or ()
        flat = int(np.ravel_multi_index(place, table.shape))
        return starts[table_name] + flat * len(names) + names.index(name)


@dataclass(frozen=True)
class AssembledParameters:
    """Parameters in one buffer.

    Attributes:
        buffer: all of them.
        tables: by name, views of the buffer.
        uncertain: rows of what is uncertain.
        paths: key paths of what is uncertain; rows of one path share a draw.
        moving: slots of each parameter that moves, and of the values that it has in some month.
    """

    buffer: np.ndarray
    tables: dict[str, np.ndarray]
    uncertain: np.ndarray
    paths: tuple[str, ...]
    moving: list[tuple[int, list[int], MovingParameter]]


def borders_of(measure: str, least: float, greatest: float) -> tuple[bool, bool]:
    """Tell of a field whether it holds shares of 1 at most, and whether it may be negative."""
    return measure == "share" and greatest <= 1.0, least < 0.0


def family_of(low: float, high: float, *, share: bool, number: bool) -> int:
    """Return the distribution of a figure of which 8 in 10 values lie between low and high."""
    if number or low <= 0.0 or (share and high >= 1.0):
        return NUMBER
    return SHARE if share else POSITIVE
