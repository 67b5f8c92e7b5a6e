"""What newcomers are assured of, the legal minimum and the 13th salary, calculated by hand."""

from typing import Any

import pytest
from made_pay import Contract, both, by_month, scenario, variable

from salessim import Scenario

PLAN = {"components": {"new": {"quota": "240k a year", "target": "24k a year"}}}
HIRED = {"people": 0, "hires": {"ann": "2027-02-01"}, "paid_every": "month"}


def newcomer(**more: Any) -> Scenario:
    """Ann starts on 1 February and sells nothing; her target is 2k a month."""
    return scenario({**PLAN, **HIRED, **more})


def test_a_ramped_quota_is_a_share_of_it_by_month_of_tenure() -> None:
    """0, 25 and 50 % of 20k in February, March and April, then all of it."""
    _, batch = both(newcomer(quota_ramp=["0 %", "25 %", "50 %"]))
    quotas = [float(x) for x in batch.reps["quota"][0, 0]]
    assert quotas == pytest.approx([0, 0, 5_000, 10_000, *[20_000] * 8])


def test_a_guarantee_pays_what_lacks_to_the_target() -> None:
    """Three months of 2k; with a quarter as pay period the first one holds two of them."""
    months = newcomer(guarantee=3)
    assert variable(months) == pytest.approx([0, 2_000, 2_000, 2_000, *[0] * 8])
    half = newcomer(guarantee={"for": 3, "share": "50 %"}, paid_every="quarter")
    assert variable(half) == pytest.approx([0, 0, 2_000, 0, 0, 1_000, *[0] * 6])
    assert by_month(months, "guarantee") == pytest.approx([0, 2_000, 2_000, 2_000, *[0] * 8])


def test_a_draw_is_earned_before_more_is_paid() -> None:
    """1k a month; 10 % of 25k in March is 2.5k, of 1k in May 100.

    March: 1k and 2.5k less 3k of advances, that is none left and 500 on top; May: 100 of the 2k
    advanced meanwhile are earned.
    """
    plan = {
        "components": {"new": {"rate": "10 %"}},
        "paid_every": "month",
        "draw": {"pays": "1k a month"},
    }
    of = scenario(plan, [Contract(70, 25_000), Contract(130, 1_000)])
    paid = variable(of)
    assert paid == pytest.approx([1_000, 1_000, 1_000, *[1_000] * 9])
    balance = [1_000, 2_000, 500, 1_500, 2_400, 3_400]
    assert list(by_month(of, "draw_balance")[:6]) == pytest.approx(balance)


def test_a_draw_that_is_forgiven_begins_anew_with_each_pay_period() -> None:
    """The same by quarter: 3k advanced and 2.5k earned, 500 forgiven."""
    plan = {
        "components": {"new": {"rate": "10 %"}},
        "draw": {"pays": "1k a month", "unearned": "forgiven"},
    }
    of = scenario(plan, [Contract(70, 25_000), Contract(130, 60_000)])
    # April to June: 3k advanced, 6k earned.
    assert variable(of)[:6] == pytest.approx([1_000, 1_000, 1_000, 1_000, 1_000, 4_000])
    assert list(by_month(of, "guarantee")[:6]) == pytest.approx([0, 0, 500, 0, 0, 0])
    assert list(by_month(of, "draw_balance")[:6]) == pytest.approx([1e3, 2e3, 0, 1e3, 2e3, 0])


def test_a_draw_ends_after_its_months() -> None:
    of = newcomer(draw={"pays": "1k a month", "for": 2})
    assert variable(of) == pytest.approx([0, 1_000, 1_000, *[0] * 9])


def test_advances_of_a_leaver_are_written_off() -> None:
    plan = {
        **PLAN,
        "people": 2,
        "draw": {"pays": "1k a month"},
        "departures": {"seller 2": "2027-03"},
    }
    of = scenario(plan)
    assert list(by_month(of, "draw_balance")[:3]) == pytest.approx([2_000, 4_000, 3_000])


def test_a_month_below_the_legal_minimum_is_topped_up() -> None:
    """1.5k a month are due; 10 % of 8k pay 800 in March, and 700 are added."""
    plan = {"components": {"new": {"rate": "10 %"}}, "paid_every": "month", "minimum": "18k a year"}
    of = scenario(plan, [Contract(70, 8_000), Contract(100, 20_000)])
    _, batch = both(of)
    assert list(batch.reps["base"][0, 0][:5]) == pytest.approx([1_500, 1_500, 700, 0, 1_500])
    assert list(by_month(of, "top_up")[:5]) == pytest.approx([1_500, 1_500, 700, 0, 1_500])


def test_a_thirteenth_salary_is_earned_by_the_month_and_paid_in_its_own() -> None:
    """2k a month; from 1 February to the end of June five twelfths of 2k, then twelve."""
    plan = {"people": 0, "hires": {"ann": "2027-02-01"}, "base": "24k a year",
            "thirteenth_salary": 1, "thirteenth_in": "June"}  # fmt: skip
    of = scenario(plan, more={"horizon": {"from": "2027-01", "months": 20}})
    paid = list(by_month(of, "thirteenth_salary"))
    assert paid[5] == pytest.approx(2_000 * 5 / 12)
    assert paid[17] == pytest.approx(2_000)
    # What was earned and not yet paid is due when the horizon ends.
    assert paid[19] == pytest.approx(2_000 * 2 / 12)
    assert sum(paid) == pytest.approx(2_000 * 19 / 12)
    _, batch = both(of)
    assert batch.ledger["base"][0].sum() == pytest.approx(19 * 2_000 + 2_000 * 19 / 12)


def test_severance_is_a_column_of_its_own() -> None:
    plan = {
        "people": 2,
        "base": "24k a year",
        "severance": 2,
        "departures": {"seller 1": "2027-02"},
    }
    assert by_month(scenario(plan), "severance").sum() == pytest.approx(4_000)
