"""The pictures of a run: revenue and payroll ratio month by month, and the skills grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.activity_tables import NAMES_OF_SKILLS
from salessim.report.drawing import BLACK, BLUE, PALE_BLUE, RED, plain
from salessim.report.words import amount, change_of_level, currency, month, typed_amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salessim.measure.findings import Findings

PAYROLL_LIMIT = 40
MAX_LABELS = 13
MAX_ROWS = 30
"""Above so many people the rows are roles."""
DARK = 0.55
"""Level from which letters are white."""


def drawn_revenue(findings: Findings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2.4, 1))
    _draw_revenue(upper, findings)
    _draw_payroll_ratio(lower, findings)
    _label_months(lower, findings)
    return figure


def _draw_revenue(axes: Axes, findings: Findings) -> None:
    rows = findings.monthly
    places = range(len(rows))
    if findings.replications > 1:
        axes.fill_between(
            places,
            [row.revenue.p10 or 0.0 for row in rows],
            [row.revenue.p90 or 0.0 for row in rows],
            color=PALE_BLUE,
            linewidth=0,
            label="8 in 10 futures",
        )
    middle = [row.revenue.p50 or 0.0 for row in rows]
    axes.plot(places, middle, color=BLUE, linewidth=2, label="revenue, middle future")
    if any(row.revenue_loyalty for row in rows):
        axes.plot(
            places,
            [row.revenue_loyalty for row in rows],
            color=BLUE,
            linewidth=1.2,
            linestyle=":",
            label="of it loyalty: customers of day one, mean",
        )
    _draw_targets(axes, findings)
    axes.set_title(
        f"{findings.scenario.name}: revenue a month, {currency(findings.currency)}",
        loc="left",
        fontsize=11,
    )
    axes.yaxis.set_major_formatter(lambda value, _: amount(value))
    axes.set_ylim(bottom=0, top=1.25 * axes.get_ylim()[1])
    axes.legend(fontsize=8, frameon=False, loc="upper left", ncols=2)
    plain(axes)


def _draw_targets(axes: Axes, findings: Findings) -> None:
    """Targets on revenue, spread evenly over their months."""
    months = [row.month for row in findings.monthly]
    for target in findings.targets:
        if target.measure == "revenue" and target.since and target.per_month:
            axes.hlines(
                target.per_month,
                months.index(target.since),
                months.index(target.by),
                color=RED,
                linestyle="--",
                linewidth=1.2,
                label=f"target {typed_amount(target.value)}, spread evenly",
            )


def _draw_payroll_ratio(axes: Axes, findings: Findings) -> None:
    rows = findings.monthly
    ratios = [
        float("nan") if row.payroll_ratio_3_months is None else 100 * row.payroll_ratio_3_months
        for row in rows
    ]
    axes.plot(range(len(rows)), ratios, color=BLACK, marker="o", markersize=3, linewidth=1.2)
    axes.axhline(PAYROLL_LIMIT, color=RED, linestyle="--", linewidth=1)
    known = sorted(ratio for ratio in ratios if ratio == ratio)
    # A first month almost without revenue would press the rest flat: it may leave the frame.
    top = max(100.0, 1.15 * known[int(0.8 * (len(known) - 1))]) if known else 100.0
    axes.set_ylim(0, min(top, 300.0))
    axes.set_title(
        "Payroll ratio of the last three months: sales payroll over revenue (limit: 40 %)",
        loc="left",
        fontsize=9,
    )
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    plain(axes)


def _label_months(axes: Axes, findings: Findings) -> None:
    every = -(-len(findings.monthly) // MAX_LABELS)
    places = range(0, len(findings.monthly), every)
    axes.set_xticks(places, [month(findings.monthly[place].month) for place in places])
    axes.tick_params(axis="x", labelsize=8, rotation=30 if len(places) > 8 else 0)


def drawn_skills(findings: Findings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    rows = _skill_rows(findings)
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


type SkillRow = tuple[str, dict[str, float], dict[str, float]]


def _skill_rows(findings: Findings) -> list[SkillRow]:
    """Name, levels at the start, levels at the end: a row a person, or a role of a large team."""
    team = findings.team
    if len(team) <= MAX_ROWS:
        return [(rep.name, rep.skills_at_start, rep.skills_at_end) for rep in team]
    rows: list[SkillRow] = []
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
