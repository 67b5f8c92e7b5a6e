"""The report of a comparison as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salessim.report.comparison.picture import drawn_differences
from salessim.report.comparison.sentences import footnotes, sentences
from salessim.report.comparison.sheets import all_sheets
from salessim.report.document import Document
from salessim.report.store import json_text

if TYPE_CHECKING:
    from salessim.measure.differences import ComparisonFindings


def comparison_document(findings: ComparisonFindings) -> Document:
    """The report of a comparison: sentences, footnotes, all tables, the picture."""
    return Document(
        name=findings.scenario.name,
        lines=sentences(findings),
        notes=footnotes(findings),
        sheets=all_sheets(findings),
        origin=_origin(findings),
        draw=partial(drawn_differences, findings),
        json_text=partial(json_text, findings),
    )


def _origin(findings: ComparisonFindings) -> str:
    return (
        f"Engine {findings.engine}, seed {findings.seed}, {findings.replications} futures of each."
        f" Scenario {findings.scenario.digest}, tables {findings.digest}."
    )
