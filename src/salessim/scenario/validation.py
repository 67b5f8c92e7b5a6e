"""From the tree as typed to a checked sales plan, with all problems at once.

First the tree is normalised: targets become a list, steps with the name of a default step take what
they leave out from it, a role's skills take what they leave out from its profile, and its time
budget from the scenario's; a list of steps is a ramp by month. The tree as typed stays as it is;
nothing that was typed is replaced.

What the schema refuses is left out of the tree and the rest is checked again, so that problems
between sections are found in the same pass. What touches a part that was left out is dropped.
"""

from pydantic import ValidationError

from salessim.errors import InputProblem
from salessim.scenario.checks import inconsistencies
from salessim.scenario.completion import completed, with_customers, with_placed_accounts
from salessim.scenario.problems import Location, problem_at, schema_problems
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import CONQUEST, LOYALTY
from salessim.scenario.schema.horizon import MEASURES
from salessim.scenario.schema.team import PROFILES
from salessim.scenario.tree import Items, Leaf, Map, Node, plain

MAX_ROUNDS = 6
DEFAULTS = str(SalesPlan.model_fields["defaults"].default)
"""What figures are that nobody typed, where the scenario does not say it."""

_KINDS_OF_STEP = ("every", "passes")
_BUDGETS = ("conquest", "loyalty", "by_month")


def validated_plan(root: Map) -> tuple[SalesPlan | None, list[InputProblem]]:
    """Check a tree against the schema and between sections.

    Returns:
        The plan with everything filled in (None where there are problems), and the problems.
    """
    tree = normalised(root)
    problems: list[InputProblem] = []
    left_out: list[Location] = []
    for _ in range(MAX_ROUNDS):
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
    plan = with_placed_accounts(plan)
    for found_one in inconsistencies(plan):
        if not any(_related(found_one.location, found_one.about, cut) for cut in left_out):
            problems.append(
                problem_at(tree, found_one.location, found_one.message, found_one.value)
            )
    return (None if problems else completed(with_customers(plan))), problems


def _clean(location: Location) -> Location:
    return tuple(part for part in location if not str(part).startswith("«"))


def _validated(tree: Map) -> tuple[SalesPlan | None, list[tuple[Location, InputProblem | None]]]:
    currency = tree.nodes.get("currency")
    default = SalesPlan.model_fields["currency"].default
    code = currency.value if isinstance(currency, Leaf) else default
    try:
        context = {"currency": code, "exact_defaults": has_exact_defaults(tree)}
        return SalesPlan.model_validate(plain(tree), context=context), []
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        return None, list(schema_problems(tree, errors))


def has_exact_defaults(tree: Map) -> bool:
    """Whether the figures that a tree leaves out are their typical values, without a range."""
    typed = tree.nodes.get("defaults")
    return (typed.value if isinstance(typed, Leaf) else DEFAULTS) == "exact"


def _cut(tree: Map, location: Location) -> Location:
    """What to leave out for an error: the deepest node there is; lists and tables as a whole."""
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


def normalised(root: Map) -> Map:
    """The tree with targets, steps, ramps and time budgets in full."""
    nodes = {**root.nodes}
    if target := nodes.get("target"):
        nodes["target"] = Items(tuple(_goals(target)), target.place)
    if isinstance(funnel := nodes.get("funnel"), Map):
        full = _full_funnel(funnel)
        asks = _asks_by_first_stage(nodes)
        nodes["funnel"] = full if asks else _without_chance_of_calls(full)
    if isinstance(team := nodes.get("team"), Map):
        shared = nodes.get("time")
        roles = {name: _full_role(role, shared) for name, role in team.nodes.items()}
        nodes["team"] = Map(roles, team.place)
    if isinstance(managers := nodes.get("managers"), Map):
        leading = {
            name: _with_named_ramp(one) if isinstance(one, Map) else one
            for name, one in managers.nodes.items()
        }
        nodes["managers"] = Map(leading, managers.place)
    return Map(nodes, root.place)


def _goals(target: Node) -> list[Node]:
    """One goal after the other, each a map with one measure where that can be seen."""
    if isinstance(target, Items):
        return [goal for node in target.nodes for goal in _goals(node)]
    if not isinstance(target, Map):
        return [target]
    years = {key: node for key, node in target.nodes.items() if key.isdecimal()}
    if not years:
        return _by_measure(target)
    goals: list[Node] = []
    for year, node in years.items():
        if isinstance(node, Map) and "by" not in node.nodes:
            due = Leaf(f"{year}-12", node.place)
            goals.extend(
                _of_year(goal, year)
                for goal in _by_measure(Map({**node.nodes, "by": due}, node.place))
            )
        else:
            goals.append(node)
    others = {key: node for key, node in target.nodes.items() if key not in years}
    return [*goals, *_by_measure(Map(others, target.place))] if others else goals


def _of_year(goal: Node, year: str) -> Node:
    """A goal under a year: a sum counts from its January, a state at its end has no beginning."""
    if not isinstance(goal, Map) or {"since", "arr"} & goal.nodes.keys():
        return goal
    return goal.with_node("since", Leaf(f"{year}-01", goal.place))


def _by_measure(goal: Map) -> list[Node]:
    measures = [measure for measure in MEASURES if measure in goal.nodes]
    if len(measures) < 2:
        return [goal]
    shared = {key: node for key, node in goal.nodes.items() if key not in measures}
    return [Map({m: goal.nodes[m], **shared}, goal.place) for m in measures]


def _full_funnel(funnel: Map) -> Map:
    nodes = {**funnel.nodes}
    for motion, defaults in (("conquest", CONQUEST), ("loyalty", LOYALTY)):
        if isinstance(steps := nodes.get(motion), Map):
            full = {
                name: _full_step(step, defaults.get(name)) for name, step in steps.nodes.items()
            }
            nodes[motion] = Map(full, steps.place)
    return Map(nodes, funnel.place)


def _asks_by_first_stage(nodes: dict[str, Node]) -> bool:
    """Whether the first stage's own chance decides cases: of calls, or of deals open there."""
    prospecting, today = nodes.get("prospecting"), nodes.get("today")
    outbound = prospecting.nodes.get("outbound") if isinstance(prospecting, Map) else None
    if not isinstance(outbound, Leaf) or outbound.value != "none" or "channels" not in nodes:
        return True
    return isinstance(today, Map) and "deals" in today.nodes


def _without_chance_of_calls(funnel: Map) -> Map:
    """The funnel whose first stage lets all through by itself: leads agree by their channel."""
    steps = funnel.nodes.get("conquest")
    if not isinstance(steps, Map) or not steps.nodes:
        return funnel
    name, first = next(iter(steps.nodes.items()))
    if not isinstance(first, Map) or "passes" in first.nodes:
        return funnel
    works = first.nodes.get("works")
    if isinstance(works, Leaf) and works.value != "prospecting":
        return funnel
    full = first.with_node("passes", Leaf("100 %", first.place.under("passes")))
    return funnel.with_node("conquest", steps.with_node(name, full))


def _full_step(step: Node, default: dict[str, str] | None) -> Node:
    if not isinstance(step, Map) or default is None:
        return step
    kind = next((key for key in _KINDS_OF_STEP if key in step.nodes), None)
    if kind is not None and (kind not in default or "hours" in step.nodes):
        return step  # its own step, whatever its name
    added = {
        key: Leaf(value, step.place.under(key))
        for key, value in default.items()
        if key not in step.nodes
    }
    return Map({**step.nodes, **added}, step.place)


def _full_role(role: Node, shared: Node | None) -> Node:
    if not isinstance(role, Map):
        return role
    return _with_full_time(_with_full_profile(_with_named_ramp(role)), shared)


def _with_named_ramp(role: Map) -> Map:
    """The role, or managers of a kind, with a ramp by month where a list of its steps is typed."""
    steps = role.nodes.get("ramp")
    if not isinstance(steps, Items):
        return role
    by = Leaf("month", steps.place.under("by"))
    return role.with_node("ramp", Map({"by": by, "share": steps}, steps.place))


def _with_full_profile(role: Map) -> Map:
    """The role with the levels of its profile, where none is typed."""
    skills = role.nodes.get("skills")
    if isinstance(skills, Leaf):
        skills = Map({"profile": skills}, skills.place)
    profile = skills.nodes.get("profile") if isinstance(skills, Map) else None
    if not isinstance(skills, Map) or not isinstance(profile, Leaf):
        return role
    levels = PROFILES.get(str(profile.value), {})
    added = {
        skill: Leaf(level, skills.place.under(skill))
        for skill, level in levels.items()
        if skill not in skills.nodes
    }
    return role.with_node("skills", Map({**skills.nodes, **added}, skills.place))


def keys_from_above(own: Map, shared: Map) -> list[str]:
    """Keys of the one time for all that a role's own time takes from it; budgets as a whole."""
    split = any(motion in own.nodes for motion in _BUDGETS)
    return [key for key in shared.nodes if key not in own.nodes and not (split and key in _BUDGETS)]


def _with_full_time(role: Map, shared: Node | None) -> Map:
    """The role with a time budget in full."""
    own = role.nodes.get("time")
    if not isinstance(shared, Map) or not isinstance(own, Map):
        return role
    taken = {key: shared.nodes[key] for key in keys_from_above(own, shared)}
    return role.with_node("time", Map({**own.nodes, **taken}, own.place))
