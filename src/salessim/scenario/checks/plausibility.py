"""Questions about figures that can be computed and are hardly meant: one sentence each."""

import math
from collections.abc import Iterator

from salessim.scenario.completion import place_of_discovery, prospects_first, share_of_cases
from salessim.scenario.problems import Inconsistency
from salessim.scenario.sales_plan import Person, SalesPlan, per_week
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.market import Segment
from salessim.scenario.schema.team import RampTable
from salessim.units import (
    DAYS_PER_MONTH,
    HOURS_PER_WEEK,
    MONTHS_PER_QUARTER,
    PERIODS_PER_YEAR,
    Quantity,
)

HARDLY_WORTH = 0.1
"""Share of what its work costs below which a contract is asked for: ten times too small or more."""


def questions(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Ask about amounts, customers and dates of a plan with everything filled in."""
    yield from _targets_of_what_recurs(plan)
    yield from _small_amounts(plan)
    yield from _customers_who_pay_nothing(plan)
    yield from _late_hires(plan)


def _targets_of_what_recurs(plan: SalesPlan) -> Iterator[Inconsistency]:
    recurs = any(segment.deal.period is not None for segment in plan.segments.values())
    for k, target in enumerate(plan.target):
        if target.arr is not None and not recurs:
            message = (
                "is ARR meant? No deal has a period, so nothing recurs: type a deal such as 12k a "
                "year, or a target of revenue"
            )
            yield Inconsistency(("target", k, "arr"), message)


def _small_amounts(plan: SalesPlan) -> Iterator[Inconsistency]:
    """A contract whose work from the first meeting on costs many times what it brings."""
    if plan.products:
        return
    for name, segment in plan.segments.items():
        hours = hours_of_contract(plan, segment)
        cost = hours * _cost_of_hour(plan)
        brings = _brought(segment)
        if 0.0 < brings < HARDLY_WORTH * cost:
            message = (
                f"is the amount meant? A contract brings {brings:,.0f} in its first year, and the "
                f"{hours:,.0f} hours of work on it cost {cost:,.0f}: 12k is 12,000"
            )
            yield Inconsistency(("segments", name, "deal"), message)


def hours_of_contract(plan: SalesPlan, segment: Segment) -> float:
    """Return the hours of work for a contract, from its first meeting on, lost cases included."""
    stages = list(plan.funnel.conquest.values())
    meeting = place_of_discovery(plan.funnel.conquest)
    first = meeting if meeting is not None else int(prospects_first(plan.funnel.conquest))
    hours, reached = 0.0, 1.0
    for stage in stages[first:]:
        hours += reached * stage.hours.typical
        reached *= share_of_cases(stage)
    won = reached if segment.win_rate is None else segment.win_rate.typical
    return hours / won if won > 0.0 else math.inf


def _cost_of_hour(plan: SalesPlan) -> float:
    """The mean pay of a working hour on target, charges included."""
    weeks = PERIODS_PER_YEAR["week"]
    calendar = plan.calendar
    full = per_week(calendar.hours) if isinstance(calendar, Calendar) else float(HOURS_PER_WEEK)
    each = [
        max(p.pay.base.per_year.typical, p.pay.on_target.per_year.typical)
        * (1.0 + p.pay.charges.typical)
        for p in plan.people
    ]
    return sum(each) / len(each) / (full * weeks)


def _brought(segment: Segment) -> float:
    """Currency of a contract in its first year."""
    deal = segment.deal if segment.deal.period is None else segment.deal.per_year
    orders = 0.0 if segment.orders is None else segment.orders.per_year.typical
    return deal.typical + orders


def _customers_who_pay_nothing(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, segment in plan.segments.items():
        count = plan.today.customers.get(name, Quantity(0.0)).typical
        count += sum(row.segment == name for row in plan.today.accounts)
        pays = segment.deal.period is not None or segment.orders is not None
        if count and not pays and not _sells_again(plan, name):
            message = (
                f"what do the {count:g} customers pay? Deals are sold once and there are neither "
                f"orders nor opportunities with a worth: type segments.{name}.orders, or a deal a "
                "year"
            )
            yield Inconsistency(("today", "customers", name), message)


def _sells_again(plan: SalesPlan, segment: str) -> bool:
    for step in plan.funnel.loyalty.values():
        serves = step.segments is None or segment in step.segments
        if isinstance(step, Contact) or not serves or step.each.typical <= 0.0:
            continue
        if step.worth.is_price or step.worth.amount.typical > 0.0:
            return True
    return False


def _late_hires(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Hires who are ramped, and whose first contracts come, after the horizon's end only."""
    days = sum(stage.buyer_takes.typical for stage in plan.funnel.conquest.values())
    for person in plan.people:
        if person.starts is None or person.starts < plan.horizon.from_:
            continue
        left = (plan.horizon.last_day - person.starts).days + 1
        needed = max(person.onboarding_days, _ramp_days(person) / 2.0) + days
        if left < needed and person.departs is None:
            message = (
                f"is the horizon long enough? {person.name} starts {left} days before its end, and "
                f"half the ramp and a sale take {needed:.0f}: what follows is cost alone; type "
                "more horizon.months"
            )
            yield Inconsistency(("horizon", "months"), message)


def _ramp_days(person: Person) -> float:
    ramp = person.ramp
    if isinstance(ramp, RampTable):
        months = len(ramp.share) * (MONTHS_PER_QUARTER if ramp.by == "quarter" else 1)
    else:
        months = ramp.months
    return float(months) * DAYS_PER_MONTH
