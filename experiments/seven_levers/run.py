"""Runs every variant of every lever against its base; writes the README's table and the tornado.

    python experiments/seven_levers/run.py

Takes a few minutes. `--futures 200` is slower and surer.
"""

import argparse
import sys
from itertools import groupby
from pathlib import Path

from effects import Effect, effects_of, lever_files
from tornado import draw

HERE = Path(__file__).parent
FUTURES = 40
SEED = 1


def main() -> None:
    """Simulate all pairs, then write table and picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=FUTURES, help="of each variant")
    parser.add_argument(
        "--into", type=Path, default=HERE, help="folder of README.md and tornado.svg"
    )
    options = parser.parse_args()
    effects: list[Effect] = []
    for file in lever_files():
        print(f"{file.stem} ...", file=sys.stderr, flush=True)
        effects += effects_of(file, options.futures, SEED)
    draw(effects, options.into / "tornado.svg")
    write(table(effects, options.futures), options.into / "README.md")


def table(effects: list[Effect], futures: int) -> str:
    """The table of all effects, a block a lever."""
    lines = [
        f"Mean differences in {futures} futures, in brackets their 95 % intervals. Bold: the",
        "interval leaves zero out.",
        "",
        "| lever | variant | revenue, % of the base | payroll ratio, points |",
        "|---|---|---:|---:|",
    ]
    for lever, rows in groupby(effects, key=lambda effect: effect.lever):
        name = f"[{lever}](../../scenarios/levers/{lever}.yaml)"
        for row in rows:
            lines.append(
                f"| {name} | {row.variant} | {_cell(row.revenue)} | {_cell(row.payroll_ratio)} |"
            )
            name = ""
    return "\n".join(lines)


def _cell(estimate) -> str:
    if estimate is None:
        return ""
    mean, interval = str(estimate).split(" ", 1)
    return f"**{mean}** {interval}" if estimate.side else f"{mean} {interval}"


def write(text: str, readme: Path) -> None:
    """Put the table between the README's two marks.

    Raises:
        ValueError: the file has no such marks.
    """
    start, end = "<!-- effects: written by run.py -->", "<!-- end of effects -->"
    page = readme.read_text(encoding="utf-8")
    if start not in page or end not in page:
        raise ValueError(f"{readme} has no block {start}")
    before, _, rest = page.partition(start)
    after = rest.partition(end)[2]
    readme.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
