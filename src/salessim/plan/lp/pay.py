"""Pay: what people and managers cost, month by month, and what counts for their variable pay."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import (
    ATTAINMENT,
    BOOKINGS,
    COLLECTED,
    CONQUEST,
    CONTRACTS,
    LOYALTY,
    MEETINGS,
    NOBODY,
    RENEWALS,
)
from salessim.plan.expected.payroll import OF_MONEY, PayLine, Payroll, PaySource
from salessim.plan.expected.people import FreeNumber
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.hand_over import first_meetings
from salessim.plan.lp.people import assured_terms, of_people
from salessim.plan.lp.variables import NEW, OLD
from salessim.plan.lp.work import lagged, taken_over
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Term, Terms
from salessim.units import DAYS_PER_MONTH, SECONDS_PER_DAY

CREDIT = ConstraintFamily(
    "credit",
    ("component", "month"),
    "credit[k,t] = what people do in t that counts for component k",
)
PAID_BY_TIER = ConstraintFamily(
    "paid by tier",
    ("component", "tier", "month"),
    "variable[k,t] >= sum over the months u of the period that ends in t of "
    "slope[k,tier,u] * credit[k,u] - offset[k,tier,u] * people[u]",
)


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
            heads = coefficients.hours.heads[g, :months] + coefficients.hours.paid_away[g, :months]
            constant += float((fixed * heads).sum())
        else:
            fixed = fixed + pay.led[g, :months]
            constant -= float(pay.led[g, :months].sum()) * coefficients.groups[g].size
            kept = x.kept[g, :months]
            terms.append((kept, fixed / unit))
            cost = (one.paid[:months, :months] * fixed).sum(axis=1)
            terms.append((x.hired[g, :months], cost / unit))
            gone = float(pay.severance[g]) / unit
            terms += [(kept[:-1], gone), (kept[1:], -gone)]
        charged = 1.0 + float(pay.charges[g])
        assured = assured_terms(coefficients, x, g, months)
        terms += [(columns, charged * np.asarray(part)) for columns, part in assured]
    for number, line in enumerate(pay.lines):
        paid = x.variable[number, :months]
        terms.append((paid[paid != NONE], 1.0 + line.charges))
    return terms, constant / unit


def variable_pay(customers: Customers, pay: Payroll, free: tuple[FreeNumber, ...]) -> None:
    """Variable pay follows what counts for each component, over its pay periods.

    variable[k,t] >= sum over the period of slope[k,tier] credit[k] - offset[k,tier] people: rates
    that rise are the largest of these lines.
    """
    lp, x = customers.lp, customers.x
    by_group = {one.group: one for one in free}
    for number, line in enumerate(pay.lines):
        for t in np.flatnonzero(line.ends != NOBODY):
            terms = credit_terms(customers, pay, line, int(t))
            terms.append((x.credit[number, t], -1.0))
            lp.add_row(CREDIT, (number, int(t)), terms, equals=0.0)
        scale = 1.0 if line.of in OF_MONEY else 1.0 / customers.unit
        for end, months, tier in _tiers(line):
            slopes = line.slopes[tier, months] * scale
            less, constant = _less_of_lower_tiers(
                customers, line, by_group.get(line.group), months, line.offsets[tier, months]
            )
            row: Terms = [(x.variable[number, end], 1.0), (x.credit[number, months], -slopes)]
            lp.add_row(PAID_BY_TIER, (number, tier, end), row + less, minimum=-constant)


def _tiers(line: PayLine) -> Iterator[tuple[int, NDArray[np.intp], int]]:
    """Last month, months and tier of each line of each pay period, lines that repeat left out."""
    for end in np.unique(line.ends[line.ends != NOBODY]).tolist():
        months = np.flatnonzero(line.ends == end)
        before: NDArray[np.float64] | None = None
        for tier in range(len(line.slopes)):
            rates = np.stack([line.slopes[tier, months], line.offsets[tier, months]])
            if before is None or (rates != before).any():
                yield end, months, tier
            before = rates


def _less_of_lower_tiers(
    customers: Customers,
    line: PayLine,
    free: FreeNumber | None,
    months: NDArray[np.intp],
    offsets: NDArray[np.float64],
) -> tuple[Terms, float]:
    """What lower tiers pay less over a period, in units: as terms where people are free, and alone.

    offsets: (months,) currency of one person; of all managers together.
    """
    offsets = offsets / customers.unit
    if line.group == NOBODY:
        return [], float(offsets.sum())
    terms: Terms = []
    constant = 0.0
    for t, each in zip(months.tolist(), offsets.tolist(), strict=True):
        people, alone = of_people(customers, line.group, free, t, each)
        terms += people
        constant += alone
    return terms, constant


def credit_terms(customers: Customers, pay: Payroll, line: PayLine, t: int) -> Terms:
    """What counts for a component in a month: money in units, numbers, or an attainment."""
    x, coefficients = customers.x, customers.coefficients
    held_by = {source.group for source in line.sources if source.of == MEETINGS}
    terms: Terms = []
    for source in line.sources:
        weight = float(source.weights[t])
        if weight == 0.0:
            continue
        if line.of == ATTAINMENT and source.of in OF_MONEY:
            weight *= customers.unit
        counted: Terms = []
        for s in np.flatnonzero(source.segments).tolist():
            if source.of in OF_MONEY:
                counted += _money(customers, pay, source, s, t)
            elif source.of in (CONTRACTS, RENEWALS):
                counted += _contracts(customers, source, s, t)
            elif source.motions[CONQUEST]:
                met = first_meetings(coefficients, x, source, s, t, held_by)
                of_products = float(source.numbers[s, t])
                counted += [(columns, of_products * np.asarray(part)) for columns, part in met]
        terms += [(columns, weight * np.asarray(part)) for columns, part in counted]
    return terms


def _money(customers: Customers, pay: Payroll, source: PaySource, s: int, t: int) -> Terms:
    """Money in a segment that counts; what is collected is what was billed so long before."""
    if source.of != COLLECTED:
        return _credited(customers, pay, source, s, t)
    world = customers.coefficients.expected.world
    later = float(world.contracts["paid_after"][s]) / SECONDS_PER_DAY / DAYS_PER_MONTH
    terms: Terms = []
    for months, share in ((int(later), 1.0 - later % 1.0), (int(later) + 1, later % 1.0)):
        if t >= months and share > 0.0:
            billed = _credited(customers, pay, source, s, t - months)
            terms += [(columns, share * np.asarray(part)) for columns, part in billed]
    return terms


def _credited(customers: Customers, pay: Payroll, source: PaySource, s: int, t: int) -> Terms:
    """Money of a segment with which a group is credited, in units, as `rules.winning` does it.

    Who hands a new customer over shares the credit with those who keep the segment's customers.
    """
    x, coefficients = customers.x, customers.coefficients
    g, by_revenue = source.group, source.of != BOOKINGS
    group = coefficients.groups[g]
    new, old = bool(source.motions[CONQUEST]), bool(source.motions[LOYALTY])
    terms: Terms = []
    if by_revenue and group.serves[s, LOYALTY]:
        cohorts = [cohort for cohort, counts in ((OLD, old), (NEW, new)) if counts]
        return [(x.revenue[cohorts, s, t], float(customers.keepers[g, s]))]
    # A subscription's revenue is its keeper's; what is billed at once is the seller's.
    credited = 1.0 - _handed_on(customers, pay, g, s)
    if by_revenue:
        credited = 0.0 if coefficients.subscribed[s] else 1.0
    if new:
        terms += _money_of_first_contracts(customers, source, g, s, t, credited)
    if not group.serves[s, LOYALTY]:
        return terms
    if new:
        for seller in range(len(coefficients.groups)):
            part = _handed_on(customers, pay, seller, s) * float(customers.keepers[g, s])
            terms += _money_of_first_contracts(customers, source, seller, s, t, part)
    if old:
        worth = [
            customers.orders_today(s, month) + customers.subscription(0, s)
            for month in range(coefficients.months)
        ]
        for j in range(len(coefficients.opportunities[s][0])):
            values = _worth_of_products(customers, source, s, j, worth)
            terms.append(_answered(customers, g, s, j, t, values))
    return terms


def _worth_of_products(
    customers: Customers, source: PaySource, s: int, j: int, worth: list[float]
) -> list[float]:
    """What an opportunity is worth for a component, in units, by the month of its work.

    worth: currency a year of the customer.
    """
    coefficients, found = customers.coefficients, []
    for t, one in enumerate(coefficients.of_opportunity(s, j)):
        is_price = coefficients.expected.world.steps[one.step, s].worth_is_product
        at_once = source.prices[s, t] if is_price else source.numbers[s, t]
        share = (one.worth_share + one.grows) * source.numbers[s, t]
        found.append(float(one.worth * at_once + share * worth[t]) / customers.unit)
    return found


def _contracts(customers: Customers, source: PaySource, s: int, t: int) -> Terms:
    """Contracts that a group wins in a segment, or of them those that keep what a customer pays."""
    coefficients, g = customers.coefficients, source.group
    terms: Terms = []
    if source.motions[CONQUEST] and source.of == CONTRACTS:
        said_yes = max(0, t - int(customers.contracts[s].pilot_months))
        each, opening = float(source.numbers[s, said_yes]), coefficients.opening
        today = _today_of(source, opening.wins, opening.wins_of)
        terms += _first_contracts(customers, g, s, t, each, today)
    if source.motions[LOYALTY] and coefficients.groups[g].serves[s, LOYALTY]:
        for j in range(len(coefficients.opportunities[s][0])):
            counts = [
                float(source.of == CONTRACTS or one.grows == 0.0) * float(source.numbers[s, month])
                for month, one in enumerate(coefficients.of_opportunity(s, j))
            ]
            terms.append(_answered(customers, g, s, j, t, counts))
    return terms


def _answered(customers: Customers, g: int, s: int, j: int, t: int, values: list[float]) -> Term:
    """Opportunities that a group wins in a month, each times the value of the month of its work."""
    kernel = np.array(
        [
            one.later * float(one.passes[g]) * value
            for one, value in zip(customers.coefficients.of_opportunity(s, j), values, strict=True)
        ]
    )
    return lagged(customers.x.opportunities[s][g, j], kernel, t)


def _handed_on(customers: Customers, pay: Payroll, g: int, s: int) -> float:
    """Share of the credit for a segment's contracts that a group hands on to their keepers."""
    group = customers.coefficients.groups[g]
    keeps_itself = bool(group.serves[s, LOYALTY])
    if keeps_itself or not customers.keepers[:, s].any():
        return 0.0
    return float(pay.shared[g])


def _today_of(
    source: PaySource, of_all: NDArray[np.float64], of_each: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What today's open deals come to, of the products that count: (groups, segments, months)."""
    if source.products is None:
        return of_all
    return np.asarray(of_each[source.products].sum(axis=0))


def _money_of_first_contracts(
    customers: Customers, source: PaySource, g: int, s: int, t: int, factor: float
) -> Terms:
    """Value of the first contracts that a group wins in a month, times a factor, in units.

    Of them those of the products that count for `source`.
    """
    if factor == 0.0:
        return []
    scale = factor / customers.unit
    said_yes = max(0, t - int(customers.contracts[s].pilot_months))
    coefficients, opening = customers.coefficients, customers.coefficients.opening
    each = scale * float(coefficients.prices[s, said_yes] * source.prices[s, said_yes])
    today = scale * _today_of(source, opening.value, opening.value_of)
    return _first_contracts(customers, g, s, t, each, today)


def _first_contracts(
    customers: Customers, g: int, s: int, t: int, each: float, opening: NDArray[np.float64]
) -> Terms:
    """First contracts that a group wins in a month, each as worth; after a pilot those that pass.

    t: month of the signing. opening: (groups, segments, months) those of today's open deals, as
    worth.
    """
    x, coefficients = customers.x, customers.coefficients
    t -= int(customers.contracts[s].pilot_months)
    if t < 0 or not coefficients.groups[g].serves[s, CONQUEST]:
        return []
    each *= customers.passes(s)
    opening = customers.passes(s) * opening
    terms: Terms = []
    for begun, wins in (
        (x.calls[g, s], coefficients.calls.wins[g, s]),
        (x.leads[g, s], coefficients.leads.wins[g, s]),
        (x.referrals[g, s], coefficients.leads.referral_wins[g, s]),
    ):
        columns, part = lagged(begun, wins, t)
        terms.append((columns, part * each))
    taken = taken_over(coefficients, x, "wins", g, s, t)
    terms += [(begun, np.asarray(won) * each) for begun, won in taken]
    if x.pipeline[g, s] != NONE and t < opening.shape[-1]:
        terms.append((x.pipeline[g, s], float(opening[g, s, t])))
    return terms
