"""`salessim optimise`: where the hours should go, and how many people it takes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from salessim.cli.options import (
    AsJson,
    Quiet,
    ReportFile,
    ScenarioFile,
    Seed,
    Settings,
    Threads,
    read_scenario,
    read_share,
)
from salessim.cli.output import NO, STOPPED

if TYPE_CHECKING:
    from salessim.optimisation import Plan


def optimise(
    file: ScenarioFile,
    objective: Annotated[
        Literal["ratio", "revenue", "payroll", "profit"] | None,
        typer.Option(
            help="What the plan is to be best at. [default: ratio if people are free and there is "
            "a target, else revenue]"
        ),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AMOUNT",
            help="Revenue to reach by the end, such as 1.2M, or by a month: 2027-12=1.2M; may be "
            "repeated.",
        ),
    ] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="SHARE", help="How sure the target is to be, such as 0.9.")
    ] = None,
    largest_change: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Most by which a share of hours may change: 10%."),
    ] = None,
    least_care: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Least share of due contacts: 80%.")
    ] = None,
    least_prospecting: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Least share of hunters' hours for calls and leads."),
    ] = None,
    segment_share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEGMENT=LOW..HIGH", help="Share of all hours of a segment: gold=20%..40%."
        ),
    ] = None,
    whole_people: Annotated[
        bool, typer.Option("--whole-people", help="Plan whole people, where their number is free.")
    ] = False,
    frontier: Annotated[
        bool,
        typer.Option(
            "--frontier", help="Also the payroll ratio that each amount of revenue takes."
        ),
    ] = False,
    time_limit: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Longest time of one solve.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            metavar="N",
            help="Futures of the proof, at most. [default: as many as --precision needs]",
        ),
    ] = None,
    precision: Annotated[
        str, typer.Option(metavar="SHARE", help="Simulate until revenue is known this well.")
    ] = "1%",
    seed: Seed = 1,
    settings: Settings = None,
    threads: Threads = None,
    details: Annotated[bool, typer.Option("--details", "-d", help="All tables.")] = False,
    as_json: AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PLAN.yaml", help="Write the plan as a scenario to run."),
    ] = None,
    report: ReportFile = None,
    quiet: Quiet = False,
) -> None:
    """Find where the hours should go, month by month, and prove it by simulation.

    Where the scenario leaves a number of people free (people: {today: 4, least: 2, most: 6}),
    people are planned too. The plan is simulated beside today's allocation in the same futures.

    \b
    Examples:
      salessim optimise acme.yaml
      salessim optimise acme.yaml --target 1.2M --probability 0.9 --out plan.yaml
      salessim optimise acme.yaml --objective ratio --target 1.2M --whole-people
      salessim optimise acme.yaml --frontier --report plan.html
    """
    from salessim.cli.progress import Watching
    from salessim.optimisation import optimise as find
    from salessim.plan.proving import StoppedError
    from salessim.report.document import check_form

    if report is not None:
        check_form(report)
    if out is not None:
        _check_out(file, out, settings)
    scenario = read_scenario(file, settings)
    last, by_month = _targets(target or [], scenario.plan.currency)
    with Watching(quiet=quiet) as watch:
        try:
            plan = find(
                scenario,
                objective=objective,
                target=last,
                targets=by_month,
                probability=_share("--probability", probability),
                largest_change=_share("--largest-change", largest_change),
                least_care=_share("--least-care", least_care) or 0.0,
                least_prospecting=_share("--least-prospecting", least_prospecting) or 0.0,
                shares=dict(map(_segment_share, segment_share or [])),
                whole_people=whole_people,
                frontier=frontier,
                time_limit_seconds=time_limit,
                replications=replications,
                precision=read_share(precision, "--precision"),
                seed=seed,
                threads=threads,
                watch=watch,
            )
        except StoppedError:
            typer.echo("Stopped before the plan was proven. Nothing was kept.", err=True)
            raise typer.Exit(STOPPED) from None
    try:
        if out is not None:
            plan.write(out, file)
        if report is not None:
            plan.write_report(report)
    finally:  # files come first, for a pipe may close; a file that fails still leaves the figures
        _print(plan, as_json=as_json, details=details)
    if not quiet:
        if out is not None:
            typer.echo(f"Wrote {out}: salessim compare {file} {out}", err=True)
        if report is not None:
            typer.echo(f"Wrote {report}.", err=True)
    if plan.answer_is_no:
        raise typer.Exit(NO)


def _check_out(file: Path, out: Path, settings: list[str] | None) -> None:
    """Refuse before the work what could not be written after it."""
    from salessim.errors import InputError
    from salessim.plan.plan_file import check_place

    if settings:
        raise InputError(
            f"--out writes a plan that builds on {file}, whose rates are those of the team typed "
            "there; what --set changes is a change to that team, which a file cannot say. Write "
            f"it into a scenario that begins with 'extends: {file.name}', and plan that one."
        )
    check_place(file, out)


def _targets(typed: list[str], currency: str) -> tuple[float | None, dict[str, float]]:
    """The target of the whole horizon, and those by month."""
    last: float | None = None
    by_month: dict[str, float] = {}
    for text in typed:
        month, equals, value = text.rpartition("=")
        if equals:
            by_month[month.strip()] = _amount(value, currency)
        else:
            last = _amount(text, currency)
    return last, by_month


def _amount(text: str, currency: str) -> float:
    from salessim.units import UnreadableError, read_typed

    try:
        typed = read_typed(text, "money", currency)
    except UnreadableError as error:
        raise typer.BadParameter(f"--target {text}: {error}") from error
    if typed.high is not None or typed.period is not None:
        raise typer.BadParameter(f"--target {text}: type one amount such as 1.2M")
    return typed.low


def _share(option: str, text: str | None) -> float | None:
    return None if text is None else read_share(text, option)


def _segment_share(text: str) -> tuple[str, tuple[float, float]]:
    segment, equals, both = text.partition("=")
    low, dots, high = both.partition("..")
    if not equals or not dots:
        raise typer.BadParameter(f"--segment-share {text}: type it as gold=20%..40%")
    option = f"--segment-share {segment}="
    return segment.strip(), (read_share(low, option), read_share(high, option))


def _print(plan: "Plan", *, as_json: bool, details: bool) -> None:
    if as_json:
        from salessim.report.document import json_text

        typer.echo(json_text(plan.findings))
        return
    from rich.console import Console

    from salessim.report.plan.screen import show

    show(Console(highlight=False), plan.findings, details=details)
