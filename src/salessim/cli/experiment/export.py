"""`salessim experiment export`: one flat table."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from salessim.cli.experiment.options import Results, open_results
from salessim.cli.options import Quiet


def export(
    results: Results,
    file: Annotated[Path, typer.Argument(metavar="OUT", help="A .csv or .parquet file.")],
    rows: Annotated[
        Literal["points", "runs"], typer.Option(help="A row a point, or a row a run.")
    ] = "points",
    quiet: Quiet = False,
) -> None:
    """Write one table: the settings beside what came of them.

    \b
    Examples:
      salessim experiment export hiring/results hiring.csv
      salessim experiment export hiring/results runs.parquet --rows runs
    """
    from salessim.study.store.exporting import export as write_table

    written = write_table(open_results(results), file, rows)
    if not quiet:
        typer.echo(f"Wrote {written} rows into {file}.", err=True)
