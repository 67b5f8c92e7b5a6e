"""The skills grid as a heat map: who can do what at the end, and what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheets import NAMES_OF_SKILLS
from salessim.report.words import change_of_level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from salessim.measure.findings import Findings

MOST_ROWS = 30
"""Above so many people the rows are roles."""
DARK = 0.55
"""Level from which letters are white."""


def drawn_skills(findings: Findings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    rows = _rows(findings)
    skills = list(findings.team[0].skills_at_end)
    figure = Figure(figsize=(8, 1.5 + 0.32 * len(rows)), layout="constrained")
    axes = figure.subplots()
    levels = [[end[skill] for skill in skills] for _, _, end in rows]
    image = axes.imshow(levels, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for row, (_, start, end) in enumerate(rows):
        for column, skill in enumerate(skills):
            axes.text(
                column,
                row,
                f"{end[skill]:.2f}  ({change_of_level(end[skill] - start[skill])})",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if end[skill] > DARK else "black",
            )
    axes.set_xticks(range(len(skills)), [NAMES_OF_SKILLS.get(name, name) for name in skills])
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.tick_params(labelsize=8, length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(
        "Skills grid at the end, 0 to 1 (in brackets: change since the first day)",
        loc="left",
        fontsize=11,
    )
    figure.colorbar(image, ax=axes, ticks=[0, 0.5, 1], shrink=0.8).ax.tick_params(labelsize=8)
    return figure


type Row = tuple[str, dict[str, float], dict[str, float]]


def _rows(findings: Findings) -> list[Row]:
    """Name, levels at the start, levels at the end: a row a person, or a role of a large team."""
    team = findings.team
    if len(team) <= MOST_ROWS:
        return [(rep.name, rep.skills_at_start, rep.skills_at_end) for rep in team]
    rows: list[Row] = []
    for role in dict.fromkeys(rep.role for rep in team):
        people = [rep for rep in team if rep.role == role]
        start, end = (
            {
                skill: sum(getattr(rep, when)[skill] for rep in people) / len(people)
                for skill in people[0].skills_at_end
            }
            for when in ("skills_at_start", "skills_at_end")
        )
        rows.append((f"{role} ({len(people)})", start, end))
    return rows
