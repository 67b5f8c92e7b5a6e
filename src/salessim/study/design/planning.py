"""Points that the optimiser plans before they are simulated: the task, and the plan found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from salessim.errors import InfeasibleError, InputError
from salessim.plan.request import PlanRequest, request_options
from salessim.plan.request_options import RequestOption, Unit
from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Integer, Text
from salessim.scenario.tree import Leaf, Map, Node
from salessim.study.design.values import NodeReader, word_kind

if TYPE_CHECKING:
    from salessim.plan.optimiser import OptimisedPlan

MONEY = Amount("money", 0, 1e15, exact=True)
SEGMENT_SHARE = Amount("share", 0, 1)
MAX_REPLICATIONS = 1_000_000


def read_planning(node: Node | None, base: Scenario, reader: NodeReader) -> PlanRequest | None:
    """Read the optimiser's task; None where there is none.

    A single word is the objective. Limits of time are refused: plans would depend on how fast the
    machine is.
    """
    if node is None:
        return None
    if isinstance(node, Leaf):
        node = Map({"objective": node}, node.place)
    of_machine = [
        node.nodes[key]
        for key in ("time_limit", "seconds")
        if isinstance(node, Map) and key in node.nodes
    ]
    for one in of_machine:
        reader.refuse(one, "plans must not depend on how fast a machine is; delete it")
    if of_machine:
        return None
    before = len(reader.problems)
    nodes = reader.map(node, [key for key, _, _ in _keys()])
    typed: dict[str, Any] = {}
    for key, name, option in _keys():
        if key in nodes:
            typed |= READERS[option.unit](name, option, nodes[key], reader)
    if len(reader.problems) > before:
        return None
    try:
        request = PlanRequest(**typed)
        request.resolved(base).check(base)
    except InputError as error:
        reader.refuse(node.place, str(error))
        return None
    return request


def _keys() -> list[tuple[str, str, RequestOption]]:
    """The keys that an experiment may have, with the fields of a request that they are of."""
    return [
        (option.key or option.name or name, name, option)
        for name, option in request_options()
        if option.key is not None
    ]


def _word(name: str, option: RequestOption, node: Node, reader: NodeReader) -> dict[str, Any]:
    return {name: reader.value(node, word_kind(option.words))}


def _flag(name: str, option: RequestOption, node: Node, reader: NodeReader) -> dict[str, Any]:
    yes, no = option.words
    return {name: reader.value(node, word_kind((yes, no)), no) == yes}


def _count(name: str, option: RequestOption, node: Node, reader: NodeReader) -> dict[str, Any]:
    return _unless_missing(name, reader.value(node, Integer(2, MAX_REPLICATIONS)))


def _months_after(
    name: str, option: RequestOption, node: Node, reader: NodeReader
) -> dict[str, Any]:
    """The word or the number as it stands; a request reads it."""
    return {name: node.value if isinstance(node, Leaf) else None}


def _share(name: str, option: RequestOption, node: Node, reader: NodeReader) -> dict[str, Any]:
    kind = Amount("share", option.minimum, 1, exact=True)
    return _unless_missing(name, _number(node, kind, reader))


def _money_by_month(
    name: str, option: RequestOption, node: Node, reader: NodeReader
) -> dict[str, Any]:
    """The target of the whole horizon, or those by month."""
    if not isinstance(node, Map):
        return _unless_missing(name, _number(node, MONEY, reader))
    read = {month: _number(child, MONEY, reader) for month, child in node.nodes.items()}
    return {"targets": {month: value for month, value in read.items() if value is not None}}


def _shares_by_segment(
    name: str, option: RequestOption, node: Node, reader: NodeReader
) -> dict[str, Any]:
    shares = {}
    for segment, child in reader.map(node).items():
        read: Any = reader.value(child, SEGMENT_SHARE)
        if read is not None:
            shares[segment] = read.uncertainty or (read.typical, read.typical)
    return {name: shares}


def _ranges_by_key(
    name: str, option: RequestOption, node: Node, reader: NodeReader
) -> dict[str, Any]:
    read = {path: _text(child, reader) for path, child in reader.map(node).items()}
    return {name: {path: text for path, text in read.items() if text is not None}}


def _rate(name: str, option: RequestOption, node: Node, reader: NodeReader) -> dict[str, Any]:
    return _unless_missing(name, _text(node, reader))


def _text(node: Node, reader: NodeReader) -> str | None:
    read = reader.value(node, Text())
    return None if read is None else str(read)


READERS: MappingProxyType[Unit, Callable[..., dict[str, Any]]] = MappingProxyType(
    {
        "word": _word,
        "flag": _flag,
        "count": _count,
        "months after": _months_after,
        "share": _share,
        "money by month": _money_by_month,
        "shares by segment": _shares_by_segment,
        "ranges by key": _ranges_by_key,
        "rate": _rate,
    }
)
"""How each unit is read; what is read is a field of `PlanRequest` or several."""


def _number(node: Node | None, kind: Amount, reader: NodeReader) -> float | None:
    read = reader.value(node, kind)
    return None if read is None else float(read.typical)


def _unless_missing(name: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {name: value}


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


def plan_point(scenario: Scenario, planning: PlanRequest, point: int, seed: int) -> PlannedPoint:
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
