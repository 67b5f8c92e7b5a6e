"""`salessim report`: a report from stored results."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="What `run --out` or `compare --out` wrote.")
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
    from salessim.measure.comparison import ComparisonFindings
    from salessim.report.comparison.pages import comparison_document
    from salessim.report.document import write
    from salessim.report.pages import run_document
    from salessim.report.store import load

    findings = load(results)
    if isinstance(findings, ComparisonFindings):
        write(comparison_document(findings), out)
    else:
        write(run_document(findings), out)
    typer.echo(f"Wrote {out}.", err=True)
