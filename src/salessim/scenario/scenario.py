"""The scenario: loaded, varied, digested, never changed."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from salessim import arguments
from salessim.errors import InputProblem, ScenarioError
from salessim.near_words import did_you_mean
from salessim.scenario.checks.idle_keys import idle_notes
from salessim.scenario.checks.plausibility import budget_questions, questions
from salessim.scenario.checks.schedules import laws_cut
from salessim.scenario.checks.shares import check_change
from salessim.scenario.document import document_of_text, read_document
from salessim.scenario.files import with_tables
from salessim.scenario.number_style import decimal_mark
from salessim.scenario.problems import Inconsistency, Location, in_order, problem_at
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.text_files import FileReader, Trust, TrustedFolders, is_pipe, scenario_path
from salessim.scenario.tree import Map, Node, Table, plain
from salessim.scenario.validation import normalised, validated_plan
from salessim.scenario.variation import changed

WITHOUT_EFFECT = ("name", "numbers", "extends", "pay", "variants", "sources")
"""Keys that change no result: titles, notes, and what has been merged into other keys."""

CODE_NOT_RUN = (
    "this is Python code; it was not run, and is run only with --allow-code "
    "(in Python: allow_code=True)"
)

PLAIN = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True, eq=False)
class Scenario:
    """What a user says about a sales team. A variant is a new scenario.

    Attributes:
        plan: the sales plan: all sections with every default filled in.
        document: the tree as typed, files merged.
        folder: where names of further files start; None for the current folder.
        trusted: the folders that further files may lie in.
        base: the scenario before any change, or None if this is it.
        left_alone: columns of its tables that no key uses, one line a table.
    """

    plan: SalesPlan
    document: Map = field(repr=False)
    folder: Path | None = field(repr=False)
    trusted: TrustedFolders = field(repr=False)
    base: "Scenario | None" = field(default=None, repr=False)
    left_alone: tuple[InputProblem, ...] = field(default=(), repr=False)

    @classmethod
    def load(
        cls, path: str | Path, *, trust: Trust = False, allow_code: bool = False
    ) -> "Scenario":
        """Read a scenario file with all that it names.

        Args:
            path: the file, or a pipe.
            trust: folders beside the file's own that it may read `extends` and tables from; True
                for any. See docs/security.md.
            allow_code: whether functions that it names under `rules` may be run.

        Raises:
            ScenarioError: holds all problems found, each with file, line and key path.
        """
        file = scenario_path(arguments.path("path", path))
        folder = Path() if is_pipe(file) else file.parent
        arguments.truth("allow_code", allow_code)
        trusted = TrustedFolders.of(folder, trust, code=allow_code)
        files = FileReader(trusted)
        root, problems = read_document(file, folder, files)
        return cls._checked(root, problems, folder, files)

    @classmethod
    def parse(
        cls,
        text: str,
        folder: Path | str | None = None,
        name: str = "<text>",
        *,
        trust: Trust = False,
        allow_code: bool = False,
    ) -> "Scenario":
        """Read a scenario from text; further files lie in `folder`, or where `trust` allows it.

        Functions that it names under `rules` are run where `allow_code` says so.

        Raises:
            ScenarioError: holds all problems found; `name` stands for the file.
        """
        arguments.text("text", text)
        arguments.text("name", name)
        folder = None if folder is None else arguments.path("folder", folder)
        arguments.truth("allow_code", allow_code)
        trusted = TrustedFolders.of(folder, trust, code=allow_code)
        files = FileReader(trusted)
        root, problems = document_of_text(text, folder, name, files)
        return cls._checked(root, problems, folder, files)

    @classmethod
    def _checked(
        cls,
        root: Map | None,
        problems: list[InputProblem],
        folder: Path | None,
        files: FileReader,
    ) -> "Scenario":
        plan = None
        if root is not None:
            plan, found = validated_plan(root)
            within = [f"{problem.path}." for problem in problems]
            follow = [p for p in found if not any(w.startswith(f"{p.path}.") for w in within)]
            problems = [*problems, *follow]
        if plan is None or root is None or problems:
            known = {problem.path for problem in problems}
            also = [] if root is None else _problems_of_variants(root, known)
            raise ScenarioError(in_order([*problems, *also]))
        tree = _with_checked_tables(root, plan)
        scenario = cls(plan, tree, folder, files.trusted, left_alone=files.left_alone)
        found = [p for name in scenario._variants for p in scenario._variant_problems(name)]
        if found:
            raise ScenarioError(in_order(found))
        return scenario

    def vary(self, changes: Mapping[str, Any], name: str = "vary") -> "Scenario":
        """The scenario with values set at key paths, such as `{"team.closer.people": 3}`.

        Args:
            changes: key path to a value as it would be typed; None removes what is there.
            name: stands for the file in messages.

        Raises:
            ScenarioError: a path does not exist, or its value cannot be used.
        """
        arguments.mapping("changes", changes, "{'team.closer.people': 3}")
        arguments.text("name", name)
        scenario, problems = self._changed(changes, name)
        if scenario is None:
            raise ScenarioError(in_order(problems))
        return scenario

    def _changed(
        self, changes: Mapping[str, Any], name: str, beside: Node | None = None
    ) -> tuple["Scenario | None", list[InputProblem]]:
        """The scenario with changes, or what is wrong with them.

        beside: the section `variants` where it was checked already, which is taken over as it is:
        among thousands of variants each would else check all others.
        """
        document = self.document if beside is None else self.document.with_node("variants", None)
        root, problems = changed(document, changes, name, self.decimal_mark)
        files = FileReader(self.trusted)
        root, of_tables = with_tables(root, self.folder, files)
        plan, found = validated_plan(root)
        problems = [*problems, *of_tables, *found]
        if plan is None or problems:
            return None, problems
        problems = [
            problem_at(root, found.location, found.message, found.value)
            for found in check_change(plan, self.today.plan)
        ]
        if problems:
            return None, problems
        tree = _with_checked_tables(root, plan)
        tree = tree if beside is None else tree.with_node("variants", beside)
        kept = [
            one
            for one in self.left_alone
            if not any(f"{one.path}.".startswith(f"{path}.") for path in changes)
        ]
        alone = (*kept, *files.left_alone)
        return Scenario(plan, tree, self.folder, self.trusted, self.today, alone), []

    @property
    def decimal_mark(self) -> str | None:
        """The decimal mark that the file's line `numbers` says; None without one."""
        return decimal_mark(self.document)

    @property
    def today(self) -> "Scenario":
        """The scenario whose team obtains the rates that were typed: the one before any change."""
        return self.base or self

    @property
    def variants(self) -> dict[str, dict[str, Any]]:
        """The file's own variants: name to key paths and values as typed."""
        return {
            name: {path: plain(node) for path, node in changes.items()}
            for name, changes in self._variants.items()
        }

    def variant(self, name: str) -> "Scenario":
        """One of the file's own variants.

        Raises:
            ScenarioError: there is no variant of this name.
        """
        arguments.text("name", name)
        if name not in self._variants:
            known = self._variants
            hint = did_you_mean(name, known) or f"; known: {', '.join(known) or 'none'}"
            file = self.document.place.file
            problem = InputProblem(file, None, "variants", name, f"there is no such variant{hint}")
            raise ScenarioError([problem])
        scenario, problems = self._own_variant(name)
        if scenario is None:
            raise ScenarioError(in_order(problems))
        return scenario

    def _own_variant(self, name: str) -> tuple["Scenario | None", list[InputProblem]]:
        beside = self.document.nodes["variants"]
        return self._changed(self._variants[name], f"variant {name}", beside)

    @cached_property
    def _variants(self) -> dict[str, dict[str, Node]]:
        node = self.document.nodes.get("variants")
        if not isinstance(node, Map):
            return {}
        return {
            name: changes.nodes for name, changes in node.nodes.items() if isinstance(changes, Map)
        }

    def _variant_problems(self, name: str) -> list[InputProblem]:
        _, problems = self._own_variant(name)
        where = f"in the variant '{name}': "
        return [replace(problem, message=where + problem.message) for problem in problems]

    @cached_property
    def notes(self) -> tuple[InputProblem, ...]:
        """Keys and columns that change no result, laws that are cut, code not run, and `questions`.

        Each has its line, key path and sentence. None of them stands in the way of a run.
        """
        idle = self._placed(idle_notes(self.plan, self._is_typed))
        cut = self._placed(laws_cut(self.plan))
        code = self._placed(
            Inconsistency(("rules", name), CODE_NOT_RUN, str(code))
            for name, code in self.plan.rules.filled.items()
            if not code.allowed
        )
        return tuple(in_order([*idle, *cut, *code, *self.left_alone, *self.questions]))

    @cached_property
    def questions(self) -> tuple[InputProblem, ...]:
        """Questions about figures that can be computed and are hardly meant."""
        asked = (
            *questions(self.plan, self._is_typed),
            *budget_questions(self.plan, self.today.plan),
        )
        return tuple(in_order(self._placed(asked)))

    def _placed(self, found: Iterable[Inconsistency]) -> list[InputProblem]:
        tree = normalised(self.document)
        return [problem_at(tree, one.location, one.message, one.value) for one in found]

    def _is_typed(self, location: Location) -> bool:
        """Whether something stands at a key path of the file; a default step's keys do not."""
        node: Node | None = self.document
        for part in location:
            node = node.nodes.get(str(part)) if isinstance(node, Map) else None
        return node is not None

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the hash of all that determines results."""
        return digest_of(self._content, self.today._content)

    @cached_property
    def _content(self) -> list[Any]:
        """Kept, since every variant's digest asks for that of the scenario before any change."""
        return content_of(self.plan)


def _problems_of_variants(root: Map, known: set[str]) -> list[InputProblem]:
    """What is wrong with the values of variants, where the scenario itself has problems too.

    Args:
        root: the scenario's tree.
        known: key paths whose problems have been told.
    """
    node = root.nodes.get("variants")
    found = []
    for name, changes in node.nodes.items() if isinstance(node, Map) else ():
        if isinstance(changes, Map):
            tree, _ = changed(root, changes.nodes, f"variant {name}")
            inside = f"variants.{name}."
            found += [
                replace(problem, message=f"in the variant '{name}': {problem.message}")
                for problem in validated_plan(tree)[1]
                if problem.path.startswith(inside) and problem.path not in known
            ]
    return found


def _with_checked_tables(root: Map, plan: SalesPlan) -> Map:
    """The tree whose tables hold checked rows, so that a variant does not check them again."""
    today = root.nodes.get("today")
    if not isinstance(today, Map):
        return root
    by_matrix = plan.strategy.matrix is not None  # another matrix may place accounts elsewhere
    checked = {"accounts": plan.today.accounts, "deals": plan.today.deals}
    for key, rows in checked.items():
        table = today.nodes.get(key)
        if isinstance(table, Table) and len(rows) == len(table.rows) and not by_matrix:
            today = today.with_node(key, replace(table, rows=rows))
    return root.with_node("today", today)


def content_of(plan: SalesPlan) -> list[Any]:
    """What determines results, in one form; CSV tables count by their contents.

    Args:
        plan: the sections with everything filled in.
    """
    return [[name, _canonical(getattr(plan, name))] for name in _names(SalesPlan)]


def digest_of(content: list[Any], today: list[Any]) -> str:
    """`sha256:` and the hash of what determines results.

    Names of sections and keys are part of the content: renaming a section's class changes digests.

    Args:
        content: of the scenario.
        today: that of the scenario from which the rates were typed, before any change.
    """
    both = [content] if today == content else [content, today]
    text = json.dumps(both, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    kind: Any = type(value)
    if kind in PLAIN:
        return value
    if isinstance(value, BaseModel):
        return [
            kind.__name__,
            *([name, _canonical(getattr(value, name))] for name in _names(kind)),
        ]
    if is_dataclass(value):
        return [_canonical(getattr(value, name)) for name in _fields(kind)]
    if isinstance(value, dict):
        return [[key, _canonical(child)] for key, child in value.items()]
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def _names(kind: type[BaseModel]) -> tuple[str, ...]:
    """Names of a section's keys, in order of the alphabet."""
    names = sorted(kind.model_fields)
    return tuple(name for name in names if kind is not SalesPlan or name not in WITHOUT_EFFECT)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare)
