"""Ten teams of ten lines: the page says what they obtain, and nothing of them is idle."""

import runpy
from pathlib import Path

import pytest

from salessim import Scenario

FOLDER = Path(__file__).parents[1] / "experiments" / "plain_teams"
TEAMS = sorted(FOLDER.glob("*.yaml"))
LINES = 12
DEFAULTS = ("hours", "administration", "attrition", "calendar", "buyer_takes", "skills")


def test_there_are_ten() -> None:
    assert len(TEAMS) == 10


@pytest.mark.parametrize("file", TEAMS, ids=lambda file: file.stem)
def test_a_team_is_plain(file: Path) -> None:
    """Few lines, no figure that the page calls a default, nothing without effect."""
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES
    assert not [word for word in DEFAULTS if word in text]
    assert Scenario.load(file).notes == ()


@pytest.mark.full
def test_the_page_is_what_the_teams_obtain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python experiments/plain_teams/teams.py writes it anew; a minute and a half."""
    monkeypatch.syspath_prepend(FOLDER)
    made = runpy.run_path(str(FOLDER / "teams.py"))
    page = made["PAGE"].read_text(encoding="utf-8")
    assert page.partition(made["MARK"])[2].strip() == made["tables"](made["FUTURES"]).strip()
