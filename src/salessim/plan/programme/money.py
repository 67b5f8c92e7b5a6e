"""Money: revenue by whose it is, and what payroll moves with it."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.programme.columns import COHORTS, NEW, NONE, OLD, Columns
from salessim.plan.programme.customers import Customers

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


def revenue_is_billed(rows: Customers, correction: NDArray[np.float64]) -> None:
    """Revenue is what customers order, subscribe to and sign.

    revenue[c,s,t] = correction * (years (orders of customers, relationship and growth
    + subscriptions) + first contracts + opportunities won at once).

    correction: (cohorts, segments, months), 1 where the simulation has not been heard yet.
    """
    response, x, write = rows.response, rows.x, rows.write
    for s, segment in enumerate(response.book.segments):
        orders = response.orders[s]
        for cohort, name in enumerate(COHORTS):
            per_year = rows.today(s)[1]
            worth = per_year + rows.subscription(cohort, s)
            for t, month in enumerate(response.book.months):
                years = float(rows.years[t])
                factor = float(correction[cohort, s, t])
                scale = factor / rows.unit
                terms: Terms = [
                    (x.revenue[cohort, s, t], -1.0),
                    (x.customers[cohort, s, t : t + 2], 0.5 * years * scale * orders.per_customer),
                    (x.relationship[cohort, s, t : t + 2],
                     0.5 * years * scale * orders.per_relationship),
                    (x.growth[cohort, s, t : t + 2], 0.5 * years * scale * per_year),
                ]  # fmt: skip
                if x.subscriptions[cohort, s, t] != NONE:
                    terms.append((x.subscriptions[cohort, s, t : t + 2], 0.5 * years * factor))
                elif cohort == NEW:
                    terms.append((x.wins[s, t], scale * response.prices[s]))
                    terms += rows.open_deals_above_price(s, t, factor)
                for j, opportunity in enumerate(response.opportunities[s]):
                    value = opportunity.worth + opportunity.worth_share * worth
                    if value > 0.0:
                        terms.append(rows.won(s, j, cohort, t, value * scale))
                answered = 0.0
                if cohort == OLD and t < response.opening.won.shape[-1]:
                    answered = -float(response.opening.won[s, t]) * scale
                write.row(f"revenue: {name}, {segment}, {month}", terms, equals=answered)
