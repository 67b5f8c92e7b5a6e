"""Tables in CSV files: wherever a scenario takes rows or names, a `.csv` may stand instead.

Rows (people, accounts, deals, quantiles) come one a line. A map of named entries takes a column
`name` and a column a key; a map of single values takes two columns, name and value.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from salessim.errors import Problem
from salessim.scenario.files import FileProblem, read_text
from salessim.scenario.kinds import did_you_mean
from salessim.scenario.nodes import Broken, Items, Leaf, Map, Node, Place, Table
from salessim.scenario.shape import PLAN, Anything, Group, Named, Rows, Shape, Value

LARGEST_TABLE_BYTES = 50_000_000
MOST_ROWS = 200_000


def with_tables(root: Map, folder: Path | None) -> tuple[Map, list[Problem]]:
    """Put the contents of CSV files in place of their names.

    Args:
        root: the scenario's tree.
        folder: where relative names start; None for the current folder.

    Returns:
        The tree, and the problems of the files. A table with problems is marked as `Broken`.
    """
    reader = _TableReader(folder or Path())
    nodes = reader.group(root, PLAN)
    return nodes, reader.problems


def rows_of_file(name: str, folder: Path, place: Place) -> tuple[Table | None, list[Problem]]:
    """The rows of a CSV file with any columns, and its problems; `place` is where it is named."""
    reader = _TableReader(folder)
    return reader.rows(name, place, None, ()), reader.problems


class _TableReader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def group(self, node: Map, shape: Group) -> Map:
        spots = shape.fields
        children = {
            key: self.node(child, spots[key].shape if key in spots else Anything())
            for key, child in node.nodes.items()
        }
        return Map(children, node.place)

    def node(self, node: Node, shape: Shape) -> Node:
        match node, shape:
            case Leaf(value=str(name)), Rows() | Named() if name.lower().endswith(".csv"):
                return self.file(name, node.place, shape)
            case Map(), Group():
                return self.group(node, shape)
            case Map(), Named(item=item):
                children = {key: self.node(child, item) for key, child in node.nodes.items()}
                return Map(children, node.place)
            case Map(nodes={"quantiles": Leaf(value=str(name), place=place)}), Value() if (
                name.lower().endswith(".csv")
            ):
                table = self.rows(name, place, ("chance", "value"), ("chance", "value"))
                return Map({"quantiles": table}, node.place) if table else broken(node.place)
            case _:
                return node

    def file(self, name: str, place: Place, shape: Rows | Named) -> Node:
        return self.contents(name, place, shape) or broken(place)

    def contents(self, name: str, place: Place, shape: Rows | Named) -> Node | None:
        item = shape.item
        if isinstance(item, Group):
            spots = item.fields
            needed = [key for key, spot in spots.items() if spot.field.is_required()]
            known = list(spots)
            if isinstance(shape, Named):
                known, needed = ["name", *known], ["name", *needed]
            table = self.rows(name, place, known, needed)
            if table is None or isinstance(shape, Rows):
                return table
            return self.named(table, place)
        if isinstance(item, Named):
            table = self.rows(name, place, None, ("name",))
            return table and self.named(table, place)
        if isinstance(shape, Rows):
            table = self.rows(name, place, ("name",), ("name",))
            return table and Items(
                tuple(
                    Leaf(row["name"], table.place_of(k, None))
                    for k, row in enumerate(table.rows)
                    if row
                ),
                place,
            )
        table = self.rows(name, place, ("name", "value"), ("name", "value"))
        return table and self.pairs(table, place)

    def named(self, table: Table, place: Place) -> Map:
        nodes: dict[str, Node] = {}
        for index, row in enumerate(table.rows):
            at = table.place_of(index, None)
            name = self.new_name(row, nodes, at)
            cells = {k: Leaf(v, at.under(k)) for k, v in row.items() if k != "name"}
            if name:
                nodes[name] = Map(dict(cells), at)
        return Map(nodes, place)

    def pairs(self, table: Table, place: Place) -> Map:
        nodes: dict[str, Node] = {}
        for index, row in enumerate(table.rows):
            at = table.place_of(index, None)
            if name := self.new_name(row, nodes, at):
                nodes[name] = Leaf(row.get("value"), at)
        return Map(nodes, place)

    def new_name(self, row: dict[str, str], nodes: dict[str, Node], at: Place) -> str | None:
        name = row.get("name")
        if name is None:
            self.problem(at.file, at.line, at, "", "the name is missing in this row")
        elif name in nodes:
            self.problem(at.file, at.line, at, name, "this name stands in two rows; keep one")
        return name

    def rows(
        self, name: str, place: Place, known: Iterable[str] | None, needed: Iterable[str]
    ) -> Table | None:
        """The rows of a file with these columns, or None after reporting what is wrong.

        Any column may stand in it if `known` is None.
        """
        path = self.folder / name
        before = len(self.problems)
        try:
            text = read_text(path, LARGEST_TABLE_BYTES)
        except FileProblem as trouble:
            at, message = trouble.problem, trouble.problem.message
            if at.line is None:
                self.problem(place.file, place.line, place, name, message)
            else:
                self.problem(str(path), at.line, place, "", message)
            return None
        table = self.parse(text, str(path), place)
        if table is None:
            return None
        header, lines, rows = table
        for column in header:
            if known is not None and column not in known:
                hint = did_you_mean(column, known) or f"; known: {', '.join(known)}"
                self.problem(str(path), 1, place, column, f"there is no such column{hint}")
        for column in needed:
            if column not in header:
                self.problem(str(path), 1, place, "", f"the column '{column}' is missing")
        if len(self.problems) > before:
            return None
        return Table(rows, lines, place, str(path))

    def parse(
        self, text: str, file: str, place: Place
    ) -> tuple[list[str], tuple[int, ...], tuple[dict[str, str], ...]] | None:
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows: list[dict[str, str]] = []
        lines: list[int] = []
        before = len(self.problems)
        try:
            header = _without_empty_end(next(reader, []))
            if not header or not all(header) or len(set(header)) != len(header):
                message = "the first line holds the columns' names, each once"
                self.problem(file, 1, place, first[:60], message)
                return None
            line = reader.line_num + 1
            for row in reader:
                cells = _without_empty_end(row)
                if len(cells) > len(header):
                    message = f"this row has {len(cells)} cells for {len(header)} columns"
                    self.problem(file, line, place, "", message)
                elif cells:
                    pairs = zip(header, cells, strict=False)
                    rows.append({key: cell for key, cell in pairs if cell})
                    lines.append(line)
                line = reader.line_num + 1
                if len(rows) > MOST_ROWS:
                    self.problem(file, line, place, "", f"at most {MOST_ROWS:,} rows are read")
                    return None
        except csv.Error as error:
            self.problem(file, reader.line_num, place, "", f"this is not CSV: {error}")
            return None
        return None if len(self.problems) > before else (header, tuple(lines), tuple(rows))

    def problem(self, file: str, line: int | None, place: Place, value: str, message: str) -> None:
        self.problems.append(Problem(file, line, ".".join(place.path), value, message))


def broken(place: Place) -> Leaf:
    """What stands for a table that could not be read."""
    return Leaf(Broken(), place)


def _without_empty_end(cells: list[str]) -> list[str]:
    """Cells without spaces around them, and without the empty ones that spreadsheets append."""
    stripped = [cell.strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped
