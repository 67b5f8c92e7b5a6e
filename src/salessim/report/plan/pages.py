"""The report of a plan as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salessim.report.document import Document
from salessim.report.plan.picture import drawn_plan
from salessim.report.plan.sentences import footnotes, sentences
from salessim.report.plan.sheets import page_sheets
from salessim.report.store import json_text

if TYPE_CHECKING:
    from salessim.plan.findings import PlanFindings


def plan_document(findings: PlanFindings) -> Document:
    """The report of a plan: sentences, footnotes, all tables, the picture."""
    return Document(
        name=findings.scenario.name,
        lines=sentences(findings),
        notes=footnotes(findings),
        sheets=page_sheets(findings),
        origin=(
            f"Seed {findings.seed}, {findings.replications} futures. Scenario "
            f"{findings.scenario.digest}, tables {findings.digest}."
        ),
        draw=partial(drawn_plan, findings),
        json_text=partial(json_text, findings),
    )
