"""Checks on who works which step: everybody has work, and hand-overs have somebody to go to."""

from collections.abc import Iterator

from salessim.scenario.problems import Inconsistency
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Stage
from salessim.scenario.workers import specialists_of, steps_of, workers_of


def check_roles(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with who works which step."""
    yield from _other_motion(plan)
    yield from _without_work(plan)
    yield from _specialists(plan)
    yield from _hand_overs(plan)
    yield from _pods(plan)


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
    workers = workers_of(plan)
    before: tuple[str, ...] | None = None
    for (motion, name), step in steps_of(plan):
        if not isinstance(step, Stage):
            continue
        now = workers[motion, name]
        changes = before is not None and not set(before) <= set(now)
        at = ("funnel", motion, name, "hand_over")
        if "hand_over" in step.model_fields_set and not changes:
            message = (
                "nothing is handed over here: the stage before is worked by the same roles; "
                "say with 'by' who works the stages, or leave this out"
            )
            yield Inconsistency(at, message)
        elif changes and step.hand_over.to == "pod" and not plan.pods:
            message = "there are no pods; type them, such as pods: {north: [sdr 1, closer 1]}"
            yield Inconsistency((*at, "to"), message, "pod")
        before = now


def _pods(plan: SalesPlan) -> Iterator[Inconsistency]:
    used = any(isinstance(step, Stage) and step.hand_over.to == "pod" for _, step in steps_of(plan))
    if plan.pods and not used:
        message = "no stage hands over within a pod; type hand_over: {to: pod} where it does"
        yield Inconsistency(("pods",), message)
    seen: dict[str, str] = {}
    for pod, names in plan.pods.items():
        for k, person in enumerate(names):
            if person in seen:
                message = f"this person is in the pod {seen[person]} already; keep one"
                yield Inconsistency(("pods", pod, k), message, person)
            seen.setdefault(person, pod)
