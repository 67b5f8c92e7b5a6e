"""What is asked of the optimiser at each point of an experiment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from salessim.plan.request import PRECISION, REPLICATIONS, Asked


@dataclass(frozen=True)
class Planning:
    """The optimiser's task at each point, before the point is simulated.

    Attributes:
        asked: what the plan is to be best at, and what it must keep.
        replications: futures in which a plan is tried, at most.
        precision: half-width of mean revenue, as a share of it, at which these are enough.
    """

    asked: Asked
    replications: int = REPLICATIONS
    precision: float = PRECISION

    def described(self) -> dict[str, Any]:
        """Everything that the plans depend on, as plain data."""
        asked = asdict(self.asked)
        asked["shares"] = {name: list(ends) for name, ends in asked["shares"].items()}
        return {**asked, "replications": self.replications, "precision": self.precision}
