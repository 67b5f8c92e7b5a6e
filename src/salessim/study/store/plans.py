"""Plans of points, a line each, so that an interruption costs no plan that was made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from salessim.study.planned import PlannedPoint
from salessim.study.store.lines import append_line, whole_lines


def append_plan(file: Path, plan: PlannedPoint) -> None:
    """Add a plan and wait until it is on disk; raises OSError."""
    content = {
        "point": plan.point,
        "figures": dict(plan.figures),
        "notes": list(plan.notes),
        "changes": dict(plan.changes),
    }
    append_line(file, {**content, "check": _check(content)})


def read_plans(folder: Path) -> Iterator[PlannedPoint]:
    """The plans of a folder; lines that were cut short or changed are left out."""
    for line in whole_lines(folder):
        check = line.pop("check", None)
        if check == _check(line):
            yield PlannedPoint(
                line["point"], line["changes"], line["figures"], tuple(line["notes"])
            )


def _check(content: dict[str, object]) -> int:
    return crc32(json.dumps(content, sort_keys=True).encode())
