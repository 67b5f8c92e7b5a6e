"""The funnel of five_stages.yaml as one would write it in plain simpy.

Same arrivals, services, delays, chances, queues and sums as in the scenario; leads and deals are
processes, each rep is a resource whose queue goes by the age of the deal. Hours are floats here,
whole seconds there. Customers do not go back to the market: it is endless.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

import simpy

REPS = 10
LEADS_PER_DAY = 80.0
PRICE = (5_000.0, 15_000.0)
MARGIN = 0.7
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass
class Stage:
    """A stage's facts, and what it counts."""

    hours: float
    passes: float
    buyer_days: float
    entered: int = 0
    advanced: int = 0
    lost: int = 0
    started: int = 0
    waited_hours: float = 0.0
    worked_hours: float = 0.0


@dataclass
class Month:
    """What a month counts."""

    leads: int = 0
    won: int = 0
    lost: int = 0
    worked_hours: float = 0.0
    revenue: float = 0.0
    bookings: float = 0.0
    cost_of_goods: float = 0.0


@dataclass
class RepMonth:
    """What a rep's month counts."""

    worked_hours: float = 0.0
    won: int = 0
    lost: int = 0
    bookings: float = 0.0


@dataclass
class Deal:
    """A row of the table of deals."""

    rep: int
    opened: float
    value: float
    stage: int = 0
    worked_hours: float = 0.0
    closed: float | None = None


@dataclass
class Funnel:
    """A year of the funnel; `run` simulates it."""

    seed: int
    stages: list[Stage] = field(
        default_factory=lambda: [
            Stage(0.5, 0.5, 2.0),
            Stage(1.0, 0.6, 5.0),
            Stage(2.0, 0.7, 5.0),
            Stage(3.0, 0.5, 10.0),
            Stage(2.0, 0.6, 5.0),
        ]
    )
    deals: list[Deal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.env = simpy.Environment()
        self.reps = [simpy.PriorityResource(self.env) for _ in range(REPS)]
        self.months = [Month() for _ in MONTH_DAYS]
        self.rep_months = [[RepMonth() for _ in MONTH_DAYS] for _ in range(REPS)]
        self.month = 0

    def run(self) -> "Funnel":
        """Simulate the year."""
        self.env.process(self.calendar())
        self.env.process(self.door())
        self.env.run(until=24.0 * sum(MONTH_DAYS))
        return self

    def calendar(self) -> Generator[simpy.Event]:
        """One month after the other."""
        for days in MONTH_DAYS[:-1]:
            yield self.env.timeout(24.0 * days)
            self.month += 1

    def door(self) -> Generator[simpy.Event]:
        """Leads come by chance and are shared out in turn."""
        for rep in cycle(range(REPS)):
            yield self.env.timeout(self.draw.expovariate(LEADS_PER_DAY / 24.0))
            deal = Deal(rep, self.env.now, self.draw.uniform(*PRICE))
            self.deals.append(deal)
            self.months[self.month].leads += 1
            self.env.process(self.follow(deal))

    def follow(self, deal: Deal) -> Generator[simpy.Event]:
        """A deal from stage to stage: it waits for its rep, is worked on, waits for the buyer."""
        for number, stage in enumerate(self.stages):
            deal.stage = number
            stage.entered += 1
            entered = self.env.now
            with self.reps[deal.rep].request(priority=deal.opened) as turn:
                yield turn
                hours = self.draw.expovariate(1.0 / stage.hours)
                stage.started += 1
                stage.waited_hours += self.env.now - entered
                stage.worked_hours += hours
                deal.worked_hours += hours
                self.months[self.month].worked_hours += hours
                self.rep_months[deal.rep][self.month].worked_hours += hours
                yield self.env.timeout(hours)
            yield self.env.timeout(24.0 * self.draw.expovariate(1.0 / stage.buyer_days))
            if self.draw.random() >= stage.passes:
                self.lose(deal, stage)
                return
            stage.advanced += 1
        self.win(deal)

    def lose(self, deal: Deal, stage: Stage) -> None:
        """Close a deal as lost."""
        deal.closed = self.env.now
        stage.lost += 1
        self.months[self.month].lost += 1
        self.rep_months[deal.rep][self.month].lost += 1

    def win(self, deal: Deal) -> None:
        """Close a deal as won, and bill it."""
        deal.closed = self.env.now
        month, own = self.months[self.month], self.rep_months[deal.rep][self.month]
        month.won += 1
        month.bookings += deal.value
        month.revenue += deal.value
        month.cost_of_goods += deal.value * (1.0 - MARGIN)
        own.won += 1
        own.bookings += deal.value
