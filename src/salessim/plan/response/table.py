"""Reads a response table: a product a row, sales at several efforts, margin, revenue, effort.

product,  0,   50 %, 100 %, 150 %, saturation, margin, revenue, today's effort, cost per rep
Naprosyn, .30, .45,  1.00,  1.40,  1.60,       70 %,   214.4,   96.8,           .057
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from salessim import arguments
from salessim.errors import InputError
from salessim.figures import marked, number_as_text
from salessim.number_text import decimal_mark_of, parse_number
from salessim.plan.response.responses import CURVES, Adbudg, Exponential, Power, Response
from salessim.scenario.files import LARGEST_TABLE_BYTES
from salessim.scenario.text_files import FileProblem, read_text
from salessim.units import Measure, UnreadableError

SATURATION_AT = 10.0
"""Effort over today's at which 'saturation' sits. Assumption: so that the least squares of the
published Syntex exercise come out; beyond it an S-shaped curve hardly rises."""

FAR = 20.0
"""Sales or efforts over today's above this are taken for percentages without their sign."""

SALES_ALLOWED = "0 to 20 times today's sales, typed 1.05 or 105 %"

COLUMNS: Mapping[str, tuple[str, Measure, bool]] = MappingProxyType(
    {
        "product": ("product", "number", True),
        "margin": ("margin", "share", True),
        "revenue": ("revenue", "money", True),
        "today": ("today's effort", "number", True),
        "cost": ("cost per rep", "money", False),
        "least": ("least effort", "number", False),
        "most": ("most effort", "number", False),
        "curve": ("curve", "number", False),
        "least_sales": ("least sales", "share", False),
        "most_sales": ("most sales", "share", False),
        "shape": ("shape", "number", False),
        "level": ("level", "number", False),
        "rate": ("rate", "number", False),
        "elasticity": ("elasticity", "number", False),
    }
)
"""Columns that are no points: how a message names them, what they measure, whether they must be."""

CURVE_OF = MappingProxyType({"shape": "adbudg", "rate": "exponential", "elasticity": "power"})
"""The curve that a parameter makes known, so that nothing is fitted."""

_SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "product": ("product", "name", "segment", "brand"),
        "margin": ("margin", "contribution", "contribution margin", "gross margin"),
        "revenue": ("revenue", "sales", "revenue today", "sales today"),
        "today": (
            *("today", "today's effort", "todays effort", "effort today", "effort"),
            *("current effort", "reps", "reps today", "today's reps", "current reps"),
        ),
        "cost": ("cost", "cost per rep", "cost a rep", "rep cost", "cost per unit"),
        "least": ("least", "least effort", "least reps", "minimum", "min effort"),
        "most": ("most", "most effort", "most reps", "maximum", "max effort"),
        "curve": ("curve", "response", "function"),
        "least_sales": ("least sales", "min sales", "sales without effort"),
        "most_sales": ("most sales", "max sales"),
        "shape": ("shape", "c"),
        "level": ("level", "d"),
        "rate": ("rate",),
        "elasticity": ("elasticity", "exponent"),
    }
)
SPELLINGS = MappingProxyType({text: key for key, texts in _SPELLINGS.items() for text in texts})
"""How columns are spelled, in small letters."""

SATURATION = ("saturation", "sat.", "sat", "saturated")

_POINT = re.compile(r"(?:at )?([0-9.,]+) ?(%|x)?(?: effort)?")


@dataclass(frozen=True)
class ProductResponse:
    """One row of a response table.

    Attributes:
        name: of the product, or of whatever effort is given to.
        points: effort over today's effort, and sales over today's sales there.
        margin: share of revenue, 0..1.
        revenue: today's, in money; 0 or more.
        today: today's effort, such as reps; above 0.
        cost: money for a unit of effort, or None.
        least: least effort that is allowed; 0 or more.
        most: most effort that is allowed, or None.
        curve: to be fitted, or None for that of the call.
        response: the curve where its parameters are given, or None.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    margin: float
    revenue: float
    today: float
    cost: float | None
    least: float
    most: float | None
    curve: str | None
    response: Response | None

    @property
    def columns(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The points' efforts and their sales."""
        return tuple(x for x, _ in self.points), tuple(y for _, y in self.points)


def read_response_table(
    table: Path | str | Iterable[Mapping[str, Any]], saturation_at: float = SATURATION_AT
) -> list[ProductResponse]:
    """Read the products of a table.

    Args:
        table: a CSV file; the text of one, which has several lines; or rows by column name, such
            as a data frame's `to_dict("records")`.
        saturation_at: effort over today's at which the column 'saturation' sits, from 1e-6 to 1e6,
            or inf.

    Raises:
        InputError: a column is missing or unknown, or a cell cannot be used; it names the place.
    """
    if not (isinstance(saturation_at, float) and saturation_at == inf):
        saturation_at = arguments.real("saturation_at", saturation_at, 1e-6, 1e6)
    place, rows = _rows(table)
    if not rows:
        raise InputError(f"{place} has no rows: each product is one.")
    meanings = _meanings(place, list(rows[0]), float(saturation_at))
    products = [_product(f"{place}, row {k}", meanings, row) for k, row in enumerate(rows, start=1)]
    names = [product.name for product in products]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"{place}: two rows are called '{twice}': each product is one row.")
    return products


def _rows(
    table: Path | str | Iterable[Mapping[str, Any]],
) -> tuple[str, list[Mapping[str, Any]]]:
    """What messages call the table, and its rows."""
    if not isinstance(table, Path | str):
        rows = arguments.entries("table", table, "rows by column name, or a CSV file or its text")
        if not all(isinstance(row, Mapping) for row in rows):
            raise InputError("A response table is a CSV file, its text, or rows by column name.")
        return "The table", rows
    text, place = str(table), "The table"
    if isinstance(table, Path) or "\n" not in text:
        file = arguments.path("table", table)
        place = file.name
        try:
            text = read_text(file, LARGEST_TABLE_BYTES)
        except FileProblem as trouble:
            raise InputError(f"{table} cannot be read: {trouble.problem.message}.") from None
    lines = [line for line in csv.reader(io.StringIO(text), _dialect(text)) if any(line)]
    header = [cell.strip() for cell in lines[0]] if lines else []
    for k, line in enumerate(lines[1:], start=1):
        if len(line) != len(header):
            raise InputError(f"{place}, row {k}: {len(line)} cells under {len(header)} columns.")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"{place}: two columns are called '{twice}'.")
    decimal = decimal_mark_of(cell for line in lines[1:] for cell in line)
    return place, [
        dict(zip(header, (marked(cell, decimal) for cell in line), strict=True))
        for line in lines[1:]
    ]


def _dialect(text: str) -> type[csv.Dialect]:
    """Commas, semicolons or tabs, whichever the header has most of."""
    header = text.lstrip().split("\n", 1)[0]

    class Spoken(csv.excel):
        delimiter = max(",;\t", key=header.count)
        skipinitialspace = True

    return Spoken


def _meanings(place: str, header: list[str], saturation_at: float) -> dict[str, str | float]:
    """What each column stands for: a name of COLUMNS, or the effort of a point."""
    meanings: dict[str, str | float] = {}
    for column in header:
        text = " ".join(str(column).lower().replace("’", "'").replace("_", " ").split())
        point = _effort(text)
        if text in SPELLINGS:
            meaning: str | float = SPELLINGS[text]
        elif text in SATURATION:
            meaning = saturation_at
        elif point is not None:
            meaning = point
        else:
            known = ", ".join(label for label, _, _ in COLUMNS.values())
            raise InputError(
                f"{place}: column '{column}' is unknown. Known are {known}, saturation, and"
                " efforts over today's such as 0, 50 % and 150 %."
            )
        if meaning in meanings.values():
            raise InputError(f"{place}: column '{column}' stands for what another one gives.")
        meanings[column] = meaning
    for key, (label, _, needed) in COLUMNS.items():
        if needed and key not in meanings.values():
            raise InputError(f"{place} has no column '{label}'.")
    return meanings


def _effort(text: str) -> float | None:
    """The effort over today's that a column's name says, such as 0, 1.5, 150 % or 150."""
    point = _POINT.fullmatch(text)
    try:
        number = parse_number(point[1], "number").low if point else None
    except UnreadableError:
        return None
    if point is None or number is None:
        return None
    return number / 100 if point[2] == "%" or (not point[2] and number > FAR) else number


def _product(
    place: str, meanings: Mapping[str, str | float], row: Mapping[str, Any]
) -> ProductResponse:
    cells: dict[str, float | None] = {}
    points = []
    name, curve = "", None
    for column, meaning in meanings.items():
        cell = row.get(column)
        if meaning == "product":
            name = str(cell or "").strip()
            if not name:
                raise InputError(f"{place}: the product has no name.")
            place = f"{place} ({name})"
        elif meaning == "curve":
            curve = str(cell or "").strip().lower() or None
            if curve is not None and curve not in CURVES:
                raise InputError(
                    f"{place}: there is no curve '{cell}': choose one of {', '.join(CURVES)}."
                )
        elif isinstance(meaning, float):
            sales = _number(place, column, cell, "share")
            if sales is not None:
                points.append((meaning, _in_range(place, column, sales, SALES_ALLOWED, 0, FAR)))
        else:
            label, measure, needed = COLUMNS[meaning]
            value = _number(place, column, cell, measure)
            if value is None and needed:
                raise InputError(f"{place}: the column '{label}' is empty.")
            cells[meaning] = value
    margin, revenue, today = cells["margin"], cells["revenue"], cells["today"]
    assert margin is not None and revenue is not None and today is not None
    least, most, cost = cells.get("least") or 0.0, cells.get("most"), cells.get("cost")
    _in_range(place, "margin", margin, "0 to 1, or 0 to 100 %", 0, 1)
    _in_range(place, "revenue", revenue, "0 or more", 0)
    if not today > 0:
        raise InputError(f"{place}: today's effort is {today:g}; it must be above 0.")
    for label, value in (("least effort", least), ("most effort", most), ("cost", cost)):
        if value is not None:
            _in_range(place, label, value, "0 or more", 0)
    if most is not None and most < least:
        raise InputError(f"{place}: the most effort, {most:g}, is below the least, {least:g}.")
    response = _known_response(place, cells, curve)
    return ProductResponse(
        name, tuple(sorted(points)), margin, revenue, today, cost, least, most, curve, response
    )


def _known_response(
    place: str, cells: Mapping[str, float | None], curve: str | None
) -> Response | None:
    """The curve whose parameters a row gives; None where it is to be fitted."""
    given = {key: value for key, value in cells.items() if value is not None}
    named = [key for key in CURVE_OF if key in given]
    others = [key for key in ("least_sales", "most_sales", "level") if key in given]
    if not named:
        if others:
            label = COLUMNS[others[0]][0]
            raise InputError(
                f"{place}: '{label}' alone is no curve: type also shape and level, a rate, or an "
                "elasticity."
            )
        return None
    kind = CURVE_OF[named[0]]
    if len(named) > 1 or curve not in (None, "automatic", kind):
        raise InputError(f"{place}: the parameters are of more than one curve; keep those of one.")
    if "level" in given and kind != "adbudg":
        raise InputError(f"{place}: 'level' belongs to shape; leave it out here.")
    if kind == "adbudg" and "level" not in given:
        raise InputError(f"{place}: 'shape' needs 'level' beside it.")
    least = given.get("least_sales", 0.0)
    try:
        response = _response_of(kind, least, given.get("most_sales", least + 1.0), given)
        if "most_sales" in given:
            return response
        today = float(response.share(np.array(1.0)))
        return replace(response, most=least + (1.0 - least) / today)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _response_of(kind: str, least: float, most: float, given: Mapping[str, float]) -> Response:
    match kind:
        case "adbudg":
            return Adbudg(least, most, given["shape"], given["level"])
        case "exponential":
            return Exponential(least, most, given["rate"])
    return Power(least, most, given["elasticity"])


def _number(place: str, column: str, cell: Any, measure: Measure) -> float | None:
    """A cell as a number; None where it is empty."""
    if cell is None or (isinstance(cell, float) and cell != cell) or not str(cell).strip():
        return None
    try:
        text = cell if isinstance(cell, str) else number_as_text(float(cell))
        typed = parse_number(text, measure)
    except UnreadableError as error:
        raise InputError(f"{place}, column '{column}': '{cell}': {error}.") from None
    if typed.high is not None or typed.period is not None:
        raise InputError(f"{place}, column '{column}': '{cell}': type one number.")
    return typed.low


def _in_range(
    place: str, label: str, value: float, allowed: str, low: float, high: float = float("inf")
) -> float:
    if not low <= value <= high:
        raise InputError(f"{place}: '{label}' is {value:g}; allowed is {allowed}.")
    return value
