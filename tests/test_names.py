"""One name, one class; every file of the package worth opening, and none too long to read."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "salessim"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST, SHORTEST, MOST = 400, 31, 339
"""Lines of a file, and files of the package: pay in a programme takes more than one, and the
search of plans took nine: options, ways, trials, the search, few moves, a way in the programme,
its answer, what an hour is worth in the simulation, figures that are free. Files for a board take
seven: what a report holds, how texts fit, workbook, slides, their charts, archive of CSV, what a
board is shown; and with them the pages of persons have one of their own."""
ENTRIES = ("__init__.py", "__main__.py")
"""Files that the language asks for, however short they are."""


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def test_no_class_name_stands_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name_of(file))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_file_is_a_crumb() -> None:
    short = [name_of(f) for f in FILES if f.name not in ENTRIES and lines_of(f) < SHORTEST]
    assert short == []


def test_no_file_is_longer_than_one_reads() -> None:
    assert [name_of(file) for file in FILES if lines_of(file) > LONGEST] == []


def test_the_package_has_few_files() -> None:
    assert len(FILES) <= MOST
