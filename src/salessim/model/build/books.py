"""The names behind the rows of a world, and what only indicators need."""

import datetime as dt

import numpy as np

from salessim.calendar import date_of_second
from salessim.model.book import Book, TargetFact
from salessim.model.codes import IS_CONTACT, IS_OPPORTUNITY, SKILL_NAMES
from salessim.scenario import Scenario
from salessim.scenario.schema.funnel import Contact


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
    """Targets due within the horizon; sums run from its first month, as `schema.target` says."""
    facts = []
    for target in scenario.plan.target:
        label = f"{target.by:%Y-%m}"
        if label not in months:
            continue
        incremental = None if target.incremental is None else target.incremental.typical
        active = None if target.from_active is None else target.from_active.typical
        facts.append(
            TargetFact(
                measure=target.measure,
                value=target.value,
                first_month=0,
                last_month=months.index(label),
                label=label,
                incremental=incremental,
                from_active=active,
            )
        )
    return tuple(facts)
