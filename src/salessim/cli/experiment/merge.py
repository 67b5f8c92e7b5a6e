"""`salessim experiment merge`: bring the parts of a job array together."""

from pathlib import Path
from typing import Annotated

import typer

from salessim.cli.options import AsJson


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR", help="The folders of the parts.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where all of it goes.")],
    as_json: AsJson = False,
) -> None:
    """Bring parts that were run by themselves together in one folder.

    \b
    Example:
      salessim experiment run hiring --part 1/2
      salessim experiment run hiring --part 2/2
      salessim experiment merge hiring/results.part-* --out hiring/results
    """
    from salessim.report.experiment.words import standing_lines
    from salessim.report.store import json_text
    from salessim.study.running.standing import standing
    from salessim.study.store.reuse import merge as merge_folders

    merged = merge_folders(folders, out)
    stands = standing(merged.store)
    if as_json:
        typer.echo(json_text(stands))
        return
    for line in standing_lines(stands):
        typer.echo(line)
    typer.echo(f"Merged {merged.runs} runs of {merged.folders} folders into {out}.", err=True)
