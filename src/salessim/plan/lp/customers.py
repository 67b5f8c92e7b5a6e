"""Customers: how many stay, how they stand with us, and what they subscribe to."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.lp.variables import COHORTS, NEW, OLD, Variables
from salessim.plan.lp.work import lagged
from salessim.plan.solving.linear_program import NONE, Columns, ConstraintFamily, LpBuilder, Terms
from salessim.units import MONTHS_PER_YEAR

_FLOW = ("cohort", "segment", "month")
TODAY = ConstraintFamily(
    "today's stock", ("stock", "cohort", "segment"), "stock[c,s,0] = today's; 0 of those to be won"
)
WAITING_TODAY = ConstraintFamily(
    "waiting today",
    ("cohort", "segment", "step"),
    "waiting[c,s,j,0] = those that wait today",
)
STOCK_OF_CUSTOMERS = ConstraintFamily(
    "customers",
    _FLOW,
    "customers[t+1] = customers[t] - churn(customers, relationship) + wins[t] - pilots refused",
)
STOCK_OF_RELATIONSHIP = ConstraintFamily(
    "relationship",
    _FLOW,
    "relationship[t+1] = relationship[t] + speed (tends_to[t] - relationship) - churn + of the new",
)
CONTACTS_LIFT = ConstraintFamily(
    "contacts lift",
    ("cohort", "segment", "piece", "month"),
    "tends_to[t] <= slope[k] care[t] / years[t] + level[k] customers",
)
AS_OFTEN_AS_PLANNED = ConstraintFamily(
    "contacts as planned", _FLOW, "care[t] <= contacts a year as planned * years[t] * customers"
)
STOCK_OF_GROWTH = ConstraintFamily(
    "growth", _FLOW, "growth[t+1] = growth[t] - churn of growth + opportunities won"
)
STOCK_OF_SUBSCRIPTIONS = ConstraintFamily(
    "subscriptions",
    _FLOW,
    "subscriptions[t+1] = subscriptions[t] - what leaves + price wins[t] + opportunities won",
)
OPPORTUNITIES_WAIT = ConstraintFamily(
    "waiting",
    ("cohort", "segment", "step", "month"),
    "waiting[t+1] = waiting[t] + opportunities that show - worked[t]",
)
CONTACTS_SHARED = ConstraintFamily(
    "contacts", ("segment", "month"), "sum over c of care[c,s,t] = sum over g of contacts[g,s,t]"
)
OPPORTUNITIES_SHARED = ConstraintFamily(
    "opportunities",
    ("segment", "step", "month"),
    "sum over c of worked[c,s,j,t] = sum over g of opportunities[g,s,j,t]",
)


class Customers:
    """The rows of customers. Rates of a month act on the mean of its two ends."""

    def __init__(
        self, lp: LpBuilder, coefficients: LpCoefficients, x: Variables, unit: float
    ) -> None:
        self.lp, self.coefficients, self.x, self.unit = lp, coefficients, x, unit
        self.years = coefficients.expected.years
        self.keepers = coefficients.keepers()
        self.hunters = coefficients.winners()
        self.contracts = coefficients.expected.inputs.world.contracts

    @property
    def today_shares(self) -> NDArray[np.float64]:
        """Today's shares of hours, (groups, segments, motions, months)."""
        return today_shares(self.coefficients, self.coefficients.months)

    def orders_today(self, s: int, t: int) -> float:
        """A customer's orders a year in a month, at today's relationship."""
        orders = self.coefficients.orders[s][t]
        bond = float(self.coefficients.expected.world.segments["relationship_today"][s])
        return orders.per_customer + orders.per_relationship * bond

    def left(self, cohort: int, s: int, t: int) -> float:
        """Churn a year of those who are still there, at today's relationship."""
        return float(self.coefficients.churn_today[0, cohort, s, t])

    def value_left(self, cohort: int, s: int, t: int) -> float:
        """The same of what they pay: some only make their contract smaller."""
        return float(self.coefficients.churn_today[1, cohort, s, t])

    def of_pilots(self, s: int, t: int, each: float) -> Terms:
        """What a pilot that ends in a month changes, for one won, as terms."""
        months = int(self.contracts[s].pilot_months)
        if months == 0 or t < months:
            return []
        return [(self.x.wins[s, t - months], -each)]

    def on_pilot(self, s: int, t: int, each: float, per_relationship: float) -> Terms:
        """What firms on pilot count for in a month, the mean of its two ends, as terms.

        Nobody leaves while a pilot runs: what goes by churn leaves them out. Their relationship is
        that of who is not contacted. At more of it, stocks could fall below zero.
        """
        months = int(self.contracts[s].pilot_months)
        terms: Terms = []
        for end in (t, t + 1):
            for won in range(max(0, end - months), end):
                bond = self._fresh_bond(s) * self._bond_left(s, won, end)
                terms.append((self.x.wins[s, won], 0.5 * (each + per_relationship * bond)))
        return terms

    def _leaving(self, s: int, cohort: int, t: int) -> Terms:
        """Customers who leave in a month, as terms: years (c0 customers + c1 relationship)."""
        x, churn = self.x, self.coefficients.churn[s][t]
        years = float(self.years[t]) * self.left(cohort, s, t)
        terms: Terms = [
            self._mean(x.customers, cohort, s, t, years * churn.per_customer),
            self._mean(x.relationship, cohort, s, t, years * churn.per_relationship),
        ]
        if cohort == NEW:
            factors = -years * churn.per_customer, -years * churn.per_relationship
            terms += self.on_pilot(s, t, *factors)
        return terms

    def _fresh_bond(self, s: int) -> float:
        """Relationship of a firm that has just been won."""
        kept = float(self.hunters[:, s] @ self.coefficients.kept[:, s])
        return float(self.coefficients.care[s].fresh) * kept

    def subscription(self, cohort: int, s: int) -> float:
        """What a customer of a cohort is billed a year, on average at its start."""
        if not self.coefficients.subscribed[s]:
            return 0.0
        base = self.coefficients.base[s]
        if cohort == OLD and base.customers > 0:
            return base.subscriptions / base.customers
        return float(self.coefficients.prices[s, 0])

    def won(self, s: int, j: int, cohort: int, t: int, factors: list[float]) -> tuple:
        """Opportunities won in a month, each times the factor of the month of its work, as terms.

        Chances are those over all who keep customers.
        """
        kernel = np.array(
            [
                one.later * float(self.keepers[:, s] @ one.passes) * factor
                for one, factor in zip(self.coefficients.of_opportunity(s, j), factors, strict=True)
            ]
        )
        return lagged(self.x.worked[s][cohort, j], kernel, t)

    def write_all(self) -> None:
        """Write every family."""
        months = range(self.coefficients.months)
        for s in range(self.coefficients.segments):
            for cohort in range(len(COHORTS)):
                self._start(s, cohort)
                for t in months:
                    self._customers_stay(s, cohort, t)
                    self._relationship_moves(s, cohort, t)
                    self._contacts_lift(s, cohort, t)
                    self._customers_grow(s, cohort, t)
                    self._subscriptions_run(s, cohort, t)
                    self._opportunities_wait(s, cohort, t)
            for t in months:
                self._work_is_shared(s, t)

    def _start(self, s: int, cohort: int) -> None:
        """All stocks begin with today's customers; nobody has been won yet."""
        base = self.coefficients.base[s]
        stocks = (
            (self.x.customers, base.customers),
            (self.x.relationship, base.relationship),
            (self.x.growth, base.size - base.customers),
            (self.x.subscriptions, base.subscriptions / self.unit),
        )
        for k, (columns, value) in enumerate(stocks):
            column = columns[cohort, s, 0]
            if column != NONE:
                begins = value if cohort == OLD else 0.0
                self.lp.add_row(TODAY, (k, cohort, s), [(column, 1.0)], equals=begins)
        for j in range(len(self.coefficients.opportunities[s][0])):
            begins = float(self.coefficients.opening.waiting[s][j]) if cohort == OLD else 0.0
            column = self.x.waiting[s][cohort, j, 0]
            self.lp.add_row(WAITING_TODAY, (cohort, s, j), [(column, 1.0)], equals=begins)

    def _mean(self, columns: Columns, cohort: int, s: int, t: int, factor: float) -> tuple:
        return columns[cohort, s, t : t + 2], 0.5 * factor

    def _customers_stay(self, s: int, cohort: int, t: int) -> None:
        """customers[t+1] = customers[t] - years (c0 customers + c1 relationship) + wins[t]."""
        x = self.x
        terms: Terms = [(x.customers[cohort, s, t : t + 2], np.array([-1.0, 1.0]))]
        terms += self._leaving(s, cohort, t)
        if cohort == NEW:
            terms.append((x.wins[s, t], -1.0))
            terms += self.of_pilots(s, t, self.passes(s) - 1.0)
        self.lp.add_row(STOCK_OF_CUSTOMERS, (cohort, s, t), terms, equals=0.0)

    def passes(self, s: int) -> float:
        """Share of a segment's pilots that go on as contracts; 1 where there are none."""
        row = self.contracts[s]
        return float(row.pilot_passes) if row.pilot_months > 0.0 else 1.0

    def pilot_price(self, s: int) -> float:
        """Price of a segment's contracts at first, against the full one."""
        row = self.contracts[s]
        return float(row.pilot_price) if row.pilot_months > 0.0 else 1.0

    def churned(self, s: int, t: int) -> Terms:
        """Customers who leave in a month, those included whose pilots do not pass, as terms."""
        terms: Terms = []
        for cohort in range(len(COHORTS)):
            terms += self._leaving(s, cohort, t)
        return terms + self.of_pilots(s, t, self.passes(s) - 1.0)

    def _relationship_moves(self, s: int, cohort: int, t: int) -> None:
        """The stock of relationship moves towards where contacts lead.

        relationship[t+1] = relationship[t] + years speed (tends_to[t] - relationship)
        - years churn today relationship + what new customers bring; none of a pilot's leaves.
        """
        x, years, care = self.x, float(self.years[t]), self.coefficients.care[s]
        leaving = self.left(cohort, s, t)
        terms: Terms = [
            (x.relationship[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.relationship, cohort, s, t, years * (care.speed + leaving)),
            (x.tends_to[cohort, s, t], -years * care.speed),
        ]
        if cohort == NEW:
            terms.append((x.wins[s, t], -self._fresh_bond(s)))
            left = self._fresh_bond(s) * self._bond_after_pilot(s, t)
            terms += self.of_pilots(s, t, left * (self.passes(s) - 1.0))
            terms += self.on_pilot(s, t, 0.0, -years * leaving)
        self.lp.add_row(STOCK_OF_RELATIONSHIP, (cohort, s, t), terms, equals=0.0)

    def _bond_after_pilot(self, s: int, t: int) -> float:
        """Share that is left of a relationship at the end of a pilot in a month, without contacts.

        More would be taken from the stock than there may be: nobody could be won.
        """
        won = t - int(self.contracts[s].pilot_months)
        return max(0.0, self._bond_left(s, won, t) * (1.0 - self._fades(s, t))) if won >= 0 else 0.0

    def _bond_left(self, s: int, won: int, t: int) -> float:
        """Share of a new customer's relationship left when a month opens, without contacts."""
        left = 1.0
        for month in range(won, t):
            fades = self._fades(s, month)
            left *= (1.0 if month == won else 1.0 - fades) / (1.0 + fades)
        return max(0.0, left)

    def _fades(self, s: int, t: int) -> float:
        """Half of what a month takes of the relationship of a firm on pilot, without contacts."""
        return 0.5 * float(self.years[t]) * self.coefficients.care[s].speed

    def _contacts_lift(self, s: int, cohort: int, t: int) -> None:
        """Contacts lift the relationship, each less than the one before.

        tends_to[t] <= slope[k] contacts[t] / years + level[k] customers, for every piece k;
        contacts[t] <= contacts a year as planned * years * customers.
        """
        x, years, care = self.x, float(self.years[t]), self.coefficients.care[s]
        contacts = x.care[cohort, s, t]
        for k, (slope, level) in enumerate(zip(care.slopes, care.levels, strict=True)):
            terms: Terms = [
                (x.tends_to[cohort, s, t], 1.0),
                self._mean(x.customers, cohort, s, t, -level),
            ]
            if contacts != NONE:
                terms.append((contacts, -slope / years))
            self.lp.add_row(CONTACTS_LIFT, (cohort, s, k, t), terms, maximum=0.0)
        if contacts != NONE:
            best = float(self.coefficients.care_effect[:, s].max())
            maximum = care.maximum_per_year * years * best
            terms = [(contacts, 1.0), self._mean(x.customers, cohort, s, t, -maximum)]
            self.lp.add_row(AS_OFTEN_AS_PLANNED, (cohort, s, t), terms, maximum=0.0)

    def _customers_grow(self, s: int, cohort: int, t: int) -> None:
        """growth[t+1] = growth[t] - years churn today growth + what opportunities won add."""
        x, years = self.x, float(self.years[t])
        terms: Terms = [
            (x.growth[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.growth, cohort, s, t, years * self.left(cohort, s, t)),
        ]
        for j in range(len(self.coefficients.opportunities[s][0])):
            grows = [-one.grows for one in self.coefficients.of_opportunity(s, j)]
            if any(grows):
                terms.append(self.won(s, j, cohort, t, grows))
        # A customer may be smaller than the typical one: the stock has no sign.
        self.lp.add_row(STOCK_OF_GROWTH, (cohort, s, t), terms, equals=0.0)

    def _subscriptions_run(self, s: int, cohort: int, t: int) -> None:
        """subscriptions[t+1] = subscriptions[t] - what leaves + price wins[t] + growth won."""
        x, years = self.x, float(self.years[t])
        if x.subscriptions[cohort, s, t] == NONE:
            return
        coefficients, churn = self.coefficients, self.coefficients.churn[s][t]
        each = self.subscription(cohort, s) / self.unit
        leaves = years * self.value_left(cohort, s, t)
        terms: Terms = [
            (x.subscriptions[cohort, s, t : t + 2], np.array([-1.0, 1.0])),
            self._mean(x.subscriptions, cohort, s, t, leaves),
            self._mean(x.customers, cohort, s, t, leaves * each * (churn.per_customer - 1.0)),
            self._mean(x.relationship, cohort, s, t, leaves * each * churn.per_relationship),
        ]
        rise = float(coefficients.rises[s, t])
        if cohort == OLD and rise != 0.0:
            terms.append((x.subscriptions[cohort, s, t : t + 1], np.array([-rise])))
        for j in range(len(coefficients.opportunities[s][0])):
            grows = [-one.grows * each for one in self.coefficients.of_opportunity(s, j)]
            if any(grows):
                terms.append(self.won(s, j, cohort, t, grows))
        if cohort == NEW:
            first, full = self.pilot_price(s), -coefficients.prices[s, t] / self.unit
            paid, factor = first + churn.per_customer - 1.0, -leaves * each
            terms += self.on_pilot(s, t, factor * paid, factor * churn.per_relationship)
            terms.append((x.wins[s, t], full * first))
            terms += self.of_pilots(s, t, -full * (self.passes(s) - first))
            terms += self.open_deals_above_price(s, t, -first)
            months = int(self.contracts[s].pilot_months)
            if 0 < months <= t:
                terms += self.open_deals_above_price(s, t - months, first - self.passes(s))
            terms += self._steps_in_price(s, t)
        self.lp.add_row(STOCK_OF_SUBSCRIPTIONS, (cohort, s, t), terms, equals=0.0)

    def _steps_in_price(self, s: int, t: int) -> Terms:
        """What the price of those won whole years ago rises by, as far as they are still here."""
        row, coefficients = self.contracts[s], self.coefficients
        steps = coefficients.expected.world.price_steps[s]
        terms: Terms = []
        for year in range(1, int(row.steps)):
            won = t - year * MONTHS_PER_YEAR - int(row.pilot_months)
            rise = float(steps[year] - steps[year - 1])
            if won < 0 or rise == 0.0:
                continue
            left = [self.years[m] * self.value_left(NEW, s, m) for m in range(won, t)]
            here = self.passes(s) * float(np.exp(-np.sum(left)))
            each = float(coefficients.prices[s, won]) / self.unit
            terms.append((self.x.wins[s, won], -each * rise * here))
        return terms

    def open_deals_above_price(self, s: int, t: int, factor: float) -> Terms:
        """What today's open deals are worth above the typical contract."""
        opening, price = self.coefficients.opening, float(self.coefficients.prices[s, t])
        terms: Terms = []
        if t < opening.wins.shape[-1]:
            for g in range(len(self.coefficients.groups)):
                column = self.x.pipeline[g, s]
                if column != NONE:
                    extra = opening.value[g, s, t] - price * opening.wins[g, s, t]
                    terms.append((column, factor * extra / self.unit))
        return terms

    def _opportunities_wait(self, s: int, cohort: int, t: int) -> None:
        """waiting[t+1] = waiting[t] + opportunities that show - opportunities worked on."""
        x, years = self.x, float(self.years[t])
        for j, opportunity in enumerate(self.coefficients.opportunities[s][t]):
            terms: Terms = [
                (x.waiting[s][cohort, j, t : t + 2], np.array([-1.0, 1.0])),
                (x.worked[s][cohort, j, t], 1.0),
                self._mean(x.customers, cohort, s, t, -years * opportunity.per_year),
            ]
            self.lp.add_row(OPPORTUNITIES_WAIT, (cohort, s, j, t), terms, equals=0.0)

    def _work_is_shared(self, s: int, t: int) -> None:
        """Sum over cohorts of contacts and opportunities = sum over g of what groups make."""
        x = self.x
        made = x.contacts[:, s, t]
        there = made != NONE
        if x.care[OLD, s, t] != NONE:
            effect = self.coefficients.care_effect[there, s]
            terms: Terms = [(x.care[:, s, t], -1.0), (made[there], effect)]
            self.lp.add_row(CONTACTS_SHARED, (s, t), terms, equals=0.0)
        for j in range(len(self.coefficients.opportunities[s][0])):
            own = x.opportunities[s][:, j, t]
            terms = [(x.worked[s][:, j, t], -1.0), (own[own != NONE], 1.0)]
            self.lp.add_row(OPPORTUNITIES_SHARED, (s, j, t), terms, equals=0.0)
