"""Checks on who works which step: everybody has work, and hand-overs have somebody to go to."""

from collections.abc import Iterator

from salessim.scenario.checks.shares import IsTyped
from salessim.scenario.problems import Inconsistency
from salessim.scenario.recruiting import somebody_leaves
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Stage
from salessim.scenario.workers import motions_of_roles, specialists_of, steps_of, workers_of


def check_roles(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with who works which step."""
    yield from _other_motion(plan)
    yield from _without_work(plan)
    yield from _specialists(plan)
    yield from _hand_overs(plan)
    yield from _pods(plan)
    yield from _keepers(plan)


def role_questions(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Ask about people who are left out of the pods in which deals are handed on."""
    workers = workers_of(plan)
    stages = list(plan.funnel.conquest)
    pods = {person: pod for pod, names in plan.pods.items() for person in names}
    role_of = {person.name: person.role for person in plan.people}
    asked: set[str] = set()
    for name, step in _receiving(plan):
        if step.hand_over.to != "pod" or not plan.pods:
            continue
        receivers = workers["conquest", name]
        senders = workers["conquest", stages[stages.index(name) - 1]]
        for roles, why in (
            (receivers, f"gets at {name!r} only what no pod has somebody for"),
            (senders, f"hands on to anybody at {name!r}"),
        ):
            out = [p for p, role in role_of.items() if role in roles and p not in pods]
            out = [person for person in out if person not in asked]
            asked |= set(out)
            if out:
                who = ", ".join(out[:MOST_NAMED]) + (" and others" if out[MOST_NAMED:] else "")
                message = f"is nobody forgotten? Who is in no pod {why}: {who}; type a pod for each"
                yield Inconsistency(("pods",), message)
        for pod, names in plan.pods.items():
            of_pod = {role_of.get(person) for person in names}
            if of_pod & set(senders) and not of_pod & set(receivers):
                message = (
                    f"nobody of this pod works {name!r}: what it hands on goes to people of "
                    f"others; add somebody of {' or '.join(receivers)}, or type to: least_loaded"
                )
                yield Inconsistency(("pods", pod), message)


MOST_NAMED = 6
"""People whom a question names."""


def _other_motion(plan: SalesPlan) -> Iterator[Inconsistency]:
    for (motion, name), step in steps_of(plan):
        named: list[tuple[tuple[str | int, ...], str]] = [
            (("by", k), role) for k, role in enumerate(step.by or ())
        ]
        named += [(("with", role), role) for role in specialists_of(step)]
        for place, role in named:
            own = plan.team[role].motion if role in plan.team else motion
            if own not in (motion, "both"):
                message = (
                    f"{role} works on {own} only, and this is a step of {motion}; "
                    f"type motion: both for team.{role}, or name another role"
                )
                yield Inconsistency(("funnel", motion, name, *place), message, role)


def _without_work(plan: SalesPlan) -> Iterator[Inconsistency]:
    works = {role for roles in workers_of(plan).values() for role in roles}
    works |= {role for _, step in steps_of(plan) for role in specialists_of(step)}
    for role in plan.team:
        if role not in works:
            message = "this role works on no step: every step of its motion names others; name it"
            yield Inconsistency(("team", role), f"{message} in one of them, such as by: {role}")


def _specialists(plan: SalesPlan) -> Iterator[Inconsistency]:
    workers = workers_of(plan)
    for (motion, name), step in steps_of(plan):
        for role in specialists_of(step):
            if role in workers[motion, name]:
                message = f"{role} works the stage itself; a specialist is somebody of another role"
                yield Inconsistency(("funnel", motion, name, "with", role), message)


def _hand_overs(plan: SalesPlan) -> Iterator[Inconsistency]:
    receives = [name for name, _ in _receiving(plan)]
    for name, step in plan.funnel.conquest.items():
        changes = name in receives
        at = ("funnel", "conquest", name, "hand_over")
        if "hand_over" in step.model_fields_set and not changes:
            yield Inconsistency(at, _not_handed_over(plan, name, receives))
        elif changes and step.hand_over.to == "pod" and not plan.pods:
            message = "there are no pods; type them, such as pods: {north: [sdr 1, closer 1]}"
            yield Inconsistency((*at, "to"), message, "pod")


def _receiving(plan: SalesPlan) -> Iterator[tuple[str, Stage]]:
    """The conquest stages to which cases come from people who do not work them."""
    workers = workers_of(plan)
    before: tuple[str, ...] | None = None
    for name, step in plan.funnel.conquest.items():
        now = workers["conquest", name]
        if before is not None and not set(before) <= set(now):
            yield name, step
        before = now


def _not_handed_over(plan: SalesPlan, name: str, receives: list[str]) -> str:
    stages = list(plan.funnel.conquest)
    following = stages[stages.index(name) + 1 :][:1]
    if following and following[0] in receives:
        return (
            "it stands at the stage that receives: type it under "
            f"funnel.conquest.{following[0]}, or leave it out"
        )
    why = "the stage before is worked by the same roles"
    if stages[0] == name:
        why = "no stage comes before this one"
    return (
        f"nothing is handed over here: {why}; say with 'by' who works the stages, or leave this out"
    )


def _pods(plan: SalesPlan) -> Iterator[Inconsistency]:
    used = any(isinstance(step, Stage) and step.hand_over.to == "pod" for _, step in steps_of(plan))
    if plan.pods and not used:
        receives = [name for name, _ in _receiving(plan)]
        place = "say with 'by' who works the stages, and type hand_over: {to: pod} where it changes"
        if receives:
            place = f"type funnel.conquest.{receives[0]}.hand_over: {{to: pod}}"
        message = f"no stage hands over within a pod: {place}, or pods: null in a variant without"
        yield Inconsistency(("pods",), message)
    seen: dict[str, str] = {}
    for pod, names in plan.pods.items():
        for k, person in enumerate(names):
            if person in seen:
                message = f"this person is in the pod {seen[person]} already; keep one"
                yield Inconsistency(("pods", pod, k), message, person)
            seen.setdefault(person, pod)


def _keepers(plan: SalesPlan) -> Iterator[Inconsistency]:
    motions = motions_of_roles(plan)
    conquest = [roles for (motion, _), roles in workers_of(plan).items() if motion == "conquest"]
    closing = conquest[-1] if conquest else ()
    for name, role in plan.team.items():
        if role.at_most is not None and motions[name] == "conquest" and role.keeps_for is None:
            message = (
                "this role looks after no customers: it works on conquest only; leave this out, "
                "or name the role in a step of loyalty"
            )
            yield Inconsistency(("team", name, "at_most"), message)
        if role.keeps_for is None:
            continue
        if name not in closing:
            message = "this role wins no customers: others work the last stage; leave this out"
            yield Inconsistency(("team", name, "keeps_for"), message)
        elif not any(
            motions[other] != "conquest" and plan.team[other].keeps_for is None
            for other in plan.team
        ):
            message = (
                "nobody takes over: no other role works on loyalty for good; name one in a step of "
                "loyalty, or leave this out"
            )
            yield Inconsistency(("team", name, "keeps_for"), message)


def taking_over_notes(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Typed keys of customers who get another owner, where winners keep theirs for good."""
    motions = motions_of_roles(plan)
    roles = plan.team.values()
    if plan.territories or any(role.at_most or role.keeps_for for role in roles):
        return
    why = "who wins a customer keeps it: nobody takes over"
    for name in plan.team:
        if motions[name] == "both" and is_typed(("team", name, "shared_credit")):
            yield Inconsistency(("team", name, "shared_credit"), why)
    goes = any(
        somebody_leaves(plan, role) or role.leaves is not None or role.departures or role.absent
        for role in roles
    )
    keep = all(motion == "both" for motion in motions.values())
    if keep and not goes and is_typed(("loyalty", "hand_over")):
        yield Inconsistency(("loyalty", "hand_over"), f"{why}, and nobody goes")
