"""`salessim report`: a report from stored results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.options import read_report
from salessim.cli.output import note_written

if TYPE_CHECKING:
    from salessim.study.store.store import Store


def report(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="What `--out` or `experiment run` wrote.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            parser=read_report,
            help="The file to write: .html, .md, .xlsx, .pptx, .zip, .png, .svg, .json.",
        ),
    ],
) -> None:
    """Write a report from stored results, without simulating again.

    \b
    Example:
      salessim run acme.yaml --out results
      salessim report results acme.html
      salessim report results board.pptx            (slides; .xlsx a workbook, .zip CSV)
      salessim report hiring/results methods.md     (how the experiment was made: STRESS-DES)
    """
    from salessim.study.store.store import Store

    if Store.is_in(results):
        _report_experiment(Store.open(results), out)
    elif not _report_selection(results, out):
        _report_findings(results, out)
    note_written(out)


def _report_findings(results: Path, out: Path) -> None:
    """Write the report of a run or a comparison."""
    from salessim.measure.differences import ComparisonFindings
    from salessim.report.comparison_report import comparison_document
    from salessim.report.document import load, write
    from salessim.report.run_report import run_document

    findings = load(results)
    if isinstance(findings, ComparisonFindings):
        write(comparison_document(findings), out)
    else:
        write(run_document(findings), out)


def _report_selection(results: Path, out: Path) -> bool:
    """Write the report of a choice between plans, if that is what the folder holds."""
    from salessim.report.document import write
    from salessim.report.selection_report import selection_document
    from salessim.study.choosing.candidates import read_selection

    chosen = read_selection(results)
    if chosen is None:
        return False
    write(selection_document(chosen), out)
    return True


def _report_experiment(store: "Store", out: Path) -> None:
    """Text is the checklist on how it was made; the other forms are the analysis."""
    from salessim.output_files import write_text
    from salessim.report.document import check_form, write
    from salessim.report.experiment_methods import methods
    from salessim.report.experiment_report import analysis_document
    from salessim.study.analysing.analysis import analyse
    from salessim.study.running.execute import status_of

    check_form(out)
    if out.suffix.lower() == ".md":
        write_text(out, methods(store.manifest, status_of(store)))
    else:
        write(analysis_document(analyse(store)), out)
