"""A lever that is switched off, or set to what changes nothing, is a lever that is absent."""

import pytest

from salessim import Scenario, simulate

TEAM = """
name: everything left out
horizon: {from: 2027-01, months: 4}
segments: {firms: {prospects: 600, deal: 9k, orders: 300 a month, churn: 20 % a year}}
channels: {web: {leads: 30 a month}}
team: {seller: {people: 3, base: 40k a year, on_target: 60k a year}}
today: {customers: {firms: 30}}
"""

OFF = [
    "attrition: none",
    "crm: none",
    "managers: {}",
    "products: {}",
    "territories: {}",
    "vision: {market: 0 % a year, prices: 0 % a year}",
    "prospecting: {targeting: 0 %, appointments: none}",
    "time: {prospecting_block: none, by_month: {}}",
    "attrition: {rate: 0 % a year}",
    "crm: {adoption: 100 %, leak: 0 %}",
    "motivation: {moves: {drought: 0}}",
]


@pytest.fixture(scope="module")
def digest() -> str:
    return simulate(Scenario.parse(TEAM), replications=3).digest


@pytest.mark.parametrize("line", OFF)
def test_off_is_absent(line: str, digest: str) -> None:
    assert simulate(Scenario.parse(TEAM + line + "\n"), replications=3).digest == digest


def test_a_lever_that_is_on_is_seen(digest: str) -> None:
    on = "crm: {adoption: 20 %, leak: 30 %}\n"
    assert simulate(Scenario.parse(TEAM + on), replications=3).digest != digest
