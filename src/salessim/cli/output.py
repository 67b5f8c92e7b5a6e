"""What commands leave: an exit code, findings on a screen or as JSON, notes on the error stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from salessim.letters import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from salessim.measure.findings import Finding

DONE, NO, WRONG_INPUT = 0, 1, 2
"""Exit codes: done, the answer is no, the input is wrong."""


def print_findings(
    findings: Finding, show: Callable[..., None], *, as_json: bool, **options: Any
) -> None:
    """Print findings as one JSON document, or as `show` lays them out on the terminal.

    Args:
        findings: what to print.
        show: called with a console, the findings and the options.
        as_json: whether JSON was asked for.
        options: of `show`, such as `details`.
    """
    if as_json:
        from salessim.report.document import json_text

        typer.echo(json_text(findings))
        return
    from rich.console import Console

    show(Console(highlight=False), findings, **options)


def note_written(*files: Path | None, quiet: bool = False) -> None:
    """Name the files that were written, on the error stream."""
    for file in files:
        if file is not None and not quiet:
            say(f"Wrote {file}.", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print lines; letters that would steer the terminal are written as codes."""
    typer.echo(visible_lines(text), err=err)
