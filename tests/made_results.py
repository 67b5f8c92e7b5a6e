"""Results that several tests look at, simulated once."""

from functools import cache
from pathlib import Path

from salessim import Result, Scenario, simulate

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
REPLICATIONS = 30


@cache
def scenario(name: str) -> Scenario:
    return Scenario.load(SCENARIOS / f"{name}.yaml")


@cache
def result(name: str = "startup") -> Result:
    return simulate(scenario(name), replications=REPLICATIONS, seed=1, keep="deals")
