"""Budgets of time: shares of selling hours by segment and motion, and months that change them."""

import numpy as np

from salessim.model.state.codes import CONQUEST, LOYALTY, MOTIONS, NOBODY
from salessim.model.state.rows import BUCKET
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.time import MonthSplit, Split


def write_budgets(plan: SalesPlan, people: tuple[Person, ...], pools: int) -> np.ndarray:
    """Return the buckets of reps and pools with the shares planned at first."""
    buckets = np.zeros((len(people) + pools, len(plan.segments) * MOTIONS), BUCKET)
    buckets["root"] = NOBODY
    for row, person in enumerate(people):
        buckets["share"][row] = planned_shares(person.time, tuple(plan.segments))
    return buckets


def planned_shares(split: Split | MonthSplit, segments: tuple[str, ...]) -> np.ndarray:
    """Return the shares of a split, which make 1 together, shape (segments * MOTIONS,)."""
    shares = np.zeros((len(segments), MOTIONS))
    for motion, part in ((CONQUEST, split.conquest), (LOYALTY, split.loyalty)):
        shares[:, motion] = [part[name].typical for name in segments]
    planned = shares.sum()
    return (shares / planned if planned > 0.0 else shares).ravel()


def write_splits(
    plan: SalesPlan, people: tuple[Person, ...], months: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the splits that months bring, and which month brings which.

    A person whose budget has no entry for a month keeps the one from before.
    """
    segments = tuple(plan.segments)
    named = {month for person in people for month in person.time.by_month}
    rows = np.full(len(months), NOBODY, np.int64)
    splits = np.zeros((len(named), len(people), len(segments) * MOTIONS))
    now = [planned_shares(person.time, segments) for person in people]
    for row, month in enumerate(sorted(named)):
        rows[months.index(month)] = row
        for place, person in enumerate(people):
            if month in person.time.by_month:
                now[place] = planned_shares(person.time.by_month[month], segments)
            splits[row, place] = now[place]
    return splits, rows
