"""How many people can one manager lead? Revenue per rep, skill, payroll ratio by span of control.

    python experiments/span_of_control/span.py

writes the table into README.md and the picture beside it. Nothing in the model says what a good
span is: a manager's hours are limited, and the curve follows.
"""

import re
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from salessim import Scenario, simulate
from salessim.report.drawing import BLUE, GREY, RED, picture, plain

FOLDER = Path(__file__).parent
SCENARIO = FOLDER.parents[1] / "scenarios" / "levers" / "steering.yaml"
SPANS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 30)
FUTURES = 60
PROSPECTS_EACH = 2500
"""Firms on the market per rep, so that no span works a thinner market than another."""
HEAD = (
    "| reps led | revenue per rep and year | ± | discovery skill at end "
    "| motivation moved by interviews, a year | payroll ratio |"
)


def team(scenario: Scenario, span: int) -> Scenario:
    """The scenario's team with so many reps under its one manager."""
    return scenario.vary(
        {
            "team.closer.people": span,
            "team.closer.hires": None,
            "segments.firms.prospects": PROSPECTS_EACH * span,
        }
    )


def measured(scenario: Scenario) -> tuple[float, float, float, float, float]:
    """Revenue per rep and year, half its 95 % interval, skill, interviews, payroll ratio."""
    result = simulate(scenario, replications=FUTURES, seed=1)
    each = result.indicators["revenue_per_rep_year"]
    skill = np.mean([rep.skills_at_end["discovery"] for rep in result.findings.team])
    moves = {row.mover: row.per_rep_year for row in result.findings.movers}
    return (
        each.mean,
        (each.ci95[1] - each.ci95[0]) / 2,
        float(skill),
        moves.get("interview", 0.0),
        result.indicators["payroll_ratio"].mean,
    )


def knee(spans: np.ndarray, values: np.ndarray) -> float:
    """The span at which the curve lies farthest from the chord of its ends.

    V. Satopaa, J. Albrecht, D. Irwin and B. Raghavan, "Finding a kneedle in a haystack", ICDCS
    Workshops 2011.
    """
    x = (spans - spans[0]) / (spans[-1] - spans[0])
    y = (values - values[-1]) / (values[0] - values[-1])
    return float(spans[np.argmax(np.abs(y - (1 - x)))])


def drawn(rows: np.ndarray, alone: float, bend: float) -> Figure:
    """Revenue per rep and payroll ratio by span."""
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    spans, revenue, error, _, _, ratio = rows.T
    upper.errorbar(spans, revenue / 1000, error / 1000, color=BLUE, marker="o", markersize=4)
    upper.axhline(alone / 1000, color=GREY, linestyle=":")
    upper.text(spans[-1], alone / 1000, "nobody leads", ha="right", va="bottom", fontsize=8)
    upper.axvline(bend, color=RED, linestyle="--", linewidth=1)
    upper.text(bend, upper.get_ylim()[1], f" knee: {bend:.0f}", color=RED, va="top", fontsize=9)
    upper.set_title("Revenue per rep and year, 1,000 EUR (bars: 95 %)", loc="left", fontsize=10)
    lower.plot(spans, 100 * ratio, color=BLUE, marker="o", markersize=4)
    lower.set_title("Payroll ratio, %, the manager's pay included", loc="left", fontsize=10)
    lower.set_xlabel("span of control: reps led by one manager", fontsize=9)
    lower.set_xticks(SPANS)
    for axes in (upper, lower):
        plain(axes)
    return figure


def main() -> None:
    """Simulate all spans, write table and picture."""
    scenario = Scenario.load(SCENARIO)
    rows = np.array([(span, *measured(team(scenario, span))) for span in SPANS])
    unled = team(scenario, 10).vary({"managers": None})
    alone = measured(unled)[0]
    bend = knee(rows[:, 0], rows[:, 1])
    picture(lambda: drawn(rows, alone, bend), FOLDER / "span.svg")
    lines = [HEAD, "|---:|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {span:.0f} | {revenue / 1000:.0f}k | {error / 1000:.0f}k | {skill:.2f} | {moved:+.2f} |"
        f" {100 * ratio:.1f} % |"
        for span, revenue, error, skill, moved, ratio in rows
    ]
    lines.append(f"\nKnee: {bend:.0f} reps. Nobody leads: {alone / 1000:.0f}k per rep and year.")
    readme = FOLDER / "README.md"
    table = "<!-- table: written by span.py -->\n" + "\n".join(lines) + "\n<!-- end of table -->"
    old = readme.read_text(encoding="utf-8")
    new = re.sub(r"<!-- table.*end of table -->", lambda _: table, old, flags=re.DOTALL)
    readme.write_text(new, encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
