"""The trade-offs of experiments/plan_of_hours load, and those made by chance stay the same."""

from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "experiments" / "plan_of_hours"
OF_SEEDS = "9e323250c95edec5"


@pytest.fixture
def tradeoffs(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that makes them."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return import_module("tradeoffs")


def test_twenty_are_told_by_hand(tradeoffs: Any) -> None:
    told = list(tradeoffs.told())
    assert len(told) == 20
    assert tradeoffs.ASKED.keys() <= {one.name for one in told}


def test_those_of_the_seeds_are_what_they_were_before_any_plan_met_them(tradeoffs: Any) -> None:
    texts = [tradeoffs.text_of(seed) for seed in tradeoffs.GENERATED]
    assert len(set(texts)) == len(texts) == 50
    assert sha256("\n".join(texts).encode()).hexdigest()[:16] == OF_SEEDS


@pytest.mark.parametrize("seed", range(1, 51, 5))
def test_those_of_the_seeds_load(tradeoffs: Any, seed: int) -> None:
    assert tradeoffs.generated(seed).scenario.plan.team
