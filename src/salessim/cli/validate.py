"""`salessim validate` and `salessim schema`: the checks of `run`, and those of an editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.options import (
    AllowCode,
    Anyway,
    AsJson,
    Quiet,
    Seed,
    Settings,
    TrustFolder,
    TrustPaths,
    found_scenario,
    read_count,
    read_scenario,
    trusted,
)
from salessim.cli.output import DONE, WRONG_INPUT, say

if TYPE_CHECKING:
    from salessim.engine.obtained_rates import Rate
    from salessim.errors import InputProblem
    from salessim.scenario import Scenario

RATES_REPLICATIONS = 100
"""Futures from which rates are counted: a year of today's team gives each rate many cases."""
NOT_COMPILED = (
    "Rates typed are not yet compared with rates obtained: the rules are not compiled on this "
    "machine. `salessim run` compiles them, and so does `salessim validate --rates`."
)


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="The scenarios.")],
    replications: Annotated[
        int,
        typer.Option(
            *("--replications", "-n"),
            metavar="N",
            parser=read_count,
            help="Futures simulated for the rates.",
        ),
    ] = RATES_REPLICATIONS,
    seed: Seed = 1,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    rates: Annotated[
        bool | None,
        typer.Option(
            "--rates/--no-rates",
            help="Simulate today's team and compare its rates with those typed. "
            "[default: where the rules are compiled already]",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    anyway: Anyway = False,
    quiet: Quiet = False,
) -> None:
    """Check scenarios: all problems at once, and rates typed against rates obtained.

    Notes name keys that change nothing in a scenario, and ask about figures that are hardly meant.

    \b
    Examples:
      salessim validate acme.yaml
      salessim validate scenarios/*.yaml --no-rates
    """
    from salessim.errors import InputError, InputProblem, ScenarioError

    code = DONE
    document: list[dict[str, object]] = []
    for file in map(found_scenario, files):
        try:
            scenario = read_scenario(file, settings, trusted(trust_paths, trust_folder), allow_code)
        except ScenarioError as error:
            code = WRONG_INPUT
            document.append({"file": str(file), "problems": _problems(error.problems)})
            if not as_json:
                say(str(error), err=True)
            continue
        if allow_code:
            from salessim.engine.own_code import functions_of
            from salessim.engine.own_rules import OwnRules

            try:
                OwnRules(functions_of(scenario.plan.rules.filled)).ready(compiled=True)
            except InputError as error:
                code = WRONG_INPUT
                problem = InputProblem(str(file), None, "rules", "", str(error))
                document.append({"file": str(file), "problems": _problems((problem,))})
                if not as_json:
                    say(str(problem), err=True)
                continue
        found: tuple[Rate, ...] | None = None
        if rates is None:
            from salessim.engine.run import is_prepared

            rates = is_prepared()
            if not rates and not quiet:
                say(NOT_COMPILED, err=True)
        if rates:
            from salessim.cli.progress import Watching
            from salessim.engine.estimate import check_work
            from salessim.engine.obtained_rates import obtained
            from salessim.engine.run import warm_up
            from salessim.model.assembly import build

            check_work(scenario, replications=replications, anyway=anyway)
            with Watching(quiet=quiet, keeps=False) as watch:
                warm_up(build(scenario))
                found = obtained(scenario, replications=replications, seed=seed, watch=watch)
        notes = _problems(scenario.notes)
        document.append({"file": str(file), "problems": [], "notes": notes, "rates": _rates(found)})
        if not as_json:
            _show(file, found, scenario)
    if as_json:
        import json

        typer.echo(json.dumps(document, indent=1, ensure_ascii=False))
    raise typer.Exit(code)


def _problems(problems: tuple[InputProblem, ...]) -> list[dict[str, object]]:
    return [
        {
            "file": problem.file,
            "line": problem.line,
            "path": problem.path,
            "value": problem.value,
            "message": problem.message,
        }
        for problem in problems
    ]


def _rates(found: tuple[Rate, ...] | None) -> list[dict[str, object]] | None:
    """The rates as JSON has them; null where they were left out."""
    if found is None:
        return None
    return [
        {
            "path": rate.path,
            "typed": rate.typed,
            "obtained": rate.obtained,
            "unit": rate.unit,
            "moves": rate.moves,
            "ci95": [rate.obtained - rate.half_width, rate.obtained + rate.half_width],
        }
        for rate in found
    ]


def _show(file: Path, found: tuple[Rate, ...] | None, scenario: Scenario) -> None:
    from rich.console import Console

    from salessim.report.activity_tables import rates_sheet
    from salessim.report.sheet import show_sheet

    say(f"{file}: no problems.")
    for note in scenario.notes:
        say(str(note))
    if found:
        show_sheet(Console(highlight=False), rates_sheet(found))


def schema() -> None:
    """Print the JSON Schema of scenarios, for completion and checks in an editor.

    \b
    Example:
      salessim schema > scenario.schema.json
    """
    import json

    from salessim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
