"""Screens are the same to the letter. A wanted change: `python tests/golden/screens.py`."""

from pathlib import Path

import pytest
from screens import screens

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("name", ["headline.txt", "wide.txt", "narrow.txt", "page.md"])
def test_screen_is_as_kept(name: str) -> None:
    assert screens()[name] == (FOLDER / name).read_text(encoding="utf-8")
