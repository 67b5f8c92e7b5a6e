"""The options that several commands share, and how their values are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from salessim.scenario import Scenario
    from salessim.scenario.text_files import Trust
    from salessim.study.store.store import Store


def read_report(typed: str) -> Path:
    """The file of a report; one that could not be written is refused before any work is done."""
    from salessim.report.document import check_form

    file = read_output_file(typed)
    check_form(file)
    return file


def read_output_file(typed: str) -> Path:
    """A file to write; one that could not be is refused before any work is done."""
    from salessim import arguments
    from salessim.output_files import check_file

    file = arguments.path("a file to write", typed)
    check_file(file)
    return file


def read_output_folder(typed: str) -> Path:
    """A folder for results; one that could not be made is refused before any work is done."""
    from salessim import arguments
    from salessim.output_files import check_folder

    folder = arguments.path("a folder for results", typed)
    check_folder(folder)
    return folder


def read_count(typed: str | int) -> int:
    """A whole number of 0 or more as people write it: 1000, 1k, 1 000.

    Raises:
        typer.BadParameter: it is none.
    """
    from salessim.number_text import parse_number
    from salessim.units import UnreadableError

    try:
        number = parse_number(str(typed), "count")
    except UnreadableError as error:
        sentence = str(error).partition("; for the whole file")[0]
        raise typer.BadParameter(f"'{typed}' given: {sentence}") from error
    if number.high is not None or number.period is not None or number.low != int(number.low):
        raise typer.BadParameter(f"'{typed}' given: one whole number is needed, such as 1000")
    if number.low < 0:
        raise typer.BadParameter(f"'{typed}' given: allowed: 0 or more")
    return int(number.low)


def found_scenario(file: Path) -> Path:
    """The file that a name means: acme is acme.yaml."""
    from salessim.scenario.text_files import scenario_path

    return scenario_path(file)


ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", callback=found_scenario, help="The scenario.")
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N", parser=read_count, help="Equal seeds give equal futures.", show_default=True
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        *("--replications", "-n"),
        metavar="N",
        parser=read_count,
        help="Futures to simulate. [default: 200]",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a figure, e.g. team.closer.people=3; may be repeated.",
    ),
]
TrustPaths = Annotated[
    bool,
    typer.Option(
        "--trust-paths", help="Let the scenario read files of any folder, not only of its own."
    ),
]
TrustFolder = Annotated[
    list[Path] | None,
    typer.Option(
        "--trust-folder",
        metavar="DIR",
        help="Let the scenario read files of this folder too; may be repeated.",
    ),
]
AllowCode = Annotated[
    bool,
    typer.Option(
        "--allow-code", help="Run the Python functions that the scenario names under rules."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        parser=read_report,
        help="Write a report: .html, .md, .xlsx, .pptx, .zip, .png, .svg or .json.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        parser=read_output_folder,
        help="Keep results: tables as Parquet, result.json.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]
EngineName = Annotated[
    Literal["compiled", "simpy"],
    typer.Option(help="compiled is fast, simpy reads as a story; both give the same tables."),
]
Threads = Annotated[
    int | None,
    typer.Option(metavar="N", parser=read_count, help="Threads; all cores by default."),
]
Anyway = Annotated[
    bool,
    typer.Option("--anyway", help="Also more than 2,000 million events or 1 GB, as estimated."),
]
DesignFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The design file, or the folder with experiment.yaml."),
]
DesignSeed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", parser=read_count, help="Instead of the seed in the file."),
]
Results = Annotated[
    Path,
    typer.Argument(metavar="RESULTS", help="A folder of results, or the design file beside it."),
]


def trusted(anywhere: bool, folders: list[Path] | None) -> Trust:
    """What a scenario may read, from the options --trust-paths and --trust-folder."""
    return anywhere or tuple(folders or ())


def read_scenario(
    file: Path, settings: list[str] | None, trust: Trust = False, allow_code: bool = False
) -> Scenario:
    """Load a scenario and make the changes typed after `--set`.

    Raises:
        InputError: the file, a path or a value cannot be used.
    """
    from salessim.scenario import Scenario

    scenario = Scenario.load(file, trust=trust, allow_code=allow_code)
    return scenario.vary(read_settings(settings), "--set") if settings else scenario


def scenario_to_run(
    file: Path, settings: list[str] | None, trust: Trust, allow_code: bool
) -> Scenario:
    """Load a scenario that is to be simulated; see `read_scenario`.

    Raises:
        InputError: also where it names code that is not allowed.
    """
    from salessim.engine.own_code import check_allowed

    scenario = read_scenario(file, settings, trust, allow_code)
    check_allowed(scenario.plan.rules.filled)
    return scenario


def read_settings(settings: list[str] | None) -> dict[str, Any]:
    """The changes typed after `--set`, by key path."""
    from salessim.scenario import read_setting

    return dict(map(read_setting, settings or []))


def read_share(text: str, option: str) -> float:
    """A share such as `1%`, `0,5 %` or `0.01`, typed after an option.

    Raises:
        typer.BadParameter: it is none.
    """
    low, high = read_shares(text, option)
    if low != high:
        raise typer.BadParameter(f"{option} {text}: type one share such as 5 %")
    return low


def read_shares(text: str, option: str) -> tuple[float, float]:
    """Two shares such as `20..40 %`, typed after an option; one stands for both ends.

    Raises:
        typer.BadParameter: they are none, or percentages without their sign.
    """
    from salessim.number_text import parse_number
    from salessim.units import UnreadableError

    try:
        typed = parse_number(text, "share")
    except UnreadableError as error:
        raise typer.BadParameter(f"{option} {text}: {error}") from error
    if typed.period is not None:
        raise typer.BadParameter(f"{option} {text}: type a share such as 5 %, without a period")
    high = typed.low if typed.high is None else typed.high
    if "%" not in text and 1 < high <= 100:
        raise typer.BadParameter(f"{option} {text}: for percent type '{text.strip()} %'")
    return typed.low, high


def open_results(path: Path) -> Store:
    """The store that a name means: itself, or where the results of a design file go.

    Raises:
        InputError: there are no results.
    """
    from salessim.study.design.design_file import design_file
    from salessim.study.running.execute import default_folder
    from salessim.study.store.manifest import MANIFEST
    from salessim.study.store.store import Store

    if not (path / MANIFEST).exists() and design_file(path).is_file():
        return Store.open(default_folder(design_file(path), None))
    return Store.open(path)
