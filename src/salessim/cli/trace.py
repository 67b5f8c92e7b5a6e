"""`salessim trace`: one future as a diary."""

from datetime import date, timedelta
from typing import Annotated

import typer

from salessim.cli.options import (
    ScenarioFile,
    Seed,
    Settings,
    TrustFolder,
    TrustPaths,
    read_count,
    read_scenario,
    trusted,
)
from salessim.cli.output import say

DAYS = 14
"""Days of the diary by default."""


def read_day(typed: str | date) -> date:
    """A day typed after an option; a month is its last day. Raises typer.BadParameter."""
    from salessim.scenario.dates import Day
    from salessim.units import UnreadableError

    try:
        return Day(last_of_month=True).read(typed, None)
    except UnreadableError as error:
        raise typer.BadParameter(f"'{typed}' given: {error}") from error


def trace(
    file: ScenarioFile,
    rep: Annotated[
        str | None, typer.Option(metavar="NAME", help="Tell of this rep only, e.g. 'closer 1'.")
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=read_day, help="Last day. [default: two weeks]"),
    ] = None,
    future: Annotated[int, typer.Option(metavar="N", parser=read_count, help="Which future.")] = 0,
    seed: Seed = 1,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
) -> None:
    """Tell one future as a diary: who does what, day by day.

    \b
    Examples:
      salessim trace acme.yaml
      salessim trace acme.yaml --rep "founder 1" --until 2027-02-28
    """
    from salessim.engine.estimate import check_work
    from salessim.engine.simpy_engine import traced
    from salessim.errors import InputError
    from salessim.report.event_log import diary

    scenario = read_scenario(file, settings, trusted(trust_paths, trust_folder))
    check_work(scenario, replications=1, threads=1, anyway=True)
    book, rows = traced(scenario, seed=seed, replication=future)
    if rep is not None and rep not in book.reps:
        raise InputError(f"There is no rep '{rep}': choose {', '.join(book.reps)}.")
    last = until if until is not None else book.start + timedelta(days=DAYS - 1)
    for line in diary(rows, book, rep=rep, until=last):
        say(line)
