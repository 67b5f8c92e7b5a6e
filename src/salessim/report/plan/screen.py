"""Lays a plan out on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from salessim.report.plan.sentences import footnotes, sentences

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.plan.findings import PlanFindings, PlanRow


def show(console: Console, findings: PlanFindings, *, details: bool = False) -> None:
    """Print the sentences, then where the hours go: over the horizon, or month by month."""
    for line in sentences(findings):
        console.print(line, soft_wrap=not console.is_terminal)
    console.print()
    console.print(_hours(findings.plan, by_month=details))
    for note in footnotes(findings):
        console.print(note, soft_wrap=not console.is_terminal)


def _hours(rows: list[PlanRow], *, by_month: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    if by_month:
        table.add_column("month")
    for name in ("group", "segment", "motion"):
        table.add_column(name)
    for name in ("hours", "today", "change"):
        table.add_column(name, justify="right")
    table.add_column("why", overflow="fold")
    sums: dict[tuple[str, ...], list[PlanRow]] = {}
    for row in rows:
        place: tuple[str, ...] = (row.group, row.segment, row.motion)
        sums.setdefault((row.month, *place) if by_month else place, []).append(row)
    for where, own in sums.items():
        hours, before = sum(row.hours for row in own), sum(row.hours_today for row in own)
        if hours < 0.5 and before < 0.5:
            continue
        usual = max({row.why for row in own}, key=[row.why for row in own].count)
        table.add_row(*where, f"{hours:,.0f}", f"{before:,.0f}", f"{hours - before:+,.0f}", usual)
    return table
