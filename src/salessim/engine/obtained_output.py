"""What settled people sign, and what leads come, typed and obtained, by role and by channel."""

from collections.abc import Iterator
from math import ceil, sqrt

import numpy as np

from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs
from salessim.model.assembly.distribution_table import mean_of_cases
from salessim.model.assembly.schedules import by_month
from salessim.model.state.codes import CONQUEST, WON
from salessim.scenario.recruiting import output_of
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.workers import stages_in
from salessim.units import (
    DAYS_PER_MONTH,
    MONTHS_PER_YEAR,
    NORMAL_QUANTILE_975,
    SECONDS_PER_YEAR,
)

CYCLES = 1.5
"""Mean sales cycles after which contracts come as fast as deals are opened."""


class OutputCounts:
    """Contracts with new customers by role, once deals have gone through the funnel."""

    def __init__(self, inputs: Inputs, plan: SalesPlan) -> None:
        self.inputs = inputs
        self.plan = plan
        days = max(
            sum(mean_of_cases(one.buyer_takes) for one in stages_in(plan, name))
            for name in plan.segments
        )
        pilots = int(inputs.world.contracts["pilot_months"].max())
        first = ceil(CYCLES * days / DAYS_PER_MONTH) + pilots
        self.months = max(0, int(inputs.world.sizes[0].months) - first)
        self.from_second = int(inputs.world.borders[min(first, len(inputs.world.borders) - 1)])
        self.typed = [
            (name, output)
            for name, role in plan.team.items()
            if (output := output_of(role)) is not None
            and any(person.role == name for person in plan.people)
        ]
        self.signed: dict[str, list[float]] = {name: [] for name, _ in self.typed}
        self.contracts = dict.fromkeys(self.signed, 0)

    def add(self, batch: Batch) -> None:
        """Add the replications of a batch, which has its deals."""
        roles = self.inputs.world.reps["role"]
        names = list(self.plan.team)
        for deals in batch.deals or []:
            won = deals[(deals["state"] == WON) & (deals["motion"] == CONQUEST)]
            won = won[(won["closed"] >= self.from_second) & (won["owner"] >= 0)]
            of = roles[won["owner"]]
            for name, output in self.typed:
                own = won[of == names.index(name)]
                self.contracts[name] += len(own)
                self.signed[name].append(float(own["value"].sum() if output.is_money else len(own)))

    def rates(self) -> Iterator[tuple[str, float, float, float, float]]:
        """Yield (path, typed, obtained, half width, contracts), a month and person."""
        if self.months == 0:
            return
        for name, output in self.typed:
            row = int(self.inputs.world.reps["productivity"][self._rows_of(name)][0])
            people = float(self.inputs.world.productivity["people"][row])
            signed = np.array(self.signed[name]) / (people * self.months)
            error = signed.std(ddof=1) / sqrt(len(signed)) if len(signed) > 1 else 0.0
            yield (
                f"team.{name}.{output.key}",
                output.amount.per_year.typical / MONTHS_PER_YEAR,
                float(signed.mean()),
                NORMAL_QUANTILE_975 * float(error),
                float(self.contracts[name]),
            )

    def _rows_of(self, role: str) -> np.ndarray:
        return np.flatnonzero(self.inputs.world.reps["role"] == list(self.plan.team).index(role))


type RateFigures = tuple[str, float, float, float, float]
"""Key path, typed, obtained, half width of its 95 % interval, years it rests on."""


class LeadCounts:
    """What came through each channel."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        channels = int(inputs.world.sizes[0].channels)
        self.leads, self.recommended = np.zeros(channels), np.zeros(channels)

    def add(self, batch: Batch) -> None:
        """Add the replications of a batch."""
        self.leads += batch.leads["leads"].sum(axis=0)
        self.recommended += batch.leads["recommended"].sum(axis=0)

    def rates(self, customer_years: np.ndarray, years: float) -> Iterator[RateFigures]:
        """Yield recommendations of a customer, and leads where these fall as a market is sold.

        Args:
            customer_years: (segments,) that customers spent with us in all that was run.
            years: that were run.
        """
        world = self.inputs.world
        for channel, name in enumerate(self.inputs.book.channels):
            row = world.channels[channel]
            told, typed = float(row.per_customer), float(row.leads_per_year)
            asks = np.diff(world.mix[channel], prepend=0.0) > 0.0
            if told > 0.0:
                tell = world.recommended[channel, :, -1] > 0.0
                there = float(customer_years[tell].sum())
                path = f"channels.{name}.per_customer"
                yield how_often(path, told, float(self.recommended[channel]), there)
            elif typed > 0.0 and world.segments["whole_market"][asks].any():
                yield how_often(f"channels.{name}.leads", typed, float(self.leads[channel]), years)


class PilotCounts:
    """What became of the pilots that ended."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        world = inputs.world
        self.segments = np.flatnonzero(world.contracts["pilot_months"] > 0.0)
        shape = (int(world.sizes[0].months), len(self.segments))
        self.passed, self.refused = np.zeros(shape), np.zeros(shape)

    def add(self, batch: Batch) -> None:
        """Add the replications of a batch."""
        for name, total in (("won", self.passed), ("pilots_refused", self.refused)):
            months = batch.months[name][:, : len(total), :, CONQUEST].sum(axis=0)
            total += months[:, self.segments]

    def rates(self) -> Iterator[RateFigures]:
        """Yield the share of pilots that pass; typed is the mean of the months they end in."""
        world = self.inputs.world
        for place, segment in enumerate(self.segments.tolist()):
            ended = self.passed[:, place] + self.refused[:, place]
            cases = float(ended.sum())
            if cases == 0.0:
                continue
            typed = by_month(world, world.contracts["pilot_passes"][segment : segment + 1])
            share = float(self.passed[:, place].sum()) / cases
            yield (
                f"segments.{self.inputs.book.segments[segment]}.contract.pilot.passes",
                float(np.average(typed[: len(ended)], weights=ended)),
                share,
                NORMAL_QUANTILE_975 * sqrt(share * (1.0 - share) / cases),
                cases,
            )


def how_often(path: str, typed: float, count: float, years: float) -> RateFigures:
    """Return the figures of something counted over years."""
    if years <= 0.0:
        return path, typed, 0.0, 0.0, years
    return path, typed, count / years, NORMAL_QUANTILE_975 * sqrt(count) / years, years


def years_since(gained: np.ndarray, inputs: Inputs) -> np.ndarray:
    """Return the years from the middle of the month in which each was gained to the end.

    gained: customers by month and segment.
    """
    years = years_of_months(inputs)
    left = np.cumsum(years[::-1])[::-1] - years / 2.0
    return np.asarray((gained * left[:, None]).sum(axis=0))


def years_of_months(inputs: Inputs) -> np.ndarray:
    """Return the length of each month that is run."""
    years = np.diff(inputs.book.month_borders) / SECONDS_PER_YEAR
    years[int(inputs.world.sizes[0].months) :] = 0.0
    return years
