"""`salessim experiment analyse` and `select`: what the runs say, and which point is the best."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from salessim.cli.ending import NO, STOPPED
from salessim.cli.options import (
    AsJson,
    DesignFile,
    Quiet,
    ReportFile,
    Results,
    Settings,
    Threads,
    open_results,
    read_share,
)


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
    from salessim.report.document import check_form, json_text, write
    from salessim.report.experiment_report import analysis_document
    from salessim.study.analysing.analysis import analyse as analyse_store

    if report is not None:
        check_form(report)
    found = analyse_store(open_results(results), indicator, tuple(over or ()))
    if as_json:
        typer.echo(json_text(found))
    else:
        from rich.console import Console

        from salessim.report.experiment_report import show

        show(Console(highlight=False), found, details=details)
    if report is not None:
        write(analysis_document(found), report)
        if not quiet:
            typer.echo(f"Wrote {report}.", err=True)


def select(
    file: DesignFile,
    indicator: Annotated[
        str, typer.Option(metavar="NAME", help="What the best is the best in.")
    ] = "profit",
    method: Annotated[
        Literal["ocba", "kn"],
        typer.Option(help="ocba spends runs where they matter; kn guarantees the probability."),
    ] = "ocba",
    confidence: Annotated[
        str, typer.Option(metavar="SHARE", help="Probability of a right choice that is asked for.")
    ] = "95 %",
    indifference: Annotated[
        str, typer.Option(metavar="AMOUNT", help="A difference not worth detecting, e.g. 10k.")
    ] = "0",
    runs: Annotated[
        int, typer.Option(metavar="N", help="Most runs of all plans together.")
    ] = 20_000,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", metavar="N", help="Runs of each plan before one is ruled out."
        ),
    ] = 20,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Instead of the seed in the file.")
    ] = None,
    settings: Settings = None,
    threads: Threads = None,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep the runs (Parquet) and selection.json."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Choose the best point of a design, spending runs where they tell it from its rivals.

    \b
    Examples:
      salessim experiment select hiring --indicator profit
      salessim experiment select hiring --runs 50000 --report best.html
      salessim experiment select hiring --method kn --indifference 10k --confidence 90%
    """
    from rich.console import Console

    from salessim.cli.progress import Watching
    from salessim.engine.watch import RUNS
    from salessim.report.document import check_form, json_text, write
    from salessim.report.selection_report import selection_document, show_selection
    from salessim.scenario import read_setting
    from salessim.study.choosing.candidates import save_selection
    from salessim.study.choosing.candidates import select as select_point
    from salessim.study.design.design_file import DesignOverrides, load

    if report is not None:
        check_form(report)
    experiment = load(file, DesignOverrides(dict(map(read_setting, settings or [])), seed))
    with Watching(quiet=quiet) as watch:
        chosen = select_point(
            experiment,
            indicator,
            method,
            confidence=read_share(confidence, "--confidence"),
            most=runs,
            indifference=_amount(indifference, experiment.base.plan.currency),
            first=replications,
            threads=threads,
            watch=lambda done, most: watch(RUNS, done, most),
        )
    findings = chosen.findings
    try:
        if out is not None:
            save_selection(chosen, out)
        if report is not None:
            write(selection_document(findings), report)
    finally:  # a file that cannot be written still leaves the answer
        if as_json:
            typer.echo(json_text(findings))
        else:
            show_selection(Console(highlight=False), findings)
    for kept in (out, report):
        if kept is not None and not quiet:
            typer.echo(f"Wrote {kept}.", err=True)
    if watch.stopped:
        raise typer.Exit(STOPPED)
    if not findings.is_reached:
        if not quiet:
            typer.echo("More runs (--runs) or an --indifference would make it surer.", err=True)
        raise typer.Exit(NO)


def _amount(text: str, currency: str) -> float:
    """A difference of an indicator: money, a count, or a share such as `1 %`.

    Raises:
        typer.BadParameter: it is none.
    """
    from salessim.units import UnreadableError, read_typed

    try:
        return read_typed(text, "share" if "%" in text else "money", currency).low
    except UnreadableError as error:
        raise typer.BadParameter(str(error)) from error
