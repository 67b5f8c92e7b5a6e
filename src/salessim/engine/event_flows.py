"""Events of one replication, told from its scenario: what makes them, with the key that drives it.

Typical values are taken, of figures that move in time their means over the horizon: flows of leads
and calls as far as hours and the market go, customers, working days.
"""

from __future__ import annotations

import numpy as np

from salessim.elementary import expm1
from salessim.model.assembly.customers import mean_frequency, mean_hazard
from salessim.model.assembly.distribution_table import mean_of_cases
from salessim.model.assembly.lead_sources import recommended_over
from salessim.model.assembly.market import customers_of
from salessim.model.assembly.schedules import calendar_months, on_average, typical_by_month
from salessim.model.assembly.workload import Workload
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.scenario.checks.output import contracts_of
from salessim.scenario.completion import prospects_first, share_of_cases
from salessim.scenario.recruiting import output_of
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import Contact, Stage
from salessim.scenario.workers import stages_in, step_in
from salessim.units import DAYS_PER_YEAR, MONTHS_PER_YEAR

EVENTS_PER_TASK = 2
"""A task is done, and whoever did it looks for the next."""
WORKING_DAYS = 230.0
"""Of a year, about."""


class EventFlows:
    """What happens in one replication, by typical values."""

    def __init__(self, plan: SalesPlan) -> None:
        first = next(iter(plan.funnel.conquest.values()))
        self.chances = typical_by_month(first.passes, calendar_months(plan))
        self.plan = plan = on_average(plan)
        self.years = plan.horizon.months / MONTHS_PER_YEAR
        self.present = np.array([_presence(plan, person) for person in plan.people])
        work = Workload(plan, plan.people)
        hours = work.hours * (self.present * self.years)[:, None, None]
        hours[:, :, CONQUEST] /= _paces(plan, work)[:, None]
        self.conquest = float(hours[:, :, CONQUEST].sum())
        equal = np.full(len(plan.segments), 1.0 / len(plan.segments))
        self.shares = hours[:, :, CONQUEST].sum(axis=0) / self.conquest if self.conquest else equal
        self.loyalty = float(hours[:, :, LOYALTY].sum())
        self.block = float((work.maximum_calling()).sum()) * self.years
        self.aim = float((work.maximum_meetings()).sum()) * self.years
        self.deals = 0.0

    def events(self) -> dict[str, float]:
        """Events of one replication by the key path that drives them."""
        plan = self.plan
        found: dict[str, float] = {}
        funnels = [stages_in(plan, name) for name in plan.segments]
        first = [mean_of_cases(stages[0].hours) for stages in funnels]
        call_hours = max(1e-3, float(self.shares @ np.array(first)))
        courses = [_after_the_call(stages) for stages in funnels]
        per_meeting, later_hours, won = map(float, self.shares @ np.array(courses))
        leads = {
            f"channels.{name}.leads": channel.leads.per_year.typical * self.years
            for name, channel in plan.channels.items()
        }
        passes = {f"channels.{name}.leads": c.passes.typical for name, c in plan.channels.items()}
        for name, told in recommended_over(plan, plan.horizon.months, won).items():
            path = f"channels.{name}.per_customer"
            leads[path], passes[path] = told, plan.channels[name].passes.typical
        needed = sum(n * (call_hours + passes[k] * later_hours) for k, n in leads.items())
        share = min(1.0, self.conquest / needed) if needed else 1.0
        meetings = 0.0
        for path, count in leads.items():
            met = count * share * passes[path]
            meetings += met
            found[path] = count * (1.0 + EVENTS_PER_TASK * share) + met * per_meeting
        calls, booked = self._calls(
            self.conquest - share * needed, call_hours, later_hours, meetings
        )
        role = largest_role(plan.people)
        found[role] = calls * (EVENTS_PER_TASK + 1) + booked * per_meeting
        found[role] += float(self.present.sum()) * self.years * WORKING_DAYS * EVENTS_PER_TASK
        self.deals = sum(leads.values()) + booked
        wins = (meetings + booked) * won
        self._add_customers(found, wins)
        found["horizon"] = float(plan.horizon.months)
        return found

    def _calls(
        self, free: float, call_hours: float, later_hours: float, meetings: float
    ) -> tuple[float, float]:
        """Outbound calls that hours, the block, the aim and the market allow, and what they book.

        The mean over months: where calls book little, hours allow many.
        """
        prospecting = self.plan.prospecting
        if prospecting.outbound == "none" or not prospects_first(self.plan.funnel.conquest):
            return 0.0, 0.0
        bearable = 0.0
        for segment in self.plan.segments.values():
            tries = prospecting.attempts
            cycle = tries * prospecting.again_after.typical + segment.cooling_off.typical
            cycles = 1.0 + self.years * DAYS_PER_YEAR / max(1.0, cycle)
            bearable += segment.prospects.typical * tries * cycles
        calls = booked = 0.0
        for chance in self.chances:
            number = max(0.0, free) / (call_hours + chance * later_hours)
            number = min(number, self.block / call_hours, bearable)
            number = min(number, max(0.0, self.aim - meetings) / max(1e-9, chance))
            calls += number / len(self.chances)
            booked += number * chance / len(self.chances)
        return calls, booked

    def _add_customers(self, found: dict[str, float], wins: float) -> None:
        """Add what customers make: contacts, orders, cases."""
        plan = self.plan
        size = {name: segment.prospects.typical for name, segment in plan.segments.items()}
        market = sum(size.values())
        contacts: dict[str, float] = {}
        hours = 0.0
        for name, segment in plan.segments.items():
            churn = min(20.0, mean_hazard(segment.churn).typical)
            today = customers_of(plan, name).typical
            today += sum(1 for account in plan.today.accounts if account.segment == name)
            new = wins * (size[name] / market if market else 1.0 / len(size))
            lost = churn * self.years
            stay = (1.0 - np.exp(-lost)) / lost if lost > 1e-6 else 1.0
            years = (today * stay + new * (1.0 - stay / 2.0) / 2.0) * self.years
            rate = churn
            if segment.orders is not None:
                often = DAYS_PER_YEAR / max(1.0, segment.order_every.typical)
                rate += often * mean_frequency(segment)
            for key, general in plan.funnel.loyalty.items():
                step = step_in(plan, name, key, general)
                if step.segments is not None and name not in step.segments:
                    continue
                path = f"funnel.loyalty.{key}"
                if isinstance(step, Contact):
                    due = years * DAYS_PER_YEAR / step.every.typical
                    contacts[path] = contacts.get(path, 0.0) + due
                    hours += due * mean_of_cases(step.hours)
                else:
                    each = step.each.per_year.typical
                    rate += each
                    done = years * each * (EVENTS_PER_TASK + 1)
                    found[path] = found.get(path, 0.0) + done
                    self.deals += years * each
            customers = f"today.customers.{name}"
            found[customers] = found.get(customers, 0.0) + years * rate
        done = min(1.0, self.loyalty / hours) if hours else 1.0
        for path, due in contacts.items():
            found[path] = due * done * (1.0 + EVENTS_PER_TASK)


def _after_the_call(stages: list[Stage]) -> tuple[float, float, float]:
    """Events, hours and contracts of a case from its first meeting on."""
    per_meeting, later_hours, won = 0.0, 0.0, 1.0
    for stage in stages[1:]:
        rounds = 1.0 / (1.0 - min(0.9, stage.repeats.typical))
        per_meeting += won * rounds * (EVENTS_PER_TASK + 1)
        later_hours += won * rounds * mean_of_cases(stage.hours)
        won *= min(1.0, rounds * stage.passes.typical)
    return per_meeting, later_hours, won


def _paces(plan: SalesPlan, work: Workload) -> np.ndarray:
    """Hours of each person's work against those of the stages; 1 where nothing else is typed."""
    per_contract = np.array([_hours_of_contract(stages_in(plan, name)) for name in plan.segments])
    paces = np.ones(len(plan.people))
    for row, person in enumerate(plan.people):
        output = output_of(plan.team[person.role])
        if output is not None:
            contracts = max(1e-6, contracts_of(plan, output))
            asked = contracts * per_contract
            paces[row] = max(1e-6, float((work.hours[row, :, CONQUEST] / asked).sum()))
    return paces


def _hours_of_contract(stages: list[Stage]) -> float:
    """Hours of work for a contract, lost cases included."""
    hours, reached = 0.0, 1.0
    for stage in stages:
        hours += reached * mean_of_cases(stage.hours)
        reached *= max(1e-6, share_of_cases(stage))
    return hours / reached


def _presence(plan: SalesPlan, person: Person) -> float:
    """Share of the horizon in which a person is there."""
    days = plan.horizon.months * DAYS_PER_YEAR / MONTHS_PER_YEAR
    start = plan.horizon.from_
    first = 0.0 if person.starts is None else max(0.0, (person.starts - start).days)
    last = days if person.departs is None else min(days, (person.departs - start).days)
    there = max(0.0, last - first)
    return there / days * _stayed(plan, person, there / DAYS_PER_YEAR)


def _stayed(plan: SalesPlan, person: Person, years: float) -> float:
    """Share of some years in which people who leave by chance are there, or a successor is."""
    rate, attrition = person.attrition_rate, plan.attrition
    if rate is None or attrition is None or rate.typical * years <= 0.0:
        return 1.0
    hazard = rate.typical
    if person.starts is not None:
        new = min(1.0, attrition.new_for.typical / DAYS_PER_YEAR / years)
        hazard *= 1.0 + (attrition.newcomers.typical - 1.0) * new
    if attrition.time_to_hire is None:
        return -expm1(-hazard * years) / (hazard * years)
    return 1.0 / (1.0 + hazard * mean_of_cases(attrition.time_to_hire) / DAYS_PER_YEAR)


def largest_role(people: tuple[Person, ...]) -> str:
    """The key path of the number of people in the largest role."""
    paths = [person.path for person in people]
    return f"{max(set(paths), key=lambda path: (paths.count(path), path))}.people"
