"""`salessim experiment analyse`: what the runs say."""

from typing import Annotated

import typer

from salessim.cli.experiment.options import Results, open_results
from salessim.cli.options import AsJson, Quiet, ReportFile


def analyse(
    results: Results,
    indicator: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which indicator. [default: the first kept]")
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="FACTOR", help="Draw the surface over this one; may be repeated."),
    ] = None,
    details: Annotated[bool, typer.Option("--details", "-d", help="Also all tables.")] = False,
    as_json: AsJson = False,
    report: ReportFile = None,
    quiet: Quiet = False,
) -> None:
    """Say what moves an indicator: contrasts, effects, Sobol indices, a response surface.

    An experiment that is not finished can be analysed too; the answer says so.

    \b
    Examples:
      salessim experiment analyse hiring/results
      salessim experiment analyse hiring --indicator payroll_ratio --report ratio.html
      salessim experiment analyse hiring --over closers --over start --report surface.png
    """
    from salessim.report.document import check_form, write
    from salessim.report.experiment.pages import analysis_document
    from salessim.report.store import json_text
    from salessim.study.analysing.analysis import analyse as analyse_store

    if report is not None:
        check_form(report)
    found = analyse_store(open_results(results), indicator, tuple(over or ()))
    if as_json:
        typer.echo(json_text(found))
    else:
        from rich.console import Console

        from salessim.report.experiment.screen import show

        show(Console(highlight=False), found, details=details)
    if report is not None:
        write(analysis_document(found), report)
        if not quiet:
            typer.echo(f"Wrote {report}.", err=True)
