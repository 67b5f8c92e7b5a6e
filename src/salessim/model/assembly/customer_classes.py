"""Customers that differ, in classes of equal size: how many of a segment stay, and who is left."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from salessim.elementary import expm1, log1p
from salessim.model.distributions import value_of
from salessim.model.rules.contracts import OLDEST_CONTRACT
from salessim.model.state.codes import CUSTOMER, NEVER, NOBODY
from salessim.model.state.tables import World
from salessim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, SECONDS_PER_DAY

CLASSES = 256
"""Classes of the law of churn over customers, each of the quantile in its middle."""


def customers_of_day_one(world: World, unnamed: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which firms are customers at the start, shape (firms,).

    unnamed: (segments,) customers that have no name.
    """
    firms = world.firms
    there = unnamed[firms["segment"]].astype(int)
    return np.asarray((firms["state"] == CUSTOMER) & (firms["place"] < there))


def hazards(world: World, segment: int, of_all: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the hazards of churn a year of a segment's classes of customers, (classes, months).

    of_all: (months,) the segment's hazard, that of the mean share lost.
    """
    row = world.segments[segment]
    if row.churn_distribution == NOBODY or row.churn_typical <= 0.0:
        return of_all[None, :].copy()
    level = row.churn_periods / row.churn_typical
    chances = [(k + 0.5) / CLASSES for k in range(CLASSES)]
    law = int(row.churn_distribution)
    factors = np.array([-log1p(-value_of(world, law, chance)) * level for chance in chances])
    return np.asarray(factors[:, None] * of_all)


def hazards_of_today(
    world: World, segment: int, here: NDArray[np.bool_], of_all: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return hazards a year of today's customers, and how many there are of each.

    The first are (classes, months). A customer whose own is typed keeps it, whatever the others
    do. here: (firms,) which firms are customers of day one. of_all: as in `hazards`.
    """
    there = here & (world.firms["segment"] == segment)
    classes = hazards(world, segment, of_all)
    if not len(world.tendencies):
        return classes, np.full(1, float(there.sum()))
    own = world.tendencies["own_churn"][there]
    known = own[own >= 0.0]
    each = np.full(len(classes), (len(own) - len(known)) / len(classes))
    kept = np.repeat(known[:, None], len(of_all), axis=1)
    return np.concatenate([classes, kept]), np.concatenate([each, np.ones(len(known))])


def share_lost(hazards: NDArray[np.float64], numbers: NDArray[np.float64], years: float) -> float:
    """Return the share of customers that leave within some years; 0 where there are none."""
    lost = sum(n * -expm1(-h * years) for h, n in zip(hazards, numbers, strict=True))
    total = float(numbers.sum())
    return float(lost) / total if total > 0.0 else 0.0


def rates_of_leaving(
    hazards: NDArray[np.float64], months: float, smaller: float
) -> NDArray[np.float64]:
    """Return hazards a year of leaving where a share of refusals only makes a contract smaller.

    months: of a term; 0: none. smaller: share of those who refuse that stay.
    """
    if months <= 0.0 or smaller <= 0.0:
        return hazards
    years, stays = months / MONTHS_PER_YEAR, 1.0 - smaller
    return np.array([-log1p(expm1(-rate * years) * stays) / years for rate in hazards])


def contracts_alike(
    world: World, segment: int, here: NDArray[np.bool_]
) -> dict[tuple[int, int, float], int]:
    """Return how many of today's contracts of a segment have the same dates and hazard.

    By months of the term and the month in which it ends, NEVER the first where no date is typed,
    and by the hazard of churn a year that is known, below 0 where none is.
    """
    there = here & (world.firms["segment"] == segment)
    ends = world.agreements["ends"][there]
    dates = world.agreements["month"][there] + ends
    ends = np.where(ends == NEVER, NEVER, ends - world.agreements["billed_from"][there])
    own = np.full(int(there.sum()), float(NOBODY))
    if len(world.tendencies):
        own = world.tendencies["own_churn"][there]
    return Counter(zip(ends.tolist(), dates.tolist(), own.tolist(), strict=True))


def share_refused(
    world: World, segment: int, here: NDArray[np.bool_], years: float, hazard: float
) -> float:
    """Return the share of renewals of today's customers within `years` that are refused.

    hazard: of the segment, a year. Terms last a year or more, so that each customer has one
    renewal at most. One whose date is typed has it then, after the months of its own term; the
    others on any day of theirs.
    """
    term = float(world.contracts[segment].renewal_months)
    run = int(world.sizes[0].months)
    classes, refused, due = hazards(world, segment, np.full(1, hazard))[:, 0], 0.0, 0.0
    for (months, date, rate), number in contracts_alike(world, segment, here).items():
        typed = months != NEVER
        weight = number * (float(date < run) if typed else min(1.0, MONTHS_PER_YEAR * years / term))
        rates = classes if rate < 0.0 else np.full(1, rate)
        length = (months if typed else term) / MONTHS_PER_YEAR
        refused += weight * share_lost(rates, np.ones(len(rates)), length)
        due += weight
    return refused / due if due > 0.0 else 0.0


def rises_of_today(
    world: World, segment: int, here: NDArray[np.bool_], hazard: float, months: int
) -> NDArray[np.float64]:
    """Return by how much steps in price raise what today's customers pay, by month, as a share.

    hazard: of the segment, a year. What is not typed of a contract's age is as it is drawn
    (`rules.contracts`): any day of a term, and terms before it by the share that renews.
    """
    found, row = np.zeros(months), world.contracts[segment]
    if row.steps < 2.0:
        return found
    cycle = int(row.renewal_months or max(1.0, row.bill_months))
    terms = np.arange(max(1, OLDEST_CONTRACT // cycle))
    stays = np.exp(-hazard * cycle / MONTHS_PER_YEAR)
    stays += (1.0 - stays) * row.downgrades
    first = int(row.term_months) or cycle
    before = np.where(terms > 0, (terms - 1) * cycle + first, 0)
    of_terms = stays**terms / (stays**terms).sum()
    paid = np.zeros(months + 1)
    for firm in np.flatnonzero(here & (world.firms["segment"] == segment)):
        one = world.agreements[firm]
        ages, weights = before, of_terms
        if one.years != NOBODY:
            ages, weights = np.array([one.years * MONTHS_PER_YEAR]), np.ones(1)
        since = np.arange(cycle) + 0.5
        if one.years != NOBODY or one.ends != NEVER:
            since = np.array([-one.month - one.offset / SECONDS_PER_DAY / DAYS_PER_MONTH])
        run = ages[:, None, None] + since[None, :, None] + np.arange(months + 1)
        years = np.minimum((run // MONTHS_PER_YEAR).astype(int), int(row.steps) - 1)
        prices = world.price_steps[segment][years]
        paid += np.einsum("as,ast->t", weights[:, None] / len(since) / prices[:, :, 0], prices)
    if paid[0] > 0.0:
        found = paid[1:] / paid[:-1] - 1.0
    return found


def churn_by_month(
    hazards: NDArray[np.float64],
    numbers: NDArray[np.float64],
    come: NDArray[np.float64],
    years: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the mean hazard a year of those who are still there, month by month.

    hazards: (classes, months) a year. numbers: (classes,) at the start. come: (classes,) that come
    in every month. years: (months,) lengths. In a month the mean of both ends leaves, as in a plan;
    it falls in the course of time.
    """
    found = np.zeros(len(years))
    there = numbers.copy()
    for t, length in enumerate(years):
        half = 0.5 * length * hazards[:, t]
        later = (there * (1.0 - half) + come) / (1.0 + half)
        mean = 0.5 * (there + later)
        total = float(mean.sum())
        found[t] = float((hazards[:, t] * mean).sum()) / total if total > 0.0 else 0.0
        there = later
    return found


def refused_on_dates(
    rates: NDArray[np.float64], date: int, window: int, again: int, stays: float, months: int
) -> NDArray[np.float64]:
    """Return the renewals refused of one contract with a term, by month.

    rates: (classes, months) hazards a year of deciding to leave; before the first month they were
    as in it. date: month in which the term ends. window: months in which that could be decided.
    again: months of each later term. stays: share of those who refuse that goes on with a smaller
    contract.
    """
    refused = np.zeros(months)
    there, first = np.full(len(rates), 1.0 / len(rates)), window
    while date < months:
        before = max(0, first - date)
        decided = rates[:, max(0, date - first) : date].sum(axis=1) + before * rates[:, 0]
        share = np.array([-expm1(-rate / MONTHS_PER_YEAR) for rate in decided])
        refused[date] += float((there * share).sum())
        there, first = there * (1.0 - (1.0 - stays) * share), again
        date += again
    return refused


def refused_by_month(
    world: World, segment: int, here: NDArray[np.bool_], of_all: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how many renewals are refused where contracts have terms, shape (months,) each.

    of_all: as in `hazards`. The first are those of today's customers, of whom one without a typed
    date may be on any day of its term. The second are those of customers won one a month, from its
    first month on.
    """
    row = world.contracts[segment]
    first, again = int(row.pilot_months + row.term_months), int(row.renewal_months)
    stays, months = float(row.downgrades), len(of_all)
    classes = hazards(world, segment, of_all)
    old = np.zeros(months)
    for (ends, date, rate), number in contracts_alike(world, segment, here).items():
        rates = classes if rate < 0.0 else np.full((1, months), rate)
        if ends != NEVER:
            old += number * refused_on_dates(rates, max(0, date), ends, again, stays, months)
            continue
        for month in range(again):
            one = refused_on_dates(rates, month, again, again, stays, months)
            old += number / again * one
    window = max(0, int(row.term_months) - int(row.notice_months))
    passes = float(row.pilot_passes) if row.pilot_months > 0.0 else 1.0
    if (of_all == of_all[0]).all():
        return old, passes * np.cumsum(
            refused_on_dates(classes, first, window, again, stays, months)
        )
    new = np.zeros(months)
    for won in range(months):
        new += refused_on_dates(classes, won + first, window, again, stays, months)
    return old, passes * new


def hazards_of_refusals(
    world: World,
    segment: int,
    refused: NDArray[np.float64],
    there: float,
    come: float,
    years: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the hazards a year at which customers, and what they pay, leave by refused renewals.

    Shape (2, months). refused: (months,) renewals. there: customers at the start, come: won in
    every month, at first as pilots where the segment has these. years: (months,) lengths. In a
    month the mean of both ends leaves, as in a plan, without those on pilot.
    """
    row = world.contracts[segment]
    pilot = int(row.pilot_months)
    passes, trial = (float(row.pilot_passes), float(row.pilot_price)) if pilot else (1.0, 1.0)
    smaller = float(row.downgrades)
    parts = (1.0 - smaller, 1.0 - smaller * float(row.downgraded_to))
    found = np.zeros((2, len(years)))
    stocks, on_trial = [there, there], 0.0  # what is paid, in full prices
    for t, length in enumerate(years):
        settled = stocks[0] - on_trial
        each = (stocks[1] - trial * on_trial) / settled if settled > 0.0 else 1.0
        over = come if t >= pilot else 0.0
        begun = on_trial + (come - over if pilot else 0.0)
        arrive = (come - (1.0 - passes) * over, trial * come + (passes - trial) * over)
        for k, part in enumerate(parts):
            gone = part * refused[t] * (each if k else 1.0)
            later = stocks[k] - gone + arrive[k]
            mean = 0.5 * (stocks[k] + later - (on_trial + begun) * (trial if k else 1.0))
            found[k, t] = gone / (mean * length) if mean > 0.0 else 0.0
            stocks[k] = later
        on_trial = begun
    return found
