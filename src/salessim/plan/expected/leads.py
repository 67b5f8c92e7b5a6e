"""Inbound leads: how many come, who gets them, and what one comes to."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.compiled import plain
from salessim.model.rates.fit_of_meetings import FIT_NODES
from salessim.model.rules.leads import season
from salessim.model.state.codes import CONQUEST, NOBODY, SECONDS_PER_YEAR
from salessim.plan.expected.conquest import Course, Funnel
from salessim.plan.expected.delays import interest_and_wait, interest_left_behind, spread
from salessim.plan.expected.groups import Group
from salessim.plan.expected.hours import Hours
from salessim.plan.expected.pieces import Pace
from salessim.plan.expected.world import ExpectedWorld

MOMENTS = 4
"""Moments of a month at which the season is read."""


def arrivals(expected: ExpectedWorld) -> NDArray[np.float64]:
    """Return the leads that come, shape (channels, segments, months)."""
    world = expected.world
    borders = np.asarray(expected.inputs.book.month_borders, float)
    channels, segments = world.mix.shape
    found = np.zeros((channels, segments, expected.months))
    for number in range(channels):
        channel = world.channels[number]
        shares = np.diff(world.mix[number], prepend=0.0)
        for month in range(expected.months):
            span = borders[month + 1] - borders[month]
            moments = borders[month] + span * (np.arange(MOMENTS) + 0.5) / MOMENTS
            factor = 1.0
            if channel.peak_size > 0.0:
                factor = np.mean(
                    [plain(season)(at, channel.peak_at, channel.peak_size) for at in moments]
                )
            leads = channel.leads_per_year * factor * span / SECONDS_PER_YEAR
            found[number, :, month] = leads * shares
    return found


def shares_of_leads(groups: tuple[Group, ...], hours: Hours) -> NDArray[np.float64]:
    """Return which share of a segment's leads comes to each group, (groups, segments, months).

    Leads go round those who are employed and win customers in the segment.
    """
    heads = (
        hours.heads[:, None, :]
        * np.array([group.serves[:, CONQUEST] for group in groups], float)[:, :, None]
    )
    total = heads.sum(axis=0)
    return np.divide(heads, total, out=np.zeros_like(heads), where=total > 0.0)


def course_of_lead(
    funnel: Funnel, rep: int, channel: int, segment: int, windows: NDArray[np.float64], pace: Pace
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
    kept, waited = interest_and_wait(windows, float(row.goes_cold_in))
    behind = float(pace.behind[segment])
    kept *= interest_left_behind(behind, float(row.goes_cold_in))
    agrees = funnel.lead_chance(rep, channel, segment) * kept
    answered = spread(waited + behind)
    met = funnel.followed(
        rep, segment, funnel.call + 1, agrees * weights, informed=float(row.informed),
        shift=float(row.quality), pace=pace, begin=answered,
    )  # fmt: skip
    return met.plus(funnel.asked(segment, funnel.hours(funnel.call, segment), 1.0 - agrees))


def course_of_referral(funnel: Funnel, rep: int, segment: int, pace: Pace) -> Course:
    """Return what a referral comes to: a first meeting with a firm like the market's."""
    weights = np.full(FIT_NODES, 1.0 / FIT_NODES)
    first = min(int(funnel.world.sizes[0].referral_step), funnel.last)
    if first == NOBODY:
        return funnel.nothing()
    return funnel.followed(rep, segment, first, weights, pace=pace)
