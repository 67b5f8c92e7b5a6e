"""Which parameters change with which month, where figures move in time."""

import numpy as np

from salessim.model.assembly.parameter_tables import AssembledParameters, MovingParameter
from salessim.model.state.parameters import CHANGE, CHANGES_OF_MONTH
from salessim.model.state.tables import World
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import MONTHS_PER_YEAR

ANCHORED = ("steps", "distributions")
"""Tables on which the solution for typed rates depends, besides typed win rates."""


def calendar_month(plan: SalesPlan, month: int) -> tuple[int, int]:
    """Return year and month (1 to 12) of a month of the horizon, from 0."""
    start = plan.horizon.from_
    years, month = divmod(start.month - 1 + month, MONTHS_PER_YEAR)
    return start.year + years, month + 1


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
