"""What one role's work brings waits for the next one's hours, or takes a specialist's."""

from collections.abc import Set

import numpy as np

from salessim.model.rates.rep_types import first_meeting
from salessim.model.state.codes import MEETINGS, MEETINGS_ACCEPTED
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.conquest import BOOKED, HELD
from salessim.plan.expected.payroll import PaySource
from salessim.plan.expected.world import sections_of
from salessim.plan.lp.variables import Variables
from salessim.plan.lp.work import lagged, negative
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, LpBuilder, Terms

ASSISTANCE = ConstraintFamily(
    "specialists",
    ("role", "segment", "month"),
    "sum over g of the role of assisted[g,s,t] = hours of specialists of all work in t",
)
ARE_SENT = ConstraintFamily(
    "sent",
    ("stage", "segment", "month"),
    "sent[k,s,t+1] = sent[k,s,t] + cases that arrive in t - sum over g of taken[k,g,s,t]",
)
ARE_SENT_FROM_START = ConstraintFamily("sent at the start", ("stage", "segment"), "sent[k,s,0] = 0")


def cases_change_hands(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """What passes a run of stages waits for those who work the next one.

    sent[k,s,t+1] = sent[k,s,t] + cases of calls, leads, referrals, open deals and of the run before
    that arrive in t - sum over g of taken[k,g,s,t].
    """
    calls, handed = coefficients.calls, coefficients.handed
    callers = coefficients.callers()
    for run, s in np.ndindex(handed.runs, coefficients.segments):
        lp.add_row(ARE_SENT_FROM_START, (run, s), [(x.sent[run, s, 0], 1.0)], equals=0.0)
        for t in range(coefficients.months):
            taken = x.taken[run, :, s, t]
            terms: Terms = [(x.sent[run, s, t + 1], 1.0), (x.sent[run, s, t], -1.0)]
            terms.append((taken[taken != NONE], 1.0))
            for g in range(len(coefficients.groups)):
                sent = sent_by(coefficients, x, run, g, s, t)
                terms += [(columns, -np.asarray(part)) for columns, part in sent]
            if run == 0 and x.by_grade.shape[1] > 1:
                mean = np.tensordot(callers[:, s], calls.passed[:, s], axes=1)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, -part * (calls.worth[s, grade] - 1.0)))
            lp.add_row(ARE_SENT, (run, s, t), terms, equals=0.0)


def sent_by(coefficients: LpCoefficients, x: Variables, run: int, g: int, s: int, t: int) -> Terms:
    """Cases of a group that reach a run of stages of other roles in a month."""
    calls, leads = coefficients.calls, coefficients.leads
    handed, opening = coefficients.handed, coefficients.opening
    terms: Terms = []
    if run == 0:
        terms.append(lagged(x.calls[g, s], calls.passed[g, s], t))
        terms.append(lagged(x.leads[g, s], leads.passed[g, s], t))
    if run == coefficients.referral_run:
        terms.append(lagged(x.referrals[g, s], leads.referral_passed[g, s], t))
    if run > 0 and handed.works[run - 1, g, s]:
        terms.append(lagged(x.taken[run - 1, g, s], handed.passed[run - 1, g, s], t))
    if x.pipeline[g, s] != NONE and t < opening.passed.shape[-1]:
        terms.append((x.pipeline[g, s], opening.passed[g, s, run + 1, t]))
    return terms


def specialists_assist(lp: LpBuilder, coefficients: LpCoefficients, x: Variables) -> None:
    """Sum over g of a role of assisted[g,s,t] = hours of specialists that fall into t."""
    calls, leads = coefficients.calls, coefficients.leads
    handed, opening = coefficients.handed, coefficients.opening
    roles = {group.role_number for group in coefficients.groups if group.assists.any()}
    for role, s, t in np.ndindex(
        calls.assisted.shape[3], coefficients.segments, coefficients.months
    ):
        if role not in roles:
            continue
        of_role = [g for g, group in enumerate(coefficients.groups) if group.role_number == role]
        there = x.assisted[of_role, s, t]
        terms: Terms = [(there[there != NONE], 1.0)]
        for g in range(len(coefficients.groups)):
            for begun, each in (
                (x.calls, calls.assisted), (x.leads, leads.assisted),
                (x.referrals, leads.referral_assisted),
            ):  # fmt: skip
                terms.append(negative(lagged(begun[g, s], each[g, s, :, role], t)))
            for run in np.flatnonzero(handed.works[:, g, s]):
                kernel = handed.assisted[run, g, s, :, role]
                terms.append(negative(lagged(x.taken[run, g, s], kernel, t)))
            if x.pipeline[g, s] != NONE and t < opening.assisted.shape[-1]:
                terms.append((x.pipeline[g, s], -opening.assisted[g, s, role, t]))
        lp.add_row(ASSISTANCE, (role, s, t), terms, equals=0.0)


def first_meetings(
    coefficients: LpCoefficients,
    x: Variables,
    source: PaySource,
    s: int,
    t: int,
    holders: Set[int],
) -> Terms:
    """First meetings of a segment that count for a group in a month.

    Those held count for who holds and who booked them: once where both count (`holders`: the groups
    whose meetings count). Where several groups book for another role, each has its share of heads.
    """
    g = source.group
    meeting = int(first_meeting(coefficients.expected.world))
    starts = [first for first, _ in sections_of(coefficients.expected.world)[1:]]
    run = starts.index(meeting) if meeting in starts else None
    if source.of == MEETINGS_ACCEPTED and run is not None:
        return sent_by(coefficients, x, run, g, s, t)
    if source.of != MEETINGS:
        return _meetings(coefficients, x, BOOKED, g, s, t)
    terms = _meetings(coefficients, x, HELD, g, s, t)
    if run is None:
        return terms
    booked_by = coefficients.bookers(meeting)[g, s]
    for other in np.flatnonzero(coefficients.handed.works[run, :, s]).tolist():
        if booked_by > 0.0 and other != g and other not in holders:
            kernel = coefficients.handed.meetings[run, other, s, :, HELD]
            columns, part = lagged(x.taken[run, other, s], kernel, t)
            terms.append((columns, part * booked_by))
    return terms


def _meetings(
    coefficients: LpCoefficients, x: Variables, flow: int, g: int, s: int, t: int
) -> Terms:
    """First meetings that a group books or holds in a month."""
    calls, leads, handed = coefficients.calls, coefficients.leads, coefficients.handed
    opening = coefficients.opening.meetings
    terms: Terms = [
        lagged(x.calls[g, s], calls.meetings[g, s, :, flow], t),
        lagged(x.leads[g, s], leads.meetings[g, s, :, flow], t),
        lagged(x.referrals[g, s], leads.referral_meetings[g, s, :, flow], t),
    ]
    for run in np.flatnonzero(handed.works[:, g, s]):
        terms.append(lagged(x.taken[run, g, s], handed.meetings[run, g, s, :, flow], t))
    if x.pipeline[g, s] != NONE and t < opening.shape[-1]:
        terms.append((x.pipeline[g, s], opening[g, s, flow, t]))
    return terms
