"""Ways of working that a plan may choose among: shares of hours, who comes, who goes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import MOTION_NAMES, MOTIONS
from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.expected.people import FreeNumber
from salessim.plan.free_figures import FreeFigures, Setting
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.request import PlanRequest
from salessim.plan.scenario_changes import (
    Hiring,
    Staffing,
    changes_of,
    departures_as_changes,
    hires_as_changes,
)
from salessim.scenario import Scenario

DIGITS = 6
"""Of a share, by which two ways are told apart."""
SAME = 1e-6
"""Difference of shares within which they are the same."""
MISSED = 0.01
"""Share of all hours by which limits may keep the programme further from a way's shares."""
ROUNDED = 1e-4
"""By how much a share may miss a limit: budgets are rounded."""


NOBODY_MOVES = Staffing()


@dataclass(frozen=True)
class Way:
    """One way of working.

    Attributes:
        name: what it is, in words.
        shares: (groups, segments, motions, months of the horizon) of hours; None for today's.
        staffing: who comes and who goes.
        settings: figures that are set beside; none for what the scenario says.
    """

    name: str
    shares: NDArray[np.float64] | None
    staffing: Staffing = NOBODY_MOVES
    settings: tuple[Setting, ...] = ()

    def changes(self, scenario: Scenario, coefficients: LpCoefficients) -> dict[str, Any]:
        """All by which a scenario follows it: figures, who comes and goes, then hours by month."""
        changes: dict[str, Any] = {one.path: one.typed for one in self.settings}
        changes |= hires_as_changes(scenario, list(self.staffing.hires))
        leavers = list(self.staffing.departures)
        changes |= departures_as_changes(scenario, coefficients, leavers)
        if self.shares is None:
            return changes
        with_people = scenario.vary(changes, "the plan") if changes else scenario
        reps = coefficients.book.reps
        return changes | changes_of(with_people, coefficients.groups, reps, self.shares)

    def follows(self, scenario: Scenario, coefficients: LpCoefficients) -> Scenario:
        """The scenario that does so."""
        changes = self.changes(scenario, coefficients)
        return scenario.vary(changes, "the plan") if changes else scenario

    def with_staff(self, change: "Way", times: int) -> "Way | None":
        """The change's people, changed as many times; None where there are too few for it."""
        staffing = self.staffing.changed(change.staffing, times)
        return None if staffing is None else replace(change, staffing=staffing)

    def shares_in(self, coefficients: LpCoefficients) -> NDArray[np.float64]:
        """Its shares, today's written out."""
        if self.shares is None:
            return today_shares(coefficients, coefficients.printed)
        return self.shares

    def hours_in(self, coefficients: LpCoefficients) -> NDArray[np.float64]:
        """(groups, segments, motions, months of the horizon) all selling hours by its shares."""
        printed = coefficients.printed
        selling = coefficients.hours.selling[:, :printed].copy()
        kept, hired = self.staffing.numbers(coefficients)
        for one in coefficients.free:
            each = selling[one.group] / np.maximum(
                1e-9, coefficients.hours.heads[one.group, :printed]
            )
            newcomers = (hired[one.group] @ one.hours)[:printed]
            selling[one.group] = each * kept[one.group, :printed] + newcomers
        return self.shares_in(coefficients) * selling[:, None, None]

    def solved(
        self, model: LpModel, hours: NDArray[np.float64] | None = None
    ) -> tuple[SolvedPlan, float]:
        """The programme's answer that comes nearest, and the share of hours that misses it.

        hours: as worked; by default all selling hours by its shares.
        """
        kept, hired = self.staffing.numbers(model.coefficients)
        if hours is None:
            hours = self.hours_in(model.coefficients)
        return model.following(hours, kept, hired)

    def mark(self, coefficients: LpCoefficients) -> bytes:
        """The same for two ways that say the same."""
        shares = self.shares_in(coefficients).round(DIGITS) + 0.0
        others = repr((self.staffing, self.settings)).encode()
        return shares.tobytes() + others + bytes([self.shares is None])


TODAY = Way("today's allocation", None)


def simple_ways(coefficients: LpCoefficients) -> Iterator[Way]:
    """Today's allocation, an even split, and each motion alone where somebody does both."""
    yield TODAY
    serves = np.array([group.serves for group in coefficients.groups], float)
    yield _all_months("an even split", serves, coefficients)
    if serves.any(axis=1).all(axis=1).any():
        for motion, name in enumerate(MOTION_NAMES):
            only = serves.copy()
            for row in only:
                if row[:, motion].any():
                    row[:, np.arange(MOTIONS) != motion] = 0.0
            yield _all_months(f"{name} only", only, coefficients)


def _all_months(name: str, weights: NDArray[np.float64], coefficients: LpCoefficients) -> Way:
    whole = weights.sum(axis=(1, 2), keepdims=True)
    shares = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0.0)
    return Way(name, np.repeat(shares[..., None], coefficients.printed, axis=-1))


def half_way(one: Way, other: Way, coefficients: LpCoefficients) -> Way:
    """Shares half-way between two; people are those of the first."""
    both = 0.5 * (one.shares_in(coefficients) + other.shares_in(coefficients))
    return replace(one, name=f"between {one.name} and {other.name}", shares=both)


@dataclass(frozen=True)
class ShareMove:
    """Hours of some groups towards a segment and motion, or away from it, in part of the horizon.

    step: share of all hours; below 0 it is away.
    """

    groups: tuple[int, ...]
    place: tuple[int, int]
    months: slice

    def applied(self, way: Way, step: float, coefficients: LpCoefficients) -> Way | None:
        """The way after the move; None where there is nothing to move."""
        shares = way.shares_in(coefficients).copy()
        moved = False
        for g in self.groups:
            part = shares[g, :, :, self.months]
            own = part[self.place]
            to = np.clip(own + step, 0.0, 1.0)
            rest = 1.0 - own
            serves = coefficients.groups[g].serves.copy()
            serves[self.place] = False
            even = serves[..., None] / max(1, int(serves.sum()))
            others = np.divide(part, rest, out=np.zeros_like(part), where=rest > SAME)
            others = np.where(rest > SAME, others, even)
            others[self.place] = 0.0
            if not serves.any():
                continue
            moved = moved or bool(np.abs(to - own).max() > SAME)
            part[:] = others * (1.0 - to)
            part[self.place] = to
        return replace(way, shares=shares) if moved else None


def share_moves(coefficients: LpCoefficients, most: int) -> list[ShareMove]:
    """Moves of each group, those with most hours first; of all together where groups are many.

    The whole horizon comes before its halves.
    """
    hours = coefficients.hours.selling[:, : coefficients.printed].sum(axis=1)
    order = [int(g) for g in np.argsort(-hours, kind="stable") if hours[g] > 0.0]
    places = [
        (g, s, motion)
        for g in order
        for s in range(coefficients.segments)
        for motion in range(MOTIONS)
        if coefficients.groups[g].serves[s, motion]
    ]
    alone = {g for g in order if sum(place[0] == g for place in places) > 1}
    own = [((g,), (s, motion)) for g, s, motion in places if g in alone]
    together = [
        (tuple(g for g in order if coefficients.groups[g].serves[place]), place)
        for place in dict.fromkeys((s, motion) for _, s, motion in places)
    ]
    together = [one for one in together if len(one[0]) > 1]
    chosen = [*own, *together] if len(own) <= most else [*together, *own[:most]]
    whole, half = coefficients.printed, coefficients.printed // 2
    parts = [slice(0, whole)]
    if half > 0:
        parts += [slice(0, half), slice(half, whole)]
    return [ShareMove(groups, place, part) for part in parts for groups, place in chosen]


def people_moves(way: Way, coefficients: LpCoefficients) -> Iterator[Way]:
    """One person more or fewer of each free role, or a start or a last day a quarter later."""
    months = coefficients.book.months[: coefficients.printed]
    for one in coefficients.free:
        role = coefficients.groups[one.group].role
        for number, other in enumerate(_other_staff(way.staffing, role, one, months)):
            if _keeps_numbers(other, one, coefficients):
                yield replace(way, name=f"{way.name}, {role} {number + 1}", staffing=other)


def other_ways(
    way: Way, coefficients: LpCoefficients, figures: FreeFigures, share: float
) -> Iterator[Way]:
    """The way with other people by one, or with a free figure moved by a share of its range."""
    yield from people_moves(way, coefficients)
    for settings in figures.moves(way.settings, share):
        yield replace(way, settings=settings)


def with_figures(ways: Iterable[Way], figures: FreeFigures) -> list[Way]:
    """The ways with free figures where they may be; today's allocation as it stands, as well."""
    if not figures.each:
        return list(ways)
    return [TODAY, *(replace(way, settings=figures.start) for way in ways)]


def more_people(way: Way, coefficients: LpCoefficients) -> Iterator[Way]:
    """One person more of each free role, from each month in which that is tried."""
    months = coefficients.book.months[: coefficients.printed]
    for one in coefficients.free:
        role = coefficients.groups[one.group].role
        for other in _with_one_more(way.staffing, role, one, months):
            if _keeps_numbers(other, one, coefficients):
                yield replace(way, name=f"{way.name}, one more {role}", staffing=other)


def _keeps_numbers(staffing: Staffing, one: FreeNumber, coefficients: LpCoefficients) -> bool:
    """Whether people of a role are never fewer or more than the scenario leaves free."""
    kept, hired = staffing.numbers(coefficients)
    people = kept[one.group] + np.cumsum(hired[one.group])
    return bool((people >= one.minimum).all() and (people <= one.maximum).all())


def _with_one_more(
    now: Staffing, role: str, one: FreeNumber, months: Sequence[str]
) -> Iterator[Staffing]:
    """One who was to go stays; else somebody starts, as early as he is found or in mid-horizon."""
    gone = [each for each in now.departures if each.role == role]
    for each in gone:
        yield now.minus(each, leaves=True)
    if not gone:
        for first in sorted({min(one.found_in, len(months) - 1), len(months) // 2}):
            if one.found_in <= first:
                yield now.plus(Hiring(role, months[first], 1))


def _other_staff(
    now: Staffing, role: str, one: FreeNumber, months: Sequence[str]
) -> Iterator[Staffing]:
    """Of one role: neither hires beside departures, nor the other way round."""
    hires = [each for each in now.hires if each.role == role]
    yield from _with_one_more(now, role, one, months)
    for each in hires:
        yield now.minus(each)
        for shift in (-3, 3):
            at = months.index(each.month) + shift
            if one.found_in <= at < len(months):
                yield now.minus(each).plus(Hiring(role, months[at], 1))
    if not hires:
        first = max(1, one.notice)
        if first < len(months):
            yield now.plus(Hiring(role, months[first], 1), leaves=True)


class RequestLimits:
    """Whether a way keeps what a request asks for beyond its goals."""

    def __init__(self, coefficients: LpCoefficients, request: PlanRequest) -> None:
        self.coefficients = coefficients
        self.request = replace(request, goals=())
        self._any = bool(request.limits()) or bool(coefficients.free)
        limits = (request.least_care, request.least_prospecting)
        self._by_rows = any(limits)

    def allow(self, way: Way) -> bool:
        """Checked by the rows of the programme itself, where there are any limits."""
        if not self.request.figures.allow(way.settings):
            return False
        if not self._any:
            return True
        free = self.coefficients.free
        if not all(_keeps_numbers(way.staffing, one, self.coefficients) for one in free):
            return False
        shares = way.shares_in(self.coefficients)
        if not (self._near_today(shares) and self._has_shares(shares)):
            return False
        if not self._by_rows:
            return True
        loose = replace(self.request, least_care=0.0, least_prospecting=0.0)
        try:
            _, missed = way.solved(LpModel(self.coefficients, self.request))
            _, anyway = way.solved(LpModel(self.coefficients, loose))
        except (InfeasibleError, SolverError):
            return False
        return missed <= anyway + MISSED

    def _near_today(self, shares: NDArray[np.float64]) -> bool:
        """Whether shares of hours differ from today's by no more than is asked."""
        change = self.request.largest_change
        if change is None:
            return True
        today = today_shares(self.coefficients, self.coefficients.printed)
        serves = np.array([group.serves.any() for group in self.coefficients.groups])
        return bool(np.abs(shares - today)[serves].max(initial=0.0) <= change + ROUNDED)

    def _has_shares(self, shares: NDArray[np.float64]) -> bool:
        """Whether each segment has its least and no more than its largest share of all hours."""
        selling = self.coefficients.hours.selling[:, : shares.shape[-1]]
        hours = (shares * selling[:, None, None]).sum(axis=(0, 2))
        part = hours / np.maximum(1e-9, selling.sum(axis=0))
        names = self.coefficients.book.segments
        return all(
            low - ROUNDED <= part[names.index(name)].min()
            and part[names.index(name)].max() <= high + ROUNDED
            for name, (low, high) in self.request.shares.items()
        )
