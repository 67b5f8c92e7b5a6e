"""Checks that shares add up and that rates can be had together."""

import math
from collections.abc import Iterator, Mapping

from salessim.scenario.checks.finding import Finding
from salessim.scenario.checks.stages import discovery_stage, skill_of
from salessim.scenario.schema.plan import Plan
from salessim.units import Quantity

TOLERANCE = 0.001


def share_findings(plan: Plan) -> Iterator[Finding]:
    """Shares that do not add up, and rates that contradict each other."""
    for name, channel in plan.channels.items():
        yield from _whole(("channels", name, "mix"), channel.mix)
    yield from _whole(("territories",), plan.territories)
    yield from _product_mix(plan)
    yield from _win_rates(plan)


def _whole(location: tuple[str, ...], shares: Mapping[str, Quantity]) -> Iterator[Finding]:
    total = sum(share.typical for share in shares.values())
    if shares and abs(total - 1) > TOLERANCE:
        yield Finding(
            location, f"these shares add up to {_percent(total)}; they make 100 % together"
        )


def _product_mix(plan: Plan) -> Iterator[Finding]:
    typed = [product.mix.typical for product in plan.products.values() if product.mix]
    total = sum(typed)
    all_typed = len(typed) == len(plan.products)
    if total > 1 + TOLERANCE or (typed and all_typed and total < 1 - TOLERANCE):
        yield Finding(
            ("products",), f"the mix of all products adds up to {_percent(total)}, not to 100 %"
        )


def _win_rates(plan: Plan) -> Iterator[Finding]:
    """The rate from first meeting to contract leaves room for the last stage's own rate."""
    stages = list(plan.funnel.conquest.items())
    first = _first_meeting(plan)
    before_last = [stage.passes.typical for _, stage in stages[first:-1]]
    most = math.prod(before_last)
    for name, segment in plan.segments.items():
        rate = segment.win_rate
        if rate is None:
            continue
        highest = rate.truth[1] if rate.truth else rate.typical
        if highest >= most:
            yield Finding(
                ("segments", name, "win_rate"),
                f"the stages before the last let only {_percent(most)} of first meetings through; "
                "type less, or raise 'passes' of a stage",
            )


def _first_meeting(plan: Plan) -> int:
    """Position of the stage from which a win rate is counted: discovery, or that after a call."""
    stages = plan.funnel.conquest
    if (meeting := discovery_stage(stages)) is not None:
        return meeting
    return 1 if any(skill_of(*first) == "prospecting" for first in [*stages.items()][:1]) else 0


def _percent(share: float) -> str:
    return f"{share * 100:.4g} %"
