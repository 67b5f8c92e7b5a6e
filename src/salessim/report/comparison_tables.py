"""The tables of a comparison, and its picture: a dot and its interval for each variant."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from salessim.measure.differences import AS_IT_STANDS
from salessim.report.contents import Chart, Series
from salessim.report.drawing import BLACK, BLUE, GREY, RED, plain
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    HIDE_ZERO,
    INDICATOR_UNITS,
    NOTHING,
    UNCHANGED,
    chance,
    count,
    currency,
    difference,
    figure,
    indicator_label,
    indicators_compared,
    signed_figure,
    target_label,
    verdict,
    whole_points,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.measure.differences import ComparisonFindings, Difference, VariantFindings

ENDS = "From, to: 95 % interval of the mean difference, each by itself."
DIFFERENCE_COLUMNS = (
    text("indicator"),
    Column("difference"),
    Column("from", 60, meaning=ENDS),
    Column("to", 60, meaning=ENDS),
    Column(
        "better in",
        50,
        meaning="Better in: share of futures in which the variant is the better one, each future "
        "against itself.",
    ),
    Column(
        "without pairs",
        110,
        meaning="Without pairs: how many times the futures an equally narrow interval would take.",
    ),
)
COLOURS = {1: BLUE, -1: RED, 0: GREY}
VERDICTS = {1: "better", -1: "worse", 0: "no difference beyond chance"}
ROW_INCHES, FRAME_INCHES = 0.34, 1.5


def overview(findings: ComparisonFindings) -> Sheet:
    """A row a variant and main indicator."""
    rows = []
    for variant in findings.variants:
        for place, name in enumerate(_overview_names(findings)):
            title = "" if place else variant.name
            rows.append((title, *_difference(name, variant.differences[name])))
    return Sheet(
        "Differences from the scenario as it stands",
        "",
        (text("variant"), *DIFFERENCE_COLUMNS),
        tuple(rows),
    )


RANKED_BY = "revenue"
RANKING_COLUMNS = {"revenue": "revenue", "payroll_ratio": "payroll ratio", "profit": "profit"}


def ranking(findings: ComparisonFindings) -> Sheet:
    """A row a variant, the one with most revenue first, and whether that is beyond chance."""
    names = [name for name in RANKING_COLUMNS if name != "payroll_ratio" or findings.has_payroll]
    ordered = sorted(findings.variants, key=lambda one: -(one.differences[RANKED_BY].mean or 0.0))
    rows = []
    for variant in ordered:
        shown = [difference(INDICATOR_UNITS[n], variant.differences[n].mean) for n in names]
        rows.append((variant.name, *shown, *map(_verdict, (variant.differences[n] for n in names))))
    return Sheet(
        "Variants, most revenue first",
        "Difference from the scenario as it stands, and whether chance alone may explain it.",
        (
            text("variant"),
            *(Column(RANKING_COLUMNS[name]) for name in names),
            *(text(f"{RANKING_COLUMNS[name]} is", 100) for name in names),
        ),
        tuple(rows),
    )


def _verdict(row: Difference) -> str:
    return UNCHANGED if row.unchanged else VERDICTS[verdict(row)]


def comparison_charts(ranked: Sheet) -> list[Chart]:
    """A chart an indicator, drawn from the ranking."""
    return [
        Chart(
            f"{label[:1].upper()}{label[1:]}: difference from the scenario as it stands",
            ranked,
            ("variant",),
            (Series(label, label),),
            "bar",
        )
        for label in RANKING_COLUMNS.values()
        if label in [column.name for column in ranked.columns]
    ]


def targets(findings: ComparisonFindings) -> Sheet:
    """A row a variant and target."""
    return Sheet(
        "Chances of the targets",
        "",
        (
            text("variant"),
            text("target"),
            Column(AS_IT_STANDS, 80),
            Column("with it", 80),
            Column("points"),
            Column("95 % interval", 90),
        ),
        tuple(
            (
                variant.name,
                target_label(row.measure, row.value, row.by, row.of_whole),
                chance(row.probability),
                chance(row.probability_of_variant),
                UNCHANGED if row.unchanged else signed_figure("share", row.difference),
                NOTHING if row.unchanged else whole_points(row.ci95),
            )
            for variant in findings.variants
            for row in variant.targets
        ),
    )


def changes(findings: ComparisonFindings) -> Sheet:
    """What each variant changes."""
    rows = []
    for variant in findings.variants:
        if variant.changes is None:
            rows.append((variant.name, f"a scenario of its own: {variant.scenario.name}", ""))
            continue
        rows += [(variant.name, path, _typed(value)) for path, value in variant.changes.items()]
    return Sheet(
        "What the variants change", "", (text("variant"), text("key"), text("value")), tuple(rows)
    )


def indicators(variant: VariantFindings, findings: ComparisonFindings) -> Sheet:
    """Every indicator of one variant; those that nobody has a figure of are left out."""
    return Sheet(
        variant.name,
        "",
        (
            DIFFERENCE_COLUMNS[0],
            Column(AS_IT_STANDS, 100),
            Column("variant", 100),
            # The overview, which comes first, says how to read them.
            *(replace(column, meaning="") for column in DIFFERENCE_COLUMNS[1:]),
        ),
        tuple(
            (
                indicator_label(name),
                figure(INDICATOR_UNITS[name], findings.indicators[name].mean),
                figure(INDICATOR_UNITS[name], variant.indicators[name].mean),
                *_difference(name, row)[1:],
            )
            for name, row in variant.differences.items()
            if row.mean is not None
            and not (
                name in HIDE_ZERO
                and findings.indicators[name].mean == variant.indicators[name].mean == 0.0
            )
        ),
    )


def comparison_sheets(findings: ComparisonFindings) -> list[Sheet]:
    """The tables of a report, in reading order; those without a row are left out."""
    sheets = [
        overview(findings),
        ranking(findings),
        targets(findings),
        changes(findings),
        *(indicators(variant, findings) for variant in findings.variants),
    ]
    return [sheet for sheet in sheets if sheet.rows]


def _overview_names(findings: ComparisonFindings) -> list[str]:
    return indicators_compared("sentences", "overview", has_payroll=findings.has_payroll)


def _difference(name: str, row: Difference) -> tuple[str, ...]:
    unit = INDICATOR_UNITS[name]
    if row.unchanged:
        return (indicator_label(name), UNCHANGED, *[NOTHING] * (len(DIFFERENCE_COLUMNS) - 2))
    low, high = row.ci95 or (None, None)
    return (
        indicator_label(name),
        difference(unit, row.mean),
        signed_figure(unit, low),
        signed_figure(unit, high),
        NOTHING if row.probability_better is None else chance(row.probability_better),
        NOTHING if row.pairing_factor is None else count(row.pairing_factor),
    )


def _typed(value: object) -> str:
    """A value as it would be typed; null for one that is taken away."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def drawn_differences(findings: ComparisonFindings) -> Figure:
    """Make the figure: revenue on the left, payroll ratio on the right if anybody is paid."""
    from matplotlib.figure import Figure

    titles = {"revenue": f"Revenue, {currency(findings.currency)}"}
    if findings.has_payroll:
        titles["payroll_ratio"] = "Payroll ratio, percentage points"
    height = FRAME_INCHES + ROW_INCHES * len(findings.variants)
    figure = Figure(figsize=(8, height), layout="constrained")
    panels = figure.subplots(1, len(titles), sharey=True, squeeze=False)[0]
    verdicts: set[int] = set()
    for axes, (name, title) in zip(panels, titles.items(), strict=True):
        verdicts |= _draw_indicator(axes, findings, name)
        axes.set_title(title, loc="left", fontsize=9)
    panels[0].set_yticks(
        range(len(findings.variants)), [variant.name for variant in findings.variants]
    )
    panels[0].invert_yaxis()
    figure.suptitle(
        f"{findings.scenario.name}: difference from the scenario as it stands, 95 % intervals",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    _add_legend(figure, verdicts)
    return figure


def _draw_indicator(axes: Axes, findings: ComparisonFindings, name: str) -> set[int]:
    """Draw one indicator; return which verdicts were shown."""
    unit = INDICATOR_UNITS[name]
    scale = 100.0 if unit == "share" else 1.0
    axes.axvline(0, color=BLACK, linewidth=0.8)
    shown = set()
    for place, variant in enumerate(findings.variants):
        difference = variant.differences[name]
        if difference.mean is None:
            continue
        mean, seen = scale * difference.mean, verdict(difference)
        shown.add(seen)
        if difference.ci95 is not None:
            low, high = (scale * border for border in difference.ci95)
            axes.plot([low, high], [place, place], color=COLOURS[seen], linewidth=2)
        axes.plot(mean, place, "o", color=COLOURS[seen], markersize=6)
        axes.annotate(
            _dot_label(unit, difference),
            (mean, place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=COLOURS[seen],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
    axes.xaxis.set_major_formatter(
        lambda value, _: signed_figure(unit, value / scale).removesuffix(".0") if value else "0"
    )
    axes.margins(x=0.12)
    axes.set_ylim(-0.7, len(findings.variants) - 0.4)
    plain(axes, grid="x")
    return shown


def _dot_label(unit: str, difference: Difference) -> str:
    return UNCHANGED if difference.unchanged else signed_figure(unit, difference.mean)


def _add_legend(figure: Figure, verdicts: set[int]) -> None:
    """Name the colours that occur."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOURS[seen], marker="o", linewidth=2, label=VERDICTS[seen])
        for seen in (1, -1, 0)
        if seen in verdicts
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=8, frameon=False)
