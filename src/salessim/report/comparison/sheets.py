"""The tables of a comparison: all variants side by side, then each by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from salessim.measure.differences import AS_IT_STANDS
from salessim.report.comparison.wording import (
    POINTS,
    UNCHANGED,
    UNITS,
    figure,
    label,
    moved,
    whole_points,
)
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import MEASURES, NOTHING, chance, count, month, typed_amount

if TYPE_CHECKING:
    from salessim.measure.differences import ComparisonFindings, Difference, VariantFindings

OVERVIEW = ("revenue", "payroll_ratio", "profit", "contracts_won", "customers_at_end")
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
                f"{MEASURES[row.measure]} {typed_amount(row.value)} by {month(row.by)}",
                chance(row.probability),
                chance(row.probability_of_variant),
                UNCHANGED if row.unchanged else moved("share", row.difference),
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
                label(name),
                figure(UNITS[name], findings.indicators[name].mean),
                figure(UNITS[name], variant.indicators[name].mean),
                *_difference(name, row)[1:],
            )
            for name, row in variant.differences.items()
            if row.mean is not None
        ),
    )


def all_sheets(findings: ComparisonFindings) -> list[Sheet]:
    """The tables of a report, in reading order; those without a row are left out."""
    sheets = [
        overview(findings),
        targets(findings),
        changes(findings),
        *(indicators(variant, findings) for variant in findings.variants),
    ]
    return [sheet for sheet in sheets if sheet.rows]


def _overview_names(findings: ComparisonFindings) -> list[str]:
    return [name for name in OVERVIEW if name != "payroll_ratio" or findings.has_paid_reps]


def _difference(name: str, row: Difference) -> tuple[str, ...]:
    unit = UNITS[name]
    if row.unchanged:
        return (label(name), UNCHANGED, *[NOTHING] * (len(DIFFERENCE_COLUMNS) - 2))
    low, high = row.ci95 or (None, None)
    return (
        label(name),
        moved(unit, row.mean) + POINTS.get(unit, ""),
        moved(unit, low),
        moved(unit, high),
        NOTHING if row.probability_better is None else chance(row.probability_better),
        NOTHING if row.pairing_factor is None else count(row.pairing_factor),
    )


def _typed(value: object) -> str:
    """A value as it would be typed; null for one that is taken away."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
