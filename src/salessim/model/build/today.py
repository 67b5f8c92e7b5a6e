"""Today's team as the anchor of typed rates: its kinds of rep, and where its hours go."""

from dataclasses import dataclass

import numpy as np

from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.laws_of_cases import mean_of_cases
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


def crews_of(segments: tuple[str, ...], today: Plan, ledger: FactLedger) -> np.ndarray:
    """Write today's kinds of rep with their shares of each segment's hours; return their skills.

    Segments that are new since today get equal shares.
    """
    kinds: dict[tuple[tuple[float, ...], float], np.ndarray] = {}
    for person in here_today(today, today.people):
        manager = managed_by(today, person)
        lift = 0.0
        if manager is not None:
            lift = style_lift(today, manager.style, person.skills, person.motivation)
        level = min(1.0, max(0.0, person.motivation + lift))
        hours = kinds.setdefault((person.skills, level), np.zeros((2, len(segments))))
        for motion, split in enumerate((person.time.conquest, person.time.loyalty)):
            hours[motion] += [
                person.hours_per_week * (split[name].typical if name in split else 0.0)
                for name in segments
            ]
    table = ledger.open("crews", (len(kinds), len(segments)))
    totals = sum(kinds.values(), np.zeros((2, len(segments))))
    for row, ((_, motivation), hours) in enumerate(kinds.items()):
        equal = np.full_like(hours, 1.0 / len(kinds))
        shares = np.divide(hours, totals, out=equal, where=totals > 0.0)
        table["conquest_weight"][row], table["loyalty_weight"][row] = shares
        table["motivation"][row] = motivation
    return np.array([skills for skills, _ in kinds], dtype=float)


@dataclass(frozen=True)
class SellingHours:
    """Selling hours a year that a plan gives to each segment, by motion."""

    loyalty: dict[str, float]
    conquest: dict[str, float]


def selling_hours(plan: Plan, people: tuple[Person, ...]) -> SellingHours:
    """Return where the hours of the first day's people go.

    What customers do not need goes to conquest if anybody does both, and else to the customers of
    other segments who need more.
    """
    days, rows = calendars_of(plan, people)
    hours = days["works"].sum(axis=1) / days.shape[1] * DAYS_PER_YEAR / SECONDS_PER_HOUR
    loyalty = dict.fromkeys(plan.segments, 0.0)
    conquest = dict.fromkeys(plan.segments, 0.0)
    here = {person.name for person in here_today(plan, people)}
    for person, row in zip(people, rows, strict=True):
        planned = sum(
            s.typical for s in (*person.time.conquest.values(), *person.time.loyalty.values())
        )
        if person.name not in here or planned <= 0.0:
            continue
        selling = hours[row] * (1.0 - person.time.administration.typical) / planned
        for segment in plan.segments:
            loyalty[segment] += selling * person.time.loyalty[segment].typical
            conquest[segment] += selling * person.time.conquest[segment].typical
    missing = {name: needed_by_customers(plan, name) - hours for name, hours in loyalty.items()}
    unused = sum(max(0.0, -hours) for hours in missing.values())
    total = sum(conquest.values())
    hunt_and_keep = any(person.motion == "both" and person.name in here for person in people)
    if total > 0.0 and hunt_and_keep:
        conquest = {name: value * (1.0 + unused / total) for name, value in conquest.items()}
    elif short := sum(max(0.0, hours) for hours in missing.values()):
        part = min(1.0, unused / short)
        loyalty = {name: loyalty[name] + part * max(0.0, missing[name]) for name in loyalty}
    return SellingHours(loyalty, conquest)


def needed_by_customers(plan: Plan, segment: str) -> float:
    """Return the hours a year that the first day's customers of a segment take up, as planned."""
    listed = sum(1 for row in plan.today.accounts if row.segment == segment)
    unnamed = plan.today.customers.get(segment)
    customers = listed + (0.0 if unnamed is None else unnamed.typical)
    each = 0.0
    for step in plan.funnel.loyalty.values():
        if step.segments is not None and segment not in step.segments:
            continue
        hours = mean_of_cases(step.hours)
        if isinstance(step, Contact):
            each += hours * DAYS_PER_YEAR / step.every.typical
        else:
            each += hours * step.each.per_year.typical
    return customers * each


@dataclass(frozen=True)
class Anchor:
    """What holds today, in the rows of a variant, for the writers of fact tables.

    plan: today's plan with the variant's segments and steps, each as it is today if there is one
    of its name today. Loyalty steps that are new apply to no segment; those that only today has
    stand after the others.
    """

    plan: Plan
    hours: SellingHours


def anchor_of(plan: Plan, hours: SellingHours, today: Plan) -> Anchor:
    """Return today's plan in the rows of `plan`, whose selling hours are `hours`."""
    if plan is today:
        return Anchor(plan, hours)
    then = selling_hours(today, today.people)
    segments = {name: today.segments.get(name, own) for name, own in plan.segments.items()}
    stages = {
        name: today.funnel.conquest.get(name, own) for name, own in plan.funnel.conquest.items()
    }
    steps = {
        name: today.funnel.loyalty.get(name, own.model_copy(update={"segments": ()}))
        for name, own in plan.funnel.loyalty.items()
    }
    funnel = today.funnel.model_copy(
        update={"conquest": stages, "loyalty": steps | today.funnel.loyalty}
    )
    return Anchor(
        plan=today.model_copy(update={"segments": segments, "funnel": funnel}),
        hours=SellingHours(
            loyalty=hours.loyalty | then.loyalty, conquest=hours.conquest | then.conquest
        ),
    )
