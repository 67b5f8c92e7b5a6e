"""Digests of the shipped scenarios, their variants and some made teams, a line each.

`python tests/digests.py` prints them; under other settings of the processor the lines are equal
(`tests/engine/test_processors.py`). `--all` prints them for every variant.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from salessim import Scenario, simulate

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
REPLICATIONS = 3
LAWS = """
name: laws
horizon: {from: 2027-01, months: 6}
segments:
  fitted: {prospects: 400, deal: {scipy: {name: gamma, a: 1.7, scale: 9000}}, win_rate: 10..20 %}
  typed: {prospects: 400, deal: {weibull: {scale: 9k, shape: 0.7}}, grows: 30 % a year}
channels: {web: {leads: 20..40 a month}}
funnel: {conquest: {
  call: {hours: {gamma: {shape: 3, mean: 0.2}}, passes: 10 %},
  meeting: {hours: {logistic: {mean: 3, scale: 1}}, passes: 30 %,
    buyer_takes: {lognormal: {mean: 9, cv: 0.8}}}}}
team: {seller: {people: 3, base: 40k a year}}
today: {customers: {fitted: 20, typed: 20}}
"""


def scenarios(*, variants: bool = False) -> Iterator[tuple[str, Scenario]]:
    """Every shipped scenario by its name, and one with every family of distributions."""
    for file in sorted(FOLDER.rglob("*.yaml")):
        scenario = Scenario.load(file, trust=FOLDER)
        name = file.relative_to(FOLDER).with_suffix("").as_posix()
        yield name, scenario
        for each in scenario.variants if variants else ():
            yield f"{name} · {each}", scenario.variant(each)
    yield "laws", Scenario.parse(LAWS)


def digests(*, variants: bool = False) -> list[str]:
    """One line for each scenario: its name, and the digest of a few replications."""
    lines = []
    for name, scenario in scenarios(variants=variants):
        result = simulate(scenario, replications=REPLICATIONS, seed=7)
        lines.append(f"{name}: {result.digest}")
    return lines


if __name__ == "__main__":
    print("\n".join(digests(variants="--all" in sys.argv)))
