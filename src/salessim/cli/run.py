"""`salessim run`: simulate a scenario, headline first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.interrupts import STOPPED, interrupts
from salessim.cli.options import (
    AllowCode,
    Anyway,
    AsJson,
    EngineName,
    Folder,
    Quiet,
    Replications,
    ReportFile,
    ScenarioFile,
    Seed,
    Settings,
    Threads,
    TrustFolder,
    TrustPaths,
    read_output_file,
    read_share,
    scenario_to_run,
    trusted,
)
from salessim.cli.output import Writes, ask, print_findings, say, still_to_write, written

if TYPE_CHECKING:
    from salessim.results import Result


def run(
    file: ScenarioFile,
    replications: Replications = None,
    seed: Seed = 1,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE", help="Go on until the error of mean revenue is within, e.g. 1%."
        ),
    ] = None,
    engine: EngineName = "compiled",
    threads: Threads = None,
    details: Annotated[
        bool, typer.Option("--details", "-d", help="Also funnel, segments, team, months, money.")
    ] = False,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Folder = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", parser=read_output_file, help="Write the first future's events as CSV."
        ),
    ] = None,
    anyway: Anyway = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a scenario: revenue, payroll ratio, targets, cash, and what limits them.

    \b
    Examples:
      salessim run acme.yaml
      salessim run acme.yaml --set "team.closer.people=3" --details
      salessim run acme.yaml -n 1000 --report acme.html --out results
    """
    from salessim.cli.progress import Watching
    from salessim.engine.simulation import bytes_on_disk
    from salessim.output_files import check_folder
    from salessim.report.run_report import show
    from salessim.results import simulate

    wanted = None if precision is None else read_share(precision, "--precision")
    scenario = scenario_to_run(file, settings, trusted(trust_paths, trust_folder), allow_code)
    if out is not None:
        check_folder(out, bytes_on_disk(scenario, replications))
    with Watching(quiet=quiet) as watch:
        result = simulate(
            scenario,
            replications=replications,
            seed=seed,
            engine=engine,
            threads=threads,
            precision=wanted,
            keep="tables" if out is not None else "sums",
            watch=watch,
            anyway=anyway,
        )
        writes: Writes = [
            (log, result.write_log),
            (out, result.save),
            (report, result.write_report),
        ]
        if result.stopped_early:
            _answer(result, writes)
        _ = result.findings
    if watch.stopped and not result.stopped_early:
        _answer(result, writes)
    with written(writes, quiet=quiet):
        print_findings(result.findings, show, as_json=as_json, details=details)
    if not quiet:
        ask(scenario)
        _hint(as_json=as_json, details=details, report=report)
    reached = result.findings.revenue_error
    if wanted is not None and (reached is None or reached > wanted):
        done = result.findings.replications
        say(f"{done} futures are too few for a precision of {precision}.", err=True)
    if watch.stopped:
        raise typer.Exit(STOPPED)


def _answer(result: "Result", writes: Writes) -> None:
    """Say what Ctrl-C left, and what is still written."""
    if result.stopped_early:
        sentence = (
            f"\nStopped after {result.replications} of {result.planned} futures; the figures rest "
            "on these. The same command simulates all of them."
        )
    else:
        sentence = (
            f"\nStopped after all {result.planned} futures, before it was known what limits them. "
            "The same command finds that out, too."
        )
    interrupts.answer(sentence + still_to_write(writes))


def _hint(*, as_json: bool, details: bool, report: Path | None) -> None:
    """Say what else there is, to a person who has not asked for it."""
    import sys

    if not as_json and not details and report is None and sys.stdout.isatty():
        say(
            "\nMore: --details for the tables, --report FILE.html for a page with all of it.",
            err=True,
        )
