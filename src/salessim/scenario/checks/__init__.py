"""Checks between sections: names that exist, shares that add up, dates within the horizon."""

from collections.abc import Iterator

from salessim.scenario.checks.dates import date_findings
from salessim.scenario.checks.finding import Finding
from salessim.scenario.checks.matrix import matrix_findings
from salessim.scenario.checks.money import money_findings
from salessim.scenario.checks.names import name_findings
from salessim.scenario.checks.shares import share_findings
from salessim.scenario.checks.sizes import size_findings
from salessim.scenario.checks.staff import staff_findings
from salessim.scenario.checks.stages import stage_findings
from salessim.scenario.checks.time import time_findings
from salessim.scenario.schema.plan import Plan

__all__ = ["Finding", "findings_of"]


CHECKS = (
    staff_findings,
    name_findings,
    share_findings,
    stage_findings,
    time_findings,
    date_findings,
    matrix_findings,
    money_findings,
    size_findings,
)


def findings_of(plan: Plan) -> Iterator[Finding]:
    """All that does not fit together in a plan that the schema accepts."""
    for check in CHECKS:
        yield from check(plan)
