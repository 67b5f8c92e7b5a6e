"""What comes without a call: inbound leads, referrals, and today's open deals."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from salessim.model.rates.fit_of_meetings import FIT_NODES
from salessim.model.state.codes import CONQUEST, FOR_BUYER, LOYALTY, NOBODY, SERVES_CONQUEST
from salessim.model.state.tables import World
from salessim.plan.expected.conquest import MEETING_FLOWS, ConquestFunnel, Course
from salessim.plan.expected.delays import (
    MAXIMUM_LAG,
    LeadInterest,
    WorkingPace,
    by_month,
    interest_at_work,
    months_from_start,
    spread,
    wait_for_work,
)
from salessim.plan.expected.loyalty import OpportunityCoefficients
from salessim.plan.expected.people import Hours
from salessim.plan.expected.world import (
    ExpectedWorld,
    RepGroup,
    group_of_rep,
    mean_of_law,
    products_of_deals,
    truths_of,
)
from salessim.units import SECONDS_PER_DAY

HALF_LIVES = 9
"""Equally likely half-lives of interest that are followed where only their range is known."""


def shares_of_leads(groups: tuple[RepGroup, ...], hours: Hours) -> NDArray[np.float64]:
    """Return which share of a segment's leads comes to each group, (groups, segments, months).

    Leads go round those who are employed and work the first stage in the segment.
    """
    heads = (
        hours.heads[:, None, :] * np.array([group.hunts(0) for group in groups], float)[:, :, None]
    )
    total = heads.sum(axis=0)
    return np.divide(heads, total, out=np.zeros_like(heads), where=total > 0.0)


def colleagues(world: World) -> bool:
    """Tell whether more than one person may be handed leads."""
    return int((world.reps["motions"] & SERVES_CONQUEST > 0).sum()) > 1


def longest_closing(world: World) -> float:
    """Return the most seconds from one working day of the company to the next, and a day's work."""
    worked = np.flatnonzero(world.days[-1]["works"])
    return float(np.diff(worked).max(initial=1)) * SECONDS_PER_DAY


def course_of_lead(
    funnel: ConquestFunnel,
    rep: int,
    channel: int,
    segment: int,
    windows: NDArray[np.float64],
    pace: WorkingPace,
) -> Course:
    """Return what one lead of a channel comes to with a rep: answered, met, won or lost."""
    world = funnel.world
    row = world.channels[channel]
    weights = np.full(FIT_NODES, 1.0 / FIT_NODES)
    if funnel.call == NOBODY:
        return funnel.followed(
            rep, segment, 0, weights, informed=float(row.informed), shift=float(row.quality),
            pace=pace,
        )  # fmt: skip
    cools = world.channels["goes_cold_in"][channel : channel + 1]
    longest = longest_closing(world) if colleagues(world) else np.inf
    behind = float(pace.behind[segment])
    # Of what nobody knows interest has another mean than at the mean half-life: it is concave.
    kept = np.mean(
        [
            interest_at_work(windows, interest, longest) * interest.left_behind(behind)
            for interest in LeadInterest.of(world, channel, truths_of(world, cools, HALF_LIVES))
        ]
    )
    agrees = funnel.lead_chance(rep, channel, segment) * float(kept)
    answered = spread(wait_for_work(windows, longest) + behind)
    met = funnel.followed(
        rep, segment, funnel.call + 1, agrees * weights, informed=float(row.informed),
        shift=float(row.quality), pace=pace, begin=answered, section=0,
    )  # fmt: skip
    return met.plus(funnel.asked(segment, funnel.hours(funnel.call, segment, rep), 1.0 - agrees))


def course_of_referral(funnel: ConquestFunnel, rep: int, segment: int, pace: WorkingPace) -> Course:
    """Return what a referral comes to: a first meeting with a firm like the market's."""
    weights = np.full(FIT_NODES, 1.0 / FIT_NODES)
    first = min(int(funnel.world.sizes[0].referral_step), funnel.last)
    if first == NOBODY:
        return funnel.nothing()
    return funnel.followed(rep, segment, first, weights, pace=pace)


@dataclass(frozen=True)
class Opening:
    """What today's open deals come to, by months since the start.

    Attributes:
        hours: (groups, segments, MAXIMUM_LAG) of work on deals with prospects.
        wins: (groups, segments, MAXIMUM_LAG) first contracts.
        value: (groups, segments, MAXIMUM_LAG) currency of these contracts.
        waiting: per segment (steps,) customers' opportunities that wait for their rep.
        won: (segments, MAXIMUM_LAG) currency of those that wait for the customer's answer only.
        passed: (groups, segments, runs, MAXIMUM_LAG) cases that reach each run of stages.
        assisted: (groups, segments, roles, MAXIMUM_LAG) hours of specialists.
        meetings: (groups, segments, 2, MAXIMUM_LAG) first meetings booked, and held.
        wins_of, value_of: (products, groups, segments, MAXIMUM_LAG) of wins and value, those of
            each product.
    """

    hours: NDArray[np.float64]
    wins: NDArray[np.float64]
    value: NDArray[np.float64]
    waiting: tuple[NDArray[np.float64], ...]
    won: NDArray[np.float64]
    passed: NDArray[np.float64]
    assisted: NDArray[np.float64]
    meetings: NDArray[np.float64]
    wins_of: NDArray[np.float64]
    value_of: NDArray[np.float64]


def opening_of(
    expected: ExpectedWorld,
    funnel: ConquestFunnel,
    groups: tuple[RepGroup, ...],
    opportunities: tuple[tuple[OpportunityCoefficients, ...], ...],
    prices: NDArray[np.float64],
    paces: list[WorkingPace],
) -> Opening:
    """Follow today's open deals to their ends, each at the mean of what is drawn for it."""
    world = expected.world
    segments = len(prices)
    hours, wins, value = (np.zeros((len(groups), segments, MAXIMUM_LAG)) for _ in range(3))
    waiting = tuple(np.zeros(len(row)) for row in opportunities)
    place_of = (len(groups), segments)
    opening = Opening(
        hours, wins, value, waiting, np.zeros((segments, MAXIMUM_LAG)),
        np.zeros((*place_of, len(funnel.sections), MAXIMUM_LAG)),
        np.zeros((*place_of, funnel.roles, MAXIMUM_LAG)),
        np.zeros((*place_of, MEETING_FLOWS, MAXIMUM_LAG)),
        *(np.zeros((len(world.products), *place_of, MAXIMUM_LAG)) for _ in range(2)),
    )  # fmt: skip
    drawn = products_of_deals(world)
    deals = expected.inputs.world.deals[: int(world.sizes[0].opening_deals)]
    begun = world.deals[: len(deals)]
    owners = group_of_rep(groups, len(world.reps))
    customers = expected.customers_of_day_one
    alike: dict[tuple[int, ...], list[_OpenDeal]] = {}
    for deal, now in zip(deals, begun, strict=True):
        motion, segment = int(deal.motion), int(deal.segment)
        if now.owner == NOBODY or (motion == LOYALTY and not customers[int(deal.firm)]):
            continue
        days = -1.0
        if deal.waits_for == FOR_BUYER:
            days = float(deal.answers_at) / SECONDS_PER_DAY
        worth = float(deal.value)
        numbers = drawn[0][segment]
        if deal.product != NOBODY:
            numbers = np.arange(len(world.products)) == deal.product
        values = worth * numbers
        if worth < 0.0 and motion == CONQUEST:
            worth, values = prices[segment], drawn[1][segment]
            if deal.product != NOBODY:
                worth = mean_of_law(world, world.products[deal.product].price_distribution)
                values = worth * numbers
        owner = int(owners[int(now.owner)])
        if not groups[owner].works[int(deal.step)]:
            owner = next((g for g, o in enumerate(groups) if o.works[int(deal.step)]), owner)
        place = (owner, segment, motion, int(deal.step))
        alike.setdefault(place, []).append(_OpenDeal(days, worth, numbers, values))
    for (group, segment, motion, step), rows in alike.items():
        if motion == CONQUEST:
            _follow(
                opening, funnel, groups[group].first, (group, segment), step, rows, paces[group]
            )
        else:
            number = next(j for j, o in enumerate(opportunities[segment]) if o.step == step)
            chance = opportunities[segment][number]
            for days, worth, _, _ in rows:
                if days < 0.0:
                    opening.waiting[segment][number] += 1.0
                else:
                    worth = chance.worth if worth < 0.0 else worth
                    answered = by_month(spread(days), months_from_start())
                    opening.won[segment] += chance.passes[group] * worth * answered
    return opening


class _OpenDeal(NamedTuple):
    """An open deal: days until its answer, or -1, its worth, and both by product.

    numbers: (products,) chance that it is of each. values: (products,) currency that each brings.
    """

    days: float
    worth: float
    numbers: NDArray[np.float64]
    values: NDArray[np.float64]


def _follow(
    opening: Opening,
    funnel: ConquestFunnel,
    rep: int,
    place: tuple[int, int],
    step: int,
    rows: list[_OpenDeal],
    pace: WorkingPace,
) -> None:
    """Deals in the funnel: those that wait for the rep, and those that wait for the buyer."""
    segment = place[1]
    fits = np.diff(funnel.world.fit_at[step, segment], prepend=0.0)
    for asked, part in (
        (False, [deal for deal in rows if deal.days < 0.0]),
        (True, [deal for deal in rows if deal.days >= 0.0]),
    ):
        if not part:
            continue
        begin = np.mean([spread(max(0.0, deal.days)) for deal in part], axis=0)
        course = funnel.followed(
            rep,
            segment,
            step,
            len(part) * fits,
            pace=pace,
            begin=begin,
            answered=asked,
            from_start=True,
        )
        value = float(np.mean([deal.worth for deal in part]))
        opening.hours[place] += course.hours
        opening.wins[place] += course.wins
        opening.value[place] += value * course.wins
        of_products = (slice(None), *place)
        numbers = np.mean([deal.numbers for deal in part], axis=0)
        values = np.mean([deal.values for deal in part], axis=0)
        opening.wins_of[of_products] += numbers[:, None] * course.wins
        opening.value_of[of_products] += values[:, None] * course.wins
        opening.assisted[place] += course.assisted
        opening.meetings[place] += course.meetings
        after = funnel.section_of(step) + 1
        if after < len(funnel.sections):
            opening.passed[place][after] += course.passed
