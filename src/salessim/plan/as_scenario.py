"""A plan as changes to its scenario: shares of hours month by month, by role or by person."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY, MOTION_NAMES
from salessim.plan.expected.groups import Group
from salessim.scenario import Person, Scenario

DIGITS = 6
"""Digits of a share in a plan."""
LEAST_HOURS = 1e-6
"""A group with fewer hours in a month keeps its budget."""


def shares_of(hours: NDArray[np.float64], today: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares of hours by group, segment, motion and month.

    Args:
        hours: (groups, segments, motions, months).
        today: the same for today's shares, which hold where a month has no hours.
    """
    total = hours.sum(axis=(1, 2), keepdims=True)
    shares = np.divide(hours, total, out=today.copy(), where=total > LEAST_HOURS)
    return np.asarray(np.clip(shares, 0.0, 1.0))


def changes_of(
    scenario: Scenario,
    groups: tuple[Group, ...],
    reps: Sequence[str],
    shares: NDArray[np.float64],
) -> dict[str, Any]:
    """Return the changes by which a scenario follows a plan, as `vary` takes them.

    The split without a month stays today's: typed rates are what it obtains. Planned hires do as
    the first group of their role.

    Args:
        scenario: with planned hires.
        groups: of the scenario without them.
        reps: names of its reps, by the rows that groups hold.
        shares: (groups, segments, motions, months).
    """
    changes: dict[str, Any] = {}
    plan = scenario.plan
    months = _months(scenario, shares.shape[-1])
    people = {person.name: person for person in plan.people}
    for role in dict.fromkeys(group.role for group in groups):
        own = [(number, group) for number, group in enumerate(groups) if group.role == role]
        if len(own) == 1:
            number, group = own[0]
            person = people[reps[group.first]]
            for key, value in _budget(scenario, person, shares[number], months).items():
                changes[f"team.{role}.time.{key}"] = value
            continue
        numbers = {reps[rep]: number for number, group in own for rep in group.reps}
        changes[f"team.{role}.person_time"] = {
            person.name: _budget(
                scenario, person, shares[numbers.get(person.name, own[0][0])], months
            )
            for person in plan.people
            if person.role == role
        }
    return changes


def _budget(
    scenario: Scenario, person: Person, shares: NDArray[np.float64], months: tuple[str, ...]
) -> dict[str, Any]:
    segments = tuple(scenario.plan.segments)
    today = {
        "conquest": {name: share.typical for name, share in person.time.conquest.items()},
        "loyalty": {name: share.typical for name, share in person.time.loyalty.items()},
    }
    by_month = {
        month: {
            MOTION_NAMES[motion]: _split(shares[:, motion, t], segments)
            for motion in (CONQUEST, LOYALTY)
        }
        for t, month in enumerate(months)
    }
    return {**today, "by_month": by_month}


def _split(shares: NDArray[np.float64], segments: tuple[str, ...]) -> Mapping[str, float]:
    return {
        name: round(float(share), DIGITS)
        for name, share in zip(segments, shares, strict=True)
        if share > 0.0
    }


def _months(scenario: Scenario, count: int) -> tuple[str, ...]:
    start = scenario.plan.horizon.from_
    first = start.year * 12 + start.month - 1
    return tuple(f"{(first + k) // 12}-{(first + k) % 12 + 1:02d}" for k in range(count))
