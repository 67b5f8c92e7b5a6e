"""What a report holds, whatever its form: sentences, tables, charts, slides, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from salessim.letters import visible
from salessim.report.words import Shown, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from rich.text import Text

    from salessim.report.sheet import Sheet
    from salessim.report.words import Form

GAPS = re.compile(r"\s{2,}")


type Role = Literal["main", "band", "limit", "other"]


@dataclass(frozen=True)
class Series:
    """A line, or a set of bars, of a chart."""

    column: str
    """Name of the column of figures."""
    label: str
    role: Role = "main"
    """What it is drawn as: a limit is dashed, the borders of a band are pale."""


@dataclass(frozen=True)
class Chart:
    """A chart that its reader can change: it is drawn from the cells of a table."""

    title: str
    sheet: Sheet
    names: tuple[str, ...]
    """Columns that name its points."""
    series: tuple[Series, ...]
    kind: Literal["line", "column", "bar"] = "line"

    @property
    def points(self) -> list[str]:
        """The name of each point."""
        places = [self.sheet.place(name) for name in self.names]
        return [", ".join(visible(row[place]) for place in places) for row in self.sheet.rows]

    @property
    def dates(self) -> list[date]:
        """The first day of each point's month; empty where points are no months."""
        place = self.sheet.place(self.names[0])
        cells = [row[place] for row in self.sheet.rows]
        days = [cell.value for cell in cells if isinstance(cell, Shown) and cell.form == "month"]
        return [day for day in days if isinstance(day, date)]

    def values(self, series: Series) -> list[float | None]:
        """A figure a point, None where there is none."""
        place = self.sheet.place(series.column)
        return [value_of(row[place]) for row in self.sheet.rows]

    @property
    def figures(self) -> list[float]:
        """All figures that there are."""
        values = (value for series in self.series for value in self.values(series))
        return [value for value in values if value is not None]

    @property
    def form(self) -> Form:
        """How its figures are written."""
        return self.sheet.form(self.sheet.place(self.series[0].column)) or "count"

    @property
    def described(self) -> str:
        """What it shows, for those who cannot see it."""
        parts = []
        for series in self.series:
            place = self.sheet.place(series.column)
            known = [
                (point, row[place])
                for point, row in zip(self.points, self.sheet.rows, strict=True)
                if value_of(row[place]) is not None
            ]
            if known and (self.kind == "line" or len(known) > NAMED_IN_WORDS):
                (first, start), (last, end) = known[0], known[-1]
                parts.append(f"{series.label}: {start} ({first}) to {end} ({last})")
            elif known:
                listed = ", ".join(f"{point} {figure}" for point, figure in known)
                parts.append(f"{series.label}: {listed}")
        return f"{self.title}. {'; '.join(parts)}."


NAMED_IN_WORDS = 8
"""Bars up to which each is told."""


@dataclass(frozen=True)
class Slide:
    """A finding as its title, sentences, and charts or a table."""

    title: str
    lines: tuple[Text, ...] = ()
    charts: tuple[Chart, ...] = ()
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Document:
    """What a report holds, whatever its form."""

    name: str
    """Of the scenario."""
    lines: list[Text]
    """What the reader should know first; the first line is the title."""
    notes: list[Text]
    """What the words mean."""
    sheets: list[Sheet]
    origin: str
    """What made the figures."""
    draw: Callable[[], Figure]
    """Draws its picture."""
    json_text: Callable[[], str]
    """The figures as a JSON document."""
    more: tuple[Callable[[], Figure], ...] = ()
    """Further pictures of a page, at its end."""
    currency: str = ""
    """Sign of the currency that money is in; empty where no table holds any."""
    slides: tuple[Slide, ...] = ()
    """Those after the first, which has the lines."""
    assumptions: tuple[Sheet, ...] = ()
    """Those tables that the figures rest on."""

    @property
    def charts(self) -> list[Chart]:
        """All charts of the slides."""
        return [chart for slide in self.slides for chart in slide.charts]


def spoken(line: Text) -> str:
    """A line of a terminal as a sentence: what stands apart there has a sign between."""
    first, *others = GAPS.split(line.plain.strip())
    if not others:
        return visible(first)
    sign = "; " if ":" in first else ": "
    return visible(first + sign + "; ".join(others))
