"""The report of an experiment: how far it is, and what its analysis says first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.contents import Document
from salessim.report.document import json_text
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

MAX_CONTRASTS = 5
MAX_FAILURES = 5
MAX_NOTES = 3
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def analysis_sentences(analysis: Analysis) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    minimum, maximum = analysis.replications
    each = f"{minimum}" if minimum == maximum else f"{minimum} to {maximum}"
    done = "" if not analysis.is_partial else f"{analysis.points_done} of "
    lines = [
        Text(
            f"{analysis.name} · {done}{counted(analysis.points, 'point')}, {each} futures each"
            f" · in {currency(analysis.currency)}",
            style=STRONG,
        )
    ]
    if analysis.question:
        lines.append(Text(analysis.question))
    lines.append(Text(f"{_indicator_name(analysis)}: {analysis.meaning}", style=QUIET))
    lines += [
        Text(line)
        for line in (
            _range(analysis),
            *(_contrast_sentence(analysis, row) for row in _largest(analysis)),
        )
        if line
    ]
    if analysis.sobol:
        first = max(analysis.sobol, key=lambda row: row.total)
        lines.append(
            Text(f"Most of it moves with {first.factor}: {100 * first.total:.0f} % of the variance")
        )
    return lines


def analysis_footnotes(analysis: Analysis) -> list[Text]:
    """What the figures rest on."""
    chance = "meets the same futures" if analysis.common else "has futures of its own"
    notes = [
        *analysis.notes,
        f"In brackets: 95 % intervals, each by itself. Every point {chance}.",
    ]
    return [Text(note, style=QUIET) for note in notes]


def _indicator_name(analysis: Analysis) -> str:
    name = indicator_label(analysis.indicator)
    return name[:1].upper() + name[1:]


def _range(analysis: Analysis) -> str:
    means = [row.mean for row in analysis.figures if row.mean is not None]
    best = next((row for row in analysis.figures if row.point == analysis.best), None)
    if not means:
        return "No point has a value."
    if len(means) == 1 or min(means) == max(means):
        return f"{figure(analysis.unit, means[0])} at all points"
    line = f"From {figure(analysis.unit, min(means))} to {figure(analysis.unit, max(means))}"
    if best is None:
        return line
    return (
        f"{line}; best: {settings(best.settings)}: {figure(analysis.unit, best.mean)}"
        f" ({interval(analysis.unit, best.ci95)})"
    )


def _largest(analysis: Analysis) -> list[Contrast]:
    rows = [row for row in analysis.contrasts if row.difference is not None]
    return sorted(rows, key=lambda row: -abs(row.difference or 0.0))[:MAX_CONTRASTS]


def _contrast_sentence(analysis: Analysis, row: Contrast) -> str:
    if not row.difference and row.ci95 == (0.0, 0.0):
        return f"{row.factor}: {row.level} instead of {row.against} changes nothing"
    often = "" if row.better_in is None else f", better in {share_of_futures(row.better_in)}"
    unsure = "" if row.is_sure else "; may be chance"
    points = PERCENTAGE_POINTS.get(analysis.unit, "")
    return (
        f"{row.factor}: {row.level} instead of {row.against}: "
        f"{signed_figure(analysis.unit, row.difference)}{points} "
        f"({signed_interval(analysis.unit, row.ci95)}){often}{unsure}"
    )


def analysis_document(analysis: Analysis) -> Document:
    """Sentences, footnotes, all tables, the picture."""
    return Document(
        name=analysis.name,
        lines=analysis_sentences(analysis),
        notes=analysis_footnotes(analysis),
        sheets=analysis_sheets(analysis),
        origin=f"Design {analysis.design}, {analysis.runs} runs. "
        f"Scenario {analysis.scenario_digest}, rows {analysis.digest}.",
        draw=partial(drawn_surface, analysis),
        json_text=partial(json_text, analysis),
    )


def show(console: Console, analysis: Analysis, *, details: bool) -> None:
    """Print the sentences, then the tables if asked for."""
    sheets = analysis_sheets(analysis) if details else []
    print_page(console, analysis_sentences(analysis), sheets, analysis_footnotes(analysis))


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
    for name in status.damaged:
        lines.append(
            f"{name} is damaged and does not count: the same command with --resume computes its "
            "runs again"
        )
    for failure in status.failures[:MAX_FAILURES]:
        lines.append(f"Point {failure.point} failed: {failure.reason}")
    if len(status.failures) > MAX_FAILURES:
        lines.append(f"and {len(status.failures) - MAX_FAILURES} points more failed")
    for row in status.plan_notes[:MAX_NOTES]:
        lines.append(f"Plans of {row.points} of {status.points_planned} points: {row.note}")
    return lines


def _points(status: ExperimentStatus) -> str:
    text = f"{status.points_done} of {counted(status.points, 'point')} done"
    if status.points_failed:
        text += f", {status.points_failed} failed"
    return text
