"""What one role's work brings waits for the next one's hours, or takes a specialist's."""

import numpy as np

from salessim.plan.expected.coefficients import LpCoefficients
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
    calls, leads = coefficients.calls, coefficients.leads
    handed, opening = coefficients.handed, coefficients.opening
    callers = coefficients.callers()
    for run, s in np.ndindex(handed.runs, coefficients.segments):
        lp.add_row(ARE_SENT_FROM_START, (run, s), [(x.sent[run, s, 0], 1.0)], equals=0.0)
        for t in range(coefficients.months):
            taken = x.taken[run, :, s, t]
            terms: Terms = [(x.sent[run, s, t + 1], 1.0), (x.sent[run, s, t], -1.0)]
            terms.append((taken[taken != NONE], 1.0))
            for g in range(len(coefficients.groups)):
                if run == 0:
                    terms.append(negative(lagged(x.calls[g, s], calls.passed[g, s], t)))
                    terms.append(negative(lagged(x.leads[g, s], leads.passed[g, s], t)))
                if run == coefficients.referral_run:
                    each = leads.referral_passed[g, s]
                    terms.append(negative(lagged(x.referrals[g, s], each, t)))
                if run > 0 and handed.works[run - 1, g, s]:
                    kernel = handed.passed[run - 1, g, s]
                    by_month = np.broadcast_to(kernel, (coefficients.months, len(kernel)))
                    terms.append(negative(lagged(x.taken[run - 1, g, s], by_month, t)))
                if x.pipeline[g, s] != NONE and t < opening.passed.shape[-1]:
                    terms.append((x.pipeline[g, s], -opening.passed[g, s, run + 1, t]))
            if run == 0 and x.by_grade.shape[1] > 1:
                mean = np.tensordot(callers[:, s], calls.passed[:, s], axes=1)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, -part * (calls.worth[s, grade] - 1.0)))
            lp.add_row(ARE_SENT, (run, s, t), terms, equals=0.0)


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
                kernel = handed.assisted[run, g, s, role]
                by_month = np.broadcast_to(kernel, (coefficients.months, len(kernel)))
                terms.append(negative(lagged(x.taken[run, g, s], by_month, t)))
            if x.pipeline[g, s] != NONE and t < opening.assisted.shape[-1]:
                terms.append((x.pipeline[g, s], -opening.assisted[g, s, role, t]))
        lp.add_row(ASSISTANCE, (role, s, t), terms, equals=0.0)
