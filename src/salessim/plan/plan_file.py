"""A plan as a scenario file that builds on the one it was made for."""

import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from salessim.errors import InputError
from salessim.scenario.tree import Leaf
from salessim.scenario.yaml_text import read_yaml

HEADING = "# A plan by `salessim optimise`: hours by month, and planned hires.\n"
"""The first line, by which a plan is known as one."""


def check_place(scenario_file: Path, out: Path) -> None:
    """Refuse to write a plan over anything but an earlier plan that nothing here builds on.

    Raises:
        InputError: a file of this name is there and must stay.
    """
    if not out.is_file():
        return
    if not _text(out).startswith(HEADING):
        raise InputError(f"{out} exists and is no plan: choose another name, or move it away.")
    file: Path | None = scenario_file
    seen: set[Path] = set()
    while file is not None and file.resolve() not in seen:
        if file.resolve() == out.resolve():
            raise InputError(f"{scenario_file} builds on {out}: choose another name for the plan.")
        seen.add(file.resolve())
        file = _parent(file)


def _parent(file: Path) -> Path | None:
    root, _ = read_yaml(_text(file), str(file))
    node = None if root is None else root.nodes.get("extends")
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return file.parent / node.value
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def write_plan(
    changes: dict[str, Any], scenario_file: Path, out: Path, title: str, *, has_variants: bool
) -> None:
    """Write a YAML that `extends` the scenario; `run`, `compare` and experiments take it.

    The scenario's variants are left out: one may do without somebody whose hours are planned.

    Raises:
        InputError: the file cannot be written, or another stands in its place.
    """
    check_place(scenario_file, out)
    tree: dict[str, Any] = {
        "extends": os.path.relpath(scenario_file.resolve(), out.resolve().parent),
        "name": title,
    }
    if has_variants:
        tree["variants"] = None
    for path, value in changes.items():
        place = tree
        *parents, last = path.split(".")
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = value
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 120
    try:
        with out.open("w", encoding="utf-8") as file:
            file.write(HEADING)
            yaml.dump(tree, file)
    except OSError as error:
        raise InputError(f"Cannot write the plan to {out}: {error.strerror}.") from error
