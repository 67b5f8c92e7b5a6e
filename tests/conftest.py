"""What all tests share: where things are, and property tests that repeat their cases."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from defaults_before import as_before
from hypothesis import settings

from salessim.scenario import validation

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


EXACT = ("engine", "levers", "model", "plan", "theory", "twins", "worlds")
"""Folders whose right values are calculated at the defaults themselves."""


@contextmanager
def defaults_of(path: Path) -> Iterator[None]:
    """Take figures that a scenario leaves out as exact, and as before, in some folders."""
    before = validation.DEFAULTS
    inside = path.relative_to(Path(__file__).parent).parts[:1] in {(name,) for name in EXACT}
    if inside:
        validation.DEFAULTS = "exact"
    try:
        with as_before() if inside else nullcontext():
            yield
    finally:
        validation.DEFAULTS = before


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Import test modules, whose scenarios may stand at the top."""
    inside = collector.path.is_relative_to(Path(__file__).parent)
    with defaults_of(collector.path) if inside else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test with the fixtures that it asks for."""
    with defaults_of(item.path):
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: workers that have less to do take the rest meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)


@pytest.fixture(scope="session")
def tree() -> Path:
    """The project's root folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def scenarios(tree: Path) -> Path:
    """The folder of shipped scenarios."""
    return tree / "scenarios"
