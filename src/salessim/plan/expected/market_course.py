"""How a market is sold: firms that are free, and the leads that come of them and of customers.

Leads of a whole market are a share of the firms that are free; recommendations are a flow from the
customers there are, of which the share that finds a free firm counts. That share is a product of
two stocks: it is read off the course that the market takes if all leads are answered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.rates.first_calls import lost_after_meeting
from salessim.model.rates.relationship import recommendation_rate
from salessim.model.rules.leads import season
from salessim.model.rules.market import grown
from salessim.model.state.codes import NOBODY
from salessim.plan.expected.conquest import ConquestFunnel
from salessim.plan.expected.delays import DAYS
from salessim.plan.expected.world import ExpectedWorld
from salessim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, SECONDS_PER_YEAR

MOMENTS = 4
"""Moments of a month at which the season is read."""


@dataclass(frozen=True)
class MarketCourse:
    """Where leads come from that follow the stocks of firms and of customers.

    Attributes:
        follows: (segments,) whether a segment's leads do.
        is_whole: (segments,) whether they ask firms of its whole market.
        per_free: (segments, months) leads of a firm that is free, recommendations left out.
        asking: (segments, months) share of free firms that ask in a month, along the course.
        typed: (segments, months) leads that come whatever the stocks are.
        per_customer: (segments of customers, segments, months) leads of a customer without a
            relationship, by the line on it.
        per_relationship: the same, of a unit of relationship.
        free: (segments,) firms that are free at the start.
        back_at_first: (segments,) firms a month that cooled off, or were in a deal, at the start.
        cooling: (segments, months) months until a firm is free again after a no in a month.
        cycle: (segments,) months from a lead to its answer.
        growth: (segments, months) firms that come to the market.
    """

    follows: NDArray[np.bool_]
    is_whole: NDArray[np.bool_]
    per_free: NDArray[np.float64]
    asking: NDArray[np.float64]
    typed: NDArray[np.float64]
    per_customer: NDArray[np.float64]
    per_relationship: NDArray[np.float64]
    free: NDArray[np.float64]
    back_at_first: NDArray[np.float64]
    cooling: NDArray[np.intp]
    cycle: NDArray[np.intp]
    growth: NDArray[np.float64]

    def rested(self, segment: int, month: int) -> NDArray[np.intp]:
        """Months whose firms that said no, or left as customers, are free again in a month."""
        return rested_in(self.cooling[segment], month)


def rested_in(cooling: NDArray[np.intp], month: int) -> NDArray[np.intp]:
    """Months from which rests, (months,) of them by month of the no, end in a month."""
    return np.flatnonzero(np.arange(len(cooling)) + cooling == month)


def leads_by_month(expected: ExpectedWorld) -> NDArray[np.float64]:
    """Return the leads a year that each channel's budget brings, (channels, months)."""
    found = np.zeros((len(expected.world.channels), expected.months))
    for begins, ends in expected.spans:
        expected.hold(begins)
        found[:, begins:ends] = expected.world.channels["coming"][:, None]
    expected.hold(0)
    return found


def typed_arrivals(expected: ExpectedWorld) -> NDArray[np.float64]:
    """Return the leads that come as typed, shape (channels, segments, months)."""
    seconds = np.diff(np.asarray(expected.inputs.book.month_borders, float))
    leads = leads_by_month(expected) * _seasons(expected) * seconds / SECONDS_PER_YEAR
    shares = np.diff(expected.world.mix, axis=1, prepend=0.0)
    found: NDArray[np.float64] = leads[:, None, :] * shares[:, :, None]
    return found


def _seasons(expected: ExpectedWorld) -> NDArray[np.float64]:
    """The season's factor on a channel's leads, (channels, months)."""
    world = expected.world
    borders = np.asarray(expected.inputs.book.month_borders, float)
    found = np.ones((len(world.channels), expected.months))
    for number, channel in enumerate(world.channels):
        if channel.peak_size <= 0.0:
            continue
        for month in range(expected.months):
            span = borders[month + 1] - borders[month]
            moments = borders[month] + span * (np.arange(MOMENTS) + 0.5) / MOMENTS
            found[number, month] = np.mean(
                [season(at, channel.peak_at, channel.peak_size) for at in moments]
            )
    return found


def market_course(
    expected: ExpectedWorld, funnel: ConquestFunnel
) -> tuple[NDArray[np.float64], MarketCourse | None]:
    """Return the leads that come, (channels, segments, months), and what they follow.

    None where they follow nothing: all come as typed.
    """
    typed = typed_arrivals(expected)
    world = expected.world
    is_whole = np.asarray(world.segments["whole_market"] > 0.0)
    recommends = bool((world.segments["maximum_recommendations"] > 0.0).any())
    if not (is_whole & (typed > 0.0).any(axis=(0, 2))).any() and not recommends:
        return typed, None
    return _Course(expected, funnel, typed, is_whole).followed()


class _Course:
    """The market month by month, all its leads answered."""

    def __init__(
        self,
        expected: ExpectedWorld,
        funnel: ConquestFunnel,
        typed: NDArray[np.float64],
        is_whole: NDArray[np.bool_],
    ) -> None:
        self.expected, self.funnel, self.typed, self.is_whole = expected, funnel, typed, is_whole
        self.world = world = expected.world
        self.segments = range(len(is_whole))
        self.states = world.segment_states
        self.customers = np.array([float(state.customers) for state in self.states])
        self.market = np.array([float(state.on_market) for state in self.states])
        free = np.array([state.on_market / state.asked for state in self.states])
        self.free = np.where(is_whole, free, np.maximum(0.0, self.market - self.customers))
        self.won, self.churn, self.cooling = self._moving_rates()
        self.cycle = np.array([self._cycle(s) for s in self.segments])
        self.today = np.asarray(world.segments["relationship_today"])
        self.per_year, self.per_relationship = self._recommendations()
        self.seasons = _seasons(expected)
        outside = np.maximum(0.0, self.market - self.free - self.customers)
        self.at_first = outside / self.cooling[:, 0]

    def _cycle(self, segment: int) -> int:
        """Months from a lead to its answer: the buyer's times on the way."""
        days = np.arange(DAYS)
        stages = range(self.funnel.last)
        total = sum(float(self.funnel.delay(step, segment) @ days) for step in stages)
        return round(total / DAYS_PER_MONTH)

    def _recommendations(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Recommendations a year at today's relationship, and what a unit of it adds.

        Shape (months, channels, segments of customers, segments).
        """
        world = self.world
        shares = np.diff(world.recommended, axis=2, prepend=0.0)
        rates = np.zeros((self.expected.months, *shares.shape[:2]))
        for begins, ends in self.expected.spans:
            self.expected.hold(begins)
            for channel in range(len(shares)):
                for own in self.segments:
                    rates[begins:ends, channel, own] = recommendation_rate(
                        world, channel, own, self.today[own]
                    )
        self.expected.hold(0)
        slopes = rates * world.channels["relationship_effect"][:, None]
        return rates[..., None] * shares, slopes[..., None] * shares

    def _moving_rates(
        self,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
        """Contracts of a lead, hazards of churn a year, and months of rest after a no, by month.

        Shapes (channels, segments, months) and twice (segments, months).
        """
        months, channels = self.expected.months, range(len(self.world.channels))
        won = np.zeros((len(channels), len(self.segments), months))
        churn, cooling = np.zeros(won.shape[1:]), np.zeros(won.shape[1:], dtype=int)
        for begins, ends in self.expected.spans:
            self.expected.hold(begins)
            rows = self.world.segments
            churn[:, begins:ends] = rows["churn_per_year"][:, None]
            off = np.round(rows["cooling_off"] / SECONDS_PER_YEAR * MONTHS_PER_YEAR)
            cooling[:, begins:ends] = np.maximum(1, off)[:, None]
            for s in self.segments:
                for c in channels:
                    won[c, s, begins:ends] = self._won(c, s)
        self.expected.hold(0)
        return won, churn, cooling

    def _won(self, channel: int, segment: int) -> float:
        """Contracts of a lead, as typed for the month that is held."""
        world = self.world
        won = 1.0 - float(lost_after_meeting(world, world.segments, world.steps, segment))
        if self.funnel.call == NOBODY:
            return won
        row = world.channels[channel]
        return won * float(row.passes) * float(row.kept)

    def _growth(self) -> NDArray[np.float64]:
        borders = self.expected.inputs.book.month_borders
        sizes = np.array(
            [[float(grown(self.world, at, s)) for at in borders] for s in self.segments]
        )
        prospects = np.array([float(state.prospects) for state in self.states])
        return np.asarray(np.diff(sizes, axis=1) * prospects[:, None])

    def followed(self) -> tuple[NDArray[np.float64], MarketCourse]:
        """Follow the market, and return what leads come of it and what they follow."""
        months, years = self.expected.months, self.expected.years
        growth = self._growth()
        shape = (len(self.is_whole), months)
        asked, wins, lost, share, asking = (np.zeros(shape) for _ in range(5))
        come = np.zeros_like(self.typed)
        free, customers, market = self.free, self.customers, self.market
        for t in range(months):
            # Rates act on the month's mean: so many firms are free in its middle.
            half = 0.5 * self._arrivals(t, free, customers, market)[0].sum(axis=0)
            come[:, :, t], share[:, t] = self._arrivals(t, free - half, customers, market)
            asked[:, t] = come[:, :, t].sum(axis=0)
            asking[:, t] = np.minimum(1.0, asked[:, t] / np.maximum(1.0, free - half))
            wins[:, t] = (come[:, :, t] * self.won[:, :, t]).sum(axis=0)
            lost[:, t] = self.churn[:, t] * customers * years[t]
            gained = [
                wins[s, t - self.cycle[s]] if t >= self.cycle[s] else 0 for s in self.segments
            ]
            customers = customers + np.array(gained) - lost[:, t]
            back = [self._back(s, t, asked, wins, lost) for s in self.segments]
            free = np.maximum(0.0, free - asked[:, t] + np.array(back) + growth[:, t])
            market = market + growth[:, t]
        recommended, slope = (
            np.einsum("t,ct,tcos->ost", years, self.seasons, each) * share
            for each in (self.per_year, self.per_relationship)
        )
        typed = self.typed.sum(axis=0)
        comes = (typed > 0.0).any(axis=1)
        return come, MarketCourse(
            follows=(self.is_whole & comes) | recommended.any(axis=(0, 2)),
            is_whole=self.is_whole,
            per_free=np.where(
                self.is_whole[:, None], typed / np.maximum(1.0, self.free)[:, None], 0
            ),
            asking=asking,
            typed=np.where(self.is_whole[:, None], 0.0, typed),
            per_customer=recommended - slope * self.today[:, None, None],
            per_relationship=slope,
            free=self.free,
            back_at_first=self.at_first,
            cooling=self.cooling,
            cycle=self.cycle,
            growth=growth,
        )

    def _arrivals(
        self,
        t: int,
        free: NDArray[np.float64],
        customers: NDArray[np.float64],
        market: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Leads of a month, (channels, segments), and the share of firms that is free."""
        free = np.maximum(0.0, free)
        share = np.where(self.is_whole, free / np.maximum(1.0, market), 1.0)
        left = np.where(self.is_whole, free / np.maximum(1.0, self.free), 1.0)
        recommended = np.einsum("c,cos,o->cs", self.seasons[:, t], self.per_year[t], customers)
        years = float(self.expected.years[t])
        return self.typed[:, :, t] * left + recommended * years * share, share

    def _back(
        self,
        s: int,
        t: int,
        asked: NDArray[np.float64],
        wins: NDArray[np.float64],
        lost: NDArray[np.float64],
    ) -> float:
        """Firms that are free again in a month: said no, or left as customers, and rested."""
        back = float(self.at_first[s]) if t < self.cooling[s, 0] else 0.0
        for ended in rested_in(self.cooling[s], t):
            begun = ended - self.cycle[s]
            said_no = asked[s, begun] - wins[s, begun] if begun >= 0 else 0.0
            back += float(lost[s, ended] + said_no)
        return back
