"""`salessim experiment status`: how far it is."""

import typer

from salessim.cli.experiment.options import Results, open_results
from salessim.cli.options import AsJson


def status(results: Results, as_json: AsJson = False) -> None:
    """Say how far an experiment is, also while it runs.

    \b
    Example:
      salessim experiment status hiring/results
    """
    from salessim.report.experiment.words import standing_lines
    from salessim.report.store import json_text
    from salessim.study.running.standing import standing

    stands = standing(open_results(results))
    if as_json:
        typer.echo(json_text(stands))
        return
    for line in standing_lines(stands):
        typer.echo(line)
