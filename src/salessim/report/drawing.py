"""How every picture is drawn: plain axes, one palette, and equal files for equal findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from salessim import arguments
from salessim.errors import InputError
from salessim.output_files import write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg")
BLUE, PALE_BLUE, RED, BLACK, GREY = "#1b6ca8", "#cfe0ec", "#b23a3a", "#222222", "#8a8f94"
STYLE: Any = {
    "svg.hashsalt": "salessim",  # fixed identifiers, and no date: equal findings give equal files
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name with dollar signs is no formula
    "text.usetex": False,
}


def picture(draw: Callable[[], Figure], file: Path | str | None = None) -> Figure:
    """Draw a figure, and write it if a file is named.

    Args:
        draw: makes the figure.
        file: a `.png` or `.svg` to write.

    Raises:
        InputError: the file ends otherwise.
    """
    path = None if file is None else arguments.path("file", file)
    if path is not None and path.suffix.lower() not in FORMATS:
        raise InputError(f"A picture is written as .png or .svg, not as {path.name}.")
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        figure = draw()
    if path is not None:
        write_file(path, lambda part: write_picture(figure, part, path.suffix.lower()))
    return figure


def write_picture(figure: Figure, file: Path, form: str) -> None:
    """Write a figure as `.png` or `.svg`, whatever the file's name; raises OSError."""
    import matplotlib as mpl

    undated = {"Date": None} if form == ".svg" else {"Software": None}
    with mpl.rc_context(STYLE):
        figure.savefig(file, dpi=150, format=form[1:], metadata=undated)


def svg_text(draw: Callable[[], Figure]) -> str:
    """The figure as an `<svg>` element to stand in a page."""
    from io import StringIO

    import matplotlib as mpl

    text = StringIO()
    with mpl.rc_context(STYLE):
        draw().savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def plain(axes: Axes, grid: Literal["x", "y"] = "y") -> None:
    """Leave the frame open, and draw faint lines across one axis."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(axis=grid, linewidth=0.4, color="#dddddd")
    axes.set_axisbelow(True)
