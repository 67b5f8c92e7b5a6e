"""A choice on disk: its document, and the runs that it rests on."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from salessim.errors import InputError, system_reason
from salessim.study.choosing.plans import Selected, Selection
from salessim.study.store.segments import replace_with, seal

SELECTION = "selection.json"
RUNS = "runs.parquet"


def keep(chosen: Selected, folder: Path) -> None:
    """Write a choice into a folder.

    Raises:
        InputError: the folder cannot be written.
    """
    document = json.dumps(chosen.findings.model_dump(mode="json"), indent=1, ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        seal(chosen.runs, (chosen.findings.indicator,), folder / RUNS)
        replace_with(
            folder / SELECTION, lambda part: part.write_text(document + "\n", encoding="utf-8")
        )
    except OSError as error:
        raise InputError(f"Cannot write into {folder}: {system_reason(error)}.") from error


def kept(folder: Path) -> Selection | None:
    """The choice that a folder holds; None if it holds none.

    Raises:
        InputError: it was written by another version.
    """
    file = folder / SELECTION
    if not file.is_file():
        return None
    try:
        return Selection.model_validate_json(file.read_bytes())
    except (ValidationError, OSError) as error:
        raise InputError(f"{file} cannot be read by this version.") from error
