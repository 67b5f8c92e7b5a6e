"""A lever that is switched off, or set to what changes nothing, is a lever that is absent."""

from pathlib import Path

import pytest

from salessim import Scenario, simulate

SPEED = Path(__file__).resolve().parents[2] / "experiments" / "speed"
TEAM = (SPEED / "off.yaml").read_text(encoding="utf-8")
OFF = (SPEED / "off_levers.txt").read_text(encoding="utf-8").splitlines()
"""Also timed there: what is switched off costs no time."""


@pytest.fixture(scope="module")
def digest() -> str:
    return simulate(Scenario.parse(TEAM), replications=3).digest


@pytest.mark.parametrize("line", OFF)
def test_off_is_absent(line: str, digest: str) -> None:
    assert simulate(Scenario.parse(TEAM + line + "\n"), replications=3).digest == digest


def test_people_who_never_leave_are_people_without_attrition(digest: str) -> None:
    assert TEAM.count("attrition: none") == 1
    never = TEAM.replace("attrition: none", "attrition: {rate: 0 % a year}")
    assert simulate(Scenario.parse(never), replications=3).digest == digest


def test_a_lever_that_is_on_is_seen(digest: str) -> None:
    on = "crm: {adoption: 20 %, leak: 30 %}\n"
    assert simulate(Scenario.parse(TEAM + on), replications=3).digest != digest
