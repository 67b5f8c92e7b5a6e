"""The list of commands, and how every command ends: an exit code, and sentences, no tracebacks.

Each command imports what it needs when it is called.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer
import typer.core

from salessim.cli.compare import compare
from salessim.cli.experiment import experiment
from salessim.cli.init import init
from salessim.cli.interrupts import STOPPED, Interrupted, interrupts
from salessim.cli.optimise import optimise
from salessim.cli.output import DONE, NO, WRONG_INPUT
from salessim.cli.report import report
from salessim.cli.run import run
from salessim.cli.segment import segment
from salessim.cli.trace import trace
from salessim.cli.validate import schema, validate
from salessim.errors import NO_MEMORY, SalessimError, lacks_memory
from salessim.letters import visible_lines
from salessim.near_words import near_words


class Commands(typer.core.TyperGroup):
    """The commands; one that does not exist is answered with what was probably meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first word names, or say what to type if there is none."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from salessim.scenario.text_files import scenario_path

            if scenario_path(Path(name)).suffix in (".yaml", ".yml"):
                ctx.fail(f"A command comes first: type salessim run {name}")
            known = [each for each in self.list_commands(ctx) if each != "optimize"]
            near = near_words(name, known)
            hint = (
                f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}."
            )
            ctx.fail(f"There is no command '{name}'; {hint}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Simulates a sales team, person by person, from a scenario of ten lines.

    \b
    A first scenario and its headline:
      salessim init acme
      salessim run acme.yaml""",
    epilog="salessim COMMAND --help shows an example of each. Exit codes: 0 done, 1 the answer is "
    "no, 2 the input is wrong, 130 stopped by Ctrl-C.",
)
for command in (init, validate, run, trace, compare, optimise, segment, report, schema):
    app.command()(command)
app.add_typer(experiment)
app.command("optimize", hidden=True)(optimise)


def _print_version(wanted: bool) -> None:
    if wanted:
        from salessim import __version__

        typer.echo(f"salessim {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Give all commands their shared options."""


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Errors of files that are the machine's state and no defect."""


NO_NAME = (errno.ENAMETOOLONG, errno.ELOOP)
"""Errors of names that no system takes, wherever they are looked up."""


def run_command(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code."""
    unheard = _open_output()
    _replace_unknown_letters()
    with interrupts.handled():
        try:
            code = _ended(arguments)
        except (Interrupted, KeyboardInterrupt):
            code = STOPPED
            interrupts.answer(f"\nStopped. {interrupts.consequence}")
    if unheard and code == DONE:
        return _print_error("The output is closed: what was asked for could not be shown.", NO)
    return code


def _open_output() -> bool:
    """Let a command write into nothing where its output is closed; tell whether it is."""
    if sys.stdout is not None:
        return False
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    return True


def _ended(arguments: Sequence[str]) -> int:
    """Run the command; return the exit code that its end means, and say what went wrong."""
    from salessim.cli.app import app

    try:
        app(list(arguments), prog_name="salessim")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else DONE
    except SalessimError as error:
        return _print_error(str(error), error.exit_code)
    except Exception as error:
        return _failed(error, arguments)
    return DONE


def _failed(error: Exception, arguments: Sequence[str]) -> int:
    """Say what failed: the machine, as far as that can be told, or salessim itself."""
    if lacks_memory(error):
        return _print_error(NO_MEMORY, NO)
    if isinstance(error, OSError):
        if not _is_somewhere():
            return _print_error("The current folder is gone: change into another.", WRONG_INPUT)
        if error.errno in NO_NAME and error.filename is not None:
            return _print_error(visible_lines(f"{error.filename}: {error.strerror}."), WRONG_INPUT)
        if error.errno in NO_ROOM:
            lost = "what was asked for could not be written out"
            return _print_error(f"{error.strerror}: {lost}.", NO)
    elif interrupts.is_pending:  # what is interrupted on its way in fails in ways of its own
        raise Interrupted from error
    return _unexpected(error, arguments)


def _is_somewhere() -> bool:
    """Whether the current folder is still there."""
    try:
        return bool(Path.cwd())
    except FileNotFoundError:
        return False


def _print_error(sentence: str, code: int) -> int:
    """Say why the command ends, if anybody listens; return the exit code."""
    with suppress(OSError, ValueError):  # closed streams
        if sys.stderr is not None:
            print(sentence, file=sys.stderr, flush=True)
    return code


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """Say how to report an error that nobody foresaw; the traceback goes into a file."""
    from traceback import TracebackException

    from salessim import __version__

    traced = TracebackException.from_exception(error)
    report = (
        f"salessim {__version__}, Python {sys.version}\n"
        f"salessim {' '.join(arguments)}\n\n{''.join(traced.format())}"
    )
    name = visible_lines("".join(traced.format_exception_only()).strip())
    try:
        where = f"with the scenario and {_kept_report(report)}."
    except OSError:  # no folder takes it
        where = f"with the scenario and what follows.\n\n{visible_lines(report)}"
    return _print_error(
        f"This should not happen: {name}.\nPlease report it to the project {where}", NO
    )


def _kept_report(report: str) -> str:
    """Write a report into the folder of temporary files and return its name; raises OSError."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w",
        prefix="salessim-",
        suffix=".txt",
        delete=False,
        encoding="utf-8",
        errors="backslashreplace",  # file names may hold bytes that are no text
    ) as file:
        file.write(report)
    return file.name


def _replace_unknown_letters() -> None:
    """Terminals that lack a letter such as € get a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
