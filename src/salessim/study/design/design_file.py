"""Reads a design file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salessim import arguments
from salessim.engine.own_code import check_allowed
from salessim.errors import InputError, ScenarioError
from salessim.measure.indicators import INDICATORS
from salessim.model.assembly import build
from salessim.model.draws import SEED_LIMIT
from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Integer, Text
from salessim.scenario.problems import in_order
from salessim.scenario.text_files import (
    FileProblem,
    FileReader,
    Trust,
    TrustedFolders,
    read_text,
    scenario_path,
)
from salessim.scenario.tree import Leaf, Map, Node, Place
from salessim.scenario.yaml_text import LARGEST_FILE_BYTES, read_yaml
from salessim.study.design.experiment import Experiment, Factor, Replications, RunBudget
from salessim.study.design.factor_reader import (
    listed_points,
    read_factor,
    read_scheme,
    scheme_points,
)
from salessim.study.design.planning import read_planning
from salessim.study.design.values import NodeReader, word_kind
from salessim.study.run_rows import PLAN_INDICATORS, TARGET_PREFIX

DESIGN_FILE = "experiment.yaml"
KEYS = (
    *("name", "question", "base", "set", "factors", "design", "points", "replications", "seed"),
    *("random_numbers", "indicators", "optimise", "budget"),
)
DEFAULT_REPLICATIONS = 200
MAX_REPLICATIONS = 100_000_000
FIRST_CHECK = 50
"""Replications before the precision is checked for the first time."""
MAX_TO_PRECISION = 10_000
"""Replications after which a point ends without its precision, unless the file has another."""


def design_file(path: Path) -> Path:
    """The design file that a name means: itself, or `experiment.yaml` in a folder."""
    return path / DESIGN_FILE if path.is_dir() else scenario_path(path)


@dataclass(frozen=True)
class DesignOverrides:
    """What is typed on the command line, and overrides the design file.

    Attributes:
        settings: changes to the base scenario.
        seed: of the simulations.
        replications: of each point.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    replications: int | None = None


def load(
    path: Path | str,
    overrides: DesignOverrides | None = None,
    *,
    trust: Trust = False,
    allow_code: bool = False,
) -> Experiment:
    """Read a design file with its base scenario.

    Args:
        path: the file, or a folder that holds `experiment.yaml`.
        overrides: what is typed beside the file.
        trust: folders beside the file's own that it may read from; True for any.
        allow_code: whether functions that the base scenario names may be run.

    Raises:
        ScenarioError: holds all problems found, each with file, line and key path.
    """
    file = design_file(arguments.path("path", path))
    try:
        text = read_text(file, LARGEST_FILE_BYTES)
    except FileProblem as trouble:
        raise ScenarioError([trouble.problem]) from None
    return parse(text, file.parent, str(file), overrides, trust=trust, allow_code=allow_code)


def parse(
    text: str,
    folder: Path,
    name: str = "<text>",
    overrides: DesignOverrides | None = None,
    *,
    trust: Trust = False,
    allow_code: bool = False,
) -> Experiment:
    """Read a design from text; further files lie in `folder`, or where `trust` allows it.

    Raises:
        ScenarioError: holds all problems found; `name` is the file's in messages.
    """
    root, problems = read_yaml(text, name)
    if root is None or problems:
        raise ScenarioError(in_order(problems))
    reader = NodeReader()
    nodes = reader.map(root, KEYS)
    overrides = overrides or DesignOverrides()
    for key in ("seed", "replications"):
        if getattr(overrides, key) is not None:
            nodes[key] = Leaf(getattr(overrides, key), Place(f"--{key}", None))
    files = FileReader(TrustedFolders.of(folder, trust, code=allow_code))
    base = _base(nodes, root, folder, overrides.settings, reader, files.trusted)
    if base is None:
        raise ScenarioError(in_order(reader.problems))
    reader.currency = base.plan.currency
    experiment = _experiment(nodes, root, base, folder, reader, files)
    if experiment is None or reader.problems:
        raise ScenarioError(in_order(reader.problems))
    return experiment


def _base(
    nodes: dict[str, Node],
    root: Map,
    folder: Path,
    settings: Mapping[str, Any],
    reader: NodeReader,
    trusted: TrustedFolders,
) -> Scenario | None:
    node = nodes.get("base")
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        place = root.place.under("base") if node is None else node.place
        if node is None and "segments" in root.nodes:
            reader.problems.clear()
            reader.refuse(
                root.place,
                "this is a scenario, not a design: write a design file whose base names it, with "
                "factors to vary (docs/experiments.md), or simulate it with `salessim run`",
            )
            return None
        reader.refuse(place, "base names the scenario that is varied, such as startup.yaml")
        return None
    try:
        trusted.check(folder / node.value)
    except FileProblem as trouble:
        reader.refuse(node, trouble.problem.message)
        return None
    try:
        base = Scenario.load(
            folder / node.value,
            trust=trusted.anywhere or trusted.folders,
            allow_code=trusted.code,
        )
        changes = reader.map(nodes["set"]) if "set" in nodes else {}
        base = base.vary(changes) if changes else base
        base = base.vary(settings, "--set") if settings else base
        check_allowed(base.plan.rules.filled)
        return base
    except ScenarioError as error:
        reader.problems += error.problems
        return None
    except InputError as error:
        reader.refuse(node, str(error))
        return None


def _experiment(
    nodes: dict[str, Node],
    root: Map,
    base: Scenario,
    folder: Path,
    reader: NodeReader,
    files: FileReader,
) -> Experiment | None:
    factors = _factors(nodes, base, reader)
    scheme = read_scheme(nodes, factors, root, reader)
    if scheme.name == "list":
        factors, points = listed_points(nodes, factors, base, folder, reader, files)
    elif reader.problems:
        points = ()
    else:
        points = scheme_points(scheme, factors, base, root, reader)
    experiment = _with_options(
        nodes, base, folder, reader, factors=factors, scheme=scheme, points=points
    )
    return None if reader.problems else experiment


def _with_options(
    nodes: dict[str, Node], base: Scenario, folder: Path, reader: NodeReader, **combined: Any
) -> Experiment:
    common = reader.value(
        nodes.get("random_numbers"), word_kind(("common", "independent")), "common"
    )
    known = known_indicators(base, planned="optimise" in nodes)
    return Experiment(
        name=reader.value(nodes.get("name"), Text(), folder.resolve().name),
        question=reader.value(nodes.get("question"), Text(), ""),
        base=base,
        replications=_replications(nodes.get("replications"), known, reader),
        seed=reader.value(nodes.get("seed"), Integer(0, SEED_LIMIT - 1), 1),
        common=common == "common",
        indicators=_indicators(nodes.get("indicators"), known, reader),
        planning=read_planning(nodes.get("optimise"), base, reader),
        budget=_budget(nodes.get("budget"), reader),
        **combined,
    )


def _factors(nodes: dict[str, Node], base: Scenario, reader: NodeReader) -> tuple[Factor, ...]:
    if "factors" not in nodes:
        return ()
    read = [
        read_factor(name, node, base, reader) for name, node in reader.map(nodes["factors"]).items()
    ]
    factors = tuple(factor for factor in read if factor is not None)
    taken: dict[str, str] = {}
    for factor in factors:
        for path in factor.paths:
            if path in taken:
                reader.refuse(
                    nodes["factors"].place,
                    f"{path} is set by {taken[path]} and by {factor.name}; tie them in one factor",
                )
            taken[path] = factor.name
    return factors


def known_indicators(base: Scenario, *, planned: bool) -> tuple[str, ...]:
    """The indicators that may be stored of each run: all of them, and the chance of each target.

    Args:
        base: the scenario, for its targets.
        planned: whether points are planned, so that indicators of their plans exist too.
    """
    targets = len(build(base).book.targets)
    of_plans = PLAN_INDICATORS if planned else ()
    return (
        *(row.name for row in INDICATORS),
        *(f"{TARGET_PREFIX}{k + 1}" for k in range(targets)),
        *(row.name for row in of_plans),
    )


def _indicators(node: Node | None, known: tuple[str, ...], reader: NodeReader) -> tuple[str, ...]:
    if node is None:
        return known
    kind = word_kind(known)
    names = [reader.value(child, kind) for child in reader.items(node)]
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _replications(node: Node | None, known: tuple[str, ...], reader: NodeReader) -> Replications:
    count = Integer(1, MAX_REPLICATIONS)
    if not isinstance(node, Map):
        fixed = reader.value(node, count, DEFAULT_REPLICATIONS)
        return Replications(fixed, fixed)
    entries = reader.map(node, ("precision", "of", "from", "to"))
    if "precision" not in entries:
        reader.refuse(node.place, "type a number, or {precision: 1 %, of: revenue, to: 5000}")
        return Replications(1, 1)
    share = reader.value(entries["precision"], Amount("share", 1e-5, 1.0, exact=True))
    first = reader.value(entries.get("from"), Integer(2, MAX_REPLICATIONS), FIRST_CHECK)
    maximum = reader.value(entries.get("to"), count, max(first, MAX_TO_PRECISION))
    if maximum < first:
        reader.refuse(node.place, f"to ({maximum}) lies below from ({first})")
    of = reader.value(entries.get("of"), word_kind(known), "revenue")
    return Replications(first, maximum, share.typical if share else None, of)


def _budget(node: Node | None, reader: NodeReader) -> RunBudget:
    if node is None:
        return RunBudget()
    entries = reader.map(node, ("runs", "time"))
    hours = reader.value(entries.get("time"), Amount("hours", 0.001, 100_000, exact=True))
    return RunBudget(
        runs=reader.value(entries.get("runs"), Integer(1, 10**12)),
        hours=hours.typical if hours else None,
    )
