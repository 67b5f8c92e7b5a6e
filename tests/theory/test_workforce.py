"""Attrition and hiring against the closed form of a workforce of two types.

A post is held by a newcomer for at most N years, at the leaving hazard k h, then by a settled
person, at the hazard h, and stands empty for D years after each leaver. Posts are renewal
processes, so that in the long run (renewal reward theorem; S. Ross, Stochastic Processes, 1996,
section 3.6)

    newcomers : settled : empty = A : B : D,   leavers a post and year = 1 / (A + B + D),
    A = (1 - exp(-k h N)) / (k h),   B = exp(-k h N) / h.

A is a newcomer's mean time as one, B the chance to become settled times a settled person's mean
stay. Leaving is decided at month ends, so that a stay lasts longer by the rest of the month, on
average half a month: L = 1 / 24 year, added to the type of the person who leaves:
(1 - exp(-k h N)) L to A, exp(-k h N) L to B. What this leaves out is of second order in the month's
hazard: under 1 %.
"""

import math

import numpy as np
import pytest

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.scenario import Scenario

POSTS = 60
REPLICATIONS = 16
FROM = 30
"""Months until the first leavers' posts have turned over several times."""
HALF_MONTH = 1 / 24
FOUR_ERRORS = 4.0
"""Of 3 figures x 3 worlds, one in 1,800 suites misses by chance."""
SECOND_ORDER = 0.01

WORLD = """
name: workforce
horizon: {{from: 2027-01, months: 60}}
segments: {{none: {{prospects: 0, deal: 1}}}}
prospecting: {{outbound: none}}
team: {{closer: {{people: {posts}, base: 30k a year}}}}
motivation: none
attrition:
  rate: {rate} % a year
  newcomers: {newcomers}
  new_for: {days} days
  notice: 0 days
  time_to_hire: {empty} days
"""


@pytest.mark.parametrize(
    ("rate", "newcomers", "days", "empty"), [(60, 2.0, 182, 60), (75, 1.0, 365, 30), (50, 3, 91, 0)]
)
def test_two_types_of_people(rate: float, newcomers: float, days: int, empty: int) -> None:
    text = WORLD.format(posts=POSTS, rate=rate, newcomers=newcomers, days=days, empty=empty)
    batch = next(batches(build(Scenario.parse(text)), replications=REPLICATIONS, seed=3))

    hazard, years = -math.log1p(-rate / 100), days / 365.25
    stays_on = math.exp(-newcomers * hazard * years)
    new = (1 - stays_on) / (newcomers * hazard) + (1 - stays_on) * HALF_MONTH
    settled = stays_on / hazard + stays_on * HALF_MONTH
    vacant = max(empty, 1) / 365.25  # a successor comes the day after the last day at the earliest
    cycle = new + settled + vacant

    late = batch.reps[:, :, FROM:]
    in_years = late.shape[2] / 12
    # Who goes at a month's end is counted in that month; at the horizon's end nobody decides.
    decided = batch.reps["left"][:, :, FROM - 1 : -1]
    leavers = decided.sum(axis=(1, 2)) / POSTS / in_years
    paid = late["base"].sum(axis=(1, 2)) / 30_000 / POSTS / in_years
    assert_near(leavers, 1 / cycle)
    assert_near(paid, (new + settled) / cycle)
    if newcomers == 1.0:  # one type: the hazard is that of everybody
        assert_near(leavers / paid, 1 / (1 / hazard + HALF_MONTH))


def assert_near(found: np.ndarray, expected: float) -> None:
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert abs(found.mean() - expected) < FOUR_ERRORS * error + SECOND_ORDER * expected


def test_nobody_follows_where_posts_stay_empty() -> None:
    """Without successors a settled team melts away like exp(-h t)."""
    text = WORLD.format(posts=POSTS, rate=40, newcomers=1.5, days=365, empty=0)
    scenario = Scenario.parse(text).vary({"attrition.time_to_hire": "none"})
    batch = next(batches(build(scenario), replications=REPLICATIONS, seed=5))
    left = batch.ledger["headcount"][:, 23] / POSTS
    # At the end of month 24 the decisions of 23 month ends have taken effect.
    expected = (1 - 0.40) ** (23 * 365.25 / 12 / 365.25)
    assert_near(left, expected)
    assert (batch.ledger["hiring"] == 0).all()
