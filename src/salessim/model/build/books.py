"""The names behind the rows of a world, and what only indicators need."""

import datetime as dt

import numpy as np

from salessim.calendar import date_of_second
from salessim.elementary import power
from salessim.model.book import Book, TargetFact
from salessim.model.codes import IS_CONTACT, IS_OPPORTUNITY, SKILL_NAMES
from salessim.scenario import Scenario
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import Target
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
        collection_delay_days=plan.paid_after.typical,
        opening_cash=plan.today.cash.typical,
        revenue_last_year=None if last_year is None else last_year.typical,
        pipeline_value_at_start=sum(deal.value or 0.0 for deal in plan.today.deals),
        targets=_targets(scenario, months),
        ignorance_paths=paths,
        has_paid_reps=any(person.pay.base.typical > 0.0 for person in people),
        has_quota=any(person.pay.quota is not None for person in people),
    )


def month_names(start: dt.date, borders: np.ndarray) -> tuple[str, ...]:
    """Return the months, such as 2027-03; borders in seconds, one more than months."""
    return tuple(f"{date_of_second(start, int(border)):%Y-%m}" for border in borders[:-1])


def _targets(scenario: Scenario, months: tuple[str, ...]) -> tuple[TargetFact, ...]:
    """Targets due within the horizon; one that grows holds again in each year after."""
    facts = []
    for target in scenario.plan.target:
        growth = 0.0 if target.grows is None else target.grows.per_year.typical
        years = 0
        while (due := label_of(target.by, years)) in months:
            facts.append(_target(target, months, years, power(1.0 + growth, years), due))
            years += 1
            if target.grows is None:
                break
    return tuple(facts)


def label_of(day: dt.date, years: int) -> str:
    """Return the month of a day, so many years later."""
    return f"{day.year + years}-{day.month:02}"


def _target(
    target: Target, months: tuple[str, ...], years: int, grown: float, due: str
) -> TargetFact:
    """A target as it stands after some years; sums of later years count twelve months."""
    last = months.index(due)
    first = 0
    if years > 0:
        first = last - MONTHS_PER_YEAR + 1
    if target.since is not None and (since := label_of(target.since, years)) in months:
        first = months.index(since)
    return TargetFact(
        measure=target.measure,
        value=grown * target.value,
        first_month=first,
        last_month=last,
        label=due,
        incremental=None if target.incremental is None else grown * target.incremental.typical,
        from_active=None if target.from_active is None else target.from_active.typical,
    )
