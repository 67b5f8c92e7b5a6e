"""What a simulation will cost, told from its scenario before anything is built.

Events are counted by what makes them, each with the key that drives it, from typical values: flows
of leads and calls as far as hours and the market go, customers, working days. Bytes follow from the
declared tables. Both are held against measured runs within a factor of two.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from math import prod
from pathlib import Path

import numpy as np

from salessim.errors import InputError
from salessim.measure.runs import RUN, MonthlySeries
from salessim.model.assembly.market import customers_of, maximum_count, maximum_growth, named_firms
from salessim.model.assembly.parameter_tables import mean_of_cases
from salessim.model.assembly.workload import Workload
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.model.state.rows import DEAL, ITEM
from salessim.model.state.tables import OUTPUTS, TABLES, TableRole
from salessim.scenario import Scenario
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import Contact
from salessim.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, SECONDS_PER_HOUR

MOST_EVENTS = 2_000_000_000
"""Of all replications together, unless more is asked for: a quarter of an hour on two cores."""
MOST_BYTES = 2**30
"""Unless more is asked for."""
EVENTS_PER_SECOND = 1_500_000
"""Of a thread, about; a small team in a small market is twice as fast."""
USUAL_REPLICATIONS = 200
EVENTS_PER_TASK = 2
"""A task is done, and whoever did it looks for the next."""
WORKING_DAYS = 230.0
"""Of a year, about."""
SMALL = 64
"""Rows taken for tables whose length does not follow from people, firms or time."""
PROCESS_BYTES = 150 * 2**20
"""Of Python and its libraries."""
GROWTH = 3.0
"""Room for deals against those that are opened: tables are doubled, and the old one stays until
the new one is filled."""


@dataclass(frozen=True)
class WorkEstimate:
    """What a simulation will cost, about.

    Attributes:
        events: of all replications.
        bytes: of memory, at most at a time.
        replications: how many.
        driver: key path of what makes most events, or `replications`.
        bytes_driver: key path of what takes most memory, or `replications`.
        threads: that work at the same time.
    """

    events: float
    bytes: float
    replications: int
    driver: str
    bytes_driver: str
    threads: int

    @property
    def hours(self) -> float:
        """Time for all replications, about."""
        return self.events / EVENTS_PER_SECOND / self.threads / SECONDS_PER_HOUR

    def check(self, *, anyway: bool) -> None:
        """Refuse more work than is done unasked, and more memory than there is.

        Raises:
            InputError: says how much it would be, and which key drives it.
        """
        memory = memory_of_machine()
        size = f"about {_gigabytes(self.bytes)} of memory, mostly for {self.bytes_driver}"
        if memory is not None and self.bytes > memory:
            raise InputError(f"This would take {size}; this machine has {_gigabytes(memory)}.")
        if anyway:
            return
        time = (
            f"about {_millions(self.events)} events, some {_stretch(self.hours)}, mostly for "
            f"{self.driver}"
        )
        limits = ((size, self.bytes > MOST_BYTES), (time, self.events > MOST_EVENTS))
        too_much = [said for said, is_above in limits if is_above]
        if too_much:
            raise InputError(
                f"This would take {' and '.join(too_much)}. More than {_gigabytes(MOST_BYTES)} or "
                f"{_millions(MOST_EVENTS)} events are only taken with --anyway (anyway=True in "
                "Python)."
            )


def check_work(
    scenario: Scenario,
    *,
    replications: int,
    threads: int | None = None,
    tables: bool = False,
    anyway: bool = False,
) -> None:
    """Refuse more work than is done unasked, and more memory than there is, before any is done.

    The arguments are those of `estimated_work`; anyway: whether work without a limit is asked for.

    Raises:
        InputError: says how much it would be, and which key drives it.
    """
    work = estimated_work(scenario, replications=replications, threads=threads, tables=tables)
    work.check(anyway=anyway)


def estimated_work(
    scenario: Scenario, *, replications: int, threads: int | None = None, tables: bool = False
) -> WorkEstimate:
    """Estimate the cost of simulating a scenario.

    Args:
        scenario: what would be simulated.
        replications: 1 or more.
        threads: at most so many; all cores by default.
        tables: whether all raw tables are kept.
    """
    plan = scenario.plan
    workers = min(threads or os.cpu_count() or 1, replications)
    flows = _EventFlows(plan)
    events = flows.events()
    each = sum(events.values())
    driver = max(events, key=lambda path: events[path])
    if replications > USUAL_REPLICATIONS and each * USUAL_REPLICATIONS <= MOST_EVENTS:
        driver = "replications"
    world, kept = _world_bytes(plan, flows.deals)
    figures = RUN.itemsize + 8.0 * len(fields(MonthlySeries)) * plan.horizon.months
    runs = replications * (figures + (kept if tables else 0.0))
    copies = (1 + workers) * world + 2 * workers * kept
    firms = {f"segments.{name}.prospects": _firms(plan, name) for name in plan.segments}
    largest = max(firms, key=lambda path: firms[path])
    if flows.deals * DEAL.itemsize * GROWTH > world / 2:
        largest = driver if driver != "replications" else max(events, key=lambda p: events[p])
    elif len(plan.people) > sum(firms.values()):
        largest = _largest_role(plan.people)
    return WorkEstimate(
        events=float(each * replications),
        bytes=float(PROCESS_BYTES + copies + runs),
        replications=replications,
        driver=driver,
        bytes_driver=largest if copies >= runs else "replications",
        threads=workers,
    )


class _EventFlows:
    """What happens in one replication, by typical values."""

    def __init__(self, plan: SalesPlan) -> None:
        self.plan = plan
        self.years = plan.horizon.months / MONTHS_PER_YEAR
        self.present = np.array([_presence(plan, person) for person in plan.people])
        work = Workload(plan, plan.people)
        hours = work.hours * (self.present * self.years)[:, None, None]
        self.conquest = float(hours[:, :, CONQUEST].sum())
        self.loyalty = float(hours[:, :, LOYALTY].sum())
        self.block = float((work.maximum_calling()).sum()) * self.years
        self.aim = float((work.maximum_meetings()).sum()) * self.years
        self.deals = 0.0

    def events(self) -> dict[str, float]:
        """Events of one replication by the key path that drives them."""
        plan, stages = self.plan, list(self.plan.funnel.conquest.values())
        call_hours = max(1e-3, mean_of_cases(stages[0].hours))
        found: dict[str, float] = {}
        per_meeting, later_hours, won = 0.0, 0.0, 1.0
        for stage in stages[1:]:
            rounds = 1.0 / (1.0 - min(0.9, stage.repeats.typical))
            per_meeting += won * rounds * (EVENTS_PER_TASK + 1)
            later_hours += won * rounds * mean_of_cases(stage.hours)
            won *= min(1.0, rounds * stage.passes.typical)
        leads = {
            f"channels.{name}.leads": channel.leads.per_year.typical * self.years
            for name, channel in plan.channels.items()
        }
        passes = {f"channels.{name}.leads": c.passes.typical for name, c in plan.channels.items()}
        needed = sum(n * (call_hours + passes[k] * later_hours) for k, n in leads.items())
        share = min(1.0, self.conquest / needed) if needed else 1.0
        meetings = 0.0
        for path, count in leads.items():
            met = count * share * passes[path]
            meetings += met
            found[path] = count * (1.0 + EVENTS_PER_TASK * share) + met * per_meeting
        calls = self._calls(self.conquest - share * needed, call_hours, later_hours, meetings)
        booked = calls * stages[0].passes.typical
        role = _largest_role(plan.people)
        found[role] = calls * (EVENTS_PER_TASK + 1) + booked * per_meeting
        found[role] += float(self.present.sum()) * self.years * WORKING_DAYS * EVENTS_PER_TASK
        self.deals = sum(leads.values()) + booked
        wins = (meetings + booked) * won
        self._add_customers(found, wins)
        found["horizon"] = float(plan.horizon.months)
        return found

    def _calls(self, free: float, call_hours: float, later_hours: float, meetings: float) -> float:
        """Outbound calls that hours, the block, the aim and the market allow."""
        prospecting, first = self.plan.prospecting, next(iter(self.plan.funnel.conquest.values()))
        if prospecting.outbound == "none":
            return 0.0
        chance = first.passes.typical
        calls = max(0.0, free) / (call_hours + chance * later_hours)
        calls = min(calls, self.block / call_hours)
        calls = min(calls, max(0.0, self.aim - meetings) / max(1e-9, chance))
        bearable = 0.0
        for segment in self.plan.segments.values():
            tries = prospecting.attempts
            cycle = tries * prospecting.again_after.typical + segment.cooling_off.typical
            cycles = 1.0 + self.years * DAYS_PER_YEAR / max(1.0, cycle)
            bearable += segment.prospects.typical * tries * cycles
        return min(calls, bearable)

    def _add_customers(self, found: dict[str, float], wins: float) -> None:
        """Add what customers make: contacts, orders, cases."""
        plan = self.plan
        size = {name: segment.prospects.typical for name, segment in plan.segments.items()}
        market = sum(size.values())
        contacts: dict[str, float] = {}
        hours = 0.0
        for name, segment in plan.segments.items():
            churn = min(20.0, segment.churn.hazard_per_year.typical)
            today = customers_of(plan, name).typical
            today += sum(1 for account in plan.today.accounts if account.segment == name)
            new = wins * (size[name] / market if market else 1.0 / len(size))
            lost = churn * self.years
            stay = (1.0 - np.exp(-lost)) / lost if lost > 1e-6 else 1.0
            years = (today * stay + new * (1.0 - stay / 2.0) / 2.0) * self.years
            rate = churn
            if segment.orders is not None:
                rate += DAYS_PER_YEAR / max(1.0, segment.order_every.typical)
            for key, step in plan.funnel.loyalty.items():
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


def _presence(plan: SalesPlan, person: Person) -> float:
    """Share of the horizon in which a person is there."""
    days = plan.horizon.months * DAYS_PER_YEAR / MONTHS_PER_YEAR
    start = plan.horizon.from_
    first = 0.0 if person.starts is None else max(0.0, (person.starts - start).days)
    last = days if person.departs is None else min(days, (person.departs - start).days)
    return max(0.0, last - first) / days


def _largest_role(people: tuple[Person, ...]) -> str:
    """The key path of the number of people in the largest role."""
    paths = [person.path for person in people]
    return f"{max(set(paths), key=lambda path: (paths.count(path), path))}.people"


def _firms(plan: SalesPlan, segment: str) -> float:
    """Rows of firms in the world."""
    prospects = plan.segments[segment].prospects.scaled(
        maximum_growth(plan, plan.segments[segment])
    )
    unnamed = maximum_count(customers_of(plan, segment))
    return float(len(named_firms(plan, segment)) + unnamed + maximum_count(prospects))


def _world_bytes(plan: SalesPlan, deals: float) -> tuple[float, float]:
    """Bytes of a world's tables, and of those that a replication hands over."""
    firms = sum(_firms(plan, name) for name in plan.segments)
    customers = sum(maximum_count(customers_of(plan, name)) for name in plan.segments)
    customers += len(plan.today.accounts)
    steps = len(plan.funnel.conquest) + len(plan.funnel.loyalty)
    outbox = firms + 2.0 * customers + 3.0 * len(plan.people)
    contacts = sum(isinstance(step, Contact) for step in plan.funnel.loyalty.values())
    lengths: Mapping[str, float] = {
        "reps": len(plan.people),
        "firms": firms,
        "item_rows": firms,
        "segments": len(plan.segments),
        "territories": max(1, len(plan.territories)),
        "queues": len(plan.people),
        "buckets": 2 * len(plan.segments),
        "steps": steps,
        "steps_today": steps,
        "months": plan.horizon.months,
        "contact_kinds": max(1, contacts),
        "outbox_rows": outbox,
        "heap_rows": 2.0 * outbox,
        "days": plan.horizon.months * 31,
        "event_days": plan.horizon.months * 31,
        "parameters": 8.0 * len(plan.people) + 64.0 * steps * len(plan.segments),
        "calendars": 1,
        "splits": 1,
        "log_rows": 0,
        "chunk_rows": outbox / SMALL,
    }

    def size(shape: tuple[str | int, ...]) -> float:
        return prod(
            float(part) if isinstance(part, int) else lengths.get(part, SMALL) for part in shape
        )

    owned = [table for table in TABLES if table.role is not TableRole.PARAMETER]
    world = sum(table.row.itemsize * size(table.shape) for table in owned)
    world += deals * GROWTH * (DEAL.itemsize + ITEM.itemsize)
    return world, sum(table.row.itemsize * size(table.shape) for table in OUTPUTS)


def memory_of_machine() -> float | None:
    """Bytes of memory that this process may use; None where the system does not tell."""
    found: list[float] = []
    with suppress(AttributeError, OSError, ValueError):
        found.append(float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE"))
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            found.append(float(Path(file).read_text(encoding="ascii")))
    return min(found, default=None)


def _gigabytes(count: float) -> str:
    return f"{count / 2**30:,.1f} GB"


def _millions(count: float) -> str:
    return f"{count / 1e6:,.0f} million"


def _stretch(hours: float) -> str:
    if hours < 1.5:
        return f"{max(1.0, hours * 60.0):.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48.0 else f"{hours / 24.0:,.0f} days"
