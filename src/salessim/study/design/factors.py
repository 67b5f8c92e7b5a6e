"""What an experiment varies: a factor has levels, or a distribution, at one key path or several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from salessim.study.design.figures import Spread

AS_IT_STANDS = "as it stands"


@dataclass(frozen=True)
class Level:
    """One setting of a factor.

    Attributes:
        label: what tables call it.
        changes: key path to a value as typed; None removes what stands there.
        number: the value as a number in the unit typed, where it is one.
    """

    label: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    number: float | None = None


UNCHANGED = Level(AS_IT_STANDS)
"""The base scenario's own setting."""


@dataclass(frozen=True)
class Factor:
    """Something that is varied.

    Attributes:
        name: what tables call it.
        paths: the key paths that it sets, all to the same value where it has a spread.
        levels: its settings, in the order typed; empty where it has a spread.
        spread: its distribution, or None.
    """

    name: str
    paths: tuple[str, ...]
    levels: tuple[Level, ...] = ()
    spread: Spread | None = None

    def at(self, chance: float) -> Level:
        """The setting below which a share `chance` (0..1) of all settings lies.

        Levels are taken in their order, each with the same share.
        """
        if self.spread is None:
            return self.levels[min(int(chance * len(self.levels)), len(self.levels) - 1)]
        typed = self.spread.figure.typed(self.spread.quantile(chance))
        number = float(typed.partition(" ")[0])
        return Level(typed, dict.fromkeys(self.paths, typed), number)

    @property
    def is_numeric(self) -> bool:
        """Whether all settings are numbers."""
        return self.spread is not None or all(level.number is not None for level in self.levels)
