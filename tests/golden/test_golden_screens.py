"""Screens are the same to the letter. A wanted change: `python tests/golden/screens.py`."""

from pathlib import Path

import pytest
from screens import screens

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    return screens()


@pytest.mark.parametrize(
    "name",
    [
        *("headline.txt", "wide.txt", "narrow.txt", "page.md"),
        *("comparison.txt", "comparison_wide.txt", "comparison_narrow.txt", "comparison.md"),
    ],
)
def test_screen_is_as_kept(shown: dict[str, str], name: str) -> None:
    assert shown[name] == (FOLDER / name).read_text(encoding="utf-8")
