"""From a tree to a checked plan, with all problems at once.

What the schema refuses is left out of the tree and the rest is checked again, so that problems
between sections are found in the same pass. Findings that touch what was left out are dropped.
"""

from pydantic import ValidationError

from salessim.errors import Problem
from salessim.scenario.budgets import completed
from salessim.scenario.checks import findings_of
from salessim.scenario.matrix import counted
from salessim.scenario.nodes import Leaf, Map, Node, plain
from salessim.scenario.problems import Location, problem_at, schema_problems
from salessim.scenario.schema.plan import Plan
from salessim.scenario.settle import settled

MOST_ROUNDS = 6


def read_plan(root: Map) -> tuple[Plan | None, list[Problem]]:
    """Check a tree against the schema and between sections.

    Returns:
        The plan with everything filled in (None where there are problems), and the problems.
    """
    tree = settled(root)
    problems: list[Problem] = []
    left_out: list[Location] = []
    for _ in range(MOST_ROUNDS):
        plan, found = _validated(tree)
        if plan is not None:
            break
        cuts = {location: _cut(tree, location) for location, _ in found}
        new = [(place, problem) for place, problem in found if _clean(place) not in left_out]
        problems.extend(problem for _, problem in new if problem is not None)
        if not new or () in cuts.values():
            return None, problems
        for cut in cuts.values():
            left_out.append(cut)
            tree = _without(tree, cut)
    else:
        return None, problems
    for finding in findings_of(plan):
        if not any(_related(finding.location, finding.about, cut) for cut in left_out):
            problems.append(problem_at(tree, finding.location, finding.message, finding.value))
    return (None if problems else completed(counted(plan))), problems


def _clean(location: Location) -> Location:
    return tuple(part for part in location if not str(part).startswith("«"))


def _validated(tree: Map) -> tuple[Plan | None, list[tuple[Location, Problem | None]]]:
    currency = tree.nodes.get("currency")
    code = currency.value if isinstance(currency, Leaf) else "EUR"
    try:
        return Plan.model_validate(plain(tree), context={"currency": code}), []
    except ValidationError as error:
        findings = error.errors(include_url=False, include_input=False)
        return None, list(schema_problems(tree, findings))


def _cut(tree: Map, location: Location) -> Location:
    """What to leave out for a finding: the deepest node there is; lists and tables as a whole."""
    node: Node = tree
    cut: Location = ()
    for part in location:
        if isinstance(part, int):
            break
        if part.startswith("«"):
            continue
        if not isinstance(node, Map) or part not in node.nodes:
            break
        node, cut = node.nodes[part], (*cut, part)
    return cut


def _without(tree: Map, location: Location) -> Map:
    if not location:
        return tree
    key = str(location[0])
    child = tree.nodes.get(key)
    if len(location) == 1 or not isinstance(child, Map):
        return tree.with_node(key, None)
    return tree.with_node(key, _without(child, location[1:]))


def _related(location: Location, about: str | None, cut: Location) -> bool:
    shared = min(len(location), len(cut))
    return location[:shared] == cut[:shared] or (about is not None and about == cut[-1])
