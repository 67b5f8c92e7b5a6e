"""Results of other folders: parts of the same experiment, or points that are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from salessim.errors import InputError, SalessimError, system_reason
from salessim.study.store.durable_files import write_atomically
from salessim.study.store.manifest import MANIFEST, POINTS, Manifest, check_same_experiment
from salessim.study.store.store import Store, make_folders
from salessim.study.store.writer import Writer


@dataclass(frozen=True)
class MergeResult:
    """The store that parts were merged into, and how many."""

    store: Store
    folders: int
    runs: int


def reuse(folder: Path, store: Store, writer: Writer) -> str:
    """Copy the runs of points that are the same in another experiment; say what was found.

    Raises:
        InputError: the folder holds no results, or those of another version or platform.
    """
    other = Store.open(folder)
    differ = [
        f"{name} {value} instead of {store.manifest.makers.get(name)}"
        for name, value in other.manifest.makers.items()
        if value != store.manifest.makers.get(name)
    ]
    if differ:
        raise InputError(f"{folder} was made with {', '.join(differ)}: it cannot be reused.")
    lacking = [name for name in store.manifest.columns if name not in other.manifest.columns]
    if lacking:
        return f"Nothing is taken from {folder}: {lacking[0]} is not kept there."
    mine = {key: int(n) for key, n in _keys(store).items()}
    renumbered = {int(number): mine[key] for key, number in _keys(other).items() if key in mine}
    copied = _copy(other, renumbered, store, writer, _usable(other.manifest, store.manifest))
    _copy_plans(other, renumbered, store, writer)
    points = len(renumbered)
    return f"{copied} runs of {points} {'point' if points == 1 else 'points'} taken from {folder}."


def merge(folders: Sequence[Path], target: Path) -> MergeResult:
    """Bring parts of one experiment together in one folder.

    Runs that are there already, or in two of the folders, are taken once.

    Raises:
        InputError: there is nothing to merge, or the folders belong to different experiments.
        SalessimError: the target cannot be written.
    """
    parts = [Store.open(folder) for folder in folders]
    if not parts:
        raise InputError("There is nothing to merge: name the folders of the parts.")
    manifest = parts[0].manifest
    for part in parts[1:]:
        check_same_experiment(manifest, part.manifest, part.folder)
    store = _target(target, parts[0], manifest)
    copied = 0
    with Writer(store, "merged") as writer:
        failures = store.failures()
        for part in parts:
            everything = {int(number): int(number) for number in np.unique(part.runs_of)}
            copied += _copy(part, everything, store, writer, manifest.most_replications)
            _copy_plans(part, everything, store, writer)
            for point, reason in part.failures().items():
                if failures.get(point) != reason:
                    writer.note("failed", point=point, reason=reason)
        writer.note("merged", folders=[folder.name for folder in folders], runs=copied)
    return MergeResult(store, len(parts), copied)


def _target(folder: Path, part: Store, manifest: Manifest) -> Store:
    if (folder / MANIFEST).exists():
        store = Store.open(folder)
        check_same_experiment(store.manifest, manifest, folder)
        return store
    try:
        make_folders(folder)
        for name in (POINTS, MANIFEST):
            content = (part.folder / name).read_bytes()
            write_atomically(folder / name, partial(Path.write_bytes, data=content))
    except OSError as error:
        raise InputError(f"Cannot write into {folder}: {system_reason(error)}.") from error
    return Store.open(folder)


def _usable(there: Manifest, here: Manifest) -> int:
    """How many of the first runs of a point are sure to be among those that it needs."""
    plan = here.design["replications"]
    if isinstance(plan, dict) and plan != there.design["replications"]:
        return int(plan["from"])  # how many more it needs is known only from these
    return here.most_replications


def _copy(
    source: Store, renumbered: dict[int, int], store: Store, writer: Writer, maximum: int
) -> int:
    """Copy the first `most` rows of points under their new numbers, those that are missing."""
    copied, completed = 0, store.completed_runs()
    for block in source.rows(store.manifest.columns):
        rows = block[block["replication"] < maximum]
        chosen = []
        for number in np.unique(rows["point"]):
            new = renumbered.get(int(number))
            if new is None:
                continue
            mine = rows[rows["point"] == number].copy()
            mine["point"] = new
            chosen.append(mine[~completed.holds(new, mine["replication"])])
        if chosen:
            taken = np.concatenate(chosen)
            completed.add(taken)
            writer.add(taken)
            copied += len(taken)
    return copied


def _copy_plans(source: Store, renumbered: dict[int, int], store: Store, writer: Writer) -> None:
    known = store.plans()
    for number, plan in source.plans().items():
        new = renumbered.get(number)
        if new is not None and new not in known:
            writer.add_plan(replace(plan, point=new))


def _keys(store: Store) -> dict[str, int]:
    """The first point of each content."""
    try:
        table = store.points
    except OSError as error:
        raise SalessimError(str(error)) from error
    found: dict[str, int] = {}
    for key, number in zip(table["key"].to_pylist(), table["point"].to_pylist(), strict=True):
        found.setdefault(key, number)
    return found
