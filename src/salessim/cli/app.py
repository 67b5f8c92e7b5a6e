"""The list of commands. Each one imports what it needs when it is called."""

import typer

from salessim.cli.compare import compare
from salessim.cli.experiment import experiment
from salessim.cli.init import init
from salessim.cli.optimise import optimise
from salessim.cli.report import report
from salessim.cli.run import run
from salessim.cli.segment import segment
from salessim.cli.trace import trace
from salessim.cli.validate import schema, validate

app = typer.Typer(
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
    "no, 2 the input is wrong.",
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
