"""How the progress and the size of an experiment are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salessim.study.running.standing import Standing

MOST_FAILURES = 5
MOST_NOTES = 3
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def size(count: float) -> str:
    """Bytes in words: `3.2 MB`."""
    for scale, unit in BYTES:
        if count >= scale:
            return f"{count / scale:.3g} {unit}"
    return "under 1 kB"


def standing_lines(stands: Standing) -> list[str]:
    """How far an experiment is, a line at a time."""
    running = " · running" if stands.is_running else ""
    lines = [f"{stands.name} · {_points(stands)}{running}"]
    lines.append(f"{stands.runs} of {stands.runs_planned} runs, {size(stands.bytes)} on disk")
    if stands.points_imprecise:
        lines.append(
            f"{stands.points_imprecise} of {stands.points} points ended before they were as "
            "precise as asked for: raise `to` under replications"
        )
    for failure in stands.failures[:MOST_FAILURES]:
        lines.append(f"Point {failure.point} failed: {failure.reason}")
    if len(stands.failures) > MOST_FAILURES:
        lines.append(f"and {len(stands.failures) - MOST_FAILURES} points more failed")
    for row in stands.plan_notes[:MOST_NOTES]:
        lines.append(f"Plans of {row.points} of {stands.points_planned} points: {row.note}")
    return lines


def _points(stands: Standing) -> str:
    points = "1 point" if stands.points == 1 else f"{stands.points} points"
    said = f"{stands.points_done} of {points} done"
    if stands.points_failed:
        said += f", {stands.points_failed} failed"
    return said
