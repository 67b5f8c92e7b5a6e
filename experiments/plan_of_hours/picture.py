"""Draws the duels: how much more the plan brings than each contender."""

from pathlib import Path

import matplotlib
from contest import EQUIVALENT, Contest
from matplotlib.figure import Figure

COLOURS = ("#1b6ca8", "#7a9e3a", "#b5651d", "#6b4c9a")
TICKS = (-1, 0, 1, 5, 10, 20, 50, 100)
matplotlib.rcParams["svg.hashsalt"] = "salessim"


def draw(found: list[Contest], file: Path) -> None:
    """Write the picture; the band is that in which plans are as good as each other."""
    figure = Figure(figsize=(7.5, 1.2 + 0.75 * len(found)), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-100 * EQUIVALENT, 100 * EQUIVALENT, color="#e8ecef", zorder=0)
    axes.axvline(0.0, color="#556", linewidth=0.8)
    for row, one in enumerate(reversed(found)):
        for place, duel in enumerate(one.duels):
            y = row + 0.24 - 0.16 * place
            axes.plot([100 * duel.low, 100 * duel.high], [y, y], color=COLOURS[place], linewidth=2)
            axes.plot(100 * duel.mean, y, "o", color=COLOURS[place], markersize=5,
                      label=duel.contender if row == 0 else None)  # fmt: skip
    axes.set_yticks(range(len(found)), [one.name for one in reversed(found)])
    axes.set_xscale("symlog", linthresh=2.0)
    axes.set_xticks(
        [-1, 0, 1, 5, 10, 20, 50, 100], ["-1 %", "0", "+1 %", "5", "10", "20", "50", "100"]
    )
    axes.set_xlabel("revenue of the plan above the contender's, same futures")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=4, fontsize=8, frameon=False, title="against")
    figure.savefig(file, metadata={"Date": None})
