"""People: how many are kept and hired, month by month, and what they cost."""

import numpy as np

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.payroll import Payroll
from salessim.plan.expected.people import FreeNumber
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.work import lagged, taken_over
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Terms

_GROUP_MONTH = ("group", "month")
NUMBER_OF_PEOPLE = ConstraintFamily(
    "people",
    _GROUP_MONTH,
    "minimum[g] <= kept[g,t] + sum over u <= t of hired[g,u] <= maximum[g]",
)
KEPT = ConstraintFamily(
    "kept",
    _GROUP_MONTH,
    "kept[g,t] = today's in notice, then <= kept[g,t-1], then = kept[g,t-1] after the horizon",
)
FOUND = ConstraintFamily(
    "found", _GROUP_MONTH, "hired[g,t] = 0 before anybody is found and after the horizon"
)
QUOTA_CREDIT = ConstraintFamily(
    "credit", _GROUP_MONTH, "credit[g,t] = what the quotas of g are credited with in t"
)
PAY_AT_RATE = ConstraintFamily(
    "variable", _GROUP_MONTH, "variable[g,t] >= rate[g,t] * credit[g,t]; 0 without a quota"
)
ACCELERATED_PAY = ConstraintFamily(
    "accelerated",
    _GROUP_MONTH,
    "variable[g,t] >= rate * quota + accelerator * rate * (credit[g,t] - quota), quota of all",
)


def numbers_of_people(customers: Customers, free: tuple[FreeNumber, ...]) -> None:
    """People come and go within their bounds.

    minimum <= kept[t] + sum over u <= t of hired[u] <= maximum; kept[t] <= kept[t-1];
    kept[t] = today's before notice runs out; hired[u] = 0 before anybody can be found, and after
    the horizon nobody comes or goes.
    """
    lp, x = customers.lp, customers.x
    printed = customers.coefficients.printed
    for one in free:
        group = customers.coefficients.groups[one.group]
        for t in range(customers.coefficients.months):
            kept, hired = x.kept[one.group, t], x.hired[one.group, : t + 1]
            at = (one.group, t)
            both: Terms = [(kept, 1.0), (hired, 1.0)]
            lp.add_row(NUMBER_OF_PEOPLE, at, both, minimum=one.minimum, maximum=one.maximum)
            if t < max(1, one.notice):
                lp.add_row(KEPT, at, [(kept, 1.0)], equals=float(group.size))
            elif t < printed:
                before = x.kept[one.group, t - 1]
                lp.add_row(KEPT, at, [(kept, 1.0), (before, -1.0)], maximum=0.0)
            else:
                before = x.kept[one.group, t - 1]
                lp.add_row(KEPT, at, [(kept, 1.0), (before, -1.0)], equals=0.0)
            if t < one.found_in or t >= printed:
                lp.add_row(FOUND, at, [(x.hired[one.group, t], 1.0)], equals=0.0)


def payroll_terms(
    customers: Customers, pay: Payroll, free: tuple[FreeNumber, ...], months: int
) -> tuple[Terms, float]:
    """Return payroll over the first `months` as terms and a constant, in units of money."""
    x, coefficients, unit = customers.x, customers.coefficients, customers.unit
    by_group = {one.group: one for one in free}
    terms: Terms = []
    constant = float(pay.managers[:months].sum())
    for g in range(len(coefficients.groups)):
        fixed = pay.fixed[g, :months]
        one = by_group.get(g)
        if one is None:
            constant += float((fixed * coefficients.hours.heads[g, :months]).sum())
        else:
            kept = x.kept[g, :months]
            terms.append((kept, fixed / unit))
            cost = (one.paid[:months, :months] * fixed).sum(axis=1)
            terms.append((x.hired[g, :months], cost / unit))
            gone = float(pay.severance[g]) / unit
            terms += [(kept[:-1], gone), (kept[1:], -gone)]
        terms.append((x.variable[g, :months], 1.0 + float(pay.charges[g])))
    return terms, constant / unit


def variable_pay(customers: Customers, pay: Payroll, free: tuple[FreeNumber, ...]) -> None:
    """Variable pay follows what quotas are credited with.

    variable[g,t] >= rate credit[g,t], and >= rate quota people + accelerator rate
    (credit[g,t] - quota people),

    with the rate of variable pay on credit: the convex part of a pay plan. Caps and thresholds
    are left to the simulation.
    """
    lp, x, coefficients = customers.lp, customers.x, customers.coefficients
    by_group = {one.group: one for one in free}
    for g in range(len(coefficients.groups)):
        for t in range(coefficients.months):
            credited = credit_terms(customers, pay, g, t)
            lp.add_row(QUOTA_CREDIT, (g, t), [*credited, (x.credit[g, t], -1.0)], equals=0.0)
            quota, target = float(pay.quota[g, t]), float(pay.target_variable[g, t])
            if quota <= 0.0 or target <= 0.0:
                lp.add_row(PAY_AT_RATE, (g, t), [(x.variable[g, t], 1.0)], equals=0.0)
                continue
            rate = target / quota
            below: Terms = [(x.variable[g, t], 1.0), (x.credit[g, t], -rate)]
            lp.add_row(PAY_AT_RATE, (g, t), below, minimum=0.0)
            steep = float(pay.accelerator[g])
            if steep > 1.0:
                extra = target * (1.0 - steep) / customers.unit
                above: Terms = [(x.variable[g, t], 1.0), (x.credit[g, t], -steep * rate)]
                minimum = 0.0
                one = by_group.get(g)
                if one is None:
                    minimum = extra * float(coefficients.hours.heads[g, t])
                else:
                    above.append((x.kept[g, t], -extra))
                    above.append((x.hired[g, : t + 1], -extra * one.paid[: t + 1, t]))
                lp.add_row(ACCELERATED_PAY, (g, t), above, minimum=minimum)


def credit_terms(customers: Customers, pay: Payroll, g: int, t: int) -> Terms:
    """What a group is credited with in a month, in units of money, as `rules.winning` does it.

    Who hands a new customer over shares the credit with those who keep the segment's customers.
    """
    x, coefficients, unit = customers.x, customers.coefficients, customers.unit
    group = coefficients.groups[g]
    terms: Terms = []
    for s in range(coefficients.segments):
        if pay.by_revenue[g] and group.serves[s, LOYALTY]:
            terms.append((x.revenue[:, s, t], float(customers.keepers[g, s])))
            continue
        # A subscription's revenue is its keeper's; what is billed at once is the seller's.
        credited = 1.0 - _handed_on(customers, pay, g, s)
        if pay.by_revenue[g]:
            credited = 0.0 if coefficients.subscribed[s] else 1.0
        terms += _contracts_won(customers, g, s, t, credited)
        if group.serves[s, LOYALTY]:
            for seller in range(len(coefficients.groups)):
                part = _handed_on(customers, pay, seller, s) * float(customers.keepers[g, s])
                terms += _contracts_won(customers, seller, s, t, part)
            worth = customers.today(s)[1] + customers.subscription(0, s)
            for j, one in enumerate(coefficients.opportunities[s]):
                value = one.worth + (one.worth_share + one.grows) * worth
                later = one.later * float(one.passes[g]) * value / unit
                kernel = np.broadcast_to(later, (coefficients.months, len(later)))
                terms.append(lagged(x.opportunities[s][g, j], kernel, t))
    return terms


def _handed_on(customers: Customers, pay: Payroll, g: int, s: int) -> float:
    """Share of the credit for a segment's contracts that a group hands on to their keepers."""
    group = customers.coefficients.groups[g]
    keeps_itself = bool(group.serves[s, LOYALTY])
    if keeps_itself or not customers.keepers[:, s].any():
        return 0.0
    return float(pay.shared[g])


def _contracts_won(customers: Customers, g: int, s: int, t: int, factor: float) -> Terms:
    """Value of the first contracts that a group wins in a month, times a factor."""
    x, coefficients, unit = customers.x, customers.coefficients, customers.unit
    if factor == 0.0 or not coefficients.groups[g].serves[s, CONQUEST]:
        return []
    price = factor * float(coefficients.prices[s]) / unit
    terms: Terms = []
    for begun, wins in (
        (x.calls[g, s], coefficients.calls.wins[g, s]),
        (x.leads[g, s], coefficients.leads.wins[g, s]),
        (x.referrals[g, s], coefficients.leads.referral_wins[g, s]),
    ):
        columns, part = lagged(begun, wins, t)
        terms.append((columns, part * price))
    taken = taken_over(coefficients, x, "wins", g, s, t)
    terms += [(begun, np.asarray(won) * price) for begun, won in taken]
    if x.pipeline[g, s] != NONE and t < coefficients.opening.value.shape[-1]:
        value = factor * float(coefficients.opening.value[g, s, t]) / unit
        terms.append((x.pipeline[g, s], value))
    return terms
