"""The options that commands share, said once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from salessim.scenario import Scenario

ScenarioFile = Annotated[Path, typer.Argument(metavar="FILE", help="The scenario.")]
Seed = Annotated[
    int, typer.Option(metavar="N", help="Equal seeds give equal futures.", show_default=True)
]
Replications = Annotated[
    int | None,
    typer.Option("--replications", "-n", metavar="N", help="Futures to simulate. [default: 200]"),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a figure, e.g. team.closer.people=3; may be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", help="Write a report: .html, .md, .png, .svg or .json."
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Keep results: tables as Parquet, result.json."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]
EngineName = Annotated[
    Literal["compiled", "simpy"],
    typer.Option(help="compiled is fast, simpy reads as a story; both give the same tables."),
]
Threads = Annotated[int | None, typer.Option(metavar="N", help="Threads; all cores by default.")]


def read_scenario(file: Path, settings: list[str] | None) -> "Scenario":
    """Load a scenario and make the changes typed after `--set`.

    Raises:
        InputError: the file, a path or a value cannot be used.
    """
    from salessim.scenario import Scenario, read_setting

    scenario = Scenario.load(file)
    return scenario.vary(dict(map(read_setting, settings)), "--set") if settings else scenario


def read_share(text: str, option: str) -> float:
    """A share such as `1%`, `0.5 %` or `0.01`, typed after an option.

    Raises:
        typer.BadParameter: it is none.
    """
    from salessim.units import UnreadableError, parse_number

    try:
        return parse_number(text, "share").low
    except UnreadableError as error:
        raise typer.BadParameter(f"{option} {text}: {error}") from error
