"""What all tests share: where things are, and property tests that repeat their cases."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def tree() -> Path:
    """The project's root folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def scenarios(tree: Path) -> Path:
    """The folder of shipped scenarios."""
    return tree / "scenarios"
