"""What makes the results of an experiment: its manifest and its points, written once."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from salessim.engine.rules_digest import RULES_DIGEST
from salessim.errors import InputError
from salessim.model.assembly import build
from salessim.output_files import write_atomically
from salessim.scenario.defaults import defaults_used
from salessim.study.design.experiment import (
    Experiment,
    description_differences,
    description_of,
    design_digest,
    point_key,
    scenario_as_typed,
)
from salessim.study.design.values import period_of
from salessim.study.run_rows import columns_of
from salessim.study.store.durable_files import AFTER_DAMAGE, CHECK, content_of

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
FORMAT = 3
SOLVER = ("pulp", "highspy")
LIBRARIES = ("numba", "numpy", "scipy", "pandas", "pyarrow", "SALib", "distributed")
POINTS = "points.parquet"
NUMBER = " (number)"
"""Ends the name of the column with a factor's settings as numbers."""
MAX_DIFFERENCES = 8


class TargetLabel(BaseModel):
    """A target of the base scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """`target_1`, `target_2`, ..."""
    measure: str
    by: str
    value: float


class Manifest(BaseModel):
    """What made the results: scenario, design, versions and platform."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    name: str
    question: str
    scenario: str
    """Name of the base scenario."""
    scenario_digest: str
    currency: str
    first_month: str
    months: int
    targets: tuple[TargetLabel, ...]
    design_digest: str
    points_digest: str
    """SHA-256 of the file of points."""
    design: dict[str, Any]
    scenario_as_typed: dict[str, str]
    sources: dict[str, str]
    """Where figures of the scenario come from, as it says."""
    defaults: list[tuple[str, str, str]]
    """Figures that the scenario does not say: key path, value, source."""
    columns: tuple[str, ...]
    """Of each run."""
    makers: dict[str, str]
    """What the bits of a result depend on: versions, and where points are planned the machine."""
    machine: dict[str, str]
    """On which the experiment was begun."""
    libraries: dict[str, str]

    @property
    def indicators(self) -> tuple[str, ...]:
        """Names of the indicators that are stored."""
        return tuple(self.design["indicators"])

    @property
    def most_replications(self) -> int:
        """Replications after which a point ends."""
        plan = self.design["replications"]
        return int(plan["to"] if isinstance(plan, dict) else plan)

    @property
    def planned_points(self) -> int:
        """Points of the design."""
        return int(self.design["points"])

    def refusals(self, other: Manifest) -> list[str]:
        """Why results of `other` cannot be added to these, as sentences."""
        sentences = description_differences(self.design, other.design)
        if self.scenario_digest != other.scenario_digest:
            changed = description_differences(self.scenario_as_typed, other.scenario_as_typed)
            sentences += [f"in the scenario, {sentence}" for sentence in changed]
            if not changed:
                sentences.append("the scenario's content is another one, by its defaults or tables")
        return sentences + [
            f"{name} was {mine} and is {other.makers.get(name, 'unknown')} now"
            for name, mine in self.makers.items()
            if mine != other.makers.get(name)
        ]


@cache
def provenance(*, planned: bool = False) -> Mapping[str, str]:
    """What the bits of results depend on, besides scenario and design.

    Args:
        planned: whether points are planned, so that the solver counts too.
    """
    made = {
        "salessim": _version("salessim"),
        "rules": RULES_DIGEST[:16],
        "numba": _version("numba"),
        "numpy": _version("numpy"),
    }
    if planned:
        # Tables are the same on every machine; a solver's last bits are not.
        made |= machine() | {name: _version(name) for name in SOLVER}
    return MappingProxyType(made)


def machine() -> dict[str, str]:
    """System, processor and C library of this machine."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "c_library": " ".join(platform.libc_ver()).strip(),
    }


def manifest_of(experiment: Experiment, points_digest: str = "") -> Manifest:
    """The manifest of an experiment on this machine.

    points_digest: of the file of points, where there is one already.
    """
    plan = experiment.base.plan
    book = build(experiment.base).book
    return Manifest(
        format=FORMAT,
        name=experiment.name,
        question=experiment.question,
        scenario=plan.name,
        scenario_digest=experiment.base.digest,
        currency=plan.currency,
        first_month=book.months[0],
        months=len(book.months),
        targets=tuple(
            TargetLabel(
                name=f"target_{number}", measure=target.measure, by=target.label, value=target.value
            )
            for number, target in enumerate(book.targets, start=1)
        ),
        design_digest=design_digest(experiment),
        points_digest=points_digest,
        design=json.loads(json.dumps(description_of(experiment), default=str)),
        scenario_as_typed=scenario_as_typed(experiment),
        sources=dict(plan.sources),
        defaults=[(row.path, row.value, row.source) for row in defaults_used(experiment.base)],
        columns=columns_of(_stored_indicators(experiment)),
        makers=dict(provenance(planned=experiment.planning is not None)),
        machine=machine(),
        libraries={name: _version(name) for name in LIBRARIES}
        | {"python": platform.python_version()},
    )


def _stored_indicators(experiment: Experiment) -> tuple[str, ...]:
    """Indicators that the columns must give: those asked for, and the one of the precision."""
    plan = experiment.replications
    return (*experiment.indicators, *(() if plan.precision is None else (plan.of,)))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest with its checksum; raises OSError."""
    content = manifest.model_dump(mode="json")
    text = json.dumps({**content, CHECK: _digest_of(content)}, indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / MANIFEST, lambda part: part.write_text(text, encoding="utf-8"))


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest.

    Raises:
        InputError: there is none, or another version's, or it is damaged.
    """
    file = folder / MANIFEST
    if not file.exists():
        raise InputError(
            f"{folder} holds no results of an experiment: run one with "
            "`salessim experiment run FILE`."
        )
    try:
        content = json.loads(content_of(file))
        found = content.pop("format")
        check = content.pop(CHECK, None)
        if isinstance(found, int) and found != FORMAT:
            raise InputError(
                f"{folder} was written in format {found}, which this version does not read: run "
                "the experiment into another folder with --out."
            )
        content["format"] = found
        if check == _digest_of(content):
            return Manifest.model_validate(content)
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError):
        pass  # no manifest at all
    raise InputError(f"{file} is damaged. {AFTER_DAMAGE}")


def _digest_of(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def points_table(experiment: Experiment) -> pa.Table:
    """A row a point.

    Columns: `point`; `runs_of`, the first point with the same content, under whose number its
    runs stand; `key`, a digest of that content; each factor's setting as typed, and as a number
    where it is one, in the unit typed; `changes`, what is set, as JSON.
    """
    import pyarrow as pa

    keys = [point_key(experiment, point) for point in experiment.points]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    columns: dict[str, object] = {
        "point": np.arange(len(keys), dtype="i4"),
        "runs_of": np.array([first[key] for key in keys], "i4"),
        "key": keys,
    }
    for place, factor in enumerate(experiment.factors):
        levels = [point.levels[place] for point in experiment.points]
        columns[factor.name] = [level.label for level in levels]
        numbers = [np.nan if level.number is None else level.number for level in levels]
        periods = {period_of(level.label) for level in levels if level.number is not None}
        # Numbers of different periods do not stand on one axis.
        if len(periods) == 1 and not np.isnan(numbers).all():
            columns[factor.name + NUMBER] = np.array(numbers, "f8")
    columns["changes"] = [
        json.dumps(point.changes, sort_keys=True, default=str) for point in experiment.points
    ]
    return pa.table(columns)


def write_points(experiment: Experiment, folder: Path) -> str:
    """Write the table and return the digest of its file; raises OSError."""
    import pyarrow.parquet as pq

    table = points_table(experiment)
    write_atomically(folder / POINTS, lambda part: pq.write_table(table, part))
    return sha256((folder / POINTS).read_bytes()).hexdigest()


def read_points(folder: Path, points_digest: str) -> pa.Table:
    """Read the table whose file has this digest.

    Raises:
        InputError: the file is missing or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = content_of(folder / POINTS)
    if sha256(content).hexdigest() != points_digest:
        raise InputError(f"{folder / POINTS} is damaged. {AFTER_DAMAGE}")
    return pq.read_table(pa.BufferReader(content))


def check_same_experiment(there: Manifest, wanted: Manifest, folder: Path) -> None:
    """Refuse results of another experiment, version or platform.

    Raises:
        InputError: says what differs.
    """
    refusals = there.refusals(wanted)
    if refusals:
        shown = refusals[:MAX_DIFFERENCES]
        if len(refusals) > len(shown):
            shown.append(f"and {len(refusals) - len(shown)} differences more")
        raise InputError(
            f"{folder} holds results of another experiment:\n"
            + "\n".join(f"  {sentence}" for sentence in shown)
            + "\nName another folder with --out, or undo the change. Points that are the same in "
            f"both are not computed again with --reuse {folder}."
        )
