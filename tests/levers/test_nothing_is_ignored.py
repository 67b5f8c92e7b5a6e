"""Nothing that is typed is ignored: each key of each shipped scenario acts, or is named.

Every key of a file is set to other values that its field allows, the file is read again, and a
replication is simulated. Its tables, an indicator or a target is another one then, or `notes` of
the scenario name the key, as `validate` and `run` do. A sample of the keys is tried by default, by
the hash of their paths; `slow` tries all of them.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import figures
import numpy as np
import pytest

from salessim import SalessimError, Scenario
from salessim.engine.run import batches
from salessim.measure.batch import replication_digests
from salessim.measure.indicators import INDICATORS
from salessim.measure.tally import Outcomes
from salessim.model.assembly import build
from salessim.scenario.kinds import Kind
from salessim.scenario.schema_types import ScalarType, UnknownPath, type_at
from salessim.scenario.text_files import FileReader
from salessim.scenario.tree import Items, Leaf, Map, Node, Table
from salessim.scenario.variation import changed

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FILES = {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*.yaml"))}
SLOW = ("enterprise.yaml",)
"""200 people take a minute a key; `.ci/full` tries them too (`SALESSIM_ALL_KEYS=1`)."""

EXEMPT = ("name", "currency", "sources", "variants", "extends")
"""They say how something is shown, or what else is tried."""

SCORES = ("strategy", "matrix", "accounts")
"""Scores of 240 firms: one moves a firm where it crosses a border, which
`tests/scenario/test_segmentation_matrix.py` holds."""

OF_PLANS = ("least", "most", "found_in", "slips", "notice")
"""Keys of `people` that move plans; `tests/plan` holds what they do."""

OF_PLANNED_PEOPLE = ("severance", "hiring_cost", "ramp", "onboarding", "unaccompanied")
"""Keys of a role that move plans alone where only a plan hires and parts: its number is free."""

ANSWERS_TO_CHANGES = ("strategy.clarity", "strategy.lifts", "crm.adoption", "crm.entry")
"""Typed figures hold under today's clarity and use of the tool: they act where a variant changes
them, which `test_figures_matter` tries."""

OTHER_WORDS = {"calendar.country": ("US", "FR")}
"""Other values of words that are not from a list."""

SAMPLED = 24
"""One key in so many is tried by default."""

MANY = 20
"""Replications in which a key acts at last that does not in the first."""

VALUES = 4
"""Other values tried for a key at most: a step to the side may round to the same."""


@cache
def scenario(name: str) -> Scenario:
    return Scenario.load(FILES[name], trust=FOLDER)


def keys(node: Map, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Key paths of single values, lists and tables that are typed in a file."""
    for key, child in node.nodes.items():
        if (not path and key in EXEMPT) or (*path, key) == SCORES:
            continue
        if isinstance(child, Map):
            yield from keys(child, (*path, key))
        else:
            yield (*path, key)


def typed_keys(chosen: bool) -> Iterator[tuple[str, str]]:
    for name in FILES:
        if name in SLOW and not os.environ.get("SALESSIM_ALL_KEYS"):
            continue
        for path in keys(scenario(name).document):
            if any("." in part for part in path):
                continue  # a share of a table of quantiles, such as 99.6 %: no path can name it
            joined = ".".join(path)
            place = int.from_bytes(sha256(f"{name} {joined}".encode()).digest()[:4])
            if (place % SAMPLED == 0) == chosen:
                yield name, joined


def kind_of(path: tuple[str, ...]) -> Kind | None:
    try:
        found = type_at(path)
    except UnknownPath:
        return None
    shorthand = getattr(found, "shorthand", None)
    if shorthand is not None and shorthand.key is not None:
        return shorthand.kind
    return found.kind if isinstance(found, ScalarType) else None


def read_again(name: str, changes: dict[str, Any]) -> Scenario | None:
    """The file with other values, as its own scenario; None where they are refused."""
    whole = scenario(name)
    root, problems = changed(whole.document, changes, "test")
    try:
        return Scenario._checked(root, problems, whole.folder, FileReader(whole.trusted))
    except SalessimError:
        return None


def outcome(of: Scenario, replications: int = 1) -> tuple[Any, ...]:
    """The digests of tables, the indicators, and the targets."""
    inputs = build(of)
    outcomes = Outcomes(inputs.book, inputs.book.targets)
    digests: list[bytes] = []
    for batch in batches(inputs, replications=replications, seed=1, threads=1):
        outcomes.add(batch)
        digests += replication_digests(batch)
    shown = [np.asarray(one.values(outcomes.runs)).tobytes() for one in INDICATORS]
    return (digests, shown, inputs.book.targets, outcomes.reached.tobytes())


@cache
def as_it_stands(name: str, replications: int = 1) -> tuple[Any, ...]:
    return outcome(scenario(name), replications)


def other_values(name: str, path: str) -> Iterator[Any]:
    """Other values that a key may have, those nearest to what stands there first."""
    parts = tuple(path.split("."))
    node: Node = scenario(name).document
    for part in parts:
        assert isinstance(node, Map)
        node = node.nodes[part]
    if isinstance(node, Items):
        yield from (Items(node.nodes[:-1], node.place), Items(node.nodes[1:], node.place))
        return
    if isinstance(node, Table):
        yield replace(node, rows=node.rows[:-1], lines=node.lines[:-1])
        return
    yield from OTHER_WORDS.get(path, ())
    kind = kind_of(parts)
    if kind is None:
        return
    assert isinstance(node, Leaf)
    try:
        now = kind.read(node.value, scenario(name).plan.currency)
    except (SalessimError, ValueError, TypeError):
        now = None
    yield from islice(figures.other_values(now, kind), VALUES)


def is_named(name: str, path: str) -> bool:
    return any(
        note.path == path or path.startswith(f"{note.path}.") for note in scenario(name).notes
    )


def moved_shares(name: str, path: str) -> Iterator[dict[str, Any]]:
    """Changes that move half of a share to its neighbour, where shares make 100 % together."""
    parent = path.rpartition(".")[0]
    for change in figures.shifts(scenario(name), f"{parent}{figures.NAMES}"):
        if path in change:
            yield change
    if parent.startswith("channels."):
        names = f"channels{figures.NAMES}.mix{figures.NAMES}"
        yield from (one for one in figures.shifts(scenario(name), names) if path in one)


def acts(name: str, path: str) -> bool | None:
    """Whether another value of a key makes a difference; None where no other value is allowed."""
    allowed = False
    changes = [{path: value} for value in other_values(name, path)]
    # What is rare (the largest deal in 300, a leaver's severance) takes more than one replication.
    for replications in (1, MANY):
        for change in [*changes, *moved_shares(name, path)]:
            other = read_again(name, change)
            if other is None:
                continue
            allowed = True
            if outcome(other, replications) != as_it_stands(name, replications):
                return True
    return False if allowed else None


def assert_not_ignored(name: str, path: str) -> None:
    parts = path.split(".")
    if ".people." in path and parts[-1] in OF_PLANS:
        return
    if parts[0] == "team" and parts[2] in OF_PLANNED_PEOPLE:
        role = scenario(name).plan.team[parts[1]]
        if role.people.is_free and not role.hires:
            return
    if path in ANSWERS_TO_CHANGES or is_named(name, path):
        return
    assert acts(name, path) is not False, f"{path} of {name} changes nothing, and nobody says so"


@pytest.mark.parametrize(("name", "path"), list(typed_keys(chosen=True)))
def test_a_typed_key_acts_or_is_named(name: str, path: str) -> None:
    assert_not_ignored(name, path)


@pytest.mark.full
@pytest.mark.parametrize(("name", "path"), list(typed_keys(chosen=False)))
def test_every_typed_key_acts_or_is_named(name: str, path: str) -> None:
    assert_not_ignored(name, path)
