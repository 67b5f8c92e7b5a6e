"""What ends so many months later ends on the calendar's date: pay, keepers, notice, migration."""

import datetime as dt
from typing import Any

import pytest
from made_pay import Contract, both, scenario

from salessim import Scenario
from salessim.calendar import date_of_second, day_before, months_after, second_of_date
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_CUSTOMER_LOST, LOG_KEEPER, LOG_LEFT, LOG_WON
from salessim.number_text import parse_number
from salessim.units import SECONDS_PER_DAY

START = dt.date(2027, 1, 1)
DAYS = (29, 30, 63, 100, 150)
"""Signed on 30 and 31 January, 5 March, 11 April and 31 May."""


@pytest.mark.parametrize(
    ("day", "months", "date"),
    [
        ("2027-03-05", 12, "2028-03-05"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2027-07-01", -3, "2027-04-01"),
    ],
)
def test_months_after_a_day_are_the_calendars(day: str, months: int, date: str) -> None:
    assert str(months_after(dt.date.fromisoformat(day), months)) == date


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("12 months", 12),
        ("1 year", 12),
        ("1.5 years", 18),
        ("2 quarters", 6),
        ("1.5 months", 0),
        ("487 days", 0),  # as long as 16 mean months
        ("52 weeks", 0),
        ("30", 0),
    ],
)
def test_whole_months_are_told_from_days(text: str, months: int) -> None:
    assert parse_number(text, "days").months == months


def _subscriptions(clawback: str) -> Scenario:
    plan = {"components": {"new": {"rate": "10 %", "paid_every": "month", "clawback": clawback}}}
    more = {
        "horizon": {"from": "2027-01", "months": 24},
        "segments": {
            "all": {
                "prospects": 0,
                "deal": "12k a year",
                "churn": "99 % a year",
                "contract": {"term": 12},
            }
        },
    }
    return scenario(plan, [Contract(day, 12_000) for day in (*DAYS, 600)], more)


def test_who_stays_for_twelve_months_takes_no_pay_back() -> None:
    """A term of a year ends as the clawback of a year does, in the leap year 2028 too.

    Each customer who has given notice (99 in 100 do) leaves at the second of its signing, twelve
    months later. Thirteen months of clawback take all of the sixth contract's 1,200, signed when
    the first five are gone.
    """
    _, batch = both(_subscriptions("12 months"))
    log = batch.log[0]
    signed = {int(row["firm"]): int(row["second"]) for row in log[log["what"] == LOG_WON]}
    lost = log[log["what"] == LOG_CUSTOMER_LOST]
    assert len(lost) >= 3
    for row in lost:
        day, second = divmod(signed[int(row["firm"])], SECONDS_PER_DAY)
        date = months_after(date_of_second(START, day * SECONDS_PER_DAY), 12)
        assert int(row["second"]) == second_of_date(START, date) + second
    assert batch.ledger["clawback"].sum() == 0
    assert batch.reps["variable"].sum() == pytest.approx(1_200 * 6)
    longer = both(_subscriptions("13 months"))[1]
    assert longer.ledger["clawback"].sum() == pytest.approx(1_200)
    assert longer.reps["variable"].sum() == pytest.approx(1_200 * 5)


def test_revenue_counts_until_the_same_day_of_the_month() -> None:
    """12k a year, signed on 5 March at s seconds, counts for six months: to 5 September at s.

    Of September 4 days and s seconds of 30 days of 1,000; 1,000 in each month between, and of
    March what is left of it.
    """
    plan = {"components": {"runs": {"of": "revenue", "rate": "100 %", "paid_every": "month",
                                    "for": "6 months"}}}  # fmt: skip
    more = {"segments": {"all": {"prospects": 0, "deal": "12k a year", "churn": "0 % a year"}}}
    _, batch = both(scenario(plan, [Contract(63, 12_000)], more))
    [won] = batch.log[0][batch.log[0]["what"] == LOG_WON]
    part = (int(won["second"]) - second_of_date(START, dt.date(2027, 3, 1))) / SECONDS_PER_DAY
    assert 4 <= part < 5
    expected = [0, 0, 1_000 * (31 - part) / 31, *[1_000] * 5, 1_000 * part / 30, 0, 0, 0]
    assert batch.reps["variable"][0, 0].tolist() == pytest.approx(expected)


def test_a_keeper_takes_over_on_the_same_day_of_the_month() -> None:
    """Won on 30 and 31 January, kept for a month: handed over on 28 February at the hour."""
    more: dict[str, Any] = {
        "team": {
            "seller": {"people": 1, "base": 0, "charges": 0, "motion": "conquest",
                       "keeps_for": "1 month"},
            "keeper": {"people": 1, "base": 0, "charges": 0, "motion": "loyalty"},
        }
    }  # fmt: skip
    _, batch = both(scenario({}, [Contract(29, 1_000), Contract(63, 1_000)], more))
    log = batch.log[0]
    won, kept = (log[log["what"] == what]["second"].tolist() for what in (LOG_WON, LOG_KEEPER))
    assert [str(date_of_second(START, at)) for at in won] == ["2027-01-30", "2027-03-05"]
    assert [str(date_of_second(START, at)) for at in kept] == ["2027-02-28", "2027-04-05"]
    assert [at % SECONDS_PER_DAY for at in kept] == [at % SECONDS_PER_DAY for at in won]


def test_notice_runs_for_months_of_the_calendar() -> None:
    """Paid too little for three months, by 31 March; three months of notice end on 30 June.

    Ninety days and a mean quarter both end sooner or later than that.
    """
    low = {"people": 1, "base": "1k a month", "leaves_below": {"pay": "2k a month", "over": 3}}
    more = {"attrition": {"rate": "0 % a year", "notice": "3 months", "time_to_hire": "none"}}
    _, batch = both(scenario(low, (), more))
    [left] = batch.log[0][batch.log[0]["what"] == LOG_LEFT]
    assert date_of_second(START, int(left["second"])) == dt.date(2027, 7, 1)


def test_those_who_leave_by_chance_say_so_months_before() -> None:
    """Last days lie anywhere; a month decides about those that three months later are its own."""
    more = {"attrition": {"rate": "90 % a year", "notice": "3 months", "time_to_hire": "none"}}
    _, batch = both(scenario({"people": 40}, (), more))
    left = batch.log[0][batch.log[0]["what"] == LOG_LEFT]
    # Of 40 a hazard of 2.3 a year leaves 4 on average; 10 is four standard errors above.
    assert 40 - len(left) <= 12
    assert len({int(at) for at in left["second"]}) > 15


def test_a_migration_and_last_days_to_decide_are_dates() -> None:
    """Three months from 1 January: 1 April, where mean months are 91.3 days, one later."""
    of = scenario({"people": 2}, (), {"crm": {"migration": "3 months"}})
    assert build(of).world.company[0].migrated_at == second_of_date(START, dt.date(2027, 4, 1))
    people = {"people": {"today": 2, "most": 3, "found_in": "2 months", "notice": "3 months"}}
    of = scenario(people)
    dates = of.plan.team["seller"].people
    assert day_before(dt.date(2027, 3, 1), dates.found_in) == dt.date(2027, 1, 1)
    assert day_before(dt.date(2027, 7, 1), dates.notice) == dt.date(2027, 4, 1)
