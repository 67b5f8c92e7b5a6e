"""Fact tables under construction, and which of their fields nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from salessim.model.draws import key_of
from salessim.model.facts import FACT_TABLES, UNKNOWN
from salessim.model.replication import BORDER_SHARE, FROM_ZERO, NUMBER, POSITIVE, SHARE
from salessim.units import Quantity

type Place = tuple[int, ...]

UNCHANGED: Mapping[str, float] = {}
"""No limit is relaxed."""


@dataclass
class FactLedger:
    """Fact tables by name, filled field by field; `unknown` notes the fields with a range.

    `suffix` is added to each table's name: the tables of today are filled by the same writers.
    """

    tables: dict[str, np.ndarray] = field(default_factory=dict)
    unknowns: list[tuple[str, str, Place, str, float, float, int]] = field(default_factory=list)
    suffix: str = ""

    def of_today(self) -> "FactLedger":
        """Return the same ledger, opened at the tables of today."""
        return FactLedger(self.tables, self.unknowns, "_today")

    def open(self, table: str, shape: tuple[int, ...]) -> np.ndarray:
        """Add an empty table and return it."""
        self.tables[table + self.suffix] = np.zeros(shape, FACT_TABLES[table])
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
        """Write a quantity's typical value, and note its range if its truth is not known.

        share and number say between which borders the range lies: shares end at 1, numbers have
        no border, all else begins at 0.
        """
        if quantity is None:
            self.table(table)[name][place] = missing
            return
        self.table(table)[name][place] = quantity.typical
        if quantity.uncertainty is not None and quantity.uncertainty[0] < quantity.uncertainty[1]:
            low, high = quantity.uncertainty
            family = family_of(low, high, share=share, number=number)
            self.unknowns.append((path, table + self.suffix, place, name, low, high, family))

    def assembled(self) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray, tuple[str, ...]]:
        """Return the buffer, the tables as views of it, the UNKNOWN rows, and their key paths."""
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
        paths = tuple(sorted({path for path, *_ in self.unknowns}))
        rows = np.zeros(len(self.unknowns), UNKNOWN)
        for number, (path, table_name, place, name, low, high, family) in enumerate(self.unknowns):
            row: Any = rows[number]
            table = self.tables[table_name]
            flat = int(np.ravel_multi_index(place, table.shape))
            names = table.dtype.names or ()
            row.path = paths.index(path)
            row.key = key_of("unknown", path)
            row.slot = starts[table_name] + flat * len(names) + names.index(name)
            row.family, row.low, row.high = family, low, high
        return buffer, views, rows, paths


def family_of(low: float, high: float, *, share: bool, number: bool) -> int:
    """Return the law of a figure of which 8 in 10 values lie between low and high."""
    if number:
        return NUMBER
    if share:
        return SHARE if low > 0.0 and high < 1.0 else BORDER_SHARE
    return POSITIVE if low > 0.0 else FROM_ZERO
