"""The report of a plan: its sentences, on a terminal and as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.plan.findings import EQUIVALENT
from salessim.report.document import Document
from salessim.report.headline import BAD, GOOD, QUIET, STRONG
from salessim.report.plan.frontier_report import drawn_frontier, frontier_sentences
from salessim.report.plan.plan_picture import drawn_plan
from salessim.report.plan.plan_tables import first_sheets, page_sheets
from salessim.report.screen import show_sheet
from salessim.report.store import json_text
from salessim.report.words import amount, chance, months, share, typed_amount

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.plan.findings import PlanFindings

OBJECTIVES = {
    "ratio": "least payroll ratio",
    "revenue": "most revenue",
    "payroll": "least payroll",
    "profit": "most profit",
}


def sentences(findings: PlanFindings) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    first, last = findings.horizon
    lines = [
        Text(
            f"{findings.scenario.name} · {months(first, last)} · "
            f"{OBJECTIVES[findings.objective]} · {findings.replications} futures",
            style=STRONG,
        )
    ]
    if findings.repairs:
        lines.append(Text("This cannot be had. It would take one of:", style=BAD))
        lines += [Text(f"    {repair}", style=BAD) for repair in findings.repairs]
        lines.append(Text("What follows is the plan that comes closest."))
    lines += [*_outcome(findings), *_gap(findings), *_targets(findings)]
    lines += [Text(note) for note in findings.notes]
    lines += _hours_worth(findings)
    if findings.frontier is not None:
        lines += frontier_sentences(findings.frontier)
    return lines


def footnotes(findings: PlanFindings) -> list[Text]:
    """What the words mean, and the size of the programme."""
    size = findings.programme
    words = "Conquest wins new customers, loyalty keeps existing ones."
    notes = [f"{words} Payroll ratio: sales payroll over revenue."]
    counts = f"{size.variables:,} variables, {size.rows:,} rows, {size.coefficients:,} coefficients"
    proof = size.status
    if size.status != "optimal" and size.bound is not None:
        shown = share if findings.objective == "ratio" else amount
        proof += f" with {shown(size.objective)} where no plan betters {shown(size.bound)}"
    notes.append(f"Programme: {counts}, {proof}.")
    return [Text(note, style=QUIET) for note in notes]


def _outcome(findings: PlanFindings) -> list[Text]:
    plan, today = findings.simulated, findings.today
    revenue, before = plan["revenue"], today["revenue"]
    moved = findings.against_today["revenue"]
    line = f"Revenue       {amount(revenue.mean)}   today's allocation {amount(before.mean)}"
    style = ""
    if moved.ci95 is not None and before.mean and moved.mean is not None:
        low, high = moved.ci95
        if max(abs(low), abs(high)) <= EQUIVALENT * before.mean:
            line += ": as good as each other, within 1 %"
        else:
            line += f": {moved.mean / before.mean * 100:+.1f} %"
            line += f" ({low / before.mean * 100:+.1f} to {high / before.mean * 100:+.1f})"
            style = GOOD if low > 0 else BAD if high < 0 else ""
    ratio, was = plan["payroll_ratio"].mean, today["payroll_ratio"].mean
    return [
        Text(line, style=style),
        Text(f"Payroll ratio {share(ratio)}   today {share(was)}"),
        Text(f"Profit        {amount(plan['profit'].mean)}   today {amount(today['profit'].mean)}"),
    ]


def _gap(findings: PlanFindings) -> list[Text]:
    after, before = findings.optimism_gap, findings.optimism_gap_before
    if after.relative is None or before.relative is None:
        return []
    predicted = amount(findings.predicted.revenue)
    return [
        Text(
            f"Predicted {predicted}, {after.relative * 100:+.1f} % against the simulation"
            f" (its own error ±{after.half_width * 100:.1f} %); "
            f"{before.relative * 100:+.1f} % before the curves were corrected."
        )
    ]


def _targets(findings: PlanFindings) -> list[Text]:
    lines = []
    for target in findings.targets:
        line = f"{typed_amount(target.value)} by {target.label}: {chance(target.probability)}"
        if target.asked is not None:
            line += f", asked {share(target.asked)}"
        short = target.probability < (target.asked or 0.5)
        lines.append(Text(line, style=BAD if short else GOOD))
    return lines


def _hours_worth(findings: PlanFindings) -> list[Text]:
    parts = []
    for row in findings.marginal_value[:3]:
        worth = f"{amount(row.more)}"
        if row.degenerate:
            worth = f"{amount(min(row.more, row.less))} to {amount(max(row.more, row.less))}"
        parts.append(f"{row.group} {worth}")
    if not parts:
        return []
    what = "profit" if findings.objective == "profit" else "revenue"
    return [Text(f"One more hour brings, in {what} sooner or later: {'; '.join(parts)}.")]


def show(console: Console, findings: PlanFindings, *, details: bool = False) -> None:
    """Print the sentences, then where the hours go, or all tables if asked for."""
    for line in sentences(findings):
        console.print(line, soft_wrap=not console.is_terminal)
    for sheet in page_sheets(findings) if details else first_sheets(findings):
        console.print()
        show_sheet(console, sheet)
    console.print()
    for note in footnotes(findings):
        console.print(note, soft_wrap=not console.is_terminal)


def plan_document(findings: PlanFindings) -> Document:
    """The report of a plan: sentences, footnotes, all tables, the pictures."""
    pictures = [partial(drawn_plan, findings)]
    if findings.frontier is not None:
        pictures.insert(0, partial(drawn_frontier, findings))
    return Document(
        name=findings.scenario.name,
        lines=sentences(findings),
        notes=footnotes(findings),
        sheets=page_sheets(findings),
        origin=(
            f"Seed {findings.seed}, {findings.replications} futures. Scenario "
            f"{findings.scenario.digest}, tables {findings.digest}."
        ),
        draw=pictures[0],
        json_text=partial(json_text, findings),
        more=tuple(pictures[1:]),
    )
