"""Files: a report in the form that its ending names, or a folder of findings and tables."""

from __future__ import annotations

import json
import platform
from functools import partial
from html import escape
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from salessim.errors import InputError
from salessim.letters import markdown_text
from salessim.measure.differences import ComparisonFindings
from salessim.measure.findings import Findings
from salessim.output_files import Write, write_file, write_folder, write_parquet, write_text
from salessim.report.archive import csv_archive
from salessim.report.drawing import picture, svg_text, write_picture
from salessim.report.slides import slides
from salessim.report.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from salessim.measure.flows import Finding
    from salessim.report.contents import Document
    from salessim.report.sheet import Sheet

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto;
       padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2.2rem }
pre { background: #f4f6f8; padding: .8rem 1rem; white-space: pre-wrap }
table { border-collapse: collapse } .wide { overflow-x: auto }
th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #e3e6e9 }
th { font-weight: 600; border-bottom-color: #9aa } .text { text-align: left }
.note { color: #666 } svg { max-width: 100%; height: auto }
"""
RESULT = "result.json"
COMPARISON = "comparison.json"
MANIFEST = "manifest.json"
TABLES = (
    *("runs", "months", "ledger", "reps", "statements", "steps"),
    *("channels", "work", "deals", "differences"),
)
"""All tables that a run or a comparison may write."""
LIBRARIES = ("salessim", "numpy", "numba", "simpy", "pandas", "pyarrow")


def write(document: Document, file: Path) -> None:
    """Write a report.

    Args:
        document: what to report.
        file: a `.md` (text and tables), `.html` (one self-contained page with the picture),
            `.xlsx` (a workbook), `.pptx` (slides), `.zip` (a CSV a table), `.png` or `.svg` (the
            picture) or `.json`.

    Raises:
        InputError: the ending is another, or another name is needed.
        OutputError: the disk is full, or fails.
    """
    check_form(file)
    content = FORMS[file.suffix.lower()](document)
    if isinstance(content, str):
        write_text(file, content)
    elif isinstance(content, bytes):
        write_file(file, partial(Path.write_bytes, data=content))
    else:
        write_file(file, partial(write_picture, content, form=file.suffix.lower()))


def check_form(file: Path) -> None:
    """Raise InputError if no report can be written under this name."""
    if file.suffix.lower() not in FORMS:
        known = ", ".join(FORMS)
        raise InputError(f"A report is written as {known}, not as {file.name}.")


def markdown(document: Document) -> str:
    """The report as Markdown."""
    title, *lines = (line.plain for line in document.lines)
    shown = "\n".join(lines).replace("`", "'")
    parts = [f"# {markdown_text(title)}", f"```\n{shown}\n```"]
    parts += [markdown_text(note.plain) for note in document.notes]
    parts += [_markdown_sheet(sheet) for sheet in document.sheets]
    parts.append(markdown_text(document.origin))
    return "\n\n".join(parts) + "\n"


def html(document: Document) -> str:
    """The report as one HTML page that needs no other file."""
    title, *lines = (line.plain for line in document.lines)
    page = StringIO()
    page.write('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    page.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
    page.write(f"<title>{escape(document.name)}</title>\n<style>{STYLE}</style>\n")
    page.write(f"</head>\n<body>\n<h1>{escape(title)}</h1>\n")
    page.write("<pre>" + escape("\n".join(lines)) + "</pre>\n")
    for note in document.notes:
        page.write(f'<p class="note">{escape(note.plain)}</p>\n')
    page.write(svg_text(document.draw))
    for sheet in document.sheets:
        page.write(_html_table(sheet))
    for draw in document.more:
        page.write(svg_text(draw))
    page.write(f'<p class="note">{escape(document.origin)}</p>\n</body>\n</html>\n')
    return page.getvalue()


def markdown_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], rules: Sequence[str] = ()
) -> str:
    """A table as Markdown; `rules` set its columns left (`:---`) or right (`---:`)."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(map(markdown_text, cells)) + " |"

    return "\n".join([line(header), line(rules or ["---"] * len(header)), *map(line, rows)])


def _markdown_sheet(sheet: Sheet) -> str:
    table = markdown_table(
        [column.name for column in sheet.columns],
        sheet.rows,
        [":---" if column.is_text else "---:" for column in sheet.columns],
    )
    parts = [f"## {markdown_text(sheet.title)}", table, markdown_text(sheet.reading)]
    return "\n\n".join(part for part in parts if part)


def _html_table(sheet: Sheet) -> str:
    def cells(tag: str, texts: list[str]) -> str:
        return "".join(
            f"<{tag}{' class=text' if column.is_text else ''}>{escape(cell)}</{tag}>"
            for column, cell in zip(sheet.columns, texts, strict=True)
        )

    rows = [f"<tr>{cells('th', [column.name for column in sheet.columns])}</tr>"]
    rows += [f"<tr>{cells('td', list(row))}</tr>" for row in sheet.rows]
    note = f'<p class="note">{escape(sheet.reading)}</p>\n' if sheet.reading else ""
    table = "\n".join(rows)
    return (
        f"<h2>{escape(sheet.title)}</h2>\n{note}"
        f'<div class="wide"><table>\n{table}\n</table></div>\n'
    )


FORMS: dict[str, Callable[[Document], str | bytes | Figure]] = {
    ".md": markdown,
    ".html": html,
    ".xlsx": workbook,
    ".pptx": slides,
    ".zip": csv_archive,
    ".png": lambda document: picture(document.draw),
    ".svg": lambda document: picture(document.draw),
    ".json": lambda document: document.json_text() + "\n",
}
"""What makes the content of a file, by its ending."""


def save(
    findings: Findings | ComparisonFindings, frames: Mapping[str, pd.DataFrame], folder: Path
) -> Path:
    """Write findings, manifest and one Parquet file a table into a folder; return it.

    Raises:
        InputError: another name is needed.
        OutputError: the disk is full, or fails.
    """
    document = COMPARISON if isinstance(findings, ComparisonFindings) else RESULT
    texts = {
        document: json_text(findings),
        MANIFEST: json.dumps(manifest_of(findings), indent=2, ensure_ascii=False),
    }
    files: dict[str, Write] = {
        f"{name}.parquet": partial(write_parquet, frame) for name, frame in frames.items()
    }
    for name, text in texts.items():
        data = (text + "\n").encode("utf-8", errors="backslashreplace")
        files[name] = partial(Path.write_bytes, data=data)
    # What an earlier run left beside would be read as a part of this one.
    ours = [RESULT, COMPARISON, *(f"{name}.parquet" for name in TABLES)]
    write_folder(folder, files, ours)
    return folder


def json_text(findings: Finding) -> str:
    """The document that `--json` prints."""
    document = findings.model_dump(mode="json")
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


LARGEST_BYTES = 256 * 2**20
"""Of a document of findings; ours have a few million."""


def load(results: Path) -> Findings | ComparisonFindings:
    """Read findings back from a folder of results, or from its document.

    Raises:
        InputError: there are no results that this version can read.
    """
    file = _document_in(results) if results.is_dir() else results
    if file.exists() and (not file.is_file() or file.stat().st_size > LARGEST_BYTES):
        raise InputError(f"{file} is no file of results.")
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
