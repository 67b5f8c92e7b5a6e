"""Points that the optimiser plans before they are simulated: the task, and the plan found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from salessim.errors import InfeasibleError, InputError
from salessim.plan.asking import PRECISION, REPLICATIONS, Asked
from salessim.plan.policy import OBJECTIVES
from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Whole
from salessim.scenario.nodes import Leaf, Map, Node
from salessim.study.design.values import NodeReader, word_kind

if TYPE_CHECKING:
    from salessim.plan.optimising import Optimised

TASK_KEYS = (
    *("objective", "target", "probability", "largest_change", "least_care", "least_prospecting"),
    *("segment_share", "people", "replications", "precision"),
)
MONEY = Amount("money", 0, 1e15, exact=True)
SHARE = Amount("share", 0, 1, exact=True)
SEGMENT_SHARE = Amount("share", 0, 1)
PRECISE = Amount("share", 1e-5, 1, exact=True)
MAX_REPLICATIONS = 1_000_000


@dataclass(frozen=True)
class PlanningTask:
    """What the optimiser is to do at each point before the point is simulated.

    Attributes:
        asked: what the plan is to be best at, and what it must keep.
        replications: of the simulation that checks a plan, at most.
        precision: half-width of mean revenue, as a share of it, at which the check may end.
    """

    asked: Asked
    replications: int = REPLICATIONS
    precision: float = PRECISION

    def described(self) -> dict[str, Any]:
        """Everything that the plans depend on, as plain data."""
        asked = asdict(self.asked)
        asked["shares"] = {name: list(ends) for name, ends in asked["shares"].items()}
        return {**asked, "replications": self.replications, "precision": self.precision}


def read_planning(node: Node | None, base: Scenario, reader: NodeReader) -> PlanningTask | None:
    """Read the optimiser's task; None where there is none.

    A single word is the objective. A time limit is refused: plans would depend on how fast the
    machine is.
    """
    if node is None:
        return None
    if isinstance(node, Leaf):
        node = Map({"objective": node}, node.place)
    if isinstance(node, Map) and "time_limit" in node.nodes:
        reader.refuse(
            node.nodes["time_limit"],
            "plans must not depend on how fast a machine is; delete it",
        )
        return None
    before = len(reader.problems)
    nodes = reader.map(node, TASK_KEYS)
    target, targets = _targets(nodes.get("target"), reader)
    asked = Asked(
        objective=reader.value(nodes.get("objective"), word_kind(OBJECTIVES)),
        target=target,
        targets=targets,
        probability=_number(nodes.get("probability"), SHARE, reader),
        largest_change=_number(nodes.get("largest_change"), SHARE, reader),
        least_care=_number(nodes.get("least_care"), SHARE, reader) or 0.0,
        least_prospecting=_number(nodes.get("least_prospecting"), SHARE, reader) or 0.0,
        shares=_shares(nodes.get("segment_share"), reader),
        whole_people=reader.value(nodes.get("people"), word_kind(("whole", "parts")), "parts")
        == "whole",
    )
    replications = Whole(2, MAX_REPLICATIONS)
    planning = PlanningTask(
        asked,
        reader.value(nodes.get("replications"), replications, REPLICATIONS),
        _number(nodes.get("precision"), PRECISE, reader) or PRECISION,
    )
    if len(reader.problems) > before:
        return None
    # SciPy is waited for only where there is something to plan.
    from salessim.plan.optimising import check_policy

    try:
        check_policy(base, asked.policy(base), asked.probability)
    except InputError as error:
        reader.refuse(node.place, str(error))
        return None
    return planning


def _targets(node: Node | None, reader: NodeReader) -> tuple[float | None, dict[str, float]]:
    """The target of the whole horizon, or those by month."""
    if not isinstance(node, Map):
        return _number(node, MONEY, reader), {}
    read = {month: _number(child, MONEY, reader) for month, child in node.nodes.items()}
    return None, {month: value for month, value in read.items() if value is not None}


def _shares(node: Node | None, reader: NodeReader) -> dict[str, tuple[float, float]]:
    if node is None:
        return {}
    shares = {}
    for segment, child in reader.map(node).items():
        read: Any = reader.value(child, SEGMENT_SHARE)
        if read is not None:
            shares[segment] = read.truth or (read.typical, read.typical)
    return shares


def _number(node: Node | None, kind: Amount, reader: NodeReader) -> float | None:
    read = reader.value(node, kind)
    return None if read is None else float(read.typical)


@dataclass(frozen=True)
class PlannedPoint:
    """The plan that the optimiser found for a point.

    Attributes:
        point: its number.
        changes: by which its scenario follows the plan, as plain data.
        figures: what the plan expects, by column of the runs table.
        notes: of the optimiser, as sentences.
    """

    point: int
    changes: Mapping[str, Any]
    figures: Mapping[str, float]
    notes: tuple[str, ...]

    def followed_by(self, scenario: Scenario) -> Scenario:
        """The point's scenario, following the plan."""
        return scenario.vary(self.changes, f"the plan of point {self.point}")


def plan_point(scenario: Scenario, planning: PlanningTask, point: int, seed: int) -> PlannedPoint:
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
    from salessim.plan.optimising import optimised
    from salessim.plan.proving import Futures

    futures = Futures(planning.replications, seed, planning.precision, threads=1)
    found = optimised(scenario, planning.asked, futures)
    if found.answer_is_no:
        helps = "; ".join(found.findings.repairs)
        raise InfeasibleError(f"what is asked for is out of reach; what would help: {helps}")
    # As it is read back from disk, so that a point is the same after an interruption.
    changes = json.loads(json.dumps(found.changes))
    return PlannedPoint(point, changes, _figures(found), tuple(found.findings.notes))


def _figures(found: Optimised) -> dict[str, float]:
    assert found.chosen is not None
    expected = found.findings.predicted
    people = found.chosen.solved.people[:, : found.response.printed].sum(axis=0)
    return {
        "planned_revenue": expected.revenue,
        "planned_payroll": expected.payroll,
        "planned_profit": expected.profit,
        "planned_people": float(people.mean()),
        "planned_people_at_end": float(people[-1]),
        "planned_converged": float(found.findings.converged),
    }
