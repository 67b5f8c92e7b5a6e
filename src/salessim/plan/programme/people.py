"""People: how many are kept and hired, month by month, and what they cost."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.payroll import FreeNumber, Payroll
from salessim.plan.programme.columns import NONE, Columns
from salessim.plan.programme.customers import Customers
from salessim.plan.programme.work import lagged

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


def numbers_of_people(rows: Customers, free: tuple[FreeNumber, ...]) -> None:
    """People come and go within their bounds.

    Least <= kept[t] + sum over u <= t of hired[u] <= most; kept[t] <= kept[t-1];
    kept[t] = today's before notice runs out; hired[u] = 0 before anybody can be found, and after
    the horizon nobody comes or goes.
    """
    write, x, months = rows.write, rows.x, rows.response.book.months
    printed = rows.response.printed
    for one in free:
        group = rows.response.groups[one.group]
        for t, month in enumerate(months):
            kept, hired = x.kept[one.group, t], x.hired[one.group, : t + 1]
            place = f"{group.name}, {month}"
            both: Terms = [(kept, 1.0), (hired, 1.0)]
            write.row(f"people: {place}", both, least=one.least, most=one.most)
            if t < max(1, one.notice):
                write.row(f"kept: {place}", [(kept, 1.0)], equals=float(group.size))
            elif t < printed:
                before = x.kept[one.group, t - 1]
                write.row(f"kept: {place}", [(kept, 1.0), (before, -1.0)], most=0.0)
            else:
                before = x.kept[one.group, t - 1]
                write.row(f"kept: {place}", [(kept, 1.0), (before, -1.0)], equals=0.0)
            if t < one.found_in or t >= printed:
                write.row(f"found: {place}", [(x.hired[one.group, t], 1.0)], equals=0.0)


def payroll_terms(
    rows: Customers, pay: Payroll, free: tuple[FreeNumber, ...], months: int
) -> tuple[Terms, float]:
    """Return payroll over the first `months` as terms and a constant, in units of money."""
    x, response, unit = rows.x, rows.response, rows.unit
    by_group = {one.group: one for one in free}
    terms: Terms = []
    constant = float(pay.managers[:months].sum())
    for g in range(len(response.groups)):
        fixed = pay.fixed[g, :months]
        one = by_group.get(g)
        if one is None:
            constant += float((fixed * response.hours.heads[g, :months]).sum())
        else:
            kept = x.kept[g, :months]
            terms.append((kept, fixed / unit))
            cost = (one.paid[:months, :months] * fixed).sum(axis=1)
            terms.append((x.hired[g, :months], cost / unit))
            gone = float(pay.severance[g]) / unit
            terms += [(kept[:-1], gone), (kept[1:], -gone)]
        terms.append((x.variable[g, :months], 1.0 + float(pay.charges[g])))
    return terms, constant / unit


def variable_pay(rows: Customers, pay: Payroll, free: tuple[FreeNumber, ...]) -> None:
    """Variable pay follows what quotas are credited with.

    variable[g,t] >= rate credit[g,t], and >= rate quota people + accelerator rate
    (credit[g,t] - quota people),

    with the rate of variable pay on credit: the convex part of a pay plan. Caps and thresholds
    are left to the simulation.
    """
    write, x, response = rows.write, rows.x, rows.response
    by_group = {one.group: one for one in free}
    for g, group in enumerate(response.groups):
        for t, month in enumerate(response.book.months):
            place = f"{group.name}, {month}"
            write.row(f"credit: {place}", [*credit_terms(rows, pay, g, t), (x.credit[g, t], -1.0)],
                      equals=0.0)  # fmt: skip
            quota, target = float(pay.quota[g, t]), float(pay.target_variable[g, t])
            if quota <= 0.0 or target <= 0.0:
                write.row(f"variable: {place}", [(x.variable[g, t], 1.0)], equals=0.0)
                continue
            rate = target / quota
            below: Terms = [(x.variable[g, t], 1.0), (x.credit[g, t], -rate)]
            write.row(f"variable: {place}", below, least=0.0)
            steep = float(pay.accelerator[g])
            if steep > 1.0:
                extra = target * (1.0 - steep) / rows.unit
                above: Terms = [(x.variable[g, t], 1.0), (x.credit[g, t], -steep * rate)]
                least = 0.0
                one = by_group.get(g)
                if one is None:
                    least = extra * float(response.hours.heads[g, t])
                else:
                    above.append((x.kept[g, t], -extra))
                    above.append((x.hired[g, : t + 1], -extra * one.paid[: t + 1, t]))
                write.row(f"accelerated: {place}", above, least=least)


def credit_terms(rows: Customers, pay: Payroll, g: int, t: int) -> Terms:
    """What a group is credited with in a month, in units of money."""
    x, response, unit = rows.x, rows.response, rows.unit
    group = response.groups[g]
    terms: Terms = []
    for s in range(response.segments):
        price = float(response.prices[s]) / unit
        if pay.by_revenue[g] and group.serves[s, LOYALTY]:
            terms.append((x.revenue[:, s, t], float(rows.keepers[g, s])))
            continue
        if group.serves[s, CONQUEST]:
            for begun, wins in (
                (x.calls[g, s], response.calls.wins[g, s]),
                (x.leads[g, s], response.leads.wins[g, s]),
                (x.referrals[g, s], response.leads.referral_wins[g, s]),
            ):
                columns, part = lagged(begun, wins, t)
                terms.append((columns, part * price))
            if x.pipeline[g, s] != NONE and t < response.opening.value.shape[-1]:
                value = float(response.opening.value[g, s, t]) / unit
                terms.append((x.pipeline[g, s], value))
        if group.serves[s, LOYALTY]:
            worth = rows.today(s)[1] + rows.subscription(0, s)
            for j, one in enumerate(response.opportunities[s]):
                value = one.worth + (one.worth_share + one.grows) * worth
                later = one.later * float(one.passes[g]) * value / unit
                kernel = np.broadcast_to(later, (response.months, len(later)))
                terms.append(lagged(x.opportunities[s][g, j], kernel, t))
    return terms
