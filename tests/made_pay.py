"""Small worlds in which contracts are signed on days that a test names, and what they pay."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from salessim import Scenario
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs, build


class Contract(NamedTuple):
    """A contract of a customer of its own, signed `day` days after the horizon's start."""

    day: float
    value: float
    owner: str = "seller 1"
    segment: str = "all"


def scenario(
    plan: dict[str, Any],
    contracts: Sequence[Contract] = (),
    more: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
) -> Scenario:
    """A year with one seller who is paid by `plan`; `more` merges into the top level."""
    tree: dict[str, Any] = {
        "name": "pay by hand",
        "horizon": {"from": "2027-01", "months": 12},
        "calendar": "always",
        "segments": {"all": {"prospects": 0, "deal": "10k", "churn": "0 % a year"}},
        "funnel": {
            "conquest": {"proposal": {"hours": 1, "passes": "100 %"}},
            "loyalty": {"visit": {"hours": 1, "every": "60 days"}},
        },
        "prospecting": {"outbound": "none"},
        "motivation": "none",
        "attrition": "none",
        "team": {"seller": {"people": 1, "base": "0 a year", "charges": "0 %", **plan}},
        "today": {
            "deals": [
                {
                    "account": f"Firm {number}",
                    "segment": one.segment,
                    "stage": "proposal",
                    "value": one.value,
                    "owner": one.owner,
                    "answers_in": one.day,
                }
                for number, one in enumerate(contracts)
            ]
        },
    }
    for key, value in (more or {}).items():
        typed = tree.get(key)
        below = typed if isinstance(typed, dict) else {}
        tree[key] = {**below, **value} if isinstance(value, dict) else value
    return Scenario.parse(json.dumps(tree)).vary(changes or {})


def both(of: Scenario, replications: int = 1, seed: int = 1) -> tuple[Inputs, Batch]:
    """What both engines make of it, to the bit."""
    inputs = build(of)
    made = [
        next(
            batches(inputs, replications=replications, seed=seed, engine=engine, threads=1,
                    size=replications, log=True)
        ).copied()
        for engine in ("compiled", "simpy")
    ]  # fmt: skip
    for name, table in made[0].outputs().items():
        assert table.tobytes() == made[1].outputs()[name].tobytes(), name
    return inputs, made[0]


def variable(of: Scenario, rep: int = 0) -> list[float]:
    """Variable pay of a rep by month."""
    return [float(x) for x in both(of)[1].reps["variable"][0, rep]]


def by_month(of: Scenario, name: str) -> np.ndarray:
    """A column of the ledger by month."""
    return np.asarray(both(of)[1].ledger[name][0], float)
