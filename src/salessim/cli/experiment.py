"""`salessim experiment`: designs of experiments, run, looked at, merged, exported, chosen from."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from salessim.cli.experiment_answers import analyse, select
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
    TrustFolder,
    TrustPaths,
    open_results,
    read_count,
    read_output_file,
    read_output_folder,
    read_settings,
    trusted,
)
from salessim.cli.output import NO, Writes, say, written

if TYPE_CHECKING:
    from salessim.study.running.execute import ExecutionResult, ExperimentStatus
    from salessim.study.running.session import Estimate
    from salessim.study.running.work_queue import WorkQueue
    from salessim.study.store.store import Store

GOES_ON = "What was done is kept: the same command with --resume goes on."
"""After Ctrl-C."""


def run(
    file: DesignFile,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", parser=read_count, help="Threads; all cores by default."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Work on a Dask cluster, e.g. tcp://10.0.0.1:8786, or local:4 for 4 processes.",
        ),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(metavar="K/N", help="Only part K of N, for job arrays; see merge."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what was interrupted.")
    ] = False,
    reuse: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Take points that are the same from other results."),
    ] = None,
    stop_on_failure: Annotated[
        bool, typer.Option("--stop-on-failure", help="End with the first point that fails.")
    ] = False,
    seed: DesignSeed = None,
    replications: Annotated[
        int | None,
        typer.Option(
            *("--replications", "-n"),
            metavar="N",
            parser=read_count,
            help="Instead of those in the file.",
        ),
    ] = None,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            parser=read_output_folder,
            help="Where results go. [default: a folder beside the design file]",
        ),
    ] = None,
    anyway: Anyway = False,
    quiet: Quiet = False,
) -> None:
    """Run a design of experiments. What is computed is kept, whatever happens.

    \b
    Examples:
      salessim experiment run hiring/experiment.yaml
      salessim experiment run hiring --resume --workers 8
      salessim experiment run hiring --dask tcp://scheduler:8786
      salessim experiment run hiring --part 3/40
      salessim experiment run hiring --replications 500 --report hiring.html
    """
    from salessim.cli.progress import Watching
    from salessim.engine import PLANS, RUNS
    from salessim.output_files import check_folder
    from salessim.study.design.design_file import DesignOverrides, design_file, load
    from salessim.study.running.execute import default_folder, execute, read_part
    from salessim.study.running.executor import executor_for

    typed = DesignOverrides(read_settings(settings), seed, replications)
    experiment = load(file, typed, trust=trusted(trust_paths, trust_folder), allow_code=allow_code)
    chosen = None if part is None else read_part(part)
    folder = out or default_folder(design_file(file), chosen)
    executor = executor_for(workers, dask)
    try:
        with interrupts.consequently(GOES_ON), Watching(quiet=quiet) as watch:

            def announce(expected: Estimate, queue: WorkQueue) -> None:
                check_folder(folder, int(expected.bytes))
                if expected.plans:
                    watch(PLANS, 0, expected.plans)
                else:
                    watch(RUNS, queue.planned_runs - queue.waiting_runs, queue.planned_runs)
                watch.announced(expected.seconds(executor.size))
                if not quiet:
                    say(_announcement(expected, executor.size), err=True)

            done = execute(
                experiment,
                folder,
                executor,
                part=chosen,
                resume=resume,
                reused=reuse or (),
                stop_on_failure=stop_on_failure,
                anyway=anyway,
                announce=announce,
                watch=watch,
            )
        is_stopped = done.end is not None and done.end.why == "stopped"
        if is_stopped:
            interrupts.answer(f"\nStopped. {GOES_ON}")
    finally:
        executor.close()
    if not quiet:
        for note in done.notes:
            say(note, err=True)
    # A report of work that was stopped is written by the same command when all is done.
    writes: Writes = [(None if is_stopped else report, partial(_write_analysis, done.store))]
    with written(writes, quiet=quiet, kept="The runs are kept."):
        status = _show_status(done.store, as_json=as_json)
    _end(done, status, as_json=as_json, quiet=quiet)


def _write_analysis(store: Store, report: Path) -> None:
    """Write the analysis of the first indicator kept."""
    from salessim.report.document import write
    from salessim.report.experiment_report import analysis_document
    from salessim.study.analysing.analysis import analyse

    write(analysis_document(analyse(store)), report)


def _announcement(expected: Estimate, places: int) -> str:
    from salessim.cli.progress import duration
    from salessim.report.experiment_report import bytes_in_words
    from salessim.report.words import counted

    plans = f" ({expected.plans} to be planned first)" if expected.plans else ""
    return (
        f"{counted(expected.points, 'point')}{plans}, {expected.runs} runs to do: about "
        f"{duration(expected.seconds(places))} on {counted(places, 'worker')}, "
        f"{bytes_in_words(expected.bytes)} on disk. "
        "Ctrl-C keeps what is done."
    )


def _end(done: ExecutionResult, status: ExperimentStatus, *, as_json: bool, quiet: bool) -> None:
    """Say why the experiment ended, or what is next; leave with the exit code of that."""
    why = done.end.why if done.end else "all done"
    messages = {
        "budget": "The budget is spent: raise it in the design file and go on with --resume.",
        "failure": "Stopped at the first failure; --resume goes on.",
    }
    if not quiet and why in messages:
        say(messages[why], err=True)
    elif not quiet and not as_json and status.is_complete and status.points_done:
        say(f"Next: salessim experiment analyse {done.store.folder}", err=True)
    if why == "stopped":
        raise typer.Exit(STOPPED)
    if why in ("budget", "failure"):
        raise typer.Exit(NO)


def status(results: Results, as_json: AsJson = False) -> None:
    """Say how far an experiment is, also while it runs.

    \b
    Example:
      salessim experiment status hiring/results
    """
    _show_status(open_results(results), as_json=as_json)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR", help="The folders of the parts.")],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", parser=read_output_folder, help="Where all of it goes."),
    ],
    as_json: AsJson = False,
) -> None:
    """Bring parts that were run by themselves together in one folder.

    \b
    Example:
      salessim experiment run hiring --part 1/2
      salessim experiment run hiring --part 2/2
      salessim experiment merge hiring/results.part-* --out hiring/results
    """
    from salessim.study.store.writer import merge as merge_folders

    merged = merge_folders(folders, out)
    _show_status(merged.store, as_json=as_json)
    if not as_json:
        say(f"Merged {merged.runs} runs of {merged.folders} folders into {out}.", err=True)


def export(
    results: Results,
    file: Annotated[
        Path,
        typer.Argument(metavar="OUT", parser=read_output_file, help="A .csv or .parquet file."),
    ],
    rows: Annotated[
        Literal["points", "runs"], typer.Option(help="A row a point, or a row a run.")
    ] = "points",
    quiet: Quiet = False,
) -> None:
    """Write one table: the settings beside what came of them.

    \b
    Examples:
      salessim experiment export hiring/results hiring.csv
      salessim experiment export hiring/results runs.parquet --rows runs
    """
    from salessim.study.analysing.observations import export as write_table

    written = write_table(open_results(results), file, rows)
    if not quiet:
        say(f"Wrote {written} rows into {file}.", err=True)


def _show_status(store: Store, *, as_json: bool) -> ExperimentStatus:
    """Print how far the experiment of a store is, and return it."""
    from salessim.report.document import json_text
    from salessim.report.experiment_report import status_lines
    from salessim.study.running.execute import status_of

    status = status_of(store)
    for line in [json_text(status)] if as_json else status_lines(status):
        say(line)
    return status


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
