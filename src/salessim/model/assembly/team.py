"""The rows of people: parameters of pay and time, the skills grid, budgets and calendars."""

import datetime as dt
from dataclasses import replace

import numpy as np

from salessim.calendar import WorkCalendar, month_starts, second_of_date
from salessim.model.assembly.parameter_tables import DistributionTable, ParameterTables
from salessim.model.draws import key_of
from salessim.model.state.codes import (
    CONQUEST,
    LOYALTY,
    MOTIONS,
    NEVER,
    NEXT_DEAL_NAMES,
    NEXT_LEAD_NAMES,
    NOBODY,
    SERVES_CONQUEST,
    SERVES_LOYALTY,
)
from salessim.model.state.rows import BUCKET, DAY, REP
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.team import RampTable
from salessim.scenario.schema.time import MonthSplit, Split
from salessim.units import (
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    HOURS_PER_WEEK,
    MONTHS_PER_QUARTER,
    MONTHS_PER_YEAR,
    SECONDS_PER_DAY,
    Quantity,
)

LONG_AGO = -3651 * SECONDS_PER_DAY
"""First day (seconds) of people without a date: longer ago than `attrition.new_for` may ask."""

HERE_FOR_LONG = -10_000
"""The month of the same."""

MOTION_BITS = {
    "conquest": SERVES_CONQUEST,
    "loyalty": SERVES_LOYALTY,
    "both": SERVES_CONQUEST | SERVES_LOYALTY,
}
MONTHS_OF = {"month": 1, "quarter": MONTHS_PER_QUARTER, "year": MONTHS_PER_YEAR}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def work_calendar(plan: SalesPlan) -> WorkCalendar:
    """Return the company's working time."""
    calendar = plan.calendar
    if not isinstance(calendar, Calendar):
        return WorkCalendar(
            always=True,
            hours_per_week=HOURS_PER_WEEK,
            weekdays=tuple(range(DAYS_PER_WEEK)),
            leave_days_per_year=0.0,
        )
    return WorkCalendar(
        hours_per_week=hours_per_week(calendar.hours),
        weekdays=tuple(sorted(WEEKDAYS.index(day) for day in calendar.weekdays)),
        country=calendar.country,
        leave_days_per_year=calendar.leave.per_year.typical,
    )


def hours_per_week(quantity: Quantity) -> float:
    """Return the hours a week of a rate of hours."""
    return quantity.per_year.typical * DAYS_PER_WEEK / DAYS_PER_YEAR


def calendars_of(plan: SalesPlan, people: tuple[Person, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct calendars, shape (calendars, days), and each person's row."""
    start = plan.horizon.from_
    days = int(month_starts(start, plan.horizon.months)[-1]) // SECONDS_PER_DAY
    raw, rows = work_calendar(plan).tables(
        start,
        days,
        [person.name for person in people],
        [person.hours_per_week for person in people],
    )
    table = np.zeros(raw.shape[:2], DAY)
    table["starts"] = raw[:, :, 0]
    table["works"] = raw[:, :, 1]
    return table, rows


def with_company_calendar(plan: SalesPlan, days: np.ndarray) -> np.ndarray:
    """Return calendars, shape (calendars, days), with the company's after them: without leave."""
    company = replace(work_calendar(plan), leave_days_per_year=0.0)
    raw = company.working_days(plan.horizon.from_, days.shape[1])
    table = np.zeros((1, days.shape[1]), DAY)
    table["starts"] = raw[:, 0]
    table["works"] = raw[:, 1]
    return np.concatenate([days, table])


def month_of(start: dt.date, day: dt.date | None) -> int:
    """Return the month of the horizon in which a day lies: below 0 before it, far so for None."""
    if day is None:
        return HERE_FOR_LONG
    return (day.year - start.year) * MONTHS_PER_YEAR + day.month - start.month


def joins(plan: SalesPlan, person: Person) -> bool:
    """Tell whether a person comes on the horizon's first day or later."""
    return person.starts is not None and person.starts >= plan.horizon.from_


def accompaniment_in_onboarding(plan: SalesPlan) -> dict[str, float]:
    """Return the hours of a manager's company that onboarding is to bring, by role."""
    hours = {}
    for person in plan.people:
        manager = managed_by(plan, person)
        each_week = 0.0 if manager is None else hours_per_week(manager.accompanies)
        hours[person.role] = each_week * person.onboarding_days / DAYS_PER_WEEK
    return hours


def write_people(
    plan: SalesPlan, today: SalesPlan, people: tuple[Person, ...], parameters: ParameterTables
) -> None:
    """Write the parameters of each person; ramps are those under today's onboarding."""
    due = accompaniment_in_onboarding(plan) | accompaniment_in_onboarding(today)
    table = parameters.open("people", (len(people),))
    for row, person in enumerate(people):
        place, pay, path = (row,), person.pay, person.path
        full_time = work_calendar(plan).hours_per_week
        part = person.hours_per_week / full_time
        money = {
            "base_per_year": (pay.base, "base"),
            "on_target_per_year": (pay.on_target, "on_target"),
            "valued_at_per_year": (pay.valued_at, "valued_at"),
            "minimum_per_year": (pay.minimum, "minimum"),
            "draw_per_year": (pay.draw.pays, "draw.pays"),
        }
        for name, (quantity, field) in money.items():
            at_part_time = None if quantity is None else quantity.per_year.scaled(part)
            parameters.put("people", place, name, at_part_time, f"{path}.{field}")
        parameters.put("people", place, "charges", pay.charges, f"{path}.charges")
        parameters.put("people", place, "guarantee", pay.guarantee.share, f"{path}.guarantee.share")
        salaries = pay.thirteenth_salary
        parameters.put("people", place, "thirteenth_salary", salaries, f"{path}.thirteenth_salary")
        parameters.put("people", place, "hiring_cost", pay.hiring_cost, f"{path}.hiring_cost")
        parameters.put(
            "people", place, "raise_per_year", pay.yearly_raise, f"{path}.raise", number=True
        )
        time = person.time
        parameters.put(
            "people",
            place,
            "administration",
            time.administration,
            "time.administration",
            share=True,
        )
        adherence = adherence_to(time.adherence, plan, today)
        parameters.put("people", place, "adherence", adherence, "time.adherence", share=True)
        entry = table[row]
        entry.paid_every_months = MONTHS_OF[pay.paid_every]
        entry.next_deal = NEXT_DEAL_NAMES.index(time.next_deal)
        entry.next_lead = NEXT_LEAD_NAMES.index(time.next_lead)
        entry.onboarding = person.onboarding_days * SECONDS_PER_DAY
        entry.is_dated = 0 if person.starts is None else 1
        if time.prospecting_block is not None:
            entry.block_share = hours_per_week(time.prospecting_block) / person.hours_per_week
        entry.accompaniment_hours = due[person.role]
        slower = person.unaccompanied
        parameters.put(
            "people",
            place,
            "unaccompanied",
            slower,
            f"team.{person.role}.unaccompanied",
            share=True,
        )
        lift = clarity_effect(plan, today)
        entry.level = min(1.0, max(0.0, person.motivation + lift))
        entry.level_of_role = min(1.0, max(0.0, person.role_motivation + lift))
        if plan.prospecting.appointments is not None:
            entry.appointments_per_day = part * plan.prospecting.appointments.typical
        parameters.put(
            "people", place, "attrition_per_year", person.attrition_rate, person.attrition_path
        )
        parameters.put("people", place, "severance", pay.severance, f"{path}.severance")
        shared = pay.shared_credit
        parameters.put(
            "people", place, "shared_credit", shared, f"{path}.shared_credit", share=True
        )


def managed_by(plan: SalesPlan, person: Person) -> Manager | None:
    """Return the manager who leads a person: the first who leads the role, and is somebody else."""
    for manager in plan.managers.values():
        leads = manager.leads is None or person.role in manager.leads
        if leads and manager.sells_as != person.name:
            return manager
    return None


def write_reps(
    plan: SalesPlan,
    people: tuple[Person, ...],
    distributions: DistributionTable,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows of reps, their skills (reps, SKILLS), and the ramps' steps."""
    segments, territories = list(plan.segments), list(plan.territories)
    managers = list(plan.managers.values())
    reps = np.zeros(len(people), REP)
    reps["starts_at"] = reps["leaves_at"] = reps["next_day"] = NEVER
    roles = list(plan.team)
    skills = np.array([person.skills for person in people], dtype=float)
    ramps: list[float] = []
    for row, person in zip(reps, people, strict=True):
        row.key = key_of("rep", person.name)
        row.role = roles.index(person.role)
        row.start = LONG_AGO
        row.hired_month = month_of(plan.horizon.from_, person.starts)
        if person.starts is not None:
            row.start = second_of_date(plan.horizon.from_, person.starts)
        if person.departs is not None:
            row.leaves_at = second_of_date(plan.horizon.from_, person.departs)
        row.slip_distribution = NOBODY
        if joins(plan, person) and person.slips is not None:
            slips = person.slips.scaled(SECONDS_PER_DAY)
            row.slip_distribution = distributions.row(
                slips, f"{person.path}.hires.{person.name}.slips"
            )
        row.territory = territories.index(person.territory) if person.territory else NOBODY
        row.motions = MOTION_BITS[person.motion]
        served = segments if person.segments is None else person.segments
        row.segments = sum(1 << segments.index(name) for name in served)
        manager = managed_by(plan, person)
        row.manager = NOBODY if manager is None else managers.index(manager)
        row.ramp_first = len(ramps)
        steps, row.ramp_unit = ramp_steps(person)
        ramps.extend(steps)
        row.ramp_steps = len(steps)
        row.item = NOBODY
    return reps, skills, np.array(ramps or [1.0])


def take_away(reps: np.ndarray, people: tuple[Person, ...], name: str) -> None:
    """Let a person leave on the first morning, or never come."""
    row = [person.name for person in people].index(name)
    if reps["start"][row] >= 0:
        reps["start"][row] = NEVER
    else:
        reps["leaves_at"][row] = 0


def role_skills(people: tuple[Person, ...]) -> np.ndarray:
    """Return the skills of whoever comes to each post later, shape (reps, SKILLS)."""
    return np.array([person.role_skills for person in people], dtype=float)


def ramp_steps(person: Person) -> tuple[list[float], int]:
    """Return the ramp as shares of selling time by step, and the months of a step.

    A straight climb is read at the middle of each month.
    """
    ramp = person.ramp
    if isinstance(ramp, RampTable):
        shares, unit = [share.typical for share in ramp.share], MONTHS_OF[ramp.by]
    else:
        start, unit = ramp.starts_at.typical, 1
        shares = [
            min(1.0, start + (1.0 - start) * (month + 0.5) / ramp.months)
            for month in range(int(ramp.months + 0.5))
        ]
    return shares, unit


def write_budgets(plan: SalesPlan, people: tuple[Person, ...], pools: int) -> np.ndarray:
    """Return the buckets of reps and pools with the shares planned at first."""
    buckets = np.zeros((len(people) + pools, len(plan.segments) * MOTIONS), BUCKET)
    buckets["root"] = NOBODY
    for row, person in enumerate(people):
        buckets["share"][row] = planned_shares(person.time, tuple(plan.segments))
    return buckets


def write_pods(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the pod of each person, or NOBODY, shape (reps,)."""
    pod_of = {name: row for row, names in enumerate(plan.pods.values()) for name in names}
    return np.array([pod_of.get(person.name, NOBODY) for person in people], np.int64)


def planned_shares(split: Split | MonthSplit, segments: tuple[str, ...]) -> np.ndarray:
    """Return the shares of a split, which make 1 together, shape (segments * MOTIONS,)."""
    shares = np.zeros((len(segments), MOTIONS))
    for motion, part in ((CONQUEST, split.conquest), (LOYALTY, split.loyalty)):
        shares[:, motion] = [part[name].typical for name in segments]
    planned = shares.sum()
    return (shares / planned if planned > 0.0 else shares).ravel()


def write_splits(
    plan: SalesPlan, people: tuple[Person, ...], months: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the splits that months bring, and which month brings which.

    A person whose budget has no entry for a month keeps the one from before.
    """
    segments = tuple(plan.segments)
    named = {month for person in people for month in person.time.by_month}
    rows = np.full(len(months), NOBODY, np.int64)
    splits = np.zeros((len(named), len(people), len(segments) * MOTIONS))
    now = [planned_shares(person.time, segments) for person in people]
    for row, month in enumerate(sorted(named)):
        rows[months.index(month)] = row
        for place, person in enumerate(people):
            if month in person.time.by_month:
                now[place] = planned_shares(person.time.by_month[month], segments)
            splits[row, place] = now[place]
    return splits, rows


def adherence_to(typed: Quantity, plan: SalesPlan, today: SalesPlan) -> Quantity:
    """Return the adherence under a plan's clarity: in proportion to it, 1 at most."""
    clearer = plan.strategy.clarity.typical / today.strategy.clarity.typical
    if clearer == 1.0 or typed.typical <= 0.0:
        return typed
    return typed.scaled(min(clearer, 1.0 / typed.typical))


def clarity_effect(plan: SalesPlan, today: SalesPlan) -> float:
    """Return by how much clarity raises everybody's personal level of motivation."""
    gained = plan.strategy.clarity.typical - today.strategy.clarity.typical
    return plan.strategy.lifts.typical * gained
