"""Reads `optimise`: what each point is to be planned for before it is simulated."""

from __future__ import annotations

from typing import Any

from salessim.errors import InputError
from salessim.plan.asking import PRECISION, REPLICATIONS, Asked
from salessim.plan.policy import OBJECTIVES
from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Integer
from salessim.scenario.tree import Leaf, Map, Node
from salessim.study.design.planning import Planning
from salessim.study.design.reading import Reader, words

KEYS = (
    *("objective", "target", "probability", "largest_change", "least_care", "least_prospecting"),
    *("segment_share", "people", "replications", "precision"),
)
MONEY = Amount("money", 0, 1e15, exact=True)
SHARE = Amount("share", 0, 1, exact=True)
SEGMENT_SHARE = Amount("share", 0, 1)
PRECISE = Amount("share", 1e-5, 1, exact=True)
MOST_REPLICATIONS = 1_000_000


def read_planning(node: Node | None, base: Scenario, reader: Reader) -> Planning | None:
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
    nodes = reader.map(node, KEYS)
    target, targets = _targets(nodes.get("target"), reader)
    asked = Asked(
        objective=reader.value(nodes.get("objective"), words(OBJECTIVES)),
        target=target,
        targets=targets,
        probability=_number(nodes.get("probability"), SHARE, reader),
        largest_change=_number(nodes.get("largest_change"), SHARE, reader),
        least_care=_number(nodes.get("least_care"), SHARE, reader) or 0.0,
        least_prospecting=_number(nodes.get("least_prospecting"), SHARE, reader) or 0.0,
        shares=_shares(nodes.get("segment_share"), reader),
        whole_people=reader.value(nodes.get("people"), words(("whole", "parts")), "parts")
        == "whole",
    )
    replications = Integer(2, MOST_REPLICATIONS)
    planning = Planning(
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


def _targets(node: Node | None, reader: Reader) -> tuple[float | None, dict[str, float]]:
    """The target of the whole horizon, or those by month."""
    if not isinstance(node, Map):
        return _number(node, MONEY, reader), {}
    read = {month: _number(child, MONEY, reader) for month, child in node.nodes.items()}
    return None, {month: value for month, value in read.items() if value is not None}


def _shares(node: Node | None, reader: Reader) -> dict[str, tuple[float, float]]:
    if node is None:
        return {}
    shares = {}
    for segment, child in reader.map(node).items():
        read: Any = reader.value(child, SEGMENT_SHARE)
        if read is not None:
            shares[segment] = read.uncertainty or (read.typical, read.typical)
    return shares


def _number(node: Node | None, kind: Amount, reader: Reader) -> float | None:
    read = reader.value(node, kind)
    return None if read is None else float(read.typical)
