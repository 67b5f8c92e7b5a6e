"""Checks that pay and targets fit together."""

from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.plan import Plan
from salessim.units import Quantity


def money_findings(plan: Plan) -> Iterator[Finding]:
    """Pay below its own base, caps below thresholds, parts above the whole."""
    for name, role in plan.team.items():
        at = ("team", name)
        if _below(role.on_target, role.base):
            message = "on-target pay includes the base; type at least the base"
            yield Finding((*at, "on_target"), message)
        if role.cap is not None and role.cap.typical <= role.threshold.typical:
            message = "the cap lies below the threshold; raise it or lower the threshold"
            yield Finding((*at, "cap"), message)
        for k, row in enumerate(role.from_):
            if _below(row.on_target, row.base or role.base):
                message = "on-target pay includes the base; type at least the base"
                yield Finding((*at, "from", k, "on_target"), message)
    for k, goal in enumerate(plan.target):
        if goal.incremental is not None and goal.incremental.typical > goal.value:
            message = "the increment is part of the target; type no more than the target"
            yield Finding(("target", k, "incremental"), message)


def _below(whole: Quantity | None, part: Quantity) -> bool:
    if whole is None:
        return False
    return whole.per_year.typical < part.per_year.typical * (1 - 1e-9)
