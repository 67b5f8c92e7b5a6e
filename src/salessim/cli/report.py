"""`salessim report`: a report from stored results."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="What `run --out` wrote, or a result.json.")
    ],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The file to write: .html, .md, .png, .svg, .json."),
    ],
) -> None:
    r"""Write a report from stored results, without simulating again.

    \b
    Example:
      salessim run acme.yaml --out results
      salessim report results acme.html
    """
    from salessim.report.document import write
    from salessim.report.pages import run_document
    from salessim.report.store import load

    write(run_document(load(results)), out)
    typer.echo(f"Wrote {out}.", err=True)
