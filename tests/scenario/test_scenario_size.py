"""Large scenarios, and what importing the scenario layer costs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bad_cases import RIGHT

from salessim.errors import ScenarioError
from salessim.scenario import Scenario

ROWS = 20_000
HEAVY = ("pandas", "pyarrow", "scipy", "numba", "numpy", "matplotlib", "simpy", "holidays")


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with twenty thousand customers and three variants."""
    folder = tmp_path_factory.mktemp("large")
    rows = [
        f"Customer {k},{('gold', 'silver')[k % 2]},closer {k % 2 + 1},{k % 90}k,{k % 100} %"
        for k in range(ROWS)
    ]
    header = "name,segment,owner,value_per_year,relationship\n"
    (folder / "accounts.csv").write_text(header + "\n".join(rows))
    variants = ", ".join(f"m{k}: {{margin: {k} %}}" for k in (30, 40, 50))
    path = folder / "large.yaml"
    yearly = RIGHT.replace("20k..40k", "20k..40k a year").replace("deal: 5k", "deal: 5k a year")
    path.write_text(f"{yearly}today: {{accounts: accounts.csv}}\nvariants: {{{variants}}}\n")
    return path


def test_twenty_thousand_customers(accounts: Path) -> None:
    scenario = Scenario.load(accounts)
    assert len(scenario.plan.today.accounts) == ROWS
    varied = scenario.variant("m30")
    assert varied.plan.today.accounts[ROWS - 1] is scenario.plan.today.accounts[ROWS - 1]


def test_twenty_thousand_mistakes(accounts: Path, tmp_path: Path) -> None:
    text = (accounts.parent / "accounts.csv").read_text().replace("closer", "closr")
    (tmp_path / "accounts.csv").write_text(text)
    (tmp_path / "large.yaml").write_text(accounts.read_text())
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(tmp_path / "large.yaml")
    assert len(caught.value.problems) <= 201


@pytest.mark.bench
def test_loading_twenty_thousand_customers(accounts: Path, benchmark: Any) -> None:
    benchmark(Scenario.load, accounts)


@pytest.mark.bench
def test_loading_ten_lines(benchmark: Any) -> None:
    benchmark(Scenario.parse, RIGHT)


def test_reading_a_scenario_imports_nothing_heavy(tree: Path) -> None:
    code = (
        "import sys; from salessim.scenario import Scenario; "
        f"Scenario.parse({RIGHT!r}); print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tree
    )
    assert run.stdout.strip() == "[]"
