"""Cases from public sources (`tests/cases`): their scenarios, and worlds in which a source's own
example happens to the people of a case."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from made_pay import Contract, both

from salessim import Scenario

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yaml"))


def case(name: str) -> Scenario:
    return Scenario.load(FOLDER / f"{name}.yaml")


def quiet(of: Scenario, changes: dict[str, Any] | None = None) -> Scenario:
    """The case's people, pay and contracts in a market where nothing happens by itself.

    Customers keep the churn that is typed: care that is left out would raise it against today.
    """
    plan = of.plan
    return of.vary(
        {
            "calendar": "always",
            "channels": None,
            "prospecting": {"outbound": "none"},
            "funnel": {
                "conquest": {"signature": {"hours": 0.1, "passes": "100 %"}},
                "loyalty": {"visit": {"hours": 0.1, "every": "3650 days"}},
            },
            "loyalty.churn_effect": 0,
            "motivation": "none",
            "attrition": "none",
            "today": {},
            **{f"segments.{name}.prospects": 0 for name in plan.segments},
            **{f"segments.{name}.churn": "0 % a year" for name in plan.segments},
            **(changes or {}),
        }
    )


def signing(
    of: Scenario, contracts: Sequence[Contract], changes: dict[str, Any] | None = None
) -> Scenario:
    """The same, with contracts that people of the case sign on days that the example names."""
    deals = [
        {"account": f"Firm {number}", "segment": one.segment, "stage": "signature",
         "value": one.value, "owner": one.owner, "answers_in": one.day}
        for number, one in enumerate(contracts)
    ]  # fmt: skip
    return quiet(of, {"today": {"deals": deals}} | (changes or {}))


def paid(of: Scenario, person: str) -> list[float]:
    """Variable pay of a person by month, from both engines."""
    rep = [one.name for one in of.plan.people].index(person)
    return [round(float(x), 2) for x in both(of)[1].reps["variable"][0, rep]]


def months(of: Scenario, column: str) -> np.ndarray:
    """A column of the months' table, over segments and motions, from both engines."""
    return np.round(np.asarray(both(of)[1].months[column][0], float).sum(axis=(1, 2)), 2)
