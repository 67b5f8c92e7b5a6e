"""Checks of how customers are looked after."""

from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.plan import Plan


def care_findings(plan: Plan) -> Iterator[Finding]:
    """Segments for which more than one kind of contact is planned."""
    chosen: dict[str, str] = {}
    for name, step in plan.funnel.loyalty.items():
        if not isinstance(step, Contact):
            continue
        for segment in step.segments or plan.segments:
            if segment in chosen:
                yield Finding(
                    ("funnel", "loyalty", name),
                    f"customers of {segment} are looked after by {chosen[segment]} already; "
                    "one contact a segment: give each its own list of segments",
                )
                break
            chosen[segment] = name
