"""The index of the seed's figures: each has a scenario, a key in it, and a test that exists.

The list is that of D. Seguin's text (Kestio, 2018), written out here, so that none can be left out.
"""

import re
from pathlib import Path

import pytest

from salessim import Scenario

TREE = Path(__file__).resolve().parents[2]
PAGE = (TREE / "docs" / "verification.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Figures of the field")[2].partition("## Plausible bands")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith("| figure")
]

FIGURES: dict[str, object] = {
    "payroll ratio over 40 %": 7,
    "1 M in sales": 1_000_000.0,
    "200k of it incremental, from active customers and prospecting": 200_000.0,
    "30 % administration": 0.3,
    "7 people at 300k, sales flat": 34_300.0,
    "90 % of the first meeting on understanding": 0.9,
    "2 appointments a day": 2.0,
    "10 -> 8 -> 2 and 10 -> 5 -> 4": 0.3,
    "89 % of buyers online first": 0.89,
    "coaching upstream rather than at signing": "discovery",
    "one 60-minute interview a month": 1.0,
    "60 minutes of it": 1.0,
    "70 % of it on the future": 0.7,
    "70 % of a manager's time coaching": 0.7,
    "3 weeks of onboarding": 21.0,
    "CRM unused at 80 %": 0.2,
    "five years": 60,
    "participative for the competent of low motivation": "none",
    "delegative for the motivated of less skill": "none",
}
"""Each figure and what its key says in its scenario, in base units; styles stand in variants."""


def typed_at(scenario: Scenario, figure: str, key: str) -> object:
    """What stands at a key path of a scenario, in base units."""
    node: object = scenario.plan
    for part in key.split("."):
        node = node[part] if isinstance(node, dict) else getattr(node, part)
    if key == "target":
        (goal,) = scenario.plan.target
        return goal.value if figure.startswith("1 M") else goal.incremental.typical
    if key.endswith(".people"):
        return node.today
    return getattr(node, "typical", node)


def test_every_figure_of_the_seed_stands_in_the_index() -> None:
    assert [row[0] for row in ROWS] == list(FIGURES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_figure_stands_in_its_scenario(row: list[str]) -> None:
    figure, name, key = row[0], row[1], row[2].strip("`")
    scenario = Scenario.load(TREE / "scenarios" / f"{name}.yaml")
    assert typed_at(scenario, figure, key) == pytest.approx(FIGURES[figure]), (name, key)
    if FIGURES[figure] == "none":
        style = figure.split()[0]
        assert {key: style} in list(scenario.variants.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_its_test_exists(row: list[str]) -> None:
    file, test = row[4].strip("`").split("::")
    (found,) = (TREE / "tests").rglob(file)
    assert re.search(rf"^def {test}\(", found.read_text(encoding="utf-8"), re.MULTILINE)


def test_figures_that_share_a_test_are_cases_of_it() -> None:
    """Each moves something there, and nothing where its mechanism is left out."""
    from test_seed_figures import FIGURES as CASES

    shared = [row for row in ROWS if row[4].endswith("test_the_figure_moves_what_follows_from_it`")]
    for row in shared:
        key = row[2].strip("`").rsplit(".", 1)[-1]
        cases = [case for case in CASES.values() if any(k.endswith(key) for k in case.change)]
        assert cases, row[0]
        assert all(case.without for case in cases), row[0]
