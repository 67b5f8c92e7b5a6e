"""How a file writes its numbers: a field that shows it by one of them, and the mark it says."""

import re
from dataclasses import dataclass
from typing import Any

from salessim.figures import COMMA, POINT, STYLES, marks_shown
from salessim.scenario.kinds import Text
from salessim.scenario.tree import Leaf, Map
from salessim.units import UnreadableError


@dataclass(frozen=True, kw_only=True)
class NumberStyle(Text):
    """How a file writes its numbers, shown by one of them; becomes the decimal mark."""

    @property
    def allowed(self) -> str:
        """The two styles."""
        return f"{STYLES[POINT]} or {STYLES[COMMA]}"

    @property
    def example(self) -> str:
        """The two styles."""
        return self.allowed

    def read(self, value: Any, currency: str | None) -> str:
        """The mark that comes last in the example."""
        text = super().read(value, currency)
        marks = marks_shown(text) if re.fullmatch("[0-9][0-9., ']*", text) else set()
        if len(marks) != 1:
            raise UnreadableError(f"numbers shows how they are written: type {self.allowed}")
        return marks.pop()


def decimal_mark(root: Map) -> str | None:
    """The decimal mark that the line `numbers` of a file says, if it has one."""
    style = root.nodes.get("numbers")
    try:
        return NumberStyle().read(style.value, None) if isinstance(style, Leaf) else None
    except UnreadableError:  # said by the schema
        return None
