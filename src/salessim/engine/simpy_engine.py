"""The simpy engine: the same rules as processes that a person can follow and add to.

Each actor is a simpy process: a rep's working life, a buyer thinking it over, a firm and its
time as a customer, a channel, the company's months. What happens to them stands in
`model.rules`; here stands only who sleeps until when. A researcher may add processes of his own
beside them (`SimpyEngine.add_process`), in plain simpy.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import simpy

from salessim.engine.kernel import BEGIN, DEALS_PER_EVENT, FINISH, Drive
from salessim.engine.own_rules import OwnRules, ReadyRules
from salessim.engine.state import (
    check,
    checked_replication,
    checked_seed,
    reset,
    with_room,
    working_copy,
)
from salessim.model.assembly import build
from salessim.model.rules.outbox import INSTANT, MAXIMUM_ENTITIES
from salessim.model.state.codes import (
    ABANDONMENT,
    ABSENCE,
    ACCOUNT_CANDIDATE,
    BUYER_REPLY,
    CONTACT_DUE,
    CONTRACT_DATE,
    CREDIT_ENDS,
    DAY_START,
    DONE,
    FIRM_BACK,
    HIRE,
    KEEPER_DUE,
    LEAD,
    LEAVE,
    MONTH_END,
    NOTICE,
    RECEIVED,
    SETTLE,
    TASK_DONE,
    TOUCH_DUE,
)
from salessim.model.state.outputs import Book, PaySoFar
from salessim.model.state.tables import World
from salessim.scenario import Scenario

type Process = Generator[simpy.Event, Any, None]
type ProcessFactory = Callable[["SimpyEngine"], Process]
"""A process of the user's own: a function of the engine that yields simpy events."""


class SimpyEngine:
    """One replication, run by simpy.

    `world` is the tables; `env.now` is seconds since the start.
    """

    def __init__(self, world: World, own: ReadyRules | None = None) -> None:
        self.world = world
        self.own = own or OwnRules().ready(compiled=False)
        self.own.fill(world)
        self.drive = Drive(world)
        self.env = simpy.Environment(initial_time=0)
        self.last_month = int(world.sizes[0].months) - 1
        self.over = False
        self.logging = bool(world.sizes[0].logging)
        # Views of single fields: ten times quicker to read than a record's attributes.
        self.posted = world.run["posted"]
        self.deals = world.run["deals"]
        self.actors: dict[int, Callable[[int, int], Process]] = {
            HIRE: self.newcomer,
            DAY_START: self.working_day,
            TASK_DONE: self.task,
            SETTLE: self.free_moment,
            BUYER_REPLY: self.buyer,
            TOUCH_DUE: self.evangelised_buyer,
            RECEIVED: self.handed_over,
            FIRM_BACK: self.resting_firm,
            ACCOUNT_CANDIDATE: self.customer,
            CONTACT_DUE: self.neglect,
            CONTRACT_DATE: self.contract,
            LEAD: self.channel,
            ABANDONMENT: self.waiting_buyer,
            NOTICE: self.resignation,
            LEAVE: self.last_day,
            MONTH_END: self.company_month,
            CREDIT_ENDS: self.credited_customer,
            KEEPER_DUE: self.new_customer,
            ABSENCE: self.leave_of_absence,
        }

    # The actors: who sleeps until when, and what happens then.

    def newcomer(self, rep: int, first_day: int) -> Process:
        """A person between signing and the first day."""
        yield self.until(first_day, HIRE, rep)
        self.happen(HIRE, rep)

    def resignation(self, rep: int, said_at: int) -> Process:
        """A person who will leave says nothing of it until the notice begins."""
        yield self.until(said_at, NOTICE, rep)
        self.happen(NOTICE, rep)

    def last_day(self, rep: int, over_at: int) -> Process:
        """A person who has given notice works on until the last day is over."""
        yield self.until(over_at, LEAVE, rep)
        self.happen(LEAVE, rep)

    def working_day(self, rep: int, morning: int) -> Process:
        """A rep sleeps until the next working morning."""
        yield self.until(morning, DAY_START, rep)
        self.happen(DAY_START, rep)

    def free_moment(self, rep: int, at: int) -> Process:
        """A rep who may be free looks round once all else of the instant has happened."""
        yield self.until(at, SETTLE, rep)
        self.happen(SETTLE, rep)

    def task(self, rep: int, done_at: int) -> Process:
        """A rep works on a task until it is done."""
        yield self.until(done_at, TASK_DONE, rep)
        self.happen(TASK_DONE, rep)

    def buyer(self, deal: int, answers_at: int) -> Process:
        """A buyer thinks it over, then answers."""
        yield self.until(answers_at, BUYER_REPLY, deal)
        self.happen(BUYER_REPLY, deal)

    def evangelised_buyer(self, deal: int, ready_at: int) -> Process:
        """A buyer who does not yet know the problem lets a touch sink in."""
        yield self.until(ready_at, TOUCH_DUE, deal)
        self.happen(TOUCH_DUE, deal)

    def waiting_buyer(self, deal: int, cold_at: int) -> Process:
        """A buyer waits for us, and goes elsewhere if nobody comes in time."""
        yield self.until(cold_at, ABANDONMENT, deal)
        self.happen(ABANDONMENT, deal)

    def handed_over(self, deal: int, arrives_at: int) -> Process:
        """A deal is on its way to those who work its stage."""
        yield self.until(arrives_at, RECEIVED, deal)
        self.happen(RECEIVED, deal)

    def resting_firm(self, firm: int, back_at: int) -> Process:
        """A firm is left in peace before it may be called again."""
        yield self.until(back_at, FIRM_BACK, firm)
        self.happen(FIRM_BACK, firm)

    def customer(self, firm: int, at: int) -> Process:
        """A customer lives on until it orders, needs something, or leaves."""
        yield self.until(at, ACCOUNT_CANDIDATE, firm)
        self.happen(ACCOUNT_CANDIDATE, firm)

    def credited_customer(self, firm: int, at: int) -> Process:
        """A customer's revenue counts for pay until its time is over."""
        yield self.until(at, CREDIT_ENDS, firm)
        self.happen(CREDIT_ENDS, firm)

    def leave_of_absence(self, rep: int, at: int) -> Process:
        """Somebody plans to be away, or to come back."""
        yield self.until(at, ABSENCE, rep)
        self.happen(ABSENCE, rep)

    def new_customer(self, firm: int, at: int) -> Process:
        """A customer is looked after by who won it, until a keeper takes over."""
        yield self.until(at, KEEPER_DUE, firm)
        self.happen(KEEPER_DUE, firm)

    def contract(self, firm: int, at: int) -> Process:
        """A contract runs until its next date: a bill, a renewal, another price."""
        yield self.until(at, CONTRACT_DATE, firm)
        self.happen(CONTRACT_DATE, firm)

    def neglect(self, firm: int, due_at: int) -> Process:
        """A customer hears nothing from us until the next contact is due."""
        yield self.until(due_at, CONTACT_DUE, firm)
        self.happen(CONTACT_DUE, firm)

    def channel(self, channel: int, at: int) -> Process:
        """A channel is silent until somebody asks."""
        yield self.until(at, LEAD, channel)
        self.happen(LEAD, channel)

    def company_month(self, month: int, ends_at: int) -> Process:
        """The company works on until the month is over."""
        yield self.until(ends_at, MONTH_END, month)
        self.happen(MONTH_END, month)
        self.over = month == self.last_month

    # The machinery.

    def until(self, at: int, kind: int, entity: int) -> simpy.Event:
        """Return the event of waking at a second, in the order of the model."""
        waking = simpy.Event(self.env)
        waking._ok = True
        waking._value = None
        # The order at one instant is a rule. simpy's own priorities are two small numbers; any
        # whole number sorts as well.
        priority: Any = kind * MAXIMUM_ENTITIES + entity
        self.env.schedule(waking, priority=priority, delay=at - self.env.now)
        return waking

    def happen(self, kind: int, entity: int) -> None:
        """Let the rules act on the world, then start the actors of what follows."""
        if self.logging or self.deals[0] + DEALS_PER_EVENT > len(self.world.deals):
            self.make_room()
        self.check(self.drive.one_event(int(self.env.now), kind, entity))
        self.deliver()

    def deliver(self) -> None:
        """Start one actor for each thing posted."""
        for event in self.world.outbox[: self.posted[0]].tolist():
            at, order = divmod(event, INSTANT)
            kind, entity = divmod(order, MAXIMUM_ENTITIES)
            self.env.process(self.actors[kind](entity, at))
        self.posted[0] = 0

    def make_room(self) -> None:
        """Go on in larger tables if an event could fill these."""
        world = with_room(self.world)
        if world is not self.world:
            self.world, self.drive = world, Drive(world)

    def check(self, status: int) -> None:
        """Raise what a status says unless all is well."""
        if status != DONE:
            self.own.check(status, self.world)
            check(status)

    def add_process(self, process: ProcessFactory) -> None:
        """Let a process of the user's own live beside the others.

        It is handed this engine: its `env.timeout(seconds)`, its `world`, and the methods
        below are what it may use.
        """
        self.env.process(process(self))

    def stop_work(self, until: int, reps: Sequence[int] | None = None) -> None:
        """Keep reps, all by default, from work on days that start before second `until`."""
        self.world.reps["absent_until"][slice(None) if reps is None else reps] = until

    def begin(self) -> None:
        """Start the replication: draw what is uncertain, wake the first actors."""
        self.check(self.drive(BEGIN))
        self.deliver()

    def run(self) -> Generator[int]:
        """Go on instant by instant, yielding the second of each simpy step."""
        while not self.over:
            self.env.step()
            yield int(self.env.now)

    def finish(self) -> None:
        """Count what is under way at the horizon."""
        self.check(self.drive(FINISH))


class Trace(NamedTuple):
    """A replication under way.

    Attributes:
        book: the names behind its rows.
        rows: its log row by row, as the engine goes on. The engine stops with the reader: it is no
            further than the instant of the last row taken.
        pay: asks for the pay so far.
    """

    book: Book
    rows: Iterator[np.void]
    pay: Callable[[], PaySoFar]


def traced(scenario: Scenario, *, seed: int = 1, replication: int = 0) -> Trace:
    """Start a replication that is told row by row."""
    seed, replication = checked_seed(seed), checked_replication(replication)
    inputs = build(scenario)
    world = working_copy(inputs, logging=True)
    reset(world, inputs, seed, replication)
    own = OwnRules.of(inputs).ready(compiled=False)
    own.fill(world)
    engine = SimpyEngine(world, own)
    told = engine.world
    return Trace(
        inputs.book,
        _rows(engine),
        lambda: PaySoFar(told.statements.copy(), told.payments.copy(), told.rep_months.copy()),
    )


def _rows(simpy_engine: SimpyEngine) -> Iterator[np.void]:
    simpy_engine.begin()
    read = 0
    for _ in simpy_engine.run():
        written = int(simpy_engine.world.run[0].log)
        yield from simpy_engine.world.log[read:written].copy()
        read = written
