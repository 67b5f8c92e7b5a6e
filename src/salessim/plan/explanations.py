"""Why a plan is as it is: the limits that bind, in sentences."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.findings import Bound
from salessim.plan.lp.drift import (
    CONTACTS_DUE,
    DRIFT_TO_CONTACTS,
    DRIFT_TO_PROSPECTS,
    is_of_least_potential,
)
from salessim.plan.lp.model import LpModel, SolvedPlan, binding_rows
from salessim.plan.lp.request_limits import requested_reason
from salessim.plan.lp.work import BLOCK, SELLING_HOURS, list_is_used_up
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Label

MINIMUM_HOURS = 0.05
"""Hours of a month below which nothing is planned."""


def bounds_of(solved: SolvedPlan, coefficients: LpCoefficients) -> list[Bound]:
    """What binds, month by month, in sentences."""
    binding, rows = binding_rows(solved), solved.program.rows
    months = coefficients.book.months[: coefficients.printed]
    found = []
    for place in range(len(rows)):
        family = rows.at(place)[0]
        if rows.at(place) not in binding or not isinstance(family, ConstraintFamily):
            continue
        where = rows.coordinates(place)
        month = where.pop("month", "")
        if family.sentence is not None and month in months:
            sentence = family.sentence.format(where=", ".join(where.values()) or month)
            found.append(Bound(month=month, limit=family.name, sentence=sentence))
    return sorted(found, key=lambda bound: bound.month)


@dataclass(frozen=True)
class Made:
    """What a plan has worked on, by group, segment and month of the horizon.

    Attributes:
        calls, leads, contacts: pieces of work.
        come: leads that come.
    """

    calls: NDArray[np.float64]
    leads: NDArray[np.float64]
    contacts: NDArray[np.float64]
    come: NDArray[np.float64]


def made_by(model: LpModel, solved: SolvedPlan) -> Made:
    """Read what a plan works on."""
    months, x = model.coefficients.printed, model.x
    values = solved.solution.values
    assert values is not None

    def of(columns: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.where(columns == NONE, 0.0, values[columns])[..., :months]

    return Made(of(x.calls), of(x.leads), of(x.contacts), model.coefficients.leads.come)


@dataclass(frozen=True)
class Why:
    """Why hours are as they are: what is worked on, and the limit that binds."""

    work: str
    limit: str

    def __str__(self) -> str:
        """The sentence."""
        return f"{self.work}: {self.limit}" if self.work else self.limit


NO_HOURS = Why("", "no hours")
LEFT_OVER = "all hours that are left"
OWN_ACCORD = "what reps do of their own accord, and no more"


def reasons(model: LpModel, solved: SolvedPlan) -> dict[tuple[int, ...], Why]:
    """Why each group's hours on a segment and motion in a month are as they are."""
    coefficients = model.coefficients
    binding, made = binding_rows(solved), made_by(model, solved)
    found = {}
    for place in np.ndindex(solved.hours[..., : coefficients.printed].shape):
        g, s, motion, _ = place
        if not coefficients.groups[g].serves[s, motion]:
            continue
        found[place] = NO_HOURS
        if solved.hours[place] >= MINIMUM_HOURS:
            explain = _of_conquest if motion == CONQUEST else _of_loyalty
            why = explain(coefficients, binding, made, place)
            found[place] = replace(why, limit=requested_reason(binding, place) or why.limit)
    return found


def _of_loyalty(
    coefficients: LpCoefficients, binding: set[Label], made: Made, place: tuple[int, ...]
) -> Why:
    g, s, _, t = place
    work = f"{made.contacts[g, s, t]:,.0f} contacts" if made.contacts[g, s, t] >= 0.5 else ""
    if (CONTACTS_DUE, (s, t)) in binding:
        return Why(work, "every contact that falls due")
    if (DRIFT_TO_CONTACTS, (s, t)) in binding:
        return Why(work, OWN_ACCORD)
    if not work:
        return Why("", "what customers ask for")
    return Why(work, "others wait, for hours are worth as much elsewhere")


def _of_conquest(
    coefficients: LpCoefficients, binding: set[Label], made: Made, place: tuple[int, ...]
) -> Why:
    g, s, _, t = place
    calls, leads, come = made.calls[g, s, t], made.leads[g, s, t], made.come[g, s, t]
    parts = []
    if come > 0.0:
        digits = 1 if come < 10.0 else 0
        parts.append(f"{leads:,.{digits}f} of {come:,.{digits}f} leads")
    if calls >= 0.5:
        parts.append(f"{calls:,.0f} calls")
    work = " and ".join(parts)
    if calls >= 0.5:
        if list_is_used_up(coefficients, binding, s, t):
            return Why(work, "the calling list holds no more")
        if (BLOCK, (g, t)) in binding:
            return Why(work, "the prospecting block is full")
        drifts = (DRIFT_TO_PROSPECTS, (g, t)) in binding
        if drifts and is_of_least_potential(coefficients, g, s):
            return Why(work, OWN_ACCORD)
        if (SELLING_HOURS, (g, t)) in binding:
            return Why(work, LEFT_OVER)
    return Why(work, "no more work comes of leads and open deals")


def usual_limit(reasons: list[Why]) -> str:
    """The limit that holds in most months with hours."""
    limits = [one.limit for one in reasons if one != NO_HOURS] or [NO_HOURS.limit]
    return max(dict.fromkeys(limits), key=limits.count)


def today_hours(
    coefficients: LpCoefficients, shares: NDArray[np.float64], shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Split the hours that today's allocation works over groups, (groups, segments, motions, T).

    shown: (segments, motions, months) as simulated. The engine counts them by segment and motion;
    each group takes the part that its budget has in all of them.
    """
    months = shown.shape[-1]
    serves = np.array([group.serves for group in coefficients.groups], float)[..., None]
    selling = coefficients.hours.selling[:, None, None, :months]
    weights = (shares[..., :months] + 1e-9) * selling * serves
    total = weights.sum(axis=0)
    part = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return np.asarray(part * shown[None])
