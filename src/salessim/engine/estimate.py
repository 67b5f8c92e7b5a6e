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

from salessim.engine.event_flows import EventFlows, largest_role
from salessim.engine.run import BATCH_BYTES, workers_of
from salessim.errors import InputError
from salessim.measure.runs import RUN, MonthlySeries
from salessim.model.assembly.market import customers_of, maximum_count, maximum_growth, named_firms
from salessim.model.assembly.pay import components_of
from salessim.model.state.rows import DEAL, ITEM
from salessim.model.state.tables import OUTPUTS, TABLES, TableRole
from salessim.scenario import Scenario
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Contact
from salessim.units import SECONDS_PER_HOUR

MOST_EVENTS = 2_000_000_000
"""Of all replications together, unless more is asked for: some minutes on two cores. Of an engine
that is slower, as many as take as long."""
MOST_BYTES = 2**30
"""Unless more is asked for."""
EVENTS_PER_SECOND = {"compiled": 3_000_000, "simpy": 50_000}
"""Of a thread, about, by engine; a small team in a small market is twice as fast."""
USUAL_REPLICATIONS = 200
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
        events_per_second: of one of them.
    """

    events: float
    bytes: float
    replications: int
    driver: str
    bytes_driver: str
    threads: int
    events_per_second: float

    @property
    def hours(self) -> float:
        """Time for all replications, about."""
        return self.events / self.events_per_second / self.threads / SECONDS_PER_HOUR

    @property
    def most_events(self) -> float:
        """Events that are done unasked."""
        return MOST_EVENTS * self.events_per_second / max(EVENTS_PER_SECOND.values())

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
        limits = ((size, self.bytes > MOST_BYTES), (time, self.events > self.most_events))
        too_much = [said for said, is_above in limits if is_above]
        if too_much:
            raise InputError(
                f"This would take {' and '.join(too_much)}. More than {_gigabytes(MOST_BYTES)} or "
                f"{_millions(self.most_events)} events are only taken with --anyway "
                "(anyway=True in Python)."
            )


def check_work(
    scenario: Scenario,
    *,
    replications: int,
    threads: int | None = None,
    tables: bool = False,
    engine: str = "compiled",
    anyway: bool = False,
) -> None:
    """Refuse more work than is done unasked, and more memory than there is, before any is done.

    The arguments are those of `estimated_work`; anyway: whether work without a limit is asked for.

    Raises:
        InputError: says how much it would be, and which key drives it.
    """
    work = estimated_work(
        scenario, replications=replications, threads=threads, tables=tables, engine=engine
    )
    work.check(anyway=anyway)


def estimated_work(
    scenario: Scenario,
    *,
    replications: int,
    threads: int | None = None,
    tables: bool = False,
    engine: str = "compiled",
) -> WorkEstimate:
    """Estimate the cost of simulating a scenario.

    Args:
        scenario: what would be simulated.
        replications: 1 or more.
        threads: at most so many; all cores by default.
        tables: whether all raw tables are kept.
        engine: `compiled` or `simpy`.
    """
    plan = scenario.plan
    workers = workers_of(engine, threads, replications)
    flows = EventFlows(plan)
    events = flows.events()
    each = sum(events.values())
    driver = max(events, key=lambda path: events[path])
    if replications > USUAL_REPLICATIONS and each * USUAL_REPLICATIONS <= MOST_EVENTS:
        driver = "replications"
    world, kept = _world_bytes(plan, flows.deals)
    figures = RUN.itemsize + 8.0 * len(fields(MonthlySeries)) * plan.horizon.months
    runs = replications * (figures + (kept if tables else 0.0))
    batch = min(replications * kept, max(workers * kept, BATCH_BYTES))
    copies = (1 + workers) * (world + kept) + batch
    firms = {f"segments.{name}.prospects": _firms(plan, name) for name in plan.segments}
    largest = max(firms, key=lambda path: firms[path])
    if flows.deals * DEAL.itemsize * GROWTH > world / 2:
        largest = driver if driver != "replications" else max(events, key=lambda p: events[p])
    elif len(plan.people) > sum(firms.values()):
        largest = largest_role(plan.people)
    return WorkEstimate(
        events=float(each * replications),
        bytes=float(PROCESS_BYTES + copies + runs),
        replications=replications,
        driver=driver,
        bytes_driver=largest if copies >= runs else "replications",
        threads=workers,
        events_per_second=EVENTS_PER_SECOND[engine],
    )


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
        "payees": len(plan.people) + len(plan.managers),
        "components": max([1, *map(len, components_of(plan, plan.people))]),
        "managers": len(plan.managers),
        "channels": len(plan.channels),
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
    kept = sum(table.row.itemsize * size(table.shape) for table in OUTPUTS)
    world = sum(table.row.itemsize * size(table.shape) for table in owned) - kept
    world += deals * GROWTH * (DEAL.itemsize + ITEM.itemsize)
    return world, kept


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
