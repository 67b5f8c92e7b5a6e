"""One point of an experiment planned by the optimiser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salessim.errors import InfeasibleError
from salessim.plan.request import PlanRequest
from salessim.scenario import Scenario

if TYPE_CHECKING:
    from salessim.plan.optimiser import OptimisedPlan


@dataclass(frozen=True)
class PlannedPoint:
    """What the optimiser found for a point.

    Attributes:
        point: its number.
        changes: by which its scenario follows the plan, as plain data.
        figures: what the plan expects, by column of the runs table.
        notes: what the optimiser has to say of it.
    """

    point: int
    changes: Mapping[str, Any]
    figures: Mapping[str, float]
    notes: tuple[str, ...]

    def followed_by(self, scenario: Scenario) -> Scenario:
        """The point's scenario, following the plan."""
        return scenario.vary(self.changes, f"the plan of point {self.point}")


def planned_point(scenario: Scenario, planning: PlanRequest, point: int, seed: int) -> PlannedPoint:
    """Plan a point as `salessim optimise` with this seed does.

    Args:
        scenario: of the point.
        planning: what is asked for.
        point: its number.
        seed: of the point's simulations.

    Raises:
        InfeasibleError: what is asked for cannot be had; says what would help.
        InputError: what is asked for has no meaning for this scenario.
    """
    # The optimiser is imported where it is used: it waits for SciPy, and most designs need none.
    from salessim.plan.optimiser import find_plan

    found = find_plan(scenario, planning, seed, threads=1)
    if found.answer_is_no:
        helps = "; ".join(found.findings.repairs)
        raise InfeasibleError(f"what is asked for is out of reach; what would help: {helps}")
    # As it is read back from disk, so that a point is the same after an interruption.
    changes = json.loads(json.dumps(found.changes))
    return PlannedPoint(point, changes, _figures(found), tuple(found.findings.notes))


def _figures(found: OptimisedPlan) -> dict[str, float]:
    assert found.chosen is not None
    expected = found.findings.predicted
    people = found.chosen.solved.people[:, : found.coefficients.printed].sum(axis=0)
    return {
        "planned_revenue": expected.revenue,
        "planned_payroll": expected.payroll,
        "planned_profit": expected.profit,
        "planned_people": float(people.mean()),
        "planned_people_at_end": float(people[-1]),
        "planned_converged": float(found.findings.converged),
    }
