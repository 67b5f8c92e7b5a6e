"""The report of an experiment: how far it is, and what its analysis says first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.document import Document, json_text
from salessim.report.experiment_picture import drawn_surface
from salessim.report.experiment_tables import analysis_sheets, interval, settings
from salessim.report.sheet import print_page
from salessim.report.words import (
    PERCENTAGE_POINTS,
    QUIET,
    STRONG,
    counted,
    currency,
    figure,
    indicator_label,
    share_of_futures,
    signed_figure,
    signed_interval,
)

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.study.analysing.analysis_findings import Analysis, Contrast
    from salessim.study.running.execute import ExperimentStatus

MOST_CONTRASTS = 5
MOST_FAILURES = 5
MOST_NOTES = 3
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def analysis_sentences(found: Analysis) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    least, most = found.replications
    each = f"{least}" if least == most else f"{least} to {most}"
    done = "" if not found.is_partial else f"{found.points_done} of "
    lines = [
        Text(
            f"{found.name} · {done}{counted(found.points, 'point')}, {each} futures each"
            f" · in {currency(found.currency)}",
            style=STRONG,
        )
    ]
    if found.question:
        lines.append(Text(found.question))
    lines.append(Text(f"{_indicator_name(found)}: {found.meaning}", style=QUIET))
    lines += [
        Text(line)
        for line in (_range(found), *(_contrast_sentence(found, row) for row in _largest(found)))
        if line
    ]
    if found.sobol:
        first = max(found.sobol, key=lambda row: row.total)
        lines.append(
            Text(f"Most of it moves with {first.factor}: {100 * first.total:.0f} % of the variance")
        )
    return lines


def analysis_footnotes(found: Analysis) -> list[Text]:
    """What the figures rest on."""
    chance = "meets the same futures" if found.common else "has futures of its own"
    notes = [
        *found.notes,
        f"In brackets: 95 % intervals, each by itself. Every point {chance}.",
    ]
    return [Text(note, style=QUIET) for note in notes]


def _indicator_name(found: Analysis) -> str:
    name = indicator_label(found.indicator)
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


def _contrast_sentence(found: Analysis, row: Contrast) -> str:
    if not row.difference and row.ci95 == (0.0, 0.0):
        return f"{row.factor}: {row.level} instead of {row.against} changes nothing"
    often = "" if row.better_in is None else f", better in {share_of_futures(row.better_in)}"
    unsure = "" if row.is_sure else "; may be chance"
    points = PERCENTAGE_POINTS.get(found.unit, "")
    return (
        f"{row.factor}: {row.level} instead of {row.against}: "
        f"{signed_figure(found.unit, row.difference)}{points} "
        f"({signed_interval(found.unit, row.ci95)}){often}{unsure}"
    )


def analysis_document(found: Analysis) -> Document:
    """Sentences, footnotes, all tables, the picture."""
    return Document(
        name=found.name,
        lines=analysis_sentences(found),
        notes=analysis_footnotes(found),
        sheets=analysis_sheets(found),
        origin=f"Design {found.design}, {found.runs} runs. Scenario {found.scenario_digest}, "
        f"rows {found.digest}.",
        draw=partial(drawn_surface, found),
        json_text=partial(json_text, found),
    )


def show(console: Console, found: Analysis, *, details: bool) -> None:
    """Print the sentences, then the tables if asked for."""
    sheets = analysis_sheets(found) if details else []
    print_page(console, analysis_sentences(found), sheets, analysis_footnotes(found))


def bytes_in_words(count: float) -> str:
    """Bytes in words: `3.2 MB`."""
    for scale, unit in BYTES:
        if count >= scale:
            return f"{count / scale:.3g} {unit}"
    return "under 1 kB"


def status_lines(status: ExperimentStatus) -> list[str]:
    """How far an experiment is, a line at a time."""
    running = " · running" if status.is_running else ""
    lines = [f"{status.name} · {_points(status)}{running}"]
    lines.append(
        f"{status.runs} of {status.runs_planned} runs, {bytes_in_words(status.bytes)} on disk"
    )
    if status.points_imprecise:
        lines.append(
            f"{status.points_imprecise} of {status.points} points ended before they were as "
            "precise as asked for: raise `to` under replications"
        )
    for failure in status.failures[:MOST_FAILURES]:
        lines.append(f"Point {failure.point} failed: {failure.reason}")
    if len(status.failures) > MOST_FAILURES:
        lines.append(f"and {len(status.failures) - MOST_FAILURES} points more failed")
    for row in status.plan_notes[:MOST_NOTES]:
        lines.append(f"Plans of {row.points} of {status.points_planned} points: {row.note}")
    return lines


def _points(status: ExperimentStatus) -> str:
    text = f"{status.points_done} of {counted(status.points, 'point')} done"
    if status.points_failed:
        text += f", {status.points_failed} failed"
    return text
