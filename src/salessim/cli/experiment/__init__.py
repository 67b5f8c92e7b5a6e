"""`salessim experiment`: designs of experiments, run, looked at, chosen from."""

import typer

from salessim.cli.experiment.analyse import analyse
from salessim.cli.experiment.export import export
from salessim.cli.experiment.merge import merge
from salessim.cli.experiment.run import run
from salessim.cli.experiment.select import select
from salessim.cli.experiment.status import status

experiment = typer.Typer(
    name="experiment",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Run designs of experiments: thousands of runs, on one machine or many.

    \b
    From a design file to an answer:
      salessim experiment run hiring/experiment.yaml
      salessim experiment analyse hiring/results""",
)
for command in (run, status, merge, analyse, select, export):
    experiment.command()(command)
