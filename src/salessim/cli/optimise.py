"""`salessim optimise`: where the hours should go, and how many people it takes."""

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from salessim.cli.interrupts import STOPPED, interrupts
from salessim.cli.options import (
    AllowCode,
    Anyway,
    AsJson,
    Quiet,
    ReportFile,
    ScenarioFile,
    Seed,
    Settings,
    Threads,
    TrustFolder,
    TrustPaths,
    read_count,
    read_output_file,
    read_share,
    read_shares,
    scenario_to_run,
    trusted,
)
from salessim.cli.output import NO, Writes, ask, note_written, say, written
from salessim.figures import marked
from salessim.plan.request import request_options
from salessim.plan.request_options import RequestOption, Unit

if TYPE_CHECKING:
    from salessim.optimisation import OptimisationResult


def read_seconds(typed: str | float) -> float:
    """A number of seconds typed after an option; raises typer.BadParameter."""
    from salessim.number_text import parse_number
    from salessim.units import UnreadableError

    try:
        number = parse_number(str(typed), "number")
    except UnreadableError as error:
        raise typer.BadParameter(f"'{typed}' given: {error}") from error
    if number.high is not None or number.period is not None:
        raise typer.BadParameter(f"'{typed}' given: type one number of seconds")
    return number.low


KINDS: MappingProxyType[Unit, Any] = MappingProxyType(
    {
        "money by month": list[str] | None,
        "share": str | None,
        "shares by segment": list[str] | None,
        "flag": bool,
        "seconds": float | None,
        "count": int | None,
        "months after": str | None,
        "ranges by key": list[str] | None,
        "rate": str | None,
    }
)
"""What the command line takes for each unit; one of a few words is a literal of its own."""


PARSERS: MappingProxyType[Unit, Callable[[str], float]] = MappingProxyType(
    {"seconds": read_seconds, "count": read_count}
)
"""What reads the numbers of these units."""


def with_request_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every field of a request, in place of its `**typed`."""
    signature = inspect.signature(command)
    first, *rest = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    asked = [_parameter(option.name or name, option) for name, option in request_options()]
    parameters = [first, *asked, *rest]
    shown = signature.replace(parameters=parameters)
    setattr(command, "__signature__", shown)  # noqa: B010 - it is no attribute of its type
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _parameter(name: str, option: RequestOption) -> inspect.Parameter:
    flags = ("--" + name.replace("_", "-"), *([option.short] if option.short else []))
    parser = PARSERS.get(option.unit)
    shown = typer.Option(*flags, help=option.help, metavar=option.metavar, parser=parser)
    kind = Literal[option.words] | None if option.unit == "word" else KINDS[option.unit]
    default = False if option.unit == "flag" else option.typed_default
    return inspect.Parameter(
        name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=default,
        annotation=Annotated[kind, shown],
    )


@with_request_options
def optimise(
    file: ScenarioFile,
    seed: Seed = 1,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    threads: Threads = None,
    details: Annotated[bool, typer.Option("--details", "-d", help="All tables.")] = False,
    as_json: AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PLAN.yaml",
            parser=read_output_file,
            help="Write the plan as a scenario to run.",
        ),
    ] = None,
    report: ReportFile = None,
    anyway: Anyway = False,
    quiet: Quiet = False,
    **typed: Any,
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
    from salessim.report.document import check_form
    from salessim.report.plan.plan_report import first_sentence

    if report is not None:
        check_form(report)
    if out is not None:
        _check_out(file, out, settings)
    scenario = scenario_to_run(file, settings, trusted(trust_paths, trust_folder), allow_code)
    options = read_options(typed, scenario.plan.currency, scenario.decimal_mark)
    with (
        interrupts.consequently("The plan was not proven yet, and nothing was kept."),
        Watching(quiet=quiet, keeps=False) as watch,
    ):
        plan = find(
            scenario,
            seed=seed,
            threads=threads,
            watch=watch,
            first_plan=lambda first: watch.say(first_sentence(first)),
            anyway=anyway,
            **options,
        )
    writes: Writes = [(out, partial(plan.write, scenario_file=file)), (report, plan.write_report)]
    with written(writes, quiet=True):
        _print(plan, as_json=as_json, details=details)
    if not quiet:
        if out is not None:
            elsewhere = not file.resolve().is_relative_to(out.resolve().parent)
            trust = f" --trust-folder {file.parent}" if elsewhere else ""
            say(f"Wrote {out}: salessim compare {file} {out}{trust}", err=True)
        note_written(report)
        ask(scenario)
    if plan.findings.stopped_early:
        raise typer.Exit(STOPPED)
    if plan.answer_is_no:
        raise typer.Exit(NO)


def _check_out(file: Path, out: Path, settings: list[str] | None) -> None:
    """Refuse before the work what could not be written after it."""
    from salessim.errors import InputError
    from salessim.plan.scenario_changes import check_place

    if settings:
        raise InputError(
            f"--out writes a plan that builds on {file}, whose rates are those of the team typed "
            "there; what --set changes is a change to that team, which a file cannot say. Write "
            f"it into a scenario that begins with 'extends: {file.name}', and plan that one."
        )
    check_place(file, out)


def read_options(
    typed: dict[str, Any], currency: str, decimal: str | None = None
) -> dict[str, Any]:
    """The fields of a request by what is typed for its options; those left out are missing.

    Args:
        typed: by option.
        currency: of the scenario.
        decimal: the decimal mark of the scenario's file, where it says one.
    """
    found: dict[str, Any] = {}
    for name, option in request_options():
        value = typed[option.name or name]
        flag = "--" + (option.name or name).replace("_", "-")
        if value is None:
            continue
        if option.unit == "share":
            found[name] = read_share(value, flag)
        elif option.unit == "money by month":
            found |= _targets(value, currency, decimal)
        elif option.unit == "shares by segment":
            found[name] = _once(map(_segment_share, value), flag)
        elif option.unit == "ranges by key":
            found[name] = _once((_range_of_key(text, flag) for text in value), flag)
        else:
            found[name] = value
    return found


def _targets(typed: list[str], currency: str, decimal: str | None) -> dict[str, Any]:
    """The target of the whole horizon, and those by month."""
    last: float | None = None
    by_month: dict[str, float] = {}
    for text in typed:
        month, equals, value = (part.strip() for part in text.rpartition("="))
        before = by_month.get(month) if equals else last
        amount = _amount(marked(value if equals else text, decimal), currency)
        if before not in (None, amount):
            raise typer.BadParameter(f"--target {text}: this month has another target; type one")
        if equals:
            by_month[month] = amount
        else:
            last = amount
    return {"target": last, "targets": by_month}


def _amount(text: str, currency: str) -> float:
    from salessim.number_text import parse_number
    from salessim.units import UnreadableError

    try:
        typed = parse_number(text, "money", currency)
    except UnreadableError as error:
        raise typer.BadParameter(f"--target {text}: {error}") from error
    if typed.high is not None or typed.period is not None:
        raise typer.BadParameter(f"--target {text}: type one amount such as 1.2M")
    return typed.low


def _segment_share(text: str) -> tuple[str, tuple[float, float]]:
    segment, equals, both = text.partition("=")
    if not equals or ".." not in both:
        raise typer.BadParameter(f"--segment-share {text}: type it as gold=20%..40%")
    low, high = read_shares(both, f"--segment-share {segment}=")
    return segment.strip(), (low, high)


def _once[Read](pairs: Iterable[tuple[str, Read]], flag: str) -> dict[str, Read]:
    """What was typed by name; refused where a name has two values."""
    found: dict[str, Read] = {}
    for name, value in pairs:
        if name in found:
            raise typer.BadParameter(f"{flag} {name} is typed twice; type it once")
        found[name] = value
    return found


def _range_of_key(text: str, flag: str) -> tuple[str, str]:
    path, equals, both = text.partition("=")
    if not equals or ".." not in both:
        raise typer.BadParameter(f"{flag} {text}: type it as channels.web.budget=2k..8k a month")
    return path.strip(), both.strip()


def _print(plan: "OptimisationResult", *, as_json: bool, details: bool) -> None:
    if as_json:
        from salessim.report.document import json_text

        typer.echo(json_text(plan.findings))
        return
    from rich.console import Console

    from salessim.report.plan.plan_report import show

    show(Console(highlight=False), plan.findings, details=details)
