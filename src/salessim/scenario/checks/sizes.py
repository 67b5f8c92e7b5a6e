"""Checks of sizes that the engine's tables cannot hold."""

from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.plan import Plan

MOST_SEGMENTS = 60
"""A person's segments are bits of one 64-bit number."""


def size_findings(plan: Plan) -> Iterator[Finding]:
    """More segments than a person's row can name."""
    if len(plan.segments) > MOST_SEGMENTS:
        yield Finding(
            ("segments",),
            f"{len(plan.segments)} segments are more than can be told apart; "
            f"allowed: at most {MOST_SEGMENTS}; put alike ones together",
        )
