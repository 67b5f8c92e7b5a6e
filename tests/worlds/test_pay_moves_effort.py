"""Marginal pay moves the intensity of work: worlds solved by hand, in both engines.

Visits of ten hours are always due, so that each takes ten hours over the intensity of its day.
Elasticity is .2, so an intensity is (marginal pay / today's marginal pay) ^ .2.
"""

from typing import Any

import numpy as np
import pytest
from made_pay import Contract, both, scenario

from salessim import Scenario, simulate
from salessim.model.state.codes import LOG_TASK_DONE
from salessim.report.activity_tables import team
from salessim.units import SECONDS_PER_DAY

BUSY = {
    "segments": {"all": {"prospects": 0, "deal": "10k", "churn": "0 % a year"}},
    "funnel": {
        "conquest": {"proposal": {"hours": 1, "passes": "100 %"}},
        "loyalty": {"visit": {"hours": 10, "every": "5 days"}},
    },
    "effort": {"elasticity": 0.2, "least": "20 %"},
}
QUARTERS = {"base": "12k a year", "on_target": "24k a year", "quota": "120k a year"}
SIGNED = (Contract(20, 30_000.0), Contract(40, 20_000.0))
"""The whole quota of a first quarter, then two thirds of it more."""


def busy(plan: dict[str, Any], contracts: Any = SIGNED, **changes: Any) -> Scenario:
    more = BUSY | {"today": {"customers": {"all": 30}}}
    return scenario(plan, contracts, more=more, changes=changes)


def intensity(of: Scenario, *days: float, rep: int = 0) -> list[float]:
    """Ten hours over what the visit took that was begun next after each day."""
    _, batch = both(of)
    assert batch.log is not None
    log = batch.log[0]
    done = log[(log["what"] == LOG_TASK_DONE) & (log["rep"] == rep) & (log["motion"] == 1)]
    begun = done["second"] - done["seconds"]
    after = [np.flatnonzero(begun >= (day + 1) * SECONDS_PER_DAY)[0] for day in days]
    return [float(36_000 / done["seconds"][k]) for k in after]


def near(*expected: float) -> Any:
    return pytest.approx(expected, abs=3e-5)


def test_below_and_above_quota_and_cap_and_afresh_each_period() -> None:
    """Rate 1, then the accelerator's 2, then nothing, which counts as 20 % of 24k: .4 of 12k."""
    plan = QUARTERS | {"accelerator": 2, "cap": 1.5}
    assert intensity(busy(plan), 5, 25, 45, 95) == near(1.0, 2**0.2, 0.4**0.2, 1.0)


@pytest.mark.parametrize(
    ("least", "below", "above", "beyond"),
    [("10 %", 1, 2, 0.2), ("50 %", 1, 2, 1), ("75 %", 1, 24 / 18, 1), ("100 %", 1, 1, 1)],
)
def test_the_least_is_a_share_of_pay_on_target(
    least: str, below: float, above: float, beyond: float
) -> None:
    """12k, 24k and nothing, each at least 2.4k, 12k, 18k and 24k: against the first of them."""
    plan = QUARTERS | {"accelerator": 2, "cap": 1.5}
    found = intensity(busy(plan, **{"effort.least": least}), 5, 25, 45)
    assert found == near(below**0.2, above**0.2, beyond**0.2)


def test_a_variant_is_held_against_todays_plan() -> None:
    """Half the quota pays double for each sale; without a cap all beyond the quota counts."""
    plan = QUARTERS | {"accelerator": 2, "cap": 1.5}
    halved = busy(plan, (Contract(20, 14_000.0),), **{"team.seller.quota": "60k a year"})
    assert intensity(halved, 5, 25) == near(2**0.2, 2**0.2)
    open_ended = busy(plan, **{"team.seller.cap": "none"})
    assert intensity(open_ended, 5, 25, 45) == near(1.0, 2**0.2, 2**0.2)


def test_a_base_alone_is_as_usual_and_a_piece_rate_is_held_against_the_least() -> None:
    """Usual sales are 5 times 24k; 10 % of them are 12k, and 20 % of today's 24k the least."""
    paid = {"base": "24k a year"}
    assert intensity(busy(paid), 5, 45) == near(1.0, 1.0)
    piece = {"team.seller.components": {"new": {"rate": "10 %"}}}
    assert intensity(busy(paid, **piece), 5, 45) == near(2.5**0.2, 2.5**0.2)


def test_beyond_the_most_that_is_paid() -> None:
    """10 % of 60k, 6k of 18k in all: beyond 2k a month there is the least of 3.6k."""
    plan = {
        "base": "12k a year",
        "components": {"new": {"rate": "10 %", "at_most": "2k a month", "paid_every": "month"}},
    }
    of = busy(plan, (Contract(3, 25_000.0),))
    assert intensity(of, 1, 5, 32) == near(1.0, 0.6**0.2, 1.0)


def test_jumps_of_pay_count_over_the_stretch_before_them() -> None:
    """Retroactive: on average 1.5 a unit up to half the quota, (2 - .75) / .5 up to it, then 2.

    A prize of 3k for a quarter's quota is 12k a year until it is won, then nothing; the least is
    20 % of 24k.
    """
    tiers = {"50 %": 1.5, "100 %": 2}
    new = {"quota": "120k a year", "target": "12k a year", "tiers": tiers}
    plan = {"base": "12k a year", "components": {"new": new | {"tiering": "retroactive"}}}
    of = busy(plan, (Contract(10, 15_000.0), Contract(20, 15_000.0)))
    assert intensity(of, 5, 15, 25) == near(0.75**0.2, 1.25**0.2, 1.0)
    prize = {"quota": "120k a year", "prize": 3_000}
    plan = {"base": "12k a year", "components": {"new": prize}}
    assert intensity(busy(plan), 5, 25) == near(1.0, 0.4**0.2)
    half = {"quota": "120k a year", "target": "12k a year", "threshold": "60 %"}
    plan = {"base": "12k a year", "components": {"new": half}}
    assert intensity(busy(plan), 5, 25) == near(1.0, 1.0)


def test_different_things_are_weighed_by_their_quotas() -> None:
    """12k of bookings and 2.4k of contracts; beyond 6 contracts a quarter the latter are 7.2k."""
    parts = {
        "new": {"quota": "120k a year", "target": "12k a year"},
        "count": {"of": "contracts", "quota": "24 a year", "each": 100, "tiers": {"100 %": 300}},
    }
    of = busy({"components": parts}, [Contract(10 + k, 1.0) for k in range(6)])
    assert intensity(of, 5, 20, 95) == near(1.0, (19.2 / 14.4) ** 0.2, 1.0)


def test_of_what_a_team_does_ones_own_part_counts() -> None:
    """6k of one's own; of the team's 12k a half, double beyond its quota, whoever sold; contests.

    In the second quarter 1 % of bookings, 120k in a usual year, is 1.2k more for a month.
    """
    parts = {
        "own": {"quota": "120k a year", "target": "6k a year"},
        "team": {
            "whose": "team", "quota": "240k a year", "target": "12k a year", "tiers": {"100 %": 2},
        },
        "may": {"rate": "1 %", "from": "2027-05-01", "until": "2027-05-31"},
    }  # fmt: skip
    plan = {"people": 2, "components": parts}
    of = busy(plan, (Contract(20, 60_000.0),))
    expected = near(1.0, 1.5**0.2, 1.0, 1.1**0.2, 1.0)
    assert intensity(of, 5, 25, 95, 125, 155) == expected
    assert intensity(of, 5, 25, 95, 125, 155, rep=1) == expected


def test_a_new_persons_ramped_quota_is_reached_sooner() -> None:
    """Half a quarter's quota pays the quarter's target: double, times 3 beyond it."""
    ramp = {"quota_ramp": ["10 %", *3 * ["50 %"]], "hires": {"ann": "2026-12-15"}}
    of = busy(QUARTERS | {"accelerator": 3} | ramp, (Contract(20, 16_000.0, "seller ann"),))
    assert intensity(of, 5, 25, 95) == near(1.0, 1.0, 1.0)
    assert intensity(of, 5, 25, 95, rep=1) == near(2**0.2, 6**0.2, 1.0)


def test_motivation_moves_the_share_of_time_and_pay_the_work_in_it() -> None:
    """Slack is as without pay, since contracts come on the same days; visits are as by hand."""
    plan = QUARTERS | {"accelerator": 2}
    mood = {"motivation": {"effort_span": "60 %", "moves": {"win": -0.4, "overload": 0}}}
    of = busy(plan, (Contract(20, 31_000.0),), **mood)
    with_pay, without = both(of)[1], both(of.vary({"effort": "none"}))[1]
    slack = with_pay.reps["slack_seconds"][0, 0]
    assert slack.sum() > 0
    assert (slack == without.reps["slack_seconds"][0, 0]).all()
    assert not without.reps["added_by_pay"].any()
    assert intensity(of, 5, 25) == near(1.0, 2**0.2)
    # What is added is the share of free time by which work is more.
    january = with_pay.reps[0, 0, 0]
    free = january["loyalty_seconds"] + january["idle_seconds"] + january["conquest_seconds"]
    assert 0.0 < january["added_by_pay"] < (2**0.2 - 1.0) * free


def test_the_column_of_intensity_is_the_mean_over_hours_free_to_sell() -> None:
    """At the quota by noon of 21 January: twice the pay for the 10 days left, and until April.

    Days are alike, all hours of all days are free: 69 of 365 days at the higher intensity.
    """
    more = 2**0.2 - 1.0
    of = busy(QUARTERS | {"accelerator": 2}, (Contract(20.5, 31_000.0),))
    _, batch = both(of)
    rows = batch.reps[0, 0]
    free = rows["loyalty_seconds"] + rows["idle_seconds"] + rows["conquest_seconds"]
    days = np.diff([0, *np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])])
    faster = np.array([10, 28, 31, *[0] * 9])
    assert rows["added_by_pay"] / free == pytest.approx(faster / days * more, abs=2e-3)
    findings = simulate(of, replications=2).findings
    [rep] = findings.team
    assert rep.intensity == pytest.approx(1.0 + more * 69 / 365, abs=1e-3)
    sheet = team(findings)
    place = [column.name for column in sheet.columns].index("intensity")
    assert sheet.rows[0][place] == "103 %"
    without = simulate(of.vary({"effort": "none"}), replications=2).findings
    assert without.team[0].intensity is None
    assert "intensity" not in [column.name for column in team(without).columns]
