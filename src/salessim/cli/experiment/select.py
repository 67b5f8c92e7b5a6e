"""`salessim experiment select`: the best of several plans, with a stated probability."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from salessim.cli.ending import NO, STOPPED
from salessim.cli.experiment.options import DesignFile
from salessim.cli.options import AsJson, Quiet, ReportFile, Settings, Threads, read_share


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
    from salessim.report.document import check_form, write
    from salessim.report.experiment.screen import show_selection
    from salessim.report.experiment.selection import selection_document
    from salessim.report.store import json_text
    from salessim.scenario import read_setting
    from salessim.study.choosing.keeping import keep
    from salessim.study.choosing.plans import select as select_point
    from salessim.study.design.file import Typed, load

    if report is not None:
        check_form(report)
    experiment = load(file, Typed(dict(map(read_setting, settings or [])), seed))
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
            keep(chosen, out)
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
    from salessim.units import UnreadableError, parse_number

    try:
        return parse_number(text, "share" if "%" in text else "money", currency).low
    except UnreadableError as error:
        raise typer.BadParameter(str(error)) from error
