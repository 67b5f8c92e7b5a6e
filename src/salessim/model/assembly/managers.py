"""The rows of managers: parameters, working hours by month, and what their styles are worth."""

from collections.abc import Mapping, Sequence

import numpy as np

from salessim.calendar import month_starts
from salessim.model.assembly.funnels import skill_code
from salessim.model.assembly.parameter_tables import UNCHANGED, ParameterTables
from salessim.model.assembly.team import hours_per_week, work_calendar
from salessim.model.state.codes import NOBODY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.managers import SEED_TABLE, Manager, StyleRow, Styles
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

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
        base = manager.base.per_year.scaled(manager.people)
        parameters.put("managers", place, "base_per_year", base, f"{path}.base")
        interviews, meetings = manager.interviews.per_month, manager.meetings.per_month
        parameters.put("managers", place, "interviews_per_month", interviews, f"{path}.interviews")
        parameters.put("managers", place, "meetings_per_month", meetings, f"{path}.meetings")
        entry = table[row]
        entry.accompanies = hours_per_week(manager.accompanies)
        entry.focus = skill_code(manager.focus)
        entry.skill = manager.skill


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
