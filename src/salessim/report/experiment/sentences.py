"""What an experiment says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.comparison.wording import POINTS, between, figure, futures, label, moved
from salessim.report.experiment.sheets import interval, short
from salessim.report.headline import QUIET, STRONG
from salessim.report.words import currency

if TYPE_CHECKING:
    from salessim.study.analysing.findings import Analysis, Contrast

MOST_CONTRASTS = 5


def sentences(found: Analysis) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    least, most = found.replications
    each = f"{least}" if least == most else f"{least} to {most}"
    done = "" if not found.is_partial else f"{found.points_done} of "
    lines = [
        Text(
            f"{found.name} · {done}{found.points} {'point' if found.points == 1 else 'points'}, "
            f"{each} futures each"
            f" · in {currency(found.currency)}",
            style=STRONG,
        )
    ]
    if found.question:
        lines.append(Text(found.question))
    lines.append(Text(f"{_name(found)}: {found.meaning}", style=QUIET))
    lines += [
        Text(line)
        for line in (_range(found), *(_said(found, row) for row in _largest(found)))
        if line
    ]
    if found.sobol:
        first = max(found.sobol, key=lambda row: row.total)
        lines.append(
            Text(f"Most of it moves with {first.factor}: {100 * first.total:.0f} % of the variance")
        )
    return lines


def footnotes(found: Analysis) -> list[Text]:
    """What the figures rest on."""
    chance = "meets the same futures" if found.common else "has futures of its own"
    notes = [
        *found.notes,
        f"In brackets: 95 % intervals, each by itself. Every point {chance}.",
    ]
    return [Text(note, style=QUIET) for note in notes]


def settings(row: dict[str, str]) -> str:
    """A point's settings in one line."""
    return ", ".join(f"{name} {short(value)}" for name, value in row.items())


def _name(found: Analysis) -> str:
    name = label(found.indicator)
    return name[:1].upper() + name[1:]


def _range(found: Analysis) -> str:
    means = [row.mean for row in found.figures if row.mean is not None]
    best = next((row for row in found.figures if row.point == found.best), None)
    if not means:
        return "No point has a value."
    if len(means) == 1 or min(means) == max(means):
        return f"{figure(found.unit, means[0])} at all points"
    line = f"From {figure(found.unit, min(means))} to {figure(found.unit, max(means))}"
    if best is None:
        return line
    return (
        f"{line}; best: {settings(best.settings)}: {figure(found.unit, best.mean)}"
        f" ({interval(found.unit, best.ci95)})"
    )


def _largest(found: Analysis) -> list[Contrast]:
    rows = [row for row in found.contrasts if row.difference is not None]
    return sorted(rows, key=lambda row: -abs(row.difference or 0.0))[:MOST_CONTRASTS]


def _said(found: Analysis, row: Contrast) -> str:
    if not row.difference and row.ci95 == (0.0, 0.0):
        return f"{row.factor}: {row.level} instead of {row.against} changes nothing"
    often = "" if row.better_in is None else f", better in {futures(row.better_in)}"
    unsure = "" if row.is_sure else "; may be chance"
    points = POINTS.get(found.unit, "")
    return (
        f"{row.factor}: {row.level} instead of {row.against}: "
        f"{moved(found.unit, row.difference)}{points} "
        f"({between(found.unit, row.ci95)}){often}{unsure}"
    )
