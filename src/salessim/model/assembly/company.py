"""The parameters that hold for the company as a whole: money, habits, the CRM, attrition."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from salessim.model.assembly.parameter_tables import UNCHANGED, DistributionTable, ParameterTables
from salessim.model.state.codes import MOVER_NAMES, MOVERS, NOBODY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.time import Crm
from salessim.units import (
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    HOURS_PER_DAY,
    HOURS_PER_WEEK,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
)

PLACE = (0,)


def write_company(
    plan: SalesPlan,
    other: SalesPlan,
    parameters: ParameterTables,
    relax: Mapping[str, float] = UNCHANGED,
) -> None:
    """Write the company's parameters; `other` is the plan before or after the change."""
    row = parameters.open("company", (1,))[0]
    _write_money(plan, parameters)
    _write_habits(plan, parameters)
    _write_motivation(plan, parameters)
    row.hours_factor = relax.get("hours", 1.0)
    row.first_month = first_month_share(plan.horizon.from_)
    row.price_rise = plan.vision.prices.per_year.typical
    _write_crm(plan.crm, other.crm, parameters)
    row.working_share = row.present_share = 1.0
    if isinstance(plan.calendar, Calendar):
        row.sick_share = sick_share(plan.calendar)
        _write_week(plan.calendar, row)
    errors = [
        stage.belief_error for stage in plan.funnel.conquest.values() if stage.skill == "discovery"
    ]
    if errors:
        path = next(n for n, s in plan.funnel.conquest.items() if s.skill == "discovery")
        parameters.put(
            "company", PLACE, "discovery_noise", errors[0], f"funnel.conquest.{path}.belief_error"
        )


def first_month_share(start: dt.date) -> float:
    """Return the share of its calendar month that is left on the horizon's first day."""
    days = monthrange(start.year, start.month)[1]
    return (days - start.day + 1) / days


def _write_crm(crm: Crm | None, other: Crm | None, parameters: ParameterTables) -> None:
    """Write what a CRM changes; without one none of it is used.

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
    row.migration_cost = crm.migration_cost.typical


def _write_week(calendar: Calendar, row: Any) -> None:
    """Write how much of a week is worked, and how long one waits for the next working hour.

    Work is taken as one stretch each day, and days off as one stretch each week.
    """
    days = len(set(calendar.weekdays))
    hours = min(HOURS_PER_WEEK, calendar.hours.per_year.typical * DAYS_PER_WEEK / DAYS_PER_YEAR)
    nights = [HOURS_PER_DAY - hours / days] * (days - 1)
    gaps = [*nights, HOURS_PER_WEEK - hours - sum(nights)]
    row.working_share = hours / HOURS_PER_WEEK
    row.off_hours_wait = sum(gap**2 / 2.0 for gap in gaps) / HOURS_PER_WEEK * SECONDS_PER_HOUR
    away = calendar.leave.per_year.typical + calendar.sick.per_year.typical
    row.present_share = max(0.0, 1.0 - away / (days * DAYS_PER_YEAR / DAYS_PER_WEEK))


def sick_share(calendar: Calendar) -> float:
    """Return the chance that a working day is lost to sickness."""
    working_days = len(set(calendar.weekdays)) * DAYS_PER_YEAR / DAYS_PER_WEEK
    present = max(1.0, working_days - calendar.leave.per_year.typical)
    return min(1.0, calendar.sick.per_year.typical / present)


def _write_money(plan: SalesPlan, parameters: ParameterTables) -> None:
    parameters.put("company", PLACE, "margin", plan.margin, "margin", share=True)
    costs = plan.today.other_costs.per_month
    parameters.put("company", PLACE, "other_costs_per_month", costs, "today.other_costs")
    row = parameters.table("company")[0]
    if plan.crm is not None:
        parameters.put("company", PLACE, "seat_per_month", plan.crm.seat.per_month, "crm.seat")
    row.marketing_per_month = sum(
        channel.budget.per_month.typical for channel in plan.channels.values()
    )


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
        return
    called = {"motivation_effect": "attrition_effect", "credit": "handed_credit"}
    parameters.copy("company", PLACE, attrition, "attrition", called)
    row.notice = int(attrition.notice.typical + 0.5) * SECONDS_PER_DAY
    if attrition.time_to_hire is not None:
        row.hire_distribution = distributions.row(attrition.time_to_hire, "attrition.time_to_hire")
        if attrition.slips is not None:
            row.hire_slip_distribution = distributions.row(attrition.slips, "attrition.slips")
