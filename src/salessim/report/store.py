"""Results on disk: a folder with the findings, the tables and what made them."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from salessim.errors import InputError
from salessim.measure.differences import ComparisonFindings
from salessim.measure.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from salessim.measure.findings import Finding

RESULT = "result.json"
COMPARISON = "comparison.json"
MANIFEST = "manifest.json"
LIBRARIES = ("salessim", "numpy", "numba", "simpy", "pandas", "pyarrow")


def save(
    findings: Findings | ComparisonFindings, frames: Mapping[str, pd.DataFrame], folder: Path
) -> Path:
    """Write findings, manifest and one Parquet file a table into a folder; return it.

    Raises:
        InputError: the folder cannot be written.
    """
    document = COMPARISON if isinstance(findings, ComparisonFindings) else RESULT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / document).write_text(json_text(findings) + "\n", encoding="utf-8")
        manifest = json.dumps(manifest_of(findings), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        for name, frame in frames.items():
            frame.to_parquet(folder / f"{name}.parquet", index=False)
    except OSError as error:
        raise InputError(f"Cannot write results into {folder}: {error.strerror}.") from error
    return folder


def json_text(findings: Finding) -> str:
    """The document that `--json` prints."""
    document = findings.model_dump(mode="json")
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


def load(results: Path) -> Findings | ComparisonFindings:
    """Read findings back from a folder of results, or from its document.

    Raises:
        InputError: there are no results that this version can read.
    """
    file = _document_in(results) if results.is_dir() else results
    kind = ComparisonFindings if file.name == COMPARISON else Findings
    try:
        return kind.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(
            f"No results in {results}: write some with `salessim run FILE --out {results}`."
        ) from error
    except ValidationError as error:
        raise InputError(
            f"{file} does not hold results that this version reads: run the scenario again."
        ) from error


def _document_in(folder: Path) -> Path:
    comparison = folder / COMPARISON
    return comparison if comparison.exists() else folder / RESULT


def manifest_of(findings: Findings | ComparisonFindings) -> dict[str, object]:
    """What made the results. The tables are the same bits wherever all of it is the same."""
    manifest: dict[str, object] = {
        "scenario": findings.scenario.model_dump(),
        "engine": findings.engine,
        "seed": findings.seed,
        "replications": findings.replications,
        "digest": findings.digest,
    }
    if isinstance(findings, ComparisonFindings):
        manifest["variants"] = {row.name: row.digest for row in findings.variants}
    return manifest | {
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "system": platform.system(),
        "processor": platform.machine(),
        "c_library": " ".join(platform.libc_ver()).strip(),
    }
