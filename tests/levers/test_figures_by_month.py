"""Every figure that may move in time is read month by month: the world has changes for it."""

from functools import cache
from pathlib import Path
from typing import Any

import figures
import pytest

from salessim import SalessimError, Scenario
from salessim.model.assembly import build
from salessim.scenario.kinds import Kind

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FILES = [SCENARIOS / "everything.yaml", *sorted(SCENARIOS.glob("[cdfnps]*.yaml"))]
ELSEWHERE = (
    "vision.prices",  # it has months, no season: `worlds/test_schedules.py`
    "team.<name>.from[]",  # rows of people, as in `team`
    "managers.<name>.components.",  # as in `team`
)
MOVING = {
    path: kind for path, kind in figures.fields() if kind.moves and not path.startswith(ELSEWHERE)
}


@cache
def scenario(file: Path) -> Scenario:
    return Scenario.load(file, trust=SCENARIOS)


def by_month(of: Scenario, typed: Any) -> dict[str, Any]:
    """A value in a season that begins with the horizon's first month."""
    factors = [1.0] * 12
    factors[of.plan.horizon.from_.month - 1] = 1.02
    return {"typical": typed, "season": factors}


def changes_something(of: Scenario, changes: dict[str, Any]) -> bool:
    try:
        return bool(build(of.vary(changes)).world.sizes[0].changes)
    except SalessimError:
        return False


def is_read(field: str, kind: Kind) -> bool:
    for file in FILES:
        of = scenario(file)
        for place in figures.places(of, field):
            for changes in figures.changes(place, kind):
                [(path, typed)] = changes.items()
                if isinstance(typed, str | int | float) and changes_something(
                    of, {path: by_month(of, typed)}
                ):
                    return True
    return False


@pytest.mark.parametrize("field", MOVING)
def test_the_world_changes_with_the_month(field: str) -> None:
    assert is_read(field, MOVING[field]), f"no month of {field} reaches a world"
