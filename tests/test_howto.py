"""Each block of `docs/howto.md` completes a scenario of ten lines and runs in both engines."""

import re
from pathlib import Path

import pytest

from salessim import Scenario, simulate

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "howto.md").read_text(encoding="utf-8")
BASE = {
    "horizon": "{from: 2027-01, months: 12}",
    "segments": "{all: {prospects: 2000, deal: 12k a year, churn: 15 % a year}}",
    "channels": "{web: {leads: 30 a month}}",
    "team": "{closer: {people: 2, base: 55k a year, on_target: 80k a year}}",
    "today": "{customers: {all: 20}, cash: 400k}",
}
BLOCKS = re.findall(r"^### (.+?)\n.*?```yaml\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)


def completed(block: str) -> str:
    """The scenario of ten lines with the sections of a block in place of its own."""
    typed = dict(line.split(": ", 1) for line in block.splitlines())
    return "\n".join(f"{key}: {value}" for key, value in (BASE | typed).items())


def test_every_question_has_one_block() -> None:
    assert len(BLOCKS) == PAGE.count("\n### ") == PAGE.count("```yaml") > 20


@pytest.mark.parametrize(("question", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_block_runs(question: str, block: str) -> None:
    scenario = Scenario.parse(completed(block))
    typed = {line.split(": ", 1)[0] for line in block.splitlines()}
    about = [note for note in scenario.notes if str(note.path).split(".")[0] in typed]
    assert about == [], question
    one = simulate(scenario, replications=1, seed=3)
    other = simulate(scenario, replications=1, seed=3, engine="simpy")
    assert one.digest == other.digest
    mean = one.indicators["revenue"].mean
    assert mean is not None and mean > 0
