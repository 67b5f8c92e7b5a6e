"""Whether a folder can take an experiment's results, said in words where it cannot."""

from __future__ import annotations

from pathlib import Path

from salessim.errors import InputError
from salessim.study.design.experiment import Experiment
from salessim.study.store.manifest import MANIFEST, Manifest, manifest_of
from salessim.study.store.store import Store

MOST_DIFFERENCES = 8


def store_for(experiment: Experiment, folder: Path, *, resume: bool) -> Store:
    """The store to write into: a new one, or one that is gone on with.

    Raises:
        InputError: the folder holds results and `resume` is not set, or it holds those of
            another experiment, or it cannot be written.
    """
    if not (folder / MANIFEST).exists():
        return Store.create(folder, experiment)
    store = Store.open(folder)
    check_same(store.manifest, manifest_of(experiment), folder)
    if not resume:
        raise InputError(
            f"{folder} holds results of this experiment already: go on with --resume, or name "
            "another folder with --out."
        )
    return store


def check_same(there: Manifest, wanted: Manifest, folder: Path) -> None:
    """Refuse results of another experiment, version or platform.

    Raises:
        InputError: says what differs.
    """
    refusals = there.refusals(wanted)
    if refusals:
        shown = refusals[:MOST_DIFFERENCES]
        if len(refusals) > len(shown):
            shown.append(f"and {len(refusals) - len(shown)} differences more")
        raise InputError(
            f"{folder} holds results of another experiment:\n"
            + "\n".join(f"  {sentence}" for sentence in shown)
            + "\nName another folder with --out, or undo the change. Points that are the same in "
            f"both are not computed again with --reuse {folder}."
        )
