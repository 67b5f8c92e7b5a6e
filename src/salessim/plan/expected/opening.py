"""Today's open deals: the work they still need and what they come to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, FOR_BUYER, LOYALTY, NOBODY, SECONDS_PER_DAY
from salessim.plan.expected.conquest import MOST_LAG, Funnel, months_from_start
from salessim.plan.expected.delays import by_month, spread
from salessim.plan.expected.groups import Group, group_of_rep
from salessim.plan.expected.loyalty import Opportunity
from salessim.plan.expected.pieces import Pace
from salessim.plan.expected.world import ExpectedWorld, customers_of_day_one


@dataclass(frozen=True)
class Opening:
    """What today's open deals come to, by months since the start.

    Attributes:
        hours: (groups, segments, MOST_LAG) of work on deals with prospects.
        wins: (groups, segments, MOST_LAG) first contracts.
        value: (groups, segments, MOST_LAG) currency of these contracts.
        waiting: per segment (steps,) customers' opportunities that wait for their rep.
        won: (segments, MOST_LAG) currency of those that wait for the customer's answer only.
    """

    hours: NDArray[np.float64]
    wins: NDArray[np.float64]
    value: NDArray[np.float64]
    waiting: tuple[NDArray[np.float64], ...]
    won: NDArray[np.float64]


def opening_of(
    expected: ExpectedWorld,
    funnel: Funnel,
    groups: tuple[Group, ...],
    opportunities: tuple[tuple[Opportunity, ...], ...],
    prices: NDArray[np.float64],
    paces: list[Pace],
) -> Opening:
    """Follow today's open deals to their ends, each at the mean of what is drawn for it."""
    world = expected.world
    segments = len(prices)
    hours, wins, value = (np.zeros((len(groups), segments, MOST_LAG)) for _ in range(3))
    waiting = tuple(np.zeros(len(row)) for row in opportunities)
    opening = Opening(hours, wins, value, waiting, np.zeros((segments, MOST_LAG)))
    deals = expected.inputs.world.deals[: int(world.sizes[0].opening_deals)]
    begun = world.deals[: len(deals)]
    owners = group_of_rep(groups, len(world.reps))
    customers = customers_of_day_one(expected)
    alike: dict[tuple[int, ...], list[tuple[float, float]]] = {}
    for deal, now in zip(deals, begun, strict=True):
        motion, segment = int(deal.motion), int(deal.segment)
        if now.owner == NOBODY or (motion == LOYALTY and not customers[int(deal.firm)]):
            continue
        days = -1.0
        if deal.waits_for == FOR_BUYER:
            days = float(deal.answers_at) / SECONDS_PER_DAY
        worth = float(deal.value)
        if worth < 0.0:
            worth = prices[segment] if motion == CONQUEST else -1.0
        place = (int(owners[int(now.owner)]), segment, motion, int(deal.step))
        alike.setdefault(place, []).append((days, worth))
    for (group, segment, motion, step), rows in alike.items():
        if motion == CONQUEST:
            _follow(
                opening, funnel, groups[group].first, (group, segment), step, rows, paces[group]
            )
        else:
            number = next(j for j, o in enumerate(opportunities[segment]) if o.step == step)
            chance = opportunities[segment][number]
            for days, worth in rows:
                if days < 0.0:
                    opening.waiting[segment][number] += 1.0
                else:
                    worth = chance.worth if worth < 0.0 else worth
                    answered = by_month(spread(days), months_from_start())
                    opening.won[segment] += chance.passes[group] * worth * answered
    return opening


def _follow(
    opening: Opening,
    funnel: Funnel,
    rep: int,
    place: tuple[int, int],
    step: int,
    rows: list[tuple[float, float]],
    pace: Pace,
) -> None:
    """Deals in the funnel: those that wait for the rep, and those that wait for the buyer."""
    segment = place[1]
    fits = np.diff(funnel.world.fit_at[step, segment], prepend=0.0)
    for asked, part in (
        (False, [r for r in rows if r[0] < 0]),
        (True, [r for r in rows if r[0] >= 0]),
    ):
        if not part:
            continue
        begin = np.mean([spread(max(0.0, days)) for days, _ in part], axis=0)
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
        value = float(np.mean([worth for _, worth in part]))
        opening.hours[place] += course.hours
        opening.wins[place] += course.wins
        opening.value[place] += value * course.wins
