"""Results on disk: a folder with the findings, the tables and what made them."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from salessim.errors import InputError
from salessim.measure.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

RESULT = "result.json"
MANIFEST = "manifest.json"
LIBRARIES = ("salessim", "numpy", "numba", "simpy", "pandas", "pyarrow")


def save(findings: Findings, frames: Mapping[str, pd.DataFrame], folder: Path) -> Path:
    """Write findings, manifest and one Parquet file a table into a folder; return it.

    Raises:
        InputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(findings, folder / RESULT)
        manifest = json.dumps(manifest_of(findings), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        for name, frame in frames.items():
            frame.to_parquet(folder / f"{name}.parquet", index=False)
    except OSError as error:
        raise InputError(f"Cannot write results into {folder}: {error.strerror}.") from error
    return folder


def write_json(findings: Findings, file: Path) -> None:
    """Write the document that `--json` prints."""
    file.write_text(json_text(findings) + "\n", encoding="utf-8")


def json_text(findings: Findings) -> str:
    """The document that `--json` prints."""
    document = findings.model_dump(mode="json")
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


def load(results: Path) -> Findings:
    """Read findings back from a folder of results, or from its `result.json`.

    Raises:
        InputError: there are no results that this version can read.
    """
    file = results / RESULT if results.is_dir() else results
    try:
        return Findings.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(
            f"No results in {results}: write some with `salessim run FILE --out {results}`."
        ) from error
    except ValidationError as error:
        raise InputError(
            f"{file} does not hold results that this version reads: run the scenario again."
        ) from error


def manifest_of(findings: Findings) -> dict[str, object]:
    """What made the results. The tables are the same bits wherever all of it is the same."""
    return {
        "scenario": findings.scenario.model_dump(),
        "engine": findings.engine,
        "seed": findings.seed,
        "replications": findings.replications,
        "digest": findings.digest,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "system": platform.system(),
        "processor": platform.machine(),
        "c_library": " ".join(platform.libc_ver()).strip(),
    }
