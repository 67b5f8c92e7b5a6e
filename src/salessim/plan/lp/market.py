"""What is sold: firms that are free, leads that follow them and the customers, and the revenue."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.market_course import MarketCourse
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.variables import COHORTS, NEW, OLD, Variables
from salessim.plan.lp.work import negative
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Terms

FREE_AT_START = ConstraintFamily(
    "free at the start", ("segment",), "free[s,0] = firms that are free today"
)
STOCK_OF_FREE_FIRMS = ConstraintFamily(
    "free firms",
    ("segment", "month"),
    "free[s,t+1] = free[s,t] - firms that ask, are met or rest + those that come back",
)
LEADS_FOLLOW = ConstraintFamily(
    "leads",
    ("group", "segment", "month"),
    "leads[g,s,t] <= share[g,s,t] * (leads of free firms and of customers in t)",
    sentence="no more leads come to {where}",
)
BILLED = ConstraintFamily(
    "revenue",
    ("cohort", "segment", "month"),
    "revenue[c,s,t] = correction[c,s,t] * what customers order, renew and sign",
)


def market_is_sold(customers: Customers) -> None:
    """Leads follow the stocks of free firms and of customers, where the scenario says so."""
    coefficients, x = customers.coefficients, customers.x
    market = coefficients.leads.market
    if market is None:
        return
    for s in np.flatnonzero(market.follows):
        asked = [_asking(market, x, int(s), t) for t in range(coefficients.months)]
        for t in range(coefficients.months):
            for g in range(len(coefficients.groups)):
                _leads_follow(customers, market, (g, int(s), t), asked[t])
        if market.is_whole[s]:
            _free_firms(customers, market, int(s), asked)


def _asking(market: MarketCourse, x: Variables, s: int, t: int) -> Terms:
    """Leads of a segment in a month that follow its stocks, as terms.

    per_free * mean free + sum over cohorts and segments of customers, at their means, of
    per_customer * customers + per_relationship * relationship.
    """
    terms: Terms = []
    if x.free[s, t] != NONE:
        terms.append((x.free[s, t : t + 2], 0.5 * market.per_free[s, t]))
    for own in range(len(market.per_customer)):
        for stock, each in (
            (x.customers, float(market.per_customer[own, s, t])),
            (x.relationship, float(market.per_relationship[own, s, t])),
        ):
            if each != 0.0:
                terms.append((stock[:, own, t : t + 2].ravel(), 0.5 * each))
    return terms


def _leads_follow(
    customers: Customers, market: MarketCourse, place: tuple[int, int, int], asked: Terms
) -> None:
    """leads[g,s,t] <= share[g,s,t] * what asks in t."""
    g, s, t = place
    column = customers.x.leads[g, s, t]
    if column == NONE:
        return
    share = float(customers.coefficients.leads.shares[g, s, t])
    terms: Terms = [(column, 1.0)]
    terms += [(columns, -share * np.asarray(part)) for columns, part in asked]
    maximum = share * float(market.typed[s, t])
    customers.lp.add_row(LEADS_FOLLOW, place, terms, maximum=maximum)


def _free_firms(customers: Customers, market: MarketCourse, s: int, asked: list[Terms]) -> None:
    """The stock of free firms: who asks or is called leaves it, who said no or left comes back.

    Firms come back `cooling` months after their no, and their no is `cycle` months after they left.
    """
    coefficients, x, lp = customers.coefficients, customers.x, customers.lp
    lp.add_row(FREE_AT_START, (s,), [(x.free[s, 0], 1.0)], equals=float(market.free[s]))
    for t in range(coefficients.months):
        terms: Terms = [(x.free[s, t : t + 2], np.array([-1.0, 1.0]))]
        terms += asked[t] + _called(coefficients, x, s, t, ("booked", "rested"))
        comes = float(market.growth[s, t])
        if t < market.cooling[s, 0]:
            comes += float(market.back_at_first[s])
        for ended in map(int, market.rested(s, t)):
            terms.append((x.wins[s, ended], 1.0))
            terms += map(negative, _called(coefficients, x, s, ended, ("rested",)))
            terms += map(negative, customers.churned(s, ended))
            begun = ended - int(market.cycle[s])
            if begun >= 0:
                back = asked[begun] + _called(coefficients, x, s, begun, ("booked",))
                terms += map(negative, back)
        lp.add_row(STOCK_OF_FREE_FIRMS, (s, t), terms, equals=comes)


def _called(
    coefficients: LpCoefficients, x: Variables, s: int, t: int, chances: tuple[str, ...]
) -> Terms:
    """Firms that calls of a month bring into a deal (booked), or send to rest, as terms."""
    columns = x.calls[:, s, t]
    there = columns != NONE
    if not there.any():
        return []
    share = sum(getattr(coefficients.calls, name)[there, s, t] for name in chances)
    return [(columns[there], share)]


def revenue_is_billed(customers: Customers, correction: NDArray[np.float64]) -> None:
    """Revenue is what customers order, subscribe to and sign.

    revenue[c,s,t] = correction * (years (orders of customers, relationship and growth)
    + bills subscriptions + first contracts + opportunities won at once).

    correction: (cohorts, segments, months), 1 where the simulation has not been heard yet.
    """
    coefficients, x, lp = customers.coefficients, customers.x, customers.lp
    for s in range(coefficients.segments):
        a_year = [customers.orders_today(s, t) for t in range(coefficients.months)]
        for cohort in range(len(COHORTS)):
            worth = [each + customers.subscription(cohort, s) for each in a_year]
            for t in range(coefficients.months):
                orders, per_year = coefficients.orders[s][t], a_year[t]
                years = float(customers.years[t])
                bills = float(coefficients.expected.bills[t])
                factor = float(correction[cohort, s, t])
                scale = factor / customers.unit
                terms: Terms = [
                    (x.revenue[cohort, s, t], -1.0),
                    (x.customers[cohort, s, t : t + 2], 0.5 * years * scale * orders.per_customer),
                    (x.relationship[cohort, s, t : t + 2],
                     0.5 * years * scale * orders.per_relationship),
                    (x.growth[cohort, s, t : t + 2], 0.5 * years * scale * per_year),
                ]  # fmt: skip
                if x.subscriptions[cohort, s, t] != NONE:
                    terms.append((x.subscriptions[cohort, s, t : t + 2], 0.5 * bills * factor))
                elif cohort == NEW:
                    terms.append((x.wins[s, t], scale * coefficients.prices[s, t]))
                    terms += customers.open_deals_above_price(s, t, factor)
                for j in range(len(coefficients.opportunities[s][0])):
                    values = [
                        (one.worth + one.worth_share * each) * scale
                        for one, each in zip(coefficients.of_opportunity(s, j), worth, strict=True)
                    ]
                    if any(values):
                        terms.append(customers.won(s, j, cohort, t, values))
                answered = 0.0
                if cohort == OLD and t < coefficients.opening.won.shape[-1]:
                    answered = -float(coefficients.opening.won[s, t]) * scale
                lp.add_row(BILLED, (cohort, s, t), terms, equals=answered)
