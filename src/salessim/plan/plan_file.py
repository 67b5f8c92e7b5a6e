"""A plan as a scenario file that builds on the one it was made for."""

import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from salessim.errors import InputError


def write_plan(
    changes: dict[str, Any], scenario_file: Path, out: Path, title: str, *, has_variants: bool
) -> None:
    """Write a YAML that `extends` the scenario; `run`, `compare` and experiments take it.

    The scenario's variants are left out: one may do without somebody whose hours are planned.

    Raises:
        InputError: the file cannot be written.
    """
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
            file.write("# A plan by `salessim optimise`: hours by month, and planned hires.\n")
            yaml.dump(tree, file)
    except OSError as error:
        raise InputError(f"Cannot write the plan to {out}: {error.strerror}.") from error
