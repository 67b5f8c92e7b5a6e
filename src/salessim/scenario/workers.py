"""Who works which step of the two funnels, from what the steps say and who there is.

A role that some step names works only steps that name it. A step that names nobody is worked by
the roles of its motion that no step names, and if there are none, by those of the step before.
"""

from collections.abc import Iterator
from dataclasses import replace

from salessim.scenario.completion import deal_size, work_size
from salessim.scenario.schema.funnel import Contact, Opportunity, Stage
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.section import Section
from salessim.scenario.uncertain_default import time_by_size, work_by_size
from salessim.units import Quantity

type Step = Stage | Contact | Opportunity
type StepName = tuple[str, str]
"""A motion and the name of one of its steps; both motions may have a step of one name."""

FACTORS_BY_SIZE = {"hours": (work_by_size, work_size), "buyer_takes": (time_by_size, deal_size)}
"""How figures of a step that nobody typed follow the size of a segment's deal."""


def steps_of(plan: ScenarioSections) -> Iterator[tuple[StepName, Step]]:
    """All steps in the order of the world's rows: conquest first."""
    for name, stage in plan.funnel.conquest.items():
        yield ("conquest", name), stage
    for name, step in plan.funnel.loyalty.items():
        yield ("loyalty", name), step


def step_in[S: Section](plan: ScenarioSections, segment: str, name: str, step: S) -> S:
    """A step as it is in a segment: what the segment types goes before the step's own keys.

    Hours and buyers' time that nobody typed are those of the size of its deal.
    """
    own = plan.segments[segment].funnel.get(name)
    known = own.model_fields_set & type(step).model_fields.keys() if own is not None else ()
    changed = {key: value for key in known if (value := getattr(own, key)) is not None}
    for key, (factors, size) in FACTORS_BY_SIZE.items():
        default = getattr(step, key, None)
        if key not in changed and default is not None and default.by_size:
            changed[key] = _sized(default, factors(size(plan, segment)))
    return step.model_copy(update=changed) if changed else step


def _sized(default: Quantity, factors: tuple[float, float, float]) -> Quantity:
    """A default at the size of a deal; its range widens by what is unknown of the factor."""
    low, typical, high = factors
    ends = default.uncertainty
    return replace(
        default,
        typical=typical * default.typical,
        uncertainty=None if ends is None else (low * ends[0], high * ends[1]),
        by_size=False,
    )


def stages_in(plan: ScenarioSections, segment: str) -> list[Stage]:
    """The stages of conquest as they are in a segment."""
    return [step_in(plan, segment, name, stage) for name, stage in plan.funnel.conquest.items()]


def workers_of(plan: ScenarioSections) -> dict[StepName, tuple[str, ...]]:
    """Roles that work each step, in the order of preference; specialists of a stage left out."""
    steps = dict(steps_of(plan))
    named = {role for step in steps.values() for role in (*(step.by or ()), *specialists_of(step))}
    workers: dict[StepName, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for (motion, name), step in steps.items():
        of_motion = tuple(role for role, own in plan.team.items() if own.motion in (motion, "both"))
        unnamed = tuple(role for role in of_motion if role not in named)
        follow = tuple(role for role in before if role in of_motion)
        by = tuple(role for role in step.by or () if role in plan.team)
        before = by or unnamed or follow or of_motion
        workers[motion, name] = before
    return workers


def specialists_of(step: Step) -> tuple[str, ...]:
    """Roles that do a piece of work beside the one who works the step."""
    return tuple(step.with_) if isinstance(step, Stage) else ()


def motions_of_roles(plan: ScenarioSections) -> dict[str, str]:
    """The motion in which each role has work: `conquest`, `loyalty` or `both`.

    A specialist's work is that of the stage beside which it stands; a role without any work (an
    error of the scenario) is as typed.
    """
    found: dict[str, set[str]] = {role: set() for role in plan.team}
    for (motion, _), roles in workers_of(plan).items():
        for role in roles:
            found.setdefault(role, set()).add(motion)
    for (motion, _), step in steps_of(plan):
        for role in specialists_of(step):
            found.setdefault(role, set()).add(motion)
    return {
        role: "both" if len(motions) > 1 else next(iter(motions), plan.team[role].motion)
        for role, motions in found.items()
        if role in plan.team
    }


def callers_steps_of(plan: ScenarioSections) -> int:
    """How many conquest stages are worked by those who work the first one, before others do."""
    workers = [roles for (motion, _), roles in workers_of(plan).items() if motion == "conquest"]
    return next((k for k, roles in enumerate(workers) if roles != workers[0]), len(workers))
