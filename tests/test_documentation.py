"""What documentation names exists: arguments, fields, key paths, options, files and functions.

Pages are README.md, tests/README.md and all under docs; docstrings are those of src. In backticks a
word must be one that the code, the schema, a table or the command line knows; WORDS holds those
from elsewhere.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import typer

from salessim.cli.app import app
from salessim.measure.indicators import INDICATORS
from salessim.scenario.field_list import field_rows
from salessim.scenario.schema_types import ROOT, UnknownPath, type_at

TREE = Path(__file__).resolve().parents[1]
SOURCES = sorted((TREE / "src" / "salessim").rglob("*.py"))
PAGES = [
    TREE / "README.md",
    TREE / "tests" / "README.md",
    *sorted((TREE / "docs").rglob("*.md")),
]
MADE = {"fields.md"}
"""Pages that are made from the schema, which is checked where it is made."""

PLACES = ("", "src/salessim", "tests", "docs", "docs/decisions", "scenarios")
"""Folders that a path in documentation may start from."""

# fmt: off
WORDS = frozenset((
    "DaskCluster", "H", "NUMBA_CACHE_DIR", "fastmath", "none", "null", "points.runs_of",
    "scheduler_address", "target_1", "target_2",
))
# fmt: on
"""Words in backticks from elsewhere (Python, numba, Dask, the shell, a solver) or made by rule."""

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
DOCUMENTED = re.compile(rf"({NAME}(?:, {NAME})*): ")
ENDINGS = ("py", "md", "yaml", "toml", "csv", "svg", "json", "parquet", "html", "png", "txt")


def words_of(text: str) -> Iterator[str]:
    """What stands in backticks outside of fenced blocks."""
    yield from QUOTED.findall(FENCE.sub("", text))


@cache
def known_words() -> frozenset[str]:
    """Names in code, whole strings that are names, keys, columns, indicators, words."""
    known = set(WORDS)
    for file in SOURCES:
        for token in tokenize.generate_tokens(io.StringIO(file.read_text()).readline):
            if token.type == tokenize.NAME:
                known.add(token.string)
            elif token.type == tokenize.STRING:
                inner = token.string.strip("rbfRBF").strip("\"'")
                if re.fullmatch(rf"[{NAME[1:]}|[\w -]{{1,40}}", inner):
                    known.update([inner, *re.findall(NAME, inner)])
    for row in field_rows():
        known.update(re.findall(NAME, row.path))
        known.update(re.findall(NAME, row.allowed))
    known.update(indicator.name for indicator in INDICATORS)
    known.update(name for command in commands() for name in command.split())
    known.update(file.stem for file in (TREE / "scenarios").rglob("*.yaml"))
    known.update(file.stem for file in (TREE / "src").rglob("*.py"))
    known.update(folder.name for folder in (TREE / "src" / "salessim").rglob("*/"))
    known.update(folder.name for folder in (TREE / "experiments").glob("*/"))
    return frozenset(known)


@cache
def commands() -> dict[str, frozenset[str]]:
    """Each command of the command line, as typed after `salessim`, with its options."""
    found: dict[str, frozenset[str]] = {}

    def below(command: click.Command, name: str) -> None:
        found[name] = frozenset(
            option for each in command.params for option in (*each.opts, *each.secondary_opts)
        )
        for key, child in getattr(command, "commands", {}).items():
            below(child, f"{name} {key}".strip())

    below(typer.main.get_command(app), "")
    return found


def is_key_path(dotted: str) -> bool:
    try:
        type_at(tuple(part.strip("<>[]") or "any" for part in dotted.split(".")))
    except UnknownPath:
        return False
    return True


@cache
def module_names(module: Path) -> frozenset[str]:
    """What a file or a folder of the package holds: functions, classes, constants, modules."""
    if module.is_dir():
        inside = {child.stem for child in module.iterdir() if child.suffix == ".py"}
        inside |= {child.name for child in module.iterdir() if child.is_dir()}
        return frozenset(inside | module_names(module / "__init__.py"))
    tree = ast.parse(module.read_text())
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.TypeAlias)
        and isinstance(node.name, str)
    }
    found |= {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return frozenset(found)


@cache
def attributes() -> dict[str, frozenset[str]]:
    """Fields, properties and methods by class, those of its bases in the package included."""
    bases: dict[str, list[str]] = {}
    own: dict[str, set[str]] = {}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            names = own.setdefault(node.name, set())
            bases.setdefault(node.name, []).extend(
                base.id for base in node.bases if isinstance(base, ast.Name)
            )
            for inner in ast.walk(node):
                if isinstance(inner, ast.FunctionDef):
                    names.add(inner.name)
                    names.update(arg.arg for arg in inner.args.args + inner.args.kwonlyargs)
                elif isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                    names.add(inner.target.id)
                elif isinstance(inner, ast.Assign):
                    names.update(t.id for t in inner.targets if isinstance(t, ast.Name))
                elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                    names.add(inner.attr)

    def all_of(name: str, seen: tuple[str, ...] = ()) -> set[str]:
        inherited = (all_of(b, (*seen, name)) for b in bases.get(name, ()) if b not in seen)
        return set(own.get(name, ())).union(*inherited)

    return {name: frozenset(all_of(name)) for name in own}


def is_in_code(dotted: str) -> bool:
    """Whether a dotted name leads from a module or a class of the package to something in it."""
    first, *rest = dotted.removeprefix("salessim.").split(".")
    if dotted.startswith("salessim.") and not rest:
        return first in module_names(TREE / "src" / "salessim")
    modules = [file for file in SOURCES if file.stem == first]
    modules += [folder for folder in (TREE / "src" / "salessim").rglob(first) if folder.is_dir()]
    for module in modules:
        if not rest or rest[0] in module_names(module):
            if module.is_dir() and len(rest) > 1:
                if is_in_code(".".join(rest)):
                    return True
            else:
                return True
    for name in {first, first.title().replace("_", "")}:
        if rest and name in attributes() and rest[0] in attributes()[name]:
            return True
    return False


def is_file(path: str, page: Path) -> bool:
    starts = [page.parent, *(TREE / place for place in PLACES)]
    if any(list(start.glob(path.rstrip("/"))) for start in starts if start.is_dir()):
        return True
    return "/" not in path and any((TREE / place).rglob(path) for place in PLACES[1:])


def wrong_test(path: str) -> str | None:
    """The trouble with `file.py::test`, if any."""
    file, _, name = path.partition("::")
    found = [f for f in (TREE / "tests").rglob(Path(file).name) if f.as_posix().endswith(file)]
    if not found:
        return f"there is no {file}"
    defined = re.findall(r"def (test_\w+)", "".join(f.read_text() for f in found))
    return None if name in defined else f"{file} has no {name}"


def trouble(word: str, page: Path) -> str | None:
    """What is wrong with a word in backticks, if anything."""
    word = word.strip()
    if word in WORDS:
        return None
    if "::" in word:
        return wrong_test(word)
    if re.fullmatch(r"--[a-z][a-z-]*", word.split("=")[0].split(" ")[0]):
        option = word.split("=")[0].split(" ")[0]
        return None if any(option in each for each in commands().values()) else "no such option"
    if re.fullmatch(r"[\w./<>*-]+", word) and ("/" in word or word.split(".")[-1] in ENDINGS):
        looks_like_file = word.endswith("/") or word.split(".")[-1] in ENDINGS
        if looks_like_file and "/" in word and "*" not in word and "<" not in word:
            return None if is_file(word, page) else "no such file"
        return None
    plain = word.removesuffix("()")
    if re.fullmatch(rf"{NAME}(\.(?:{NAME}|<{NAME}>))+", plain):
        first = plain.split(".")[0]
        parts = re.findall(NAME, plain)
        if first in ROOT.fields:
            return None if is_key_path(plain) or is_in_code(plain) else "no such key path or name"
        if is_in_code(plain) or (first not in known_modules() and set(parts) <= known_words()):
            return None
        return "no such name"
    if re.fullmatch(NAME, plain):
        return None if plain in known_words() else "no such name"
    return None


@cache
def known_modules() -> frozenset[str]:
    names = {file.stem for file in SOURCES}
    return frozenset(names | {f.name for f in (TREE / "src" / "salessim").rglob("*") if f.is_dir()})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_what_exists(page: Path) -> None:
    if page.name in MADE:
        pytest.skip("made from the schema")
    found = {
        f"`{word}`: {wrong}"
        for word in words_of(page.read_text())
        if (wrong := trouble(word, page))
    }
    assert not found, f"{page.relative_to(TREE)}: " + "; ".join(sorted(found))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_on_pages_take_the_options_that_are_typed(page: Path) -> None:
    lines = [
        line.split("#")[0]
        for _, block in FENCE.findall(page.read_text())
        for line in block.splitlines()
    ]
    lines += words_of(page.read_text())
    wrong = []
    for line in lines:
        found = re.search(r"(?:^|/|\s)salessim ((?:[a-z]+ ?)+)(.*)", line)
        if found is None:
            continue
        typed = found[1].split()
        name = " ".join(typed[:2]) if " ".join(typed[:2]) in commands() else typed[0]
        if name not in commands():
            continue  # a sentence about salessim
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", found[2]):
            if option not in commands()[name]:
                wrong.append(f"salessim {name} {option}")
        for path in re.findall(r"--(?:set|with) \"(?:[^:\"=]+: )?([\w. -]+)=", found[2]):
            if not is_key_path(path):
                wrong.append(f"{path} is no key path")
    assert not wrong, f"{page.relative_to(TREE)}: {wrong}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_yaml_on_pages_has_paths_of_the_schema(page: Path) -> None:
    blocks = [block for kind, block in FENCE.findall(page.read_text()) if kind == "yaml"]
    typed = re.findall(
        rf"(?<![\w.])({NAME}(?:\.{NAME}(?: {NAME})*)+)(?=[:,\]}}\n])", "".join(blocks)
    )
    paths = {path for path in typed if path.split(".")[0] in ROOT.fields}
    wrong = sorted(path for path in paths if not is_key_path(path))
    assert not wrong, f"{page.relative_to(TREE)}: {wrong}"


def documented(doc: str) -> Iterator[str]:
    """Names that a docstring explains in lines `name: sentence`, under Args, Attributes or bare."""
    section = ""
    lines = doc.splitlines()
    for number, line in enumerate(lines[1:], 1):
        indent = len(line) - len(line.lstrip())
        heading = re.fullmatch(r"(Args|Attributes|Raises|Returns|Yields|Usage|Note):", line.strip())
        if heading and indent == 0:
            section = heading[1]
            continue
        if indent == 0 and line.strip():
            section = ""
        wanted = 4 if section in ("Args", "Attributes") else 0
        if section in ("Raises", "Returns", "Yields", "Usage", "Note") or indent != wanted:
            continue
        before = lines[number - 1].strip()
        starts = wanted == 4 or not before or before.endswith((".", ":"))
        if starts and (found := DOCUMENTED.match(line.strip())):
            yield from (name for name in found[1].split(", ") if name[0].islower())


def explained_and_known(file: Path) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each function and class of a file with a name that it explains, and the names that it has."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        doc = ast.get_docstring(node) or ""
        if isinstance(node, ast.ClassDef):
            names = attributes()[node.name]
        else:
            every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            names = frozenset(
                [arg.arg for arg in every]
                + [arg.arg for arg in (node.args.vararg, node.args.kwarg) if arg]
            )
        for name in documented(doc):
            yield node.name, name, names


@pytest.mark.parametrize(
    "file", SOURCES, ids=lambda file: str(file.relative_to(TREE / "src" / "salessim"))
)
def test_docstrings_name_what_exists(file: Path) -> None:
    wrong = [
        f"{where} explains {name}"
        for where, name, names in explained_and_known(file)
        if name not in names
    ]
    tree = ast.parse(file.read_text())
    strings = [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    for text in strings:
        wrong += [f"`{word}`: {why}" for word in words_of(text) if (why := trouble(word, file))]
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize(
    "word",
    [
        "team.closer.bass",
        "--replication",
        "plan/no_such_file.py",
        "tests/no_such_folder/",
        "units.no_such_constant",
        "salessim.no_such_function",
        "no_such_argument",
        "test_units.py::test_of_nothing",
    ],
)
def test_what_does_not_exist_is_found(word: str) -> None:
    assert trouble(word, TREE / "README.md")


@pytest.mark.parametrize(
    "word",
    [
        "team.closer.base",
        "segments.<name>.deal",
        "--replications",
        "scenario/kinds.py",
        "tests/scenario/",
        "units.Quantity",
        "salessim.simulate",
        "payroll_ratio",
        "test_units.py::test_distributions_scale",
    ],
)
def test_what_exists_is_let_through(word: str) -> None:
    assert trouble(word, TREE / "README.md") is None


def test_no_word_is_let_through_in_vain() -> None:
    texts = [page.read_text() for page in PAGES] + [file.read_text() for file in SOURCES]
    used = {word for text in texts for word in words_of(text)}
    assert used >= WORDS, sorted(WORDS - used)
