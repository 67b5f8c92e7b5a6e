"""The rows of managers: facts, working hours by month, and what their styles are worth."""

from collections.abc import Mapping

import numpy as np

from salessim.calendar import month_starts
from salessim.model.build.fact_ledger import UNCHANGED, FactLedger
from salessim.model.build.funnels import skill_code
from salessim.model.build.team import hours_per_week, work_calendar
from salessim.model.codes import NOBODY
from salessim.model.styles import lifts_of
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.managers import Manager
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, Quantity

SHARES = ("coaching", "future", "meeting_effect", "indicators")


def write_managers(plan: SalesPlan, ledger: FactLedger) -> None:
    """Write the facts of managers; several of one kind count as one with all their hours."""
    table = ledger.open("managers", (len(plan.managers),))
    for row, (name, manager) in enumerate(plan.managers.items()):
        figures: dict[str, tuple[Quantity, str]] = {
            "base_per_year": (manager.base.per_year.scaled(manager.people), "base"),
            "charges": (manager.charges, "charges"),
            "interviews_per_month": (manager.interviews.per_month, "interviews"),
            "interview_hours": (manager.interview_hours, "interview_hours"),
            "meetings_per_month": (manager.meetings.per_month, "meetings"),
            "meeting_hours": (manager.meeting_hours, "meeting_hours"),
            "preparation": (manager.preparation, "preparation"),
        }
        figures |= {share: (getattr(manager, share), share) for share in SHARES}
        for field, (quantity, key) in figures.items():
            path = f"managers.{name}.{key}"
            ledger.put("managers", (row,), field, quantity, path, share=field in SHARES)
        fact = table[row]
        fact.accompanies = hours_per_week(manager.accompanies)
        fact.focus = skill_code(manager.focus)
        fact.skill = manager.skill


def manager_hours(plan: SalesPlan, relax: Mapping[str, float] = UNCHANGED) -> np.ndarray:
    """Return the working hours of managers by month, shape (managers, months).

    Holidays and leave are taken off; several people of one kind count together.
    """
    start = plan.horizon.from_
    borders = month_starts(start, plan.horizon.months)
    hours = np.zeros((len(plan.managers), plan.horizon.months))
    if not plan.managers:
        return hours
    days, rows = work_calendar(plan).tables(
        start,
        int(borders[-1]) // SECONDS_PER_DAY,
        list(plan.managers),
        [_hours_per_week(plan, manager) for manager in plan.managers.values()],
    )
    first_days = borders[:-1] // SECONDS_PER_DAY
    for row, manager in enumerate(plan.managers.values()):
        works = np.add.reduceat(days[rows[row], :, 1].astype(float), first_days)
        hours[row] = works / SECONDS_PER_HOUR * manager.people * relax.get("manager", 1.0)
    return hours


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


def style_lifts(plan: SalesPlan) -> np.ndarray:
    """Return the lifts of the managers' styles, shape (managers, 2, 2)."""
    lifts = [lifts_of(plan, manager.style) for manager in plan.managers.values()]
    return np.array(lifts, dtype=float).reshape(len(lifts), 2, 2)
