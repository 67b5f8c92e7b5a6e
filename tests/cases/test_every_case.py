"""Each case runs in both engines, names its sources, and stands on the page of cases."""

import re
from pathlib import Path

import pytest
from made_cases import NAMES, case

from salessim import simulate

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_case_runs_in_both_engines(name: str) -> None:
    of = case(name)
    one = simulate(of, replications=1, seed=3)
    other = simulate(of, replications=1, seed=3, engine="simpy")
    assert one.digest == other.digest
    mean = one.indicators["revenue"].mean
    assert mean is not None and mean > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_case_names_its_sources(name: str) -> None:
    """Somebody published it; what nobody said is called an assumption."""
    sources = case(name).plan.sources
    assert any("assumption" not in said.split(":")[0] for said in sources.values())
    assert any("assumption" in said for said in sources.values())


def test_the_page_lists_the_cases() -> None:
    assert sorted(re.findall(r"^\| `(\w+)\.yaml` \|", PAGE, re.MULTILINE)) == NAMES
