"""Runs the designs of this folder again and writes their answers and pictures into their READMEs.

    python experiments/answers.py [NAME ...]

What stands between `<!-- answer -->` and the next heading is replaced; all else is written by hand.
"""

import sys
import tempfile
from pathlib import Path

from salessim.report.document import write
from salessim.report.experiment_report import analysis_document, analysis_sentences
from salessim.study.analysing.analysis import analyse
from salessim.study.design.design_file import load
from salessim.study.running.execute import execute
from salessim.study.running.executor import executor_for
from salessim.study.store.store import Store

FOLDER = Path(__file__).parent
SHOWN = {
    "hiring_plan": (("profit", ()), ("cash_low_point", ()), ("target_1", ("start", "closers"))),
    "hunters_farmers": (("profit", ()), ("payroll_ratio", ())),
    "team_for_target": (("planned_people", ()), ("payroll_ratio", ())),
}
"""Indicators of each answer, and the factors of their pictures; the first is in the README."""
MARK = "<!-- answer -->"


def main(names: list[str]) -> None:
    """Write the answers of some experiments, or of all."""
    for name in names or SHOWN:
        with tempfile.TemporaryDirectory() as folder:
            answer(name, simulated(name, Path(folder) / "results"))


def simulated(name: str, results: Path) -> Store:
    """Run the experiment into a folder."""
    executor = executor_for(None)
    try:
        return execute(
            load(FOLDER / name, trust=True),
            results,
            executor,
            announce=lambda expected, queue: print(f"{name}: {expected.runs} runs"),
            watch=lambda phase, done, planned: True,
        ).store
    finally:
        executor.close()


def answer(name: str, store: Store) -> None:
    """Write the pictures, and the sentences between the marks."""
    parts = []
    for indicator, over in SHOWN[name]:
        found = analyse(store, indicator, over)
        picture = f"{indicator}.svg"
        write(analysis_document(found), FOLDER / name / picture)
        lines = "\n".join(
            line.plain for line in analysis_sentences(found) if line.plain != found.question
        )
        factors = "by the factor" if len(found.figures[0].settings) == 1 else "by the two factors"
        parts += [f"```\n{lines}\n```", f"![{found.meaning}, {factors}]({picture})"]
    readme = FOLDER / name / "README.md"
    before, _, after = readme.read_text(encoding="utf-8").partition(MARK)
    rest = after[after.index("\n## ") :]
    readme.write_text(f"{before}{MARK}\n" + "\n\n".join(parts) + f"\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
