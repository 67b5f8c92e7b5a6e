"""Checks between sections: names that exist, shares that add up, dates within the horizon."""

from collections.abc import Iterator

from salessim.scenario.checks.contracts import check_contracts
from salessim.scenario.checks.idle_keys import check_idle_keys
from salessim.scenario.checks.names import check_names
from salessim.scenario.checks.output import check_output
from salessim.scenario.checks.pay import check_pay, check_pay_effort
from salessim.scenario.checks.roles import check_roles
from salessim.scenario.checks.schedules import check_schedules, check_segment_steps
from salessim.scenario.checks.shares import (
    check_channels,
    check_matrix,
    check_shares,
    check_sizes,
    check_stages,
)
from salessim.scenario.checks.staff import check_money, check_staff
from salessim.scenario.checks.timing import check_dates, check_time_budgets
from salessim.scenario.problems import Inconsistency
from salessim.scenario.sales_plan import SalesPlan

CHECKS = (
    check_staff,
    check_names,
    check_roles,
    check_shares,
    check_stages,
    check_segment_steps,
    check_time_budgets,
    check_dates,
    check_schedules,
    check_contracts,
    check_matrix,
    check_money,
    check_pay,
    check_pay_effort,
    check_output,
    check_sizes,
    check_channels,
    check_idle_keys,
)


def inconsistencies(plan: SalesPlan) -> Iterator[Inconsistency]:
    """All that does not fit together in a plan that the schema accepts."""
    for check in CHECKS:
        yield from check(plan)
