"""Rates typed against rates obtained: what today's team gets under today's policy.

The scenario is run as it stands today: nobody joins, learns or changes mood, and every figure of
which only a range is known has its typical value. The rates that come out are those typed, but
for luck; where they are not, the scenario's figures contradict each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

import numpy as np

from salessim.elementary import exp, expm1, power
from salessim.engine import FUTURES, Watch
from salessim.engine.obtained_output import (
    LeadCounts,
    OutputCounts,
    PilotCounts,
    how_often,
    years_of_months,
    years_since,
)
from salessim.engine.own_rules import OwnRules
from salessim.engine.run import batches
from salessim.engine.state import working_copy
from salessim.measure.activity import waiting_after_decision
from salessim.measure.batch import Batch
from salessim.measure.runs import customer_years
from salessim.model.assembly import Inputs, build
from salessim.model.assembly.customer_classes import (
    customers_of_day_one,
    hazards_of_today,
    rates_of_leaving,
    refused_by_month,
    share_lost,
    share_refused,
)
from salessim.model.assembly.funnels import key_paths
from salessim.model.assembly.schedules import by_month
from salessim.model.assembly.team import LONG_AGO
from salessim.model.state.codes import (
    IS_CONTACT,
    LOG_ADVANCED,
    LOG_CALL,
    LOG_LOST,
    LOG_REPEATED,
    LOYALTY,
    NEVER,
    NOBODY,
)
from salessim.model.state.tables import World
from salessim.scenario import Scenario
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import (
    MONTHS_PER_YEAR,
    NORMAL_QUANTILE_975,
    SECONDS_PER_DAY,
    SECONDS_PER_YEAR,
)

DECIDED = ("advanced", "lost", "repeated", "rounds")
COUNTED = (*DECIDED, "not_accepted", "abandoned")


@dataclass(frozen=True)
class Rate:
    """A rate as typed and as obtained.

    typed, obtained: in `unit`. half_width: of the 95 % interval of `obtained`. cases: how many
    decisions (or customer-years) `obtained` rests on. unit: `share`, 0..1; `a year`: how often
    a customer is contacted or recommends us, or how many leads come; `a month`: what one person
    signs, currency or contracts. moves: whether it moves in time, so that `typed` is the mean of
    the months in which it was decided.
    """

    path: str
    typed: float
    obtained: float
    half_width: float
    cases: float
    unit: Literal["share", "a year", "a month"] = "share"
    moves: bool = False

    @property
    def relative_gap(self) -> float:
        """(obtained - typed) / typed."""
        return self.obtained / self.typed - 1.0


MAXIMUM_MONTHS = 12
"""Today is the first year: later, the good firms of a small market have become customers."""


def frozen(inputs: Inputs) -> Inputs:
    """Return the world as it stands today: nothing unknown, nobody new, no change in people."""
    world = working_copy(inputs)
    sizes = world.sizes[0]
    sizes.months = min(MAXIMUM_MONTHS, int(sizes.months))
    sizes.horizon = int(world.borders[sizes.months])
    sizes.days = sizes.horizon // SECONDS_PER_DAY
    world.sizes[0].uncertain_parameters = 0
    world.sizes[0].motivated = 0
    world.company[0].learning_per_hour = 0.0
    world.company[0].coaching_per_hour = 0.0
    world.people["attrition_per_year"] = 0.0
    joins = world.reps["start"] >= 0
    # As for typed rates: where nobody is there yet, today's team is all who will come.
    world.reps["start"][joins] = LONG_AGO if joins.all() else NEVER
    world.reps["leaves_at"][world.reps["leaves_at"] > 0] = NEVER
    return Inputs(_with_steady_attrition(world), inputs.book, inputs.own_code)


def _with_steady_attrition(world: World) -> World:
    """Return the world in which no month lets people leave."""
    if not len(world.changes):
        return world
    start = world.parameters.__array_interface__["data"][0]
    leaving = world.people["attrition_per_year"]
    first = (leaving.__array_interface__["data"][0] - start) // world.parameters.itemsize
    slots = first + np.arange(len(leaving)) * (leaving.strides[0] // world.parameters.itemsize)
    changes = world.changes.copy()
    changes["factor"][np.isin(changes["target"], slots)] = 0.0
    return world._replace(changes=changes)


def obtained(
    scenario: Scenario, *, replications: int = 100, seed: int = 1, watch: Watch | None = None
) -> tuple[Rate, ...]:
    """Run today's team under today's policy and return each typed rate beside what came out."""
    inputs = frozen(build(scenario.today))
    counts = _Counts(inputs, scenario.today.plan)
    output = OutputCounts(inputs, scenario.today.plan)
    leads, pilots = LeadCounts(inputs), PilotCounts(inputs)
    for batch in batches(
        inputs,
        replications=replications,
        seed=seed,
        deals=bool(output.typed),
        log=counts.moves,
        rules=OwnRules(),
        going_on=lambda now: (
            watch is None or watch(FUTURES, counts.replications + now, replications)
        ),
    ):
        counts.add(batch)
        output.add(batch)
        leads.add(batch)
        pilots.add(batch)
    years = float(years_of_months(inputs).sum()) * counts.replications
    come = [Rate(*figures, unit="a year") for figures in leads.rates(counts.customer_years, years)]
    signed = [Rate(*figures, unit="a month") for figures in output.rates()]
    passed = [Rate(*figures) for figures in pilots.rates()]
    return tuple(rate for rate in (*counts.rates(), *come, *passed, *signed) if rate.cases > 0)


class _Counts:
    """What the runs added up to."""

    def __init__(self, inputs: Inputs, plan: SalesPlan) -> None:
        self.inputs, self.plan = inputs, plan
        steps, segments = inputs.world.steps.shape
        self.moves = bool(len(inputs.world.changes))
        self.decisions = np.zeros((steps, segments, len(inputs.world.changes_of_month)))
        self.funnel = {name: np.zeros((steps, segments)) for name in COUNTED}
        self.calls, self.booked = np.zeros(segments), np.zeros(segments)
        self.customers_lost = np.zeros(segments)
        self.customer_years = np.zeros(segments)
        self.years_by_month = np.zeros((segments, 1))
        self.renewed, self.refused = np.zeros(segments), np.zeros(segments)
        self.gained, self.gained_years = np.zeros(segments), np.zeros(segments)
        self.here = customers_of_day_one(inputs.world, inputs.world.segments["customers"])
        self.replications, self.left = 0, np.zeros(segments)

    def add(self, batch: Batch) -> None:
        """Add the replications of a batch."""
        for name, total in self.funnel.items():
            total += batch.funnel[name].sum(axis=0)
        self.calls += batch.months["calls"].sum(axis=(0, 1, 3))
        self.booked += batch.months["calls_booked"].sum(axis=(0, 1, 3))
        if self.moves:
            self._add_decisions(batch)
        gone = batch.months["customers_lost"] - batch.months["pilots_refused"]
        self.customers_lost += gone.sum(axis=(0, 1, 3))
        years = _customer_years(batch, self.inputs, self.here)
        self.customer_years += years.sum(axis=(0, 2))
        self.years_by_month = self.years_by_month + years.sum(axis=0)
        today = batch.months[..., LOYALTY]
        self.renewed += (today["renewed"] - today["downgraded"]).sum(axis=(0, 1))
        self.refused += (today["not_renewed"] + today["downgraded"]).sum(axis=(0, 1))
        gained = batch.months["customers_gained"].sum(axis=(0, 3))
        self.gained += gained.sum(axis=0)
        self.replications += len(batch.months)
        self.left += today["customers_lost"].sum(axis=(0, 1))
        self.gained_years += years_since(gained, self.inputs)

    def rates(self) -> Iterator[Rate]:
        """Yield the rates of steps, win rates and churn, in the scenario's order."""
        world, book = self.inputs.world, self.inputs.book
        last = len(book.conquest_steps) - 1
        by_win_rate = world.segments["win_rate"] > 0.0
        for step, name in enumerate((*book.conquest_steps, *book.loyalty_steps)):
            motion = "conquest" if step <= last else "loyalty"
            if int(world.steps[step, 0].kind) == IS_CONTACT:
                for path, here in self._places(motion, name, "every"):
                    yield self._contacts(step, path, here)
                continue
            for path, here in self._places(motion, name, "passes"):
                if step == last:
                    here &= ~by_win_rate
                if step == int(world.sizes[0].call_step):
                    yield self._passes(step, path, here, self.booked, self.calls)
                else:
                    won, decided = self._decided()
                    yield self._passes(step, path, here, won[step], decided[step])
        for segment in np.flatnonzero(by_win_rate):
            yield self._win_rate(int(segment))
        for number, name in enumerate(book.segments):
            hazards = by_month(world, world.segments["churn_per_year"][number : number + 1])
            years = self.years_by_month[number]
            moves = bool((hazards != hazards[0]).any()) and years.sum() > 0.0
            mean = float(np.average(hazards, weights=years)) if moves else float(hazards[0])
            if hazards_of_today(world, number, self.here, np.full(1, mean))[0].any():
                yield replace(self._churn(number, name, mean, hazards), moves=moves)

    def _places(self, motion: str, name: str, key: str) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each key path at which a step's figure is typed, and the segments it holds in."""
        paths = [key_paths(self.plan, one, motion, name)(key) for one in self.plan.segments]
        for path in sorted(set(paths), key=lambda path: (not path.startswith("funnel"), path)):
            yield path, np.array([each == path for each in paths])

    def _passes(
        self, step: int, path: str, here: np.ndarray, won: np.ndarray, decided: np.ndarray
    ) -> Rate:
        """The rate of a step in some segments; of one that moves the mean over its decisions."""
        world = self.inputs.world
        if not here.any():
            return _share(path, 0.0, 0.0, 0.0)
        first = int(np.flatnonzero(here)[0])
        typed, moves = self._mean(world.steps["passes"][step, first : first + 1], step, here)
        return replace(_share(path, typed, won[here].sum(), decided[here].sum()), moves=moves)

    def _mean(self, parameter: np.ndarray, step: int, here: np.ndarray) -> tuple[float, bool]:
        """What a rate is on average over a step's decisions, and whether it moves."""
        values = by_month(self.inputs.world, parameter)
        weights = self.decisions[step, here].sum(axis=0)
        if (values == values[0]).all() or weights.sum() <= 0.0:
            return float(values[0]), bool((values != values[0]).any())
        return float(np.average(values, weights=weights)), True

    def _add_decisions(self, batch: Batch) -> None:
        """Count the decisions of each step by the month in which they come."""
        call, borders = int(self.inputs.world.sizes[0].call_step), self.inputs.world.borders
        for log in batch.log or []:
            rows = log[np.isin(log["what"], (LOG_ADVANCED, LOG_REPEATED, LOG_LOST, LOG_CALL))]
            steps = np.where(rows["what"] == LOG_CALL, call, rows["step"])
            months = np.searchsorted(borders, rows["second"], side="right") - 1
            known = (steps >= 0) & (months < self.decisions.shape[2])
            np.add.at(self.decisions, (steps[known], rows["segment"][known], months[known]), 1.0)

    def _decided(self) -> tuple[np.ndarray, np.ndarray]:
        """Rounds won and decided, by step and segment; what nobody took over or up is neither."""
        columns = {name: self.funnel[name] for name in DECIDED}
        for undecided in ("not_accepted", "abandoned"):
            columns["lost"] = columns["lost"] - self.funnel[undecided]
        won = columns["advanced"] + waiting_after_decision(**columns)
        return won, won + columns["lost"] + columns["repeated"]

    def _contacts(self, step: int, path: str, here: np.ndarray) -> Rate:
        """Contacts made with a customer in a year, over segments that get them alike.

        A contract stands at the beginning of a new customer's first interval as a contact would: it
        counts half, as both ends of intervals do.
        """
        row = self.inputs.world.steps[step]
        typed = SECONDS_PER_YEAR / float(row["every"][here][0])
        begun = np.minimum(0.5 * self.gained, typed * self.gained_years)
        made, years = (
            float(part[here & (row["applies"] == 1)].sum())
            for part in (self.funnel["advanced"][step] + begun, self.customer_years)
        )
        return Rate(*how_often(path, typed, made, years), unit="a year")

    def _win_rate(self, segment: int) -> Rate:
        """Contracts per first meeting; what is still under way is left out stage by stage."""
        world, book = self.inputs.world, self.inputs.book
        discovery, call = int(world.sizes[0].discovery_step), int(world.sizes[0].call_step)
        meeting = discovery if discovery != NOBODY else call + 1
        steps = slice(meeting, len(book.conquest_steps))
        won, decided = (part[steps, segment] for part in self._decided())
        decided = decided - self.funnel["repeated"][steps, segment]
        # What is not accepted after the meeting is no contract, but is no decision of its stage.
        taken = self.funnel["not_accepted"][steps, segment]
        taken[0] = 0.0
        decided = decided + taken
        share = float(np.prod(won / np.maximum(decided, 1.0)))
        path = f"segments.{book.segments[segment]}.win_rate"
        here = np.arange(len(book.segments)) == segment
        parameter = world.segments["win_rate"][segment : segment + 1]
        typed, moves = self._mean(parameter, meeting, here)
        return replace(_share(path, typed, share * decided[0], decided[0]), moves=moves)

    def _churn(self, segment: int, name: str, hazard: float, by_months: np.ndarray) -> Rate:
        """Share of customers who leave in a year; with a term, of those who refuse a renewal.

        hazard: mean of those `by_months`, a year.
        """
        term = float(self.inputs.world.contracts[segment].renewal_months)
        world = self.inputs.world
        of_all = np.full(1, hazard)
        rates, numbers = hazards_of_today(world, segment, self.here, of_all)
        dates = len(world.agreements) and (world.agreements["ends"][self.here] != NEVER).any()
        moves = term > 0.0 and (by_months != hazard).any()
        if (len(rates) > 1 or dates or moves) and numbers.sum() > 0.0:
            return self._churn_of_many(segment, name, by_months, rates[:, 0], numbers)
        if term > 0.0:
            return self._refusals(segment, name, hazard, MONTHS_PER_YEAR / term)
        years, lost = self.customer_years[segment], self.customers_lost[segment]
        obtained_hazard = lost / years if years > 0.0 else 0.0
        half_width = NORMAL_QUANTILE_975 * sqrt(lost) / years if years > 0.0 else 0.0
        return Rate(
            path=f"segments.{name}.churn",
            typed=-expm1(-hazard),
            obtained=-expm1(-obtained_hazard),
            half_width=half_width * exp(-obtained_hazard),
            cases=years,
        )

    def _churn_of_many(
        self, segment: int, name: str, of_all: np.ndarray, rates: np.ndarray, numbers: np.ndarray
    ) -> Rate:
        """The same where customers differ: of today's, as who is easily lost is lost first.

        What they lose in the time that is run, or refuse at the end of a long term, is compared
        with what the law comes to in that time, of those whose term ends in it.
        """
        world, years = self.inputs.world, years_of_months(self.inputs)
        term = float(world.contracts[segment].renewal_months)
        lost, moves = self.refused[segment], bool((of_all != of_all[0]).any())
        cases = lost + self.renewed[segment]
        if term > 0.0 and moves:
            of_each = float(refused_by_month(world, segment, self.here, of_all)[0].sum())
            expected = self.replications * of_each / max(1.0, cases)
        elif term >= MONTHS_PER_YEAR:
            expected = share_refused(
                world, segment, self.here, float(years.sum()), float(of_all[0])
            )
        else:
            lost, cases = self.left[segment], self.replications * float(numbers.sum())
            each = hazards_of_today(world, segment, self.here, of_all)[0] @ years / years.sum()
            leaving = rates_of_leaving(each, term, float(world.contracts[segment].downgrades))
            expected = share_lost(leaving, numbers, float(years.sum()))
        typed = share_lost(rates, numbers, 1.0)
        came_out = _share(f"segments.{name}.churn", typed, lost, cases)
        scale = typed / expected if expected > 0.0 else 1.0
        return replace(
            came_out, obtained=came_out.obtained * scale, half_width=came_out.half_width * scale
        )

    def _refusals(self, segment: int, name: str, hazard: float, terms: float) -> Rate:
        """The same from renewals of today's customers, of which there are `terms` a year."""
        refused = self.refused[segment]
        renewal = _share(f"segments.{name}.churn", 0.0, refused, refused + self.renewed[segment])
        stay = 1.0 - renewal.obtained
        kept = power(stay, terms)
        slope = terms * kept / stay if stay > 0.0 else 0.0
        return replace(
            renewal,
            typed=-expm1(-hazard),
            obtained=1.0 - kept,
            half_width=slope * renewal.half_width,
        )


def _share(path: str, typed: float, won: float, decided: float) -> Rate:
    share = won / decided if decided > 0.0 else 0.0
    half_width = (
        NORMAL_QUANTILE_975 * sqrt(share * (1.0 - share) / decided) if decided > 0.0 else 0.0
    )
    return Rate(path, typed, float(share), half_width, float(decided))


def _customer_years(batch: Batch, inputs: Inputs, here: np.ndarray) -> np.ndarray:
    """Return the years that customers spent with us, by replication, segment and month."""
    segments = inputs.world.firms["segment"][here]
    opening = np.bincount(segments, minlength=len(inputs.book.segments))
    came, went = batch.months["customers_gained"], batch.months["customers_lost"]
    change = came.sum(axis=3) - went.sum(axis=3)
    ends = opening + np.cumsum(change, axis=1)
    years = years_of_months(inputs)
    return np.asarray(customer_years(ends.swapaxes(1, 2), change.swapaxes(1, 2), years))
