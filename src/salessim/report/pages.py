"""The report of a run as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from salessim.report.document import Document
from salessim.report.headline import footnotes, headline
from salessim.report.picture import drawn_revenue
from salessim.report.sheet import Sheet
from salessim.report.sheets import all_sheets, defaults, skills
from salessim.report.skills_picture import drawn_skills
from salessim.report.store import json_text

if TYPE_CHECKING:
    from salessim.measure.findings import Findings


def run_document(findings: Findings) -> Document:
    """The report of a run: headline, footnotes, all tables, the pictures."""
    return Document(
        name=findings.scenario.name,
        lines=headline(findings),
        notes=footnotes(findings),
        sheets=page_sheets(findings),
        origin=_origin(findings),
        draw=partial(drawn_revenue, findings),
        json_text=partial(json_text, findings),
        more=(partial(drawn_skills, findings),) if findings.team else (),
    )


def page_sheets(findings: Findings) -> list[Sheet]:
    """The tables of a page: those of the screen, the skills grid, the defaults with sources."""
    sheets = all_sheets(findings)
    if findings.team:
        sheets.append(skills(findings))
    return [*sheets, defaults(findings)] if findings.defaults else sheets


def _origin(findings: Findings) -> str:
    rules = ", ".join(f"{slot} ({name})" for slot, name in findings.own_rules.items())
    own = f" Rules of the user's own: {rules}." if rules else ""
    return (
        f"Engine {findings.engine}, seed {findings.seed}, {findings.replications} futures. "
        f"Scenario {findings.scenario.digest}, tables {findings.digest}.{own}"
    )
