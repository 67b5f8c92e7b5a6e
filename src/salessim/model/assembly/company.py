"""The rows of what holds for the whole company, and of its managers."""

import datetime as dt
from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np

from salessim.calendar import month_left, month_starts, months_after, second_of_date
from salessim.elementary import power
from salessim.model.assembly.distribution_table import DistributionTable
from salessim.model.assembly.funnels import skill_code
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.team import (
    LONG_AGO,
    hours_per_week,
    joins,
    month_of,
    ramp_steps,
    work_calendar,
)
from salessim.model.state.codes import MOVER_NAMES, MOVERS, NOBODY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.managers import SEED_TABLE, Manager, StyleRow, Styles
from salessim.scenario.schema.motivation import Attrition
from salessim.scenario.schema.time import Crm
from salessim.units import (
    DAYS_PER_MONTH,
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    HOURS_PER_DAY,
    HOURS_PER_WEEK,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
)

PLACE = (0,)
ROUNDING = 1e-9


def write_company(
    plan: SalesPlan,
    other: SalesPlan,
    parameters: ParameterTables,
) -> None:
    """Write the company's parameters; `other` is the plan before or after the change."""
    row = parameters.open("company", (1,))[0]
    _write_money(plan, parameters)
    _write_habits(plan, parameters)
    _write_motivation(plan, parameters)
    row.first_month = month_left(plan.horizon.from_)
    row.paid_after = plan.paid_after.typical * SECONDS_PER_DAY
    row.paid_after_months = plan.paid_after.months
    row.price_rise = plan.vision.prices.per_year.typical
    rise = plan.vision.prices.per_year
    parameters.move("company", PLACE, "price_rise", rise, "vision.prices", number=True)
    _write_crm(plan.crm, other.crm, parameters, plan.horizon.from_)
    row.working_share = row.present_share = 1.0
    if isinstance(plan.calendar, Calendar):
        row.sick_share = sick_share(plan.calendar)
        hunters = [person for person in plan.people if person.motion != "loyalty"]
        here = [person for person in hunters if not joins(plan, person)]
        _write_week(plan.calendar, len(here or hunters), row)
    for name, stage in plan.funnel.conquest.items():
        if stage.works == "discovery":
            path = f"funnel.conquest.{name}.belief_error"
            parameters.put("company", PLACE, "discovery_noise", stage.belief_error, path)


def _write_crm(
    crm: Crm | None, other: Crm | None, parameters: ParameterTables, start: dt.date
) -> None:
    """Write what a CRM changes; without one none of it is used. start: the horizon's first day.

    A scenario that knows no CRM, today or in a variant, does not tell leaks from refusals.
    """
    known = crm or other
    if known is None:
        return
    row = parameters.table("company")[0]
    used, used_by_other = (0.0 if tool is None else tool.adoption.typical for tool in (crm, other))
    unused = 1.0 - used
    row.leak, row.leak_migrating = known.leak.typical * unused, known.leak.typical
    row.misjudged = known.misjudged.typical * unused
    row.misjudged_migrating = known.misjudged.typical
    if crm is None:
        row.tool_time = -known.entry.typical * used_by_other
        return
    row.tool_time = crm.entry.typical * used - (other or crm).entry.typical * used_by_other
    row.tool_time_migrating = crm.migration_time.typical - (
        (other or crm).entry.typical * used_by_other
    )
    row.migrated_at = crm.migration.typical * SECONDS_PER_DAY
    if crm.migration.months:
        row.migrated_at = second_of_date(start, months_after(start, crm.migration.months))
    row.migration_cost = crm.migration_cost.typical


def _write_week(calendar: Calendar, people: int, row: Any) -> None:
    """Write how much of a week is worked, and how long one waits for the next working hour.

    people: those who answer leads; one of them is enough. Work is taken as one stretch each day,
    and days off as one stretch each week.
    """
    days = len(set(calendar.weekdays))
    hours = min(HOURS_PER_WEEK, calendar.hours.per_year.typical * DAYS_PER_WEEK / DAYS_PER_YEAR)
    nights = [HOURS_PER_DAY - hours / days] * (days - 1)
    gaps = [*nights, HOURS_PER_WEEK - hours - sum(nights)]
    row.working_share = hours / HOURS_PER_WEEK
    row.off_hours_wait = sum(gap**2 / 2.0 for gap in gaps) / HOURS_PER_WEEK * SECONDS_PER_HOUR
    away = calendar.leave.per_year.typical + calendar.sick.per_year.typical
    absent = min(1.0, away / (days * DAYS_PER_YEAR / DAYS_PER_WEEK))
    row.present_share = 1.0 - power(absent, max(1, people))


def sick_share(calendar: Calendar) -> float:
    """Return the chance that a working day is lost to sickness."""
    working_days = len(set(calendar.weekdays)) * DAYS_PER_YEAR / DAYS_PER_WEEK
    present = max(1.0, working_days - calendar.leave.per_year.typical)
    return min(1.0, calendar.sick.per_year.typical / present)


def _write_money(plan: SalesPlan, parameters: ParameterTables) -> None:
    parameters.put("company", PLACE, "margin", plan.margin, "margin", share=True)
    costs = plan.today.other_costs.per_month
    parameters.put("company", PLACE, "other_costs_per_month", costs, "today.other_costs")
    if plan.crm is not None:
        parameters.put("company", PLACE, "seat_per_month", plan.crm.seat.per_month, "crm.seat")


def _write_habits(plan: SalesPlan, parameters: ParameterTables) -> None:
    calls, care = plan.prospecting, plan.loyalty
    row = parameters.table("company")[0]
    row.attempts = calls.attempts
    parameters.copy("company", PLACE, calls, "prospecting")
    called = {"floor": "order_floor", "hand_over": "hand_over_loss"}
    parameters.copy("company", PLACE, care, "loyalty", called)
    if plan.learning is not None:
        by_doing, coached = plan.learning.per_hour, plan.learning.per_coached_hour
        parameters.put(
            "company", PLACE, "learning_per_hour", by_doing, "learning.per_hour", share=True
        )
        parameters.put(
            "company", PLACE, "coaching_per_hour", coached, "learning.per_coached_hour", share=True
        )
        forgets = plan.learning.forgets.per_month
        parameters.put("company", PLACE, "forgets", forgets, "learning.forgets", share=True)
    if plan.styles is not None:
        row.competent_from = plan.styles.competent_from
        row.motivated_from = plan.styles.motivated_from


def write_movers(plan: SalesPlan, parameters: ParameterTables) -> None:
    """Write how far each event moves motivation."""
    parameters.open("movers", (MOVERS,))
    mood = plan.motivation
    if mood is None:
        return
    for row, name in enumerate(MOVER_NAMES[:MOVERS]):
        path = f"motivation.moves.{name}"
        parameters.put("movers", (row,), "size", getattr(mood.moves, name), path, number=True)


def _write_motivation(plan: SalesPlan, parameters: ParameterTables) -> None:
    mood = plan.motivation
    if mood is None:
        return
    parameters.copy("company", PLACE, mood, "motivation")
    if mood.goal is not None:
        called = {"near": "near_quota", "pull": "goal_pull"}
        parameters.copy("company", PLACE, mood.goal, "motivation.goal", called)
    returns = mood.returns.per_month
    parameters.put("company", PLACE, "motivation_returns", returns, "motivation.returns")


NOBODY_FOLLOWS = {"notice": "0 days", "time_to_hire": "none"}
"""What holds without the section attrition: of who leaves on a date, after a typed stay or for low
pay, and of deals that change hands for it or for an absence."""


def write_attrition(
    plan: SalesPlan,
    today: tuple[Person, ...],
    parameters: ParameterTables,
    distributions: DistributionTable,
) -> None:
    """Write the company's parameters of attrition; `today` are the people of the first day."""
    row = parameters.table("company")[0]
    row.motivation_today = sum(person.motivation for person in today) / len(today)
    row.hire_distribution = row.hire_slip_distribution = NOBODY
    attrition = plan.attrition
    if attrition is None:
        attrition = Attrition.model_validate(NOBODY_FOLLOWS, context={"exact_defaults": True})
    called = {"motivation_effect": "attrition_effect", "credit": "handed_credit"}
    parameters.copy("company", PLACE, attrition, "attrition", called)
    row.notice = int(attrition.notice.typical + 0.5) * SECONDS_PER_DAY
    row.notice_months = attrition.notice.months
    if attrition.time_to_hire is not None:
        row.hire_distribution = distributions.row(attrition.time_to_hire, "attrition.time_to_hire")
        if attrition.slips is not None:
            row.hire_slip_distribution = distributions.row(attrition.slips, "attrition.slips")


LOW, HIGH = 0, 1
PLACES = {"low": LOW, "high": HIGH}
type StyleEffects = tuple[tuple[float, float], tuple[float, float]]
"""Lift by competence, then by motivation, low before high."""
NO_EFFECT: StyleEffects = ((0.0, 0.0), (0.0, 0.0))


def write_managers(plan: SalesPlan, parameters: ParameterTables) -> None:
    """Write the parameters of managers; several of one kind count as one with all their hours."""
    table = parameters.open("managers", (len(plan.managers),))
    for row, (name, manager) in enumerate(plan.managers.items()):
        place, path = (row,), f"managers.{name}"
        parameters.copy("managers", place, manager, path)
        base = manager.base.per_year
        people = manager.people_at_first
        leads_only = people - (0 if manager.sells_as is None else 1)
        parameters.put("managers", place, "base_of_one", base, f"{path}.base")
        parameters.put("managers", place, "base_per_year", base.scaled(leads_only), f"{path}.base")
        if manager.sells_as is not None and "base" in manager.model_fields_set:
            parameters.put("managers", place, "tops_up_to", base, f"{path}.base")
        interviews, meetings = manager.interviews.per_month, manager.meetings.per_month
        parameters.put("managers", place, "interviews_per_month", interviews, f"{path}.interviews")
        parameters.put("managers", place, "meetings_per_month", meetings, f"{path}.meetings")
        entry = table[row]
        entry.people = people
        entry.one_per = manager.one_per or 0
        entry.found_in = ceil(manager.found_in.typical / DAYS_PER_MONTH - ROUNDING)
        entry.starts_in = NOBODY
        if manager.start is not None and manager.start >= plan.horizon.from_:
            entry.starts_in = month_of(plan.horizon.from_, manager.start)
        if manager.debrief is None:
            entry.debrief = NOBODY
        entry.accompanies = hours_per_week(manager.accompanies)
        entry.focus = skill_code(manager.focus)
        entry.skill = manager.skill


def manager_tables(plan: SalesPlan) -> dict[str, np.ndarray]:
    """Return the tables of managers' time by month, each of shape (managers, months).

    `manager_hours` are the working hours of a kind's people, ramp counted, `hours_of_one` those of
    a settled one: holidays and leave are taken off, and days before the first. `manager_here` is
    the share of each month that they are here, `manager_ramps` what is used of their hours by
    months of tenure.
    """
    start, months = plan.horizon.from_, plan.horizon.months
    borders = month_starts(start, months)
    hours, of_one, here, ramps = (np.zeros((len(plan.managers), months)) for _ in range(4))
    tables = {"manager_hours": hours, "hours_of_one": of_one}
    tables |= {"manager_here": here, "manager_ramps": ramps}
    if not plan.managers:
        return tables
    days, rows = work_calendar(plan).tables(
        start,
        int(borders[-1]) // SECONDS_PER_DAY,
        list(plan.managers),
        [_hours_per_week(plan, manager) for manager in plan.managers.values()],
    )
    first_days = borders[:-1] // SECONDS_PER_DAY
    for row, manager in enumerate(plan.managers.values()):
        ramps[row] = 1.0
        if manager.ramp is not None:
            shares, unit = ramp_steps(manager.ramp)
            climb = np.repeat(shares, unit)[:months]
            ramps[row, : len(climb)] = climb
        begins = LONG_AGO if manager.start is None else second_of_date(start, manager.start)
        first_day = max(0, begins) // SECONDS_PER_DAY
        worked = days[rows[row], :, 1].astype(float)
        worked[:first_day] = 0.0
        of_one[row] = np.add.reduceat(worked, first_days) / SECONDS_PER_HOUR
        ends = borders[1:] - np.maximum(borders[:-1], begins)
        here[row] = np.clip(ends / np.diff(borders), 0.0, 1.0)
        used = np.ones(months)
        if manager.start is not None:
            tenure = np.arange(months) - month_of(start, manager.start)
            used = np.where(
                (tenure >= 0) & (tenure < months), ramps[row, np.clip(tenure, 0, months - 1)], 1.0
            )
        hours[row] = of_one[row] * manager.people_at_first * used
    return tables


def _hours_per_week(plan: SalesPlan, manager: Manager) -> float:
    if manager.hours is None:
        return work_calendar(plan).hours_per_week
    return hours_per_week(manager.hours)


def sellers_of(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the row of the rep that each manager is too, or NOBODY."""
    rows = {person.name: row for row, person in enumerate(people)}
    return np.array(
        [rows.get(manager.sells_as or "", NOBODY) for manager in plan.managers.values()], np.int64
    )


def style_effects(plan: SalesPlan) -> np.ndarray:
    """Return the effects of the managers' styles, shape (managers, 2, 2)."""
    effects = [style_effects_of(plan, manager.style) for manager in plan.managers.values()]
    return np.array(effects, dtype=float).reshape(len(effects), 2, 2)


def style_effects_of(plan: SalesPlan, style: str) -> StyleEffects:
    """Return what a manager's style adds to the personal level of motivation of those led."""
    styles = plan.styles
    if styles is None or style == "none":
        return NO_EFFECT
    effects = [[0.0, 0.0], [0.0, 0.0]]
    for row in _rows(styles):
        if row.style == style:
            effect = styles.lift.typical if row.lift is None else row.lift
            effects[PLACES[row.competence]][PLACES[row.motivation]] += effect
    return ((effects[LOW][LOW], effects[LOW][HIGH]), (effects[HIGH][LOW], effects[HIGH][HIGH]))


def style_effect(plan: SalesPlan, style: str, skills: Sequence[float], motivation: float) -> float:
    """Return the lift for a person of these skills and this personal level of motivation."""
    styles = plan.styles
    if styles is None:
        return 0.0
    competent = HIGH if sum(skills) / len(skills) >= styles.competent_from else LOW
    motivated = HIGH if motivation >= styles.motivated_from else LOW
    return style_effects_of(plan, style)[competent][motivated]


def _rows(styles: Styles) -> tuple[StyleRow, ...]:
    return styles.table or tuple(StyleRow.model_validate(row) for row in SEED_TABLE)
