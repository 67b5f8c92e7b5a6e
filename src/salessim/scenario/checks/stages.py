"""Checks of the stages of conquest: a key that acts on nothing there is refused."""

from collections.abc import Iterator, Mapping

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.funnel import SKILL_OF_STAGE, Stage
from salessim.scenario.schema.plan import Plan

TOLERANCE = 0.001

_OF_DISCOVERY = "belongs to a stage that discovery drives; add 'skill: discovery' or delete it"
_AFTER_DISCOVERY = "acts on stages after the one that discovery drives; move it there or delete it"
_BY_THE_BAR = (
    "acts on nothing here: after discovery the rep decides, by what was understood; delete it"
)
_BY_THE_CALL = "acts on nothing here: who takes a call does not yet know what is sold; delete it"

IN_DISCOVERY = ("listening", "belief_error")
OF_BUYERS_ANSWER = ("skill_effect", "motivation_effect", "product_effect", "fit_effect", "repeats")


def stage_findings(plan: Plan) -> Iterator[Finding]:
    """No stage at all, keys that act on nothing, and shares of cases over 100 %."""
    stages = plan.funnel.conquest
    if not stages:
        yield Finding(("funnel", "conquest"), "there is no stage; name one or leave the funnel out")
    meeting = discovery_stage(stages)
    for place, (name, stage) in enumerate(stages.items()):
        for key, why in _idle_keys(place, skill_of(name, stage), meeting).items():
            if key in stage.model_fields_set and (key == "listening" or _is_on(stage, key)):
                yield Finding(("funnel", "conquest", name, key), f"{key} {why}")
        both = stage.passes.typical + stage.repeats.typical
        if both > 1 + TOLERANCE:
            message = f"passes and repeats add up to {both * 100:.4g} %; allowed: 100 % together"
            yield Finding(("funnel", "conquest", name, "repeats"), message)


def skill_of(name: str, stage: Stage) -> str:
    """The skill that drives a stage."""
    return stage.skill or SKILL_OF_STAGE.get(name, "proposal")


def discovery_stage(stages: Mapping[str, Stage]) -> int | None:
    """Position of the stage in which discovery and the bar decide, if there is one."""
    skills = [skill_of(name, stage) for name, stage in stages.items()]
    return skills.index("discovery") if "discovery" in skills else None


def _is_on(stage: Stage, key: str) -> bool:
    """Whether an effect is typed that is more than none."""
    effect = getattr(stage, key)
    return effect is not None and effect.typical != 0.0


def _idle_keys(place: int, skill: str, meeting: int | None) -> dict[str, str]:
    """Keys that act on nothing in a stage, and why."""
    if place == meeting:
        return dict.fromkeys((*OF_BUYERS_ANSWER, "discovery_effect"), _BY_THE_BAR)
    idle = dict.fromkeys(IN_DISCOVERY, _OF_DISCOVERY)
    if meeting is None or place < meeting:
        idle["discovery_effect"] = _AFTER_DISCOVERY
    if place == 0 and skill == "prospecting":
        idle["fit_effect"] = _BY_THE_CALL
    return idle
