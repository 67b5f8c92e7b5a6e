"""Reads a design file's tree value by value, and notes every problem on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from salessim.errors import InputProblem
from salessim.scenario.kinds import Choice, Kind, did_you_mean
from salessim.scenario.problems import problem_of, shown
from salessim.scenario.tree import BooleanWord, Items, Leaf, Map, Node, Place, Table
from salessim.units import UnreadableError


def words(options: Iterable[str]) -> Choice:
    """One of a few words that are known only now."""
    return Choice(Literal[tuple(options)])


@dataclass
class Reader:
    """Turns nodes into values; what cannot be used becomes a problem and None."""

    currency: str | None = None
    problems: list[InputProblem] = field(default_factory=list)

    def refuse(self, where: Node | Place, message: str) -> None:
        """Note a problem with what stands at a node or place."""
        place = where if isinstance(where, Place) else where.place
        value = "" if isinstance(where, Place) else shown(where)
        self.problems.append(problem_of(place, value, message))

    def map(self, node: Node, known: Iterable[str] | None = None) -> dict[str, Node]:
        """The entries of a map; keys that are not known are refused."""
        if not isinstance(node, Map):
            self.refuse(node, "a map of keys is needed here, such as {key: value}")
            return {}
        if known is None:
            return dict(node.nodes)
        names = tuple(known)
        for key, child in node.nodes.items():
            if key not in names:
                hint = did_you_mean(key, names) or f"; known: {', '.join(names)}"
                self.refuse(child.place, f"there is no such key{hint}")
        return {key: child for key, child in node.nodes.items() if key in names}

    def items(self, node: Node) -> tuple[Node, ...]:
        """The entries of a list."""
        if not isinstance(node, Items) or not node.nodes:
            self.refuse(node, "a list is needed here, such as [first, second]")
            return ()
        return node.nodes

    def value(self, node: Node | None, kind: Kind, otherwise: Any = None) -> Any:
        """A single value of a kind; `otherwise` where nothing is given or it cannot be used."""
        if node is None:
            return otherwise
        if not isinstance(node, Leaf):
            self.refuse(node, f"one value is needed here, such as {kind.example}")
            return otherwise
        try:
            if node.value is None or isinstance(node.value, BooleanWord):
                raise UnreadableError(f"type {kind.example}")
            return kind.read(node.value, self.currency)
        except UnreadableError as error:
            self.refuse(node, str(error))
            return otherwise

    def rows(self, node: Node) -> list[dict[str, Node]]:
        """The rows of a list of maps, or of a table read from a CSV file."""
        if isinstance(node, Table):
            return [
                {name: Leaf(cell, node.place_of(row, name)) for name, cell in cells.items()}
                for row, cells in enumerate(node.rows)
            ]
        return [self.map(child) for child in self.items(node)]
