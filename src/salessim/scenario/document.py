"""From files to one tree: `extends` followed, CSV tables read, `pay` folded into `team`."""

import re
from pathlib import Path

from salessim.errors import InputProblem
from salessim.near_words import did_you_mean
from salessim.scenario.files import with_tables
from salessim.scenario.number_style import decimal_mark
from salessim.scenario.problems import problem_of
from salessim.scenario.schema_types import ROOT
from salessim.scenario.shapes import shown
from salessim.scenario.text_files import FileProblem, FileReader, read_text, scenario_path
from salessim.scenario.tree import Leaf, Map, Node, leaves, with_decimal_mark
from salessim.scenario.yaml_text import LARGEST_FILE_BYTES, read_yaml

LONGEST_CHAIN = 20


def read_document(
    path: Path, folder: Path, files: FileReader
) -> tuple[Map | None, list[InputProblem]]:
    """The tree of a scenario file that the user named, and all problems found on the way.

    Args:
        path: the file, or a pipe.
        folder: where the names of further files start.
        files: what reads these.
    """
    try:
        text = read_text(path, LARGEST_FILE_BYTES)
    except FileProblem as trouble:
        return None, [trouble.problem]
    root, problems = read_yaml(text, str(path))
    if root is not None:
        root, problems = _extended(root, folder, problems, (path.resolve(),), files)
    return _finished(root, problems)


def document_of_text(
    text: str, folder: Path | None, name: str, files: FileReader
) -> tuple[Map | None, list[InputProblem]]:
    """The tree of a scenario given as text; relative names start at `folder`."""
    if len(text) > LARGEST_FILE_BYTES:
        message = f"the text has more than {LARGEST_FILE_BYTES:,} characters"
        return None, [InputProblem(name, None, "", "", message)]
    root, problems = read_yaml(text, name)
    if root is not None:
        root, problems = _extended(root, folder or Path(), problems, (), files)
    return _finished(root, problems)


def _finished(
    root: Map | None, problems: list[InputProblem]
) -> tuple[Map | None, list[InputProblem]]:
    if root is None:
        return None, problems
    root, nothing_given = _without_nulls(root)
    root, of_pay = _pay_folded(root)
    return root, [*problems, *nothing_given, *of_pay]


def _extended(
    root: Map,
    folder: Path,
    problems: list[InputProblem],
    chain: tuple[Path, ...],
    files: FileReader,
) -> tuple[Map | None, list[InputProblem]]:
    """The tree with its tables read, merged onto the file that it extends, if it does."""
    root = _in_own_style(root)
    root, of_tables = with_tables(root, folder, files)
    problems = [*problems, *of_tables]
    node = root.nodes.get("extends")
    if node is None:
        return root, problems
    child = root.with_node("extends", None)
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        message = "extends names one scenario file, such as startup.yaml"
        return child, [*problems, problem_of(node.place, shown(node), message)]
    parent = scenario_path(folder / node.value)
    if refusal := _why_no_parent(parent, chain):
        return None, [*problems, problem_of(node.place, node.value, refusal)]
    try:
        text = files.text(parent, node.value, LARGEST_FILE_BYTES)
    except FileProblem as trouble:
        if trouble.problem.line is not None:
            return None, [*problems, trouble.problem]
        return None, [*problems, problem_of(node.place, node.value, trouble.problem.message)]
    base, of_base = read_yaml(text, str(parent), quoted=False)
    if base is not None and not base.nodes.keys() & ROOT.fields.keys():
        message = "this file is no scenario: it has none of a scenario's keys"
        return None, [*problems, InputProblem(str(parent), base.place.line, "", "", message)]
    if base is None:
        return None, [*problems, *of_base]
    base, of_base = _extended(base, parent.parent, of_base, (*chain, parent.resolve()), files)
    return (None if base is None else _merged(base, child)), [*problems, *of_base]


def _in_own_style(root: Map) -> Map:
    """The tree of a file whose texts know the decimal mark that its line `numbers` says."""
    decimal = decimal_mark(root)
    nodes = {
        key: node if key == "numbers" else with_decimal_mark(node, decimal)
        for key, node in root.nodes.items()
    }
    return Map(nodes, root.place)


def _why_no_parent(parent: Path, chain: tuple[Path, ...]) -> str:
    """Why a file cannot be built on, or nothing. `chain` holds the files that lead to it."""
    try:
        in_circle = parent.resolve() in chain
    except (OSError, ValueError, RuntimeError):
        return "there is no such file"
    if in_circle:
        names = " -> ".join([*(file.name for file in chain), parent.name])
        return f"the files extend each other in a circle: {names}; remove one 'extends'"
    if len(chain) > LONGEST_CHAIN:
        return f"more than {LONGEST_CHAIN} files extend each other; merge some of them"
    return ""


def _merged(below: Map, above: Map) -> Map:
    """Maps merge, everything else replaces, and null removes."""
    nodes = {**below.nodes}
    for key, node in above.nodes.items():
        before = nodes.get(key)
        if before is not None and isinstance(node, Leaf) and node.value is None:
            del nodes[key]
        elif isinstance(before, Map) and isinstance(node, Map):
            nodes[key] = _merged(before, node)
        else:
            nodes[key] = node
    return Map(nodes, above.place)


def _without_nulls(root: Map) -> tuple[Map, list[InputProblem]]:
    """Refuse keys with nothing after them, except in variants, where null removes."""
    problems = []
    for key, node in root.nodes.items():
        for leaf in () if key == "variants" else leaves(node):
            if leaf.value is None:
                message = _nothing_given(leaf.place.path[-1]) + _as_one_list(root, leaf)
                problems.append(problem_of(leaf.place, "", message))
    return (_pruned(root) if problems else root), problems


def _nothing_given(key: str) -> str:
    """What to do about a key without a value; the value may have stuck to the key."""
    stuck = re.fullmatch(r"([\w -]+):(\S.*)", key)
    if stuck:
        return f"a space is missing after the colon: type {stuck[1]}: {stuck[2]}"
    run_on = re.fullmatch(r"([a-z_]+)(?:\s*=\s*|\s+)([0-9€$£].*)", key)
    if run_on:
        return f"the colon is missing: type {run_on[1]}: {run_on[2]}"
    return "nothing is given; type a value or delete the line"


def _as_one_list(root: Map, leaf: Leaf) -> str:
    """What to type where a list without brackets was cut at its commas, as in `{by: a, b}`."""
    parent: Node = root
    for key in leaf.place.path[:-1]:
        if not isinstance(parent, Map) or key not in parent.nodes:
            return ""
        parent = parent.nodes[key]
    entries = list(parent.nodes.items()) if isinstance(parent, Map) else []
    place = next((k for k, (_, node) in enumerate(entries) if node is leaf), 0)
    first = place
    while first > 0 and _is_empty(entries[first][1]):
        first -= 1
    name, value = entries[first] if entries else ("", None)
    if first == place or not isinstance(value, Leaf) or value.place.line != leaf.place.line:
        return ""
    last = place
    while last + 1 < len(entries) and _is_empty(entries[last + 1][1]):
        last += 1
    words = [str(value.value), *(key for key, _ in entries[first + 1 : last + 1])]
    return f"; if it belongs to {name}, type {name}: [{', '.join(words)}]"


def _is_empty(node: Node) -> bool:
    return isinstance(node, Leaf) and node.value is None


def _pruned(node: Map) -> Map:
    nodes: dict[str, Node] = {}
    for key, child in node.nodes.items():
        if key == "variants":
            nodes[key] = child
        elif isinstance(child, Map):
            nodes[key] = _pruned(child)
        elif all(leaf.value is not None for leaf in leaves(child)):
            nodes[key] = child
    return Map(nodes, node.place)


def _pay_folded(root: Map) -> tuple[Map, list[InputProblem]]:
    """Move `pay.<role>` into `team.<role>`; what cannot be moved stays for the schema to refuse."""
    pay, team = root.nodes.get("pay"), root.nodes.get("team")
    if not isinstance(pay, Map) or not isinstance(team, Map):
        return root, []
    problems: list[InputProblem] = []
    left: dict[str, Node] = {}
    for name, plan in pay.nodes.items():
        role = team.nodes.get(name)
        if role is None:
            message = f"there is no role of this name in team{did_you_mean(name, team.nodes)}"
            problems.append(problem_of(plan.place, name, message))
        elif isinstance(plan, Map) and isinstance(role, Map):
            problems += _given_twice(name, plan, role)
            team = team.with_node(name, Map({**plan.nodes, **role.nodes}, role.place))
        else:
            left[name] = plan
    rest = Map(left, pay.place) if left else None
    return root.with_node("team", team).with_node("pay", rest), problems


def _given_twice(name: str, plan: Map, role: Map) -> list[InputProblem]:
    return [
        problem_of(node.place, shown(node), f"also given as team.{name}.{key}; keep one of them")
        for key, node in plan.nodes.items()
        if key in role.nodes
    ]
