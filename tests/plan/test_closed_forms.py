"""Capacity arithmetic against published figures; funnels that repeat against Kemeny and Snell."""

from datetime import date
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from salessim.errors import InputError
from salessim.plan.closed_forms import (
    Cohort,
    absorbing_chain,
    capacity_of,
    capacity_plan,
    ramped_rep_equivalents,
    ramped_sales,
    sales_velocity,
    simple_capacity,
)

RAMP = (0, 0.25, 0.5, 0.75)
HIRED = {-3: 2, -2: 3, -1: 2, 0: 3, 1: 2, 2: 7}
"""People by the quarter in which they start; with 9 ramped ones they make the published table."""
ROSTER = [Cohort(9, -8), *(Cohort(people, quarter) for quarter, people in HIRED.items())]
JUDGMENT = (-300, -200, -200, 250)


def test_theory_bookings_capacity_model() -> None:
    """Kellblog, February 2020: exact."""
    plan = capacity_plan(
        ROSTER,
        periods=4,
        ramp=RAMP,
        sales_per_period=250,
        over_assignment=0.2,
        judgment=JUDGMENT,
    )
    assert plan.ramped_reps == (12.5, 15, 17.5, 21)
    assert plan.capacity == (3125, 3750, 4375, 5250)
    assert plan.plan == (2825, 3550, 4175, 5500)
    assert plan.quota == pytest.approx((3750, 4500, 5250, 6300), abs=1e-9)
    again = capacity_of(
        plan.ramped_reps, sales_per_period=250, over_assignment=0.2, judgment=JUDGMENT
    )
    assert again == plan


def test_theory_ramp_simple_capacity_and_velocity() -> None:
    assert ramped_sales(250e3, (0.3, 0.7), 4) == pytest.approx(750e3, abs=1e-6)
    assert ramped_sales(1e6 / 12, (0.3,) * 3 + (0.7,) * 3, 12) == pytest.approx(750e3, abs=1e-6)
    assert simple_capacity([(7, 150e3, 0.85), (3, 150e3, 0.40)]) == pytest.approx(1_072_500)
    assert round(sales_velocity(100, 50e3, 0.25, 90)) == 13_889
    assert round(sales_velocity(100, 50e3, 0.25, 75)) == 16_667


def test_who_comes_late_or_leaves_counts_for_the_part() -> None:
    reps = ramped_rep_equivalents([Cohort(2, 0.5, leaves=2.25)], periods=4, ramp=(0.5,))
    assert reps == (2 * 0.5 * 0.5, 2 * (0.5 * 0.5 + 0.5), 2 * 0.25, 0)
    assert ramped_rep_equivalents([Cohort(1, -9, leaves=-3)], periods=2) == (0, 0)
    assert ramped_rep_equivalents([], periods=2) == (0, 0)


def test_dates_are_moments_of_periods() -> None:
    first = date(2027, 1, 1)
    dated = [Cohort(1, date(2027, 4, 1), leaves=date(2027, 8, 16)), Cohort(3, date(2026, 10, 1))]
    placed = [Cohort(1, 1, leaves=(7 + 15 / 31) / 3), Cohort(3, -1)]
    assert ramped_rep_equivalents(dated, periods=4, ramp=RAMP, first=first) == pytest.approx(
        ramped_rep_equivalents(placed, periods=4, ramp=RAMP)
    )
    months = ramped_rep_equivalents(dated, periods=12, first=first, months_per_period=1)
    assert months[2:8] == pytest.approx((3, 4, 4, 4, 4, 3 + 15 / 31))


@given(st.floats(-6, 6), st.floats(0, 6), st.lists(st.floats(0, 2), max_size=5))
def test_two_halves_of_a_cohort_are_one(starts: float, stays: float, ramp: list[float]) -> None:
    def reps(*cohorts: Cohort) -> Any:
        return pytest.approx(ramped_rep_equivalents(cohorts, periods=5, ramp=ramp), abs=1e-9)

    leaves = starts + stays
    integer = ramped_rep_equivalents([Cohort(3, starts, leaves)], periods=5, ramp=ramp)
    assert integer == reps(Cohort(1, starts, leaves), Cohort(2, starts, leaves))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"periods": 0}, "'periods' is 0; allowed: a whole number from 1"),
        ({"ramp": [-0.1]}, "'ramp' is -0.1; allowed: a number of 0 or more"),
        ({"roster": [Cohort(-1, 0)]}, "'people' is -1; allowed: a number of 0 or more"),
        ({"roster": [Cohort(1, 2, leaves=1)]}, "leave after it starts"),
        ({"roster": [Cohort(1, date(2027, 1, 1))]}, "give the first day of the first period"),
        ({"sales_per_period": -1}, "'sales_per_period' is -1; allowed: 0 or more"),
        ({"sales_per_period": [1, 2]}, "one number or 4"),
        ({"judgment": float("nan")}, "allowed: finite numbers"),
        ({"over_assignment": -2}, "'over_assignment' is -2"),
    ],
)
def test_what_makes_no_sense_is_refused(change: Any, sentence: str) -> None:
    given_: Any = {"roster": ROSTER, "periods": 4, "sales_per_period": 250, **change}
    with pytest.raises(InputError, match=sentence):
        capacity_plan(given_.pop("roster"), **given_)


def test_other_figures_are_refused() -> None:
    with pytest.raises(InputError, match=r"'win_rate' is 1\.5; allowed: a number from 0 to 1"):
        sales_velocity(1, 1, 1.5, 90)
    with pytest.raises(InputError, match="'cycle_days' is 0; allowed: a number above 0"):
        sales_velocity(1, 1, 0.5, 0)
    with pytest.raises(InputError, match="'periods' is -1"):
        ramped_sales(1, (), -1)
    with pytest.raises(InputError, match="0 or more"):
        simple_capacity([(-1, 1, 1)])


@pytest.mark.slow
def test_a_simulated_roster_sells_its_capacity() -> None:
    """Many small deals of constant length: within 3 % in each quarter.

    Quarters differ by 1.4 % from a fourth of the year, as 90 to 92 days do; the rest is chance:
    about 3,000 contracts a quarter and future, 4 futures, a standard error of 1 % or less.
    """
    from salessim import Scenario, simulate

    hires = ", ".join(
        f"hire {quarter} {k}: {{starts: {2027 + quarter // 4}-{3 * (quarter % 4) + 1:02d}}}"
        for quarter, people in HIRED.items()
        for k in range(people)
    )
    scenario = Scenario.parse(f"""
name: a roster
horizon: {{from: 2026-01, months: 24}}
calendar: always
segments: {{all: {{prospects: 3000000, cooling_off: 0, deal: 912.6, churn: 0 % a year}}}}
channels: {{door: {{leads: 170 a day, routing: pooled}}}}
prospecting: {{outbound: none}}
funnel:
  conquest: {{desk: {{hours: {{constant: 4}}, passes: 50 %, works: step}}}}
  loyalty: {{upsell: {{hours: 1, passes: 50 %, each: 0 a year}}}}
team:
  server:
    people: 9
    base: 0 a year
    onboarding: 0
    ramp: {{by: quarter, share: [0, 25 %, 50 %, 75 %]}}
    hires: {{{hires}}}
motivation: none
learning: none
time: {{administration: 0 %, adherence: 100 %, next_deal: oldest}}
""")
    months = simulate(scenario, replications=4, seed=1, anyway=True).months
    revenue = months[months["motion"] == "conquest"].groupby("month")["revenue"].sum() / 4
    # 365.25 x 24 hours a year / 4 hours a deal x 50 % x 912.6 = 1,000,000 a ramped rep
    expected = capacity_plan(ROSTER, periods=4, ramp=RAMP, sales_per_period=250e3).capacity
    for quarter in range(4):
        sold = sum(revenue[f"2027-{3 * quarter + k:02d}"] for k in (1, 2, 3))
        assert sold == pytest.approx(expected[quarter], rel=0.03)


def test_attrition_takes_people_away_bit_by_bit() -> None:
    """10 % of those there go within a period: the mean over it is .1 / -ln .9, then .9 of that."""
    there = ramped_rep_equivalents([Cohort(10, starts=-4)], periods=2, attrition=0.1)
    assert there == pytest.approx((10 * 0.1 / -log(0.9), 9 * 0.1 / -log(0.9)))
    later = ramped_rep_equivalents([Cohort(1, starts=1)], periods=2, ramp=[0.5], attrition=0.1)
    assert later == pytest.approx((0, 0.5 * 0.1 / -log(0.9)))
    almost = ramped_rep_equivalents(ROSTER, periods=4, ramp=RAMP, attrition=1e-12)
    assert almost == pytest.approx(ramped_rep_equivalents(ROSTER, periods=4, ramp=RAMP))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"periods": 2.5}, "'periods' is 2.5; allowed: a whole number"),
        ({"ramp": ["25 %"]}, "'ramp' is '25 %'"),
        ({"attrition": 1}, "below 1"),
        ({"roster": [(4, -4)]}, r"is \(4, -4\); allowed: cohorts, such as Cohort\(3, starts=-2\)"),
        ({"roster": [Cohort("4", starts=0)]}, "'people' is '4'"),  # type: ignore[arg-type]
        ({"roster": [Cohort(4, starts="2027-01")]}, "a moment' is '2027-01'"),  # type: ignore[arg-type]
        ({"roster": [Cohort(4, starts=date(2027, 1, 1))], "first": "2027-01"}, "allowed: a date"),
    ],
)
def test_what_is_no_roster_is_refused(change: Any, sentence: str) -> None:
    asked: Any = {"roster": [Cohort(4, starts=0)], "periods": 2} | change
    with pytest.raises(InputError, match=sentence):
        ramped_rep_equivalents(asked.pop("roster"), **asked)


def test_theory_three_stages() -> None:
    """Chances to 1e-6; steps as published, to four places."""
    chain = absorbing_chain([[0.6, 0.1, 0], [0, 0.2, 0.5], [0, 0, 0.3]], [0, 0, 0.28])
    assert chain.win == pytest.approx([0.0625, 0.25, 0.40], abs=1e-6)
    assert chain.steps == pytest.approx([3.0357, 2.1429, 1.4286], abs=5e-5)
    assert chain.steps == pytest.approx([85 / 28, 15 / 7, 10 / 7], abs=1e-6)


def test_theory_tosses_until_heads() -> None:
    """Geometric: mean 1 / p and variance (1 - p) / p^2."""
    chain = absorbing_chain([[0.75]], [0.25])
    assert (chain.win[0], chain.steps[0], chain.steps_variance[0]) == pytest.approx((1, 4, 12))
    assert chain.steps_if_won == pytest.approx([4])


def test_nobody_wins_where_no_stage_does() -> None:
    chain = absorbing_chain([[0.0, 1.0], [0.0, 0.5]], [0.0, 0.0])
    assert chain.win.tolist() == [0, 0] and np.isnan(chain.steps_if_won).all()


@given(arrays(float, (3, 4), elements=st.integers(0, 8).map(float)), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_one_step_changes_nothing(weights: Any, lost: int) -> None:
    """First-step equations, and winners by walking through the chain step by step."""
    chances = weights / (weights.sum(axis=1, keepdims=True) + lost)
    moves, win = chances[:, :3], chances[:, 3]
    chain = absorbing_chain(moves, win)
    assert chain.win == pytest.approx(win + moves @ chain.win, abs=1e-9)
    assert chain.steps == pytest.approx(1 + moves @ chain.steps, rel=1e-9)
    there, won, won_steps, square = np.eye(3), np.zeros(3), np.zeros(3), np.zeros(3)
    for step in range(1, 1500):
        won += there @ win
        won_steps += step * (there @ win)
        square += step**2 * (there @ (1 - moves.sum(axis=1)))
        there = there @ moves
    assert chain.win == pytest.approx(won, abs=1e-9)
    mask = won > 1e-12
    assert chain.steps_if_won[mask] == pytest.approx((won_steps / np.maximum(won, 1e-300))[mask])
    assert chain.steps_variance == pytest.approx(square - chain.steps**2, abs=1e-6)


def test_theory_gamblers_ruin_has_two_ends() -> None:
    """Fair steps between 0 and 4: i/4 and 1 - i/4, i (4 - i) steps, (16 - i^2) / 3 if rich."""
    moves = 0.5 * (np.eye(3, k=1) + np.eye(3, k=-1))
    chain = absorbing_chain(moves, [[0.0, 0.5], [0.0, 0.0], [0.5, 0.0]])
    i = np.array([1, 2, 3])
    assert chain.win == pytest.approx(np.column_stack([i / 4, 1 - i / 4]))
    assert chain.steps == pytest.approx(i * (4 - i))
    assert chain.steps_if_won[:, 0] == pytest.approx((16 - i**2) / 3)
    assert chain.steps_if_won[:, 1] == pytest.approx((16 - (4 - i) ** 2) / 3)


@pytest.mark.parametrize(
    ("moves", "win", "sentence"),
    [
        ([[0.6]], [0.5], "stage 1 add up to 1.1"),
        ([[-0.1]], [0.5], "0 to 1"),
        ([[0.0, 1.0], [1.0, 0.0]], [0.0, 0.0], "Stage 1 is never left"),
        ([[0.5]], [0.1, 0.2], "do not fit"),
        ([[0.5]], 0.1, "do not fit"),
        ([["a"]], [0.1], "allowed: numbers"),
        ([[float("nan")]], [0.1], "0 to 1"),
    ],
)
def test_impossible_chains_are_refused(moves: Any, win: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        absorbing_chain(moves, win)
