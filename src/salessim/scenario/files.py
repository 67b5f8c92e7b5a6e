"""CSV tables that a scenario names, with a sentence for everything that can be wrong.

Wherever a scenario takes rows or names, a `.csv` may stand instead. Rows (people, accounts, deals,
quantiles) come one a line. A map of named entries takes a column `name` and a column a key; a map
of single values takes two columns, name and value. Columns that no key uses are left alone.
"""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from salessim.errors import InputProblem
from salessim.figures import is_ambiguous, marked
from salessim.near_words import is_slip
from salessim.number_text import decimal_mark_of
from salessim.scenario.kinds import NONE_WORD
from salessim.scenario.number_style import decimal_mark
from salessim.scenario.own_code import (
    LARGEST_CODE_BYTES,
    CodeFunction,
    OwnCode,
    check_code,
    parted,
)
from salessim.scenario.schema.strategy import IS_CUSTOMER
from salessim.scenario.schema_types import (
    ROOT,
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaType,
    SectionType,
)
from salessim.scenario.text_files import FileProblem, FileReader
from salessim.scenario.tree import Broken, Items, Leaf, Map, Node, Place, Table
from salessim.units import UnreadableError

LARGEST_TABLE_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 4_000_000
_FIGURES = re.compile(r"[0-9][0-9.,' ]*")


def with_tables(
    root: Map, folder: Path | None, files: FileReader
) -> tuple[Map, list[InputProblem]]:
    """Put the contents of CSV files in place of their names.

    Args:
        root: the scenario's tree.
        folder: where relative names start; None for the current folder.
        files: what reads them.

    Returns:
        The tree, and the problems of the files. A table with problems is marked as `Broken`.
    """
    reader = _TableReader(folder or Path(), files, decimal_mark(root))
    nodes = reader.group(root, ROOT)
    return nodes, reader.problems


def rows_of_file(
    name: str, folder: Path, place: Place, files: FileReader
) -> tuple[Table | None, list[InputProblem]]:
    """The rows of a CSV file with any columns, and its problems; `place` is where it is named."""
    reader = _TableReader(folder, files)
    return reader.rows(name, place, None, ()), reader.problems


class _TableReader:
    """Reads the tables of one scenario and collects their problems."""

    def __init__(self, folder: Path, files: FileReader, decimal: str | None = None) -> None:
        self.folder = folder
        self.files = files
        self.decimal = decimal
        self.problems: list[InputProblem] = []

    def group(self, node: Map, schema: SectionType) -> Map:
        fields = schema.fields
        maps = [child.nodes for child in node.nodes.values() if isinstance(child, Map)]
        beside = frozenset(name for names in maps for name in names)
        children = {
            key: self.node(child, fields[key].type if key in fields else AnyType(), beside)
            for key, child in node.nodes.items()
        }
        return Map(children, node.place)

    def node(self, node: Node, schema: SchemaType, beside: frozenset[str] = frozenset()) -> Node:
        """A node with its tables; `beside` are the names in maps beside it."""
        match node, schema:
            case Leaf(value=str(name)), MappingType(item=MappingType()) if name.lower().endswith(
                ".csv"
            ):
                return self.scores(name, node.place, beside) or broken(node.place)
            case Leaf(value=str(name)), ListType() | MappingType() if name.lower().endswith(".csv"):
                return self.file(name, node.place, schema)
            case Map(), SectionType():
                return self.group(node, schema)
            case Map(), MappingType(item=item):
                children = {key: self.node(child, item) for key, child in node.nodes.items()}
                return Map(children, node.place)
            case Map(nodes={"quantiles": Leaf(value=str(name), place=place)}), ScalarType() if (
                name.lower().endswith(".csv")
            ):
                table = self.rows(name, place, ("chance", "value"), ("chance", "value"))
                return Map({"quantiles": table}, node.place) if table else broken(node.place)
            case Leaf(value=str(typed)), ScalarType(kind=CodeFunction()) if typed != NONE_WORD:
                return self.code(typed, node.place)
            case _:
                return node

    def code(self, typed: str, place: Place) -> Node:
        """The function that a text names, with the text of its file, which is not run.

        The file lies where the scenario may read from, also where the name was typed by hand.
        """
        try:
            name, function = parted(typed)
            text = self.files.text(self.folder / name, name, LARGEST_CODE_BYTES)
            check_code(text, function)
        except UnreadableError as error:
            self.problem(place.file, place.line, place, typed, str(error))
            return broken(place)
        except FileProblem as trouble:
            self.problem(place.file, place.line, place, typed, trouble.problem.message)
            return broken(place)
        return Leaf(OwnCode(name, function, text, self.files.trusted.code), place)

    def file(self, name: str, place: Place, schema: ListType | MappingType) -> Node:
        return self.contents(name, place, schema) or broken(place)

    def scores(self, name: str, place: Place, criteria: frozenset[str]) -> Node | None:
        """The entries of a table with a column a criterion, which maps beside it name."""
        known = ("name", IS_CUSTOMER, *criteria) if criteria else None
        table = self.rows(name, place, known, ("name",), spare_numbers=True)
        return table and self.named(table, place)

    def contents(self, name: str, place: Place, schema: ListType | MappingType) -> Node | None:
        item = schema.item
        if isinstance(item, SectionType):
            fields = item.fields
            required = [key for key, field in fields.items() if field.info.is_required()]
            known = list(fields)
            if isinstance(schema, MappingType):
                known, required = ["name", *known], ["name", *required]
            table = self.rows(name, place, known, required)
            if table is None or isinstance(schema, ListType):
                return table
            return self.named(table, place)
        if isinstance(schema, ListType):
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
        self,
        name: str,
        place: Place,
        known: Iterable[str] | None,
        required: Iterable[str],
        *,
        spare_numbers: bool = False,
    ) -> Table | None:
        """The rows of a file with these columns, or None after reporting what is wrong.

        Args:
            name: of the file, as typed.
            place: where.
            known: columns that are used; None for all.
            required: columns that must stand in it.
            spare_numbers: whether further columns of numbers are kept, for variants to use.
        """
        path = self.folder / name
        before = len(self.problems)
        try:
            # A value without a line was typed by hand, behind --set or in Python.
            text = self.files.text(path, name, LARGEST_TABLE_BYTES, by_hand=place.line is None)
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
        used = set(header if known is None else known)
        missing = [key for key in known or () if key not in header]
        for number, column in enumerate(header, start=1):
            slip = next((key for key in missing if is_slip(column, key)), None)
            if column not in used and slip is not None:
                message = f"column {number} has an unknown name; did you mean {slip}?"
                self.problem(str(path), 1, place, "", message)
        for column in required:
            if column not in header:
                self.problem(str(path), 1, place, "", f"the column '{column}' is missing")
        if len(self.problems) > before:
            return None
        self.files.columns_used(str(path), ".".join(place.path), header, used, missing)
        kept = used | (_numbers_alone(header, rows) if spare_numbers else set())
        if not kept.issuperset(header):
            rows = tuple({key: row[key] for key in row if key in kept} for row in rows)
        return Table(rows, lines, place, str(path))

    def parse(
        self, text: str, file: str, place: Place
    ) -> tuple[list[str], tuple[int, ...], tuple[dict[str, str], ...]] | None:
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows: list[dict[str, str]] = []
        lines: list[int] = []
        before, count = len(self.problems), 0
        try:
            header = _without_empty_end(next(reader, []))
            if not header or not all(header) or len(set(header)) != len(header):
                message = "the first line holds the columns' names, each once"
                self.problem(file, 1, place, "", message)
                return None
            if len(header) > MAX_COLUMNS:
                self.problem(file, 1, place, "", f"at most {MAX_COLUMNS:,} columns are read")
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
                count += len(cells)
                if count > MAX_CELLS:
                    self.problem(file, line, place, "", f"at most {MAX_CELLS:,} cells are read")
                    return None
                if len(rows) > MAX_ROWS:
                    self.problem(file, line, place, "", f"at most {MAX_ROWS:,} rows are read")
                    return None
        except csv.Error as error:
            self.problem(file, reader.line_num, place, "", f"this is not CSV: {error}")
            return None
        return None if len(self.problems) > before else (header, tuple(lines), self.in_style(rows))

    def in_style(self, rows: list[dict[str, str]]) -> tuple[dict[str, str], ...]:
        """The rows, in which cells with two readings know the file's decimal mark.

        It is the one that the other numbers of the file show, or that of the scenario.
        """
        cells = [cell for row in rows for cell in row.values()]
        if not any(map(is_ambiguous, cells)):
            return tuple(rows)
        decimal = decimal_mark_of(cells) or self.decimal
        return tuple(
            {column: marked(cell, decimal) for column, cell in row.items()} for row in rows
        )

    def problem(self, file: str, line: int | None, place: Place, value: str, message: str) -> None:
        self.problems.append(InputProblem(file, line, ".".join(place.path), value, message))


def _numbers_alone(header: list[str], rows: Iterable[dict[str, str]]) -> set[str]:
    """The columns in which nothing but numbers stand."""
    texts = {key for row in rows for key, cell in row.items() if not _FIGURES.fullmatch(cell)}
    return set(header) - texts


def broken(place: Place) -> Leaf:
    """What stands for a table that could not be read."""
    return Leaf(Broken(), place)


def _without_empty_end(cells: list[str]) -> list[str]:
    """Cells without spaces around them, and without the empty ones that spreadsheets append."""
    stripped = [cell.strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped
