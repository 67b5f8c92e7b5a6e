"""Options that the commands of `salessim experiment` share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from salessim.study.store.store import Store

DesignFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The design file, or the folder with experiment.yaml."),
]
Results = Annotated[
    Path,
    typer.Argument(metavar="RESULTS", help="A folder of results, or the design file beside it."),
]


def open_results(path: Path) -> "Store":
    """The store that a name means: itself, or where the results of a design file go.

    Raises:
        InputError: there are no results.
    """
    from salessim.study.design.file import design_file
    from salessim.study.running.execute import default_folder
    from salessim.study.store.manifest import MANIFEST
    from salessim.study.store.store import Store

    if not (path / MANIFEST).exists() and design_file(path).is_file():
        return Store.open(default_folder(design_file(path), None))
    return Store.open(path)
