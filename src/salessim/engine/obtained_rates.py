"""Rates typed against rates obtained: what today's team gets under today's policy.

The scenario is run as it stands today: nobody joins, learns or changes mood, and every figure of
which only a range is known has its typical value. The rates that come out are those typed, but
for luck; where they are not, the scenario's figures contradict each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from salessim.elementary import exp, expm1
from salessim.engine.run import batches
from salessim.engine.state import working_copy
from salessim.measure.activity import waiting_after_decision
from salessim.measure.batch import Batch
from salessim.measure.runs import customer_years
from salessim.model.assembly import Inputs, build
from salessim.model.assembly.team import LONG_AGO
from salessim.model.state.codes import CUSTOMER, IS_CONTACT, NEVER, NOBODY
from salessim.scenario import Scenario
from salessim.units import NORMAL_QUANTILE_975, SECONDS_PER_DAY, SECONDS_PER_YEAR

DECIDED = ("advanced", "lost", "repeated", "rounds")
COUNTED = (*DECIDED, "not_accepted")


@dataclass(frozen=True)
class Rate:
    """A rate as typed and as obtained.

    typed, obtained: in `unit`. half_width: of the 95 % interval of `obtained`. cases: how many
    decisions (or customer-years) `obtained` rests on. unit: `share`, 0..1, or `a year`: how often
    a customer is contacted.
    """

    path: str
    typed: float
    obtained: float
    half_width: float
    cases: float
    unit: Literal["share", "a year"] = "share"

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
    return Inputs(world, inputs.book)


def obtained(
    scenario: Scenario, *, replications: int = 100, seed: int = 1, threads: int | None = None
) -> tuple[Rate, ...]:
    """Run today's team under today's policy and return each typed rate beside what came out."""
    inputs = frozen(build(scenario.today))
    counts = _Counts(inputs)
    for batch in batches(inputs, replications=replications, seed=seed, threads=threads):
        counts.add(batch)
    return tuple(rate for rate in counts.rates() if rate.cases > 0)


class _Counts:
    """What the runs added up to."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        steps, segments = inputs.world.steps.shape
        self.funnel = {name: np.zeros((steps, segments)) for name in COUNTED}
        self.calls = self.booked = 0.0
        self.customers_lost = np.zeros(segments)
        self.customer_years = np.zeros(segments)
        self.gained, self.gained_years = np.zeros(segments), np.zeros(segments)

    def add(self, batch: Batch) -> None:
        """Add the replications of a batch."""
        for name, total in self.funnel.items():
            total += batch.funnel[name].sum(axis=0)
        self.calls += batch.months["calls"].sum()
        self.booked += batch.months["calls_booked"].sum()
        self.customers_lost += batch.months["customers_lost"].sum(axis=(0, 1, 3))
        self.customer_years += _customer_years(batch, self.inputs)
        gained = batch.months["customers_gained"].sum(axis=(0, 3))
        self.gained += gained.sum(axis=0)
        self.gained_years += _years_since(gained, self.inputs)

    def rates(self) -> Iterator[Rate]:
        """Yield the rates of steps, win rates and churn, in the scenario's order."""
        world, book = self.inputs.world, self.inputs.book
        last = len(book.conquest_steps) - 1
        by_win_rate = world.segments["win_rate"] > 0.0
        for step, name in enumerate((*book.conquest_steps, *book.loyalty_steps)):
            entry = world.steps[step, 0]
            if int(entry.kind) == IS_CONTACT:
                yield self._contacts(step, name)
                continue
            motion = "conquest" if step <= last else "loyalty"
            typed_here = ~by_win_rate if step == last else np.ones(len(by_win_rate), bool)
            if step == int(world.sizes[0].call_step):
                yield _share(
                    f"funnel.{motion}.{name}.passes", float(entry.passes), self.booked, self.calls
                )
                continue
            won, decided = (part[step, typed_here].sum() for part in self._decided())
            yield _share(f"funnel.{motion}.{name}.passes", float(entry.passes), won, decided)
        for segment in np.flatnonzero(by_win_rate):
            yield self._win_rate(int(segment))
        for number, name in enumerate(book.segments):
            typed = float(world.segments[number].churn_per_year)
            if typed > 0.0:
                yield self._churn(number, name, typed)

    def _decided(self) -> tuple[np.ndarray, np.ndarray]:
        """Rounds won and rounds decided, by step and segment; what nobody took over is neither."""
        columns = {name: self.funnel[name] for name in DECIDED}
        columns["lost"] = columns["lost"] - self.funnel["not_accepted"]
        won = columns["advanced"] + waiting_after_decision(**columns)
        return won, won + columns["lost"] + columns["repeated"]

    def _contacts(self, step: int, name: str) -> Rate:
        """Contacts made with a customer in a year, over the segments that get them.

        A contract stands at the beginning of a new customer's first interval as a contact would: it
        counts half, as both ends of intervals do.
        """
        row = self.inputs.world.steps[step]
        typed = SECONDS_PER_YEAR / float(row["every"][0])
        begun = np.minimum(0.5 * self.gained, typed * self.gained_years)
        made, years = (
            float(part[row["applies"] == 1].sum())
            for part in (self.funnel["advanced"][step] + begun, self.customer_years)
        )
        return Rate(
            path=f"funnel.loyalty.{name}.every",
            typed=typed,
            obtained=made / years if years > 0.0 else 0.0,
            half_width=NORMAL_QUANTILE_975 * sqrt(made) / years if years > 0.0 else 0.0,
            cases=years,
            unit="a year",
        )

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
        return _share(path, float(world.segments[segment].win_rate), share * decided[0], decided[0])

    def _churn(self, segment: int, name: str, hazard: float) -> Rate:
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


def _share(path: str, typed: float, won: float, decided: float) -> Rate:
    share = won / decided if decided > 0.0 else 0.0
    half_width = (
        NORMAL_QUANTILE_975 * sqrt(share * (1.0 - share) / decided) if decided > 0.0 else 0.0
    )
    return Rate(path, typed, float(share), half_width, float(decided))


def _customer_years(batch: Batch, inputs: Inputs) -> np.ndarray:
    """Return the years that customers of each segment spent with us."""
    firms = inputs.world.firms
    here = firms["state"] == CUSTOMER
    here &= (firms["place"] < 0) | (
        firms["place"] < inputs.world.segments["customers"][firms["segment"]]
    )
    opening = np.bincount(firms["segment"][here], minlength=len(inputs.book.segments))
    change = batch.months["customers_gained"].sum(axis=3) - batch.months["customers_lost"].sum(
        axis=3
    )
    ends = opening + np.cumsum(change, axis=1)
    by_segment = customer_years(
        ends.swapaxes(1, 2), change.swapaxes(1, 2), _years_of_months(inputs)
    )
    return np.asarray(by_segment.sum(axis=(0, 2)))


def _years_since(gained: np.ndarray, inputs: Inputs) -> np.ndarray:
    """Return the years from the middle of the month in which each was gained to the end.

    gained: customers by month and segment.
    """
    years = _years_of_months(inputs)
    left = np.cumsum(years[::-1])[::-1] - years / 2.0
    return np.asarray((gained * left[:, None]).sum(axis=0))


def _years_of_months(inputs: Inputs) -> np.ndarray:
    """Return the length of each month that is run."""
    years = np.diff(inputs.book.month_borders) / SECONDS_PER_YEAR
    years[int(inputs.world.sizes[0].months) :] = 0.0
    return years
