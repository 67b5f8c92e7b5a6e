"""`salessim experiment analyse` and `select`: what the runs say, and which point is the best."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from salessim.cli.interrupts import STOPPED, interrupts
from salessim.cli.options import (
    AllowCode,
    Anyway,
    AsJson,
    DesignFile,
    DesignSeed,
    Quiet,
    ReportFile,
    Results,
    Settings,
    Threads,
    TrustFolder,
    TrustPaths,
    open_results,
    read_count,
    read_output_folder,
    read_settings,
    read_share,
    trusted,
)
from salessim.cli.output import NO, Writes, print_findings, say, still_to_write, written


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
    from salessim.report.document import write
    from salessim.report.experiment_report import analysis_document, show
    from salessim.study.analysing.analysis import analyse as analyse_store

    analysis = analyse_store(open_results(results), indicator, tuple(over or ()))
    writes: Writes = [(report, lambda file: write(analysis_document(analysis), file))]
    with written(writes, quiet=quiet):
        print_findings(analysis, show, as_json=as_json, details=details)


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
        int, typer.Option(metavar="N", parser=read_count, help="Most runs of all plans together.")
    ] = 20_000,
    replications: Annotated[
        int,
        typer.Option(
            *("--replications", "-n"),
            metavar="N",
            parser=read_count,
            help="Runs of each plan before one is ruled out.",
        ),
    ] = 20,
    seed: DesignSeed = None,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    threads: Threads = None,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            parser=read_output_folder,
            help="Keep the runs (Parquet) and selection.json.",
        ),
    ] = None,
    anyway: Anyway = False,
    quiet: Quiet = False,
) -> None:
    """Choose the best point of a design, spending runs where they tell it from its rivals.

    \b
    Examples:
      salessim experiment select hiring --indicator profit
      salessim experiment select hiring --runs 50000 --report best.html
      salessim experiment select hiring --method kn --indifference 10k --confidence 90%
    """
    from salessim.cli.progress import Watching
    from salessim.engine import RUNS
    from salessim.report.document import write
    from salessim.report.selection_report import selection_document, show_selection
    from salessim.study.choosing.candidates import save_selection
    from salessim.study.choosing.candidates import select as select_point
    from salessim.study.design.design_file import DesignOverrides, load

    experiment = load(
        file,
        DesignOverrides(read_settings(settings), seed),
        trust=trusted(trust_paths, trust_folder),
        allow_code=allow_code,
    )
    with Watching(quiet=quiet) as watch:
        chosen = select_point(
            experiment,
            indicator,
            method,
            confidence=read_share(confidence, "--confidence"),
            max_runs=runs,
            indifference=_amount(indifference, experiment.base.plan.currency),
            first=replications,
            threads=threads,
            watch=lambda done, max_runs: watch(RUNS, done, max_runs),
            anyway=anyway,
        )
    findings = chosen.findings
    writes: Writes = [
        (out, partial(save_selection, chosen)),
        (report, partial(write, selection_document(findings))),
    ]
    if watch.stopped:
        interrupts.answer(
            f"\nStopped: the choice rests on the runs so far.{still_to_write(writes)}"
        )
    with written(writes, quiet=quiet):
        print_findings(findings, show_selection, as_json=as_json)
    if watch.stopped:
        raise typer.Exit(STOPPED)
    if not findings.is_reached:
        if not quiet:
            say("More runs (--runs) or an --indifference would make it surer.", err=True)
        raise typer.Exit(NO)


def _amount(text: str, currency: str) -> float:
    """A difference of an indicator: money, a count, or a share such as `1 %`.

    Raises:
        typer.BadParameter: it is none.
    """
    from salessim.number_text import parse_number
    from salessim.units import UnreadableError

    try:
        return parse_number(text, "share" if "%" in text else "money", currency).low
    except UnreadableError as error:
        raise typer.BadParameter(str(error)) from error
