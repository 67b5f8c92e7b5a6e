"""The options that several commands share, and how their values are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from salessim.scenario import Scenario
    from salessim.study.store.store import Store


def _checked_report(file: Path | None) -> Path | None:
    """Refuse a report that could not be written, before any work is done."""
    if file is not None:
        from salessim.report.document import check_form

        check_form(file)
    return file


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
        "--report",
        metavar="FILE",
        callback=_checked_report,
        help="Write a report: .html, .md, .png, .svg or .json.",
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
DesignFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The design file, or the folder with experiment.yaml."),
]
DesignSeed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Instead of the seed in the file.")
]
Results = Annotated[
    Path,
    typer.Argument(metavar="RESULTS", help="A folder of results, or the design file beside it."),
]


def read_scenario(file: Path, settings: list[str] | None) -> Scenario:
    """Load a scenario and make the changes typed after `--set`.

    Raises:
        InputError: the file, a path or a value cannot be used.
    """
    from salessim.scenario import Scenario

    scenario = Scenario.load(file)
    return scenario.vary(read_settings(settings), "--set") if settings else scenario


def read_settings(settings: list[str] | None) -> dict[str, Any]:
    """The changes typed after `--set`, by key path."""
    from salessim.scenario import read_setting

    return dict(map(read_setting, settings or []))


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
