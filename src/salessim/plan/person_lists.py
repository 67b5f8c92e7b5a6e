"""Accounts to see and deals to work on, person by person, in order of what the next hour brings.

Both come from the engine's own rules, at the mean of what nobody knows.
"""

import numpy as np

from salessim.model.assembly.market import named_firms
from salessim.model.distributions import mean_of
from salessim.model.rates.relationship import (
    churn_rate,
    contacts_per_year,
    merged_effect,
    order_rate,
)
from salessim.model.state.codes import CONQUEST, CUSTOMER, FOR_BUYER, IS_CONTACT, NOBODY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.conquest import ConquestFunnel
from salessim.plan.expected.delays import at_once, spread
from salessim.plan.expected.world import mean_of_law
from salessim.plan.person_findings import PersonAccount, PersonDeal
from salessim.scenario import Scenario
from salessim.units import DAYS_PER_YEAR, SECONDS_PER_DAY


class PersonLists:
    """Reads the lists of all people from the world of the first day."""

    def __init__(self, scenario: Scenario, coefficients: LpCoefficients) -> None:
        self.scenario, self.coefficients = scenario, coefficients
        coefficients.expected.hold(0)

    def accounts(self) -> dict[int, list[PersonAccount]]:
        """Customers by row of their owner: those with names, then by segment those without."""
        plan, world = self.scenario.plan, self.coefficients.expected.world
        found: dict[int, list[PersonAccount]] = {}
        for s, segment in enumerate(plan.segments):
            state = world.segment_states[s]
            first = int(state.first_firm)
            listed = [one for one in plan.today.accounts if one.segment == segment]
            for place, account in enumerate(listed):
                owner = int(world.firms[first + place].owner)
                if owner != NOBODY:
                    value = account.value_per_year
                    hazard = None
                    if account.churn is not None:
                        hazard = account.churn.hazard_per_year.typical
                    one = self._account(s, owner, value, account.relationship, hazard)
                    renews = None if account.renews is None else account.renews.isoformat()
                    update = {"account": account.name, "renews": renews}
                    found.setdefault(owner, []).append(one.model_copy(update=update))
            unnamed = world.firms[
                first + len(named_firms(plan, segment)) : first + int(state.firms)
            ]
            of_customers = unnamed["owner"][unnamed["state"] == CUSTOMER]
            for owner, count in zip(*np.unique(of_customers, return_counts=True), strict=True):
                if owner != NOBODY:
                    one = self._account(s, int(owner), None, None, None)
                    of_all = one.model_copy(update={"customers": int(count)})
                    found.setdefault(int(owner), []).append(of_all)
        for rows in found.values():
            rows.sort(key=lambda one: (-one.saves - one.brings, one.renews or "~"))
        return found

    def _account(
        self,
        s: int,
        owner: int,
        typed_value: float | None,
        relationship: float | None,
        hazard: float | None,
    ) -> PersonAccount:
        """What one contact with a customer does, from the engine's rates; lift fades as they say.

        hazard: of churn a year at today's mean relationship; None for the segment's.
        """
        world = self.coefficients.expected.world
        row = world.segments[s]
        usual = float(row.relationship_today)
        now = usual if relationship is None else relationship
        price = float(mean_of(world, int(row.order_distribution)))
        orders = float(order_rate(world, s, usual)) * price
        if self.coefficients.subscribed[s]:
            recurs = float(self.coefficients.prices[s, 0]) if typed_value is None else typed_value
            size = 1.0
        else:
            recurs = 0.0
            size = typed_value / orders if typed_value is not None and orders > 0.0 else 1.0
        value = recurs + size * orders
        lift = self._lift(s, owner, now)
        share = 1.0 if hazard is None or row.churn_per_year <= 0.0 else hazard / row.churn_per_year
        years = 1.0 / (float(row.fading_per_day) * DAYS_PER_YEAR) if row.fading_per_day > 0 else 0.0
        before, after = churn_rate(world, s, now), churn_rate(world, s, now + lift)
        more = float(order_rate(world, s, now + lift) - order_rate(world, s, now))
        return PersonAccount(
            account=None,
            customers=1,
            segment=self.coefficients.book.segments[s],
            value_per_year=value,
            saves=value * share * float(before - after) * years,
            brings=size * price * more * years,
            relationship=relationship,
            usual_relationship=usual,
            renews=None,
        )

    def _lift(self, s: int, owner: int, now: float) -> float:
        """By how much a contact of a person's lifts a relationship; 0 where there is none."""
        world = self.coefficients.expected.world
        per_day = sum(
            float(contacts_per_year(world.gaps, world.steps[step, s].every)) / DAYS_PER_YEAR
            for step in range(int(world.sizes[0].conquest_steps), int(world.sizes[0].steps))
            if world.steps[step, s].applies and int(world.steps[step, s].kind) == IS_CONTACT
        )
        if per_day <= 0.0:
            return 0.0
        effect = float(merged_effect(world, world.steps, world.gaps, s, per_day))
        group = next(g for g, one in enumerate(self.coefficients.groups) if owner in one.reps)
        care = float(self.coefficients.care_effect[group, s])
        return min(1.0, effect * care) * (1.0 - now)

    def deals(self) -> dict[int, list[PersonDeal]]:
        """Today's open deals by row of their owner, those whose next hour is worth most first."""
        coefficients = self.coefficients
        book, world = coefficients.book, coefficients.expected.world
        funnel, found = ConquestFunnel(world), dict[int, list[PersonDeal]]()
        start = self.scenario.plan.horizon.from_
        for place, typed in enumerate(self.scenario.plan.today.deals):
            deal = world.deals[place]
            owner, s, step = int(deal.owner), int(deal.segment), int(deal.step)
            if owner == NOBODY:
                continue
            awaits = deal.waits_for == FOR_BUYER
            group = next(g for g, one in enumerate(coefficients.groups) if owner in one.reps)
            usual, chance, hours = 0.0, 0.0, 0.0
            if deal.motion == CONQUEST:
                days = float(deal.answers_at) / SECONDS_PER_DAY if awaits else 0.0
                course = funnel.followed(
                    owner, s, step, np.diff(world.fit_at[step, s], prepend=0.0),
                    pace=at_once(coefficients.segments), begin=spread(max(0.0, days)),
                    answered=bool(awaits), from_start=True,
                )  # fmt: skip
                usual = float(coefficients.prices[s, 0])
                if typed.product is not None:
                    product = world.products[book.products.index(typed.product)]
                    usual = mean_of_law(world, product.price_distribution)
                chance, hours = float(course.wins.sum()), float(course.hours.sum())
                chance += float(course.passed.sum()) * self._won_after(funnel, s, step)
            else:
                action = next(one for one in coefficients.opportunities[s][0] if one.step == step)
                yearly = self._account(s, owner, None, None, None).value_per_year
                usual = action.worth + action.worth_share * yearly
                chance, hours = float(action.passes[group]), 0.0 if awaits else action.hours
            value = usual if typed.value is None else typed.value
            found.setdefault(owner, []).append(
                PersonDeal(
                    account=typed.account,
                    segment=typed.segment,
                    motion=typed.motion,
                    stage=typed.stage,
                    value=value,
                    value_is_typed=typed.value is not None,
                    chance=chance,
                    hours=hours,
                    worth_of_hour=value * chance / hours if hours > 0.0 else None,
                    days_open=None if typed.opened is None else (start - typed.opened).days,
                )
            )
        for rows in found.values():
            rows.sort(key=lambda one: (-(one.worth_of_hour or 0.0), -one.value * one.chance))
        return found

    def _won_after(self, funnel: ConquestFunnel, s: int, step: int) -> float:
        """Chance that a case is won by those who take it over, the mean of their groups."""
        handed = self.coefficients.handed
        run = funnel.section_of(step) + 1
        if run >= handed.runs:
            return 0.0
        chances = [
            float(handed.wins[run, g, s, 0].sum())
            + float(handed.passed[run, g, s, 0].sum())
            * self._won_after(funnel, s, funnel.sections[run][0])
            for g in range(len(self.coefficients.groups))
            if handed.works[run, g, s]
        ]
        return float(np.mean(chances)) if chances else 0.0
