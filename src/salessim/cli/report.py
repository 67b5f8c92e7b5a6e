"""`salessim report`: a report from stored results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
        typer.Argument(metavar="OUT", help="The file to write: .html, .md, .png, .svg, .json."),
    ],
) -> None:
    """Write a report from stored results, without simulating again.

    \b
    Example:
      salessim run acme.yaml --out results
      salessim report results acme.html
      salessim report hiring/results methods.md     (how the experiment was made: STRESS-DES)
    """
    from salessim.study.store.store import Store

    if Store.is_in(results):
        _report_experiment(Store.open(results), out)
        typer.echo(f"Wrote {out}.", err=True)
        return
    if _report_selection(results, out):
        return
    from salessim.measure.differences import ComparisonFindings
    from salessim.report.comparison.pages import comparison_document
    from salessim.report.document import write
    from salessim.report.pages import run_document
    from salessim.report.store import load

    findings = load(results)
    if isinstance(findings, ComparisonFindings):
        write(comparison_document(findings), out)
    else:
        write(run_document(findings), out)
    typer.echo(f"Wrote {out}.", err=True)


def _report_selection(results: Path, out: Path) -> bool:
    """Write the report of a choice between plans, if that is what the folder holds."""
    from salessim.report.document import write
    from salessim.report.experiment.selection import selection_document
    from salessim.study.choosing.keeping import kept

    chosen = kept(results)
    if chosen is None:
        return False
    write(selection_document(chosen), out)
    typer.echo(f"Wrote {out}.", err=True)
    return True


def _report_experiment(store: "Store", out: Path) -> None:
    """Text is the checklist on how it was made; the other forms are the analysis."""
    from salessim.report.document import check_form, write, write_text
    from salessim.report.experiment.methods import methods
    from salessim.report.experiment.pages import analysis_document
    from salessim.study.analysing.analysis import analyse
    from salessim.study.running.standing import standing

    check_form(out)
    if out.suffix.lower() == ".md":
        write_text(methods(store.manifest, standing(store)), out)
    else:
        write(analysis_document(analyse(store)), out)
