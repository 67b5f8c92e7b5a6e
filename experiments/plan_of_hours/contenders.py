"""Allocations that a plan has to beat: today's, an even split, conquest only, and random ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from salessim import Scenario

type Changes = dict[str, Any]
type Bucket = tuple[str, str]
"""A motion and a segment."""

CONCENTRATIONS = (0.3, 1.0, 3.0)
"""Of the Dirichlet law of shares: from a few buckets for all hours to nearly even."""
LEAST_SHARE = 1e-4


def buckets_of(scenario: Scenario, role: str) -> list[Bucket]:
    """Where a role may work."""
    plan, here = scenario.plan, scenario.plan.team[role]
    motions = ("conquest", "loyalty") if here.motion == "both" else (here.motion,)
    segments = plan.segments if here.segments is None else here.segments
    return [(motion, segment) for motion in motions for segment in segments]


def even_split(scenario: Scenario) -> Changes:
    """The same hours everywhere."""
    return _all_year(scenario, lambda motion: 1.0)


def motion_only(scenario: Scenario, motion: str) -> Changes:
    """All hours of whoever may do either for one motion."""
    return _all_year(scenario, lambda one: float(one == motion))


def conquest_only(scenario: Scenario) -> Changes:
    """No hours for customers, of whoever wins new ones."""
    return motion_only(scenario, "conquest")


def random_plans(scenario: Scenario, count: int, seed: int) -> Iterator[Changes]:
    """Random allocations: half of them hold all year, half drift from one to another."""
    chance = np.random.default_rng(seed)
    months = months_of(scenario)
    for number in range(count):
        concentration = CONCENTRATIONS[number % len(CONCENTRATIONS)]
        changes: Changes = {}
        for role in scenario.plan.team:
            size = len(buckets_of(scenario, role))
            first = chance.dirichlet(np.full(size, concentration))
            last = chance.dirichlet(np.full(size, concentration)) if number % 2 else first
            way = np.linspace(0.0, 1.0, len(months))[:, None]
            changes |= follow(scenario, role, (1.0 - way) * first + way * last)
        yield changes


def _all_year(scenario: Scenario, weight: Callable[[str], float]) -> Changes:
    changes: Changes = {}
    for role in scenario.plan.team:
        shares = np.array([weight(motion) for motion, _ in buckets_of(scenario, role)])
        if shares.sum() > 0.0:
            rows = np.tile(shares / shares.sum(), (len(months_of(scenario)), 1))
            changes |= follow(scenario, role, rows)
    return changes


def follow(scenario: Scenario, role: str, shares: np.ndarray) -> Changes:
    """The change by which a role follows shares, (months, buckets); typed rates stay today's."""
    buckets = buckets_of(scenario, role)
    by_month: dict[str, Mapping[str, Mapping[str, float]]] = {}
    for month, row in zip(months_of(scenario), shares, strict=True):
        split: dict[str, dict[str, float]] = {"conquest": {}, "loyalty": {}}
        for (motion, segment), share in zip(buckets, row, strict=True):
            if share > LEAST_SHARE:
                split[motion][segment] = round(float(share), 6)
        by_month[month] = split
    return {f"team.{role}.time.by_month": by_month}


def months_of(scenario: Scenario) -> list[str]:
    """The months of the horizon, such as `2027-12`."""
    start = scenario.plan.horizon.from_
    first = start.year * 12 + start.month - 1
    count = scenario.plan.horizon.months
    return [f"{(first + k) // 12}-{(first + k) % 12 + 1:02d}" for k in range(count)]
