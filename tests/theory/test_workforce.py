"""Attrition and hiring against the closed form of a workforce of two types.

A post is held by a newcomer for at most N years, at the leaving hazard k h, then by a settled
person, at the hazard h, and stands empty for D years after each leaver. Posts are renewal
processes, so that in the long run (renewal reward theorem; S. Ross, Stochastic Processes, 1996,
section 3.6)

    newcomers : settled : empty = A : B : D,   leavers a post and year = 1 / (A + B + D),
    A = (1 - exp(-k h N)) / (k h),   B = exp(-k h N) / h.

A is a newcomer's mean time as one, B the chance to become settled times a settled person's mean
stay. Stays end on a day, notice included; a successor is looked for from the notice on, and comes
a day after the last day at the earliest.
"""

import math

import numpy as np
import pytest

from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_LEFT
from salessim.scenario import Scenario

POSTS = 60
REPLICATIONS = 16
FROM = 30
"""Months until the first leavers' posts have turned over several times."""
FOUR_ERRORS = 4.0
"""Of 3 figures x 4 worlds, one in 1,300 suites misses by chance."""
WHOLE_DAYS = 0.001
"""What is left of the fact that people go at midnight: days over a mean stay, squared."""

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
  notice: {notice} days
  time_to_hire: {empty} days
"""


@pytest.mark.parametrize(
    ("rate", "newcomers", "days", "empty", "notice"),
    [(60, 2.0, 182, 60, 0), (75, 1.0, 365, 30, 0), (50, 3, 91, 0, 0), (75, 1.5, 200, 80, 45)],
)
def test_two_types_of_people(
    rate: float, newcomers: float, days: int, empty: int, notice: int
) -> None:
    text = WORLD.format(
        posts=POSTS, rate=rate, newcomers=newcomers, days=days, empty=empty, notice=notice
    )
    batch = next(batches(build(Scenario.parse(text)), replications=REPLICATIONS, seed=3))

    hazard, years = -math.log1p(-rate / 100), days / 365.25
    stays_on = math.exp(-newcomers * hazard * years)
    new = (1 - stays_on) / (newcomers * hazard)
    settled = stays_on / hazard
    # Who has been here for less than a notice leaves sooner than one, and is missed for longer.
    short = 1 - math.exp(-newcomers * hazard * notice / 365.25)
    mean_of_short = (
        1 / newcomers / hazard - notice / 365.25 / math.expm1(newcomers * hazard * notice / 365.25)
        if notice
        else 0.0
    )
    lacks = (max(empty - notice, 1) + short * notice) / 365.25
    vacant = lacks - short * mean_of_short
    cycle = new + settled + vacant

    late = batch.reps[:, :, FROM:]
    in_years = late.shape[2] / 12
    leavers = late["left"].sum(axis=(1, 2)) / POSTS / in_years
    paid = late["base"].sum(axis=(1, 2)) / 30_000 / POSTS / in_years
    assert_near(leavers, 1 / cycle)
    assert_near(paid, (new + settled) / cycle)
    if newcomers == 1.0:  # one type: the hazard is that of everybody
        assert_near(leavers / paid, hazard)


def assert_near(found: np.ndarray, expected: float) -> None:
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert abs(found.mean() - expected) < FOUR_ERRORS * error + WHOLE_DAYS * expected


@pytest.mark.parametrize("notice", [0, 30])
def test_nobody_follows_where_posts_stay_empty(notice: int) -> None:
    """Without successors a settled team melts away like exp(-h t), from the first day on."""
    text = WORLD.format(posts=POSTS, rate=40, newcomers=1.5, days=365, empty=0, notice=notice)
    scenario = Scenario.parse(text).vary({"attrition.time_to_hire": "none"})
    inputs = build(scenario)
    batch = next(batches(inputs, replications=REPLICATIONS, seed=5))
    borders = np.array(inputs.book.month_borders) / 86_400 / 365.25
    for month in (0, 1, 5, 23, 58):
        left = batch.ledger["headcount"][:, month] / POSTS
        assert_near(left, math.exp(math.log1p(-0.40) * borders[month + 1]))
    assert (batch.ledger["hiring"] == 0).all()


@pytest.mark.parametrize("notice", [0, 20])
def test_a_stay_is_exponential_by_the_day(notice: int) -> None:
    """Days of leaving of people hired in the middle of a month, newcomers for 100 days.

    The cumulated hazard at the day of leaving is exponential with mean 1 (Kolmogorov and Smirnov;
    with the seed fixed, 1 in 1,000 seeds would miss). Rounded to days and cut by the horizon.
    """
    text = WORLD.format(posts=300, rate=70, newcomers=3, days=100, empty=0, notice=notice)
    hires = ", ".join(f"h{number}: 2027-02-17" for number in range(300))
    text = text.replace("people: 300", f"hires: {{{hires}}}")
    scenario = Scenario.parse(text).vary({"attrition.time_to_hire": "none"})
    first = 47 * 86_400
    stays = np.concatenate(
        [
            log["second"][log["what"] == LOG_LEFT] - first
            for batch in batches(build(scenario), replications=8, seed=7, log=True)
            for log in batch.log or []
        ]
    )
    assert len(stays) > 2_300
    days = stays / 86_400
    assert (days % 1 == 0).all() and days.min() >= 1
    hazard = -math.log1p(-0.7) / 365.25
    total = 8 * 300
    worst = 0.0
    for day in range(1, 700):
        gone = (days <= day).sum() / total
        spent = hazard * (3 * min(day + 0.5, 100) + max(0.0, day + 0.5 - 100))
        worst = max(worst, abs(gone - (1 - math.exp(-spent))))
    assert worst < 1.95 / math.sqrt(total)
