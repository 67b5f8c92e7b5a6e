"""The book of a world: names by row, months, targets, and money that happens anyway."""

import datetime as dt

import numpy as np

from salessim.calendar import date_of_second, month_left
from salessim.elementary import power
from salessim.model.assembly.contracts import paid_after
from salessim.model.assembly.funnels import call_step_of, first_meeting_of
from salessim.model.assembly.pay import components_of, may_pay
from salessim.model.state.codes import IS_CONTACT, IS_OPPORTUNITY, NOBODY, SKILL_NAMES
from salessim.model.state.outputs import Book, DatedTarget
from salessim.scenario import Scenario
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import Target
from salessim.scenario.workers import workers_of
from salessim.units import MONTHS_PER_YEAR


def book_of(scenario: Scenario, borders: np.ndarray, paths: tuple[str, ...]) -> Book:
    """Return the book of a scenario; borders in seconds, one more than months."""
    plan, people = scenario.plan, scenario.plan.people
    start = plan.horizon.from_
    months = month_names(start, borders)
    last_year = plan.today.revenue_last_year
    return Book(
        name=plan.name,
        currency=plan.currency,
        scenario_digest=scenario.digest,
        start=start,
        months=months,
        month_borders=tuple(int(border) for border in borders),
        segments=tuple(plan.segments),
        conquest_steps=tuple(plan.funnel.conquest),
        loyalty_steps=tuple(plan.funnel.loyalty),
        loyalty_kinds=tuple(
            IS_CONTACT if isinstance(step, Contact) else IS_OPPORTUNITY
            for step in plan.funnel.loyalty.values()
        ),
        channels=tuple(plan.channels),
        products=tuple(plan.products),
        reps=tuple(person.name for person in people),
        roles=tuple(person.role for person in people),
        skills=SKILL_NAMES,
        skills_at_start=tuple(person.skills for person in people),
        margin=plan.margin.typical,
        payment_days=tuple(paid_after(plan, segment).typical for segment in plan.segments.values()),
        payment_months=tuple(
            paid_after(plan, segment).months for segment in plan.segments.values()
        ),
        bills_months=tuple(
            segment.deal.period is not None and segment.contract.bill_months == 0
            for segment in plan.segments.values()
        ),
        opening_cash=plan.today.cash.typical,
        revenue_last_year=None if last_year is None else last_year.typical,
        pipeline_value_at_start=sum(deal.value or 0.0 for deal in plan.today.deals),
        targets=_targets(scenario, months),
        uncertain_paths=paths,
        payees=(*(person.name for person in people), *plan.managers),
        components=tuple(
            tuple(part.name for part in parts) for parts in components_of(plan, people)
        ),
        may_pay=tuple(may_pay(plan, people)),
        measures=tuple(
            tuple(part.plan.of for part in parts) for parts in components_of(plan, people)
        ),
        recruits=tuple(tuple(plan.team[person.role].recruits) for person in people),
        pay_moves_effort=plan.effort is not None,
        workers=tuple(workers_of(plan).values()),
        meeting=first_meeting_of(plan),
        channel_passes=tuple(
            None if call_step_of(plan) == NOBODY else channel.passes.typical
            for channel in plan.channels.values()
        ),
    )


def month_names(start: dt.date, borders: np.ndarray) -> tuple[str, ...]:
    """Return the months, such as 2027-03; borders in seconds, one more than months."""
    return tuple(f"{date_of_second(start, int(border)):%Y-%m}" for border in borders[:-1])


def _targets(scenario: Scenario, months: tuple[str, ...]) -> tuple[DatedTarget, ...]:
    """Targets due within the horizon; one that grows holds again in each year after."""
    due_targets = []
    plan = scenario.plan
    for target in plan.target:
        growth = 0.0 if target.grows is None else target.grows.per_year.typical
        years = 0
        while (due := label_of(target.by, years)) in months:
            grown = power(1.0 + growth, years)
            due_targets.append(_target(target, plan.horizon.from_, months, years, grown, due))
            years += 1
            if target.grows is None:
                break
    return tuple(due_targets)


def label_of(day: dt.date, years: int) -> str:
    """Return the month of a day, so many years later."""
    return f"{day.year + years}-{day.month:02}"


def _target(
    target: Target,
    start: dt.date,
    months: tuple[str, ...],
    years: int,
    grown: float,
    due: str,
) -> DatedTarget:
    """A target as it stands after some years; sums of later years count twelve months.

    A sum that begins with the horizon, typed or not, counts all of it the first time.
    Of a sum since a day before the horizon its part of the months simulated is asked: calendar
    months count alike.
    """
    last = months.index(due)
    first = 0
    if years > 0:
        first = last - MONTHS_PER_YEAR + 1
    begins = start if target.since is None else target.since
    if begins != start and (since := label_of(begins, years)) in months:
        first = months.index(since)
    part = 1.0
    if years == 0 and begins < start:
        ahead = months_between(begins, start)
        covered = last + month_left(start)
        part = covered / (covered + ahead)
    value = grown * target.value
    incremental = None if target.incremental is None else grown * target.incremental.typical
    return DatedTarget(
        measure=target.measure,
        value=part * value,
        first_month=first,
        last_month=last,
        label=due,
        incremental=None if incremental is None else part * incremental,
        from_active=None if target.from_active is None else target.from_active.typical,
        of_whole=None if part == 1.0 else value,
    )


def months_between(first: dt.date, second: dt.date) -> float:
    """Return the calendar months from one day to a later one; parts count by their days."""
    whole = (second.year - first.year) * MONTHS_PER_YEAR + second.month - first.month
    return whole + month_left(first) - month_left(second)
