"""What commands leave: an exit code, findings on a screen or as JSON, notes on the error stream."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from salessim.cli.interrupts import interrupts
from salessim.errors import SalessimError
from salessim.letters import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from salessim.measure.flows import Finding
    from salessim.scenario import Scenario

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
def written(writes: Writes, *, quiet: bool, kept: str = "") -> Iterator[None]:
    """Write files, then show the figures in the block, then say what was written or could not be.

    Files come first, for a pipe may close. One that fails keeps neither the others back nor the
    figures. Ctrl-C leaves out those that are not written yet, also where it had stopped the work.

    Args:
        writes: each file, None where it was not asked for, and what writes it.
        quiet: whether what was written is left unsaid.
        kept: what is kept besides whatever happens, in a sentence.

    Raises:
        SalessimError: a file could not be written; names all of them.
    """
    failed: list[SalessimError] = []
    done: list[Path] = []
    asked = [(file, write) for file, write in writes if file is not None]

    def note() -> None:
        missing = [file for file, _ in asked if file not in done]
        interrupts.consequence = " ".join(filter(None, (kept, _what_is_there(done, missing))))

    try:
        with interrupts.writing():
            for file, write in asked:
                note()
                try:
                    write(file)
                    done.append(file)
                except SalessimError as error:
                    failed.append(error)
            note()
    finally:
        yield
    note_written(*done, quiet=quiet)
    if failed:
        kind = next((type(error) for error in failed if error.exit_code == NO), type(failed[0]))
        raise kind("\n".join([*map(str, failed), "What was computed is shown."]))


def _what_is_there(done: Sequence[Path], missing: Sequence[Path]) -> str:
    """Say which files were written and which were not."""
    both = ((done, "written"), (missing, "not written"))
    parts = [f"{_named(files)} {_be(files, 'was', 'were')} {said}" for files, said in both if files]
    return f"{'; '.join(parts)}." if parts else ""


def still_to_write(writes: Writes) -> str:
    """Say after Ctrl-C which files are made all the same; empty where none is."""
    files = [file for file, _ in writes if file is not None]
    if not files:
        return ""
    return (
        f" Now {_named(files)} {_be(files, 'is', 'are')} written; Ctrl-C again leaves "
        f"{_be(files, 'it', 'them')} out."
    )


def _named(files: Sequence[Path]) -> str:
    return " and ".join(map(str, files))


def _be(files: Sequence[Path], one: str, several: str) -> str:
    return several if files[1:] else one


def note_written(*files: Path | None, quiet: bool = False) -> None:
    """Name the files that were written, on the error stream."""
    for file in files:
        if file is not None and not quiet:
            say(f"Wrote {file}.", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print lines; letters that would steer the terminal are written as codes."""
    typer.echo(visible_lines(text), err=err)


def ask(scenario: Scenario, variants: Sequence[tuple[str, Scenario]] = ()) -> None:
    """Ask on the error stream about figures that are hardly meant.

    Args:
        scenario: all that is to be asked about it.
        variants: by name; asked is what is not asked about the scenario.
    """
    asked = {str(question) for question in scenario.questions}
    for question in scenario.questions:
        typer.echo(str(question), err=True)
    for name, variant in variants:
        for question in variant.questions:
            if str(question) not in asked:
                typer.echo(f"{name}: {question}", err=True)
