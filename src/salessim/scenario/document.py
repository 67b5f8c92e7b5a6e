"""From files to one tree: `extends` followed, CSV tables read, `pay` folded into `team`."""

from pathlib import Path

from salessim.errors import Problem
from salessim.scenario.files import FileProblem, read_text
from salessim.scenario.kinds import did_you_mean
from salessim.scenario.nodes import BooleanWord, Leaf, Map, Node, leaves
from salessim.scenario.tables import with_tables
from salessim.scenario.yaml_text import LARGEST_FILE_BYTES, read_yaml

LONGEST_CHAIN = 20


def read_document(path: Path) -> tuple[Map | None, list[Problem]]:
    """The tree of a scenario file, and all problems found on the way."""
    return _finished(*_with_parents(path, ()))


def document_of_text(text: str, folder: Path | None, name: str) -> tuple[Map | None, list[Problem]]:
    """The tree of a scenario given as text; relative names start at `folder`."""
    if len(text) > LARGEST_FILE_BYTES:
        most = f"{LARGEST_FILE_BYTES:,}"
        return None, [Problem(name, None, "", "", f"the text has more than {most} characters")]
    root, problems = read_yaml(text, name)
    if root is not None:
        root, problems = _extended(root, folder or Path(), problems, ())
    return _finished(root, problems)


def _finished(root: Map | None, problems: list[Problem]) -> tuple[Map | None, list[Problem]]:
    if root is None:
        return None, problems
    root, nothing_given = _without_nulls(root)
    root, of_pay = _pay_folded(root)
    return root, [*problems, *nothing_given, *of_pay]


def _with_parents(path: Path, chain: tuple[Path, ...]) -> tuple[Map | None, list[Problem]]:
    try:
        text = read_text(path, LARGEST_FILE_BYTES)
    except FileProblem as trouble:
        return None, [trouble.problem]
    root, problems = read_yaml(text, str(path))
    if root is None:
        return None, problems
    return _extended(root, path.parent, problems, (*chain, path.resolve()))


def _extended(
    root: Map, folder: Path, problems: list[Problem], chain: tuple[Path, ...]
) -> tuple[Map | None, list[Problem]]:
    """The tree with its tables read, merged onto the file that it extends, if it does."""
    root, of_tables = with_tables(root, folder)
    problems = [*problems, *of_tables]
    node = root.nodes.get("extends")
    if node is None:
        return root, problems
    place = node.place

    def problem(value: str, message: str) -> Problem:
        return Problem(place.file, place.line, "extends", value, message)

    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        given = (
            node.value.word
            if isinstance(node, Leaf) and isinstance(node.value, BooleanWord)
            else ""
        )
        message = "extends names one scenario file, such as startup.yaml"
        return root.with_node("extends", None), [*problems, problem(given, message)]
    parent = folder / node.value
    try:
        known = parent.resolve() in chain
    except (OSError, ValueError, RuntimeError):
        known = False
    if known or len(chain) > LONGEST_CHAIN:
        names = " -> ".join([*(file.name for file in chain), parent.name])
        message = f"the files extend each other in a circle: {names}; remove one 'extends'"
        if not known:
            message = f"more than {LONGEST_CHAIN} files extend each other"
        return None, [*problems, problem(node.value, message)]
    if not parent.exists():
        folder_of = f"in {folder}" if str(folder) != "." else "here"
        return None, [*problems, problem(node.value, f"there is no such file {folder_of}")]
    base, of_parents = _with_parents(parent, chain)
    problems = [*problems, *of_parents]
    if base is None:
        return None, problems
    merged = _merged(base, root.with_node("extends", None))
    return (merged if isinstance(merged, Map) else None), problems


def _merged(below: Node, above: Node) -> Node:
    """Maps merge, everything else replaces; a null stays to remove what lies below it."""
    if not isinstance(below, Map) or not isinstance(above, Map):
        return above
    nodes = {**below.nodes}
    for key, node in above.nodes.items():
        if isinstance(node, Leaf) and node.value is None and key in nodes:
            del nodes[key]
        else:
            nodes[key] = _merged(nodes[key], node) if key in nodes else node
    return Map(nodes, above.place)


def _without_nulls(root: Map) -> tuple[Map, list[Problem]]:
    """Refuse keys with nothing after them, except in variants, where null removes."""
    problems = []
    for key, node in root.nodes.items():
        for leaf in () if key == "variants" else leaves(node):
            if leaf.value is None:
                path = ".".join(leaf.place.path)
                message = "nothing is given; type a value or delete the line"
                problems.append(Problem(leaf.place.file, leaf.place.line, path, "", message))
    return (_pruned(root) if problems else root), problems


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


def _pay_folded(root: Map) -> tuple[Map, list[Problem]]:
    """Move `pay.<role>` into `team.<role>`."""
    pay, team = root.nodes.get("pay"), root.nodes.get("team")
    if not isinstance(pay, Map) or not isinstance(team, Map):
        return root, []
    problems: list[Problem] = []
    unfolded: dict[str, Node] = {}
    for role, plan in pay.nodes.items():
        target = team.nodes.get(role)
        place = plan.place

        def problem(
            path: str, message: str, line: int | None = place.line, file: str = place.file
        ) -> None:
            problems.append(Problem(file, line, path, "", message))

        if target is None:
            problem(
                f"pay.{role}", f"there is no role '{role}' in team{did_you_mean(role, team.nodes)}"
            )
        elif not isinstance(plan, Map) or not isinstance(target, Map):
            unfolded[role] = plan
        else:
            for key in plan.nodes.keys() & target.nodes.keys():
                line = plan.nodes[key].place.line
                also = f"also given as team.{role}.{key}; keep one of them"
                problem(f"pay.{role}.{key}", also, line)
            team = team.with_node(role, Map({**plan.nodes, **target.nodes}, target.place))
    root = root.with_node("team", team)
    return root.with_node("pay", Map(unfolded, pay.place) if unfolded else None), problems
