"""People of a plan as changes to the scenario: hires with their dates, and last days."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.response import Response
from salessim.plan.programme.program import Solved
from salessim.scenario import Scenario

WHOLE = 0.5
"""Share of a person from which on a planned hire is a person."""


@dataclass(frozen=True)
class Hiring:
    """One planned hire or departure."""

    role: str
    month: str
    people: int


def whole_hires(solved: Solved, response: Response) -> list[Hiring]:
    """Round planned starts to whole people, month by month, so that none is lost in between."""
    found = []
    for one in response.free:
        group = response.groups[one.group]
        planned = np.cumsum(solved.hired[one.group, : response.printed])
        so_far = 0
        for t, month in enumerate(response.book.months[: response.printed]):
            now = int(np.floor(planned[t] + 1.0 - WHOLE))
            if now > so_far:
                found.append(Hiring(group.role, month, now - so_far))
                so_far = now
    return found


def whole_departures(solved: Solved, response: Response) -> list[Hiring]:
    """Round planned departures to whole people, month by month."""
    found = []
    for one in response.free:
        group = response.groups[one.group]
        kept = solved.people[one.group] - _arrived(solved, one.group, one.paid)
        so_far = 0
        for t, month in enumerate(response.book.months[: response.printed]):
            now = int(np.floor(group.size - kept[t] + 1.0 - WHOLE))
            if now > so_far:
                found.append(Hiring(group.role, month, now - so_far))
                so_far = now
    return found


def _arrived(solved: Solved, group: int, paid: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(solved.hired[group] @ (np.triu(np.ones_like(paid)) * paid))


def departures_as_changes(
    scenario: Scenario, response: Response, departures: list[Hiring]
) -> dict[str, object]:
    """Return the changes by which planned leavers go: of each group the last ones first."""
    changes: dict[str, dict[str, str]] = {}
    staying = {
        response.groups[one.group].role: list(response.groups[one.group].reps)
        for one in response.free
    }
    for leaving in departures:
        path = f"team.{leaving.role}.departures"
        known = scenario.plan.team[leaving.role].departures
        gone = changes.setdefault(path, {name: f"{day}" for name, day in known.items()})
        for _ in range(leaving.people):
            gone[response.book.reps[staying[leaving.role].pop()]] = leaving.month
    return dict(changes)


def last_safe_date(scenario: Scenario, role: str, month: str) -> dt.date:
    """Return the last day to decide on a hire for a month, slips at their worst counted."""
    people = scenario.plan.team[role].people
    start = dt.date(int(month[:4]), int(month[5:]), 1)
    slip = 0.0
    if people.slips is not None:
        slip = (people.slips.cases or (0.0, people.slips.typical))[1]
    return start - dt.timedelta(days=round(people.found_in.typical + slip))


def last_day_of_notice(scenario: Scenario, role: str, month: str) -> dt.date:
    """Return the last day to give notice to somebody who is to be gone from a month on."""
    gone = dt.date(int(month[:4]), int(month[5:]), 1)
    return gone - dt.timedelta(days=round(scenario.plan.team[role].people.notice.typical))


def hires_as_changes(scenario: Scenario, hires: list[Hiring]) -> dict[str, object]:
    """Return the changes that bring the planned people, named by the month of their start."""
    changes: dict[str, object] = {}
    numbers: dict[tuple[str, str], int] = {}
    for hire in hires:
        slips = scenario.plan.team[hire.role].people.slips
        for _ in range(hire.people):
            place = (hire.role, hire.month)
            numbers[place] = numbers.get(place, 0) + 1
            name = f"planned {hire.month} {numbers[place]}"
            value: dict[str, object] = {"starts": hire.month}
            if slips is not None and slips.cases is not None:
                value["slips"] = f"{slips.cases[0]:g}..{slips.cases[1]:g} days"
            changes[f"team.{hire.role}.hires.{name}"] = value
    return changes
