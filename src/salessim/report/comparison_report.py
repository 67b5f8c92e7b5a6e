"""The report of a comparison: a sentence or two for each variant, tables, the picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.letters import visible
from salessim.report.comparison_tables import (
    RANKING_COLUMNS,
    changes,
    comparison_charts,
    comparison_sheets,
    drawn_differences,
    overview,
    ranking,
)
from salessim.report.contents import Document, Slide
from salessim.report.document import json_text
from salessim.report.money_tables import assumptions
from salessim.report.sheet import print_page
from salessim.report.words import (
    BAD,
    GOOD,
    INDICATOR_UNITS,
    PERCENTAGE_POINTS,
    QUIET,
    STRONG,
    UNCHANGED,
    chance,
    count,
    counted,
    currency,
    figure,
    in_futures,
    indicator_label,
    indicators_compared,
    is_constant,
    months,
    signed_figure,
    signed_interval,
    target_label,
    verdict,
    whole_points,
)

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.measure.differences import ComparisonFindings, TargetDifference, VariantFindings

STYLES = {1: GOOD, -1: BAD, 0: ""}
INDENT = "    "
SLIDES_OF_CHARTS = 2


def comparison_sentences(findings: ComparisonFindings) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    lines = [_title(findings), _as_it_stands(findings)]
    for variant in findings.variants:
        lines += _variant(variant, findings)
    return lines


def comparison_footnotes(findings: ComparisonFindings) -> list[Text]:
    """What the words mean, and how much pairing narrowed the intervals."""
    words = "Revenue: recognised, as contracts run."
    if findings.has_payroll:
        words += " Payroll ratio: sales payroll over revenue."
    notes = [f"{words} Profit: revenue less cost of goods and sales costs."]
    if findings.replications > 1:
        notes.append(
            "In brackets: 95 % interval of the mean difference, each by itself. Every variant"
            " meets the same futures."
        )
        notes += _pairing(findings)
    return [Text(note, style=QUIET) for note in notes]


def _title(findings: ComparisonFindings) -> Text:
    first, last = findings.horizon
    of_each = f"{counted(findings.replications, 'future')} of each"
    return Text(
        f"{findings.scenario.name} · {months(first, last)} · {of_each}"
        f" · in {currency(findings.currency)}",
        style=STRONG,
    )


def _main_indicators(findings: ComparisonFindings) -> list[str]:
    """The indicators that sentences speak of; revenue comes first."""
    return indicators_compared("sentences", has_payroll=findings.has_payroll)


def _as_it_stands(findings: ComparisonFindings) -> Text:
    figures = [
        f"{indicator_label(name)} {figure(INDICATOR_UNITS[name], findings.indicators[name].mean)}"
        for name in _main_indicators(findings)
    ]
    return Text(f"As it stands: {', '.join(figures)}")


def _variant(variant: VariantFindings, findings: ComparisonFindings) -> list[Text]:
    first, *rest = _main_indicators(findings)
    head = Text(f"{variant.name}: ", style=STRONG)
    if all(row.unchanged for row in variant.differences.values()):
        return [head.append("nothing changes")]
    further = [_difference(variant, name) for name in rest]
    further += [_target(target, findings.replications) for target in variant.targets]
    return [
        head.append_text(_difference(variant, first)),
        *(Text(INDENT).append_text(line) for line in further),
    ]


def _difference(variant: VariantFindings, name: str) -> Text:
    """`revenue +31k (+24k to +38k), better in 9 futures of 10`."""
    difference, unit = variant.differences[name], INDICATOR_UNITS[name]
    text = Text(f"{indicator_label(name)} ", style="not bold")
    if difference.unchanged:
        return text.append(UNCHANGED)
    if difference.mean is None:
        return text.append("none")
    text.append(
        signed_figure(unit, difference.mean) + PERCENTAGE_POINTS.get(unit, ""),
        STYLES[verdict(difference)],
    )
    if difference.ci95 is None:
        return text
    if is_constant(difference):
        return text.append(" in every future")
    text.append(f" ({signed_interval(unit, difference.ci95)})")
    if not verdict(difference):
        return text.append(", no difference beyond chance")
    share = in_futures(difference)
    return text.append(f", {share}" if share else "")


def _target(target: TargetDifference, replications: int) -> Text:
    text = Text(f"{target_label(target.measure, target.value, target.by, target.of_whole)}: ")
    if replications == 1:
        words = {True: "reached", False: "missed"}
        return text.append(
            f"{words[target.probability == 1]} → {words[target.probability_of_variant == 1]}"
        )
    before, after = chance(target.probability), chance(target.probability_of_variant)
    if target.unchanged:
        return text.append(f"{before}, {UNCHANGED}")
    low, high = target.ci95
    style = "" if low <= 0 <= high else STYLES[1 if low > 0 else -1]
    text.append(f"{before} → {after}", style)
    return text.append(f" ({whole_points(target.ci95)} points)")


def _pairing(findings: ComparisonFindings) -> list[str]:
    """How many replications pairing saved, by revenue."""
    factors = [
        factor
        for variant in findings.variants
        if (factor := variant.differences["revenue"].pairing_factor) is not None
    ]
    if not factors:
        return []
    low, high = (count(factor) for factor in (min(factors), max(factors)))
    times = low if low == high else f"{low} to {high}"
    return [
        f"Without pairs, equally narrow intervals of revenue would take {times} times the futures."
    ]


def comparison_document(findings: ComparisonFindings) -> Document:
    """The report of a comparison: sentences, footnotes, all tables, the picture, the slides."""
    inputs = assumptions(findings.inputs.typed, findings.inputs.defaults)
    return Document(
        name=findings.scenario.name,
        lines=comparison_sentences(findings),
        notes=comparison_footnotes(findings),
        sheets=[*comparison_sheets(findings), *inputs],
        origin=_origin(findings),
        draw=partial(drawn_differences, findings),
        json_text=partial(json_text, findings),
        currency=currency(findings.currency),
        slides=_slides(findings),
        assumptions=tuple(inputs),
    )


def _slides(findings: ComparisonFindings) -> tuple[Slide, ...]:
    """A slide a chart, its best variant as the title; the verdicts; what the variants change."""
    ranked = ranking(findings)
    charts = comparison_charts(ranked)[:SLIDES_OF_CHARTS]
    drawn = [
        Slide(_best_sentence(findings, name), charts=(chart,))
        for name, chart in zip(RANKING_COLUMNS, charts, strict=False)
        if any(chart.figures)
    ]
    tables = [ranked, changes(findings)]
    return (*drawn, *(Slide(sheet.title, sheet=sheet) for sheet in tables if sheet.rows))


def _best_sentence(findings: ComparisonFindings, name: str) -> str:
    """What the variant that is best by an indicator does to it."""
    known = [one for one in findings.variants if one.differences[name].mean is not None]
    sign = -1 if any(one.differences[name].better == "lower" for one in known) else 1
    best = max(known, key=lambda one: sign * (one.differences[name].mean or 0.0))
    return f"{visible(best.name)}: {_difference(best, name).plain}"


def _origin(findings: ComparisonFindings) -> str:
    return (
        f"Engine {findings.engine}, seed {findings.seed}, {findings.replications} futures of each."
        f" Scenario {findings.scenario.digest}, tables {findings.digest}."
    )


def show(console: Console, findings: ComparisonFindings, *, details: bool = False) -> None:
    """Print the sentences, then the differences, or all tables if asked for."""
    sheets = comparison_sheets(findings) if details else [overview(findings)]
    print_page(console, comparison_sentences(findings), sheets, comparison_footnotes(findings))
