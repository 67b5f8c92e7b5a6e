"""Trade-offs that a plan has to decide: twenty told by hand, and any number made by chance.

    python experiments/plan_of_hours/tradeoffs.py 7

prints the scenario of seed 7.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from salessim import Scenario

FOLDER = Path(__file__).parent / "tradeoffs"
BASE = "base.yaml"
GENERATED = tuple(range(1, 51))
"""Seeds of the fifty that are made by chance."""
ASKED: dict[str, dict[str, Any]] = {
    "two_margins": {"objective": "profit"},
    "free_hunters": {"objective": "ratio", "target": 1.1e6},
    "free_hunters_and_farmers": {"objective": "profit"},
    "free_sdrs_and_closers": {"objective": "profit"},
}
"""What is asked for where it is not the most revenue."""

type Chance = np.random.Generator
type Tree = dict[str, Any]


@dataclass(frozen=True)
class TradeOff:
    """A scenario and what is asked of its plan."""

    name: str
    scenario: Scenario
    asked: dict[str, Any] = field(default_factory=dict)


def told() -> Iterator[TradeOff]:
    """The twenty that are told by hand, by name."""
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != BASE:
            yield TradeOff(file.stem, Scenario.load(file), ASKED.get(file.stem, {}))


def generated(seed: int) -> TradeOff:
    """The one of a seed."""
    return TradeOff(f"seed_{seed}", Scenario.parse(text_of(seed)))


def text_of(seed: int) -> str:
    """Its YAML: two or three unlike segments, up to two roles, and one complication."""
    chance = np.random.default_rng([seed, 20])
    tree: Tree = {
        "name": f"Trade-off {seed}",
        "defaults": "exact",
        "horizon": {"from": "2027-01", "months": int(chance.choice([12, 12, 18, 24]))},
        "calendar": {"country": "none"},
        "attrition": "none",
        "time": {"administration": "25 %"},
        "funnel": {
            "conquest": {
                "call": {"hours": 0.2, "passes": "5 %"},
                "appointment": {
                    "hours": 1.5, "works": "discovery", "passes": "60 %", "buyer_takes": "7 days",
                },
                "proposal": {"hours": 4, "passes": "40 %", "buyer_takes": "20 days"},
            },
            "loyalty": {"visit": {"hours": 1, "every": "45 days"}},
        },
        "loyalty": {"churn_effect": _round(chance.uniform(0.5, 3.5))},
    }  # fmt: skip
    names = ["a", "b", "c"][: int(chance.integers(2, 4))]
    tree["segments"] = {name: _segment(chance) for name in names}
    tree["team"] = _team(chance)
    tree["time"] |= _split(chance, names)
    tree["today"] = {"customers": {name: int(chance.integers(5, 100)) for name in names}}
    complication = COMPLICATIONS[seed % len(COMPLICATIONS)]
    complication(chance, tree, names)
    return "\n".join(_lines(tree, ""))


def _segment(chance: Chance) -> Tree:
    """From many small firms to few large ones, each with its own way of deciding."""
    size = float(np.exp(chance.uniform(np.log(2e3), np.log(6e4))))
    firms = int(np.clip(np.exp(chance.normal(np.log(4e6 / size), 0.8)), 30, 9000))
    one: Tree = {
        "prospects": firms,
        "deal": f"{_round(size)} a year" if chance.random() < 0.3 else _round(size),
        "churn": f"{_round(chance.uniform(4, 40))} % a year",
        "funnel": {
            "call": {"passes": f"{_round(chance.uniform(2, 8))} %"},
            "proposal": {
                "hours": _round(float(np.clip(size / 2.5e3, 1.0, 20.0))),
                "passes": f"{_round(chance.uniform(20, 55))} %",
                "buyer_takes": f"{int(np.exp(chance.uniform(np.log(7), np.log(200))))} days",
            },
        },
    }
    if " a year" not in str(one["deal"]):
        one["orders"] = f"{_round(size * chance.uniform(0.0, 0.12))} a month"
    return one


def _team(chance: Chance) -> Tree:
    if chance.random() < 0.5:
        return {"rep": {"people": int(chance.integers(2, 5)), "skills": _skills(chance)}}
    motion = str(chance.choice(["both", "conquest"]))
    return {
        "one": {"people": int(chance.integers(1, 4)), "motion": motion, "skills": _skills(chance)},
        "two": {"people": int(chance.integers(1, 3)), "skills": _skills(chance)},
    }


def _skills(chance: Chance) -> Tree:
    names = ("prospecting", "discovery", "proposal", "account_care")
    return {name: _round(chance.uniform(0.15, 0.85)) for name in names}


def _split(chance: Chance, names: list[str]) -> Tree:
    shares = np.floor(100 * chance.dirichlet(np.ones(2 * len(names))))
    return {
        "conquest": {name: f"{shares[k]:g} %" for k, name in enumerate(names)},
        "loyalty": {name: f"{shares[len(names) + k]:g} %" for k, name in enumerate(names)},
    }


def _cold_leads(chance: Chance, tree: Tree, names: list[str]) -> None:
    tree["channels"] = {
        "web": {
            "leads": f"{int(chance.integers(15, 120))} a month",
            "passes": "35 %",
            "goes_cold_in": f"{int(chance.integers(1, 8))} days",
            "mix": {names[0]: "30 %", names[-1]: "70 %"},
        }
    }


def _season(chance: Chance, tree: Tree, names: list[str]) -> None:
    for name in names[:2]:
        peak = int(chance.integers(0, 12))
        year = np.cos(2.0 * np.pi * (np.arange(12) - peak) / 12.0)
        season = [_round(1.0 + 0.85 * factor) for factor in year]
        tree["segments"][name]["funnel"]["proposal"]["passes"] = {
            "typical": "30 %",
            "season": season,
        }


def _leaver(chance: Chance, tree: Tree, names: list[str]) -> None:
    role, own = next(iter(tree["team"].items()))
    own["departures"] = {f"{role} 1": f"2027-{int(chance.integers(4, 11)):02d}"}


def _newcomer(chance: Chance, tree: Tree, names: list[str]) -> None:
    own = next(iter(tree["team"].values()))
    own["hires"] = {"new": f"2027-{int(chance.integers(2, 9)):02d}"}
    own["ramp"] = {"months": int(chance.integers(2, 9))}


def _coaching(chance: Chance, tree: Tree, names: list[str]) -> None:
    focus = str(chance.choice(["discovery", "proposal", "account_care"]))
    tree["managers"] = {"lead": {"coaching": "70 %", "focus": focus}}
    tree["learning"] = {"per_coached_hour": "1.5 %"}


def _territories(chance: Chance, tree: Tree, names: list[str]) -> None:
    north = int(chance.integers(15, 86))
    tree["territories"] = {"north": f"{north} %", "south": f"{100 - north} %"}
    tree["team"] = {
        "rep": {
            "from": [
                {"name": "Anna", "territory": "north"},
                {"name": "Bert", "territory": "north"},
                {"name": "Cleo", "territory": "south"},
            ]
        }
    }


def _handed_over(chance: Chance, tree: Tree, names: list[str]) -> None:
    steps = tree["funnel"]["conquest"]
    steps["call"]["by"] = "sdr"
    steps["appointment"] |= {"by": "closer", "hand_over": {"to": "least_loaded"}}
    steps["proposal"]["by"] = "closer"
    tree["funnel"]["loyalty"]["visit"]["by"] = "closer"
    tree["team"] = {
        "sdr": {"people": int(chance.integers(1, 4))},
        "closer": {"people": int(chance.integers(1, 4)), "skills": _skills(chance)},
    }


def _unequal(chance: Chance, tree: Tree, names: list[str]) -> None:
    for one in tree["segments"].values():
        if "orders" in one:
            mean = float(one["orders"].split()[0])
            one["orders"] = f"{_round(0.1 * mean)}..{_round(4.0 * mean)} a month"


def _nothing(chance: Chance, tree: Tree, names: list[str]) -> None:
    """The segments differ enough."""


COMPLICATIONS: tuple[Callable[[Chance, Tree, list[str]], None], ...] = (
    _nothing, _cold_leads, _season, _leaver, _newcomer, _coaching, _territories, _handed_over,
    _unequal, _nothing,
)  # fmt: skip


def _round(value: float) -> float:
    """Three digits, as people type."""
    return float(f"{value:.3g}")


def _lines(tree: Tree, before: str) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{before}{key}:"
            yield from _lines(value, before + "  ")
        else:
            yield f"{before}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) and value < 1e5 else str(value)


if __name__ == "__main__":
    print(text_of(int(sys.argv[1])))
