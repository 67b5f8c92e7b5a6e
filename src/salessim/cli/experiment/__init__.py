"""`salessim experiment`: designs of experiments, run, looked at, chosen from."""

import typer

from salessim.cli.experiment.export import export
from salessim.cli.experiment.merge import merge
from salessim.cli.experiment.run import run
from salessim.cli.experiment.status import status

experiment = typer.Typer(
    name="experiment",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Run designs of experiments: thousands of runs, on one machine or many.

    \b
    From a design file to an answer:
      salessim experiment run hiring/experiment.yaml
      salessim experiment export hiring/results table.csv""",
)
for command in (run, status, merge, export):
    experiment.command()(command)
