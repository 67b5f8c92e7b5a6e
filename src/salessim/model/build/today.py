"""Today's team as the anchor of typed rates: its kinds of rep, and where its hours go."""

from dataclasses import dataclass

import numpy as np

from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.team import calendars_of, is_new, managed_by
from salessim.model.codes import SECONDS_PER_HOUR
from salessim.model.styles import style_lift
from salessim.scenario.people import Person
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.plan import Plan
from salessim.units import DAYS_PER_YEAR


def here_today(plan: Plan, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the people of the first day; where there are none, all who will come."""
    here = tuple(person for person in people if not is_new(plan, person))
    return here or people


def crews_of(today: Plan, people: tuple[Person, ...], ledger: FactLedger) -> np.ndarray:
    """Write today's kinds of rep with their shares of each segment's hours; return their skills."""
    segments = tuple(today.segments)
    kinds: dict[tuple[tuple[float, ...], float], np.ndarray] = {}
    for person in here_today(today, people):
        level = min(1.0, person.motivation + style_lift(managed_by(today, person), person))
        hours = kinds.setdefault((person.skills, level), np.zeros((2, len(segments))))
        for motion, split in enumerate((person.time.conquest, person.time.loyalty)):
            hours[motion] += [person.hours_per_week * split[name].typical for name in segments]
    table = ledger.open("crews", (len(kinds), len(segments)))
    totals = sum(kinds.values(), np.zeros((2, len(segments))))
    for row, ((_, motivation), hours) in enumerate(kinds.items()):
        equal = np.full_like(hours, 1.0 / len(kinds))
        shares = np.divide(hours, totals, out=equal, where=totals > 0.0)
        table["conquest_weight"][row], table["loyalty_weight"][row] = shares
        table["motivation"][row] = motivation
    return np.array([skills for skills, _ in kinds], dtype=float)


@dataclass(frozen=True)
class HoursOfToday:
    """Selling hours a year that today's plan gives to each segment, by motion."""

    loyalty: dict[str, float]
    conquest: dict[str, float]


def hours_of_today(plan: Plan, people: tuple[Person, ...]) -> HoursOfToday:
    """Return where today's selling hours go; what customers do not need goes to conquest."""
    days, rows = calendars_of(plan, people)
    hours = days["works"].sum(axis=1) / days.shape[1] * DAYS_PER_YEAR / SECONDS_PER_HOUR
    loyalty = dict.fromkeys(plan.segments, 0.0)
    conquest = dict.fromkeys(plan.segments, 0.0)
    today = {person.name for person in here_today(plan, people)}
    for person, row in zip(people, rows, strict=True):
        planned = sum(
            s.typical for s in (*person.time.conquest.values(), *person.time.loyalty.values())
        )
        if person.name not in today or planned <= 0.0:
            continue
        selling = hours[row] * (1.0 - person.time.administration.typical) / planned
        for segment in plan.segments:
            loyalty[segment] += selling * person.time.loyalty[segment].typical
            conquest[segment] += selling * person.time.conquest[segment].typical
    unused = sum(max(0.0, loyalty[name] - needed_by_customers(plan, name)) for name in loyalty)
    total = sum(conquest.values())
    hunt_and_keep = any(person.motion == "both" and person.name in today for person in people)
    if total > 0.0 and hunt_and_keep:
        conquest = {name: value * (1.0 + unused / total) for name, value in conquest.items()}
    return HoursOfToday(loyalty, conquest)


def needed_by_customers(plan: Plan, segment: str) -> float:
    """Return the hours a year that today's customers of a segment take up, as planned."""
    listed = sum(1 for row in plan.today.accounts if row.segment == segment)
    unnamed = plan.today.customers.get(segment)
    customers = listed + (0.0 if unnamed is None else unnamed.typical)
    each = 0.0
    for step in plan.funnel.loyalty.values():
        if step.segments is not None and segment not in step.segments:
            continue
        if isinstance(step, Contact):
            each += step.hours.typical * DAYS_PER_YEAR / step.every.typical
        else:
            each += step.hours.typical * step.each.per_year.typical
    return customers * each
