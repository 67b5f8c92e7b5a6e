"""What commands leave: an exit code, findings on a screen or as JSON, notes on the error stream."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from salessim.cli.interrupts import UNWRITTEN, interrupts
from salessim.errors import SalessimError
from salessim.letters import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from salessim.measure.flows import Finding

type Writes = Sequence[tuple[Path | None, Callable[[Path], object]]]
"""Files, None where one was not asked for, and what writes each."""

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


@contextmanager
def written(writes: Writes, *, quiet: bool) -> Iterator[None]:
    """Write files, then show the figures in the block, then say what was written or could not be.

    Files come first, for a pipe may close. One that fails keeps neither the others back nor the
    figures.

    Args:
        writes: each file, None where it was not asked for, and what writes it.
        quiet: whether what was written is left unsaid.

    Raises:
        SalessimError: a file could not be written; names all of them.
    """
    failed: list[SalessimError] = []
    done: list[Path] = []
    try:
        with interrupts.consequently(UNWRITTEN):
            for file, write in writes:
                try:
                    if file is not None:
                        write(file)
                        done.append(file)
                except SalessimError as error:
                    failed.append(error)
    finally:
        yield
    note_written(*done, quiet=quiet)
    if failed:
        kind = next((type(error) for error in failed if error.exit_code == NO), type(failed[0]))
        raise kind("\n".join([*map(str, failed), "What was computed is shown."]))


def note_written(*files: Path | None, quiet: bool = False) -> None:
    """Name the files that were written, on the error stream."""
    for file in files:
        if file is not None and not quiet:
            say(f"Wrote {file}.", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print lines; letters that would steer the terminal are written as codes."""
    typer.echo(visible_lines(text), err=err)
