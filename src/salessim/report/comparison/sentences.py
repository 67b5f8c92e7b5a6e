"""What a comparison says first: a sentence or two for each variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.comparison.wording import (
    POINTS,
    UNCHANGED,
    UNITS,
    between,
    figure,
    in_futures,
    is_constant,
    label,
    moved,
    verdict,
    whole_points,
)
from salessim.report.headline import BAD, GOOD, QUIET, STRONG
from salessim.report.words import MEASURES, chance, count, currency, month, months, typed_amount

if TYPE_CHECKING:
    from salessim.measure.differences import ComparisonFindings, TargetDifference, VariantFindings

STYLES = {1: GOOD, -1: BAD, 0: ""}
INDENT = "    "


def sentences(findings: ComparisonFindings) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    lines = [_title(findings), _as_it_stands(findings)]
    for variant in findings.variants:
        lines += _variant(variant, findings)
    return lines


def footnotes(findings: ComparisonFindings) -> list[Text]:
    """What the words mean, and what pairing was worth."""
    words = "Revenue: what customers are billed."
    if findings.has_paid_reps:
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
    number = findings.replications
    of_each = "1 future of each" if number == 1 else f"{number} futures of each"
    return Text(
        f"{findings.scenario.name} · {months(first, last)} · {of_each}"
        f" · in {currency(findings.currency)}",
        style=STRONG,
    )


def _shown(findings: ComparisonFindings) -> list[str]:
    """The indicators that sentences speak of; revenue comes first."""
    ratio = ["payroll_ratio"] if findings.has_paid_reps else []
    return ["revenue", *ratio, "profit"]


def _as_it_stands(findings: ComparisonFindings) -> Text:
    said = [
        f"{label(name)} {figure(UNITS[name], findings.indicators[name].mean)}"
        for name in _shown(findings)
    ]
    return Text(f"As it stands: {', '.join(said)}")


def _variant(variant: VariantFindings, findings: ComparisonFindings) -> list[Text]:
    first, *rest = _shown(findings)
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
    difference, unit = variant.differences[name], UNITS[name]
    text = Text(f"{label(name)} ", style="not bold")
    if difference.unchanged:
        return text.append(UNCHANGED)
    if difference.mean is None:
        return text.append("none")
    text.append(moved(unit, difference.mean) + POINTS.get(unit, ""), STYLES[verdict(difference)])
    if difference.ci95 is None:
        return text
    if is_constant(difference):
        return text.append(" in every future")
    text.append(f" ({between(unit, difference.ci95)})")
    if not verdict(difference):
        return text.append(", no difference beyond chance")
    often = in_futures(difference)
    return text.append(f", {often}" if often else "")


def _target(target: TargetDifference, replications: int) -> Text:
    text = Text(f"{MEASURES[target.measure]} {typed_amount(target.value)} by {month(target.by)}: ")
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
    """How many futures pairing saved, by revenue."""
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
