"""The report of an experiment as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salessim.report.document import Document
from salessim.report.experiment.picture import drawn_surface
from salessim.report.experiment.sentences import footnotes, sentences
from salessim.report.experiment.sheets import all_sheets
from salessim.report.store import json_text

if TYPE_CHECKING:
    from salessim.study.analysing.findings import Analysis


def analysis_document(found: Analysis) -> Document:
    """Sentences, footnotes, all tables, the picture."""
    return Document(
        name=found.name,
        lines=sentences(found),
        notes=footnotes(found),
        sheets=all_sheets(found),
        origin=f"Design {found.design}, {found.runs} runs. Scenario {found.scenario_digest}, "
        f"rows {found.digest}.",
        draw=partial(drawn_surface, found),
        json_text=partial(json_text, found),
    )
