"""The tornado picture: the longest bar on top."""

from pathlib import Path

from effects import Effect, Estimate
from matplotlib.figure import Figure

from salessim.report.drawing import BLACK, BLUE, GREY, RED, picture, plain

ROW_INCHES, FRAME_INCHES = 0.24, 1.4
WORDS = {1: "better", -1: "worse", 0: "no difference beyond chance"}
COLOURS = {1: BLUE, -1: RED, 0: GREY}


def draw(effects: list[Effect], file: Path) -> None:
    """Draw both panels, and write the picture."""
    picture(lambda: drawn(effects), file)


def drawn(effects: list[Effect]) -> Figure:
    """Make the figure: revenue on the left, which orders the rows, payroll ratio on the right."""
    rows = sorted(effects, key=lambda effect: abs(effect.revenue.mean))
    figure = Figure(figsize=(10, FRAME_INCHES + ROW_INCHES * len(rows)), layout="constrained")
    revenue, ratio = figure.subplots(1, 2, sharey=True)
    _bars(revenue, [row.revenue for row in rows], better=1)
    _bars(ratio, [row.payroll_ratio for row in rows], better=-1)
    revenue.set_title("Revenue, % of the base", loc="left", fontsize=9)
    ratio.set_title("Payroll ratio, percentage points", loc="left", fontsize=9)
    revenue.set_yticks(range(len(rows)), [f"{row.lever}: {row.variant}" for row in rows])
    revenue.set_ylim(-0.6, len(rows) - 0.4)
    figure.suptitle(
        "What each lever moves, against its own base, with 95 % intervals",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    _explain(figure)
    return figure


def _bars(axes, estimates: list[Estimate | None], better: int) -> None:
    for place, estimate in enumerate(estimates):
        if estimate is None:
            continue
        colour = COLOURS[better * estimate.side]
        axes.barh(place, estimate.mean, color=colour, height=0.62)
        axes.plot([estimate.low, estimate.high], [place, place], color=BLACK, linewidth=1.2)
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.margins(x=0.08)
    plain(axes, grid="x")


def _explain(figure: Figure) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=COLOURS[side], label=WORDS[side]) for side in WORDS]
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=8, frameon=False)
