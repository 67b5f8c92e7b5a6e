"""Customers: how many stay, how they stand with us, what they bring."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.response import Response, today_shares
from salessim.plan.programme.columns import COHORTS, NEW, NONE, OLD, Columns, Variables
from salessim.plan.programme.work import lagged
from salessim.plan.rows import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


class Customers:
    """The rows of customers. Rates of a month act on the mean of its two ends."""

    def __init__(self, write: Rows, response: Response, x: Variables, unit: float) -> None:
        self.write, self.response, self.x, self.unit = write, response, x, unit
        self.years = response.expected.years
        self.months = response.book.months
        self.keepers = response.heads_at(LOYALTY)
        self.hunters = response.heads_at(CONQUEST)

    @property
    def today_shares(self) -> NDArray[np.float64]:
        """Today's shares of hours, (groups, segments, motions, months)."""
        return today_shares(self.response, self.response.months)

    def today(self, s: int) -> tuple[float, float]:
        """A customer's churn and orders a year at today's relationship."""
        churn, orders = self.response.churn[s], self.response.orders[s]
        bond = float(self.response.expected.world.segments["relationship_today"][s])
        return (
            churn.per_customer + churn.per_relationship * bond,
            orders.per_customer + orders.per_relationship * bond,
        )

    def subscription(self, cohort: int, s: int) -> float:
        """What a customer of a cohort is billed a year, on average at its start."""
        if not self.response.subscribed[s]:
            return 0.0
        base = self.response.base[s]
        if cohort == OLD and base.customers > 0:
            return base.subscriptions / base.customers
        return float(self.response.prices[s])

    def passes(self, s: int, j: int) -> float:
        """Chance that an opportunity is won, over those who keep customers."""
        return float(self.keepers[:, s] @ self.response.opportunities[s][j].passes)

    def won(self, s: int, j: int, cohort: int, t: int, factor: float) -> tuple:
        """Opportunities won in a month, times a factor, as terms."""
        later = self.response.opportunities[s][j].later * self.passes(s, j) * factor
        kernel = np.broadcast_to(later, (self.response.months, len(later)))
        return lagged(self.x.worked[s][cohort, j], kernel, t)

    def write_all(self) -> None:
        """Write every family."""
        for s, segment in enumerate(self.response.book.segments):
            for cohort, name in enumerate(COHORTS):
                self._start(s, cohort, f"{name}, {segment}")
                for t, month in enumerate(self.months):
                    place = f"{name}, {segment}, {month}"
                    self._customers_stay(s, cohort, t, place)
                    self._relationship_moves(s, cohort, t, place)
                    self._contacts_lift(s, cohort, t, place)
                    self._customers_grow(s, cohort, t, place)
                    self._subscriptions_run(s, cohort, t, place)
                    self._opportunities_wait(s, cohort, t, place)
            for t, month in enumerate(self.months):
                self._work_is_shared(s, t, f"{segment}, {month}")

    def _start(self, s: int, cohort: int, place: str) -> None:
        """All stocks begin with today's customers; nobody has been won yet."""
        base = self.response.base[s]
        values = {
            "customers": base.customers,
            "relationship": base.relationship,
            "growth": base.size - base.customers,
            "subscriptions": base.subscriptions / self.unit,
        }
        for stock, value in values.items():
            column = getattr(self.x, stock)[cohort, s, 0]
            if column != NONE:
                begins = value if cohort == OLD else 0.0
                self.write.row(f"{stock}: {place}, start", [(column, 1.0)], equals=begins)
        for j in range(len(self.response.opportunities[s])):
            begins = float(self.response.opening.waiting[s][j]) if cohort == OLD else 0.0
            column = self.x.waiting[s][cohort, j, 0]
            self.write.row(f"waiting {j}: {place}, start", [(column, 1.0)], equals=begins)

    def _mean(self, columns: Columns, cohort: int, s: int, t: int, factor: float) -> tuple:
        return columns[cohort, s, t : t + 2], 0.5 * factor

    def _customers_stay(self, s: int, cohort: int, t: int, place: str) -> None:
        """customers[t+1] = customers[t] - years (c0 customers + c1 relationship) + wins[t]."""
        x, churn, years = self.x, self.response.churn[s], float(self.years[t])
        terms: Terms = [
            (x.customers[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.customers, cohort, s, t, years * churn.per_customer),
            self._mean(x.relationship, cohort, s, t, years * churn.per_relationship),
        ]
        if cohort == NEW:
            terms.append((x.wins[s, t], -1.0))
        self.write.row(f"customers: {place}", terms, equals=0.0)

    def _relationship_moves(self, s: int, cohort: int, t: int, place: str) -> None:
        """The stock of relationship moves towards where contacts lead.

        relationship[t+1] = relationship[t] + years speed (tends_to[t] - relationship)
        - years churn today relationship + what new customers bring.
        """
        x, years, care = self.x, float(self.years[t]), self.response.care[s]
        leaving = self.today(s)[0]
        terms: Terms = [
            (x.relationship[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.relationship, cohort, s, t, years * (care.speed + leaving)),
            (x.tends_to[cohort, s, t], -years * care.speed),
        ]
        if cohort == NEW:
            kept = float(self.hunters[:, s] @ self.response.kept[:, s])
            terms.append((x.wins[s, t], -care.fresh * kept))
        self.write.row(f"relationship: {place}", terms, equals=0.0)

    def _contacts_lift(self, s: int, cohort: int, t: int, place: str) -> None:
        """Contacts lift the relationship, each less than the one before.

        tends_to[t] <= slope[k] contacts[t] / years + level[k] customers, for every piece k;
        contacts[t] <= contacts a year as planned * years * customers.
        """
        x, years, care = self.x, float(self.years[t]), self.response.care[s]
        contacts = x.care[cohort, s, t]
        for k, (slope, level) in enumerate(zip(care.slopes, care.levels, strict=True)):
            terms: Terms = [
                (x.tends_to[cohort, s, t], 1.0),
                self._mean(x.customers, cohort, s, t, -level),
            ]
            if contacts != NONE:
                terms.append((contacts, -slope / years))
            self.write.row(f"care {k}: {place}", terms, most=0.0)
        if contacts != NONE:
            best = float(self.response.care_effect[:, s].max())
            most = care.most_per_year * years * best
            terms = [(contacts, 1.0), self._mean(x.customers, cohort, s, t, -most)]
            self.write.row(f"contacts due: {place}", terms, most=0.0)

    def _customers_grow(self, s: int, cohort: int, t: int, place: str) -> None:
        """growth[t+1] = growth[t] - years churn today growth + what opportunities won add."""
        x, years = self.x, float(self.years[t])
        terms: Terms = [
            (x.growth[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.growth, cohort, s, t, years * self.today(s)[0]),
        ]
        for j, opportunity in enumerate(self.response.opportunities[s]):
            if opportunity.grows > 0.0:
                terms.append(self.won(s, j, cohort, t, -opportunity.grows))
        # A customer may be smaller than the typical one: the stock has no sign.
        self.write.row(f"growth: {place}", terms, equals=0.0)

    def _subscriptions_run(self, s: int, cohort: int, t: int, place: str) -> None:
        """subscriptions[t+1] = subscriptions[t] - what leaves + price wins[t] + growth won."""
        x, years = self.x, float(self.years[t])
        if x.subscriptions[cohort, s, t] == NONE:
            return
        response, churn = self.response, self.response.churn[s]
        leaving, each = self.today(s)[0], self.subscription(cohort, s) / self.unit
        terms: Terms = [
            (x.subscriptions[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.subscriptions, cohort, s, t, years * leaving),
            self._mean(x.customers, cohort, s, t, years * each * (churn.per_customer - leaving)),
            self._mean(x.relationship, cohort, s, t, years * each * churn.per_relationship),
        ]
        for j, opportunity in enumerate(response.opportunities[s]):
            if opportunity.grows > 0.0:
                terms.append(self.won(s, j, cohort, t, -opportunity.grows * each))
        if cohort == NEW:
            terms.append((x.wins[s, t], -response.prices[s] / self.unit))
            terms += self.open_deals_above_price(s, t, -1.0)
        self.write.row(f"subscriptions: {place}", terms, equals=0.0)

    def open_deals_above_price(self, s: int, t: int, factor: float) -> Terms:
        """What today's open deals are worth above the typical contract."""
        opening, price = self.response.opening, float(self.response.prices[s])
        terms: Terms = []
        if t < opening.wins.shape[-1]:
            for g in range(len(self.response.groups)):
                column = self.x.pipeline[g, s]
                if column != NONE:
                    extra = opening.value[g, s, t] - price * opening.wins[g, s, t]
                    terms.append((column, factor * extra / self.unit))
        return terms

    def _opportunities_wait(self, s: int, cohort: int, t: int, place: str) -> None:
        """waiting[t+1] = waiting[t] + opportunities that show - opportunities worked on."""
        x, years = self.x, float(self.years[t])
        for j, opportunity in enumerate(self.response.opportunities[s]):
            terms: Terms = [
                (x.waiting[s][cohort, j, t : t + 2], np.array([-1.0, 1.0])),
                (x.worked[s][cohort, j, t], 1.0),
                self._mean(x.customers, cohort, s, t, -years * opportunity.per_year),
            ]
            self.write.row(f"waiting {j}: {place}", terms, equals=0.0)

    def _work_is_shared(self, s: int, t: int, place: str) -> None:
        """Sum over cohorts of contacts and opportunities = sum over g of what groups make."""
        x = self.x
        made = x.contacts[:, s, t]
        there = made != NONE
        if x.care[OLD, s, t] != NONE:
            effect = self.response.care_effect[there, s]
            terms: Terms = [(x.care[:, s, t], -1.0), (made[there], effect)]
            self.write.row(f"contacts: {place}", terms, equals=0.0)
        for j in range(len(self.response.opportunities[s])):
            own = x.opportunities[s][:, j, t]
            terms = [(x.worked[s][:, j, t], -1.0), (own[own != NONE], 1.0)]
            self.write.row(f"opportunities {j}: {place}", terms, equals=0.0)
