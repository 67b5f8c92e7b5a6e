"""Takes the defaults of `defaults_of_before.yaml` as typed, where a scenario leaves them out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salessim.scenario import validation
from salessim.scenario.tree import Leaf, Map, Node
from salessim.scenario.uncertain_default import DefaultBySize
from salessim.scenario.yaml_text import read_yaml

NORMALISED = validation.normalised


def _parts() -> dict[str, Map]:
    """The parts of the file."""
    file = Path(__file__).parent / "defaults_of_before.yaml"
    root, problems = read_yaml(file.read_text(encoding="utf-8"), file.name)
    assert root is not None and not problems
    return {name: node for name, node in root.nodes.items() if isinstance(node, Map)}


BEFORE = _parts()


def _filled(node: Node, below: Map) -> Node:
    """A map with what it leaves out of another."""
    if not isinstance(node, Map):
        return node
    nodes = {**node.nodes}
    for key, other in below.nodes.items():
        there = nodes.get(key)
        if there is None:
            nodes[key] = other
        elif isinstance(other, Map):
            nodes[key] = _filled(there, other)
    return Map(nodes, node.place)


def _normalised_as_before(root: Map) -> Map:
    """The tree in full, with the defaults of before where it leaves a figure out."""
    nodes = {**root.nodes}
    within = {**BEFORE["within"].nodes}
    steps = within.pop("funnel")
    sections = {**BEFORE["left_out"].nodes}
    motions = sections.pop("funnel")
    assert isinstance(motions, Map) and isinstance(steps, Map)
    for key, node in sections.items():
        nodes.setdefault(key, node)
    typed = nodes.get("funnel", Map({}, root.place))
    nodes["funnel"] = (
        Map({**motions.nodes, **typed.nodes}, typed.place) if isinstance(typed, Map) else typed
    )
    full = _filled(Map(nodes, root.place), Map(within, root.place))
    assert isinstance(full, Map)
    tree = NORMALISED(full)
    return tree.with_node("funnel", _hours_as_before(tree.nodes["funnel"], steps))


def _hours_as_before(node: Node, before: Map) -> Node:
    """A funnel whose hours by the size of the deal are those of before."""
    if not isinstance(node, Map):
        return node
    nodes = {**node.nodes}
    for key, other in before.nodes.items():
        there = nodes.get(key)
        if isinstance(there, Leaf) and key == "hours" and isinstance(there.value, DefaultBySize):
            nodes[key] = Leaf(other.value, there.place) if isinstance(other, Leaf) else there
        elif there is not None and isinstance(other, Map):
            nodes[key] = _hours_as_before(there, other)
    return Map(nodes, node.place)


@contextmanager
def as_before() -> Iterator[None]:
    """Read scenarios with the defaults of before."""
    now = validation.normalised
    validation.normalised = _normalised_as_before
    try:
        yield
    finally:
        validation.normalised = now
