"""`salessim experiment run`: simulate all points of a design, or what is left of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.ending import NO, STOPPED
from salessim.cli.experiment.options import DesignFile
from salessim.cli.options import AsJson, Quiet, ReportFile, Settings

if TYPE_CHECKING:
    from salessim.study.running.agenda import Agenda
    from salessim.study.running.estimate import Estimate
    from salessim.study.running.execute import Done


def run(
    file: DesignFile,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Threads; all cores by default.")
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
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Instead of the seed in the file.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", metavar="N", help="Instead of those in the file."),
    ] = None,
    settings: Settings = None,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where results go. [default: a folder beside the design file]"
        ),
    ] = None,
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
    from salessim.engine.watch import PLANS, RUNS
    from salessim.report.document import check_form
    from salessim.scenario import read_setting
    from salessim.study.design.file import Typed, design_file, load
    from salessim.study.running.crews import crew_for
    from salessim.study.running.execute import default_folder, execute, read_part

    if report is not None:
        check_form(report)
    typed = Typed(dict(map(read_setting, settings or [])), seed, replications)
    experiment = load(file, typed)
    chosen = None if part is None else read_part(part)
    folder = out or default_folder(design_file(file), chosen)
    crew = crew_for(workers, dask)
    try:
        with Watching(quiet=quiet) as watch:

            def announce(expected: "Estimate", agenda: "Agenda") -> None:
                watch(PLANS if expected.plans else RUNS, 0, expected.plans or agenda.planned)
                if not quiet:
                    typer.echo(_announcement(expected, crew.size), err=True)

            done = execute(
                experiment,
                folder,
                crew,
                part=chosen,
                resume=resume,
                reused=reuse or (),
                stop_on_failure=stop_on_failure,
                announce=announce,
                watch=watch,
            )
    finally:
        crew.close()
    if not quiet:
        for note in done.notes:
            typer.echo(note, err=True)
    try:
        if report is not None:
            _report(done, report, quiet=quiet)
    finally:  # a report that cannot be written still leaves the figures
        _print(done, as_json=as_json, quiet=quiet)


def _report(done: "Done", report: Path, *, quiet: bool) -> None:
    """Write the analysis of the first indicator kept."""
    from salessim.report.document import write
    from salessim.report.experiment.pages import analysis_document
    from salessim.study.analysing.analysis import analyse

    write(analysis_document(analyse(done.store)), report)
    if not quiet:
        typer.echo(f"Wrote {report}.", err=True)


def _announcement(expected: "Estimate", places: int) -> str:
    from salessim.cli.progress import duration
    from salessim.report.experiment.words import size

    on = "1 worker" if places == 1 else f"{places} workers"
    plans = f" ({expected.plans} to be planned first)" if expected.plans else ""
    points = "1 point" if expected.points == 1 else f"{expected.points} points"
    return (
        f"{points}{plans}, {expected.runs} runs to do: about "
        f"{duration(expected.seconds(places))} on {on}, {size(expected.bytes)} on disk. "
        "Ctrl-C keeps what is done."
    )


def _print(done: "Done", *, as_json: bool, quiet: bool) -> None:
    from salessim.report.experiment.words import standing_lines
    from salessim.report.store import json_text
    from salessim.study.running.standing import standing

    stands = standing(done.store)
    if as_json:
        typer.echo(json_text(stands))
    else:
        for line in standing_lines(stands):
            typer.echo(line)
    why = done.end.why if done.end else "all done"
    said = {
        "stopped": "Stopped. The same command with --resume goes on.",
        "budget": "The budget is spent: raise it in the design file and go on with --resume.",
        "failure": "Stopped at the first failure; --resume goes on.",
    }
    if not quiet and why in said:
        typer.echo(said[why], err=True)
    elif not quiet and not as_json and stands.is_complete and stands.points_done:
        typer.echo(f"Next: salessim experiment analyse {done.store.folder}", err=True)
    if why == "stopped":
        raise typer.Exit(STOPPED)
    if why in ("budget", "failure"):
        raise typer.Exit(NO)
