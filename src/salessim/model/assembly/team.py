"""The rows of people: parameters of pay and time, the skills grid, budgets and calendars."""

import datetime as dt
from dataclasses import replace

import numpy as np

from salessim.calendar import WorkCalendar, country_of_currency, month_starts, second_of_date
from salessim.model.assembly.distribution_table import DistributionTable
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.draws import key_of
from salessim.model.state.codes import (
    NEVER,
    NEXT_DEAL_NAMES,
    NEXT_LEAD_NAMES,
    NOBODY,
    SERVES_CONQUEST,
    SERVES_LOYALTY,
    SKILL_NAMES,
    TO_COLLEAGUES,
)
from salessim.model.state.rows import DAY, REP
from salessim.scenario.recruiting import PersonKind
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.absence import COLLEAGUES, NO_COVER, Absence
from salessim.scenario.schema.horizon import BY_CURRENCY, Calendar
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.team import Ramp, RampTable
from salessim.scenario.skill_levels import SkillLaw, ends_of
from salessim.units import (
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    HOURS_PER_WEEK,
    MONTHS_IN,
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
        country=(
            country_of_currency(plan.currency)
            if calendar.country == BY_CURRENCY
            else calendar.country
        ),
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
        below = plan.team[person.role].leaves_below
        if below is not None:
            elsewhere = below.pay.per_year.scaled(part)
            key = f"team.{person.role}.leaves_below.pay"
            parameters.put("people", place, "leaves_below_per_year", elsewhere, key)
            parameters.table("people")[row].leaves_below_months = below.over
            parameters.table("people")[row].leaves_below_share = below.share.typical
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
        entry.paid_every_months = MONTHS_IN[pay.paid_every]
        entry.next_deal = NEXT_DEAL_NAMES.index(time.next_deal)
        entry.next_lead = NEXT_LEAD_NAMES.index(time.next_lead)
        entry.onboarding = person.onboarding_days * SECONDS_PER_DAY
        entry.pace = 1.0
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


def leads_today(plan: SalesPlan, manager: Manager) -> bool:
    """Tell whether managers of a kind are there on the horizon's first day."""
    return manager.start is None or manager.start <= plan.horizon.from_


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
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows of reps, their skills (reps, SKILLS), the ramps' steps, and absences."""
    segments, territories = list(plan.segments), list(plan.territories)
    managers = list(plan.managers.values())
    reps = np.zeros(len(people), REP)
    for name in ("starts_at", "leaves_at", "gives_notice_at", "next_day", "away_from", "back_at"):
        reps[name] = NEVER
    roles = list(plan.team)
    skills = np.array([person.skills for person in people], dtype=float)
    ramps: list[float] = []
    absences: list[tuple[int, int]] = []
    for row, person in zip(reps, people, strict=True):
        row.key = key_of("rep", person.name)
        row.kind = NOBODY
        row.role = roles.index(person.role)
        row.start = LONG_AGO
        row.hired_month = month_of(plan.horizon.from_, person.starts)
        if person.starts is not None:
            row.start = second_of_date(plan.horizon.from_, person.starts)
        if person.departs is not None:
            row.leaves_at = second_of_date(plan.horizon.from_, person.departs)
        if person.absence is not None:
            row.first_absence, row.absences = len(absences), len(person.absence.dates)
            absences += write_absence(plan, people, person.absence, row)
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
        row.most_accounts = NEVER if person.most_customers is None else person.most_customers
        row.keeps_for = NEVER
        if person.keeps_for is not None:
            row.keeps_for = round(person.keeps_for.typical) * SECONDS_PER_DAY
            row.keeps_for_months = person.keeps_for.months
        row.ramp_first = len(ramps)
        steps, row.ramp_unit = ramp_steps(person.ramp)
        ramps.extend(steps)
        row.ramp_steps = len(steps)
        row.item = NOBODY
    table = np.array(absences or [(NEVER, NEVER)], np.int64)
    return reps, skills, np.array(ramps or [1.0]), table


def write_absence(
    plan: SalesPlan, people: tuple[Person, ...], absence: Absence, row: np.record
) -> list[tuple[int, int]]:
    """Write when somebody is away at first, who covers, and what is paid; return all absences."""
    start = plan.horizon.from_
    spans = [
        (second_of_date(start, first), second_of_date(start, last + dt.timedelta(days=1)))
        for first, last in absence.dates
    ]
    row.away_from, row.back_at = spans[0]
    row.away_paid = absence.paid.typical
    row.takes_back = int(absence.afterwards == "returned")
    row.cover = TO_COLLEAGUES
    if absence.cover == NO_COVER:
        row.cover = NOBODY
    elif absence.cover != COLLEAGUES:
        row.cover = [person.name for person in people].index(absence.cover)
    return spans


def take_away(reps: np.ndarray, people: tuple[Person, ...], name: str) -> None:
    """Let a person leave on the first morning, or never come."""
    row = [person.name for person in people].index(name)
    if reps["start"][row] >= 0:
        reps["start"][row] = NEVER
    else:
        reps["leaves_at"][row] = 0


def write_kinds(
    plan: SalesPlan,
    today: SalesPlan,
    people: tuple[Person, ...],
    reps: np.ndarray,
    parameters: ParameterTables,
    productivity: dict[str, int],
) -> np.ndarray:
    """Write whom people may turn out to be, where that is drawn, and who is drawn from whom.

    productivity: the row of each kind whose sales are typed, by its key path.

    Returns:
        The levels between which 8 in 10 people of each kind lie, shape (kinds, SKILLS, 2).
    """
    first: dict[tuple[PersonKind, ...], int] = {}
    listed: list[PersonKind] = []
    for row, person in zip(reps, people, strict=True):
        for kinds, begin, count in (
            (person.kinds, "first_kind", "kinds"),
            (person.role_kinds, "first_later_kind", "later_kinds"),
        ):
            place = NOBODY
            if _differ(kinds):
                place = first.setdefault(kinds, len(listed))
                listed.extend(kinds if place == len(listed) else ())
            setattr(row, begin, place)
            setattr(row, count, len(kinds))
    table = parameters.open("kinds", (len(listed),))
    lift = clarity_effect(plan, today)
    until, number = 0.0, 0
    for place, kind in enumerate(listed):
        starts_anew = place in first.values()
        until = kind.share + (0.0 if starts_anew else until)
        number = 1 if starts_anew else number + 1
        entry = table[place]
        entry.until, entry.number = until, number if kind.name else 0
        entry.level = NOBODY
        entry.productivity = productivity.get(kind.path, NOBODY)
        if kind.motivation is not None:
            entry.level = min(1.0, max(0.0, kind.motivation + lift))
        stays = None if kind.stays is None else kind.stays.scaled(SECONDS_PER_DAY)
        parameters.put("kinds", (place,), "stays", stays, f"{kind.path}.stays")
    ends = [[ends_of(level) for level in kind.levels] for kind in listed]
    return np.array(ends, dtype=float).reshape(len(listed), len(SKILL_NAMES), 2)


def _differ(kinds: tuple[PersonKind, ...]) -> bool:
    """Whether anything is drawn of who somebody is."""
    return any(kind.name for kind in kinds) or any(
        isinstance(level, SkillLaw) for kind in kinds for level in kind.levels
    )


def role_skills(people: tuple[Person, ...]) -> np.ndarray:
    """Return the skills of whoever comes to each post later, shape (reps, SKILLS)."""
    return np.array([person.role_skills for person in people], dtype=float)


def ramp_steps(ramp: Ramp) -> tuple[list[float], int]:
    """Return the ramp as shares of selling time by step, and the months of a step.

    A straight climb is read at the middle of each month.
    """
    if isinstance(ramp, RampTable):
        shares, unit = [share.typical for share in ramp.share], MONTHS_IN[ramp.by]
    else:
        start, unit = ramp.starts_at.typical, 1
        shares = [
            min(1.0, start + (1.0 - start) * (month + 0.5) / ramp.months)
            for month in range(int(ramp.months + 0.5))
        ]
    return shares, unit


def write_pods(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the pod of each person, or NOBODY, shape (reps,)."""
    pod_of = {name: row for row, names in enumerate(plan.pods.values()) for name in names}
    return np.array([pod_of.get(person.name, NOBODY) for person in people], np.int64)


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
