"""Lets each scenario's plan meet today's, even, conquest-only and random allocations.

    python experiments/plan_of_hours/run.py

Takes about ten minutes on two cores, and writes table and picture into this folder.
"""

import argparse
import sys
from pathlib import Path

from contest import Contest, Size, contest
from picture import draw

from salessim import Scenario

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
SIZES = {
    "startup": Size(8, 300),
    "seven_reps": Size(8, 300),
    "million": Size(8, 300),
    "hardware_seller": Size(4, 100),
    "enterprise": Size(1, 20),
}
PLANS = 500
BEGIN, END = "<!-- contests: written by run.py -->", "<!-- end of contests -->"


def main() -> None:
    """Run the contests, then write table and picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(SIZES), help="scenarios")
    parser.add_argument("--plans", type=int, default=PLANS, help="random plans of each")
    parser.add_argument("--into", type=Path, default=HERE, help="folder of README.md")
    options = parser.parse_args()

    def say(what: str) -> None:
        print(f"{what} ...", file=sys.stderr, flush=True)

    found = [
        contest(Scenario.load(SCENARIOS / f"{name}.yaml"), name, SIZES[name], options.plans, say)
        for name in options.names
    ]
    print(table(found))
    draw(found, options.into / "contests.svg")
    write(table(found), options.into / "README.md")


def table(found: list[Contest]) -> str:
    """Predicted against simulated revenue, and every duel."""
    lines = [
        "Predicted against simulated revenue of the plan:",
        "",
        "| scenario | gap before correction | after | its half-width | futures |",
        "|---|---:|---:|---:|---:|",
    ]
    for one in found:
        proof = one.proof
        lines.append(
            f"| {one.name} | {percent(proof.before)} % | {percent(proof.after)} % "
            f"| {proof.half_width * 100:.2f} % | {proof.futures} |"
        )
    names = [duel.contender for duel in found[0].duels] if found else []
    lines += [
        "",
        "The plan's revenue less the contender's, in brackets the 95 % interval:",
        "",
        "| scenario | " + " | ".join(names) + " |",
        "|---|" + "---:|" * len(names),
    ]
    for one in found:
        cells = [
            f"{percent(duel.mean)} % ({percent(duel.low)} to {percent(duel.high)}), {duel.verdict}"
            for duel in one.duels
        ]
        lines.append(
            f"| [{one.name}](../../scenarios/{one.name}.yaml) | " + " | ".join(cells) + " |"
        )
    return "\n".join(lines)


def percent(share: float) -> str:
    """A share in percent with its sign; nothing is neither more nor less."""
    return f"{round(share * 100, 1) + 0.0:+.1f}"


def write(text: str, readme: Path) -> None:
    """Put the tables between the README's two marks.

    Raises:
        ValueError: the file has no such marks.
    """
    page = readme.read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        raise ValueError(f"{readme} has no block {BEGIN}")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
