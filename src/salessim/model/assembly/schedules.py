"""Which parameters change with which month, where figures move in time."""

from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import BaseModel

from salessim.model.assembly.parameter_tables import AssembledParameters, MovingParameter
from salessim.model.state.parameters import CHANGE, CHANGES_OF_MONTH
from salessim.model.state.tables import World
from salessim.scenario.case_values import ValuePerCase
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import MONTHS_PER_YEAR, Quantity, Schedule

ANCHORED = ("steps", "distributions")
"""Tables on which the solution for typed rates depends, besides typed win rates."""


def calendar_month(plan: SalesPlan, month: int) -> tuple[int, int]:
    """Return year and month (1 to 12) of a month of the horizon, from 0."""
    start = plan.horizon.from_
    years, month = divmod(start.month - 1 + month, MONTHS_PER_YEAR)
    return start.year + years, month + 1


def calendar_months(plan: SalesPlan) -> list[tuple[int, int]]:
    """Return year and month (1 to 12) of each month of the horizon."""
    return [calendar_month(plan, month) for month in range(plan.horizon.months)]


def on_average(plan: SalesPlan) -> SalesPlan:
    """Return a plan in which each figure that moves in time is its mean over the horizon."""
    found = _averaged(plan, calendar_months(plan))
    people = {"people"} & found.__dict__.keys() if found is not plan else ()
    for name in people:  # they follow from the sections
        del found.__dict__[name]
    return found


def _averaged(part: Any, months: list[tuple[int, int]]) -> Any:
    """A part of a plan with its figures averaged; the same part where none of them moves."""
    if isinstance(part, Quantity):
        return part if part.schedule is None else _mean(part, part.schedule, months)
    if isinstance(part, ValuePerCase):
        amount = _averaged(part.amount, months)
        return part if amount is part.amount else replace(part, amount=amount)
    if isinstance(part, BaseModel):
        fields = ((name, getattr(part, name)) for name in type(part).model_fields)
        pairs = ((name, child, _averaged(child, months)) for name, child in fields)
        changed = {name: new for name, child, new in pairs if new is not child}
        return part.model_copy(update=changed) if changed else part
    if isinstance(part, dict):
        made = {name: _averaged(child, months) for name, child in part.items()}
        return part if all(made[name] is part[name] for name in part) else made
    return part


def typical_by_month(figure: Quantity, months: list[tuple[int, int]]) -> list[float]:
    """Return the typical values of a figure in calendar months."""
    schedule = figure.schedule or Schedule()
    values = [figure.typical, *(value.typical for _, value in schedule.later)]
    places = (schedule.in_month(*month) for month in months)
    return [factor * values[place] for place, factor in places]


def _mean(figure: Quantity, schedule: Schedule, months: list[tuple[int, int]]) -> Quantity:
    """The mean of a figure over months: its largest value scaled, or what is 0 or less plainly."""
    values = [figure.steady(), *(value for _, value in schedule.later)]
    mean = sum(typical_by_month(figure, months)) / len(months)
    largest = max(values, key=lambda value: value.typical)
    if mean <= 0.0:
        return Quantity(mean, period=figure.period)
    return largest.scaled(mean / largest.typical)


def write_changes(plan: SalesPlan, parameters: AssembledParameters) -> dict[str, np.ndarray]:
    """Return the tables `changes` and `changes_of_month`; the first month says all that moves."""
    months = np.zeros(plan.horizon.months, CHANGES_OF_MONTH)
    rows: list[tuple[float, ...]] = []
    now: dict[int, tuple[int, float]] = {}
    for number, month in enumerate(months):
        date = calendar_month(plan, number)
        month.first = len(rows)
        for target, sources, moving in parameters.moving:
            place, factor = moving.schedule.in_month(*date)
            holds = place, factor if moving.scales else 1.0
            if now.get(target) != holds:
                now[target] = holds
                rows.append((target, sources[place], holds[1], *moving.within))
                month.solves = max(month.solves, int(_is_anchored(moving)))
        month.end = len(rows)
    return {"changes": np.array(rows, CHANGE), "changes_of_month": months}


def by_month(world: World, parameter: np.ndarray) -> np.ndarray:
    """Return what a parameter is in each month, from the values that the world holds, (months,).

    parameter: a view of one entry of a table of parameters, such as
    `world.steps["passes"][0, 1:2]`.
    """
    start = world.parameters.__array_interface__["data"][0]
    slot = (parameter.__array_interface__["data"][0] - start) // world.parameters.itemsize
    now = float(world.parameters[slot])
    values = np.full(len(world.changes_of_month), now)
    rows = world.changes["target"] == slot
    for month, changes in enumerate(world.changes_of_month):
        for place in np.flatnonzero(rows[changes["first"] : changes["end"]]) + changes["first"]:
            change = world.changes[place]
            now = float(world.parameters[change["source"]] * change["factor"])
            now = min(float(change["greatest"]), max(float(change["least"]), now))
        values[month] = now
    return values


def _is_anchored(moving: MovingParameter) -> bool:
    table, _, name = moving.target
    return table in ANCHORED or name == "win_rate"
