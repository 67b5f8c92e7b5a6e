"""A scenario as typed: a tree of maps, lists, tables and single values that know their place.

The tree is what `extends`, variants and `vary` work on; the schema turns it into numbers. A node
keeps the place where it was typed, so a message can name file and line wherever the node moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from salessim.arguments import shown
from salessim.errors import InputError
from salessim.figures import marked

DEEPEST = 40
"""Levels of maps and lists inside each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was typed: file, line (1 or more, or None) and key path."""

    file: str
    line: int | None
    path: tuple[str, ...] = ()

    def under(self, key: str, line: int | None = None) -> "Place":
        """The place of a key inside the map at this place."""
        return Place(self.file, self.line if line is None else line, (*self.path, key))


@dataclass(frozen=True, slots=True)
class BooleanWord:
    """A word that YAML 1.1 takes for true or false, such as `off`; refused everywhere."""

    word: str

    @property
    def means_off(self) -> bool:
        """Whether it is one of the words for false."""
        return self.word.lower() in ("n", "no", "off", "false")


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a table that could not be read, a problem that has been reported."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value: text as typed, None, a mark, or a number given in Python."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file: each a map of column to text, or a model once it has been checked."""

    rows: tuple[Any, ...]
    lines: tuple[int, ...]
    place: Place
    file: str

    def place_of(self, row: int, column: str | None) -> Place:
        """Where a cell was typed; the whole row if `column` is None."""
        path = self.place.path if column is None else (*self.place.path, column)
        return Place(self.file, self.lines[row], path)


@dataclass(frozen=True, slots=True)
class Map:
    """A map from names to nodes, in the order typed."""

    nodes: dict[str, "Node"]
    place: Place

    def with_node(self, key: str, node: "Node | None") -> "Map":
        """A map with one entry set, or removed where `node` is None."""
        nodes = {**self.nodes}
        if node is None:
            nodes.pop(key, None)
        else:
            nodes[key] = node
        return Map(nodes, self.place)


type Node = Leaf | Items | Table | Map


def plain(node: Node) -> Any:
    """The node as Python lists, dicts and values."""
    match node:
        case Leaf():
            return node.value
        case Items():
            return [plain(child) for child in node.nodes]
        case Table():
            return list(node.rows)
        case Map():
            return {key: plain(child) for key, child in node.nodes.items()}


def with_decimal_mark(node: Node, decimal: str | None) -> Node:
    """The node, in which every text with two readings knows the decimal mark of its file."""
    if decimal is None:
        return node
    match node:
        case Leaf(value=str(text), place=place):
            return Leaf(marked(text, decimal), place)
        case Items(nodes=listed, place=place):
            return Items(tuple(with_decimal_mark(child, decimal) for child in listed), place)
        case Map(nodes=named, place=place):
            nodes = {key: with_decimal_mark(child, decimal) for key, child in named.items()}
            return Map(nodes, place)
        case _:
            return node


def node_of(value: Any, place: Place, depth: int = 0) -> Node:
    """A node from Python lists, tuples, dicts and values, all at one place of a file.

    Raises:
        InputError: they are nested too deep, as those that hold themselves are.
    """
    if depth > DEEPEST:
        path = ".".join(place.path[:DEEPEST])
        raise InputError(f"{place.file}: {path}: nested deeper than {DEEPEST} levels.")
    if isinstance(value, dict):
        nodes = {
            str(key): node_of(child, place.under(str(key)), depth + 1)
            for key, child in value.items()
        }
        return Map(nodes, place)
    if isinstance(value, list | tuple):
        return Items(tuple(node_of(child, place, depth + 1) for child in value), place)
    if isinstance(value, Integral) and not isinstance(value, bool):
        value = int(value)
    elif isinstance(value, Real) and not isinstance(value, bool):
        value = float(value)
    return Leaf(value if _can_be_shown(value) else shown(value), place)


def _can_be_shown(value: Any) -> bool:
    """Whether messages can quote a value; a class of the user's own may fail."""
    try:
        return bool(f"{value!r}{value}")
    except Exception:
        return False


def place_at(root: Node, location: tuple[str | int, ...]) -> tuple[Place, Node | None]:
    """The place of a location in the tree, and the node there, or None where nothing was typed.

    Parts of the location that name no node and no missing key (marks of the schema's own, in «»)
    are passed over.
    """
    node: Node | None = root
    place = root.place
    for index, part in enumerate(location):
        if isinstance(part, str) and part.startswith("«"):
            continue
        match node:
            case Map() if (key := str(part)) in node.nodes:
                node = node.nodes[key]
                place = node.place
            case Items() if isinstance(part, int) and part < len(node.nodes):
                node = node.nodes[part]
                place = node.place
            case Table() if isinstance(part, int) and part < len(node.rows):
                return _place_in_row(node, part, location[index + 1 :])
            case Leaf():
                break  # a single value that stands for a map
            case _ if isinstance(part, str):
                node, place = None, place.under(part)
            case _:
                node = None
    return place, node


def _place_in_row(table: Table, row: int, rest: tuple[str | int, ...]) -> tuple[Place, Node | None]:
    column = next((part for part in rest if isinstance(part, str)), None)
    place = table.place_of(row, column)
    cells = table.rows[row]
    known = isinstance(cells, dict) and column in cells
    return place, Leaf(cells[column], place) if known else None


def leaves(node: Node) -> Iterator[Leaf]:
    """All single values below a node; tables are left out."""
    match node:
        case Leaf():
            yield node
        case Items():
            for child in node.nodes:
                yield from leaves(child)
        case Map():
            for child in node.nodes.values():
                yield from leaves(child)
