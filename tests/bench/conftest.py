"""Events a second stand below the table of seconds."""

import pytest

RATES: dict[str, float] = {}
"""Live events a second, median over rounds, by test."""


@pytest.fixture
def rates() -> dict[str, float]:
    """Where a benchmark notes its rate."""
    return RATES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RATES:
        terminalreporter.section("live events a second")
        for name, rate in RATES.items():
            terminalreporter.write_line(f"{name:<45}{rate:>12,.0f}")
