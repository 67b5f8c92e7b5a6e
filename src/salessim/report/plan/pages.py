"""The report of a plan as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salessim.report.document import Document, json_text
from salessim.report.plan.frontier import drawn_frontier
from salessim.report.plan.picture import drawn_plan
from salessim.report.plan.sentences import footnotes, sentences
from salessim.report.plan.sheets import page_sheets

if TYPE_CHECKING:
    from salessim.plan.findings import PlanFindings


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
