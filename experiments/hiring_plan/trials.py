"""Ten choices of the best plan by few runs, each in futures of its own, written into the README.

python experiments/hiring_plan/trials.py

"""

from pathlib import Path

from salessim.study.choosing.candidates import Selection, select
from salessim.study.design.design_file import DesignOverrides, load

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
MARK = "<!-- trials -->"
TRIALS = range(11, 21)
"""Seeds: the experiment itself has 1."""
CONFIDENCE = 0.95
MOST = 6_000
BEST = {"slips": "0 months", "start": "early", "closers": "one"}
"""The best plan of the experiment's 5,400 runs."""


def main() -> None:
    """Choose ten times, count how often it is the best plan, and say so."""
    chosen = [trial(seed) for seed in TRIALS]
    right = sum(best_of(found) == BEST for found in chosen)
    runs = sorted(found.runs for found in chosen)
    rows = [
        f"| {seed} | {', '.join(best_of(found).values())} | {100 * found.probability:.1f} % "
        f"| {found.runs:,} |"
        for seed, found in zip(TRIALS, chosen, strict=True)
    ]
    said = (
        f"{right} of {len(chosen)} choices were the best plan, with {runs[0]:,} to {runs[-1]:,} "
        f"runs each where the whole experiment takes 5,400.\n\n"
        "| seed | slips, start, closers | probability | runs |\n|---|---|---|---|\n"
        + "\n".join(rows)
    )
    before, _, after = README.read_text(encoding="utf-8").partition(MARK)
    rest = after[after.index("\n## ") :]
    README.write_text(f"{before}{MARK}\n{said}\n{rest}", encoding="utf-8")


def trial(seed: int) -> Selection:
    """One choice by profit, in futures that no other trial has."""
    experiment = load(FOLDER, DesignOverrides(seed=seed), trust=True)
    return select(experiment, "profit", confidence=CONFIDENCE, max_runs=MOST).findings


def best_of(found: Selection) -> dict[str, str]:
    """The settings of the plan that was chosen."""
    return found.plans[found.best].settings


if __name__ == "__main__":
    main()
