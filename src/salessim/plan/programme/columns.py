"""The variables of a plan, by name."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY, MOTION_NAMES
from salessim.plan.expected.response import Response
from salessim.plan.rows import Rows

type Columns = NDArray[np.intp]

COHORTS = ("loyalty", "conquest")
"""Customers of day one, and those won during the horizon: whose revenue counts as which motion."""
OLD, NEW = 0, 1
NONE = -1
"""No such variable: the group does not work there."""


@dataclass(frozen=True)
class Variables:
    """Columns by what they mean; NONE where there is no such variable. Months t, ends t + 1.

    Attributes:
        hours: (groups, segments, motions, months) hours worked.
        calls, leads, referrals, contacts: (groups, segments, months) pieces of work.
        opportunities: per segment (groups, steps, months) pieces of work.
        pipeline: (groups, segments) share of today's open deals worked on.
        wins: (segments, months) contracts that arrive.
        by_grade: (segments, grades, months) calls by grade of the list.
        listed: (segments, grades, months + 1) calls that firms on the list still get.
        customers, relationship, subscriptions, growth: (cohorts, segments, months + 1) stocks;
            growth is size above that of the segment's typical customer.
        care: (cohorts, segments, months) contacts made, as effective as today's.
        tends_to: (cohorts, segments, months) relationship to which contacts lead, in all.
        worked: per segment (cohorts, steps, months) opportunities worked on.
        waiting: per segment (cohorts, steps, months + 1) opportunities that wait.
        revenue: (cohorts, segments, months).
        variable, credit: (groups, months) variable pay, and what quotas are credited with.
        kept: (groups, months) people of day one who are still there; NONE where fixed.
        hired: (groups, months) people who are planned to start in a month; NONE where fixed.
    """

    hours: Columns
    calls: Columns
    leads: Columns
    referrals: Columns
    contacts: Columns
    opportunities: tuple[Columns, ...]
    pipeline: Columns
    wins: Columns
    by_grade: Columns
    listed: Columns
    customers: Columns
    relationship: Columns
    subscriptions: Columns
    growth: Columns
    care: Columns
    tends_to: Columns
    worked: tuple[Columns, ...]
    waiting: tuple[Columns, ...]
    revenue: Columns
    variable: Columns
    credit: Columns
    kept: Columns
    hired: Columns


def declare(
    write: Rows, response: Response, free: NDArray[np.bool_], *, whole: bool = False
) -> Variables:
    """Declare all variables.

    Args:
        write: where they are declared.
        response: what the plan is about.
        free: (groups,) whose number of people is to be found.
        whole: whether people are whole numbers.
    """
    names = _Names(response)
    groups, months = names.groups, names.months
    serves = np.array([group.serves for group in response.groups])
    hunts = np.broadcast_to(serves[:, :, CONQUEST, None], (*serves.shape[:2], len(months)))
    keeps = np.broadcast_to(serves[:, :, LOYALTY, None], (*serves.shape[:2], len(months)))
    come = response.leads.come
    refers = np.array([any(o.refers > 0 for o in row) for row in response.opportunities])
    has_care = np.array([care.hours > 0 and care.most_per_year > 0 for care in response.care])

    def block(
        name: str, axes: tuple[list[str], ...], there: NDArray | bool, **bounds: object
    ) -> Columns:
        shape = tuple(len(axis) for axis in axes)
        mask = np.broadcast_to(np.asarray(there, bool), shape)
        labels = _labels(name, axes)
        columns = np.full(shape, NONE, np.intp)
        chosen = {
            key: np.broadcast_to(np.asarray(value, float), shape)[mask]
            for key, value in bounds.items()
        }
        columns[mask] = write.variables(labels[mask], **chosen)  # type: ignore[arg-type]
        return columns

    steps = [[f"{o.step}" for o in row] for row in response.opportunities]
    cohorts, ends = list(COHORTS), names.ends
    where = (groups, names.segments, months)
    stock = (cohorts, names.segments, ends)
    in_month = (cohorts, names.segments, months)
    return Variables(
        hours=block(
            "hours", (groups, names.segments, list(MOTION_NAMES), months), serves[..., None]
        ),
        calls=block("calls", where, hunts & response.can_call),
        leads=block("leads", where, hunts & (come > 0), upper=come),
        referrals=block("referrals", where, hunts & refers[None, :, None]),
        contacts=block("contacts", where, keeps & has_care[None, :, None]),
        opportunities=tuple(
            block(f"opportunities, {name}", (groups, steps[s], months), keeps[:, s][:, None])
            for s, name in enumerate(names.segments)
        ),
        pipeline=block(
            "open deals",
            (groups, names.segments),
            response.opening.wins.any(axis=-1) | response.opening.hours.any(axis=-1),
            upper=1.0,
        ),
        wins=block("wins", (names.segments, months), True),
        by_grade=block("calls", (names.segments, names.grades, months), response.can_call),
        listed=block("listed", (names.segments, names.grades, ends), response.can_call),
        customers=block("customers", stock, True),
        relationship=block("relationship", stock, True),
        subscriptions=block("subscriptions", stock, response.subscribed[None, :, None]),
        growth=block("growth", stock, True, lower=-np.inf),
        care=block("care", in_month, has_care[None, :, None]),
        tends_to=block("tends to", in_month, True),
        worked=tuple(
            block(f"worked, {name}", (cohorts, steps[s], months), True)
            for s, name in enumerate(names.segments)
        ),
        waiting=tuple(
            block(f"waiting, {name}", (cohorts, steps[s], ends), True)
            for s, name in enumerate(names.segments)
        ),
        revenue=block("revenue", in_month, True),
        variable=block("variable pay", (groups, months), True),
        credit=block("credit", (groups, months), True),
        kept=block("people kept", (groups, months), free[:, None], whole=whole),
        hired=block("people hired", (groups, months), free[:, None], whole=whole),
    )


class _Names:
    """Names of the axes."""

    def __init__(self, response: Response) -> None:
        self.groups = [group.name for group in response.groups]
        self.segments = list(response.book.segments)
        self.months = list(response.book.months)
        self.ends = [*self.months, "end"]
        self.grades = [f"grade {grade + 1}" for grade in range(response.calls.listed.shape[1])]


def _labels(name: str, axes: tuple[list[str], ...]) -> NDArray:
    shape = tuple(len(axis) for axis in axes)
    labels = np.empty(shape, object)
    for place in np.ndindex(shape):
        parts = ", ".join(axis[k] for axis, k in zip(axes, place, strict=True))
        labels[place] = f"{name}: {parts}"
    return labels
