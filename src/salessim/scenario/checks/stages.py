"""Checks of the stages of conquest: a key that acts on nothing there is refused."""

from collections.abc import Iterator, Mapping

from salessim.scenario.completion import skill_of
from salessim.scenario.problems import Inconsistency
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Stage

TOLERANCE = 0.001
"""Shares that miss 100 % by less than this are taken to add up to it."""

_OF_DISCOVERY = "belongs to a stage that discovery drives; add 'skill: discovery' or delete it"
_AFTER_DISCOVERY = "acts on stages after the one that discovery drives; move it there or delete it"
_BY_THE_BAR = (
    "acts on nothing here: after discovery the rep decides, by what was understood; delete it"
)
_BY_THE_CALL = "acts on nothing here: who takes a call does not yet know what is sold; delete it"

IN_DISCOVERY = ("listening", "belief_error")
OF_BUYERS_ANSWER = ("skill_effect", "motivation_effect", "product_effect", "fit_effect", "repeats")


def check_stages(plan: SalesPlan) -> Iterator[Inconsistency]:
    """No stage at all, keys that act on nothing, and shares of cases over 100 %."""
    stages = plan.funnel.conquest
    if not stages:
        yield Inconsistency(
            ("funnel", "conquest"), "there is no stage; name one or leave the funnel out"
        )
    meeting = discovery_stage(stages)
    for place, (name, stage) in enumerate(stages.items()):
        for key, why in _idle_keys(place, skill_of(name, stage), meeting).items():
            if key in stage.model_fields_set and (key == "listening" or _is_on(stage, key)):
                yield Inconsistency(("funnel", "conquest", name, key), f"{key} {why}")
        both = stage.passes.typical + stage.repeats.typical
        if both > 1 + TOLERANCE:
            message = f"passes and repeats add up to {both * 100:.4g} %; allowed: 100 % together"
            yield Inconsistency(("funnel", "conquest", name, "repeats"), message)


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
