"""Every request that cannot be had is answered with the nearest that can, and that one can."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from salessim import Scenario, optimise
from salessim.errors import InfeasibleError

REVENUE = {
    "season": 5e6,
    "two_margins": 9e6,
    "territories": 9e6,
    "tiny_market": 9e6,
    "saturation": 2e7,
    "slow_contracts": 3e6,
    "sdr_to_closer": 9e6,
    "subscription_or_order": 9e6,
}
FREE_TEAMS = ("free_hunters", "free_hunters_and_farmers", "free_sdrs_and_closers")
HELD_SHARES = ("season", "territories", "two_margins")


@dataclass(frozen=True)
class Case:
    """A trade-off and what is asked of it, far beyond what it can bring."""

    name: str
    asked: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name} {' '.join(f'{key}={value}' for key, value in self.asked.items())}"


def _cases() -> list[Case]:
    found = []
    for name, target in REVENUE.items():
        found += [
            Case(name, {"target": target}),
            Case(name, {"target": target, "probability": 0.9}),
        ]
    for name in FREE_TEAMS:
        found += [Case(name, {"target": 3e7}), Case(name, {"target": 3e7, "probability": 0.8})]
    for name in HELD_SHARES:
        found += [
            Case(name, {"targets": {"bookings": 9e7}}),
            Case(name, {"largest_change": 0.0, "least_care": 1.0}),
            Case(name, {"largest_change": 0.0, "target": 9e6}),
        ]
    return found


@pytest.mark.full
@pytest.mark.parametrize("case", _cases(), ids=str)
def test_the_nearest_request_can_be_had(case: Case, tree: Path) -> None:
    scenario = Scenario.load(
        tree / "experiments" / "plan_of_hours" / "tradeoffs" / f"{case.name}.yaml"
    )
    settings: dict[str, Any] = {"effort": "quick", "replications": 100}
    try:
        refused = optimise(scenario, **settings, **case.asked).findings.repairs
    except InfeasibleError as error:
        assert "largest_change" in case.asked and "least_care" in case.asked
        enough = re.search(r"a largest change of ([\d.]+) %", str(error))
        assert enough is not None, error
        asked = case.asked | {"largest_change": float(enough[1]) / 100.0}
        assert not optimise(scenario, **settings, **asked).findings.repairs
        return
    if "target" not in case.asked and "targets" not in case.asked:
        assert not refused
        return
    nearest = re.search(r"brings ([\d,]+) by ([\d-]+)$", refused[0])
    assert nearest is not None, refused
    value = float(nearest[1].replace(",", ""))
    assert value > 0.0
    asked = {**case.asked}
    if "target" in asked:
        asked["target"] = value
    else:
        asked["targets"] = dict.fromkeys(asked["targets"], value)
    again = optimise(scenario, **settings, **asked).findings
    assert not again.repairs


def test_limits_that_todays_allocation_keeps_are_never_refused(tree: Path) -> None:
    """A rep keeps to a territory, which the programme does not know: today's hours look idle to it.

    With no change of hours allowed, today's allocation is the only plan. Two of three reps share a
    third of the firms and have hours to spare; an hour of the third is worth some two hundred.
    """
    file = tree / "experiments" / "plan_of_hours" / "tradeoffs" / "territories.yaml"
    plan = optimise(Scenario.load(file), effort="quick", replications=40, largest_change=0.0)
    assert not plan.changes
    assert any("which today's allocation keeps" in note for note in plan.findings.notes)
    north, south = (
        next(one for one in plan.findings.marginal_value if one.group.startswith(name))
        for name in ("Anna", "Cleo")
    )
    assert min(south.more, south.less) > 50.0
    assert max(north.more, north.less) < 0.2 * min(south.more, south.less)
