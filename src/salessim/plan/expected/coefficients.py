"""All that a plan needs to know of a scenario, worked out from the engine's own rules."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import LOYALTY, MOTIONS, NOBODY
from salessim.model.state.outputs import Book
from salessim.plan.expected.loyalty import (
    Base,
    Care,
    Line,
    OpportunityCoefficients,
)
from salessim.plan.expected.market_course import MarketCourse
from salessim.plan.expected.payroll import Payroll
from salessim.plan.expected.people import FreeNumber, Hours
from salessim.plan.expected.pipeline import Opening
from salessim.plan.expected.world import ExpectedWorld, RepGroup


@dataclass(frozen=True)
class Calls:
    """Calls on own initiative.

    Attributes:
        hours: (segments,) of one call.
        booked, rested: (groups, segments, months) chance that a call books a meeting, or sends the
            firm to cool off.
        wins: (groups, segments, months, MAXIMUM_LAG) wins of a call by months since.
        work: the same for hours, those of the call included.
        refused: (groups, segments, months, MAXIMUM_LAG) meetings that came to nothing.
        passed: (groups, segments, months, MAXIMUM_LAG) cases that reach the roles after.
        assisted: (groups, segments, months, roles, MAXIMUM_LAG) hours of specialists.
        meetings: (groups, segments, months, 2, MAXIMUM_LAG) first meetings booked, and held; none
            where nobody is paid by them.
        pieces: (groups, segments, months) pieces of work that come of a call, itself included.
        waits_years: (segments,) years between two calls on one firm, on average over calls.
        cooling_years: (segments,) years for which a firm is left alone.
        listed: (segments, grades) calls that the list holds at the start.
        cooling: (segments, grades) calls on firms that are left alone at the start.
        left: (segments,) calls that a firm on the list still gets, on average.
        anew: (segments,) calls that a firm gets that comes back to the list.
        worth: (segments, grades) contracts of a meeting in a grade against the list's mean.
    """

    hours: NDArray[np.float64]
    booked: NDArray[np.float64]
    rested: NDArray[np.float64]
    wins: NDArray[np.float64]
    work: NDArray[np.float64]
    refused: NDArray[np.float64]
    passed: NDArray[np.float64]
    assisted: NDArray[np.float64]
    meetings: NDArray[np.float64]
    pieces: NDArray[np.float64]
    waits_years: NDArray[np.float64]
    cooling_years: NDArray[np.float64]
    listed: NDArray[np.float64]
    cooling: NDArray[np.float64]
    left: NDArray[np.float64]
    anew: NDArray[np.float64]
    worth: NDArray[np.float64]


@dataclass(frozen=True)
class Leads:
    """Leads and referrals: how many come, and what one comes to.

    Attributes:
        come: (groups, segments, months) leads, where these follow the market as it is sold if all
            are answered.
        shares: (groups, segments, months) which share of a segment's leads comes to each group.
        market: what they follow; None where all come as typed.
        wins, work, refused, passed: (groups, segments, months, MAXIMUM_LAG) of one lead.
        assisted: (groups, segments, months, roles, MAXIMUM_LAG) hours of specialists for one.
        meetings: (groups, segments, months, 2, MAXIMUM_LAG) first meetings, as of calls.
        referral_wins, ..., referral_meetings: the same of one referral.
        pieces, referral_pieces: (groups, segments, months) pieces of work that come of one.
    """

    come: NDArray[np.float64]
    shares: NDArray[np.float64]
    market: MarketCourse | None
    wins: NDArray[np.float64]
    work: NDArray[np.float64]
    refused: NDArray[np.float64]
    passed: NDArray[np.float64]
    assisted: NDArray[np.float64]
    meetings: NDArray[np.float64]
    referral_wins: NDArray[np.float64]
    referral_work: NDArray[np.float64]
    referral_refused: NDArray[np.float64]
    referral_passed: NDArray[np.float64]
    referral_assisted: NDArray[np.float64]
    referral_meetings: NDArray[np.float64]
    pieces: NDArray[np.float64]
    referral_pieces: NDArray[np.float64]


@dataclass(frozen=True)
class HandedOver:
    """What a case comes to that a run of stages gets from other roles; nothing where none does.

    Attributes:
        names: the first stage of each such run.
        works: (runs, groups, segments) whether a group works it.
        wins, work, passed: (runs, groups, segments, months, MAXIMUM_LAG) of one case begun.
        assisted: (runs, groups, segments, months, roles, MAXIMUM_LAG) hours of specialists.
        meetings: (runs, groups, segments, months, 2, MAXIMUM_LAG) first meetings, as of calls.
        pieces: (runs, groups, segments) pieces of work that come of one.
    """

    names: tuple[str, ...]
    works: NDArray[np.bool_]
    wins: NDArray[np.float64]
    work: NDArray[np.float64]
    passed: NDArray[np.float64]
    assisted: NDArray[np.float64]
    meetings: NDArray[np.float64]
    pieces: NDArray[np.float64]

    @property
    def runs(self) -> int:
        """Runs of stages after the first."""
        return len(self.names)


@dataclass(frozen=True)
class LpCoefficients:
    """What hours bring, by group, segment and month.

    churn, orders, opportunities: by segment and month; of opportunities one for each step. Of churn
        it is what relationships do to its hazard.
    prices: (segments, months) mean currency of a first contract, a year where subscribed.
    kept: (groups, segments) share of the relationship that a new customer keeps.
    carried: (groups, segments, motions) hours of the prospecting block that an hour of work takes
        away, calls left out.
    churn_today: (2, cohorts, segments, months) hazard a year, at today's relationship, of customers
        who are still there, and that of what they pay.
    rises: (segments, months) share by which steps in price raise what today's customers pay.
    drift: (groups,) share of choices that drift to known customers.
    referral_run: the run of stages to which referrals come; 0 is the first.
    """

    expected: ExpectedWorld
    groups: tuple[RepGroup, ...]
    hours: Hours
    calls: Calls
    leads: Leads
    handed: HandedOver
    referral_run: int
    care: tuple[Care, ...]
    care_effect: NDArray[np.float64]
    churn: tuple[tuple[Line, ...], ...]
    churn_today: NDArray[np.float64]
    rises: NDArray[np.float64]
    orders: tuple[tuple[Line, ...], ...]
    opportunities: tuple[tuple[tuple[OpportunityCoefficients, ...], ...], ...]
    opening: Opening
    base: tuple[Base, ...]
    prices: NDArray[np.float64]
    subscribed: NDArray[np.bool_]
    kept: NDArray[np.float64]
    carried: NDArray[np.float64]
    drift: NDArray[np.float64]
    block_only: bool
    can_call: bool
    pay: Payroll
    free: tuple[FreeNumber, ...]

    @property
    def book(self) -> Book:
        """Names of rows."""
        return self.expected.inputs.book

    @property
    def months(self) -> int:
        """Months of the plan, its tail included."""
        return self.expected.months

    @property
    def printed(self) -> int:
        """Months of the horizon."""
        return self.expected.printed

    @property
    def segments(self) -> int:
        """Segments."""
        return len(self.prices)

    def of_opportunity(self, s: int, j: int) -> list[OpportunityCoefficients]:
        """An opportunity of a segment as it is in each month."""
        return [of_month[j] for of_month in self.opportunities[s]]

    def keepers(self) -> NDArray[np.float64]:
        """Whose customers a segment's are: share of heads, (groups, segments)."""
        return self._heads([group.serves[:, LOYALTY] for group in self.groups])

    def callers(self) -> NDArray[np.float64]:
        """Who works the first stage of conquest: share of heads, (groups, segments)."""
        return self._heads([group.hunts(0) for group in self.groups])

    def bookers(self, meeting: int) -> NDArray[np.float64]:
        """Who books first meetings, from the stage before: share of heads, (groups, segments)."""
        return self._heads([group.hunts(meeting - 1) for group in self.groups])

    def winners(self) -> NDArray[np.float64]:
        """Who works the last stage of conquest: share of heads, (groups, segments)."""
        last = len(self.book.conquest_steps) - 1
        return self._heads([group.hunts(last) for group in self.groups])

    def _heads(self, there: list[NDArray[np.bool_]]) -> NDArray[np.float64]:
        """Shares of heads of those who are there, 0 where nobody is."""
        serves = np.array(there, float)
        heads = serves * self.hours.heads.mean(axis=1)[:, None]
        total = heads.sum(axis=0)
        return np.divide(heads, total, out=np.zeros_like(heads), where=total > 0.0)


def today_shares(coefficients: LpCoefficients, months: int) -> NDArray[np.float64]:
    """Return today's shares of hours, (groups, segments, motions, months)."""
    world = coefficients.expected.inputs.world
    found = np.zeros((len(coefficients.groups), coefficients.segments, MOTIONS, months))
    for number, group in enumerate(coefficients.groups):
        now = world.buckets["share"][group.first].reshape(coefficients.segments, MOTIONS)
        for month in range(months):
            row = int(world.split_of_month[month])
            if row != NOBODY:
                now = world.splits[row, group.first].reshape(coefficients.segments, MOTIONS)
            found[number, :, :, month] = now
    return found
