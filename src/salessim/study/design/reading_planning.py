"""Reads `optimise`: what each point is to be planned for before it is simulated."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from salessim.errors import InputError
from salessim.plan.request import PlanRequest, RequestOption, Unit, request_options
from salessim.scenario import Scenario
from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Integer
from salessim.scenario.tree import Leaf, Map, Node
from salessim.study.design.reading import Reader, words

MONEY = Amount("money", 0, 1e15, exact=True)
SEGMENT_SHARE = Amount("share", 0, 1)
MOST_REPLICATIONS = 1_000_000


def read_planning(node: Node | None, base: Scenario, reader: Reader) -> PlanRequest | None:
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


def _word(name: str, option: RequestOption, node: Node, reader: Reader) -> dict[str, Any]:
    return {name: reader.value(node, words(option.words))}


def _flag(name: str, option: RequestOption, node: Node, reader: Reader) -> dict[str, Any]:
    yes, no = option.words
    return {name: reader.value(node, words((yes, no)), no) == yes}


def _count(name: str, option: RequestOption, node: Node, reader: Reader) -> dict[str, Any]:
    return _unless_missing(name, reader.value(node, Integer(2, MOST_REPLICATIONS)))


def _share(name: str, option: RequestOption, node: Node, reader: Reader) -> dict[str, Any]:
    kind = Amount("share", option.minimum, 1, exact=True)
    return _unless_missing(name, _number(node, kind, reader))


def _money_by_month(name: str, option: RequestOption, node: Node, reader: Reader) -> dict[str, Any]:
    """The target of the whole horizon, or those by month."""
    if not isinstance(node, Map):
        return _unless_missing(name, _number(node, MONEY, reader))
    read = {month: _number(child, MONEY, reader) for month, child in node.nodes.items()}
    return {"targets": {month: value for month, value in read.items() if value is not None}}


def _shares_by_segment(
    name: str, option: RequestOption, node: Node, reader: Reader
) -> dict[str, Any]:
    shares = {}
    for segment, child in reader.map(node).items():
        read: Any = reader.value(child, SEGMENT_SHARE)
        if read is not None:
            shares[segment] = read.uncertainty or (read.typical, read.typical)
    return {name: shares}


READERS: MappingProxyType[Unit, Callable[..., dict[str, Any]]] = MappingProxyType(
    {
        "word": _word,
        "flag": _flag,
        "count": _count,
        "share": _share,
        "money by month": _money_by_month,
        "shares by segment": _shares_by_segment,
    }
)
"""How each unit is read; what is read is a field of `PlanRequest` or several."""


def _number(node: Node | None, kind: Amount, reader: Reader) -> float | None:
    read = reader.value(node, kind)
    return None if read is None else float(read.typical)


def _unless_missing(name: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {name: value}
