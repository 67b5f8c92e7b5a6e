"""The tables of an experiment's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    NOTHING,
    figure,
    hundredths,
    share_of_futures,
    signed_figure,
    signed_interval,
)

if TYPE_CHECKING:
    from salessim.measure.findings import Interval
    from salessim.study.analysing.analysis_findings import Analysis, PointFigures
    from salessim.study.choosing.candidates import Candidate

MAX_POINTS = 30
MAX_NUMBER = 6
SURE = "Sure: beyond chance after Holm's correction for all rows of this table."
SPREAD = "8 in 10 futures lie between p10 and p90."
ERRORS = "Points, noise: half 95 % intervals by the choice of points and by too few replications."


def analysis_sheets(analysis: Analysis) -> list[Sheet]:
    """Every table that has rows."""
    sheets = [
        contrasts(analysis),
        slopes(analysis),
        sobol(analysis),
        interactions(analysis),
        effects(analysis),
    ]
    return [sheet for sheet in [*sheets, points(analysis)] if sheet.rows]


def contrasts(analysis: Analysis) -> Sheet:
    """Each level against the first one."""
    return Sheet(
        "Contrasts",
        f"Paired over {analysis.paired} futures.",
        (
            text("factor"),
            text("level"),
            text("instead of"),
            Column("difference"),
            Column("95 % interval"),
            Column("better in", 90),
            text("sure", 70, meaning=SURE),
        ),
        tuple(
            (
                row.factor,
                row.level,
                row.against,
                signed_figure(analysis.unit, row.difference),
                signed_interval(analysis.unit, row.ci95),
                NOTHING if row.better_in is None else share_of_futures(row.better_in),
                "yes" if row.is_sure else "no",
            )
            for row in analysis.contrasts
        ),
    )


def slopes(analysis: Analysis) -> Sheet:
    """What sampled factors do over most of their range."""
    fit = (
        "" if analysis.fit is None else f" It explains {100 * analysis.fit:.0f} % of the variance."
    )
    return Sheet(
        "Sampled factors",
        "From the 10th to the 90th percentile of each factor, by a linear model of all of them."
        + fit,
        (
            text("factor"),
            text("from"),
            text("to"),
            Column("difference"),
            Column("95 % interval"),
        ),
        tuple(
            (
                row.factor,
                short(row.low),
                short(row.high),
                signed_figure(analysis.unit, row.difference),
                signed_interval(analysis.unit, row.ci95),
            )
            for row in analysis.slopes
        ),
    )


def sobol(analysis: Analysis) -> Sheet:
    """Sobol indices with both errors."""
    return Sheet(
        "Sobol indices",
        "Shares of the variance between points: by the factor itself, and with all interactions.",
        (
            text("factor"),
            Column("first"),
            Column("points", 70, meaning=ERRORS),
            Column("noise", 70, meaning=ERRORS),
            Column("total"),
            Column("points", 70, meaning=ERRORS),
            Column("noise", 70, meaning=ERRORS),
        ),
        tuple(
            (
                row.factor,
                hundredths(row.first),
                _plus_minus(row.first_error),
                _plus_minus(row.first_noise),
                hundredths(row.total),
                _plus_minus(row.total_error),
                _plus_minus(row.total_noise),
            )
            for row in analysis.sobol
        ),
    )


def interactions(analysis: Analysis) -> Sheet:
    """Second-order indices."""
    return Sheet(
        "Interactions of two",
        "Share of the variance that two factors make together, beyond each by itself.",
        (text("factor"), text("and"), Column("share"), Column("error")),
        tuple(
            (*row.factors, hundredths(row.index), _plus_minus(row.error))
            for row in analysis.interactions
        ),
    )


def effects(analysis: Analysis) -> Sheet:
    """Each level of each factor, averaged over the others."""
    origin = "the scenario as it stands" if analysis.design == "one_at_a_time" else "the mean"
    return Sheet(
        "Main effects",
        f"Mean over the points with a level, and its difference from {origin} of all points."
        if origin == "the mean"
        else f"Mean with a level, and its difference from {origin}.",
        (
            text("factor"),
            text("level"),
            Column("points", 80),
            Column("mean"),
            Column("difference"),
            Column("95 % interval"),
        ),
        tuple(
            (
                row.factor,
                row.level,
                str(row.points),
                figure(analysis.unit, row.mean),
                signed_figure(analysis.unit, row.difference),
                signed_interval(analysis.unit, row.ci95),
            )
            for row in analysis.effects
        ),
    )


def points(analysis: Analysis) -> Sheet:
    """The points, the best first where better is known."""
    ranked = best_first(analysis.figures, analysis.better)
    shown = ranked[:MAX_POINTS]
    left = len(ranked) - len(shown)
    has_spread = any(row.p10 is not None for row in shown)
    note = f"The first {MAX_POINTS}; `experiment export` writes all {len(ranked)}." if left else ""
    names = list(shown[0].settings) if shown else []
    spread = (
        (Column("p10", 100, meaning=SPREAD), Column("p90", 100, meaning=SPREAD))
        if has_spread
        else ()
    )
    return Sheet(
        "Points",
        note,
        (
            Column("point"),
            *(text(name) for name in names),
            Column("mean"),
            Column("95 % interval"),
            *spread,
        ),
        tuple(
            (
                str(row.point),
                *(short(row.settings[name]) for name in names),
                figure(analysis.unit, row.mean),
                interval(analysis.unit, row.ci95),
                *(figure(analysis.unit, end) for end in (row.p10, row.p90) if has_spread),
            )
            for row in shown
        ),
    )


def best_first[Row: (PointFigures, Candidate)](rows: list[Row], better: str | None) -> list[Row]:
    """Points in the order of their means, those without one last; ties by number."""
    sign = -1 if better == "higher" else 1
    return sorted(rows, key=lambda row: (row.mean is None, sign * (row.mean or 0.0), row.point))


def interval(unit: str, ends: Interval | None) -> str:
    """An interval of an indicator: `0.98M to 1.05M`."""
    return NOTHING if ends is None else f"{figure(unit, ends[0])} to {figure(unit, ends[1])}"


def _plus_minus(half: float | None) -> str:
    return NOTHING if half is None else f"± {half:.2f}"


def short(label: str) -> str:
    """A setting; a number with many digits is cut to four that count."""
    number, space, unit = label.partition(" ")
    try:
        value = float(number)
    except ValueError:
        return label
    if len(number) <= MAX_NUMBER:
        return label
    cut = f"{value:,.0f}".replace(",", " ") if abs(value) >= 1e4 else f"{value:.4g}"
    return f"{cut}{space}{unit}"


def settings(row: dict[str, str]) -> str:
    """A point's settings in one line."""
    return ", ".join(f"{name} {short(value)}" for name, value in row.items())
