"""`salessim segment`: classify accounts by the scenario's matrix."""

import typer

from salessim.cli.options import (
    AsJson,
    ReportFile,
    ScenarioFile,
    Settings,
    TrustFolder,
    TrustPaths,
    read_scenario,
    trusted,
)
from salessim.cli.output import note_written


def segment(
    file: ScenarioFile,
    settings: Settings = None,
    trust_paths: TrustPaths = False,
    trust_folder: TrustFolder = None,
    as_json: AsJson = False,
    report: ReportFile = None,
) -> None:
    """Classify accounts into segments by attractiveness and by what you have to win them.

    \b
    Examples:
      salessim segment acme.yaml
      salessim segment acme.yaml --report matrix.svg
      salessim segment acme.yaml --set "strategy.matrix.least.gold=70 %"
    """
    from salessim.errors import InputError
    from salessim.report.document import write

    scenario = read_scenario(file, settings, trusted(trust_paths, trust_folder))
    matrix = scenario.plan.strategy.matrix
    if matrix is None:
        raise InputError(
            f"{file} has no matrix: type strategy.matrix with accounts (a CSV), attractiveness and "
            "assets (weights of its columns)."
        )
    from rich.console import Console

    from salessim.report.matrix_report import matrix_document
    from salessim.report.sheet import show_sheet

    document = matrix_document(scenario, matrix)
    if as_json:
        typer.echo(document.json_text())
    else:
        console = Console(highlight=False)
        for line in document.lines:
            console.print(line)
        for sheet in document.sheets:
            console.print()
            show_sheet(console, sheet)
    if report is not None:
        write(document, report)
        note_written(report)
