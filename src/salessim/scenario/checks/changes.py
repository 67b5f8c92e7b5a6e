"""Checks of a change against what holds today."""

from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.plan import Plan


def change_findings(plan: Plan, today: Plan) -> Iterator[Finding]:
    """Changes whose effect nobody can tell from what holds today."""
    for name, channel in plan.channels.items():
        then = today.channels.get(name)
        if then is None or then.budget.typical > 0 or channel.budget.typical <= 0:
            continue
        if channel.leads == then.leads:
            message = (
                "today nothing is spent here, so what a budget brings is unknown; type the leads "
                "that it brings too"
            )
            yield Finding(("channels", name, "budget"), message)
