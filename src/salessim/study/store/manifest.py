"""What makes the results of an experiment, written once beside them."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from salessim.engine.rules_digest import RULES_DIGEST
from salessim.errors import InputError
from salessim.model.assembly import build
from salessim.scenario.defaults import defaults_used
from salessim.study.design.description import (
    described,
    design_digest,
    differences,
    scenario_as_typed,
)
from salessim.study.design.experiment import Experiment
from salessim.study.observed import columns_of
from salessim.study.store.segments import replace_with

MANIFEST = "manifest.json"
FORMAT = 1
SOLVER = ("pulp", "highspy")
LIBRARIES = ("numba", "numpy", "scipy", "pandas", "pyarrow", "SALib", "distributed")


class TargetLabel(BaseModel):
    """A target of the base scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """`target_1`, `target_2`, ..."""
    measure: str
    by: str
    value: float


class Manifest(BaseModel):
    """What made the results."""

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
    design: dict[str, Any]
    scenario_as_typed: dict[str, str]
    sources: dict[str, str]
    """Where figures of the scenario come from, as it says."""
    defaults: list[tuple[str, str, str]]
    """Figures that the scenario does not say: key path, value, source."""
    columns: tuple[str, ...]
    """Of each run."""
    makers: dict[str, str]
    """What the bits of a result depend on: versions and platform."""
    libraries: dict[str, str]

    @property
    def indicators(self) -> tuple[str, ...]:
        """Names of the indicators that are kept."""
        return tuple(self.design["indicators"])

    @property
    def most_replications(self) -> int:
        """Futures after which a point ends."""
        plan = self.design["replications"]
        return int(plan["to"] if isinstance(plan, dict) else plan)

    @property
    def planned_points(self) -> int:
        """Points of the design."""
        return int(self.design["points"])

    def refusals(self, other: Manifest) -> list[str]:
        """What keeps `other`'s results from standing beside these, in words."""
        said = differences(self.design, other.design)
        if self.scenario_digest != other.scenario_digest:
            changed = differences(self.scenario_as_typed, other.scenario_as_typed)
            said += [f"in the scenario, {sentence}" for sentence in changed]
            if not changed:
                said.append("the scenario's content is another one, by its defaults or tables")
        return said + [
            f"{name} was {mine} and is {other.makers.get(name, 'unknown')} now"
            for name, mine in self.makers.items()
            if mine != other.makers.get(name)
        ]


@cache
def makers(*, planned: bool = False) -> Mapping[str, str]:
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
    if not planned:
        return MappingProxyType(made)
    # Tables are the same on every machine; a solver's last bits are not.
    machine = {
        "system": platform.system(),
        "processor": platform.machine(),
        "c_library": " ".join(platform.libc_ver()).strip(),
    }
    return MappingProxyType(made | machine | {name: _version(name) for name in SOLVER})


def manifest_of(experiment: Experiment) -> Manifest:
    """The manifest of an experiment on this machine."""
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
        design=json.loads(json.dumps(described(experiment), default=str)),
        scenario_as_typed=scenario_as_typed(experiment),
        sources=dict(plan.sources),
        defaults=[(row.path, row.value, row.source) for row in defaults_used(experiment.base)],
        columns=columns_of(_kept(experiment)),
        makers=dict(makers(planned=experiment.planning is not None)),
        libraries={name: _version(name) for name in LIBRARIES}
        | {"python": platform.python_version()},
    )


def _kept(experiment: Experiment) -> tuple[str, ...]:
    """Indicators that a run's columns must give: those asked for, and that of the precision."""
    plan = experiment.replications
    return (*experiment.indicators, *(() if plan.precision is None else (plan.of,)))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest; raises OSError."""
    text = manifest.model_dump_json(indent=1) + "\n"
    replace_with(folder / MANIFEST, lambda part: part.write_text(text, encoding="utf-8"))


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest.

    Raises:
        InputError: there is none, or another version's.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise InputError(
            f"{folder} holds no results of an experiment: run one with "
            "`salessim experiment run FILE`."
        ) from error
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise InputError(f"{folder / MANIFEST} cannot be read by this version.") from error
    if manifest.format != FORMAT:
        raise InputError(f"{folder} was written in format {manifest.format}, not {FORMAT}.")
    return manifest


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"
