"""Which runs are there: whole points as a mark, others as stretches of replications."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

type Stretch = tuple[int, int]
"""First replication, and the one after the last."""


@dataclass
class Present:
    """Replications of each point that are on disk."""

    stretches: dict[int, list[Stretch]] = field(default_factory=dict)

    def add(self, rows: np.ndarray) -> None:
        """Count rows in."""
        order = np.lexsort((rows["replication"], rows["point"]))
        points, numbers = rows["point"][order], rows["replication"][order]
        if not len(points):
            return
        breaks = np.flatnonzero((np.diff(points) != 0) | (np.diff(numbers) != 1)) + 1
        firsts = np.concatenate([[0], breaks])
        lasts = np.concatenate([breaks, [len(points)]]) - 1
        for first, last in zip(firsts, lasts, strict=True):
            stretch = (int(numbers[first]), int(numbers[last]) + 1)
            self._join(int(points[first]), stretch)

    def _join(self, point: int, stretch: Stretch) -> None:
        known = sorted([*self.stretches.get(point, ()), stretch])
        joined = [known[0]]
        for first, end in known[1:]:
            if first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((first, end))
        self.stretches[point] = joined

    def missing(self, point: int, count: int) -> list[Stretch]:
        """Stretches of the first `count` replications of a point that are not there."""
        gaps, reached = [], 0
        for first, end in self.stretches.get(point, ()):
            if first > reached:
                gaps.append((reached, min(first, count)))
            reached = max(reached, end)
            if reached >= count:
                return gaps
        gaps.append((reached, count))
        return gaps

    def count(self, points: Iterable[int] | None = None) -> int:
        """Replications of some points, or of all."""
        chosen = self.stretches if points is None else points
        return sum(end - first for point in chosen for first, end in self.stretches.get(point, ()))

    def holds(self, point: int, replications: np.ndarray) -> np.ndarray:
        """Which of some replications of a point are there, shape as given."""
        there = np.zeros(len(replications), bool)
        for first, end in self.stretches.get(point, ()):
            there |= (replications >= first) & (replications < end)
        return there
