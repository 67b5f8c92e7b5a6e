"""`salessim compare`: a scenario beside its variants, in the same futures."""

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
    scenario_to_run,
    trusted,
)
from salessim.cli.output import Writes, ask, print_findings, still_to_write, written

if TYPE_CHECKING:
    from salessim.scenario import Scenario
    from salessim.scenario.text_files import Trust
    from salessim.study.variants import Variant


def compare(
    file: ScenarioFile,
    variants: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[VARIANT]...",
            help="Variants that the file names, or other scenario files. [default: all it names]",
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="'LABEL: PATH=VALUE'",
            help="Compare with a change; may be repeated, and one label may hold several.",
        ),
    ] = None,
    replications: Replications = None,
    seed: Seed = 1,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    allow_code: AllowCode = False,
    engine: EngineName = "compiled",
    threads: Threads = None,
    each_person: Annotated[
        bool,
        typer.Option(
            "--without-each",
            help="Compare with the team without each of its people in turn, most damage first.",
        ),
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="With --without-each: name the people.")
    ] = False,
    details: Annotated[
        bool, typer.Option("--details", "-d", help="Also every indicator of every variant.")
    ] = False,
    as_json: AsJson = False,
    report: ReportFile = None,
    out: Folder = None,
    anyway: Anyway = False,
    quiet: Quiet = False,
) -> None:
    """Compare a scenario with its variants: what each changes, and how sure that is.

    All meet the same futures, so that a difference is the variant's doing.

    \b
    Examples:
      salessim compare acme.yaml
      salessim compare acme.yaml "understand first" other.yaml
      salessim compare acme.yaml --with "more pay: team.closer.base=60k a year"
      salessim compare acme.yaml --without-each
    """
    from salessim.cli.progress import Watching
    from salessim.comparison import Comparison
    from salessim.errors import InputError
    from salessim.report.comparison_report import show
    from salessim.study.variants import ranked_by_damage, run_variants

    scenario = scenario_to_run(file, settings, trusted(trust_paths, trust_folder), allow_code)
    if names and not each_person:
        raise InputError("--names goes with --without-each: who is missed most, by name.")
    trust = trusted(trust_paths, trust_folder)
    wanted = _wanted(scenario, variants or [], changes or [], trust, each_person=each_person)
    with Watching(quiet=quiet) as watch:
        run = run_variants(
            scenario,
            wanted,
            replications=replications,
            seed=seed,
            engine=engine,
            threads=threads,
            watch=watch,
            anyway=anyway,
        )
    comparison = Comparison(ranked_by_damage(run, names=names) if each_person else run)
    writes: Writes = [(out, comparison.save), (report, comparison.write_report)]
    if comparison.stopped_early:
        interrupts.answer(
            f"\nStopped after {len(comparison.variants)} of {comparison.planned} variants. "
            f"The same command simulates all of them.{still_to_write(writes)}"
        )
    with written(writes, quiet=quiet):
        print_findings(comparison.findings, show, as_json=as_json, details=details)
    if not quiet:
        ask(scenario, [(variant.name, variant.scenario) for variant in wanted])
    if comparison.stopped_early:
        raise typer.Exit(STOPPED)


def _wanted(
    scenario: "Scenario",
    names: list[str],
    changes: list[str],
    trust: "Trust",
    *,
    each_person: bool,
) -> "list[Variant]":
    """The variants that were asked for; all that the file names if none was."""
    from salessim.errors import InputError
    from salessim.study.variants import (
        changed_scenario,
        named_variant,
        own_variants,
        read_changes,
        without_each,
    )

    if each_person:
        if names or changes:
            raise InputError("--without-each stands alone: name no variants and no --with.")
        return without_each(scenario)
    if not names and not changes:
        return own_variants(scenario)
    return [named_variant(scenario, name, trust) for name in names] + [
        changed_scenario(scenario, label, typed, "--with")
        for label, typed in read_changes(changes).items()
    ]
