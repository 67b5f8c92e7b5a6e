"""Wrong inputs of newcomers are answered so that the next try works."""

import re

import pytest
from newcomers import ATTEMPTS, PAGE, Attempt, page

from salessim.scenario import Scenario

BY_HAND = {
    "win rate with the team",
    "currency with the segment",
    "pay in another currency",
    "dollars with commas among euros",
}
"""Answers that say where something belongs, or leave a choice: a person does the rest."""


def test_the_list_is_as_kept() -> None:
    """A wanted change: `python tests/golden/newcomers.py`; read every answer that changed."""
    assert page() == PAGE.read_text(encoding="utf-8")
    assert len(ATTEMPTS) >= 40


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.habit)
def test_the_next_try_works(attempt: Attempt) -> None:
    """The file is refused, one sentence says what to type, and what follows from it loads."""
    answer = attempt.answer()
    assert answer
    assert len(answer) <= 2, answer
    Scenario.parse(attempt.file(attempt.right))
    advice = [part for line in answer for part in re.findall(r"type (.*?)(?:;|$)", line)]
    meant = [word for line in answer for word in re.findall(r"[Dd]id you mean (\w+)", line)]
    options = [option for part in advice for option in part.split(" or ")]
    fits = [re.sub(r"\W+", " ", part).strip() for part in [*options, *meant]]
    right = re.sub(r"\W+", " ", attempt.right)
    if fits and attempt.habit not in BY_HAND:
        assert any(part.lower() in right.lower() for part in fits), (fits, right)
