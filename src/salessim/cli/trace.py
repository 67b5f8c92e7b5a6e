"""`salessim trace`: one future as a diary."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.options import (
    AllowCode,
    ScenarioFile,
    Seed,
    Settings,
    TrustFolder,
    TrustPaths,
    read_count,
    scenario_to_run,
    trusted,
)
from salessim.cli.output import say

if TYPE_CHECKING:
    from salessim.engine.simpy_engine import Trace
    from salessim.scenario import Scenario

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
    allow_code: AllowCode = False,
) -> None:
    """Tell one future as a diary: who does what, day by day.

    Beyond a month's end it also shows how each person's pay came about.

    \b
    Examples:
      salessim trace acme.yaml
      salessim trace acme.yaml --rep "founder 1" --until 2027-02-28
    """
    from salessim.engine.estimate import check_work
    from salessim.engine.simpy_engine import traced
    from salessim.errors import InputError
    from salessim.report.event_log import diary

    scenario = scenario_to_run(file, settings, trusted(trust_paths, trust_folder), allow_code)
    check_work(scenario, replications=1, threads=1, anyway=True)
    trace_of = traced(scenario, seed=seed, replication=future)
    book, rows = trace_of.book, trace_of.rows
    if rep is not None and rep not in book.reps:
        raise InputError(f"There is no rep '{rep}': choose {', '.join(book.reps)}.")
    last = until if until is not None else book.start + timedelta(days=DAYS - 1)
    if last < book.start:
        raise InputError(
            f"Nothing happens until {last}: the horizon begins on {book.start}; type a later day."
        )
    told = 0
    for line in diary(rows, book, rep=rep, until=last):
        say(line)
        told += 1
    if told == 0:
        who = "" if rep is None else f" to {rep}"
        say(f"Nothing happens{who} from {book.start} until {last}; type a later day, --until.")
    _show_statements(scenario, trace_of, rep, last)


def _show_statements(scenario: "Scenario", trace_of: "Trace", rep: str | None, last: date) -> None:
    """Print the pay statements of the months that are over by the last day."""
    from bisect import bisect_right

    from rich.console import Console

    from salessim.model.assembly.pay import components_of
    from salessim.report.pay_tables import pay_statement
    from salessim.report.sheet import show_sheet
    from salessim.units import SECONDS_PER_DAY

    book = trace_of.book
    over = ((last - book.start).days + 1) * SECONDS_PER_DAY
    months = bisect_right(book.month_borders, over) - 1
    if months < 1:
        return
    # What is paid at a month's end is known when the engine has gone beyond it.
    for row in trace_of.rows:
        if row["second"] > book.month_borders[months]:
            break
    so_far = trace_of.pay()
    plan = scenario.plan
    for payee, parts in enumerate(components_of(plan, plan.people)):
        if rep in (None, book.payees[payee]):
            sheet = pay_statement(so_far, book, payee, parts, months)
            if sheet is not None:
                show_sheet(Console(highlight=False), sheet)
